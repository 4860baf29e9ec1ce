"""Spreadsheets on their way out."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from urllib.parse import quote

import xlsxwriter
from django.forms import BaseForm, CharField, FileField, TypedChoiceField
from django.http import HttpResponse
from django_tables2 import Table

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(table: Table, title: str) -> HttpResponse:
    """All rows behind the table, numbers as numbers and dates as dates.

    Text is written as text: a name that begins with = stays a name.
    """
    stream = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(title[:31])
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        money = book.add_format({"num_format": "#,##0.00"})
        for column, bound in enumerate(table.columns):
            sheet.write_string(0, column, str(bound.header))
        accessors = [bound.accessor for bound in table.columns]
        for row, record in enumerate(table.data.data.iterator(chunk_size=2000), start=1):
            for column, accessor in enumerate(accessors):
                value = accessor.resolve(record, quiet=True)
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                elif isinstance(value, Decimal):
                    sheet.write_number(row, column, value, money)
                elif isinstance(value, int) and not isinstance(value, bool):
                    sheet.write_number(row, column, value)
                else:
                    chosen = getattr(record, f"get_{accessor}_display", None)
                    sheet.write_string(row, column, str(chosen() if chosen else value or ""))
    return _download(stream, title)


def columns_of(form: BaseForm) -> list:
    """The fields that a spreadsheet can hold: files cannot be typed."""
    return [b for b in form.visible_fields() if not isinstance(b.field, FileField)]


def empty_sheet(form: BaseForm, title: str) -> HttpResponse:
    """To be filled in and imported: a column a field, the required ones bold, choices to pick."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet(title[:31])
        required, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for column, bound in enumerate(columns_of(form)):
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
    response = HttpResponse(stream.getvalue(), content_type=TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return response
