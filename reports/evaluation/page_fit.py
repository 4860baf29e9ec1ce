"""Tables whose rows share labels, in parts that fill the pages of an annex.

A cell over several rows keeps its label on the first page alone, so each page has a part of its
own. How high a row stands is worked out from its text: a part that stands a little higher than
that begins a page later, and nothing is lost.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import ceil
from unicodedata import east_asian_width

from .grids import Grid, GridCell, TextLine

Row = list[GridCell]

# Of the print, in mm: how high the type area is upright and lying, what the mark and a title of one
# line take of it, the gap between two tables, and what is left free as the estimate is one.
HEIGHT, WIDE_HEIGHT, TITLE, GAP, SPARE = 225, 156, 41, 2.5, 3
# In 5号 and in small print: mm a character and a line take; what stands about the text of a cell.
CHARACTER, LINE, SMALL_CHARACTER, SMALL_LINE, PADDING, BORDERS = 3.71, 4.94, 2.83, 3.89, 2.2, 1.6
# Where rows stand closer, as the stylesheet has it.
CLOSE_LINE, CLOSE_BORDERS = 4.41, 0.9
# A part is not worth beginning with less room below its head.
LEAST = 14
# Nor with fewer rows, where the rest needs no page more.
FEWEST = 3
# A last page with less than that of it filled is saved where closer rows can.
SCANT = 0.4


@dataclass
class _Pages:
    """Tables on the pages of an annex: what room is left of the last one, in mm."""

    page: float
    room: float
    number: int = 1
    grids: list[Grid] = field(default_factory=list)

    def turn(self) -> None:
        """Begin a page."""
        self.number += 1
        self.room = self.page

    @property
    def is_scant(self) -> bool:
        """Return whether there are several pages and next to nothing is on the last."""
        return self.number > 1 and self.page - self.room < self.page * SCANT


def fit_to_pages(grids: Iterable[Grid], *, wide: bool, title: float = TITLE) -> list[Grid]:
    """Return the tables of one annex, those with label columns in parts that fill its pages.

    Their rows stand closer where that saves a last page with next to nothing on it. `title`: what
    stands above them on the first page, in mm.
    """
    tables = list(grids)
    laid_out = _lay_out(tables, wide=wide, title=title)
    if laid_out.is_scant:
        closer = _lay_out([replace(grid, close=True) for grid in tables], wide=wide, title=title)
        if closer.number < laid_out.number:
            return closer.grids
    return laid_out.grids


def _lay_out(grids: Iterable[Grid], *, wide: bool, title: float) -> _Pages:
    page = WIDE_HEIGHT if wide else HEIGHT
    pages = _Pages(page, page - title)
    for grid in grids:
        if grid.labels:
            head = _height(grid, grid.head)
            if pages.room - head < LEAST:
                pages.turn()
                grid = replace(grid, turns=True)
            full = page - head - SPARE
            groups, last = _parts(grid, pages.room - head - SPARE, full)
            if len(groups) > 1 and len(groups[0]) < FEWEST:
                later = _parts(grid, full, full)
                if len(later[0]) < len(groups):
                    pages.turn()
                    groups, last = later
                    grid = replace(grid, turns=True)
            grid = replace(grid, groups=groups, breaks=True)
            if len(groups) > 1:
                pages.number += len(groups) - 1
                pages.room = page
            pages.room -= head + last + GAP
        else:
            height = _height(grid, [*grid.head, *(row for group in grid.groups for row in group)])
            if not grid.breaks and pages.room < height <= page:
                pages.turn()
            pages.number += max(0, ceil((height - pages.room) / page))
            pages.room = (pages.room - height) % page - GAP
        pages.grids.append(grid)
    return pages


def _parts(grid: Grid, room: float, page: float) -> tuple[list[list[Row]], float]:
    """Return the rows in parts, the first for the room that is left, and how high the last is."""
    rows, closing = _unmerged(grid)
    parts: list[list[Row]] = [[]]
    taken = 0.0
    for index, row in enumerate(rows):
        height = _height(grid, [row])
        # What closes the table does not stand alone on a page.
        needed = height + (_height(grid, closing) if index == len(rows) - 1 else 0)
        if parts[-1] and taken + needed > room:
            parts.append([])
            room, taken = page, 0.0
        parts[-1].append(row)
        taken += height
    merged = [_merged(part, grid.labels) for part in parts]
    merged[-1] += closing
    return merged, taken + _height(grid, closing)


def _unmerged(grid: Grid) -> tuple[list[Row], list[Row]]:
    """Return the rows with every label of their own, and those without labels that close."""
    rows: list[Row] = []
    closing: list[Row] = []
    for group in grid.groups:
        above: Row = []
        for row in group:
            own = len(grid.widths) - sum(cell.span for cell in row)
            full = [*above[:own], *row] if own else row
            above = full[: grid.labels]
            if any(cell.span > 1 for cell in above):
                closing.append(row)
            else:
                rows.append([replace(cell, rows=1) for cell in full])
    return rows, closing


def _merged(rows: list[Row], labels: int) -> list[Row]:
    """Return the rows with one cell for neighbours whose labels up to it are the same."""
    result = [list(row) for row in rows]
    for column in reversed(range(labels)):
        place = 0
        for _same, run in groupby(rows, key=lambda row: [cell.lines for cell in row[: column + 1]]):
            length = len(list(run))
            result[place][column] = replace(result[place][column], rows=length)
            for below in range(place + 1, place + length):
                del result[below][column]
            place += length
    return result


def _height(grid: Grid, rows: list[Row]) -> float:
    """Return about how high the rows stand, in mm."""
    character, line = (SMALL_CHARACTER, SMALL_LINE) if grid.small else (CHARACTER, LINE)
    borders = CLOSE_BORDERS if grid.close else BORDERS
    if grid.close and not grid.small:
        line = CLOSE_LINE
    height = 0.0
    for row in rows:
        lines, column = 1, len(grid.widths) - sum(cell.span for cell in row)
        for cell in row:
            width = sum(grid.widths[max(column, 0) : column + cell.span]) or grid.widths[-1]
            column += cell.span
            letters = max(1.0, (width - PADDING) // character)
            if cell.rows == 1:
                lines = max(lines, sum(_lines(runs, letters) for runs in cell.lines))
        height += lines * line + borders
    return height


def _lines(runs: TextLine, letters: float) -> int:
    """Return over how many lines of so many letters the words go, with stops that open none."""
    text = "".join(run.text for run in runs)
    long = sum(1 if east_asian_width(letter) in "WFA" else 0.55 for letter in text)
    return max(1, ceil(long / letters) if long <= letters else ceil(long / (letters - 0.4)))
