"""Which rows of a table stand on which page: their heights are reckoned before anything is set.

Only so can a page end with the sum of its own rows. Heights are reckoned from widths of
characters and lean to what is too high: a page is rather short of a row than one too long.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import NamedTuple
from unicodedata import east_asian_width

from redcross.formatting import amount_in_words

from .sheet import Cell, Column, Fields, Opinions, Part, Sheet, Table, Text, shown_cell, sum_of

# Of the stylesheet, in millimetres: type area, character and line of tables and of large texts.
PORTRAIT, LANDSCAPE = (170.0, 253.0), (257.0, 168.0)
CHARACTER, LINE, PADDING = 3.71, 5.3, 2.6
LARGE_CHARACTER, LARGE_LINE = 5.64, 11.0
TITLE, NUMBER, NOTE, SIGNATURES, CLOSING, GAP = 15.0, 6.5, 6.5, 12.0, 30.0, 4.0


class PlacedCell(NamedTuple):
    """A cell as it stands: numbers to the right (`n`), what is short in the middle (`c`)."""

    text: str
    side: str


@dataclass(frozen=True)
class TablePage:
    """The rows of one page of a table, and what stands below them."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[PlacedCell]]
    row_height: float
    # Label, and the sums of the columns from the first summed one: "" of one that is not.
    sums: Sequence[tuple[str, Sequence[str]]]
    capitals: str = ""

    @property
    def label_columns(self) -> int:
        """Return over how many columns the label of a sum goes."""
        return next(n for n, column in enumerate(self.columns) if column.total)

    @property
    def sum_columns(self) -> int:
        """Return how many columns stand beside that label."""
        return len(self.columns) - self.label_columns


def width_of(text: str) -> float:
    """Return how many characters of full width the text takes."""
    return sum(1 if east_asian_width(c) in "WFA" else 0.55 for c in text)


def lines_of(text: str, width: float, character: float = CHARACTER) -> int:
    """Return how many lines the text takes in so many millimetres."""
    room = max(1.0, width / character)
    return sum(max(1, ceil(width_of(line) / room)) for line in (text.splitlines() or [""]))


def row_height(cells: Sequence[str], widths: Sequence[float], least: float) -> float:
    """Return the height of a row in millimetres."""
    lines = max(lines_of(c, w - PADDING) for c, w in zip(cells, widths, strict=True))
    return max(least, lines * LINE + 1.6)


def part_height(part: Part, width: float) -> float:
    """Return the height of a part that is no table, in millimetres."""
    if isinstance(part, Fields):
        label, value = field_widths(part, width)
        rows = field_rows(part)
        return GAP + sum(
            max(
                row_height(
                    [name, shown_cell(cell)], [label, value if len(row) > 1 else width - label], 8
                )
                for name, cell in row
            )
            for row in rows
        )
    if isinstance(part, Opinions):
        return GAP + sum(
            one.height + LINE * max(0, lines_of(one.text, width - 40) - 1) for one in part.given
        )
    if isinstance(part, Text):
        size = (LARGE_CHARACTER, LARGE_LINE) if part.large else (CHARACTER * 1.14, 7.4)
        lines = (lines_of(f"一二{text}", width, size[0]) for text in part.paragraphs)
        return GAP + sum(lines) * size[1]
    return 0


def field_widths(part: Fields, width: float) -> tuple[float, float]:
    """Return the widths of a name and of what is known of it."""
    pair = width / part.columns
    label = min(pair / 2, 34.0)
    return label, pair - label


def field_rows(part: Fields) -> list[list[tuple[str, Cell]]]:
    """Return the pairs in lines; what is long has a line of its own."""
    rows: list[list[tuple[str, Cell]]] = []
    open_row: list[tuple[str, Cell]] = []
    for name, cell in part.pairs:
        alone = width_of(shown_cell(cell)) > 44 / part.columns or part.columns == 1
        if alone or len(open_row) == part.columns:
            rows += [open_row] if open_row else []
            open_row = []
        if alone:
            rows.append([(name, cell)])
        else:
            open_row.append((name, cell))
    return [*rows, open_row] if open_row else rows


