"""The only module of this app that reports imports."""

from dataclasses import dataclass
from datetime import date as Day
from typing import Any, cast

from django.db.models import Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from redcross.figures import (
    CountedFigure,
    Distinct,
    FigureSource,
    Flow,
    Scope,
    Stock,
    Unit,
    Value,
)
from redcross.models import EntryQuerySet

from .models import (
    CashGift,
    Fund,
    GoodsGift,
    GoodsLine,
    GoodsLot,
    LifeGift,
    Receipt,
    ReceiptRange,
    Refund,
    RemovedGoods,
    fund_balance,
    fund_rounded,
    lot_remaining,
    states_of,
    worth_of,
)

cash: FigureSource = {"model": CashGift, "filterset": "donations.filters.CashGiftFilter"}
goods: FigureSource = {"model": GoodsGift, "filterset": "donations.filters.GoodsGiftFilter"}
lots: FigureSource = {"model": GoodsLot, "filterset": "donations.filters.GoodsLotFilter"}
funds: FigureSource = {"model": Fund, "filterset": "donations.filters.FundFilter"}
life: FigureSource = {"model": LifeGift, "filterset": "donations.filters.LifeGiftFilter"}
receipts: FigureSource = {"model": Receipt, "filterset": "donations.filters.ReceiptFilter"}
refunds: FigureSource = {"model": Refund, "filterset": "donations.filters.RefundFilter"}
removed: FigureSource = {
    "model": RemovedGoods,
    "filterset": "donations.filters.RemovedGoodsFilter",
}
_by_date = _("By date received; voided gifts left out.")
_public = {"source": CashGift.Source.PUBLIC}

