"""Sheets of lines as an export writes them, each row with the number of its record."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from redcross.forms import LineForm
from redcross.models import Line
from redcross.typed_values import as_typed

from .extra_cells import listed
from .grid import shown
from .grouped_rows import refuse_too_long
from .headings import heading_key
from .layout import LedgerTable, find_tables
from .ledger_rows import Ledger, LineRow
from .line_columns import LINE, LineColumns
from .other_rows import RowRole
from .reading import Cell, Sheet
from .records import RECORD
from .sheet_cells import fill, is_of_lines, record_number


def is_of_lines_alone(sheet: Sheet, lines: LineColumns) -> bool:
    """Return whether the sheet has a column of the numbers of records that its lines are of."""
    keys = {heading_key(_owner_label(lines, related)) for related in lines.forms}
    return bool(keys) and any(
        isinstance(cell, str) and heading_key(cell) in keys for row in sheet.rows for cell in row
    )


def _owner_label(lines: LineColumns, related: str) -> str:
    return next(column.label for column in lines.of_sheet(related) if column.name == RECORD)


def attach_lines(ledger: Ledger, sheets: Sequence[Sheet], lines: LineColumns) -> None:
    """Give the rows of the ledger the lines that name their number; tell of those of no row.

    Then all lines of a row are known: those of too many are refused.
    """
    by_key = {key: row for row in ledger.rows if (key := record_number(row.record)) is not None}
    for sheet in sheets:
        related, tables = _understood(sheet, lines)
        form = lines.forms[related]
        untied: list[LineRow] = []
        for table in tables:
            ledger.problems += [(sheet.name, text) for text in table.ambiguous]
            for owner, line in _lines(sheet, table, form, lines):
                row = by_key.get(record_number(owner) or 0)
                if row:
                    row.lines.setdefault(related, []).append(line)
                else:
                    untied.append(line)
            ledger.questions += [(sheet.name, text) for text in _left_out(table)]
        if untied:
            text = _("The file has no record of the number that stands in rows %(rows)s.")
            numbers = listed([line.number for line in untied])
            ledger.problems.append((sheet.name, text % {"rows": numbers}))
    refuse_too_long(ledger.rows)


def _understood(sheet: Sheet, lines: LineColumns) -> tuple[str, tuple[LedgerTable, ...]]:
    """Return of which lines the sheet is, by its name or else its headings, and its tables."""
    found = {related: find_tables(sheet, list(lines.of_sheet(related))) for related in lines.forms}

    def fitness(related: str) -> tuple[int, bool]:
        fields = {h.field for table in found[related] for h in table.headings if h.field}
        model: type[Line] = lines.forms[related]._meta.model
        return len(fields), sheet.name == str(model._meta.verbose_name_plural)

    best = max(found, key=fitness)
    return best, found[best]


def _lines(
    sheet: Sheet, table: LedgerTable, form: LineForm, lines: LineColumns
) -> Iterator[tuple[Cell, LineRow]]:
    """Yield each line of the sheet with what stands in the column of its record's number."""
    columns = lines.of_sheet(next(r for r, f in lines.forms.items() if f is form))
    types = {c.name: c.typed_as for c in columns if c.typed_as is not None}
    of_lines = {name for name, field in form.fields.items() if is_of_lines(field)}
    places = {heading.field: heading.index for heading in table.headings if heading.field}
    for row in table.rows:
        line = LineRow(sheet.name, row.number, {}, sheet_name=sheet.name, columns=places)
        fill(line, sheet, table, row, types, of_lines)
        line.line = line.cells.pop(LINE, "")
        yield line.cells.pop(RECORD, ""), line


def _left_out(table: LedgerTable) -> Iterator[str]:
    for other in table.not_understood:
        below = other.number > max(table.heading_rows, default=0)
        if below and other.role is not RowRole.TOTAL:
            yield _("row %(row)s “%(text)s”") % {"row": other.number, "text": as_typed(other.text)}
    unknown = {h.index: h.text for h in table.headings if not h.field and not h.ignored}
    for index in sorted({index for row in table.rows for index in row.rest}):
        yield _("“%(name)s” is left out.") % {"name": shown(unknown.get(index, ""))}
