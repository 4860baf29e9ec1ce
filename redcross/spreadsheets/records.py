"""The rows below a heading: which are records, and what each of them holds."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property

from redcross.typed_values import DITTO_MARKS, TypedAs

from .grid import NUMBERS, Grid, is_dated, number_in
from .heading_rows import HeadingRows, row_keys
from .headings import Heading, is_signature
from .other_rows import OtherRow, RowRole, is_note, is_signature_row, role_of
from .reading import Cell
from .totals import is_total_sentence, total_label

# A text that stands once for several rows is the ledger's habit where so large a part lacks it.
_HABIT = 1 / 5

# The column of the numbers of records, as an export writes it.
RECORD = "id"


@dataclass(frozen=True)
class TableRow:
    """One record. Its cells are tidied, and otherwise as they stand; empty ones are left out."""

    # As the spreadsheet numbers it, from 1.
    number: int
    # By the form's field.
    cells: Mapping[str, Cell]
    # Fields taken from a row above: of merged cells, or of a text that stands once for several.
    filled: frozenset[str] = frozenset()
    # What stands in columns that are no field, with a heading or without, by the column from 0.
    rest: Mapping[int, Cell] = field(default_factory=dict)
    # Fields that the spreadsheet could not work out, as #REF! or #N/A.
    errors: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Area:
    """The part of a sheet that one table takes up. Rows and columns count from 0."""

    grid: Grid
    rows: range
    columns: range
    heading_rows: HeadingRows
    headings: Sequence[Heading]
    required: frozenset[str]
    # What the fields are typed as that are no plain text.
    types: Mapping[str, TypedAs]

    @cached_property
    def fields(self) -> dict[int, str]:
        """Return the fields by column."""
        return {heading.index: heading.field for heading in self.headings if heading.field}

    @cached_property
    def others(self) -> list[int]:
        """Return the columns that have a heading, are no field and not to be ignored."""
        return [h.index for h in self.headings if not h.field and not h.ignored]

    @cached_property
    def left(self) -> set[int]:
        """Return the columns whose cells are fields, or ignored."""
        return {h.index for h in self.headings if h.field or h.ignored}

    @cached_property
    def serials(self) -> list[int]:
        """Return the columns of serial numbers."""
        return [h.index for h in self.headings if h.ignored and not is_signature(h.text)]

    def used(self, row: int) -> list[int]:
        return self.grid.used(row, self.columns)

    def cells(self, row: int) -> dict[int, Cell]:
        """Return what stands in the row, by column."""
        return {column: self.grid.at(row, column) for column in self.used(row)}

    def is_of_numbers(self, column: int) -> bool:
        return self.types.get(self.fields.get(column, "")) in NUMBERS

    def merged_value(self, row: int, column: int) -> Cell:
        """Return the text or date that a merged cell holds for this row too; else "".

        A number is not repeated: a sum for three people is not three sums.
        """
        top, left = self.grid.above.get((row, column), (-1, -1))
        value = self.grid.at(top, left) if top > self.heading_rows.last else ""
        fits = isinstance(value, str) or is_dated(value)
        return value if fits and not self.is_of_numbers(column) else ""

    def known(self, row: int) -> list[int]:
        """Return the columns of fields that hold something for this row."""
        used = set(self.used(row))
        return [c for c in self.fields if c in used or self.merged_value(row, c) != ""]


@dataclass
class SortedRows:
    """The rows of an area by what they are. Rows count from 0."""

    headings: list[int] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    others: list[OtherRow] = field(default_factory=list)


def sort_rows(area: Area) -> SortedRows:
    """Return every row of the area in which something stands, as what it is."""
    found = SortedRows()
    heading = area.heading_rows
    for row in area.rows:
        if not area.used(row):
            continue
        if heading.first <= row <= heading.last or _is_repeated_heading(area, row):
            found.headings.append(row)
        elif row < heading.first:
            found.others.append(other_row(area, row, RowRole.TITLE))
        elif _is_total(area, row):
            found.totals.append(row)
        elif _is_record(area, row):
            found.records.append(row)
        else:
            found.others.append(other_row(area, row, _role(area, row)))
    return found


def other_row(area: Area, row: int, role: RowRole) -> OtherRow:
    return OtherRow(row + 1, area.grid.text(row, area.columns), role)


def _is_repeated_heading(area: Area, row: int) -> bool:
    whole = range(area.grid.width)
    return row > area.heading_rows.last and area.heading_rows.repeats(
        row_keys(area.grid, row, whole)
    )


def _is_total(area: Area, row: int) -> bool:
    """Return whether the row states what others come to.

    A record that is complete may say 合计 in its note, and one with its number anywhere.
    """
    cells = area.cells(row)
    keys = [cells[c] for c, name in area.fields.items() if name == RECORD and c in cells]
    if any(number_in(cell) is not None for cell in keys):
        return False
    texts = {c: cell for c, cell in cells.items() if isinstance(cell, str)}
    labels = {c for c, text in texts.items() if total_label(text)}
    sentences = {c for c, text in texts.items() if is_total_sentence(text)}
    required = {c for c, name in area.fields.items() if name in area.required}
    complete = bool(required) and required <= cells.keys() - labels - sentences
    if labels:
        return not complete or len(required) < 2
    first = next((c for c in cells if c not in area.serials or c in texts), None)
    return not complete and first in sentences


def _is_record(area: Area, row: int) -> bool:
    """Return whether enough of the row is filled for a record, and not as a foot is."""
    cells = area.cells(row)
    values = list(cells.values())
    if is_signature_row(values) or is_note(values):
        return False
    rest = [c for c in area.others if c in cells]
    if not (cells.keys() & area.fields.keys() or (rest and not area.fields)):
        return False
    numbered = any(number_in(cells[c]) is not None for c in area.serials if c in cells)
    if len(area.fields) + len(area.others) == 1:
        return numbered or role_of(values) == RowRole.UNKNOWN
    return len(area.known(row)) + len(rest) + numbered >= 2


def _role(area: Area, row: int) -> RowRole:
    first = next(iter(area.cells(row).values()))
    if all(c in area.serials for c in area.used(row)) and number_in(first) is not None:
        return RowRole.NUMBERED
    return role_of(list(area.cells(row).values()))


def read_records(area: Area, found: SortedRows) -> tuple[TableRow, ...]:
    """Return the records, with what merged cells and texts that stand once hold for them too."""
    records = [_record(area, row) for row in found.records]
    texts = [n for n in area.fields.values() if n in area.required and n not in area.types]
    breaks = {row + 1 for row in (*found.totals, *found.headings)}
    breaks |= {other.number for other in found.others}
    records = _same_as_above(records)
    for name in texts:
        records = filled_down(records, name, breaks)
    return tuple(records)


def _same_as_above(records: list[TableRow]) -> list[TableRow]:
    """Return the records with what the row above says in place of 同上 and of its marks."""
    result: list[TableRow] = []
    for record in records:
        marked = {
            n for n, cell in record.cells.items() if isinstance(cell, str) and cell in DITTO_MARKS
        }
        above = result[-1].cells if result else {}
        repeated = {name: above[name] for name in marked & above.keys()}
        if repeated:
            cells = {**record.cells, **repeated}
            filled = record.filled | repeated.keys()
            record = replace(record, cells=cells, filled=filled)
        result.append(record)
    return result


def _record(area: Area, row: int) -> TableRow:
    cells: dict[str, Cell] = {}
    filled: set[str] = set()
    for column, name in area.fields.items():
        own, merged = area.grid.at(row, column), area.merged_value(row, column)
        if own == "" and merged != "":
            filled.add(name)
        if own != "" or merged != "":
            cells[name] = own if own != "" else merged
    rest = {c: cell for c, cell in area.cells(row).items() if c not in area.left and cell != ""}
    errors = frozenset(n for c, n in area.fields.items() if area.grid.is_error(row, c))
    return TableRow(row + 1, cells, frozenset(filled), rest, errors)


def filled_down(records: list[TableRow], name: str, breaks: Set[int]) -> list[TableRow]:
    """Return the records with a text that stands once repeated for the rows below it.

    Only where that is the ledger's habit, and never across one of `breaks`: a total, a note. What
    was exported says all of itself.
    """
    lacking = [record for record in records if name not in record.cells]
    if not records or records[0] in lacking or len(lacking) < _HABIT * len(records):
        return records
    result: list[TableRow] = []
    for record in records:
        above = result[-1] if result else record
        between = range(above.number + 1, record.number)
        lacks = name not in record.cells and RECORD not in record.cells
        if lacks and name in above.cells and breaks.isdisjoint(between):
            record = TableRow(
                record.number,
                {name: above.cells[name], **record.cells},
                record.filled | {name},
                record.rest,
                record.errors,
            )
        result.append(record)
    return result
