"""A spreadsheet's rows into entries, each by the rules of the add page."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.forms import EntryForm
from redcross.forms.doubts import Doubt
from redcross.models import EntriesRefused, User, audit_log, saved_before

from .ledger import Ledger, read_ledger
from .reading import read_book
from .rows import RowRead, RowReader

MAX_IMPORT_ROWS = 7000


@dataclass
class ImportOutcome:
    """How many rows were saved, how many an earlier sending had saved, and what is wrong."""

    saved: int = 0
    repeated: int = 0
    # Row as the spreadsheet numbers it, or sheet; column; message.
    faults: list[tuple[int | str, str, str]] = field(default_factory=list)
    # What looks odd, as a form asks about it; each key begins with the row and a colon.
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return bool(self.faults) or not all(doubt.confirmed for doubt in self.doubts)


def import_rows(
    form_class: type[EntryForm],
    content: bytes,
    name: str,
    *,
    by: User,
    add_unknown: bool,
    given: Mapping[str, Any] | None = None,
    confirmed: Sequence[str] = (),
) -> ImportOutcome:
    """Save all rows of all sheets or, if one is wrong, none, and then names every fault.

    `given`: what holds for the rows that do not say it, by field. `confirmed`: the keys of the
    doubts that were confirmed. `add_unknown` adds donors, funds and the like that are not known by
    their name yet. The same file sent again saves nothing twice. Raises ValidationError for what is
    no such spreadsheet.
    """
    blank = form_class(user=by)
    ledger = read_ledger(read_book(content, name), blank, given or ())
    if len(ledger.rows) > MAX_IMPORT_ROWS:
        raise ValidationError(
            _("At most %(rows)s rows at a time: please divide it.") % {"rows": MAX_IMPORT_ROWS}
        )
    outcome = ImportOutcome()
    _note_ledger(outcome, ledger, confirmed)
    if outcome.faults:
        return outcome
    reader = RowReader(form_class, by, add_unknown=add_unknown, given=given)
    rows = reader.read(ledger.rows, _submissions(form_class, content, by))
    _note(outcome, rows, blank, confirmed)
    if outcome.refused:
        return outcome
    try:
        saved = reader.save(rows)
    except EntriesRefused as refusal:
        _note_refusal(outcome, rows, refusal, blank)
        return outcome
    outcome.saved, outcome.repeated = len(saved), len(rows) - len(saved)
    model = form_class._meta.model._meta.label_lower
    audit_log.write(audit_log.LogEntry.Action.IMPORT, by=by, model=model, reason=str(len(saved)))
    return outcome


def _submissions(form_class: type[EntryForm], content: bytes, by: User) -> uuid.UUID:
    """Return what the rows' numbers of submission are made of: the same for the same file."""
    sent = f"{hashlib.sha256(content).hexdigest()} {form_class.__name__} {by.society_id}"
    return uuid.uuid5(uuid.NAMESPACE_OID, sent)


def _note_ledger(outcome: ImportOutcome, ledger: Ledger, confirmed: Sequence[str]) -> None:
    """Note what keeps whole sheets out, and what is asked about them."""
    outcome.faults += [(sheet, "", text) for sheet, text in ledger.problems]
    for sheet, text in ledger.questions:
        told = _("%(sheet)s: %(question)s") % {"sheet": sheet, "question": text}
        # A line break would come back as another one.
        key = " ".join(told.split())
        outcome.doubts.append(Doubt(key, told, key in confirmed, False))


def _note(
    outcome: ImportOutcome, rows: Sequence[RowRead], blank: EntryForm, confirmed: Sequence[str]
) -> None:
    """Note what is wrong with the rows, and what is asked about them."""
    stored = saved_before([row.entry for row in rows])
    for row in rows:
        if row.entry.submission in stored:
            continue
        for name, messages in row.faults.items():
            label = _label(blank, name)
            outcome.faults += [(row.row.place, label, message) for message in messages]
        for doubt in row.doubts:
            question = _("%(place)s, %(doubt)s") if row.row.sheet else _("Row %(place)s, %(doubt)s")
            text = question % {"place": row.row.place, "doubt": doubt.text}
            key = f"{row.row.key}:{doubt.key}"
            outcome.doubts.append(doubt._replace(key=key, text=text, confirmed=key in confirmed))


def _note_refusal(
    outcome: ImportOutcome, rows: Sequence[RowRead], refusal: EntriesRefused, blank: EntryForm
) -> None:
    """Note why the save refused rows, or who was to be added with them."""
    places: dict[int, int | str] = {id(row.to_save): row.row.place for row in rows}
    for refused in refusal.refused:
        place = places.get(id(refused), str(refused.entry))
        for name, errors in refused.errors.items():
            label = _label(blank, name) if id(refused) in places else ""
            outcome.faults += [(place, label, text) for error in errors for text in error.messages]


def _label(blank: EntryForm, name: str) -> str:
    """Return what the column of a field is called; "" for what concerns the whole row."""
    return str(blank[name].label) if name in blank.fields else ""
