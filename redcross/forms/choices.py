"""Choices among entries: the society's own, not voided, searched for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from redcross.keys import read_key
from redcross.models import EntryUrlsMixin, Line, Merge, NamedEntry, Society, User
from redcross.naming import named_exactly, normalised

if TYPE_CHECKING:
    _ModelChoiceField = forms.ModelChoiceField[Any]
else:
    _ModelChoiceField = forms.ModelChoiceField

# What is typed into the search box of a field and not chosen yet is sent under its name with this.
TYPED_SUFFIX = "-text"


def choose_by_search(field: "forms.ModelChoiceField[Any]", picked: object) -> None:
    """Offer only what is picked already; the rest is searched, not sent with the page.

    `picked`: a row, a key, or several of either; what is no key is left out.
    """
    queryset = choices_of(field)
    picks = picked if isinstance(picked, list | tuple | QuerySet) else [picked]
    found = (read_key(getattr(pick, "pk", pick)) for pick in picks)
    keys = [key for key in found if key is not None]
    shown = queryset.filter(pk__in=keys) if keys else []
    several = isinstance(field, forms.ModelMultipleChoiceField)
    empty = [] if several else [("", "")]
    field.widget.choices = [*empty, *((entry.pk, entry.choice_label()) for entry in shown)]
    field.widget.attrs |= {
        "data-autocomplete": reverse(queryset.model.url_name("search")),
        "data-text-none": _("Nothing found."),
        "data-text-pending": _("Looking it up…"),
        "data-text-unknown": _("Nothing of this name is found: correct it, or leave it empty."),
        "data-text-single": _("Only one fits: press Enter to take it, or type on."),
        "data-text-several": _("Several fit: choose one from the list, or type on."),
        "data-text-taken": _("The only one found was taken. If another is meant, type on."),
        "data-text-error": _("The search does not answer. Please try again."),
    }


def choices_of(field: "forms.ModelChoiceField[Any]") -> QuerySet[Any]:
    """Return the rows that may be chosen, which a field has at the latest once its form is made."""
    return cast(QuerySet[Any], field.queryset)


class ListedChoiceField(_ModelChoiceField):
    """A choice among so few that all are listed, where to choose none says something, too.

    `empty_label`: what that says.
    """


if TYPE_CHECKING:
    _MixedInto = forms.BaseForm
else:
    _MixedInto = object


class SocietyChoicesMixin(_MixedInto):
    """A form whose choices among entries are the society's own, not voided, and searched for."""

    user: User
    # What was typed for a field without choosing, as far as no one is known by exactly that name.
    unknown_names: dict[str, str]
    # What was typed and led to another one, into which whoever had the name was merged.
    followed_names: dict[str, tuple[str, NamedEntry]]

    def limit_choices(self, society: Society | None) -> None:
        """Leave of every choice what is the society's."""
        self.unknown_names, self.followed_names = {}, {}
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                self._limit_choices(name, field, society)

    def _limit_choices(
        self, name: str, field: "forms.ModelChoiceField[Any]", society: Society | None
    ) -> None:
        queryset = choices_of(field)
        model = queryset.model
        if not issubclass(model, EntryUrlsMixin):
            return
        owner = f"{model.owner}__" if issubclass(model, Line) else ""
        field.queryset = queryset.filter(**{f"{owner}society": society, f"{owner}voided_at": None})
        if isinstance(field, ListedChoiceField):
            return
        key = self.add_prefix(name)
        if self.is_bound:
            self._take_typed_name(name, field)
            picked = field.widget.value_from_datadict(self.data, {}, key)
        else:
            picked = self.get_initial_for_field(field, name)
        choose_by_search(field, picked)
        if issubclass(model, NamedEntry) and self.user.has_perm(model.permission("add")):
            field.widget.attrs |= {
                "data-add-url": reverse(model.url_name("quick_add")),
                "data-text-add": _("Add"),
                "data-text-addable": _("Nothing of this name is found: correct it, or add it."),
            }

    def _take_typed_name(self, name: str, field: "forms.ModelChoiceField[Any]") -> None:
        """Choose who is known by exactly the name that was typed without choosing."""
        key = self.add_prefix(name)
        typed = self.data.get(f"{key}{TYPED_SUFFIX}", "").strip()
        several = isinstance(field, forms.ModelMultipleChoiceField)
        if not typed:
            return
        found = self._of_the_name(choices_of(field), typed)
        if len(found) == 1:
            if isinstance(found[0], NamedEntry) and not found[0].is_called(typed):
                self.followed_names[name] = (typed, found[0])
            data = cast(QueryDict, self.data).copy()
            data.setlist(key, [*(data.getlist(key) if several else ()), str(found[0].pk)])
            self.data = data
            return
        field.widget.attrs["data-typed"] = typed
        self.unknown_names[name] = typed

    def _of_the_name(self, queryset: QuerySet[Any], typed: str) -> list[Any]:
        """Return who is known by exactly that name, else whom it leads to after a merge."""
        model = queryset.model
        if not any(column.name == "search_key" for column in model._meta.concrete_fields):
            return []
        found = list(queryset.filter(named_exactly(typed))[:2])
        if found or not issubclass(model, NamedEntry):
            return found
        plain = normalised(typed)
        led = Merge.objects.merged_by_name(model, self.user.society_id, [plain], queryset)
        return led.get(plain, [])

    def name_notices(self) -> Iterator[str]:
        """Yield what is to be said of names that led to another one."""
        for typed, entry in self.followed_names.values():
            text = _("“%(typed)s” was merged into “%(kept)s”: that one was taken.")
            yield text % {"typed": typed, "kept": entry}

    def clean(self) -> dict[str, Any] | None:
        """Refuse names that were typed and lead to nobody: without them it would say less."""
        cleaned = super().clean()
        for name, typed in self.unknown_names.items():
            self.errors.pop(name, None)
            message = _("“%(name)s” is not chosen yet: choose from the list, or add it.")
            self.add_error(name, message % {"name": typed})
        return cleaned


def default_of(bound: forms.BoundField) -> Any:
    """Return what the form's field itself starts with, "" for nothing."""
    default = bound.field.initial
    value = default() if callable(default) else default
    return "" if value is None else value


def is_untouched(bound: forms.BoundField, started_with: Any) -> bool:
    """Return whether nothing but blanks was sent, or what the field started with.

    Compared as the field reads it: `0.00` is the 0 that stood there.
    """
    data = bound.data
    # Full-width spaces too: `strip` takes them for what they look like.
    blank = not (data.strip() if isinstance(data, str) else data)
    return blank or not bound.field.has_changed(started_with, data)
