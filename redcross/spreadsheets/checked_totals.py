"""The totals of a table beside what its records come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from redcross.typed_values import TypedAs

from .grid import is_number, number_in
from .other_rows import OtherRow, RowRole
from .records import Area, SortedRows, other_row
from .totals import Stated, Total, compare, stated_totals

# A number by the row in which it stands, from 0.
Numbers = Mapping[int, Decimal]
_RUNNING = "累计"
_OF_A_PART = ("小计", "本页")


@dataclass
class CheckedTotals:
    """The totals of a table, and its other rows: also of totals without a number to compare."""

    totals: list[Total] = field(default_factory=list)
    others: list[OtherRow] = field(default_factory=list)


def check_totals(parts: Sequence[tuple[Area, SortedRows]], index: int) -> CheckedTotals:
    """Compare the totals of one of the parts that stand side by side, often only one.

    The last part may state what all of them come to.
    """
    area, found = parts[index]
    checked = CheckedTotals()
    for row in found.totals:
        cells = area.cells(row)
        stated = list(stated_totals(row + 1, cells, area.headings, area.types))
        totals = [t for s in stated if (t := _compared(s, row, parts, index))]
        # A running total goes back to before this table.
        totals = [t for t in totals if t.agrees or _RUNNING not in t.label]
        checked.totals += totals
        if not totals:
            checked.others.append(other_row(area, row, RowRole.TOTAL))
    for other in found.others:
        lone = _lone_total(other, parts, index)
        if lone:
            checked.totals.append(lone)
        else:
            checked.others.append(other)
    checked.totals.sort(key=lambda total: total.row)
    checked.others.sort(key=lambda other: other.number)
    return checked


def _lone_total(
    other: OtherRow, parts: Sequence[tuple[Area, SortedRows]], index: int
) -> Total | None:
    """Return the total that a number alone in a row is, if it is the sum of those above it."""
    area, found = parts[index]
    row = other.number - 1
    cells = area.cells(row)
    if len(found.records) < 2 or row < found.records[-1] or len(cells) != 1:
        return None
    if not area.is_of_numbers(next(iter(cells))):
        return None
    stated = list(stated_totals(other.number, cells, area.headings, area.types))
    total = _compared(stated[0], row, parts, index) if stated else None
    return total if total and total.agrees else None


def _compared(
    stated: Stated, row: int, parts: Sequence[tuple[Area, SortedRows]], index: int
) -> Total | None:
    """Return the total beside the sum it should be; None for what cannot be summed up."""
    area, found = parts[index]
    if stated.column is None:
        return _compared_count(stated, row, parts, index)
    numbers = _numbers(area, found, stated.column)
    if numbers is None:
        return None
    sums = _scopes(numbers, row, found, stated.label)
    name = area.fields.get(stated.column)
    beside = [_numbers_of_field(*part, name) for part in parts] if name and len(parts) > 1 else []
    sums += [Decimal(sum(sum(n.values()) for n in beside))] if beside else []
    return compare(stated, sums)


def _compared_count(
    stated: Stated, row: int, parts: Sequence[tuple[Area, SortedRows]], index: int
) -> Total:
    """Return the count beside that of the rows, or of the people, households … told in them."""
    area, found = parts[index]
    ones = dict.fromkeys(found.records, Decimal(1))
    counts = _scopes(ones, row, found, stated.label)
    if len(parts) > 1:
        counts.append(Decimal(sum(len(rows.records) for _area, rows in parts)))
    total = compare(stated, counts)
    for column, name in area.fields.items():
        if not total.agrees and area.types.get(name) == TypedAs.COUNT:
            sums = _scopes(_numbers(area, found, column) or {}, row, found, stated.label)
            of_column = compare(replace(stated, column=column), sums)
            total = of_column if of_column.agrees else total
    return total


def _numbers_of_field(area: Area, found: SortedRows, name: str | None) -> Numbers:
    column = next((c for c, n in area.fields.items() if n == name), None)
    return {} if column is None else _numbers(area, found, column) or {}


def _numbers(area: Area, found: SortedRows, column: int) -> Numbers | None:
    """Return the numbers of a column; None where an unknown column holds anything else too."""
    heading = next(heading for heading in area.headings if heading.index == column)
    typed_as = area.types.get(heading.field)
    cells = {row: area.grid.at(row, column) for row in found.records}
    if not heading.field and not all(cell == "" or is_number(cell) for cell in cells.values()):
        return None
    numbers = {row: number_in(cell, typed_as, heading.unit) for row, cell in cells.items()}
    return {row: number for row, number in numbers.items() if number is not None}


def _scopes(numbers: Numbers, row: int, found: SortedRows, label: str) -> list[Decimal]:
    """Return the sums that a total in this row may state, the likeliest first."""

    def between(after: int, before: int) -> Decimal:
        return sum((n for r, n in numbers.items() if after < r < before), Decimal(0))

    last = max(found.records, default=-1) + 1
    since = max((r for r in found.totals if r < row), default=-1)
    until = min((r for r in found.totals if r > row), default=last)
    above, section, whole = between(-1, row), between(since, row), between(-1, last)
    # A subtotal may stand above what it sums up.
    below = between(row, until)
    if any(word in label for word in _OF_A_PART):
        return [section, below, above, whole]
    has_above = any(r < row for r in found.records)
    return [above, section, whole, below] if has_above else [whole, below]
