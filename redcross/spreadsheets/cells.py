"""What a cell says, as somebody would type who sees it; what has lost something is refused."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.forms import TypedDateField
from redcross.typed_values import as_typed, half_width

from .ledger import failed_formula
from .reading import Cell

# A cell's number has no digits beyond these.
LARGEST_NUMBER = 10**15
# What a formula that failed leaves in its cell.
ERROR_VALUES = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


def text_of(asked: forms.Field, cell: Cell) -> str:
    """Return what somebody would type who saw the cell.

    Raises ValidationError for what is none of it any more: a number that has lost digits, a time
    for a day, a formula that failed.
    """
    if isinstance(cell, bool):
        # Where a number is asked for, it is none.
        return str(cell)
    # The hour of a day that is asked for is not kept.
    hour = isinstance(cell, datetime) and cell.time() != time()
    if hour and not isinstance(asked, TypedDateField):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, time | timedelta):
        raise ValidationError(
            _("%(time)s is a time, not a date: write 2021-8-4.") % {"time": as_typed(str(cell))}
        )
    if isinstance(cell, int | float):
        return _text_of_number(asked, cell)
    if cell.strip() in ERROR_VALUES:
        raise failed_formula(cell)
    return cell.strip()


def _text_of_number(asked: forms.Field, cell: int | float) -> str:
    if abs(cell) >= LARGEST_NUMBER:
        raise ValidationError(
            _("%(number)s: a spreadsheet keeps 15 digits of a number. Make the cell text.")
            % {"number": cell}
        )
    if isinstance(asked, TypedDateField) and cell != int(cell):
        raise ValidationError(
            _("%(number)s is a number here: 8.1 may have been 8.10. Make the cell text or a date.")
            % {"number": cell}
        )
    return f"{Decimal(f'{cell:.15g}'):f}"


def record_number(cell: Cell) -> int | None:
    """Return the number of a record, or of a version, as a sheet holds it; None for none."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    text = half_width(cell).strip() if isinstance(cell, str) else f"{cell:.15g}"
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
