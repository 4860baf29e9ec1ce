"""What the narrative tells of gifts beside their figures."""

from dataclasses import dataclass
from datetime import date as Day
from typing import Any, cast

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Min, QuerySet
from django.db.models.functions import Coalesce

from redcross.figures import CountedFigure, Scope, Value, ask, rounding_read
from redcross.models import EntryQuerySet, coarsest_precision

from .figures import BY_KEY
from .models import CashGift, Fund

_CASH = "donations.cash.amount", "donations.cash.gifts"
_GOODS = ("donations.goods.batches_public",)


@dataclass(frozen=True)
class Received:
    """What the public gave into one fund over a period, and on which days, as well as known."""

    fund: Fund
    date: Day
    end_date: Day
    amount: Value
    gifts: Value
    batches: Value
    date_precision: str = CashGift.Precision.DAY


def received_by_fund(scope: Scope) -> list[Received]:
    """Return what each fund received, the largest sum first; three queries however many gifts."""
    days: dict[int, tuple[Day, Day]] = {}
    known: dict[int, set[str]] = {}
    values: dict[int, dict[str, Value]] = {}
    for keys in (_CASH, _GOODS):
        group = tuple(BY_KEY[key] for key in keys)
        asked = group[0].parameters(scope)
        for row in ask(_received, scope, group):
            pk = row["fund"]
            first, last = days.get(pk, (row["first"], row["last"]))
            days[pk] = min(first, row["first"]), max(last, row["last"])
            known.setdefault(pk, set()).update(row["known"])
            for i, figure in enumerate(group):
                url = figure.url({**asked, "own_fund": str(pk)})
                value = Value(figure, row[f"n{i}"] or 0, rounding_read(row[f"r{i}"]), url)
                values.setdefault(pk, {})[figure.key] = value
    purses = Fund.objects.in_bulk(days)
    lines = []
    for pk, (first, last) in days.items():
        amount, gifts, batches = (
            values[pk].get(key, Value(BY_KEY[key], 0)) for key in (*_CASH, *_GOODS)
        )
        precision = coarsest_precision(known[pk])
        lines.append(Received(purses[pk], first, last, amount, gifts, batches, precision))
    return sorted(lines, key=lambda line: (-line.amount.number, line.fund.pk))


def _received(scope: Scope, figures: tuple[CountedFigure, ...]) -> "QuerySet[Any, dict[str, Any]]":
    """Return the query by fund for the days and the numbers of figures of one list."""
    records = cast(EntryQuerySet[Any], figures[0].model.objects.countable())
    condition = figures[0].condition(figures[0].arguments(scope))
    return (
        records.filter(condition, fund__isnull=False)
        .order_by()
        .values("fund")
        .annotate(
            first=Min("date"),
            last=Max(Coalesce("end_date", "date")),
            known=ArrayAgg("date_precision", distinct=True),
            **{f"n{i}": figure.aggregate(scope.period) for i, figure in enumerate(figures)},
            **{f"r{i}": figure.rounded(scope.period) for i, figure in enumerate(figures)},
        )
    )
