"""The lots of goods that came, for what holds a text against them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, Sum

from redcross.figures import Period, Scope

from .models import GoodsGift, GoodsLot

_MOST = 2000


class GivenLot(NamedTuple):
    """So many of one thing, of one gift."""

    item: str
    unit: str
    quantity: Decimal
    gift: int
    donor: int | None
    # In yuan, as far as it is known.
    worth: Decimal | None
    from_above: bool
    first: date
    last: date | None
    precision: str


def worth_given(scope: Scope, period: Period, conditions: Mapping[str, str]) -> Decimal:
    """Return what goods that the public gave are worth, in yuan.

    `conditions`: fields of the gifts with their values: their donor, their fund.
    """
    rows = GoodsLot.objects.countable().filter(
        scope.owned("gift__"),
        gift__source=GoodsGift.Source.PUBLIC,
        gift__date__range=(period.start, period.end),
        **{f"gift__{name}": value for name, value in conditions.items()},
    )
    return rows.aggregate(worth=Sum(GoodsLot.worth))["worth"] or Decimal(0)


def lots_given(scope: Scope) -> list[GivenLot]:
    """Return the lots that came in the period, whoever gave or sold them."""
    days = (scope.period.start, scope.period.end)
    rows = GoodsLot.objects.countable().filter(scope.owned("gift__"), gift__date__range=days)
    above = ExpressionWrapper(Q(gift__source=GoodsGift.Source.ABOVE), output_field=BooleanField())
    rows = rows.annotate(_worth=GoodsLot.worth, _above=above)
    fields = ("item", "unit", "quantity", "gift_id", "gift__donor_id", "_worth", "_above")
    days_of_gift = ("gift__date", "gift__end_date", "gift__date_precision")
    found = rows.values_list(*fields, *days_of_gift)[:_MOST]
    return [GivenLot(*row) for row in found]
