"""A ledger as an office keeps it: its sheets and tables as rows of one kind of entry."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from redcross.formatting import format_decimal
from redcross.forms import EntryForm
from redcross.typed_values import TypedAs, as_typed

from .exports import sheet_fields
from .grid import column_letter
from .headings import Column, Heading
from .layout import Table, find_tables
from .other_rows import Role
from .reading import Book, Cell, Sheet
from .synonyms import synonyms_of

# A day of which the sheet says the year: 8.4, 8月4日.
_WITHOUT_YEAR = re.compile(r"(\d{1,2})(?:[-./]|月)(\d{1,2})[日号]?", re.ASCII)
# What is no record, and no doubt either.
_UNDERSTOOD = (Role.TITLE, Role.NOTE, Role.SIGNATURE, Role.DATE, Role.TOTAL, Role.NUMBERED)


@dataclass
class LedgerRow:
    """A row of a sheet: its cells by field of the form."""

    sheet: str
    number: int
    cells: dict[str, Cell]


@dataclass
class Ledger:
    """What a file holds. `problems` keep it out; `questions` are answered by who sends it.

    Both are (sheet, text).
    """

    rows: list[LedgerRow] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    questions: list[tuple[str, str]] = field(default_factory=list)


def columns_of(form: EntryForm) -> list[Column]:
    """Return what a ledger may have a column of, and what it may be called."""
    key = form._meta.model._meta.label_lower
    return [
        Column(
            bound.name,
            str(bound.label),
            synonyms_of(f"{key}.{bound.name}"),
            getattr(bound.field, "typed_as", None),
            bound.field.required,
        )
        for bound in sheet_fields(form)
    ]


def read_ledger(book: Book, form: EntryForm, given: Mapping[str, object]) -> Ledger:
    """Return the rows of all sheets. `given`: what holds for all rows that do not say it."""
    ledger, columns = Ledger(), columns_of(form)
    typed_as = {column.name: column.typed_as for column in columns}
    labels = {column.name: column.label for column in columns}
    for sheet in book.sheets:
        tables = find_tables(sheet, columns)
        for table in tables:
            _note_problems(ledger, sheet, table, labels, given)
            _note_questions(ledger, sheet, table)
            ledger.rows += _rows(sheet, table, typed_as, given)
    if not ledger.rows and not ledger.problems:
        ledger.problems.append(("", _("No row was found in this file.")))
    return ledger


def _note_problems(
    ledger: Ledger,
    sheet: Sheet,
    table: Table,
    labels: Mapping[str, str],
    given: Mapping[str, object],
) -> None:
    """Note what keeps the table out: what could mean two things, what is missing."""
    ledger.problems += [(sheet.name, text) for text in table.ambiguous]
    said = {*given, *(("date",) if table.dated.date else ())}
    missing = [labels[name] for name in table.missing if name not in said]
    if missing and (table.rows or not table.headings):
        text = _("No column is found for: %(names)s. Name it in the heading, or fill it in here.")
        ledger.problems.append((sheet.name, text % {"names": "、".join(missing)}))


def _note_questions(ledger: Ledger, sheet: Sheet, table: Table) -> None:
    """Note what is left out or does not tie, for somebody to look at."""

    def ask(question: str, **values: object) -> None:
        ledger.questions.append((sheet.name, question % values))

    if not table.rows:
        return
    if sheet.hidden:
        ask(_("This sheet is hidden in the file, and is read all the same."))
    if table.hidden:
        ask(_("Hidden rows are read too: %(rows)s."), rows=_listed(table.hidden))
    for heading in _left_out(table):
        letter = column_letter(heading.index)
        ask(_("Column %(letter)s, “%(name)s”, is left out."), letter=letter, name=heading.text)
    for other in table.not_understood:
        if other.role not in _UNDERSTOOD:
            shown = as_typed(other.text)
            ask(_("Row %(row)s is left out: “%(text)s”."), row=other.number, text=shown)
    for total in table.totals:
        if not total.agrees:
            ask(
                _("Row %(row)s states %(stated)s, the rows come to %(computed)s."),
                row=total.row,
                stated=format_decimal(total.stated),
                computed=format_decimal(total.computed),
            )


def _left_out(table: Table) -> list[Heading]:
    """Return the columns that are no field and in which something stands."""
    filled = {index for row in table.rows for index in row.rest}
    unknown = [one for one in table.headings if not one.field and not one.ignored]
    return [heading for heading in unknown if heading.index in filled]


def _listed(numbers: Sequence[int]) -> str:
    shown = "、".join(map(str, numbers[:10]))
    return f"{shown}…" if len(numbers) > 10 else shown


def _rows(
    sheet: Sheet,
    table: Table,
    typed_as: Mapping[str, TypedAs | None],
    given: Mapping[str, object],
) -> Iterator[LedgerRow]:
    units = {heading.field: heading.unit for heading in table.headings if heading.field}
    for row in table.rows:
        cells: dict[str, Cell] = {}
        for name, cell in row.cells.items():
            plain = _with_unit(cell, units.get(name, ""), typed_as.get(name))
            cells[name] = _with_year(plain, table, typed_as.get(name))
        day = table.dated.date
        if day and typed_as.get("date") and "date" not in cells and "date" not in given:
            cells["date"] = day
        yield LedgerRow(sheet.name, row.number, cells)


def _with_unit(cell: Cell, unit: str, typed_as: TypedAs | None) -> Cell:
    """Return a number in 万元 as it would be typed: the heading's unit is the cell's."""
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if typed_as != TypedAs.YUAN or unit in ("", "元") or not is_number:
        return cell
    return f"{Decimal(f'{cell:.15g}'):f}{unit}"


def _with_year(cell: Cell, table: Table, typed_as: TypedAs | None) -> Cell:
    """Return a day without its year with that of the sheet."""
    if not isinstance(cell, str) or typed_as is None or not typed_as.is_date:
        return cell
    match = _WITHOUT_YEAR.fullmatch(cell.strip())
    if match is None or table.dated.year is None:
        return cell
    return f"{table.dated.year}-{match[1]}-{match[2]}"
