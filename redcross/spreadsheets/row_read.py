"""A row of a file as an entry that could be saved."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models

from redcross.formatting import display_value
from redcross.forms.doubts import Doubt
from redcross.models import Entry, EntryToSave
from redcross.models.audit_log import Changes, LoggedValue, snapshot

from .ledger_rows import LedgerRow, SheetRow
from .line_reading import LinesRead
from .resource import SEPARATOR


@dataclass
class RowRead:
    """A row as an entry to save. `faults`: field to what is wrong with its cell."""

    row: LedgerRow
    to_save: EntryToSave
    faults: dict[str, list[str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    # The stored entry that the row changes, as it was, and what it changes of it.
    before: Entry | None = None
    changes: Changes = field(default_factory=dict)
    # Stored ones that likely are the same.
    doubles: list[Doubt] = field(default_factory=list)
    lines: LinesRead = field(default_factory=LinesRead)

    @property
    def entry(self) -> Entry:
        return self.to_save.entry

    def values(self) -> dict[str, LoggedValue]:
        """Return what would be saved, as the log tells it; what has no number yet by its name."""
        model, given = type(self.entry), {**self.to_save.many_to_many, **self.to_save.lines}
        if self.before is None:
            related = (*model.lines, *(field.name for field in model._meta.many_to_many))
            given = {name: given.get(name, ()) for name in related}
        values = snapshot(self.entry, given)
        for key in model._meta.concrete_fields:
            if isinstance(key, models.ForeignKey) and key.is_cached(self.entry):
                chosen = key.get_cached_value(self.entry)
                if chosen is not None and chosen.pk is None:
                    values[key.name] = str(chosen)
        return values

    def shown(self, name: str) -> str:
        """Return a field as a reader sees it, as the row has it; sensitive ones as their mask."""
        if name in self.to_save.lines:
            return "; ".join(line.describe() for line in self.to_save.lines[name])
        if name in self.to_save.many_to_many:
            return SEPARATOR.join(map(str, self.to_save.many_to_many[name]))
        return display_value(self.entry, name)

    def refuse(self, name: str, error: ValidationError) -> None:
        """Note what is wrong with the cell of a field."""
        self.faults.setdefault(name, []).extend(error.messages)

    def unread(self) -> dict[str, list[str]]:
        """Return what is wrong with cells in which something stands, and nothing else."""
        filled_in = _filled_fields(self.row)
        found = {name: list(texts) for name, texts in self.faults.items() if name in filled_in}
        for fault in self.lines.faults:
            if fault.name in _filled_fields(fault.row):
                found.setdefault(fault.related, []).append(str(fault))
        return found

    def take_lines(self, read: LinesRead) -> None:
        """Have the lines saved with it; what is wrong with one makes the whole row wrong."""
        self.lines, self.to_save.lines = read, read.lines
        self.doubts += read.doubts
        for fault in read.faults:
            self.faults.setdefault(fault.related, []).append(str(fault))


def _filled_fields(row: SheetRow) -> set[str]:
    return {*row.cells, *row.unread, *row.faults}
