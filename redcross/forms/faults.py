"""All that is wrong with what was sent, said above the form with the way to each field."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field. `target`: the id of what to go to; nothing for a whole form."""

    target: str
    label: str
    messages: list[str]


def add_errors(form: forms.BaseForm, errors: ValidationError) -> None:
    """Say each error of the model beside the form's field of that name, else above the form.

    Of a field whose own value was refused, nothing more is said: the model saw what was before.
    """
    by_field: Mapping[str, ValidationError | list[ValidationError]] = (
        errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: errors}
    )
    for field, messages in by_field.items():
        shown = field if field in form.fields else None
        if shown and form.has_error(shown):
            continue
        form.add_error(shown, ValidationError(list(getattr(messages, "error_list", messages))))


def form_faults(
    form: forms.BaseForm, row: str = "", names: Collection[str] | None = None
) -> list[Fault]:
    """Return what is wrong with a form, or with those of its fields; `row` tells it from others."""
    faults = []
    for name, messages in form.errors.items():
        if names is not None and name not in names:
            continue
        if name == NON_FIELD_ERRORS:
            # A row as a whole is shown by its first field.
            first = next(iter(form.visible_fields())) if row else None
            faults.append(Fault(_target(first) if first else "", row, list(map(str, messages))))
            continue
        bound = form[name]
        label = str(capfirst(str(bound.label)))
        shown = _("%(row)s · %(field)s") % {"row": row, "field": label} if row else label
        target = "" if bound.is_hidden else _target(bound)
        faults.append(Fault(target, shown, list(map(str, messages))))
    return faults


def row_faults(rows: Iterable[forms.BaseForm], kind: "_StrOrPromise" = "") -> list[Fault]:
    """Return what is wrong with rows, by their places on the page.

    `kind` is what they are called, on a page that has rows of other kinds too.
    """
    faults = []
    for number, form in enumerate(rows, start=1):
        row = _("row %(number)s") % {"number": number}
        if kind:
            row = _("%(row)s · %(field)s") % {"row": capfirst(str(kind)), "field": row}
        faults += form_faults(form, str(capfirst(row)))
    return faults


def _target(bound: "forms.BoundField | Any") -> str:
    """Return the id of the field, of several boxes that of the first."""
    return bound.id_for_label or (f"{bound.auto_id}_0" if bound.subwidgets else bound.auto_id)
