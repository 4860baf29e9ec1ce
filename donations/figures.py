"""The only module of this app that reports imports."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from redcross.figures import Distinct, Flow, Period, Stock, Unit, Value
from redcross.models import Society

from .models import CashGift, Fund

_cash: dict[str, Any] = {"model": CashGift, "filterset": "donations.filters.CashGiftFilter"}
_by_date = _("By date received; voided gifts left out.")

figures = [
    Flow(
        key="donations.cash.amount",
        label=_("Cash given by the public"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"source": CashGift.Source.PUBLIC},
        rule=_("By date received; transfers from above, interest and voided gifts left out."),
        **_cash,
    ),
    Flow(
        key="donations.cash.gifts",
        label=_("Cash gifts from the public"),
        value=Sum("times"),
        unit=Unit.GIFTS,
        where={"source": CashGift.Source.PUBLIC},
        rule=_("Sums how often each record says it was given; otherwise as the amount."),
        **_cash,
    ),
    Flow(
        key="donations.cash.earmarked",
        label=_("Of this, earmarked"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"source": CashGift.Source.PUBLIC, "kind": Fund.Kind.EARMARKED},
        rule=_("Cash given by the public into earmarked funds."),
        **_cash,
    ),
    Distinct(
        key="donations.cash.donors",
        label=_("Donors of cash"),
        value=Count("donor", distinct=True),
        unit=Unit.DONORS,
        where={"source": CashGift.Source.PUBLIC, "anonymous": "out"},
        rule=_("Different donors, each once however often they gave; the anonymous left out."),
        **_cash,
    ),
    Flow(
        key="donations.cash.from_above",
        label=_("Transfers from above"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"source": CashGift.Source.ABOVE},
        rule=_by_date,
        **_cash,
    ),
    Flow(
        key="donations.cash.interest",
        label=_("Interest"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"source": CashGift.Source.INTEREST},
        rule=_by_date,
        **_cash,
    ),
    Stock(
        key="donations.funds.open",
        label=_("Funds open at the end"),
        value=Count("pk"),
        unit=Unit.FUNDS,
        model=Fund,
        filterset="donations.filters.FundFilter",
        rule=_("Opened on or before the last day and not closed before it."),
    ),
]


@dataclass(frozen=True)
class Received:
    """What one fund took in from the public over a period, and on which days."""

    fund: Fund
    first: date
    last: date
    amount: Value
    gifts: Value


def received_by_fund(society: Society, period: Period, *, alone: bool = False) -> list[Received]:
    """A listing: one line a fund, the largest sum first, two queries however many gifts."""
    amount, gifts = figures[0], figures[1]
    asked = amount.parameters(society, alone, period)
    rows = list(
        CashGift.objects.countable()
        .filter(amount.condition(asked))
        .order_by()
        .values("fund")
        .annotate(
            sum=Sum("amount"),
            gifts=Sum("times"),
            first=Min("date"),
            last=Max(Coalesce("end_date", "date")),
            sum_rounded=amount.rounded(),
            gifts_rounded=gifts.rounded(),
        )
        .order_by("-sum", "fund")
    )
    funds = Fund.objects.in_bulk([row["fund"] for row in rows])
    lines = []
    for row in rows:
        url = amount.url({**asked, "fund": str(row["fund"])})
        values = (
            Value(figure, row[name], row[f"{name}_rounded"], url)
            for figure, name in ((amount, "sum"), (gifts, "gifts"))
        )
        lines.append(Received(funds[row["fund"]], row["first"], row["last"], *values))
    return lines
