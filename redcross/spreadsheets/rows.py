"""The rows of a sheet as entries, by the rules of the form, without writing anything.

One form serves for all rows, and what cells name is looked up once for all of them: made anew for
every row, the form alone would take twenty milliseconds and as many queries.
"""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from itertools import chain
from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Manager
from django.forms import ModelChoiceField
from django.forms.models import construct_instance
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from redcross.formatting import display_value
from redcross.forms import EntryForm, initial_data
from redcross.forms.choices import choices_of
from redcross.forms.doubts import (
    double_doubt,
    doubts_of,
    merged_doubt,
    named_doubt,
    questions_of,
)
from redcross.forms.roundings import typed_roughly
from redcross.models import (
    Entry,
    EntryToSave,
    Merge,
    NamedEntry,
    Record,
    Society,
    User,
    check_entries,
    save_entries,
)
from redcross.models.audit_log import differences, snapshot
from redcross.naming import normalised
from redcross.typed_values import as_typed

from .grid import shown
from .import_fields import ImportFields, New
from .ledger_rows import LedgerRow
from .line_reading import LineReader
from .reading import Cell
from .references import is_called_so, of_these_names
from .row_read import RowRead
from .sheet_cells import record_number
from .within_file import WithinFile

# After how many rows the progress is told.
REPORTED = 100


