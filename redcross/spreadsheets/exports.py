"""Lists on their way out, as spreadsheets."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.db.models import Model, QuerySet
from django.forms import BaseForm, BoundField, CharField, FileField, TypedChoiceField
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django_tables2 import Table
from xlsxwriter.worksheet import Worksheet

from redcross.forms import EntryForm, LineForm
from redcross.tables import MoneyColumn, NumberColumn, value_reader

from .resource import Cell, Column, Kind, kind_of, resource_of
from .sheets import SheetContent, csv_lines, write_workbook

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"


class Link(str):
    """An address that a click opens."""


def table_sheet(table: Table, title: str, notes: Sequence[str]) -> SheetContent:
    """Return the sheet of all rows behind the table, with its columns, whatever page is shown."""
    records = table.data.data.iterator(chunk_size=2000)
    columns = [Column(str(bound.header), _kind_of_column(table, bound)) for bound in table.columns]
    return SheetContent(title, columns, row_cells(table, records), title, notes)


def _kind_of_column(table: Table, bound: Any) -> Kind:
    """Return how the cells of a table's column are written."""
    if isinstance(bound.column, MoneyColumn):
        return Kind.MONEY
    if isinstance(bound.column, NumberColumn):
        return Kind.NUMBER
    field = bound.accessor.get_field(table._meta.model)
    return kind_of(field) if field is not None else Kind.TEXT


def entry_sheets(
    form_class: type[EntryForm],
    rows: "QuerySet[Any]",
    title: str,
    notes: Sequence[str],
    *,
    hidden: Iterable[str] = (),
) -> Iterator[SheetContent]:
    """Yield the sheet of all fields of these entries but the hidden ones, and those of their lines.

    Lines name the number of their entry.
    """
    resource = resource_of(form_class)()
    resource.leave_out(hidden)
    yield SheetContent(title, resource.columns(), resource.rows(rows), title, notes)
    for line_form, own in line_querysets(form_class, rows):
        lines = resource_of(line_form)()
        name = str(own.model._meta.verbose_name_plural)
        yield SheetContent(name, lines.columns(), lines.rows(own), name)


def line_querysets(
    form_class: type[EntryForm], rows: "QuerySet[Any]"
) -> Iterator[tuple[type[LineForm], "QuerySet[Any]"]]:
    """Yield of each kind of line its form and those of these entries, entry by entry."""
    for line_form in form_class.lines.values():
        model = line_form._meta.model
        own = model._base_manager.filter(**{f"{model.owner}__in": rows.order_by()})
        yield line_form, own.order_by(model.owner, "pk")


def xlsx_download(contents: Iterable[SheetContent], name: str) -> FileResponse:
    """Answer with the workbook; it is made on the disk, never whole in memory."""
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_workbook(file, contents)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)


def csv_download(content: SheetContent, name: str) -> StreamingHttpResponse:
    """Answer with the rows as CSV, sent as they are read."""
    answer = StreamingHttpResponse(csv_lines(content), content_type=CSV_TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.csv"
    return answer


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
