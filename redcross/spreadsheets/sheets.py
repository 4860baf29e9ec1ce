"""A finished sheet: title, heading, rows, sums; to be read, printed and sent on as it is."""

import csv
import io
import shutil
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from redcross.formatting import with_rounding
from redcross.typed_values import Rounding

from .resource import CellKind, FormattedNumber, SheetCell, SheetColumn, rounded_number_format

# The parts of a workbook are files in clear with names. In memory they never reach a disk.
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder within has a random name and one owner
PARTS_FOLDER = SHARED_MEMORY if SHARED_MEMORY.is_dir() else Path(gettempdir())
PARTS_PREFIX = "redcross-workbook-"
# Rows go to these files as they are written; a name that begins with = stays a name.
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# Excel takes no longer name of a sheet, and none of these in it.
LONGEST_NAME = 31
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
# In characters of half width.
NARROWEST, WIDEST = 8, 48
A4 = 9
NUMBER_FORMATS = {
    CellKind.DATE: "yyyy-mm-dd",
    CellKind.TIME: "yyyy-mm-dd hh:mm",
    CellKind.MONEY: "#,##0.00",
    CellKind.NUMBER: "#,##0.###",
    CellKind.KEY: "0",
    CellKind.TEXT: "@",
}
# What a spreadsheet program would take for a formula at the beginning of a text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class SheetContent:
    """One sheet. `notes`: lines below the title, as whose list it is and of what day."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[SheetCell]]
    title: str = ""
    notes: Sequence[str] = field(default_factory=tuple)


def write_workbook(
    stream: IO[bytes], contents: Iterable[SheetContent], created: datetime | None = None
) -> None:
    """Write an XLSX file with these sheets; no two have the same name.

    The same sheets and time give the same bytes.
    """
    # What is refused or cancelled in the middle is not finished for nothing: no `with` of the book.
    with TemporaryDirectory(prefix=PARTS_PREFIX, dir=PARTS_FOLDER) as folder:
        book = xlsxwriter.Workbook(stream, {**WORKBOOK_OPTIONS, "tmpdir": folder})
        if created:
            book.set_properties({"created": created.astimezone(UTC)})
        styles = _Styles(book)
        for content in contents:
            name = content.name.translate(NOT_IN_NAMES)[:LONGEST_NAME]
            _SheetWriter(book.add_worksheet(name), content, styles).write()
        book.close()


def remove_lost_parts() -> None:
    """Remove what a process that was killed had written of a workbook, an hour after it."""
    for folder in PARTS_FOLDER.glob(f"{PARTS_PREFIX}*"):
        with suppress(FileNotFoundError):  # it is finished just now
            written_at = max(part.stat().st_mtime for part in (folder, *folder.iterdir()))
            if time.time() - written_at > 3600:
                shutil.rmtree(folder, ignore_errors=True)


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        edge = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter"}
        self.book, self.edge = book, edge
        self.formatted: dict[tuple[int, Rounding], Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.note = book.add_format({"font_color": "#595959"})
        self.heading = book.add_format(
            {**edge, "bold": True, "bg_color": "#F2F2F2", "text_wrap": True, "align": "center"}
        )
        self.sum_label = book.add_format({**edge, "bold": True})
        self.cells: dict[CellKind, Format] = {}
        self.sums: dict[CellKind, Format] = {}
        for kind, number_format in NUMBER_FORMATS.items():
            shown = {**edge, "num_format": number_format}
            if kind in (CellKind.DATE, CellKind.TIME, CellKind.KEY):
                shown["align"] = "center"
            self.cells[kind] = book.add_format(shown)
            self.sums[kind] = book.add_format({**shown, "bold": True})
        self.rough_sums: dict[tuple[CellKind, Rounding], Format] = {}

    def of_sum(self, kind: CellKind, rounding: Rounding) -> Format:
        """Return the format of a sum of which some rows are not known exactly."""
        if (kind, rounding) not in self.rough_sums:
            shown = rounded_number_format(NUMBER_FORMATS[kind], rounding)
            self.rough_sums[kind, rounding] = self.book.add_format(
                {**self.edge, "bold": True, "num_format": shown}
            )
        return self.rough_sums[kind, rounding]

    def of_number(self, cell: FormattedNumber) -> Format:
        """Return the format for its decimals and for how well it is known."""
        key = cell.places, cell.rounding
        if key not in self.formatted:
            shown = {**self.edge, "num_format": cell.number_format}
            self.formatted[key] = self.book.add_format(shown)
        return self.formatted[key]


class _SheetWriter:
    """Writes one sheet from top to bottom, and measures its columns on the way."""

    def __init__(self, sheet: Worksheet, content: SheetContent, styles: _Styles) -> None:
        self.sheet, self.content, self.styles = sheet, content, styles
        self.row = 0
        self.widths = [width_of(str(column.label)) + 2 for column in content.columns]
        self.sums = [Decimal(0) for _column in content.columns]
        # How well the numbers of a column are known; of one said in words, not at all.
        self.roundings: list[set[Rounding]] = [set() for _column in content.columns]
        self.largest = [0.0 for _column in content.columns]

    def write(self) -> None:
        if self.content.title:
            self.sheet.write_string(0, 0, self.content.title, self.styles.title)
            for number, note in enumerate(self.content.notes, start=1):
                self.sheet.write_string(number, 0, note, self.styles.note)
            self.row = len(self.content.notes) + 1
        head = self.row
        for index, column in enumerate(self.content.columns):
            self.sheet.write_string(head, index, str(column.label), self.styles.heading)
        self._write_rows()
        last = self.row
        if last > head and any(column.summed for column in self.content.columns):
            self._write_sums(head + 1, last)
        self._finish(head, last)

    def _write_rows(self) -> None:
        kinds = [column.kind for column in self.content.columns]
        for cells in self.content.rows:
            self.row += 1
            for index, (cell, kind) in enumerate(zip(cells, kinds, strict=True)):
                self._write_cell(index, cell, kind)

    def _write_cell(self, column: int, cell: SheetCell, kind: CellKind) -> None:
        style: Format = self.styles.cells[kind]
        if cell is None or cell == "":
            self.sheet.write_blank(self.row, column, None, style)
            return
        if isinstance(cell, FormattedNumber):
            self.sheet.write_number(self.row, column, cell.number, self.styles.of_number(cell))
            self.sums[column] += cell.number
            self.roundings[column].add(cell.rounding)
            self._widen(
                column, width_of(with_rounding(f"{cell.number:,.{cell.places}f}", cell.rounding))
            )
            return
        if isinstance(cell, Decimal | int):
            self.sheet.write_number(self.row, column, cell, style)
            if kind in (CellKind.MONEY, CellKind.NUMBER):
                self.sums[column] += cell
                size = abs(float(cell))
                if size > self.largest[column]:
                    self.largest[column] = size
                    self._widen(column, len(f"{cell:,.2f}"))
            return
        if isinstance(cell, str):
            self.sheet.write_string(self.row, column, cell, style)
            self._widen(column, width_of(cell))
            if kind is CellKind.NUMBER:
                self.roundings[column].add(Rounding.UNKNOWN)
            return
        value = cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell
        self.sheet.write_datetime(self.row, column, value, style)
        self._widen(column, 16 if kind is CellKind.TIME else 10)

    def _widen(self, column: int, width: int) -> None:
        if width + 2 > self.widths[column]:
            self.widths[column] = width + 2

    def _write_sums(self, first: int, last: int) -> None:
        """Write the sums of what the program's own filter leaves; sums count no empty cells."""
        self.row += 1
        for index, column in enumerate(self.content.columns):
            style = self.styles.sums[column.kind]
            if column.summed:
                if rounding := Rounding.of_sum(self.roundings[index]):
                    style = self.styles.of_sum(column.kind, rounding)
                letter = xlsxwriter.utility.xl_col_to_name(index)
                formula = f"=SUBTOTAL(9,{letter}{first + 1}:{letter}{last + 1})"
                self.sheet.write_formula(self.row, index, formula, style, float(self.sums[index]))
                self._widen(index, len(f"{self.sums[index]:,.2f}"))
            else:
                text = _("Total") if index == 0 else ""
                self.sheet.write_string(self.row, index, text, self.styles.sum_label)

    def _finish(self, head: int, last: int) -> None:
        """Make it ready to be looked at and printed: A4 across, the heading on every page."""
        sheet, columns = self.sheet, len(self.content.columns)
        for index, width in enumerate(self.widths):
            sheet.set_column(index, index, min(max(width, NARROWEST), WIDEST))
        sheet.freeze_panes(head + 1, 0)
        sheet.autofilter(head, 0, last, columns - 1)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        sheet.print_area(0, 0, self.row, columns - 1)
        sheet.set_footer("&C&P / &N")


@lru_cache(4096)  # names and choices stand in many rows
def width_of(text: str) -> int:
    """Return how many characters of half width the longest line takes: 甲 is two."""
    lines = text.split("\n")
    return max(sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in lines)


def csv_lines(content: SheetContent) -> Iterable[bytes]:
    """Yield the heading and the rows as CSV, UTF-8 with the mark by which Excel knows it.

    A text that would be taken for a formula begins with an apostrophe.
    """
    yield b"\xef\xbb\xbf" + _csv_line([str(column.label) for column in content.columns])
    for cells in content.rows:
        yield _csv_line([_csv_cell(cell) for cell in cells])


def _csv_line(cells: Sequence[Any]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def _csv_cell(cell: SheetCell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell) if timezone.is_aware(cell) else cell:%Y-%m-%d %H:%M}"
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA_STARTS) else text
