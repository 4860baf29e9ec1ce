"""A spreadsheet's rows into entries, each through the form of the add page."""

import hashlib
import re
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, TypeGuard
from zipfile import BadZipFile, ZipFile

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from redcross.forms import EntryForm, initial_data
from redcross.forms.choices import choices_of
from redcross.models import AlreadySaved, NamedEntry, User, audit_log
from redcross.naming import named_exactly

from .exports import sheet_fields

# What python-calamine reads of a cell; an empty one is "".
Cell = str | int | float | bool | date | datetime | time | timedelta

MAX_IMPORT_ROWS = 1000
# Bytes: a small file may unpack into more than there is memory for.
MAX_UNPACKED = 50 * 1024 * 1024


@dataclass
class ImportOutcome:
    """How many rows were saved, how many an earlier sending had saved, and what is wrong."""

    saved: int = 0
    repeated: int = 0
    # Row as the spreadsheet numbers it, column, message.
    faults: list[tuple[int, str, str]] = field(default_factory=list)


def import_rows(
    form_class: type[EntryForm], content: bytes, *, by: User, add_unknown: bool
) -> ImportOutcome:
    """Save all rows or, if one is wrong, none, and then names every fault.

    `add_unknown` adds donors, funds and the like that are not known by their name yet. The same
    file sent again saves nothing twice. Raises ValidationError for what is no such spreadsheet.
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
            submission = uuid.uuid5(of_file, f"{form_class.__name__} {by.society_id} {number}")
            try:
                faults = _import_row(form_class, filled, submission, by, add_unknown)
            except AlreadySaved:
                outcome.repeated += 1
                continue
            outcome.faults += [(number, column, message) for column, message in faults]
            outcome.saved += not faults
        if outcome.faults:
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
    fields = {str(bound.label).casefold(): bound.name for bound in sheet_fields(form)}
    if unknown := [title for title in header if title.casefold() not in fields]:
        raise ValidationError(_("Unknown columns: %(names)s.") % {"names": ", ".join(unknown)})
    names = [fields[title.casefold()] for title in header]
    if double := {str(form[name].label) for name in names if names.count(name) > 1}:
        raise ValidationError(_("Columns given twice: %(names)s.") % {"names": ", ".join(double)})
    return names


def _import_row(
    form_class: type[EntryForm],
    cells: dict[str, Cell],
    submission: uuid.UUID,
    by: User,
    add_unknown: bool,
) -> list[tuple[str, str]]:
    """Save the row, or return what is wrong with it as (column, message).

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
        return faults
    data["submission"] = submission
    form = form_class(data, user=by)
    if form.is_valid() and form.save():
        return []
    return [
        (str(form[name].label) if name in form.fields else "", str(message))
        for name, messages in form.errors.items()
        for message in messages
    ]


def _posted_value(
    form_field: forms.Field, cell: Cell, by: User, add_unknown: bool
) -> str | int | bool | list[str] | list[int]:
    """Return what a browser would send for this cell, a list where it sends several.

    Raises ValidationError for a name that is not known, or known of several.
    """
    text = cell.strip() if isinstance(cell, str) else f"{cell:.15g}" if _is_number(cell) else ""
    if isinstance(form_field, forms.ModelMultipleChoiceField):
        return [_entry_named(form_field, name, by, add_unknown) for name in _split_names(text)]
    if isinstance(form_field, forms.ModelChoiceField):
        return _entry_named(form_field, text, by, add_unknown)
    if isinstance(form_field, forms.MultipleChoiceField):
        values = {str(label): value for value, label in form_field.widget.choices}
        return [values.get(label, label) for label in _split_names(text)]
    if isinstance(form_field, forms.BooleanField):
        return cell if isinstance(cell, bool) else text in (_("yes"), "1")
    if isinstance(form_field, forms.ChoiceField):
        values = {str(label): value for value, label in form_field.widget.choices}
        return values.get(text, text)
    if isinstance(cell, date):
        return cell.strftime("%Y-%m-%d")
    return text


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
