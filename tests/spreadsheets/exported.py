"""Exported lists, read back."""

import io

from python_calamine import CalamineWorkbook

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://a")')


def book_of(answer):
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue()))


def sheets_in(content):
    """Return name to rows of each sheet of a workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def sheets_of(answer):
    """Return the same of a workbook that was answered."""
    return sheets_in(answer.getvalue())


def table_of(rows):
    """Return the rows below the heading as dicts, and those above it."""
    head = next(n for n, row in enumerate(rows) if all(cell != "" for cell in row))
    table = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
    return table, rows[:head]
