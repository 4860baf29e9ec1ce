"""A spreadsheet's rows into entries, each through the form of the add page."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from redcross.forms import EntryForm
from redcross.forms.doubts import Doubt
from redcross.models import EntriesRefused, User, audit_log
from redcross.typed_values import comparable

from .exports import sheet_fields
from .rows import Cell, RowRead, RowReader

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
    header, cells = _read_sheet(content)
    blank = form_class(user=by)
    columns = _columns(blank, header)
    filled = [
        (number, {n: cell for n, cell in zip(columns, row, strict=False) if cell != ""})
        for number, row in enumerate(cells, start=2)
    ]
    reader = RowReader(form_class, by, add_unknown=add_unknown)
    sent = f"{hashlib.sha256(content).hexdigest()} {form_class.__name__} {by.society_id}"
    submissions = uuid.uuid5(uuid.NAMESPACE_OID, sent)
    rows = reader.read([(number, row) for number, row in filled if row], submissions)
    outcome = ImportOutcome()
    _note(outcome, rows, blank, confirmed)
    if outcome.refused:
        return outcome
    try:
        saved = reader.save(rows)
    except EntriesRefused as refusal:
        for row in rows:
            if row.to_save in refusal.refused:
                _note_refusal(outcome, row, blank)
        return outcome
    outcome.saved, outcome.repeated = len(saved), len(rows) - len(saved)
    model = form_class._meta.model._meta.label_lower
    audit_log.write(audit_log.LogEntry.Action.IMPORT, by=by, model=model, reason=str(len(saved)))
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


def _note(
    outcome: ImportOutcome, rows: Sequence[RowRead], blank: EntryForm, confirmed: Sequence[str]
) -> None:
    """Note what is wrong with the rows, and what is asked about them."""
    stored = _saved_before(rows)
    for row in rows:
        if row.entry.submission in stored:
            continue
        for name, messages in row.faults.items():
            label = str(blank[name].label) if name in blank.fields else ""
            outcome.faults += [(row.number, label, message) for message in messages]
        for doubt in row.doubts:
            text = _("Row %(row)s, %(doubt)s") % {"row": row.number, "doubt": doubt.text}
            key = f"{row.number}:{doubt.key}"
            outcome.doubts.append(doubt._replace(key=key, text=text, confirmed=key in confirmed))


def _note_refusal(outcome: ImportOutcome, row: RowRead, blank: EntryForm) -> None:
    for name, errors in row.to_save.errors.items():
        label = str(blank[name].label) if name in blank.fields else ""
        outcome.faults += [(row.number, label, text) for error in errors for text in error.messages]


def _saved_before(rows: Sequence[RowRead]) -> set[uuid.UUID]:
    """Return the numbers of the rows that an earlier sending of the file saved."""
    if not rows:
        return set()
    known = type(rows[0].entry)._base_manager
    sent = [row.entry.submission for row in rows]
    return set(known.filter(submission__in=sent).values_list("submission", flat=True))
