"""The statement of goods, by item and unit: what was there, came, left, and is left.

Priced lots and unpriced ones are told apart. Every line of a record is worth its quantity at the
lot's unit value, to the fen, as is what is left of a lot: what that makes of parts of a unit stands
in a line of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Sum

from redcross.figures import Scope

from .models import GoodsLine, GoodsLot, LotMovement, worth_of
from .statements import NOTHING, opening_day


class Goods(NamedTuple):
    """One item in one unit: lots of it with a unit value, or those without."""

    item: str
    unit: str
    priced: bool


@dataclass(frozen=True)
class Amount:
    """So many of an item's unit, worth so much in yuan; below zero where they leave."""

    quantity: Decimal = NOTHING
    value: Decimal = NOTHING

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.quantity + other.quantity, self.value + other.value)

    def __neg__(self) -> "Amount":
        return Amount(-self.quantity, -self.value)

    def __bool__(self) -> bool:
        return bool(self.quantity or self.value)


@dataclass
class GoodsStatement:
    """What became of goods of one kind in a period."""

    goods: Goods
    opening: Amount = Amount()
    received: Amount = Amount()
    moved: dict[GoodsLine, Amount] = field(default_factory=dict)
    left: Amount = Amount()

    def line(self, line: GoodsLine) -> Amount:
        """Return what the line comes to, below zero where it leaves."""
        return self.moved.get(line, Amount())

    @property
    def rounding(self) -> Amount:
        """Return what the values of parts of a unit differ by; its quantity is always zero."""
        rest = [self.opening, self.received, *self.moved.values()]
        return Amount(
            self.left.quantity - sum((amount.quantity for amount in rest), NOTHING),
            self.left.value - sum((amount.value for amount in rest), NOTHING),
        )


def goods_statements(scope: Scope) -> list[GoodsStatement]:
    """Return one for each item and unit, priced and unpriced apart: a fixed number of queries."""
    period = scope.period
    lots = GoodsLot.objects.countable().filter(scope.owned("gift__"))
    found: dict[Goods, GoodsStatement] = {}

    def statement(goods: Goods) -> GoodsStatement:
        return found.setdefault(goods, GoodsStatement(goods))

    for name, day in (("opening", opening_day(period)), ("left", period.end)):
        there = lots.filter(gift__date__lte=day).with_remaining(day)
        for goods, amount in _sums(there, quantity="remaining"):
            setattr(statement(goods), name, amount)
    for goods, amount in _sums(lots.filter(gift__date__range=(period.start, period.end))):
        statement(goods).received = amount
    for model in movements():
        rows = model.objects.countable().filter(
            lot__in=lots, **{f"{model.owner}__date__range": (period.start, period.end)}
        )
        for line, condition in model.goods_lines.items():
            for goods, amount in _sums(rows.filter(condition), "lot__", model.sign):
                one = statement(goods)
                one.moved[line] = one.line(line) + amount
    order = sorted(found, key=lambda goods: (not goods.priced, goods.item, goods.unit))
    statements = [found[goods] for goods in order]
    return [one for one in statements if one.opening or one.received or one.moved]


def movements() -> Iterator[type[LotMovement]]:
    """Yield the kinds of line that move goods of lots."""
    for model, _name in GoodsLot.referencing_fields():
        yield cast("type[LotMovement]", model)


def movements_of(line: GoodsLine) -> list[type[LotMovement]]:
    """Return the kinds of line that the line of the statement is the sum of."""
    return [model for model in movements() if line in model.goods_lines]


def _sums(
    rows: "QuerySet[Any]", lot: str = "", sign: int = 1, quantity: str = "quantity"
) -> Iterator[tuple[Goods, Amount]]:
    """Yield the amount of each kind of goods."""
    is_priced = ExpressionWrapper(
        Q(**{f"{lot}unit_value__isnull": False}), output_field=BooleanField()
    )
    worth = worth_of(F(quantity), f"{lot}unit_value")
    grouped = rows.order_by().annotate(is_priced=is_priced)
    grouped = grouped.values_list(f"{lot}item", f"{lot}unit", "is_priced")
    for item, unit, priced, many, value in grouped.annotate(many=Sum(quantity), worth=Sum(worth)):
        yield Goods(item, unit, priced), Amount(sign * many, sign * (value or NOTHING))
