"""The rows of a file that are refused, to be mended and sent again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import cast

import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from redcross.models import ImportedRow, SpreadsheetImport

from .headings import FAULTS_HEADING
from .line_columns import OF_PEOPLE
from .preview import PreviewRow
from .reading import Cell, Sheet, read_book
from .sheets import LONGEST_NAME, NOT_IN_NAMES, WORKBOOK_OPTIONS

FAULTS_WIDTH, WIDTH = 60, 16
_OF_PEOPLE = tuple(f".{name}" for name in OF_PEOPLE)


@dataclass
class _Part:
    """A row of the file: a record, or one of those that are put together to it."""

    sheet: str
    number: int
    columns: Mapping[str, int]
    faults: dict[str, list[str]]


def faults_book(file: SpreadsheetImport, hidden: Collection[str]) -> BytesIO:
    """Return an XLSX file of titles, headings and refused rows as they came.

    In front of each row stands what is wrong with it, and its wrong cells are red. `hidden`: fields
    whose cells are left empty; then what is told of people is too. Raises ValidationError when the
    file is gone.
    """
    if file.content is None:
        raise ValidationError(_("The file is no longer kept. Send it again."))
    sheets = {sheet.name: sheet for sheet in read_book(file.content, file.file_name).sheets}
    first: dict[str, int] = {}
    refused: dict[str, list[_Part]] = {}
    for row in file.rows.all().iterator():
        shown = cast(PreviewRow, row.shown)
        for part in _rows_of(shown):
            name, number = part.sheet, part.number
            first[name] = min(first.get(name, number), number)
            if row.status == ImportedRow.Status.REFUSED:
                refused.setdefault(name, []).append(part)
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {**WORKBOOK_OPTIONS, "in_memory": True}) as book:
        writer = _Writer(book, hidden)
        taken: set[str] = set()
        for name, rows in refused.items():
            page = book.add_worksheet(_page_name(name, taken))
            taken.add(page.name.lower())
            writer.write_sheet(page, sheets[name], first[name] - 1, rows)
        if not refused:
            book.add_worksheet()
    stream.seek(0)
    return stream


def _page_name(name: str, taken: Collection[str]) -> str:
    """Return the name of a sheet as a workbook may have it, and that none before it has."""
    plain = page = name.translate(NOT_IN_NAMES)[:LONGEST_NAME].strip("'")
    number = 1
    while not page or page.lower() in taken:
        number += 1
        page = f"{plain[: LONGEST_NAME - len(str(number)) - 1]} {number}".strip()
    return page


def _rows_of(row: PreviewRow) -> Iterable[_Part]:
    """Return the row with those put together to it, and the lines on another sheet."""
    gathered: list[int] = row["gathered"]
    parts = {
        (row["sheet"], number): _Part(row["sheet"], number, row["columns"], {})
        for number in (row["number"], *gathered)
    }
    parts[row["sheet"], row["number"]].faults |= row["faults"]
    for line in row["lines"]:
        place = line["sheet"], line["number"]
        # In a row of the record's own table the columns of lines carry the name of these.
        own = line["sheet"] == row["sheet"]
        columns = row["columns"] if own else line["columns"]
        part = parts.setdefault(place, _Part(*place, columns, {}))
        before = f"{line['name'].partition('.')[0]}." if own else ""
        part.faults |= {f"{before}{name}": texts for name, texts in line["faults"].items()}
    return parts.values()


class _Writer:
    """Writes cells as they came; a text stays a text."""

    def __init__(self, book: xlsxwriter.Workbook, hidden: Collection[str]) -> None:
        self.hidden = hidden
        self.plain = {"": book.add_format(), "wrong": book.add_format({"bg_color": "#FFC7CE"})}
        self.dates = {
            key: book.add_format({"num_format": "yyyy-mm-dd", **style})
            for key, style in (("", {}), ("wrong", {"bg_color": "#FFC7CE"}))
        }
        self.fault_format = book.add_format(
            {"font_color": "#9C0006", "text_wrap": True, "valign": "top"}
        )

    def write_sheet(
        self, page: Worksheet, sheet: Sheet, titles: int, rows: Sequence[_Part]
    ) -> None:
        """Write the rows above the first record, then those that are refused."""
        page.set_column(0, 0, FAULTS_WIDTH)
        page.set_column(1, max(len(sheet.rows[0]), 1), WIDTH)
        for number in range(titles):
            self._write_row(page, number, sheet.rows[number], {})
        page.write_string(max(titles - 1, 0), 0, FAULTS_HEADING, self.fault_format)
        for number, row in enumerate(rows, start=titles):
            columns = row.columns
            wrong = {columns[name]: "wrong" for name in row.faults if name in columns}
            cells = list(sheet.rows[row.number - 1])
            for name in filter(self._is_hidden, columns):
                cells[columns[name]] = ""
            self._write_row(page, number, cells, wrong)
            faults = [text for texts in row.faults.values() for text in texts]
            page.write_string(number, 0, "\n".join(faults), self.fault_format)
        page.freeze_panes(titles, 1)

    def _is_hidden(self, name: str) -> bool:
        return name in self.hidden or (bool(self.hidden) and name.endswith(_OF_PEOPLE))

    def _write_row(
        self, page: Worksheet, number: int, cells: list[Cell], wrong: dict[int, str]
    ) -> None:
        for index, cell in enumerate(cells):
            style: Format = self.plain[wrong.get(index, "")]
            if isinstance(cell, datetime | date):
                page.write_datetime(number, index + 1, cell, self.dates[wrong.get(index, "")])
            elif isinstance(cell, bool):
                page.write_boolean(number, index + 1, cell, style)
            elif isinstance(cell, int | float):
                page.write_number(number, index + 1, cell, style)
            elif cell != "":
                page.write_string(number, index + 1, str(cell), style)
            elif index in wrong:
                page.write_blank(number, index + 1, None, style)
