"""What the narrative tells of gifts beside their figures."""

from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Max, Min, QuerySet, Sum
from django.db.models.functions import Coalesce

from redcross.figures import CountedFigure, Scope, Value, rounding_read, run_prepared
from redcross.models import EntryQuerySet, coarsest_precision

from .figures import BY_KEY
from .models import CashGift, Fund, FundTransfer, GoodsGift, GoodsLot

_CASH = "donations.cash.amount", "donations.cash.gifts"
_GOODS = ("donations.goods.batches_public",)
# So many kinds of goods are named, and one more transfer than a text tells one by one.
GOODS_NAMED, MOST = 5, 11


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
        parameters = group[0].parameters(scope)
        for row in run_prepared(_received, scope, group):
            pk = row["fund"]
            first, last = days.get(pk, (row["first"], row["last"]))
            days[pk] = min(first, row["first"]), max(last, row["last"])
            known.setdefault(pk, set()).update(row["known"])
            for i, figure in enumerate(group):
                url = figure.url({**parameters, "own_fund": str(pk)})
                value = Value(figure, row[f"n{i}"] or 0, rounding_read(row[f"r{i}"]), url)
                values.setdefault(pk, {})[figure.key] = value
    purses = Fund.objects.select_related("parent__parent").in_bulk(days)
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


class NamedGoods(NamedTuple):
    """Goods that the public gave: what they are called, and the page that shows them.

    `quantity`: of all of them, in `unit`, where they are all in one and it is no money.
    """

    name: str
    url: str
    quantity: Decimal | None = None
    unit: str = ""


class ReceivedGoods(NamedTuple):
    """The most valuable kinds of goods that the public gave, and how many kinds there are.

    `in_words`: whether some are known by their description alone, and are no lots.
    """

    named: list[NamedGoods]
    number: int
    in_words: bool


def received_goods(scope: Scope) -> ReceivedGoods:
    """Return what the public gave in goods: two queries however many there are."""
    figure = BY_KEY[_GOODS[0]]
    records = cast(EntryQuerySet[Any], GoodsGift.objects.countable())
    gifts = records.filter(figure.condition(figure.arguments(scope))).order_by()
    of_lots = GoodsLot.objects.filter(gift__in=gifts.values("pk")).order_by().values("item")
    items = list(
        of_lots.annotate(
            all_worth=Sum(GoodsLot.worth),
            all_of_it=Sum("quantity"),
            units=ArrayAgg("unit", distinct=True),
        ).order_by(F("all_worth").desc(nulls_last=True), "item")
    )
    described = gifts.filter(lots=None).exclude(description="").order_by("date", "pk")
    in_words = list(described[: GOODS_NAMED + 1])
    lots = BY_KEY["donations.goods.unpriced"]
    parameters = {name: value for name, value in lots.parameters(scope).items() if name != "priced"}
    kinds_of_goods = [
        NamedGoods(
            row["item"],
            lots.url({**parameters, "item": row["item"]}),
            *((row["all_of_it"], *row["units"]) if _is_counted(row["units"]) else ()),
        )
        for row in items
    ]
    kinds_of_goods += [NamedGoods(gift.description, gift.get_absolute_url()) for gift in in_words]
    number = len(items) + (described.count() if len(in_words) > GOODS_NAMED else len(in_words))
    return ReceivedGoods(kinds_of_goods[:GOODS_NAMED], number, bool(in_words))


def _is_counted(units: list[str]) -> bool:
    """Return whether all of it is in one unit: a lot of which only the value is known is in 元."""
    return len(units) == 1 and units[0] not in ("", "元")


def transfers(scope: Scope) -> list[FundTransfer]:
    """Return what moved between funds of donated money, the largest first, `MOST` of them."""
    rows = FundTransfer.objects.countable().filter(
        scope.owned(),
        date__range=(scope.period.start, scope.period.end),
        from_fund__kind__in=Fund.DONATED,
    )
    rows = rows.select_related("from_fund", "to_fund", "society")
    return list(rows.order_by("-amount", "date", "pk")[:MOST])


def adds_up_inner_transfers(scope: Scope, key: str = "donations.cash.from_above") -> bool:
    """Return whether a society below has received from above what the figure counts.

    What was handed on within the scope is then counted on both sides: a recipient is known by its
    name alone and a transfer from above names nobody, so the two cannot be told to be one.
    """
    if scope.own_records_only or len(scope.society.keys_below) == 1:
        return False
    figure = BY_KEY[key]
    rows = cast(EntryQuerySet[Any], figure.model.objects.countable())
    received = rows.filter(figure.condition(figure.arguments(scope)))
    return received.exclude(society=scope.society).exists()


def volume_is_of_all(scope: Scope) -> bool:
    """Return whether it is known of all blood how much it was, where it is of some."""
    figure = BY_KEY["donations.life.blood"]
    rows = cast(EntryQuerySet[Any], figure.model.objects.countable())
    gifts = rows.filter(figure.condition(figure.arguments(scope)))
    return not gifts.filter(millilitres=None).exists()
