"""A spreadsheet's rows into entries, each by the rules of the add page."""

import hashlib
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from redcross.forms import EntryForm, Grouping
from redcross.forms.doubts import Doubt
from redcross.models import (
    AlikeRows,
    EntriesRefused,
    Entry,
    HeadingChoice,
    ImportedRow,
    NamedEntry,
    Record,
    User,
    audit_log,
)

from .extra_cells import listed
from .ledger import read_ledger
from .ledger_rows import LedgerRow, SheetRow
from .reading import Book, read_book
from .rosters import gather_roster
from .rows import RowRead, RowReader
from .sheet_cells import with_year
from .unknown_goods import describe_unknown_goods

MAX_IMPORT_ROWS = 50_000
Status = ImportedRow.Status


@dataclass
class Decisions:
    """What people decided about a file, in plain values.

    `columns`: a heading's key to the field that it means, "" to leave it out. `cells`: row to field
    to what was typed for the cell. `confirmed`: keys of questions. `kinds`: of what is added
    beside, its model's label to name to kind. `emptied`: fields of which an empty cell empties what
    is stored. `as_new`: numbers of records are those of another place. `grouping`: what a row of a
    list of people is. `given`: what was sent for all rows, by the field's name.
    """

    columns: dict[str, str] = field(default_factory=dict)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    confirmed: Collection[str] = frozenset()
    kinds: dict[str, dict[str, str]] = field(default_factory=dict)
    emptied: list[str] = field(default_factory=list)
    as_new: bool = False
    grouping: str = Grouping.PERSON
    given: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # It is asked of every row, several times.
        self.confirmed = frozenset(self.confirmed)


