"""The tables of a sheet as an office keeps its ledgers: records, totals, and what is neither.

Nothing of the sheet is lost: every row in which something stands is in one table a heading, a
record, a total or told as not understood.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from .checked_totals import check_totals
from .grid import MONEY, Grid, column_letter, is_number, shown
from .heading_rows import JOINT, HeadingRows, find_headings
from .headings import (
    Choice,
    Heading,
    LedgerColumn,
    Meaning,
    Vocabulary,
    choose,
    heading_key,
    is_foreign,
    unit_in,
    unit_in_title,
)
from .other_rows import OtherRow, RowRole, is_note, is_signature_row
from .reading import Cell, Sheet
from .records import Area, SortedRows, TableRow, read_records, sort_rows
from .sheet_dates import SheetDate, read_sheet_date
from .totals import Total, is_total_sentence, total_label


@dataclass(frozen=True)
class LedgerTable:
    """One table of a sheet. Rows are numbered as the spreadsheet does, from 1."""

    headings: tuple[Heading, ...]
    heading_rows: tuple[int, ...]
    rows: tuple[TableRow, ...]
    totals: tuple[Total, ...]
    not_understood: tuple[OtherRow, ...]
    # Rows of the table that the spreadsheet does not show.
    hidden: tuple[int, ...]
    # Required fields that no column is.
    missing: tuple[str, ...]
    # What titles, or else the sheet's name, say of the time.
    dated: SheetDate
    # What somebody must decide before anything is taken in.
    ambiguous: tuple[str, ...]

    @property
    def first_row(self) -> int | None:
        """Return the number of the first record."""
        return self.rows[0].number if self.rows else None


def find_tables(
    sheet: Sheet, columns: Sequence[LedgerColumn], remembered: Mapping[str, str] | None = None
) -> tuple[LedgerTable, ...]:
    """Return the tables of a sheet from above; one without headings where none is found.

    `remembered`: the field that the society chose for a heading before, by the heading's key; ""
    leaves it out. An empty sheet has no table.
    """
    grid = Grid(sheet)
    vocabulary = Vocabulary(columns, remembered or {})
    found = find_headings(grid, vocabulary)
    if not found:
        return _without_heading(grid, vocabulary)
    tables: list[LedgerTable] = []
    regions = list(_regions(grid, found))
    first_titles = _titles(grid, *regions[0])
    for heading, rows in regions:
        titles = _titles(grid, heading, rows)
        sources: list[list[Cell]] = [titles, first_titles, [sheet.name]]
        tables += _tables_of(grid, heading, rows, vocabulary, sources)
    return tuple(tables)


def _without_heading(grid: Grid, vocabulary: Vocabulary) -> tuple[LedgerTable, ...]:
    columns = range(grid.width)
    rows = [row for row in range(grid.height) if grid.used(row, columns)]
    others = tuple(OtherRow(row + 1, grid.text(row, columns), RowRole.UNKNOWN) for row in rows)
    missing = tuple(c.name for c in vocabulary.columns if c.name in vocabulary.required)
    table = LedgerTable((), (), (), (), others, (), missing, read_sheet_date([grid.sheet.name]), ())
    return (table,) if others else ()


def _regions(grid: Grid, found: Sequence[HeadingRows]) -> Iterator[tuple[HeadingRows, range]]:
    """Yield every heading with the rows of its table, its titles above it among them."""
    starts = [0, *(_first_title(grid, *pair) for pair in pairwise(found)), grid.height]
    for heading, (first, end) in zip(found, pairwise(starts), strict=True):
        yield heading, range(first, end)


def _first_title(grid: Grid, above: HeadingRows, heading: HeadingRows) -> int:
    """Return the first row of the titles of a table that stands below another."""
    columns = range(grid.width)
    first = heading.first
    for row in range(heading.first - 1, above.last, -1):
        used = grid.used(row, columns)
        if not used and first < heading.first:
            break
        if used and not _is_title(grid, row, columns, len(above.texts)):
            break
        if used:
            first = row
    return first


def _is_title(grid: Grid, row: int, columns: range, columns_above: int) -> bool:
    """Return whether a row between two tables belongs to the lower: a text alone, or a unit."""
    cells = [grid.at(row, column) for column in grid.used(row, columns)]
    texts = [cell for cell in cells if isinstance(cell, str)]
    if any(total_label(text) or is_total_sentence(text) for text in texts):
        return False
    if is_note(cells) or is_signature_row(cells) or columns_above < 2:
        return False
    return not any(map(is_number, cells)) and (len(cells) == 1 or any(map(unit_in_title, texts)))


def _titles(grid: Grid, heading: HeadingRows, rows: range) -> list[Cell]:
    columns = range(grid.width)
    above = range(rows.start, heading.first)
    return [grid.at(row, column) for row in above for column in grid.used(row, columns)]


def _tables_of(
    grid: Grid,
    heading: HeadingRows,
    rows: range,
    vocabulary: Vocabulary,
    sources: Sequence[Sequence[Cell]],
) -> Iterator[LedgerTable]:
    """Yield the table of a heading, or the several that stand side by side under it."""
    units = _units(grid, heading, rows) or {u for cell in sources[1] if (u := _unit_of(cell))}
    chosen = [
        _area(grid, rows, part, heading, vocabulary, units)
        for part in _parts(grid, heading, rows, vocabulary)
    ]
    parts = [(area, sort_rows(area)) for area, _choice in chosen]
    for index, (area, choice) in enumerate(chosen):
        found = parts[index][1]
        checked = check_totals(parts, index)
        fields = set(area.fields.values())
        yield LedgerTable(
            headings=tuple(area.headings),
            heading_rows=tuple(row + 1 for row in found.headings),
            rows=read_records(area, found),
            totals=tuple(checked.totals),
            not_understood=tuple(checked.others),
            hidden=tuple(row + 1 for row in found.records if row in grid.sheet.hidden_rows),
            missing=tuple(
                c.name
                for c in vocabulary.columns
                if c.name in vocabulary.required and c.name not in fields
            ),
            dated=read_sheet_date(*sources),
            ambiguous=tuple(_doubts(area, choice, found, vocabulary, units)),
        )


def _unit_of(cell: Cell) -> str:
    return unit_in_title(cell) if isinstance(cell, str) else ""


def _units(grid: Grid, heading: HeadingRows, rows: range) -> set[str]:
    """Return the units of money that lines above and below the table name."""
    columns = range(grid.width)
    lines = [row for row in rows if not heading.first <= row <= heading.last]
    lines = [row for row in lines if grid.is_words(row, columns)]
    few = [grid.used(row, columns) for row in lines]
    cells = [
        grid.at(r, c) for r, used in zip(lines, few, strict=True) if len(used) < 3 for c in used
    ]
    return {unit for cell in cells if (unit := _unit_of(cell))}


def _parts(grid: Grid, heading: HeadingRows, rows: range, vocabulary: Vocabulary) -> list[range]:
    """Return the columns of the tables that stand side by side under this heading, or of one."""
    starts = _repeated_starts(heading, vocabulary) or _parted_starts(
        grid, heading, rows, vocabulary
    )
    bounds = [0, *starts[1:], grid.width]
    return [range(first, end) for first, end in pairwise(bounds)]


def _repeated_starts(heading: HeadingRows, vocabulary: Vocabulary) -> list[int]:
    """Return where the same headings begin again, if they are nothing but repeated."""
    columns, texts = list(heading.texts), [heading_key(t) for t in heading.texts.values()]
    for size in range(2, len(texts) // 2 + 1):
        times, rest = divmod(len(texts), size)
        if not rest and texts == texts[:size] * times and len(set(texts[:size])) == size:
            known, _ignored = vocabulary.known_in(list(heading.texts.values())[:size])
            return columns[::size] if known else []
    return []


def _parted_starts(
    grid: Grid, heading: HeadingRows, rows: range, vocabulary: Vocabulary
) -> list[int]:
    """Return where tables of like headings begin that a column of nothing parts."""
    below = range(heading.first, rows.stop)
    blank = [c for c in range(grid.width) if not any(grid.used(r, range(c, c + 1)) for r in below)]
    groups: dict[int, list[int]] = {}
    for column in heading.texts:
        groups.setdefault(sum(b < column for b in blank), []).append(column)
    if len(groups) < 2:
        return []
    named = [
        {f for c in group for f in _meaning(vocabulary, heading.texts[c]).fields}
        for group in groups.values()
    ]
    sizes = [len(group) for group in groups.values()]
    alike = all(len(fields & named[0]) >= 1 for fields in named) and min(sizes) >= 2
    return [group[0] for group in groups.values()] if alike else []


def _meaning(vocabulary: Vocabulary, text: str) -> Meaning:
    """Return what a heading means: of two rows joined both together, or else the lower."""
    return vocabulary.meaning(text, text.split(JOINT)[-1])


def _area(
    grid: Grid,
    rows: range,
    columns: range,
    heading: HeadingRows,
    vocabulary: Vocabulary,
    units: set[str],
) -> tuple[Area, Choice]:
    """Return the part of the sheet with its headings understood, as far as that is certain."""
    texts = {column: text for column, text in heading.texts.items() if column in columns}
    meanings = [_meaning(vocabulary, text) for text in texts.values()]
    choice = choose(meanings, vocabulary.columns)
    types = {c.name: c.typed_as for c in vocabulary.columns if c.typed_as is not None}
    headings = []
    for (column, text), meaning, name in zip(texts.items(), meanings, choice.fields, strict=True):
        unit = unit_in(text)
        if types.get(name) in MONEY:
            unit = unit or (next(iter(units)) if len(units) == 1 else "")
            # No sum of dollars is taken for one of yuan.
            name = "" if is_foreign(unit) else name
        headings.append(Heading(column, text, name, unit, meaning.ignored))
    area = Area(grid, rows, columns, heading, headings, vocabulary.required, types)
    return area, choice


def _doubts(
    area: Area, choice: Choice, found: SortedRows, vocabulary: Vocabulary, units: set[str]
) -> Iterator[str]:
    """Yield what somebody must decide, in words."""
    labels = {column.name: column.label for column in vocabulary.columns}
    mapped = all(heading.key in vocabulary.remembered for heading in area.headings)
    rows = area.heading_rows
    if not mapped and (rows.levels > 2 or rows.last - rows.first > 1):
        yield _("The headings stand in three rows: write them in one row.")
    for name, places in choice.rivals.items():
        columns = "、".join(_heading_label(area.headings[place]) for place in places)
        yield _(
            "“%(field)s” could be several columns: %(columns)s. Leave one of them, or rename the "
            "others."
        ) % {
            "field": labels[name],
            "columns": columns,
        }
    for place, names in choice.undecided.items():
        fields = "、".join(labels[name] for name in names)
        yield _("%(column)s could be: %(fields)s. Write in its heading which it is.") % {
            "column": _heading_label(area.headings[place]),
            "fields": fields,
        }
    for heading in area.headings:
        if is_foreign(heading.unit) and not heading.ignored:
            yield _("%(column)s is not in yuan.") % {"column": _heading_label(heading)}
    no_unit = any(h.unit == "" and area.types.get(h.field) in MONEY for h in area.headings)
    if len(units) > 1 and no_unit:
        yield _("The sheet names several units of money: %(units)s.") % {
            "units": "、".join(sorted(units))
        }
    yield from _shared_numbers(area, found)


def _heading_label(heading: Heading) -> str:
    return f"{column_letter(heading.index)} {heading.text}"


def _shared_numbers(area: Area, found: SortedRows) -> Iterator[str]:
    """Yield the numbers that one merged cell gives for several records."""
    records = set(found.records)
    for top, left, bottom, _right in area.grid.sheet.merged:
        shared = records.intersection(range(top, min(bottom + 1, area.grid.height)))
        if area.is_of_numbers(left) and len(shared) > 1:
            yield _("Rows %(first)s to %(last)s share one number: %(number)s.") % {
                "first": min(shared) + 1,
                "last": max(shared) + 1,
                "number": shown(area.grid.at(top, left)),
            }
