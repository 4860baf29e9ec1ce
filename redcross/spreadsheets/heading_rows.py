"""Where the headings of a ledger's tables are, of one row or of several joined."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .grid import Grid, number_in
from .headings import Vocabulary, heading_key, unit_in_title
from .reading import Cell

JOINT = " / "
_MOST_ROWS = 3
_DATED = re.compile(r"\d{4}[-./年]\d|\d{1,2}[-./月]\d{1,2}日?$", re.ASCII)
# Rows looked at below a heading to see what kind of cells it stands over.
_ROWS_BELOW = 10


@dataclass(frozen=True)
class HeadingRows:
    """The rows of one heading, from 0, and the text of every column that has one."""

    first: int
    last: int
    texts: dict[int, str]
    # The most texts that are joined over one column.
    levels: int
    # What each row says, to know it when a page repeats it.
    keys: frozenset[tuple[str, ...]]

    def repeats(self, keys: tuple[str, ...]) -> bool:
        """Return whether a row says the same as one of these."""
        return keys in self.keys


def row_keys(grid: Grid, row: int, columns: range) -> tuple[str, ...]:
    """Return what a row says, as headings are compared; () of a row that is not all text."""
    if not grid.is_words(row, columns):
        return ()
    return tuple(heading_key(str(grid.at(row, column))) for column in columns)


def find_headings(grid: Grid, vocabulary: Vocabulary) -> list[HeadingRows]:
    """Return the headings of the sheet from above, those that a page break repeats once.

    Where no row is known for a heading, that which looks most like one.
    """
    columns = range(grid.width)
    found: list[HeadingRows] = []
    row = 0
    while row < grid.height:
        known = is_heading(grid, row, columns, vocabulary)
        if known and not any(h.repeats(row_keys(grid, row, columns)) for h in found):
            first = _first_row(grid, row, columns, found[-1].last + 1 if found else 0)
            last = _last_row(grid, row, columns, vocabulary)
            found.append(_joined(grid, first, last, columns))
            row = last
        row += 1
    if not found:
        found = [
            _joined(grid, row, _last_row(grid, row, columns, vocabulary), columns)
            for row in _likely_row(grid, columns, vocabulary)
        ]
    return found


def is_heading(grid: Grid, row: int, columns: range, vocabulary: Vocabulary) -> bool:
    """Return whether a row names a field and something else that a ledger has."""
    if not grid.is_words(row, columns):
        return False
    texts = _texts(grid, row, columns)
    # A record may be all text, and its cells words that are headings elsewhere: 现金.
    if any(_DATED.match(text) or number_in(text) is not None for text in texts):
        return False
    fields, ignored = vocabulary.known_in(texts)
    return fields >= 1 and fields + ignored >= 2


def _likely_row(grid: Grid, columns: range, vocabulary: Vocabulary) -> Iterator[int]:
    """Yield the row that names one field, or else the first that stands as a heading does."""
    rows = [row for row in range(grid.height) if grid.used(row, columns)]
    likely = [row for row, below in pairwise(rows) if _stands_above(grid, row, below, columns)]
    if len(_columns_used(grid)) == 1:
        likely = rows[:-1]
    known = [row for row in likely if any(vocabulary.known_in(_texts(grid, row, columns)))]
    yield from (known or [row for row in likely if len(grid.used(row, columns)) > 1])[:1]


def _stands_above(grid: Grid, row: int, below: int, columns: range) -> bool:
    """Return whether a row of texts has a row below that fills two columns of it."""
    if not grid.is_words(row, columns) or unit_in_title(grid.text(row, columns)):
        return False
    return len({*grid.used(row, columns)} & {*grid.used(below, columns)}) >= 2


def _columns_used(grid: Grid) -> set[int]:
    return {c for row in range(grid.height) for c in grid.used(row, range(grid.width))}


def _texts(grid: Grid, row: int, columns: range) -> list[str]:
    return [str(grid.at(row, column)) for column in grid.used(row, columns)]


def _first_row(grid: Grid, row: int, columns: range, highest: int) -> int:
    """Return the topmost row of a heading that was known by its lower row."""
    first = row
    while first > max(highest, row - _MOST_ROWS + 1):
        upper = first - 1
        names_more = set(grid.used(upper, columns)) - set(grid.used(row, columns))
        if (
            len(grid.used(upper, columns)) < 2
            or not names_more
            or unit_in_title(grid.text(upper, columns))
            or not _fits_below(grid, upper, row, columns)
        ):
            break
        first = upper
    return first


def _last_row(grid: Grid, row: int, columns: range, vocabulary: Vocabulary) -> int:
    """Return the bottom row of the heading that begins here: it stands within groups above."""
    for last in range(row + _MOST_ROWS - 1, row, -1):
        between = range(row + 1, last)
        if (
            last < grid.height
            and _fits_below(grid, row, last, columns)
            and all(_lies_within(grid, row, r, columns) for r in between if grid.used(r, columns))
            and _reads_as_heading(grid, last, columns, vocabulary)
        ):
            return last
    # No record is merged with a heading.
    merged = (bottom for top, _left, bottom, _right in grid.sheet.merged if top == row)
    return min(max([row, *(b for b in merged if b < row + _MOST_ROWS)]), grid.height - 1)


def _reads_as_heading(grid: Grid, row: int, columns: range, vocabulary: Vocabulary) -> bool:
    """Return whether a row names something known, or stands over cells of another kind."""
    if any(vocabulary.known_in(_texts(grid, row, columns))):
        return True
    used = grid.used(row, columns)
    over = [_first_below(grid, row, column) for column in used]
    return 2 * sum(cell != "" and not isinstance(cell, str) for cell in over) >= len(used)


def _first_below(grid: Grid, row: int, column: int) -> Cell:
    below = (grid.at(r, column) for r in range(row + 1, row + 1 + _ROWS_BELOW))
    return next((cell for cell in below if cell != ""), "")


def _fits_below(grid: Grid, upper: int, lower: int, columns: range) -> bool:
    """Return whether a row of text divides what the upper row names over several columns."""
    names_more = set(grid.used(lower, columns)) - set(grid.used(upper, columns))
    return _lies_within(grid, upper, lower, columns) and bool(names_more)


def _lies_within(grid: Grid, upper: int, lower: int, columns: range) -> bool:
    """Return whether a row of text stands only below what the upper row names together."""
    grouped = _groups(grid, upper, columns)
    return grid.is_words(lower, columns) and grouped.keys() >= set(grid.used(lower, columns))


def _groups(grid: Grid, row: int, columns: range) -> dict[int, int]:
    """Return the columns that share a cell of this row, each with the column that holds it.

    Where nothing is merged, a text holds for the blanks to its right.
    """
    if spans := grid.spans.get(row):
        return {
            column: span.start
            for span in spans
            if grid.at(row, span.start) != ""
            for column in span
            if column in columns
        }
    used = grid.used(row, columns)
    return {
        column: start
        for start, end in pairwise([*used, columns.stop])
        if end - start > 1
        for column in range(start, end)
    }


def _joined(grid: Grid, first: int, last: int, columns: range) -> HeadingRows:
    """Return the heading of these rows, the texts over one column joined from above."""
    rows = range(first, last + 1)
    paths: dict[int, list[str]] = {}
    for column in columns:
        texts = [_heading_text(grid, rows, row, column, columns) for row in rows]
        path = [t for t in dict.fromkeys(texts) if t]
        if path:
            paths[column] = path
    return HeadingRows(
        first=first,
        last=last,
        texts={column: JOINT.join(path) for column, path in paths.items()},
        levels=max(map(len, paths.values()), default=0),
        keys=frozenset(row_keys(grid, row, columns) for row in rows) - {()},
    )


def _heading_text(grid: Grid, rows: range, row: int, column: int, columns: range) -> str:
    """Return the text of a heading's row over this column, its own or that of its group."""
    own = str(grid.at(row, column))
    start = _groups(grid, row, columns).get(column, column)
    if own or start == column or _ends_group(grid, range(rows.start, row), start, column):
        return own
    below = range(row + 1, rows.stop)
    divided = all(any(grid.at(r, c) != "" for r in below) for c in (start, column))
    return str(grid.at(row, start)) if divided else ""


def _ends_group(grid: Grid, rows: range, start: int, column: int) -> bool:
    """Return whether a row further up begins another group between these columns."""
    return any(grid.at(row, c) != "" for row in rows for c in range(start + 1, column + 1))
