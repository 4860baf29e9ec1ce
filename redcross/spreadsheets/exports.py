"""Lists on their way out, as spreadsheets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.db.models import Model, QuerySet
from django.forms import BaseForm, BoundField, CharField, FileField, TypedChoiceField
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_tables2 import Table
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from redcross.fields import mask_number
from redcross.formatting import decimals_of
from redcross.forms import EntryForm, LineForm
from redcross.models import Entry, Line, User, audit_log
from redcross.tables import EntryTable, MoneyColumn, NumberColumn, TimesColumn, value_reader
from redcross.typed_values import Rounding

from .formats import Xlsx
from .resource import Cell, Column, FormattedNumber, Kind, kind_of, resource_of
from .sheets import SheetContent

# What somebody looked for stands in the log without numbers that could be of a person.
LONG_NUMBER = re.compile(r"\d{10,}")


class Link(str):
    """An address that a click opens."""


def table_sheet(table: EntryTable, title: str, notes: Sequence[str]) -> SheetContent:
    """Return the sheet of all rows behind the table, with its columns, whatever page is shown."""
    records = table.data.data.iterator(chunk_size=2000)
    single = table._meta.model.not_summed
    columns = [
        Column(str(bound.header), _kind_of_column(table, bound), bound.name not in single)
        for bound in table.columns
    ]
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
    resource = resource_of(form_class)(hidden=hidden)
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


def hidden_fields(model: type[Entry] | type[Line], user: User) -> list[str]:
    """Return the sensitive fields: whoever may not see them has no need of masks in a file."""
    may_reveal = user.has_perm(model.permission("reveal"))
    return [] if may_reveal else model.secret_fields()


def export_notes(user: User, conditions: str) -> list[str]:
    """Return whose list it is, how it is filtered, and when and by whom it was written."""
    society = user.society
    mark = [_("demonstration data")] if society and society.demonstration else []
    shown = mask_number(conditions) or _("none: all records")
    filtered = _("Filter: %(conditions)s") % {"conditions": shown}
    at = date_format(timezone.localtime(), "DATETIME_FORMAT")
    written = _("Written on %(at)s by %(user)s") % {"at": at, "user": user}
    return [" ".join(map(str, (society or "", *mark))), filtered, written]


def export_name(model: type[Model], user: User) -> str:
    """Return what a file is called that leaves today, without its ending."""
    whose = user.society.short_name if user.society else ""
    return f"{whose}{model._meta.verbose_name_plural}{timezone.localdate():%Y-%m-%d}"


def log_export(*, by: User, model: str, rows: int, query: str) -> None:
    """Log that a list of the kind with this label leaves. `query`: how it was asked for.

    Who was looked for by a number is not told by it.
    """
    audit_log.write(
        audit_log.LogEntry.Action.EXPORT,
        by=by,
        model=model,
        changes={"rows": [None, rows]},
        reason=LONG_NUMBER.sub(audit_log.MASK, query)[:200],
    )


def headings(table: Table) -> list[str]:
    """Return what the columns are called."""
    return [str(bound.header) for bound in table.columns]


def row_cells(table: EntryTable, records: Iterable[Model]) -> Iterator[list[Cell]]:
    """Yield of each record what its row of the table holds: choices by labels, secrets masked.

    Its numbers are shown as well as they are known.
    """
    readers = [
        (
            bound.name,
            value_reader(table, bound.accessor),
            isinstance(bound.column, TimesColumn),
            isinstance(bound.column, MoneyColumn),
        )
        for bound in table.columns
    ]
    for record in records:
        cells = []
        for name, read, of_times, of_money in readers:
            cell = _cell(read(record), of_times=of_times)
            if isinstance(cell, Decimal | int) and (known := table.known_of(record, name)):
                number = Decimal(cell)
                cell = FormattedNumber(number, 2 if of_money else decimals_of(number), known)
            cells.append(cell)
        yield cells


def _cell(value: object, *, of_times: bool) -> Cell:
    """Return numbers and dates as they are, all else as text."""
    if value is None and of_times:
        return str(Rounding.UNKNOWN.label)
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
    rough: dict[tuple[int, Rounding], Format] = {}
    for values in rows:
        for column, value in enumerate(values):
            if isinstance(value, datetime):
                local = timezone.localtime(value).replace(tzinfo=None)
                sheet.write_datetime(first, column, local, minute)
            elif isinstance(value, date):
                sheet.write_datetime(first, column, value, day)
            elif isinstance(value, FormattedNumber):
                if (key := (value.places, value.known)) not in rough:
                    rough[key] = book.add_format({"num_format": value.number_format})
                sheet.write_number(first, column, value.number, rough[key])
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
    response = HttpResponse(stream.getvalue(), content_type=Xlsx.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return response