class ImportRead:
    """A file as it is read by the rules of the form. Nothing is written.

    `given`: what holds for the rows that do not say it, by field. `add_unknown`: donors, funds and
    the like that are not known by their name are added. `book`: the content, where it is read
    already. Raises ValidationError for what is no such spreadsheet.
    """

    def __init__(
        self,
        form_class: type[EntryForm],
        content: bytes,
        name: str,
        *,
        by: User,
        add_unknown: bool,
        given: Mapping[str, Any] | None = None,
        decisions: Decisions | None = None,
        book: Book | None = None,
        report: Callable[[int, int], object] = lambda done, total: None,
    ) -> None:
        self.decisions = decisions or Decisions()
        self.blank = form_class(user=by)
        self.model = cast(type[Entry], form_class._meta.model)
        remembered = HeadingChoice.remembered(by.society, self.model) | self.decisions.columns
        book = book or read_book(content, name)
        self.ledger = read_ledger(book, self.blank, given or (), remembered)
        grouping = Grouping(self.decisions.grouping)
        gather_roster(self.ledger, self.blank, grouping, add_unknown=add_unknown)
        describe_unknown_goods(self.ledger, self.blank)
        if len(self.ledger.rows) > MAX_IMPORT_ROWS:
            raise ValidationError(
                _("At most %(rows)s rows at a time: please divide it.") % {"rows": MAX_IMPORT_ROWS}
            )
        dates = _dates_of(self.blank)
        for row in self.ledger.rows:
            correct_row(row, self.decisions.cells, dates)
        self.reader = RowReader(
            form_class,
            by,
            add_unknown=add_unknown,
            given=given,
            as_new=self.decisions.as_new,
            emptied=self.decisions.emptied,
            kinds=self.decisions.kinds,
            report=report,
        )
        # What keeps a whole sheet out would only be told again of each of its rows.
        readable = [] if self.ledger.problems else self.ledger.rows
        rows = self.reader.read(readable, _submissions(form_class, content, by))
        self.rows: list[RowRead] = rows
        self.repeated = _find_repeated(rows)
        self._refuse_without_their_above()

    @property
    def confirmed(self) -> frozenset[str]:
        """Return the keys of the questions that were answered with yes."""
        return frozenset(self.decisions.confirmed)

    def _refuse_without_their_above(self) -> None:
        """Refuse rows that name what another row of the file would be, and is not."""
        by_entry = {id(row.entry): row for row in self.rows}
        found = True
        while found:
            found = False
            for row in self.rows:
                above = map(id, self.reader.within.above(row))
                rows_above = (by_entry[entry] for entry in above if entry in by_entry)
                if self.status(row) not in ImportedRow.COMMITTED:
                    continue
                if lacking := [
                    one for one in rows_above if self.status(one) not in ImportedRow.COMMITTED
                ]:
                    text = _("It names what stands in row %(row)s, and that is not taken in.")
                    message = text % {"row": lacking[0].row.place}
                    row.refuse(NON_FIELD_ERRORS, ValidationError(message))
                    found = True

    @cached_property
    def accepted_rows(self) -> list[RowRead]:
        """The rows that a commit saves."""
        return [row for row in self.rows if self.status(row) in ImportedRow.COMMITTED]

    @cached_property
    def added(self) -> list[NamedEntry]:
        """What these name and is not known yet, each once."""
        return self.reader.added(self.accepted_rows)

    def status(self, row: RowRead) -> Status:
        """Return what becomes of the row."""
        if row.before is None and row.row.voided:
            return Status.VOIDED
        if row.before is None and row.entry.submission in self.repeated:
            return Status.REPEATED
        if any(not self.is_confirmed(row, double) for double in row.doubles):
            return Status.DOUBLE
        if row.faults:
            return Status.REFUSED
        if row.before and not row.changes:
            return Status.UNCHANGED
        if any(not self.is_confirmed(row, doubt) for doubt in row.doubts):
            return Status.ASKED
        return Status.CHANGED if row.before else Status.NEW

    def is_confirmed(self, row: RowRead, doubt: Doubt) -> bool:
        """Return whether a question about the row was answered with yes."""
        return question_key(row, doubt) in self.confirmed

    def sheet_questions(self) -> list[Doubt]:
        """Return what is asked about whole sheets."""
        found = []
        for sheet, text in [*self.ledger.questions, *self._said_twice()]:
            question = text
            if sheet:
                question = _("%(sheet)s: %(question)s") % {"sheet": sheet, "question": text}
            # A line break would come back as another one.
            key = " ".join(question.split())
            found.append(Doubt(key, question, key in self.confirmed, False))
        return found

    def _said_twice(self) -> Iterator[tuple[str, str]]:
        """Yield the question about rows that say the same as an earlier row of the file."""
        if not issubclass(self.model, Record):
            return
        above: AlikeRows[Record] = AlikeRows(self.model)
        again = []
        for row in self.rows:
            status = self.status(row)
            # What is there already is an earlier row as well: of two, one may be stored.
            if status not in (Status.NEW, Status.DOUBLE) or row.lines.lines:
                continue
            record = cast(Record, row.entry)
            if status is Status.NEW and next(above.like(record), None):
                again.append(row.row.place)
            above.add(record)
        if again:
            text = _("Rows %(rows)s say the same as an earlier row. Are they other records?")
            yield "", text % {"rows": listed(again)}

    def label(self, name: str) -> str:
        """Return what the column of a field is called; "" for what concerns the whole row."""
        if name in self.blank.lines:
            return str(self.blank.lines[name]._meta.model._meta.verbose_name_plural)
        return str(self.blank[name].label) if name in self.blank.fields else ""


def question_key(row: RowRead, doubt: Doubt) -> str:
    """Return by what a question about a row of the file is known."""
    return f"{row.row.key}:{doubt.key}"


def _dates_of(form: EntryForm) -> set[str]:
    """Return the fields that hold a day, of the lines too."""
    forms = [form, *(of_line(user=form.user) for of_line in form.lines.values())]
    typed = {n: getattr(f, "typed_as", None) for one in forms for n, f in one.fields.items()}
    return {name for name, typed_as in typed.items() if typed_as is not None and typed_as.is_date}


def correct_row(
    row: LedgerRow, typed: Mapping[str, Mapping[str, str]], dates: Collection[str]
) -> None:
    """Put what was typed for the cells of a row and of its lines in their place."""
    own = typed.get(row.key, {}).items()
    _correct(row, {name: text for name, text in own if "." not in name}, dates)
    for related, lines in row.lines.items():
        for line in lines:
            of_line = typed.get(line.key, {}).items()
            before = f"{related}."
            cells = {n.removeprefix(before): t for n, t in of_line if n.startswith(before)}
            _correct(line, cells, dates)


def _correct(row: SheetRow, cells: Mapping[str, str], dates: Collection[str]) -> None:
    for name, text in cells.items():
        for known in (row.faults, row.cells, row.unread):
            known.pop(name, None)
        if not text:
            continue
        try:
            row.cells[name] = with_year(text, row.year) if name in dates else text
        except ValidationError as error:
            row.faults[name], row.unread[name] = error.messages, text


