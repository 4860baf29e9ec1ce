"""Filters of receipts and of the ranges of their numbers."""

import django_filters as df
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from redcross.filters import EntryFilter, RecordFilter
from redcross.models import EntryQuerySet

from .models import (
    Receipt,
    ReceiptRange,
    is_differing,
    is_good,
    is_matched,
    red_receipts,
)


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
    range = df.ModelChoiceFilter(
        queryset=ReceiptRange.objects.all(), method="filter_range", label=_("number of the range")
    )

    def filter_red_lettered(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        red = Q(Exists(red_receipts()))
        return queryset.filter(red if value == "yes" else ~red)

    def filter_matched(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return queryset.filter(is_matched() if value == "yes" else is_good() & ~is_matched())

    def filter_agrees(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return queryset.filter(is_differing())

    def filter_range(
        self, queryset: EntryQuerySet, name: str, value: ReceiptRange
    ) -> EntryQuerySet:
        return queryset.filter(value.has_number(), society=value.society_id)

    class Meta:
        model = Receipt
        fields = ("kind",)


class ReceiptRangeFilter(EntryFilter):
    search = (
        *("code", "first_number", "last_number"),
        *("keeper__icontains", "taken_from__icontains"),
    )

    written_off = df.ChoiceFilter(
        method="filter_written_off",
        choices=[("yes", _("yes")), ("no", _("no"))],
        label=_("written off"),
    )

    def filter_written_off(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return queryset.filter(written_off_on__isnull=value == "no")

    class Meta:
        model = ReceiptRange
        fields = ()
