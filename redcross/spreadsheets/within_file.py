"""Rows of one file that name each other: a village and its town, a fund and its parent."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, cast

from redcross.models import Entry, NamedEntry, User
from redcross.naming import normalised

from .grid import shown
from .ledger_rows import LedgerRow
from .references import References
from .sheet_cells import record_number

if TYPE_CHECKING:
    from .rows import RowRead


class WithinFile:
    """The entries that the rows of a file are going to be, as far as other rows may name them."""

    def __init__(self, model: type[Entry], references: Mapping[str, References], by: User) -> None:
        self.model, self.by = model, by
        is_named = issubclass(model, NamedEntry)
        # The fields that point to an entry of the same kind.
        self.fields = {n: r for n, r in references.items() if is_named and r.model is model}
        self.by_key: dict[str, NamedEntry] = {}
        self.ours: Set[int] = frozenset()

    def prepare(self, rows: Sequence[LedgerRow]) -> None:
        """Make the entries of new rows, so that others find them by their name."""
        by_name: dict[str, list[NamedEntry]] = {}
        renamed: set[str] = set()
        as_new = any(references.as_new for references in self.fields.values())
        for row in rows if self.fields else ():
            name = normalised(shown(row.cells.get("name", "")))
            if row.record != "" and not as_new:
                renamed.add(name)
            elif name:
                entry = cast(NamedEntry, self.model(society=self.by.society))
                self.by_key[row.key] = entry
                by_name.setdefault(name, []).append(entry)
                if (number := record_number(row.record)) is not None:
                    # As the place that it comes from tells it from others of the name.
                    by_name.setdefault(normalised(f"{name} #{number}"), []).append(entry)
        self.ours = {id(entry) for entry in self.by_key.values()}
        for references in self.fields.values():
            references.in_file, references.renamed = by_name, renamed

    def above(self, row: "RowRead") -> list[NamedEntry]:
        """Return what the row names that other rows of the file are."""
        targets = (getattr(row.entry, name) for name in self.fields)
        return [entry for entry in targets if id(entry) in self.ours]

    def in_order(self, rows: "Sequence[RowRead]") -> "Iterator[list[RowRead]]":
        """Yield the rows level by level: what is named before what names it."""
        waiting = list(rows)
        while waiting:
            to_come = {id(row.entry) for row in waiting}
            level = [r for r in waiting if not any(id(e) in to_come for e in self.above(r))]
            # Those that name each other in a circle are refused by their own rule.
            level = level or waiting
            yield level
            done = {id(row) for row in level}
            waiting = [row for row in waiting if id(row) not in done]
