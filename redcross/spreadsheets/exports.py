"""Spreadsheets on their way out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from urllib.parse import quote

import xlsxwriter
from django.db.models import Model
from django.forms import BaseForm, BoundField, CharField, FileField, TypedChoiceField
from django.http import HttpResponse
from django.utils import timezone
from django_tables2 import Table
from xlsxwriter.worksheet import Worksheet

from redcross.tables import value_reader

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Rows go to the disk as they are written; a name that begins with = stays a name.
WORKBOOK_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class Link(str):
    """An address that a click opens."""


# What a cell of a list holds.
Cell = date | Decimal | int | str


def table_workbook(table: Table, title: str) -> HttpResponse:
    """Answer with all rows behind the table, whatever page of it is shown."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as book:
        sheet = book.add_worksheet(title[:31])
        records = table.data.data.iterator(chunk_size=2000)
        write_rows(book, sheet, [headings(table)])
        write_rows(book, sheet, row_cells(table, records), first=1)
    return _download(stream, title)


def headings(table: Table) -> list[str]:
    """Return what the columns are called."""
    return [str(bound.header) for bound in table.columns]


def row_cells(table: Table, records: Iterable[Model]) -> Iterator[list[Cell]]:
    """Yield of each record what its row of the table holds: choices by labels, secrets masked."""
    readers = [value_reader(table, bound.accessor) for bound in table.columns]
    for record in records:
        yield [_cell(read(record)) for read in readers]


def _cell(value: object) -> Cell:
    """Return numbers and dates as they are, all else as text."""
    if isinstance(value, date | Decimal | int) and not isinstance(value, bool):
        return value
    return str(value or "")


def write_rows(
    book: xlsxwriter.Workbook, sheet: Worksheet, rows: Iterable[Sequence[object]], *, first: int = 0
) -> int:
    """Write numbers as numbers, dates as dates, all else as text; return the row below the last.

    Rows count from 0.
    """
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    money = book.add_format({"num_format": "#,##0.00"})
    for values in rows:
        for column, value in enumerate(values):
            if isinstance(value, datetime):
                local = timezone.localtime(value).replace(tzinfo=None)
                sheet.write_datetime(first, column, local, minute)
            elif isinstance(value, date):
                sheet.write_datetime(first, column, value, day)
            elif isinstance(value, Decimal):
                sheet.write_number(first, column, value, money)
            elif isinstance(value, int) and not isinstance(value, bool):
                sheet.write_number(first, column, value)
            elif isinstance(value, Link):
                sheet.write_url(first, column, value)
            else:
                sheet.write_string(first, column, str(value))
        first += 1
    return first


def sheet_fields(form: BaseForm) -> list[BoundField]:
    """Return the fields that a spreadsheet can hold: files cannot be typed."""
    return [b for b in form.visible_fields() if not isinstance(b.field, FileField)]


def empty_workbook(form: BaseForm, title: str) -> HttpResponse:
    """Answer with a spreadsheet to fill in and import.

    A column a field, the required ones bold, choices to pick.
    """
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet(title[:31])
        required, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for column, bound in enumerate(sheet_fields(form)):
            # Long numbers stay as typed only in text cells.
            plain = text if type(bound.field) is CharField else None
            sheet.set_column(column, column, 18, plain)
            sheet.write_string(
                0, column, str(bound.label), required if bound.field.required else None
            )
            labels = [str(label) for value, label in getattr(bound.field, "choices", []) if value]
            if type(bound.field) is TypedChoiceField:
                rule = {"validate": "list", "source": labels}
                sheet.data_validation(1, column, 1000, column, rule)
    return _download(stream, title)


def _download(stream: BytesIO, title: str) -> HttpResponse:
    response = HttpResponse(stream.getvalue(), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return response
