"""A sheet that is written as it is read, ready to be looked at and printed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from redcross.spreadsheets.exports import Link, write_rows
from redcross.spreadsheets.sheets import A4, NARROWEST, WIDEST, width_of

# What the cells of a row hold: text, numbers, dates, links.
Row = list[object]
LINK_WIDTH = 30
# What a sheet has at most.
MOST_COLUMNS = 60


class PrintedSheet:
    """A4 across, the head on every page, columns as wide as what is in them.

    `head`: the row of the headings; what stands above it widens no column.
    """

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet, head: int = 0) -> None:
        self.book, self.sheet, self.head = book, sheet, head
        self.next_row = 0
        self.widths: list[int] = []
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.set_column(0, MOST_COLUMNS, NARROWEST, self.wrapped)
        sheet.set_row(head, None, book.add_format({"bold": True, "text_wrap": True, "bottom": 1}))

    def write(self, rows: Iterable[Row]) -> None:
        """Write the rows below those that are there."""
        measured = self._measured(rows)
        self.next_row = write_rows(self.book, self.sheet, measured, first=self.next_row)

    def finish(self) -> None:
        """Set up how all that was written is shown and printed."""
        for index, width in enumerate(self.widths):
            shown = min(max(width + 2, NARROWEST), WIDEST)
            self.sheet.set_column(index, index, shown, self.wrapped)
        self.sheet.freeze_panes(self.head + 1, 0)
        self.sheet.set_paper(A4)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(self.head)
        self.sheet.print_area(0, 0, max(self.next_row, 1) - 1, max(len(self.widths), 1) - 1)
        self.sheet.set_footer("&C&P / &N")

    def _measured(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Pass the rows on, and keep how wide the cells of each column are."""
        for number, row in enumerate(rows, self.next_row):
            if number >= self.head:
                self.widths += [0] * (len(row) - len(self.widths))
                for index, cell in enumerate(row):
                    wide = LINK_WIDTH if isinstance(cell, Link) else width_of(_shown(cell))
                    self.widths[index] = max(self.widths[index], wide)
            yield row


def _shown(cell: object) -> str:
    """Return about what a cell shows."""
    if isinstance(cell, Decimal):
        return f"{cell:,.2f}"
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else str(cell)
