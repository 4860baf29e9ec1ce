"""Filters of receipts and of the ranges of their numbers."""

from typing import Any, cast

import django_filters as df
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from redcross.filters import EntryFilter, FilledFilter, RecordFilter, Rows
from redcross.models import EntryQuerySet

from .models import (
    Receipt,
    ReceiptCarrier,
    ReceiptRange,
    is_differing,
    is_good,
    is_matched,
    red_receipts,
)


class ReceiptRangeNumbersFilter(df.ModelChoiceFilter):
    """What carries a number of the range."""

    def __init__(self, **kwargs: Any) -> None:
        ranges = ReceiptRange.objects.all()
        super().__init__(queryset=ranges, label=_("number of the range"), **kwargs)

    def filter(self, queryset: Rows, value: ReceiptRange | None) -> Rows:
        if value is None:
            return queryset
        kind = cast(type[ReceiptCarrier], queryset.model)
        return queryset.filter(pk__in=value.carriers_of(kind))


class ReceiptFilter(RecordFilter):
    search = (
        *("receipt_number", "number", "code"),
        *("payer__icontains", "payer_key__contains", "item__icontains"),
    )

    red_lettered = df.ChoiceFilter(
        method="filter_red_lettered",
        choices=[("yes", _("yes")), ("no", _("no"))],
        label=_("red-lettered"),
    )
    matched = df.ChoiceFilter(
        method="filter_matched",
        choices=[("yes", _("with a gift")), ("no", _("issued without a gift"))],
        label=_("matched"),
    )
    agrees = df.ChoiceFilter(
        method="filter_agrees",
        choices=[("no", _("does not agree with the gift"))],
        label=_("agreement"),
    )
    range = ReceiptRangeNumbersFilter()

    def filter_red_lettered(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        red = Q(Exists(red_receipts()))
        return queryset.filter(red if value == "yes" else ~red)

    def filter_matched(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return queryset.filter(is_matched() if value == "yes" else is_good() & ~is_matched())

    def filter_agrees(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return queryset.filter(is_differing())

    class Meta:
        model = Receipt
        fields = ("kind",)


class ReceiptRangeFilter(EntryFilter):
    search = (
        *("code", "first_number", "last_number"),
        *("keeper__icontains", "taken_from__icontains"),
    )

    written_off = FilledFilter(
        field_name="written_off_on",
        choices=[("yes", _("yes")), ("no", _("no"))],
        label=_("written off"),
    )

    class Meta:
        model = ReceiptRange
        fields = ()
