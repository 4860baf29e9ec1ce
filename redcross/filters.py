"""The filter that every list page has; figures are counted with the same parameters."""

import django_filters as df
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .forms import choose_by_search
from .models import Entry, Society


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

    # Shown at once; the others when asked for.
    shown: tuple[str, ...] = ("q",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = getattr(self.request, "user", None)
        for name, field in self.form.fields.items():
            chosen = hasattr(field.widget, "choices")
            field.widget.attrs["class"] = "form-select" if chosen else "form-control"
            model = getattr(getattr(field, "queryset", None), "model", None)
            if model is None or user is None:
                continue
            if issubclass(model, Entry):
                field.queryset = field.queryset.visible_to(user)
                choose_by_search(field, self.data.get(name))
            elif model is Society and user.society:
                field.queryset = Society.objects.filter(path__startswith=user.society.path)

    def shown_fields(self):
        return [self.form[name] for name in self.shown]

    def more_fields(self):
        """The rest; the two of the society only where there are several."""
        one = Society.objects.count() < 2
        hidden = {*self.shown, *(("society", "alone") if one else ())}
        return [field for field in self.form.visible_fields() if field.name not in hidden]

    def more_is_used(self):
        return any(self.data.get(name) for name in self.form.fields if name not in self.shown)

    def found_by(self, text: str) -> Q:
        """What the search box looks for."""
        found = Q()
        for lookup in self.search:
            found |= Q(**{lookup: text})
        return found

    def filter_q(self, queryset, name, value):
        return queryset.filter(self.found_by(value.strip()))

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
    shown = ("q", "date_from", "date_to")

    date_from = df.DateFilter(
        field_name="date", lookup_expr="gte", label=_("from"), widget=DateInput
    )
    date_to = df.DateFilter(field_name="date", lookup_expr="lte", label=_("to"), widget=DateInput)
    rounded = df.ChoiceFilter(
        method="filter_rounded",
        label=_("known"),
        empty_label=_("all"),
        choices=[("no", _("exactly")), ("yes", _("rounded"))],
    )

    def filter_rounded(self, queryset, name, value):
        exact = Q(rounded=[])
        return queryset.filter(exact if value == "no" else ~exact)
