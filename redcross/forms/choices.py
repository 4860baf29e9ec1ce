"""Choices among entries: the society's own, not voided, searched for."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from redcross.models import EntryUrlsMixin, Line, NamedEntry


def choose_by_search(field: Any, picked: Any) -> None:
    """Offers only what is picked already; the rest is searched, not sent with the page."""
    model = field.queryset.model
    wanted = picked if isinstance(picked, list | tuple | QuerySet) else [picked]
    keys = [key for one in wanted if str(key := getattr(one, "pk", one) or "").isdigit()]
    shown = field.queryset.filter(pk__in=keys) if keys else []
    several = isinstance(field, forms.ModelMultipleChoiceField)
    empty = [] if several else [("", "")]
    field.widget.choices = [*empty, *((entry.pk, str(entry)) for entry in shown)]
    field.widget.attrs |= {
        "data-autocomplete": reverse(model.url_name("search")),
        "data-text-none": _("Nothing found."),
        "data-text-error": _("The search does not answer. Please try again."),
    }


class SocietyChoicesMixin:
    """A form whose choices among entries are the society's own, not voided, and searched for."""

    user: Any

    def limit_choices(self: Any, society: Any) -> None:
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                self._limit_choices(name, field, society)
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def _limit_choices(self: Any, name: str, field: Any, society: Any) -> None:
        model = field.queryset.model
        if not issubclass(model, EntryUrlsMixin):
            return
        owner = f"{model.owner}__" if issubclass(model, Line) else ""
        field.queryset = field.queryset.filter(
            **{f"{owner}society": society, f"{owner}voided_at": None}
        )
        key = self.add_prefix(name)
        if self.is_bound:
            picked = field.widget.value_from_datadict(self.data, {}, key)
        else:
            picked = self.get_initial_for_field(field, name)
        choose_by_search(field, picked)
        if issubclass(model, NamedEntry) and self.user.has_perm(model.permission("add")):
            field.widget.attrs |= {
                "data-add-url": reverse(model.url_name("quick_add")),
                "data-text-add": _("Add"),
            }


def default_of(bound: Any) -> Any:
    default = bound.field.initial
    return (default() if callable(default) else default) or ""
