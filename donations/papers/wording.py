"""What several papers of donations say alike: numbers, days, purposes, goods and what is blank."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from donations.models import (
    YUAN,
    CashGift,
    Fund,
    GoodsGift,
    GoodsLot,
    Refund,
    StockCount,
    StockRemoval,
)
from redcross.formatting import format_day, with_rounding
from redcross.models import Record
from redcross.papers.sheet import Cell, RoundedNumber
from redcross.typed_values import DatePrecision, Rounding

Gift = CashGift | GoodsGift

# What tells how much of goods and money stayed, read at once for several papers.
RETURNED, REFUNDED = ("lots__removedgoods_lines__removal",), ("refunds",)
# Where something is to be written by hand.
BLANK = "＿＿＿＿＿＿"
NOT_PRICED = "不计价"
# What nobody named a purpose for goes to what the society is for.
_ANY_PURPOSE = "红十字人道公益事业"
_UNNAMED = "未留姓名"
# What stands before the number of a record: each kind counts its own.
_MARKS: dict[type[Record], str] = {
    CashGift: "款",
    GoodsGift: "物",
    Refund: "退",
    StockRemoval: "损",
    StockCount: "盘",
}


def no_donation(gift: Gift) -> str:
    """Return why a record of what came in is no donation, "" where it is one."""
    if gift.source == GoodsGift.Source.ABOVE:
        return _("A transfer from above is no donation.")
    if gift.source == GoodsGift.Source.PURCHASED:
        return _("Nobody gave what was purchased.")
    return ""


def number_of(record: Record) -> str:
    """Return the number of the paper of a record: 物2021-12. By it the record is found again."""
    return f"{_MARKS[type(record)]}{record.date:%Y}-{record.pk}"


def days_of(record: Record) -> str:
    """Return its day or days as far as known: 2021年3月5日, 2021年3月, 2021年3月至2021年5月."""
    known = DatePrecision(record.date_precision)
    first, last = (paper_day(day, known) for day in (record.date, record.end_date or record.date))
    return first if first == last else f"{first}至{last}"


def paper_day(day: date, precision: DatePrecision = DatePrecision.DAY) -> str:
    """Return a day as papers write it, as far as it is known: without zeros before its numbers."""
    if precision == DatePrecision.DAY:
        return f"{day.year}年{day.month}月{day.day}日"
    return format_day(day, precision)


def giver_of(gift: Gift) -> str:
    """Return who gave, as the record names it."""
    return str(gift.donor) if gift.donor else _UNNAMED


def purpose_of(fund: Fund | None) -> str:
    """Return what a gift is for, to stand behind 用于."""
    if fund is None or (fund.kind == Fund.Kind.GENERAL and not fund.purpose):
        return _ANY_PURPOSE
    return fund.purpose or str(fund)


def earmarked(fund: Fund | None) -> str:
    """Return whether a purpose was named: 定向, 非定向; "" where no fund says so."""
    return str(fund.get_kind_display()) if fund else ""


def yuan(amount: Decimal, rounding: Rounding = Rounding.EXACT) -> str:
    """Return a sum as papers write it, as well as it is known: 约1,200.00元."""
    return f"{with_rounding(f'{amount:,.2f}', rounding)}元"


def how_many(record: Record) -> Cell:
    """Return for how many a record stands: a number, one known roughly, or 不详."""
    if record.times is None:
        return str(Rounding.UNKNOWN.label)
    return RoundedNumber(record.times, record.rounding_of("times"))


def stands_for_several(record: Record) -> bool:
    """Return whether it is more than one of its kind, or nobody knows how many."""
    return record.times != 1


def given_back(gift: CashGift) -> Decimal:
    """Return what of a gift of money went back to its donor, in yuan."""
    back = (refund.amount for refund in gift.refunds.all() if not refund.voided_at)
    return sum(back, Decimal(0))


class LotPart(NamedTuple):
    """So much of a lot."""

    lot: GoodsLot
    quantity: Decimal

    @property
    def value(self) -> Decimal | None:
        """What it is worth in yuan; None where it has no price."""
        return self.lot.value_of(self.quantity)

    @property
    def in_words(self) -> str:
        """What it is, and what it is worth: 口罩5,000只（折价10,000.00元）."""
        worth = "" if self.value is None else f"（折价{yuan(self.value)}）"
        if self.lot.unit == YUAN:
            batch = "" if "一批" in self.lot.item else "一批"
            return f"{self.lot.item}{batch}{worth}"
        return f"{self.lot.item}{self.quantity.normalize():,f}{self.lot.unit}{worth}"

    @property
    def cells(self) -> list[Cell]:
        """Name, unit, quantity, price and value; of what only the value is known, no more."""
        if self.lot.unit == YUAN:
            return [self.lot.item, "按价值", None, None, self.value]
        return [self.lot.item, self.lot.unit, self.quantity, self.lot.unit_value, self.value]


def received(gift: GoodsGift) -> list[LotPart]:
    """Return the lots of a batch as they came."""
    lots = sorted(gift.lots.all(), key=lambda lot: lot.pk)
    return [LotPart(lot, lot.quantity) for lot in lots]


def kept(gift: GoodsGift) -> list[LotPart]:
    """Return what of a batch its donor did not get back."""
    parts = (LotPart(lot, quantity - _returned(lot)) for lot, quantity in received(gift))
    return [part for part in parts if part.quantity]


def _returned(lot: GoodsLot) -> Decimal:
    lines = lot.removedgoods_lines.all()
    back = (
        line.quantity
        for line in lines
        if line.removal.kind == StockRemoval.Kind.RETURNED and not line.removal.voided_at
    )
    return sum(back, Decimal(0))


def worth_of_all(parts: Sequence[LotPart]) -> Decimal | None:
    """Return what the parts are worth together; None where one has no price."""
    values = [part.value for part in parts]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None


def unpriced_note(parts: Sequence[LotPart]) -> Iterator[tuple[str, Cell]]:
    """Yield what is said where a sum leaves out goods without a price: it is not that of all."""
    unpriced = sum(part.value is None for part in parts)
    if 0 < unpriced < len(parts):
        yield "合计说明", f"合计未含不计价物资{unpriced}种"
