"""The filter that every list page has; figures are counted with the same parameters."""

import django_filters as df
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .models import Society


class DateInput(forms.DateInput):
    input_type = "date"


class EntryFilter(df.FilterSet):
    """`q` searches; `society` takes in those below it, `alone` only itself (本级)."""

    # Lookups that `q` searches, set by each app.
    search: tuple[str, ...] = ()

    q = df.CharFilter(method="filter_q", label=_("search"))
    society = df.ModelChoiceFilter(
        queryset=Society.objects.all(), method="filter_society", label=_("society and below")
    )
    alone = df.ModelChoiceFilter(
        queryset=Society.objects.all(), field_name="society", label=_("society alone")
    )
    voided = df.ChoiceFilter(
        method="filter_voided",
        label=_("voided"),
        empty_label=_("left out"),
        choices=[("with", _("with them")), ("only", _("only them"))],
    )

    def filter_q(self, queryset, name, value):
        found = Q()
        for lookup in self.search:
            found |= Q(**{lookup: value.strip()})
        return queryset.filter(found)

    def filter_society(self, queryset, name, value):
        return queryset.filter(society__path__startswith=value.path)

    def filter_voided(self, queryset, name, value):
        return queryset.filter(voided_at__isnull=False) if value == "only" else queryset

    def filter_queryset(self, queryset):
        """Voided rows are left out unless asked for."""
        if not self.form.cleaned_data.get("voided"):
            queryset = queryset.countable()
        return super().filter_queryset(queryset)


class RecordFilter(EntryFilter):
    date_from = df.DateFilter(
        field_name="date", lookup_expr="gte", label=_("from"), widget=DateInput
    )
    date_to = df.DateFilter(field_name="date", lookup_expr="lte", label=_("to"), widget=DateInput)
    rounded = df.ChoiceFilter(
        label=_("known"),
        empty_label=_("all"),
        choices=[("False", _("exactly")), ("True", _("rounded"))],
    )
