"""The statement of a period: by kind of fund, by fund, and as a spreadsheet."""

from collections.abc import Sequence

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from donations.listings import adds_up_inner_transfers
from redcross.figures import Period, Scope, Value
from redcross.formatting import with_rounding
from redcross.middleware import UserRequest
from redcross.spreadsheets.exports import export_notes, log_export
from redcross.spreadsheets.formats import Xlsx
from redcross.spreadsheets.resource import CellKind, FormattedNumber, SheetCell, SheetColumn
from redcross.spreadsheets.sheets import SheetContent
from reports.evaluation.money_statement import statement_tables, unfunded_spending
from reports.evaluation.statement_rows import StatementTable

from .scope import checked_year, may_read, requested_period, requested_scope


@may_read
@never_cache
@require_safe
def statement(request: UserRequest, year: int | None = None) -> HttpResponseBase:
    """Show the statement of a year, or of any two dates with `date_from` and `date_to`."""
    society, own_records_only, choices = requested_scope(request)
    year = checked_year(year or timezone.localdate().year)
    form, period = requested_period(request, year)
    scope = Scope(society, period, own_records_only=own_records_only)
    money, goods = statement_tables(scope)
    tables, unfunded = [*money, *goods], unfunded_spending(scope)
    inner = ""
    if adds_up_inner_transfers(scope):
        inner = _("All levels added up: what was handed on between them is not taken out.")
    if request.GET.get("format") == "xlsx" and not form.errors:
        return _spreadsheet(request, tables, scope, unfunded, inner)
    return render(
        request,
        "reports/statement.html",
        {
            "tables": tables,
            "unfunded": unfunded,
            "inner": inner,
            "form": form,
            "year": year,
            "period": period,
            "of": society,
            "own_records_only": own_records_only,
            "choices": choices,
        },
    )


def _spreadsheet(
    request: UserRequest,
    tables: Sequence[StatementTable],
    scope: Scope,
    unfunded: Sequence[Value],
    inner: str,
) -> HttpResponseBase:
    """Answer with each table as a sheet, and log that they left."""
    society, period = scope.society, scope.period
    name = f"{society.short_name or society.name}{_('Statement')}{_period_in_file_name(period)}"
    title = f"{society} {_('Statement')} {period.start} — {period.end}"
    whose, _filter, written = export_notes(request.user, "")
    apart = [
        f"{value.figure.label}: {with_rounding(f'{value.number:,.2f}', value.rounded)}"
        for value in unfunded
    ]
    sheets = [
        _sheet(table, title, [whose, written, *apart, *([inner] if inner else [])])
        for table in tables
    ]
    rows, query = sum(len(table.rows) for table in tables), request.GET.urlencode()
    log_export(by=request.user, model="donations.fund", rows=rows, query=query)
    return Xlsx().download(sheets, name)


def _period_in_file_name(period: Period) -> str:
    """Return the period as the name of a file has it: a year, or both days."""
    if period == Period.year(period.start.year):
        return str(period.start.year)
    return f"{period.start}—{period.end}"


def _sheet(table: StatementTable, title: str, notes: Sequence[str]) -> SheetContent:
    """Return the rows as a sheet; its last row is its sum already."""
    columns = [
        SheetColumn(_("Line"), CellKind.TEXT),
        *(SheetColumn(head, CellKind.MONEY, adds_up=False) for head in table.heads),
    ]
    cells: list[list[SheetCell]] = [
        [
            f"{'　' * row.level}{row.label}",
            *(FormattedNumber(cell.number, cell.places, cell.rounded) for cell in row.cells),
        ]
        for row in table.rows
    ]
    return SheetContent(table.name, columns, cells, title, notes)
