"""Which rows of a table stand on which page: their heights are reckoned before anything is set.

Only so can a page end with the sum of its own rows. Heights lean to what is too high: a page is
rather short of a row than one too long.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from redcross.formatting import amount_in_words

from .cells import (
    ABOVE_AND_BELOW,
    CHARACTER,
    LINE,
    PADDING,
    PlacedCell,
    character_for,
    placed_cell,
    row_height,
    table_row_height,
)
from .measuring import lines_of, width_of, wrapped
from .sheet import (
    Cell,
    Column,
    Fields,
    Opinion,
    Opinions,
    Part,
    Sheet,
    Table,
    Text,
    shown_cell,
    sum_of,
)

# Of the stylesheet, in millimetres. Type area; characters of 12, 16, 18 and, spaced, 39 points.
PORTRAIT, LANDSCAPE = (170.0, 253.0), (257.0, 168.0)
BODY_CHARACTER, LARGE_CHARACTER, TITLE_CHARACTER, CERTIFICATE_CHARACTER = 4.234, 5.645, 6.351, 17.2
# Lines of texts and large texts.
BODY_LINE, LARGE_LINE = 7.4, 11.0
SOCIETY, TITLE, BELOW_TITLE, NOTE, GAP = 6.0, 9.0, 2.0, 6.5, 4.11
CERTIFICATE_TITLE, ABOVE_CERTIFICATE, ABOVE_LARGE = 34.0, 24.0, 18.0
SIGNATURE_LINE, ABOVE_SIGNATURES, ABOVE_CLOSING, ABOVE_LARGE_CLOSING = 8.0, 3.0, 12.0, 30.0
CLOSING_WIDTH, SIGNED_LINE, WIDEST_LABEL = 90.0, 8.06, 34.0
# Who signs has at least so much of a line, where there are lines enough.
SIGNATURE_WIDTH = 42.0
# A higher row is broken over pages; of a table it is first made several.
HIGHEST_ROW = 80.0
# A last page with so few rows takes some of those before it.
FEW_ROWS = 2


class FittedField(NamedTuple):
    """A name and what is known of it, over so many cells, each of its width in millimetres."""

    name: str
    text: str
    span: int
    widths: tuple[float, float]


@dataclass(frozen=True)
class TablePage:
    """The rows of one page of a table, and what stands below them."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[PlacedCell]]
    row_height: float
    # Label, and the sums of the columns from the first summed one: "" of one that is not.
    sums: Sequence[tuple[str, Sequence[PlacedCell]]]
    capitals: str = ""
    # Whether it begins a page.
    new_page: bool = False

    @property
    def label_columns(self) -> int:
        """Return over how many columns the label of a sum goes."""
        return label_columns(self.columns)

    @property
    def sum_columns(self) -> int:
        """Return how many columns stand beside that label."""
        return len(self.columns) - self.label_columns


def label_columns(columns: Sequence[Column]) -> int:
    """Return over how many columns the label of a sum goes: one at least."""
    return max(1, next((n for n, column in enumerate(columns) if column.total), 1))


def paper_width(sheet: Sheet) -> float:
    """Return the width of what is set, in millimetres."""
    return (LANDSCAPE if sheet.landscape else PORTRAIT)[0]


def type_area(sheet: Sheet) -> tuple[float, float]:
    """Return the width and height of what is set, without the signatures at the foot of each page.

    In millimetres.
    """
    width, height = LANDSCAPE if sheet.landscape else PORTRAIT
    return width, height - signed_foot(sheet)