def table_pages(sheet: Sheet) -> Iterator[tuple[Part, list[TablePage]]]:
    """Yield each part, and of a table its pages."""
    width, height = LANDSCAPE if sheet.landscape else PORTRAIT
    used = TITLE + (NUMBER if sheet.number else 0) + (NOTE if sheet.note else 0)
    last = (SIGNATURES if sheet.signatures else 0) + (CLOSING if sheet.closing else 0)
    on_each = SIGNATURES if sheet.signatures and sheet.signed_pages else 0
    for part in sheet.parts:
        if not isinstance(part, Table):
            used += part_height(part, width)
            yield part, []
            continue
        pages = _pages(part, height, used, on_each, last)
        # What follows stands below the last of them.
        used = 0 if len(pages) > 1 else used + height / 3
        yield part, pages


def _pages(
    table: Table, height: float, used: float, on_each: float, last: float
) -> list[TablePage]:
    heads = [column.head for column in table.columns]
    widths = [column.width for column in table.columns]
    summed = any(column.total for column in table.columns)
    head_height = row_height(heads, widths, 8)
    sum_height = 8.0 if summed else 0.0
    blank: list[Cell] = [""] * len(heads)
    rows = [*table.rows, *[blank] * table.blank_rows] or [blank]
    below = head_height + on_each + GAP
    chunks: list[list[Sequence[Cell]]] = [[]]
    room = height - used - below - sum_height
    for row in rows:
        needs = row_height([shown_cell(cell) for cell in row], widths, table.row_height)
        if needs > room and chunks[-1]:
            chunks.append([])
            room = height - below - sum_height
        chunks[-1].append(row)
        room -= needs
    # The total, its capitals and who signs below the last row.
    end = (sum_height if summed and len(chunks) > 1 else 0) + (8 if table.capitals else 0)
    end += max(0.0, last - on_each)
    if room < end and len(chunks[-1]) > 1:
        chunks.append([chunks[-1].pop()])
    return [
        TablePage(
            table.columns,
            [
                [
                    PlacedCell(shown_cell(cell), _side(cell, column))
                    for cell, column in zip(row, table.columns, strict=True)
                ]
                for row in chunk
            ],
            table.row_height,
            list(_sums(table, chunk, place, len(chunks))),
            _capitals(table) if place == len(chunks) else "",
        )
        for place, chunk in enumerate(chunks, 1)
    ]


def _side(cell: Cell, column: Column) -> str:
    """Return where in its column the cell stands."""
    if column.centred:
        return "c"
    return "" if cell is None or isinstance(cell, str) else "n"


def _sums(
    table: Table, chunk: Sequence[Sequence[Cell]], place: int, pages: int
) -> Iterator[tuple[str, list[str]]]:
    """Yield 本页小计 where there are several pages, and 合计 on the last."""
    if not any(column.total for column in table.columns):
        return
    first = next(n for n, column in enumerate(table.columns) if column.total)
    wanted = [("本页小计", chunk)] if pages > 1 else []
    wanted += [("合计", table.rows)] if place == pages else []
    for label, rows in wanted:
        sums = [
            shown_cell(sum_of(row[n] for row in rows)) if column.total else ""
            for n, column in enumerate(table.columns)
        ]
        yield label, sums[first:]


def _capitals(table: Table) -> str:
    """Return the total in capitals; nothing where it is not known to the fen."""
    names = [column.head for column in table.columns]
    if table.capitals not in names:
        return ""
    total = sum_of(row[names.index(table.capitals)] for row in table.rows)
    if total is None or isinstance(total, str | tuple):
        return ""
    return amount_in_words(Decimal(total))