figures: list[CountedFigure] = [
    Flow(
        key="donations.cash.amount",
        label=_("Cash given by the public"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where=_public,
        rule=_("By date received; transfers from above, interest and voided gifts left out."),
        **cash,
    ),
    Flow(
        key="donations.cash.gifts",
        label=_("Cash gifts from the public"),
        value=Sum("times"),
        unit=Unit.GIFTS,
        where=_public,
        rule=_("Sums how often each record says it was given; otherwise as the amount."),
        **cash,
    ),
    Flow(
        key="donations.cash.earmarked",
        label=_("Of this, earmarked"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={**_public, "fund_kind": Fund.Kind.EARMARKED},
        rule=_("Cash given by the public into earmarked funds."),
        **cash,
    ),
    Flow(
        key="donations.cash.unearmarked",
        label=_("Of this, not earmarked"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={**_public, "fund_kind": Fund.Kind.GENERAL},
        rule=_("Cash given by the public into funds that are not earmarked."),
        **cash,
    ),
    Distinct(
        key="donations.cash.donors",
        label=_("Donors of cash"),
        value=Count("donor", distinct=True),
        unit=Unit.DONORS,
        where={**_public, "anonymous": "out"},
        rule=_("Different donors, each once however often they gave; the anonymous left out."),
        **cash,
    ),
    Flow(
        key="donations.cash.from_above",
        label=_("Transfers from above"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"source": CashGift.Source.ABOVE},
        rule=_by_date,
        **cash,
    ),
    Flow(
        key="donations.cash.interest",
        label=_("Interest"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"source": CashGift.Source.INTEREST},
        rule=_by_date,
        **cash,
    ),
    Flow(
        key="donations.cash.refunded",
        label=_("Gifts given back"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        rule=_("By the day it went back. It is no spending."),
        **refunds,
    ),
    *(
        Flow(
            key=key,
            label=label,
            value=Sum("times"),
            unit=unit,
            where={"receipt": "missing"},
            rule=_(
                "From the public and without a receipt number; the anonymous, settlements of"
                " platforms and what was waived left out."
            ),
            **source,
        )
        for key, label, unit, source in (
            ("donations.cash.without_receipt", _("Cash gifts without a receipt"), Unit.GIFTS, cash),
            (
                "donations.goods.without_receipt",
                _("Batches of goods without a receipt"),
                Unit.BATCHES,
                goods,
            ),
        )
    ),
    *(
        Flow(
            key=f"donations.receipts.{kind}",
            label=label,
            value=Count("pk"),
            unit=Unit.RECEIPTS,
            where={"kind": kind},
            rule=_("By the date of the receipt in the register; paper ones only as far as in it."),
            **receipts,
        )
        for kind, label in (
            (Receipt.Kind.ISSUED.value, _("Receipts issued")),
            (Receipt.Kind.VOID.value, _("Receipts void")),
            (Receipt.Kind.RED.value, _("Red receipts")),
        )
    ),
    Stock(
        key="donations.funds.open",
        label=_("Funds open at the end"),
        value=Count("pk"),
        unit=Unit.FUNDS,
        rule=_("Opened on or before the last day and not closed before it."),
        **funds,
    ),
    *(
        Stock(
            key=key,
            label=label,
            value=lambda period: Sum(fund_balance(period.end)),
            inexact=lambda period: fund_rounded(period.end),
            unit=Unit.YUAN,
            at="as_of",
            where=where,
            rule=_("Opening balance and all that came in, less all that went out, to that day."),
            **funds,
        )
        for key, label, where in (
            ("donations.funds.balance", _("Balance of all funds"), {}),
            (
                "donations.funds.balance_earmarked",
                _("Balance of earmarked funds"),
                {"kind": Fund.Kind.EARMARKED},
            ),
            (
                "donations.funds.balance_general",
                _("Balance of funds not earmarked"),
                {"kind": Fund.Kind.GENERAL},
            ),
            (
                "donations.funds.balance_above",
                _("Balance of money from above"),
                {"kind": Fund.Kind.ABOVE},
            ),
        )
    ),
    *(
        Flow(
            key=f"donations.goods.batches_{source}",
            label=label,
            value=Sum("times"),
            unit=Unit.BATCHES,
            where={"source": source},
            rule=_by_date,
            **goods,
        )
        for source, label in (
            (GoodsGift.Source.PUBLIC.value, _("Batches of goods given by the public")),
            (GoodsGift.Source.ABOVE.value, _("Batches of goods from above")),
            (GoodsGift.Source.PURCHASED.value, _("Batches of goods purchased")),
        )
    ),
    Flow(
        key="donations.goods.value",
        label=_("Value of goods given by the public"),
        value=Sum(GoodsLot.worth),
        unit=Unit.YUAN,
        where={"source": GoodsGift.Source.PUBLIC, "priced": "yes"},
        rule=_("Quantity times unit value of every lot with proof of its value."),
        **lots,
    ),
    Flow(
        key="donations.goods.unpriced",
        label=_("Lots given without proof of value"),
        value=Count("pk"),
        unit=Unit.LOTS,
        where={"source": GoodsGift.Source.PUBLIC, "priced": "no"},
        rule=_("They carry no price and are in no sum of money."),
        **lots,
    ),
    Flow(
        key="donations.goods.written_off",
        label=_("Value of goods written off"),
        value=Sum(worth_of(F("quantity"), "lot__unit_value")),
        unit=Unit.YUAN,
        where={"line": GoodsLine.WRITTEN_OFF.value, "priced": "yes"},
        rule=_("Quantity times unit value; lots without one left out."),
        **removed,
    ),
    Stock(
        key="donations.goods.in_store",
        label=_("Lots in store at the end"),
        value=Count("pk"),
        unit=Unit.LOTS,
        rule=_("Lots of which not everything had been given out on that day."),
        **lots,
    ),
    Stock(
        key="donations.goods.in_store_value",
        label=_("Value of goods in store"),
        value=lambda period: Sum(worth_of(lot_remaining(period.end))),
        unit=Unit.YUAN,
        where={"priced": "yes"},
        rule=_("What is left of every lot times its unit value; lots without one left out."),
        **lots,
    ),
]

LIFE_UNITS = {
    LifeGift.Kind.BLOOD: Unit.PERSON_TIMES,
    LifeGift.Kind.SAMPLED: Unit.SAMPLES,
    LifeGift.Kind.STORED: Unit.SAMPLES,
    LifeGift.Kind.STEM_CELLS: Unit.CASES,
    LifeGift.Kind.BODY_REGISTERED: Unit.PEOPLE,
    LifeGift.Kind.BODY: Unit.CASES,
    LifeGift.Kind.ORGAN_REGISTERED: Unit.PEOPLE,
    LifeGift.Kind.ORGAN: Unit.CASES,
    LifeGift.Kind.CORNEA_REGISTERED: Unit.PEOPLE,
    LifeGift.Kind.CORNEA: Unit.CASES,
}
figures += [
    Flow(
        key="donations.life.blood_millilitres",
        label=_("Blood given, by volume"),
        value=Sum("millilitres"),
        unit=Unit.MILLILITRES,
        where={"kind": LifeGift.Kind.BLOOD},
        rule=_("As the slips of others say."),
        **life,
    )
]
for _kind, _unit in LIFE_UNITS.items():
    figures += [
        Flow(
            key=f"donations.life.{_kind.value}",
            label=_kind.label,
            value=Sum("number"),
            unit=_unit,
            where={"kind": _kind.value},
            rule=_("As the slips of others say."),
            **life,
        ),
        Stock(
            key=f"donations.life.{_kind.value}_recorded",
            label=format_lazy(_("{} ({})"), _kind.label, _("all records")),
            value=Sum("number"),
            unit=_unit,
            where={"kind": _kind.value},
            rule=_("All records up to that day."),
            **life,
        ),
    ]
BY_KEY = {figure.key: figure for figure in figures}


@dataclass(frozen=True)
class Received:
    """What the public gave into one fund over a period, and on which days."""

    fund: Fund
    date: Day
    end_date: Day
    amount: Value
    gifts: Value
    batches: Value
    date_precision: str = CashGift.Precision.DAY


def received_by_fund(scope: Scope) -> list[Received]:
    """Return what each fund received, the largest sum first; three queries however many gifts."""
    of_cash = [BY_KEY["donations.cash.amount"], BY_KEY["donations.cash.gifts"]]
    of_goods = [BY_KEY["donations.goods.batches_public"]]
    days: dict[int, tuple[Day, Day]] = {}
    values: dict[int, dict[str, Value]] = {}
    for group in (of_cash, of_goods):
        asked = group[0].parameters(scope)
        records = cast(EntryQuerySet[Any], group[0].model.objects.countable())
        rows = (
            records.filter(group[0].condition(asked), fund__isnull=False)
            .order_by()
            .values("fund")
            .annotate(
                first=Min("date"),
                last=Max(Coalesce("end_date", "date")),
                **{f"n{i}": figure.aggregate(scope.period) for i, figure in enumerate(group)},
                **{f"r{i}": figure.rounded(scope.period) for i, figure in enumerate(group)},
            )
        )
        for row in rows:
            pk = row["fund"]
            first, last = days.get(pk, (row["first"], row["last"]))
            days[pk] = min(first, row["first"]), max(last, row["last"])
            for i, figure in enumerate(group):
                url = figure.url({**asked, "own_fund": str(pk)})
                value = Value(figure, row[f"n{i}"], row[f"r{i}"], url)
                values.setdefault(pk, {})[figure.key] = value
    purses = Fund.objects.in_bulk(days)
    lines = []
    for pk, (first, last) in days.items():
        amount, gifts, batches = (
            values[pk].get(figure.key, Value(figure, 0)) for figure in (*of_cash, *of_goods)
        )
        lines.append(Received(purses[pk], first, last, amount, gifts, batches))
    return sorted(lines, key=lambda line: (-line.amount.number, line.fund.pk))


def ranges_with_gaps(scope: Scope) -> list[tuple[ReceiptRange, int]]:
    """Return the ranges of paper receipts in use in the period with numbers nobody can explain.

    And how many these are; four queries however many ranges there are.
    """
    in_use = Q(written_off_on=None) | Q(written_off_on__gte=scope.period.start)
    ranges = ReceiptRange.objects.countable().filter(scope.owned(), in_use)
    looked_at = list(ranges.filter(taken_on__lte=scope.period.end))
    found = states_of(looked_at)
    return [(row, len(gaps)) for row in looked_at if (gaps := found[row.pk].gaps())]
