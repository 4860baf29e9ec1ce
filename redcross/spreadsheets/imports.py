"""A spreadsheet's rows into entries, each through the form of the add page."""

import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any, TypeGuard
from zipfile import BadZipFile, ZipFile

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from redcross.forms import EntryForm, TypedDateField, initial_data
from redcross.forms.choices import choices_of
from redcross.forms.doubts import CONFIRMED, Doubt
from redcross.models import AlreadySaved, NamedEntry, User, audit_log
from redcross.naming import named_exactly
from redcross.typed_values import comparable, read_choice, read_yes_no

from .exports import sheet_fields

# What python-calamine reads of a cell; an empty one is "".
Cell = str | int | float | bool | date | datetime | time | timedelta

MAX_IMPORT_ROWS = 1000
# A cell's number has no digits beyond these.
LARGEST_NUMBER = 10**15
# Bytes: a small file may unpack into more than there is memory for.
MAX_UNPACKED = 50 * 1024 * 1024


@dataclass
class ImportOutcome:
    """How many rows were saved, how many an earlier sending had saved, and what is wrong."""

    saved: int = 0
    repeated: int = 0
    # Row as the spreadsheet numbers it, column, message.
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    # What looks odd, as a form asks about it; each key begins with the row and a colon.
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return bool(self.faults) or not all(doubt.confirmed for doubt in self.doubts)


def import_rows(
    form_class: type[EntryForm],
    content: bytes,
    *,
    by: User,
    add_unknown: bool,
    confirmed: Sequence[str] = (),
) -> ImportOutcome:
    """Save all rows or, if one is wrong, none, and then names every fault.

    `confirmed`: the keys of the doubts that were confirmed. `add_unknown` adds donors, funds and
    the like that are not known by their name yet. The same file sent again saves nothing twice.
    Raises ValidationError for what is no such spreadsheet.
    """
    header, rows = _read_sheet(content)
    columns = _columns(form_class(user=by), header)
    of_file = uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(content).hexdigest())
    outcome = ImportOutcome()
    with transaction.atomic():
        for number, cells in enumerate(rows, start=2):
            filled = {name: cell for name, cell in zip(columns, cells, strict=False) if cell != ""}
            if not filled:
                continue
            place = f"{number}:"
            submission = uuid.uuid5(of_file, f"{form_class.__name__} {by.society_id} {number}")
            own = [key.removeprefix(place) for key in confirmed if key.startswith(place)]
            try:
                form, faults = _import_row(form_class, filled, submission, by, add_unknown, own)
            except AlreadySaved:
                outcome.repeated += 1
                continue
            outcome.faults += [(number, column, message) for column, message in faults]
            doubts = form.doubts if form else []
            outcome.doubts += [_doubt_of_row(doubt, number) for doubt in doubts]
            outcome.saved += not faults
        if outcome.refused:
            transaction.set_rollback(True)
        else:
            model = form_class._meta.model._meta.label_lower
            audit_log.write(
                audit_log.LogEntry.Action.IMPORT, by=by, model=model, reason=str(outcome.saved)
            )
    return outcome


def _read_sheet(content: bytes) -> tuple[list[str], list[list[Cell]]]:
    """Return header and rows of the first sheet, as far as it is filled.

    Raises ValidationError for what is no XLSX file, or too large.
    """
    try:
        if sum(part.file_size for part in ZipFile(BytesIO(content)).infolist()) > MAX_UNPACKED:
            raise ValidationError(_("The spreadsheet is too large."))
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
        header, *rows = sheet.to_python(skip_empty_area=False)
    except (BadZipFile, CalamineError, ValueError) as error:
        raise ValidationError(_("This is not a spreadsheet in XLSX format.")) from error
    if len(rows) > MAX_IMPORT_ROWS:
        raise ValidationError(
            _("At most %(rows)s rows at a time: please divide it.") % {"rows": MAX_IMPORT_ROWS}
        )
    return [str(cell).strip() for cell in header], rows


def _columns(form: EntryForm, header: list[str]) -> list[str]:
    """Return the form's field for every column, by its label.

    Raises ValidationError for an unknown column, and for one given twice.
    """
    fields = {comparable(str(bound.label)): bound.name for bound in sheet_fields(form)}
    if unknown := [title for title in header if comparable(title) not in fields]:
        raise ValidationError(_("Unknown columns: %(names)s.") % {"names": ", ".join(unknown)})
    names = [fields[comparable(title)] for title in header]
    if double := {str(form[name].label) for name in names if names.count(name) > 1}:
        raise ValidationError(_("Columns given twice: %(names)s.") % {"names": ", ".join(double)})
    return names


