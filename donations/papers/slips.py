"""Slips by which a gift is registered, with what its donor said of it. They are no receipts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext_lazy

from donations.models import CashGift, GoodsGift
from redcross.formatting import amount_in_words
from redcross.papers import Fields, Paper, Part, PrintContext, Sheet
from redcross.papers.sheet import Cell

from .certificates import list_of
from .wording import (
    REFUNDED,
    Gift,
    days_of,
    earmarked,
    given_back,
    giver_of,
    how_many,
    no_donation,
    number_of,
    paper_day,
    purpose_of,
    received,
    stands_for_several,
    unpriced_note,
    yuan,
)

G = TypeVar("G", CashGift, GoodsGift)
Pairs = list[tuple[str, Cell]]
_NO_RECEIPT = "本凭条仅作捐赠登记，非财政票据"


def donor_rows(gift: Gift) -> Pairs:
    """Return what begins every slip: which gift it is, and who gave."""
    return [
        ("捐赠日期", days_of(gift)),
        ("登记日期", paper_day(timezone.localtime(gift.entered_at).date())),
        ("捐赠人", giver_of(gift)),
        ("捐赠人类别", str(gift.donor.get_kind_display()) if gift.donor else ""),
    ]


def wishes(gift: Gift) -> Pairs:
    """Return what the donor wishes: purpose, receipt, publication."""
    receipt = gift.receipt_number or ("捐赠人放弃票据" if gift.receipt_waived else "尚未开具")
    public = str(gift.donor.get_name_public_display()) if gift.donor else ""
    return [
        ("定向/非定向", earmarked(gift.fund)),
        ("用途", purpose_of(gift.fund)),
        ("捐赠票据号码", receipt),
        ("姓名（名称）公开", public),
        *([("协议号", gift.agreement_number)] if gift.agreement_number else []),
    ]


class Slip(Paper[G]):
    """登记凭条: what was given, and that this is no receipt."""

    title = gettext_lazy("slip of a registered donation")
    note = _NO_RECEIPT
    signatures = ("捐赠人", "经办人", "复核人")

    def refusal(self, entry: G) -> str:
        return no_donation(entry)


class CashGiftSlip(Slip[CashGift]):
    """登记凭条 of a gift of money."""

    key = "cash-gift-slip"
    model = CashGift
    related = REFUNDED

    def sheet(self, entries: Sequence[CashGift], printing: PrintContext) -> Sheet:
        [gift] = entries
        known, back = gift.rounding_of("amount"), given_back(gift)
        money: Pairs = [("金额", yuan(gift.amount, known))]
        # In capitals stands what is known to the fen.
        money += [] if known else [("大写", amount_in_words(gift.amount))]
        money += [("捐赠方式", str(gift.get_channel_display()))]
        money += [("笔数", how_many(gift))] if stands_for_several(gift) else []
        if back:
            money += [("已退回捐赠人", yuan(back)), ("退回后金额", yuan(gift.amount - back, known))]
        fields = Fields([*donor_rows(gift), *money, *wishes(gift)])
        return Sheet("", [fields], number=number_of(gift))


class GoodsGiftSlip(Slip[GoodsGift]):
    """登记凭条 of goods."""

    key = "goods-gift-slip"
    model = GoodsGift

    def sheet(self, entries: Sequence[GoodsGift], printing: PrintContext) -> Sheet:
        [gift] = entries
        parts, goods = received(gift), Pairs()
        if gift.description:
            goods.append(("物资", gift.description))
        if stands_for_several(gift):
            goods.append(("批次", how_many(gift)))
        if values := [part.value for part in parts if part.value is not None]:
            total = sum(values, Decimal(0))
            goods += [("折价", yuan(total)), ("大写", amount_in_words(total))]
        goods += unpriced_note(parts)
        on_it: list[Part] = [Fields([*donor_rows(gift), *goods, *wishes(gift)])]
        if parts:
            on_it.append(list_of(parts))
        return Sheet("", on_it, number=number_of(gift))