def signature_rows(sheet: Sheet) -> list[Sequence[str]]:
    """Return who signs, in lines; on every page in one."""
    names = sheet.signatures
    width = paper_width(sheet)
    most = len(names) if sheet.signed_pages else int(width // SIGNATURE_WIDTH)
    return [names[at : at + most] for at in range(0, len(names), most)] if names else []


def _signatures_height(sheet: Sheet) -> float:
    width = paper_width(sheet)
    rows = signature_rows(sheet)
    room = width / max((len(row) for row in rows), default=1)
    lines = (max(lines_of(f"{name}：", room, CHARACTER) for name in row) for row in rows)
    return sum(lines) * SIGNATURE_LINE


def signed_foot(sheet: Sheet) -> float:
    """Return how much higher the foot of a page is for the signatures, in millimetres."""
    return 4 + _signatures_height(sheet) if sheet.signatures and sheet.signed_pages else 0


def is_large(sheet: Sheet) -> bool:
    """Return whether it is set as a certificate."""
    return any(isinstance(part, Text) and part.large for part in sheet.parts)


def _head_height(sheet: Sheet, width: float) -> float:
    """Return the height of what stands above the parts."""
    size, line = TITLE_CHARACTER, TITLE
    if is_large(sheet):
        size, line = CERTIFICATE_CHARACTER, CERTIFICATE_TITLE
    height = lines_of(sheet.society, width, CHARACTER) * SOCIETY
    height += ABOVE_CERTIFICATE if is_large(sheet) else 0
    height += lines_of(sheet.title, width, size) * line + BELOW_TITLE
    height += lines_of(sheet.note, width, CHARACTER) * NOTE if sheet.note else 0
    number = f"编号：{sheet.number}"
    return height + (lines_of(number, width, CHARACTER) * NOTE if sheet.number else 0)


def _end_height(sheet: Sheet) -> float:
    """Return the height of what stands below the last part."""
    height = 0.0
    if sheet.signatures and not sheet.signed_pages:
        height += ABOVE_SIGNATURES + _signatures_height(sheet)
    if sheet.closing:
        large = is_large(sheet)
        size, line = (LARGE_CHARACTER, LARGE_LINE) if large else (BODY_CHARACTER, BODY_LINE)
        height += ABOVE_LARGE_CLOSING if large else ABOVE_CLOSING
        height += sum(lines_of(text, CLOSING_WIDTH, size) for text in sheet.closing) * line
    return height


def fitted_fields(part: Fields, width: float) -> list[list[FittedField]]:
    """Return the pairs in lines; what is long has a line of its own."""
    pair = width / part.columns
    label = min(pair / 2, WIDEST_LABEL)
    rows: list[list[tuple[str, str]]] = [[]]
    for name, cell in part.pairs:
        text = shown_cell(cell)
        alone = part.columns == 1 or "\n" in text or width_of(text) > 44 / part.columns
        if rows[-1] and (alone or len(rows[-1]) == part.columns):
            rows.append([])
        rows[-1].append((shown_cell(name), text))
        if alone:
            rows.append([])
    return [
        [
            FittedField(name, text, 1 + 2 * more, (label, pair - label + pair * more))
            for at, (name, text) in enumerate(row, 1)
            for more in [part.columns - len(row) if at == len(row) else 0]
        ]
        for row in rows
        if row
    ]


def field_height(row: Sequence[FittedField]) -> float:
    """Return the height of a line of fields in millimetres."""
    return max(row_height([one.name, one.text], one.widths, 8) for one in row)


def opinion_height(one: Opinion, width: float) -> float:
    """Return the height of an opinion in millimetres, with the line of its signature."""
    text_height = row_height([one.text], [width - WIDEST_LABEL], one.text_height)
    return max(row_height([one.label], [WIDEST_LABEL], 8), text_height + SIGNED_LINE)


def part_height(part: Part, width: float) -> float:
    """Return the height of a part that is no table, in millimetres."""
    if isinstance(part, Fields):
        return GAP + sum(map(field_height, fitted_fields(part, width)))
    if isinstance(part, Opinions):
        return GAP + sum(opinion_height(one, width) for one in part.given)
    if isinstance(part, Text):
        size, line = (BODY_CHARACTER, BODY_LINE)
        if part.large:
            size, line = (LARGE_CHARACTER, LARGE_LINE)
        # Each is indented by two.
        lines = sum(lines_of(f"一二{shown_cell(text)}", width, size) for text in part.paragraphs)
        return GAP + lines * line + (ABOVE_LARGE if part.large else 0)
    return 0


def fitted_parts(sheet: Sheet) -> Iterator[tuple[Part, list[TablePage]]]:
    """Yield each part, and of a table its pages."""
    width, height = type_area(sheet)
    used = _head_height(sheet, width)
    for part in sheet.parts:
        if not isinstance(part, Table):
            used += part_height(part, width)
            yield part, []
            continue
        end = _end_height(sheet) if part is sheet.parts[-1] else 0.0
        pages, used = _TableFitting(part, width, height, end).pages(used)
        yield part, pages


class _TableFitting:
    """A table and the type area that it stands in; `end`: the height of what stands below it."""

    def __init__(self, table: Table, width: float, height: float, end: float) -> None:
        self.table, self.height, self.end = table, height, end
        self.columns = scaled_columns(table, width)
        self.widths = [column.width for column in self.columns]
        self.summed = any(column.total for column in self.columns)
        self.capitals = total_in_capitals(table)
        # What stands on every page beside the rows.
        self.frame = row_height([column.head for column in self.columns], self.widths, 8) + GAP
        self.sum = self._sum_height()

    def _sum_height(self) -> float:
        if not self.summed:
            return 0.0
        labels = label_columns(self.columns)
        # A page may have a sum that is longer, as of a loss beside a gain.
        sums = [f"{text}00" if text else "" for text in sums_of(self.columns, self.table.rows)]
        label = f"本页小计：{sums[0]}" if self.columns[0].total else "本页小计"
        widths = [sum(self.widths[:labels]), *self.widths[labels:]]
        beside = table_row_height(sums[labels:], widths[1:], 8)
        return max(beside, row_height([label], widths[:1], 8))

    def _capitals_height(self) -> float:
        if not self.capitals:
            return 0.0
        labels = label_columns(self.columns)
        widths = [sum(self.widths[:labels]), sum(self.widths[labels:])]
        return row_height(["合计（大写）", self.capitals], widths, 8)

    def pages(self, used: float) -> tuple[list[TablePage], float]:
        """Return the pages, and how much of the last is used; `used`: of the first before it."""
        rows = [part for row in self._rows() for part in self._divided(row)]
        chunks: list[list[list[str | Cell]]] = [[]]
        room = self.height - used - self.frame - self.sum
        # Where a page ends above it is not known once more than one is used.
        new_page = used > self.height or room < self._needs(rows[0])
        whole = self.height - self.frame - self.sum
        room = whole if new_page else room
        for row in rows:
            needs = self._needs(row)
            if needs > room and chunks[-1]:
                chunks.append([])
                room = whole
            chunks[-1].append(row)
            room -= needs
        # With more than one page the total stands below the sum of the last.
        below = self._capitals_height() + self.end
        total = self.sum if len(chunks) > 1 else 0
        if room < total + below and len(chunks[-1]) > 1:
            last = chunks[-1].pop()
            chunks.append([last])
            room, total = whole - self._needs(last), self.sum
        elif room < total + below and len(chunks) == 1 and not new_page:
            new_page, room = True, whole - self._needs(chunks[0][0])
        if len(chunks) > 1:
            room -= self._level(chunks[-2], chunks[-1], room - total - below)
        remaining = room - total - self._capitals_height()
        return list(self._finished(chunks, new_page)), self.height - remaining

    def _level(self, before: list[list[Cell]], last: list[list[Cell]], room: float) -> float:
        """Move rows over to a last page that would hold one or two, and return their height."""
        if len(last) > FEW_ROWS:
            return 0.0
        moved = 0.0
        while len(last) < min(FEW_ROWS * 3, len(before)):
            needs = self._needs(before[-1])
            if moved + needs > room:
                break
            last.insert(0, before.pop())
            moved += needs
        return moved

    def _rows(self) -> list[Sequence[Cell]]:
        blank: list[Cell] = [""] * len(self.columns)
        return [*self.table.rows, *[blank] * self.table.blank_rows] or [blank]

    def _needs(self, row: Sequence[Cell]) -> float:
        texts = [shown_cell(cell) for cell in row]
        return table_row_height(texts, self.widths, self.table.row_height)

    def _divided(self, row: Sequence[Cell]) -> Iterator[list[Cell]]:
        """Yield the row, or where it is too high several that each fit on a page."""
        if self._needs(row) <= max(HIGHEST_ROW, self.table.row_height):
            yield list(row)
            return
        most = int((HIGHEST_ROW - ABOVE_AND_BELOW) / LINE)
        lines = [
            wrapped(text, (width - PADDING) / character_for(text, width) - 0.02)
            for text, width in zip(map(shown_cell, row), self.widths, strict=True)
        ]
        for at in range(0, max(map(len, lines)), most):
            # A number stays one, wherever the row is broken.
            yield [
                cell if at == 0 and not isinstance(cell, str) else "\n".join(text[at : at + most])
                for cell, text in zip(row, lines, strict=True)
            ]

    def _finished(
        self, chunks: Sequence[Sequence[Sequence[Cell]]], new: bool
    ) -> Iterator[TablePage]:
        for index, chunk in enumerate(chunks, 1):
            yield TablePage(
                self.columns,
                [
                    [
                        placed_cell(shown_cell(cell), cell_side(cell, column), column.width)
                        for cell, column in zip(row, self.columns, strict=True)
                    ]
                    for row in chunk
                ],
                self.table.row_height,
                list(self._sums(chunk, index, len(chunks))),
                self.capitals if index == len(chunks) else "",
                index > 1 or new,
            )

    def _sums(
        self, chunk: Sequence[Sequence[Cell]], page: int, pages: int
    ) -> Iterator[tuple[str, list[PlacedCell]]]:
        """Yield 本页小计 where there are several pages, and 合计 on the last."""
        if not self.summed:
            return
        sum_rows = [("本页小计", chunk)] if pages > 1 else []
        sum_rows += [("合计", self.table.rows)] if page == pages else []
        for label, rows in sum_rows:
            sums = sums_of(self.columns, rows)
            if self.columns[0].total:
                label = f"{label}：{sums[0]}"
            labels = label_columns(self.columns)
            beside = zip(sums[labels:], self.widths[labels:], strict=True)
            yield label, [placed_cell(text, "n", width) for text, width in beside]


def scaled_columns(table: Table, width: float) -> list[Column]:
    """Return the columns as wide as they share so many millimetres."""
    scale = width / sum(column.width for column in table.columns)
    return [replace(column, width=round(column.width * scale, 3)) for column in table.columns]


def cell_side(cell: Cell, column: Column) -> str:
    """Return where in its column the cell stands."""
    if column.centred:
        return "c"
    return "" if cell is None or isinstance(cell, str) else "n"


def sums_of(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the sum of each column, "" of one that is not summed."""
    return [
        shown_cell(sum_of(row[index] for row in rows)) if column.total else ""
        for index, column in enumerate(columns)
    ]


def total_in_capitals(table: Table) -> str:
    """Return the total in capitals; nothing where it is not known to the fen."""
    names = [column.head for column in table.columns]
    if table.capitals not in names:
        return ""
    total = sum_of(row[names.index(table.capitals)] for row in table.rows)
    if total is None or isinstance(total, str | tuple):
        return ""
    return amount_in_words(Decimal(total))
