"""The filter that every list page has; figures are counted with the same parameters."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any, ClassVar, TypeVar

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import DecimalField, ForeignKey, Model, Q, QuerySet, TextChoices
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .fields import Choices
from .filter_copies import OwnFields, OwnFilters
from .forms import TypedDateField, TypedIntegerField, choose_by_search
from .models import (
    Entry,
    EntryQuerySet,
    Line,
    LineQuerySet,
    Place,
    Record,
    Society,
    has_evidence,
)
from .naming import SEARCH_KEY, normalised, searched_words
from .typed_values import TypedAs, last_day, read_number

# Rows in, rows out: of whatever the list shows.
Rows = TypeVar("Rows", bound=QuerySet[Any])


class CountFilter(df.NumberFilter):
    """By a whole number, typed in any of the usual ways."""

    field_class = TypedIntegerField


class _LastDayField(TypedDateField):
    """A day, or the last one of the month or the year that is named."""

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        return last_day(day, self.precision) if day else None


class DateFilter(df.DateFilter):
    """By a day, typed in any of the usual ways; a month or a year begins with its first."""

    field_class = TypedDateField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, rough=True, **kwargs)


class LastDateFilter(DateFilter):
    """By a day; a month or a year ends with its last."""

    field_class = _LastDayField


def any_of(model: type[Model], lookups: Iterable[str], text: str) -> Q:
    """Return the condition for one of the lookups finding the text.

    What is searched in rows that are pointed to is looked up there first: each donor's name is
    compared once and not with each of his gifts, which of a hundred thousand takes a fifth of the
    time.
    """
    condition = Q(pk__in=[])
    plain = normalised(text)
    pointed_to: dict[str, Q] = {}
    targets: dict[str, type[Model]] = {}
    for lookup in lookups:
        path, target, rest = "", model, lookup
        while rest and (field := _relation(target, rest.partition("__")[0])):
            path, rest = f"{path}__{field.name}".lstrip("_"), rest.partition("__")[2]
            target = field.remote_field.model
        if path:
            targets[path] = target
            pointed_to[path] = pointed_to.get(path, Q()) | Q(
                **{rest: plain if rest == SEARCH_KEY else text}
            )
        else:
            condition |= Q(**{lookup: plain if lookup == SEARCH_KEY else text})
    for path, found in pointed_to.items():
        condition |= Q(**{f"{path}__in": targets[path]._base_manager.filter(found)})
    return condition


def _relation(model: type[Model], name: str) -> "ForeignKey[Any, Any] | None":
    """Return its foreign key of this name, None where it is something else."""
    found = next((field for field in model._meta.concrete_fields if field.name == name), None)
    return found if isinstance(found, ForeignKey) else None


class EntryFilter(df.FilterSet):
    """`q` searches; `society` takes in those below it, `alone` only itself (本级)."""

    # How the entry is reached from what is listed: "" from itself, "gift__" from its lines.
    owner = ""
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
    main_filters: tuple[str, ...] = ("q",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alone", "date_from", "date_to") if self.owner else ():
            self.filters[name].field_name = self.owner + self.filters[name].field_name
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

    @classmethod
    def get_filters(cls) -> dict[str, df.Filter]:
        """Return also a filter for every entry pointed to that none is declared for.

        So every page can lead to the list of what points to its entry.
        """
        filters: dict[str, df.Filter] = super().get_filters()
        model = cls._meta.model
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many) if model else ():
            target = field.related_model
            if (
                target is None
                or not issubclass(target, Entry)
                or cls._pointing(filters, field.name)
            ):
                continue
            filters.setdefault(
                field.name,
                df.ModelChoiceFilter(
                    field_name=field.name,
                    queryset=target._default_manager.all(),
                    label=field.verbose_name,
                ),
            )
        return OwnFilters(filters)

    def get_form_class(self) -> type[forms.Form]:
        form_class: type[forms.Form] = super().get_form_class()
        form_class.base_fields = OwnFields(form_class.base_fields)
        return form_class

    @staticmethod
    def _pointing(filters: dict[str, df.Filter], field: str) -> str:
        """Return the name of the filter by exactly this field, "" where there is none."""
        for name, found in filters.items():
            by_field = isinstance(found, df.ModelChoiceFilter) and found.field_name == field
            if by_field and not found.method:
                return name
        return ""

    @classmethod
    def parameter_for(cls, field: str) -> str:
        """Return the parameter that leaves what points with this field to one entry, or ""."""
        return cls._pointing(cls.base_filters, field)

    def main_fields(self) -> list[forms.BoundField]:
        """Return the filters shown at once."""
        return [self.form[name] for name in self.main_filters]

    @cached_property
    def sees_several(self) -> bool:
        """Whether who asks sees the records of several societies."""
        user = getattr(self.request, "user", None)
        known = user.society_keys if user and user.society else Society.objects.all()[:2]
        return len(known) > 1

    def advanced_fields(self) -> list[forms.BoundField]:
        """Return the rest; the two of the society only for who sees several."""
        hidden = {*self.main_filters, *(() if self.sees_several else ("society", "alone"))}
        return [field for field in self.form.visible_fields() if field.name not in hidden]

    # Class, language and name to a field as it looks while it is not set.
    _unset_html: ClassVar[dict[tuple[type, str | None, str], SafeString]] = {}

    def advanced_html(self) -> SafeString:
        """Return the rest as a page shows it."""
        fields = self.advanced_fields()
        return format_html_join("", "{}", ((self._field_html(field),) for field in fields))

    def _field_html(self, field: forms.BoundField) -> SafeString:
        """Return a field as a page shows it.

        Kept while it is not set, if it is none of the society: whoever asks sees the same then.
        All of them anew would take a tenth of a list's time.
        """
        key = type(self), get_language(), field.name
        is_set = field.name in self.data or field.errors
        kept = None if is_set else self._unset_html.get(key)
        if kept is None:
            kept = render_to_string("_filter_field.html", {"field": field})
            if not is_set and field.name not in ("society", "alone"):
                self._unset_html[key] = kept
        return kept

    def advanced_is_used(self) -> bool:
        """Return whether one of these is set, and so must be seen."""
        return any(
            self.data.get(name) for name in self.form.fields if name not in self.main_filters
        )

    def described(self) -> str:
        """Return the conditions that are set, in words; "" without any."""
        form, conditions = self.form, []
        for name, value in getattr(form, "cleaned_data", {}).items():
            if value in (None, "", []):
                continue
            offered = getattr(form.fields[name], "choices", ()) if isinstance(value, str) else ()
            conditions.append(f"{form[name].label}: {dict(offered).get(value, value)}")
        return "; ".join(conditions)

    def found_by(self, text: str) -> Q:
        """Return the condition for what the search box looks for."""
        condition = any_of(self._meta.model, self.search, text)
        with suppress(ValidationError):
            amount = read_number(text, TypedAs.YUAN, 2)
            for field in self._meta.model._meta.concrete_fields:
                if not isinstance(field, DecimalField) or field.decimal_places != 2:
                    continue  # two decimals are what tells money
                # The database refuses to compare with more digits than a column holds.
                if abs(amount) < 10 ** (field.max_digits - 2):
                    condition |= Q(**{field.name: amount})
        return condition

    def filter_q(self, queryset: Rows, name: str, value: str) -> Rows:
        """Leave what holds the text as it stands, or each of its words somewhere."""
        words = searched_words(value)
        every_word = Q()
        for word in words:
            every_word &= self.found_by(word)
        as_it_stands = self.found_by(value.strip()) if len(words) > 1 else Q(pk__in=[])
        return queryset.filter(every_word | as_it_stands)

    def filter_society(self, queryset: Rows, name: str, value: Society) -> Rows:
        return queryset.filter(**{f"{self.owner}society__among": value.keys_below})

    def filter_voided(self, queryset: Rows, name: str, value: str) -> Rows:
        only = {f"{self.owner}voided_at__isnull": False} if value == "only" else {}
        return queryset.filter(**only)

    def filter_queryset(
        self, queryset: EntryQuerySet[Entry] | LineQuerySet[Line]
    ) -> EntryQuerySet[Entry] | LineQuerySet[Line]:
        """Leave voided rows out unless they are asked for."""
        if not self.form.cleaned_data.get("voided"):
            queryset = queryset.countable()
        return super().filter_queryset(queryset)


class DatedFilter(EntryFilter):
    """By date, of records and of their lines."""

    main_filters = ("q", "date_from", "date_to")

    date_from = DateFilter(field_name="date", lookup_expr="gte", label=_("from"))
    date_to = LastDateFilter(field_name="date", lookup_expr="lte", label=_("to"))
    month = df.ChoiceFilter(
        method="filter_month",
        label=_("month"),
        empty_label=_("all"),
        choices=[("known", _("known")), ("unknown", _("only the year is known"))],
    )

    def is_valid(self) -> bool:
        valid = super().is_valid()
        start, end = (self.form.cleaned_data.get(name) for name in ("date_from", "date_to"))
        if valid and start and end and start > end:
            self.form.add_error("date_to", _("This day lies before the first one."))
        return not self.form.errors

    def filter_month(self, queryset: Rows, name: str, value: str) -> Rows:
        only_year = Q(**{f"{self.owner}date_precision": Record.Precision.YEAR})
        return queryset.filter(only_year if value == "unknown" else ~only_year)


class RecordFilter(DatedFilter):
    """By how well a record is known, and what it lacks."""

    rounded = df.ChoiceFilter(
        method="filter_rounded",
        label=_("known"),
        empty_label=_("all"),
        choices=[("no", _("exactly")), ("yes", _("rounded"))],
    )
    complete = df.ChoiceFilter(
        method="filter_complete",
        label=_("complete"),
        empty_label=_("all"),
        choices=[("no", _("to be completed")), ("yes", _("complete"))],
    )
    ends_after = DateFilter(field_name="end_date", lookup_expr="gt", label=_("goes on after"))
    evidence = df.ChoiceFilter(
        method="filter_evidence",
        label=_("evidence"),
        empty_label=_("all"),
        choices=[("no", _("without evidence")), ("yes", _("with evidence"))],
    )

    def filter_rounded(self, queryset: Rows, name: str, value: str) -> Rows:
        exact = Q(rounded=[])
        return queryset.filter(exact if value == "no" else ~exact)

    def filter_complete(self, queryset: Rows, name: str, value: str) -> Rows:
        incomplete = self._meta.model.incomplete()
        return queryset.filter(incomplete if value == "no" else ~incomplete)

    def filter_evidence(self, queryset: Rows, name: str, value: str) -> Rows:
        has_file = has_evidence(self._meta.model)
        return queryset.filter(~has_file if value == "no" else has_file)


class FilledFilter(df.ChoiceFilter):
    """Rows in which the field says something, "yes", or nothing, "no"."""

    def filter(self, queryset: Rows, value: str) -> Rows:
        empty = {f"{self.field_name}__isnull": value == "no"}
        return queryset.filter(**empty) if value else queryset


class TownFilter(df.ModelChoiceFilter):
    """Rows of a place and of those that lie in it: villages of a town."""

    def __init__(self) -> None:
        super().__init__(queryset=Place.objects.all(), label=_("place and those within"))

    def filter(self, queryset: Rows, value: Place | None) -> Rows:
        if value is None:
            return queryset
        within = Q(place=value) | Q(place__parent=value) | Q(place__parent__parent=value)
        return queryset.filter(within)


class ChoiceArrayFilter(df.ChoiceFilter):
    """Rows whose `ChoiceArrayField` holds the value."""

    def __init__(self, *args: Any, choices: type[TextChoices] | Choices, **kwargs: Any) -> None:
        offered = choices.choices if isinstance(choices, type) else choices
        super().__init__(*args, choices=offered, **kwargs)

    def filter(self, queryset: Rows, value: str) -> Rows:
        return queryset.filter(**{f"{self.field_name}__contains": [value]}) if value else queryset
