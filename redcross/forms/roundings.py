"""How well the numbers of a record are known, as its form asks: ticked, or typed with them."""

from typing import TYPE_CHECKING, cast

from django import forms
from django.utils.translation import gettext as _

from redcross.models import Record, rounded_as
from redcross.typed_values import Rounding

from .typed_fields import RoughlyTyped

if TYPE_CHECKING:
    from redcross.models import Entry, Line

    _ModelForm = forms.ModelForm[Entry] | forms.ModelForm[Line]


def offer_roundings(form: "_ModelForm") -> None:
    """Have the form offer each number with each way; without that field numbers are typed exactly.

    Nothing is typed roughly where nobody would see that it is kept.
    """
    if field := form.fields.get("rounded"):
        form.fields["rounded"] = forms.MultipleChoiceField(
            label=field.label,
            help_text=field.help_text,
            choices=cast(type[Record], form._meta.model).roundable_choices(),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        return
    for field in form.fields.values():
        if isinstance(field, RoughlyTyped):
            field.roundings = ()
            for name in ("data-rough", "data-unknown"):
                field.widget.attrs.pop(name, None)


def keep_typed_roundings(form: "_ModelForm") -> None:
    """Tick what was typed roughly: it takes the place of what was ticked of it before.

    A number typed plainly leaves the tick, which stands beside it: nobody knows whether the number
    or how well it is known was to be mended.
    """
    if "rounded" not in form.cleaned_data:
        return
    ticked, before = form.cleaned_data["rounded"], form.initial.get("rounded") or ()
    for name in typed_roughly(form):
        typed_rounding = rounded_as(name, cast(RoughlyTyped, form.fields[name]).rounding)
        others = [
            one
            for one in ticked
            if one != typed_rounding and (one.partition(":")[0] != name or one not in before)
        ]
        ticked = [*others, typed_rounding]
    form.cleaned_data["rounded"] = ticked
    unknown = rounded_as("times", Rounding.UNKNOWN) in ticked
    if unknown and "times" in form.changed_data and form.cleaned_data.get("times"):
        text = _("Its number is said not to be known: leave it empty, or untick that.")
        form.add_error("times", text)


def typed_roughly(form: "_ModelForm") -> list[str]:
    """Return the fields of which it was typed that they are not known exactly."""
    return [
        name
        for name, field in form.fields.items()
        if isinstance(field, RoughlyTyped) and field.rounding and name not in form.errors
    ]