def _import_row(
    form_class: type[EntryForm],
    cells: dict[str, Cell],
    submission: uuid.UUID,
    by: User,
    add_unknown: bool,
    confirmed: list[str],
) -> tuple[EntryForm | None, list[tuple[str, str]]]:
    """Save the row, or return what is wrong with it as (column, message), and its form if made.

    Raises AlreadySaved for a row that an earlier sending of the file saved.
    """
    blank = form_class(user=by)
    # What the page would start with; a cell left empty keeps it.
    data: MultiValueDict[str, Any] = MultiValueDict(initial_data(blank))
    faults: list[tuple[str, str]] = []
    for name, cell in cells.items():
        try:
            value = _posted_value(blank.fields[name], cell, by, add_unknown)
            data.setlist(name, value if isinstance(value, list) else [value])
        except ValidationError as error:
            faults += [(str(blank[name].label), message) for message in error.messages]
    if faults:
        return None, faults
    data["submission"] = submission
    data.setlist(CONFIRMED, confirmed)
    form = form_class(data, user=by)
    if form.is_valid() and form.save():
        return form, []
    return form, [
        (str(form[name].label) if name in form.fields else "", str(message))
        for name, messages in form.errors.items()
        for message in messages
    ]


def _doubt_of_row(doubt: Doubt, number: int) -> Doubt:
    text = _("Row %(row)s, %(doubt)s") % {"row": number, "doubt": doubt.text}
    return doubt._replace(key=f"{number}:{doubt.key}", text=text)


def _posted_value(
    form_field: forms.Field, cell: Cell, by: User, add_unknown: bool
) -> str | int | bool | list[str] | list[int]:
    """Return what a browser would send for this cell, a list where it sends several.

    Raises ValidationError for a name that is not known, or known of several.
    """
    text = _text_of(form_field, cell)
    if isinstance(form_field, forms.ModelMultipleChoiceField):
        return [_entry_named(form_field, name, by, add_unknown) for name in _split_names(text)]
    if isinstance(form_field, forms.ModelChoiceField):
        return _entry_named(form_field, text, by, add_unknown)
    if isinstance(form_field, forms.MultipleChoiceField):
        return [read_choice(name, form_field.widget.choices) for name in _split_names(text)]
    if isinstance(form_field, forms.BooleanField):
        return bool(read_yes_no(text))
    if isinstance(form_field, forms.ChoiceField):
        return read_choice(text, form_field.widget.choices)
    return text


def _text_of(form_field: forms.Field, cell: Cell) -> str:
    """Return what somebody would type who saw the cell.

    Raises ValidationError for a number that has lost digits in the spreadsheet.
    """
    if isinstance(cell, date):
        return cell.strftime("%Y-%m-%d")
    if not _is_number(cell):
        return str(cell).strip()
    if abs(cell) >= LARGEST_NUMBER:
        raise ValidationError(
            _("%(number)s: a spreadsheet keeps 15 digits of a number. Make the cell text.")
            % {"number": cell}
        )
    if isinstance(form_field, TypedDateField) and cell != int(cell):
        raise ValidationError(
            _("%(number)s is a number here: 8.1 may have been 8.10. Make the cell text or a date.")
            % {"number": cell}
        )
    return f"{Decimal(f'{cell:.15g}'):f}"


def _split_names(text: str) -> list[str]:
    """Return 甲、乙 as 甲 and 乙."""
    return [part.strip() for part in re.split(r"[、,，;；\n]", text) if part.strip()]


def _is_number(cell: Cell) -> TypeGuard[int | float]:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _entry_named(
    form_field: "forms.ModelChoiceField[Any]", text: str, by: User, add_unknown: bool
) -> int:
    """Return the key of the entry of this name; a new one where it is unknown and may be added."""
    queryset = choices_of(form_field)
    model = queryset.model
    found: list[NamedEntry] = list(queryset.filter(named_exactly(text))[:2])
    if len(found) == 1:
        return found[0].pk
    if found:
        raise ValidationError(_("There are several of this name: %(name)s.") % {"name": text})
    if not (add_unknown and issubclass(model, NamedEntry) and by.has_perm(model.permission("add"))):
        raise ValidationError(_("Not known: %(name)s.") % {"name": text})
    entry = model(society=by.society, name=text)
    entry.guess_from_name()
    entry.save_entry(by=by)
    return entry.pk