class RowReader:
    """Reads rows of one kind of entry for one user.

    `add_unknown`: donors, funds and the like that are not known are made, and saved with the rows.
    `given`: what a cell left empty means, besides what the page itself would start with. `as_new`:
    record numbers are those of another place. `emptied`: fields of which an empty cell empties what
    is stored. `kinds`: of what is added, its model's label to name to kind. `report`: told how many
    rows are read of how many.
    """

    def __init__(
        self,
        form_class: type[EntryForm],
        by: User,
        *,
        add_unknown: bool = False,
        given: Mapping[str, Any] | None = None,
        as_new: bool = False,
        emptied: Collection[str] = (),
        kinds: Mapping[str, Mapping[str, str]] | None = None,
        report: Callable[[int, int], object] = lambda done, total: None,
    ) -> None:
        self.by, self.as_new, self.emptied, self.report = by, as_new, emptied, report
        self.stored: dict[int, Entry] = {}
        # Number of a stored entry to where its row stands.
        self.changed_in: dict[int, int | str] = {}
        self.model = cast(type[Entry], form_class._meta.model)
        blank = form_class(user=by)
        self.started: MultiValueDict[str, Any] = MultiValueDict(initial_data(blank))
        for name, field in blank.fields.items():
            if name in self.started and isinstance(field, ModelChoiceField):
                # A cell leads to an entry, not to its key.
                picked = choices_of(field).filter(pk__in=self.started.getlist(name))
                self.started.setlist(name, list(picked))
        for name, value in (given or {}).items():
            self.started.setlist(name, [value])
        self.form = form_class(MultiValueDict(), user=by)
        self.form.fields.pop("files", None)
        self.blank_initial = self.form.initial
        new: New = {}
        self.fields = ImportFields(
            self.form,
            dict(blank.fields),
            by,
            add_unknown=add_unknown,
            as_new=as_new,
            new=new,
            kinds=kinds,
        )
        self.references = self.fields.references
        self.within = WithinFile(self.model, self.references, by)
        self.lines = LineReader(form_class, by, add_unknown=add_unknown, as_new=as_new, new=new)

    def read(self, rows: Sequence[LedgerRow], submissions: uuid.UUID) -> list[RowRead]:
        """Return the rows as entries with all that is wrong.

        `submissions`: from what the numbers of submission are made, so that the same rows are
        known again.
        """
        self.fields.look_up(rows)
        self.within.prepare(rows)
        self._find_stored(rows)
        read = []
        for number, source in enumerate(rows):
            if not number % REPORTED:
                self.report(number, len(rows))
            read.append(self._read_row(source, submissions))
        lines = self.lines.read([(row.row, row.entry) for row in read])
        for row, of_row in zip(read, lines, strict=True):
            row.take_lines(of_row)
        unread = {id(row): row.unread() for row in read if row.before}
        sound = [row for row in read if not row.faults]
        # Asked first: what is there already would also be refused for a number of its own.
        self._ask_about_doubles([row for row in sound if not row.before])
        for row in sound:
            if not row.before:
                row.doubts += questions_of(row.entry, row.to_save.lines, [])
        check_entries([row.to_save for row in sound])
        for row in sound:
            for name, errors in row.to_save.errors.items():
                for error in errors:
                    row.refuse(name, error)
        for row in read:
            if row.before:
                self._compare(row, row.before, unread[id(row)])
        self.report(len(rows), len(rows))
        return read

    def _find_stored(self, rows: Sequence[LedgerRow]) -> None:
        """Read the entries that the rows change, with all that their rules and the log ask for."""
        numbers = {n for row in rows if (n := record_number(row.record)) is not None}
        if self.as_new or not numbers:
            return
        pointing = [f.name for f in self.model._meta.concrete_fields if f.is_relation]
        own = self.model.objects.filter(pk__in=numbers, society=self.by.society_id)
        self.stored = {e.pk: e for e in own.select_related(*pointing).with_snapshots()}
        for entry in self.stored.values():
            # One for all, which knows the closed years.
            entry.society = cast(Society, self.by.society)

    def _compare(self, row: RowRead, before: Entry, unread: dict[str, list[str]]) -> None:
        """Find what the row changes, and refuse what may not be changed any more.

        `unread`: what is wrong with its cells; with what is stored and unchanged nothing is.
        """
        row.changes = differences(snapshot(before), row.values())
        if not row.changes:
            row.faults = unread
            return
        try:
            row.entry.check_changeable(before)
        except ValidationError as error:
            row.refuse(NON_FIELD_ERRORS, error)
        if record_number(row.row.version) != before.version:
            self._refuse_stale(row, before)

    def _refuse_stale(self, row: RowRead, before: Entry) -> None:
        if row.row.version == "":
            text = _("The column “version” is missing or empty: export the record anew.")
            row.refuse(NON_FIELD_ERRORS, ValidationError(text))
            return
        for name in row.changes:
            text = _(
                "The record was changed since it was exported. Here: %(here)s. In the file: "
                "%(file)s. Export it anew, or write what stands here."
            ) % {"here": display_value(before, name), "file": row.shown(name)}
            row.refuse(name, ValidationError(text))

    def added(self, rows: Sequence[RowRead]) -> list[NamedEntry]:
        """Return what is not stored yet and the rows point to, each once."""
        found: dict[int, NamedEntry] = {}
        for name in self.references:
            several = (row.to_save.many_to_many.get(name) for row in rows)
            chosen = (
                [getattr(row.entry, name, None)] if of_row is None else of_row
                for row, of_row in zip(rows, several, strict=True)
            )
            found |= {id(e): e for e in self.fields.added(name, chain.from_iterable(chosen))}
        found |= {id(entry): entry for entry in self.lines.added([row.lines for row in rows])}
        return list(found.values())

    def save(self, rows: Sequence[RowRead], *, reason: str = "") -> list[Entry]:
        """Save the rows, and before them what they name and is to be added; all or none.

        Raises EntriesRefused.
        """
        with transaction.atomic():
            added: dict[type[Entry], list[EntryToSave]] = {}
            for entry in self.added(rows):
                added.setdefault(type(entry), []).append(EntryToSave(entry))
            for new in added.values():
                save_entries(new, by=self.by, reason=reason)
            self.lines.update_foreign_keys([row.lines for row in rows])
            saved = []
            for level in self.within.in_order(rows):
                for row in level:
                    self._point_again(row)
                saved += save_entries([row.to_save for row in level], by=self.by, reason=reason)
        return saved

    def _point_again(self, row: RowRead) -> None:
        """Take the keys of what the row points to and that was saved just before it."""
        for name in self.references:
            if not self.model.own_field(name).many_to_many and (chosen := getattr(row.entry, name)):
                setattr(row.entry, name, chosen)

    def _ask_about_doubles(self, rows: Sequence[RowRead]) -> None:
        """Note of each row the stored one that is likely it, if any."""
        if issubclass(self.model, Record):
            records = [cast(Record, row.entry) for row in rows]
            for row, double in zip(rows, self.model.paired_doubles(records), strict=True):
                row.doubles = [double_doubt(double, [])] if double else []
        elif issubclass(self.model, NamedEntry):
            names = {normalised(cast(NamedEntry, row.entry).name): row for row in rows}
            own = self.model.objects.countable().filter(society=self.by.society_id)
            known = {normalised(one.name): one for one in of_these_names(own, set(names))}
            gone = names.keys() - known.keys()
            led = Merge.objects.merged_by_name(self.model, self.by.society_id, gone, own)
            for row in rows:
                entry = cast(NamedEntry, row.entry)
                name = normalised(entry.name)
                same = known.get(name)
                if same and not entry.is_distinct_from(same):
                    row.doubles = [named_doubt(same)]
                elif name in led:
                    row.doubles = [merged_doubt(entry.name, led[name][0])]

    def _read_row(self, source: LedgerRow, of: uuid.UUID) -> RowRead:
        number = None if self.as_new else record_number(source.record)
        stored = self.stored.get(number) if number is not None else None
        twice = self.changed_in.get(number) if number is not None else None
        if stored and twice is not None:
            stored = None
        elif stored and number is not None:
            self.changed_in[number] = source.place
        entry = stored or self.within.by_key.get(source.key) or self.model(society=self.by.society)
        row = RowRead(source, EntryToSave(entry), dict(source.faults), before=copy(stored))
        if stored is None:
            entry.submission = uuid.uuid5(of, source.key)
            if twice is not None:
                text = _("This record stands in row %(row)s too.") % {"row": twice}
                row.refuse(NON_FIELD_ERRORS, ValidationError(text))
            elif source.record != "" and not self.as_new:
                row.refuse(NON_FIELD_ERRORS, _unknown_number(source.record))
        data = self._stored_data(stored) if stored else self.started.copy()
        for name in source.columns - source.cells.keys() if stored else ():
            if name in self.emptied:
                data.setlist(name, [])
        for name, cell in source.cells.items():
            if cell == "" or self._is_mask(source, stored, name, cell):
                continue
            if stored and self._points_as_stored(stored, name, cell):
                continue
            try:
                data.setlist(name, self.fields.posted(name, cell))
            except ValidationError as error:
                row.refuse(name, error)
        self._clean(row, data)
        self.fields.find_people(source, entry, row.refuse)
        return row

    def _is_mask(self, source: LedgerRow, stored: Entry | None, name: str, cell: Cell) -> bool:
        """Return whether the cell says of a sensitive value no more than its export did."""
        if name not in self.fields.sensitive:
            return False
        text = str(cell).strip()
        if stored:
            return text == str(getattr(stored, name) or "")
        # Elsewhere it is known, here it stays empty.
        return self.as_new and source.record != "" and "*" in text

    def _points_as_stored(self, stored: Entry, name: str, cell: Cell) -> bool:
        """Return whether the cell names what the entry points to, even what was voided since."""
        if name not in self.references:
            return False
        value = getattr(stored, name)
        chosen = value.all() if isinstance(value, Manager) else [value] if value else []
        texts = self.fields.texts(name, cell)
        return len(texts) == len(chosen) and all(
            any(is_called_so(text, one) for one in chosen) for text in texts
        )

    def _values(self, stored: Entry) -> dict[str, Any]:
        """Return what the fields of the entry's own page hold."""
        values = {}
        for name in self.form.field_names():
            # An empty box leaves what is stored.
            value = "" if name in self.fields.sensitive else getattr(stored, name)
            values[name] = list(value.all()) if isinstance(value, Manager) else value
        return values

    def _stored_data(self, stored: Entry) -> "MultiValueDict[str, Any]":
        """Return what the entry's own page would send untouched."""
        values = self._values(stored)
        return MultiValueDict({n: v if isinstance(v, list) else [v] for n, v in values.items()})

    def _clean(self, row: RowRead, data: "MultiValueDict[str, Any]") -> None:
        """Have the form clean what would be posted, and make the entry of it."""
        form: Any = self.form
        form.data, form.instance = data, row.entry
        form.initial = self._values(row.before) if row.before else self.blank_initial
        form.cleaned_data, form._errors = {}, ErrorDict()
        form.__dict__.pop("changed_data", None)
        # As `Form.full_clean` does, but for the database's rules: those are asked of all at once.
        form._clean_fields()
        form._clean_form()
        for name, errors in form.errors.items():
            # What the cell says already is not said again as missing.
            if name not in row.faults:
                row.faults[name] = [str(message) for message in errors]
        if "date_precision" in row.row.cells and "date_precision" in form.cleaned_data:
            # What the file says of it goes before what its date looks like.
            form.cleaned_data["date_precision"] = data["date_precision"]
        names = self._given_fields(row) if row.before else form.field_names()
        construct_instance(form, row.entry, names)
        for name in names if row.before else ():
            if name in self.fields.sensitive and name in self.emptied and name not in row.row.cells:
                setattr(row.entry, name, self.model.own_field(name).to_python(""))
        row.doubts = list(doubts_of(form, []))
        several = {f.name for f in self.model._meta.many_to_many}.intersection(names)
        row.to_save.many_to_many = {
            name: form.cleaned_data[name] for name in several & form.cleaned_data.keys()
        }

    def _given_fields(self, row: RowRead) -> list[str]:
        """Return the fields of a stored entry that its row says something of."""
        named_fields = {*row.row.cells, *row.row.columns.keys() & set(self.emptied)}
        if "date" in named_fields and "date" in self.form.changed_data:
            named_fields.add("date_precision")
        if named_fields.intersection(typed_roughly(self.form)):
            named_fields.add("rounded")
        return [name for name in self.form.field_names() if name in named_fields]


def _unknown_number(cell: Cell) -> ValidationError:
    return ValidationError(
        _("No record has the number %(number)s here. For a new record leave the number empty.")
        % {"number": as_typed(shown(cell))}
    )
