"""The rows of a paper for another system: as XLSX, the heads in the first row, nothing above."""

from collections.abc import Sequence
from io import BytesIO

from redcross.spreadsheets import resource
from redcross.spreadsheets.sheets import SheetContent, write_workbook

from .sheet import RoundedNumber, Sheet, Table, shown_cell


def rows_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with a worksheet of the tables of each paper."""
    stream = BytesIO()
    write_workbook(stream, [_content(sheet, index) for index, sheet in enumerate(sheets, 1)])
    return stream.getvalue()


def _content(sheet: Sheet, index: int) -> SheetContent:
    tables = [part for part in sheet.parts if isinstance(part, Table)]
    columns = [resource.SheetColumn(one.head, resource.CellKind.TEXT) for one in tables[0].columns]
    rows = [
        [shown_cell(cell) if isinstance(cell, RoundedNumber) else cell for cell in row]
        for table in tables
        for row in table.rows
    ]
    return SheetContent(f"{index}", columns, rows)
