"""Filters of what moves goods in the store, and of its lines."""

import django_filters as df
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redcross.filters import DatedFilter, RecordFilter
from redcross.models import LineQuerySet

from .models import CountedGoods, GoodsGift, GoodsLine, RemovedGoods, StockCount, StockRemoval


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
    priced = df.ChoiceFilter(
        method="filter_priced",
        choices=[("yes", _("with a value")), ("no", _("without"))],
        label=_("unit value"),
    )
    bought = df.ChoiceFilter(
        method="filter_bought",
        choices=[("out", _("left out")), ("only", _("only them"))],
        label=_("goods that were bought"),
    )
    line = df.ChoiceFilter(
        method="filter_line", choices=GoodsLine.choices, label=_("line of the statement")
    )

    def filter_priced(self, queryset: LineQuerySet, name: str, value: str) -> LineQuerySet:
        return queryset.filter(lot__unit_value__isnull=value == "no")

    def filter_bought(self, queryset: LineQuerySet, name: str, value: str) -> LineQuerySet:
        bought = Q(lot__gift__source=GoodsGift.Source.PURCHASED)
        return queryset.filter(bought if value == "only" else ~bought)

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
