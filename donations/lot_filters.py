"""What lots of goods and their movements are filtered by."""

from typing import Any

import django_filters as df
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redcross.filters import FilledFilter, Rows

from .models import ESTIMATES, GoodsGift, ValueBasis


class PricedFilter(FilledFilter):
    """Of goods, by whether their unit value is known."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("yes", _("with a value")), ("no", _("without"))]
        super().__init__(choices=choices, label=_("unit value"), **kwargs)


class BoughtFilter(df.ChoiceFilter):
    """Of goods, by whether they were bought; by the field of their source."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("out", _("left out")), ("only", _("only them"))]
        super().__init__(choices=choices, label=_("goods that were bought"), **kwargs)

    def filter(self, queryset: Rows, value: str) -> Rows:
        bought = Q(**{self.field_name: GoodsGift.Source.PURCHASED})
        conditions = {"only": bought, "out": ~bought}
        return queryset.filter(conditions[value]) if value else queryset


class ValueBasisFilter(df.ChoiceFilter):
    """Of goods, by how their value is known; by the field that says it."""

    ESTIMATED = "estimated"

    def __init__(self, **kwargs: Any) -> None:
        estimated = (self.ESTIMATED, _("estimated: by assessment or market price"))
        choices = [*ValueBasis.choices, estimated]
        super().__init__(choices=choices, label=_("basis of the value"), **kwargs)

    def filter(self, queryset: Rows, value: str) -> Rows:
        bases = ESTIMATES if value == self.ESTIMATED else [value]
        return queryset.filter(**{f"{self.field_name}__in": bases}) if value else queryset
