"""The cells of a sheet as a browser would send them."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.forms import TypedDateField
from redcross.typed_values import FAILED_FORMULAS, as_typed, half_width, read_choice, read_yes_no

from .reading import Cell
from .references import References, split_names

# A cell's number has no digits beyond these.
LARGEST_NUMBER = 10**15

# What a bank writes behind the day of a transaction.
_HOUR = re.compile(r"(?<=\d)\s+\d{1,2}:\d{2}(?::\d{2})?$", re.ASCII)


class PickedField(forms.Field):
    """An entry, or several, that the cell's text has led to already."""

    def __init__(self, of: forms.Field) -> None:
        several = isinstance(of, forms.ModelMultipleChoiceField)
        widget = forms.SelectMultiple if several else forms.TextInput
        super().__init__(required=of.required, label=of.label, widget=widget)
        self.is_multiple = several

    def clean(self, value: Any) -> Any:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")
        return value or ([] if self.is_multiple else None)


def failed_formula(cell: Cell) -> ValidationError:
    """Return what is said of a cell whose formula has failed."""
    return ValidationError(
        _("%(error)s: the formula in this cell has failed. Write the value itself.")
        % {"error": as_typed(str(cell))}
    )


def check_whole(text: str) -> None:
    """Raise ValidationError where a sensitive text is a mask and not all of it."""
    if "*" in half_width(text):
        raise ValidationError(
            _("“%(typed)s” is only a part of it: write all of it, or leave the cell empty.")
            % {"typed": as_typed(text)}
        )


def names_in_cell(field: forms.Field, text: str) -> list[str]:
    """Return whom or what a text names, where the field may name several."""
    return split_names(text) if isinstance(field, forms.ModelMultipleChoiceField) else [text]


def posted(field: forms.Field, text: str, references: References | None) -> Any:
    """Return what a browser would send for this text, a list where it sends several.

    Raises ValidationError for what cannot be read.
    """
    if references:
        found = [references.find(one) for one in names_in_cell(field, text)]
        return found if isinstance(field, forms.ModelMultipleChoiceField) else found[0]
    if isinstance(field, forms.MultipleChoiceField):
        choices = cast(Any, field.widget).choices
        return [read_choice(one, choices) for one in split_names(text)]
    if isinstance(field, forms.BooleanField):
        return bool(read_yes_no(text))
    if isinstance(field, forms.ChoiceField):
        return read_choice(text, cast(Any, field.widget).choices)
    return text


def text_of(field: forms.Field, cell: Cell) -> str:
    """Return what somebody would type who saw the cell.

    Raises ValidationError for what is none of it any more: a number that has lost digits, a time
    for a day, a formula that failed.
    """
    if isinstance(cell, bool):
        # Where a number is asked for, it is none.
        return str(cell)
    # The hour of a day that is asked for is not kept.
    hour = isinstance(cell, datetime) and cell.time() != time()
    if hour and not isinstance(field, TypedDateField):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, time | timedelta):
        raise ValidationError(
            _("%(time)s is a time, not a date: write 2021-8-4.") % {"time": as_typed(str(cell))}
        )
    if isinstance(cell, int | float):
        return _text_of_number(field, cell)
    if cell.strip() in FAILED_FORMULAS:
        raise failed_formula(cell)
    if isinstance(field, TypedDateField):
        return _HOUR.sub("", cell.strip())
    return cell.strip()


def _text_of_number(field: forms.Field, cell: int | float) -> str:
    if abs(cell) >= LARGEST_NUMBER:
        raise ValidationError(
            _("%(number)s: a spreadsheet keeps 15 digits of a number. Make the cell text.")
            % {"number": cell}
        )
    if isinstance(field, TypedDateField) and cell != int(cell):
        raise ValidationError(
            _("%(number)s is a number here: 8.1 may have been 8.10. Make the cell text or a date.")
            % {"number": cell}
        )
    return f"{Decimal(f'{cell:.15g}'):f}"