def _submissions(form_class: type[EntryForm], content: bytes, by: User) -> uuid.UUID:
    """Return what the rows' numbers of submission are made of: the same for the same file."""
    sent = f"{hashlib.sha256(content).hexdigest()} {form_class.__name__} {by.society_id}"
    return uuid.uuid5(uuid.NAMESPACE_OID, sent)


def _find_repeated(rows: Sequence[RowRead]) -> set[uuid.UUID]:
    """Return the submissions that an earlier sending of the file saved and that still count.

    What was voided since gets another number: it may be sent again.
    """
    repeated: set[uuid.UUID] = set()
    by_submission = {row.entry.submission: row for row in rows if row.before is None}
    while by_submission:
        model = type(next(iter(by_submission.values())).entry)
        stored = model._base_manager.filter(submission__in=by_submission)
        again = {}
        for submission, voided_at in stored.values_list("submission", "voided_at"):
            if voided_at is None:
                repeated.add(submission)
                continue
            row = by_submission[submission]
            row.entry.submission = uuid.uuid5(submission, "again")
            again[row.entry.submission] = row
        by_submission = again
    return repeated


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
    grouping: Grouping = Grouping.PERSON,
) -> ImportOutcome:
    """Save all rows of all sheets or, if one is wrong, none, and then names every fault.

    At once, without keeping the file: for commands. The same file sent again saves nothing twice.
    Raises ValidationError for what is no such spreadsheet.
    """
    read = ImportRead(
        form_class,
        content,
        name,
        by=by,
        add_unknown=add_unknown,
        given=given,
        decisions=Decisions(confirmed=confirmed, grouping=grouping),
    )
    outcome = ImportOutcome(faults=faults_of(read), doubts=questions_of(read))
    outcome.repeated = sum(read.status(row) == Status.REPEATED for row in read.rows)
    if outcome.refused:
        return outcome
    try:
        outcome.saved = len(read.reader.save(read.accepted_rows))
    except EntriesRefused as refusal:
        outcome.faults = refusal_faults(read, refusal)
        return outcome
    label = read.model._meta.label_lower
    audit_log.write(audit_log.LogEntry.Action.IMPORT, by=by, model=label, reason=str(outcome.saved))
    return outcome


def faults_of(read: ImportRead) -> list[tuple[int | str, str, str]]:
    """Return what keeps sheets out, and what is wrong with the rows: place, column, message."""
    faults: list[tuple[int | str, str, str]] = []
    faults += [(sheet, "", text) for sheet, text in read.ledger.problems]
    for row in read.rows:
        if read.status(row) == Status.REFUSED:
            own = ((n, texts) for n, texts in row.faults.items() if n not in read.blank.lines)
            for name, messages in own:
                faults += [(row.row.place, read.label(name), text) for text in messages]
            faults += [(f.row.place, f.label, f.message) for f in row.lines.faults]
    return faults


def questions_of(read: ImportRead) -> list[Doubt]:
    """Return all questions, those about rows with their place."""
    doubts = read.sheet_questions()
    left_out = (Status.REPEATED, Status.VOIDED, Status.REFUSED)
    for row in read.rows:
        if read.status(row) in left_out:
            continue
        for doubt in (*row.doubts, *row.doubles):
            template = _("%(place)s, %(doubt)s") if row.row.sheet else _("Row %(place)s, %(doubt)s")
            text = template % {"place": row.row.place, "doubt": doubt.text}
            key, confirmed = question_key(row, doubt), read.is_confirmed(row, doubt)
            doubts.append(doubt._replace(key=key, text=text, confirmed=confirmed))
    return doubts


def refusal_faults(read: ImportRead, refusal: EntriesRefused) -> list[tuple[int | str, str, str]]:
    """Return why the save refused rows, or who was to be added with them."""
    faults: list[tuple[int | str, str, str]] = []
    places: dict[int, int | str] = {id(row.to_save): row.row.place for row in read.accepted_rows}
    for refused in refusal.refused:
        place = places.get(id(refused), str(refused.entry))
        for name, errors in refused.errors.items():
            label = read.label(name) if id(refused) in places else ""
            faults += [(place, label, text) for error in errors for text in error.messages]
    return faults
