"""Filters of what moves goods in the store, and of its lines."""

import django_filters as df
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redcross.filters import DatedFilter, RecordFilter
from redcross.models import LineQuerySet

from .lot_filters import BoughtFilter, PricedFilter, ValueBasisFilter
from .models import CountedGoods, GoodsLine, RemovedGoods, StockCount, StockRemoval


class StockRemovalFilter(RecordFilter):
    search = ("decided_by__icontains", "checker__icontains", "outcome__icontains")

    class Meta:
        model = StockRemoval
        fields = ("kind",)


class StockCountFilter(RecordFilter):
    search = ("counter__icontains", "witness__icontains")

    class Meta:
        model = StockCount
        fields = ()


class LotMovementFilter(DatedFilter):
    """Of lines that move goods of lots."""

    search = ("lot__item__icontains", "lot__gift__donor__search_key__contains")

    item = df.CharFilter(field_name="lot__item", label=_("item"))
    unit = df.CharFilter(field_name="lot__unit", label=_("unit of quantity"))
    priced = PricedFilter(field_name="lot__unit_value")
    value_basis = ValueBasisFilter(field_name="lot__value_basis")
    bought = BoughtFilter(field_name="lot__gift__source")
    line = df.ChoiceFilter(
        method="filter_line", choices=GoodsLine.choices, label=_("line of the statement")
    )

    def filter_line(self, queryset: LineQuerySet, name: str, value: str) -> LineQuerySet:
        lines: dict[GoodsLine, Q] = self._meta.model.goods_lines
        return queryset.filter(lines.get(GoodsLine(value), Q(pk__in=[])))


class RemovedGoodsFilter(LotMovementFilter):
    owner = "removal__"

    class Meta:
        model = RemovedGoods
        fields = ()


class CountedGoodsFilter(LotMovementFilter):
    owner = "count__"

    class Meta:
        model = CountedGoods
        fields = ()
