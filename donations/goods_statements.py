"""The statement of goods, by item and unit: what was there, came, left, and is left.

Priced lots and unpriced ones are told apart. Every line of a record is worth its quantity at the
lot's unit value, to the fen, as is what is left of a lot: what that makes of parts of a unit stands
in a line of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Sum

from redcross.figures import Period, Scope, run_prepared

from .models import (
    ESTIMATES,
    YUAN,
    GoodsLine,
    GoodsLot,
    GoodsLotQuerySet,
    LotMovement,
    worth_of,
)
from .statements import NOTHING

Sums = QuerySet[Any, dict[str, Any]]


class Goods(NamedTuple):
    """One item in one unit: lots of it with a unit value, or those without."""

    item: str
    unit: str
    priced: bool

    @property
    def by_value(self) -> bool:
        """Return whether only its value is known, which is its quantity."""
        return self.unit == YUAN


@dataclass(frozen=True)
class Amount:
    """So many of an item's unit, worth so much in yuan; below zero where they leave.

    `estimated`: what of the value is known by assessment or market price alone.
    """

    quantity: Decimal = NOTHING
    value: Decimal = NOTHING
    estimated: Decimal = NOTHING

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(
            self.quantity + other.quantity,
            self.value + other.value,
            self.estimated + other.estimated,
        )

    def __neg__(self) -> "Amount":
        return Amount(-self.quantity, -self.value, -self.estimated)

    def __bool__(self) -> bool:
        return bool(self.quantity or self.value)

    @property
    def vouched(self) -> Decimal:
        """Return what of the value a voucher tells."""
        return self.value - self.estimated


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
        return self.left + -sum(rest, Amount())


def goods_statements(scope: Scope) -> list[GoodsStatement]:
    """Return one for each item and unit, priced and unpriced apart: a fixed number of queries."""
    period = scope.period
    found: dict[Goods, GoodsStatement] = {}

    def statement(goods: Goods) -> GoodsStatement:
        return found.setdefault(goods, GoodsStatement(goods))

    for name, day in (("opening", period.day_before), ("left", period.end)):
        there = run_prepared(_remaining, replace(scope, period=Period(day, day)))
        for goods, amount in _amounts(there):
            setattr(statement(goods), name, amount)
    for goods, amount in _amounts(run_prepared(_received, scope)):
        statement(goods).received = amount
    for model in movements():
        for line in model.goods_lines:
            for goods, amount in _amounts(
                run_prepared(_moved, scope, model, line), "lot__", model.sign
            ):
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


def _lots(scope: Scope) -> "GoodsLotQuerySet":
    """Return the lots of the scope's societies."""
    return GoodsLot.objects.countable().filter(scope.owned("gift__"))


def _remaining(scope: Scope) -> Sums:
    """Return the query for what is left of lots at the end of the period."""
    day = scope.period.end
    there = _lots(scope).filter(gift__date__lte=day).with_remaining(day)
    return _sums(there, quantity="remaining")


def _received(scope: Scope) -> Sums:
    """Return the query for the lots received in the period."""
    return _sums(_lots(scope).filter(gift__date__range=(scope.period.start, scope.period.end)))


def _moved(scope: Scope, model: type[LotMovement], line: GoodsLine) -> Sums:
    """Return the query for what lines of one kind moved of lots in the period."""
    rows = model.objects.countable().filter(
        model.goods_lines[line],
        lot__in=_lots(scope),
        **{f"{model.owner}__date__range": (scope.period.start, scope.period.end)},
    )
    return _sums(rows, "lot__")


def _sums(rows: "QuerySet[Any]", lot: str = "", quantity: str = "quantity") -> Sums:
    """Return the query for quantity and worth of each kind of goods; `lot` leads to the lot."""
    is_priced = ExpressionWrapper(
        Q(**{f"{lot}unit_value__isnull": False}), output_field=BooleanField()
    )
    worth = worth_of(F(quantity), f"{lot}unit_value")
    grouped = rows.order_by().annotate(is_priced=is_priced)
    grouped = grouped.values(f"{lot}item", f"{lot}unit", "is_priced")
    estimated = Sum(worth, filter=Q(**{f"{lot}value_basis__in": ESTIMATES}))
    return grouped.annotate(many=Sum(quantity), worth=Sum(worth), estimated=estimated)


def _amounts(
    rows: list[dict[str, Any]], lot: str = "", sign: int = 1
) -> Iterator[tuple[Goods, Amount]]:
    """Yield the amount of each kind of goods."""
    for row in rows:
        goods = Goods(row[f"{lot}item"], row[f"{lot}unit"], row["is_priced"])
        sums = (row[name] or NOTHING for name in ("many", "worth", "estimated"))
        yield goods, Amount(*(sign * number for number in sums))
