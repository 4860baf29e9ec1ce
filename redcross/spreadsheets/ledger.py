"""A ledger as an office keeps it: its sheets and tables as rows of one kind of entry."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.formatting import format_decimal
from redcross.forms import EntryForm
from redcross.forms.actions import must_be_said
from redcross.typed_values import TypedAs, as_typed, half_width

from .exports import sheet_fields
from .grid import column_letter, is_number, shown, tidy
from .headings import Column
from .layout import Table, find_tables
from .other_rows import Role
from .reading import Book, Cell, Sheet
from .records import TableRow
from .resource import resource_of
from .synonyms import synonyms_of

# A day or month of which the sheet says the year: 8.4, 8月4日, 8月上旬.
_SHORT_DAY = re.compile(r"(\d{1,2})(?:[-./]|月)(\d{1,2})[日号]?", re.ASCII)
_SHORT_MONTH = re.compile(r"\d{1,2}月份?(?:上旬|中旬|下旬)?", re.ASCII)
# On a page these are days; in a file nobody knows of which day they were said.
_DAYS_AGO = ("今天", "今日", "昨天", "昨日", "前天")
_BARE_NUMBER = re.compile(r"[¥-]*[\d,]+(?:\.\d+)?", re.ASCII)
# What a number of such a field means that has no unit.
_OWN_UNIT = {TypedAs.YUAN: "元", TypedAs.WAN_YUAN: "万元"}
# What is no record, and no doubt either.
_UNDERSTOOD = (Role.TITLE, Role.SIGNATURE, Role.DATE, Role.TOTAL, Role.NUMBERED)
_MOST_SHOWN = 20


@dataclass
class LedgerRow:
    """A row of a sheet: its cells by field of the form, and what is wrong with some of them.

    `sheet`: "" where all rows of the file are of one.
    """

    sheet: str
    number: int
    cells: dict[str, Cell]
    faults: dict[str, list[str]] = field(default_factory=dict)
    # Which of the tables it is of that stand side by side, from 0.
    table: int = 0
    # What stands in the columns 编号 and 版本 of an export: the record it changes, and as of when.
    record: Cell = ""
    version: Cell = ""
    # Field to column, from 0, of the whole table; those not among the cells are empty here.
    columns: Mapping[str, int] = field(default_factory=dict)
    # Whether it was voided where it comes from.
    voided: bool = False
    # The sheet's name, also where there is but one.
    sheet_name: str = ""

    @property
    def key(self) -> str:
        """Return what no other row of the file has, and this one however often it is sent."""
        key = f"{self.sheet} {self.number}".strip()
        return f"{key} {self.table}" if self.table else key

    @property
    def place(self) -> int | str:
        """Return where it stands, for people."""
        if not self.sheet:
            return self.number
        return _("%(sheet)s, row %(row)s") % {"sheet": self.sheet, "row": self.number}


@dataclass(frozen=True)
class ReadHeading:
    """A heading of the file, as it is understood: `field` is "" where it is left out."""

    key: str
    text: str
    field: str
    ignored: bool
    # What stands below it.
    sample: str


@dataclass
class Ledger:
    """What a file holds. `problems` keep it out; `questions` are answered by who sends it.

    Both are (sheet, text).
    """

    rows: list[LedgerRow] = field(default_factory=list)
    headings: list[ReadHeading] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    questions: list[tuple[str, str]] = field(default_factory=list)


class _Reading:
    """The columns that a kind of entry has, and what is known of them."""

    def __init__(self, form: EntryForm, given: Collection[str]) -> None:
        self.given = given
        self.columns = columns_of(form)
        exported = resource_of(type(form))().fields
        names = self.only_exported = [n for n in exported if n not in form.fields or n == "version"]
        self.columns += [Column(n, exported[n].column_name, (), None, False) for n in names]
        self.labels = {column.name: column.label for column in self.columns}
        self.of_lines = {name for name, asked in form.fields.items() if _is_of_lines(asked)}
        self.types = {c.name: c.typed_as for c in self.columns if c.typed_as is not None}


def _is_of_lines(asked: forms.Field) -> bool:
    """Return whether a line break in the field means something: it parts names, or a text."""
    several = forms.ModelMultipleChoiceField | forms.MultipleChoiceField
    return isinstance(asked, several) or isinstance(asked.widget, forms.Textarea)


def columns_of(form: EntryForm) -> list[Column]:
    """Return what a ledger may have a column of, and what it may be called.

    Of an empty form: what it starts with holds for a ledger that does not say it.
    """
    key = form._meta.model._meta.label_lower
    return [
        Column(
            bound.name,
            str(bound.label),
            synonyms_of(f"{key}.{bound.name}"),
            getattr(bound.field, "typed_as", None),
            must_be_said(bound),
        )
        for bound in sheet_fields(form)
    ]


def read_ledger(
    book: Book,
    form: EntryForm,
    given: Collection[str],
    remembered: Mapping[str, str] | None = None,
) -> Ledger:
    """Return the rows of all sheets. `given`: the fields told for all rows that do not say them.

    `remembered`: the field that was chosen for a heading, by its key; "" leaves it out.
    """
    ledger, reading = Ledger(), _Reading(form, given)
    tables = [
        (sheet, table)
        for sheet in book.sheets
        for table in find_tables(sheet, reading.columns, remembered)
    ]
    ledger.headings = list(_headings(tables))
    known = [(sheet, table) for sheet, table in tables if _names_a_field(table)]
    for sheet, table in tables:
        if known and not _names_a_field(table):
            _ask_about_text(ledger, sheet, table)
            continue
        problems = list(_problems(table, reading))
        ledger.problems += [(sheet.name, text) for text in problems]
        if not problems:
            ledger.questions += [(sheet.name, text) for text in _questions(sheet, table, reading)]
        ledger.rows += [_read_row(sheet, table, row, reading) for row in table.rows]
    if not ledger.rows and not ledger.problems:
        ledger.problems.append(("", _("No row was found in this file.")))
    several = len({row.sheet for row in ledger.rows}) > 1
    seen: Counter[tuple[str, int]] = Counter()
    for row in ledger.rows:
        row.sheet = row.sheet if several else ""
        row.table = seen[row.sheet, row.number]
        seen[row.sheet, row.number] += 1
    return ledger


def _headings(tables: Sequence[tuple[Sheet, Table]]) -> Iterator[ReadHeading]:
    """Yield each heading once, in the order of the sheets, with the first cell below it."""
    seen: set[str] = set()
    for sheet, table in tables:
        for heading in table.headings:
            if not heading.key or heading.key in seen:
                continue
            seen.add(heading.key)
            below = (sheet.rows[row.number - 1][heading.index] for row in table.rows)
            sample = next((shown(cell) for cell in below if cell != ""), "")
            yield ReadHeading(heading.key, heading.text, heading.field, heading.ignored, sample)


def _names_a_field(table: Table) -> bool:
    return any(heading.field for heading in table.headings) or bool(table.ambiguous)


def _ask_about_text(ledger: Ledger, sheet: Sheet, table: Table) -> None:
    """Ask about what stands beside the tables: a cover, a sheet that explains."""
    texts = [other.text for other in table.not_understood]
    texts += ["  ".join(map(str, row.rest.values())) for row in table.rows]
    if texts:
        text = _("No such table is found here, and it is left out: “%(text)s”.")
        ledger.questions.append((sheet.name, text % {"text": as_typed(texts[0])}))


def _problems(table: Table, reading: _Reading) -> Iterator[str]:
    """Yield what keeps the table out: what could mean two things, what is missing."""
    if table.ambiguous:
        # What is not decided would only be called missing, too.
        yield from table.ambiguous
        return
    said = {*reading.given, *(("date",) if table.dated.date else ())}
    missing = [reading.labels[name] for name in table.missing if name not in said]
    if missing and (table.rows or not table.headings):
        yield _(
            "No column is found for: %(names)s. Name it in a heading, or fill it in for all rows, "
            "where it is asked for below."
        ) % {"names": "、".join(missing)}


def _questions(sheet: Sheet, table: Table, reading: _Reading) -> Iterator[str]:
    """Yield what is left out or does not tie, for somebody to look at."""
    if not table.rows:
        return
    if sheet.hidden:
        yield _("This sheet is hidden in the file, and is read all the same.")
    if table.hidden:
        yield _("Hidden rows are read too: %(rows)s.") % {"rows": _listed(table.hidden)}
    if _dated_by_title(table, reading):
        yield _("No column says the date: %(date)s, as the title or the sheet's name says.") % {
            "date": table.dated.date
        }
    for name in sorted({name for row in table.rows for name in row.filled}):
        rows = [row.number for row in table.rows if name in row.filled]
        yield _("“%(name)s” is taken from further up for rows %(rows)s.") % {
            "name": reading.labels[name],
            "rows": _listed(rows),
        }
    yield from _left_out(table)
    others = [other for other in table.not_understood if other.role not in _UNDERSTOOD]
    if others:
        texts = [
            _("row %(row)s “%(text)s”") % {"row": other.number, "text": as_typed(other.text)}
            for other in others
        ]
        shown = _("; ").join(texts[:_MOST_SHOWN])
        yield _("Left out, for it is no record (%(number)s rows): %(rows)s.") % {
            "number": len(others),
            "rows": f"{shown}…" if len(texts) > _MOST_SHOWN else shown,
        }
    for total in table.totals:
        if not total.agrees:
            yield _("Row %(row)s states %(stated)s, the rows come to %(computed)s.") % {
                "row": total.row,
                "stated": format_decimal(total.stated),
                "computed": format_decimal(total.computed),
            }


def _left_out(table: Table) -> Iterator[str]:
    """Yield the columns that are no field and in which something stands."""
    texts = {heading.index: heading.text for heading in table.headings}
    for index in sorted({index for row in table.rows for index in row.rest}):
        letter = column_letter(index)
        if text := texts.get(index):
            yield _("Column %(letter)s, “%(name)s”, is left out.") % {
                "letter": letter,
                "name": text,
            }
        else:
            yield _("Column %(letter)s has no heading and is left out.") % {"letter": letter}


def _listed(numbers: Sequence[int]) -> str:
    shown = "、".join(map(str, numbers[:_MOST_SHOWN]))
    return f"{shown}…" if len(numbers) > _MOST_SHOWN else shown


def _dated_by_title(table: Table, reading: _Reading) -> bool:
    """Return whether the day of the title is that of all rows."""
    has_column = any(heading.field == "date" for heading in table.headings)
    asked = "date" in reading.types and "date" not in reading.given
    return asked and not has_column and table.dated.date is not None


def _read_row(sheet: Sheet, table: Table, row: TableRow, reading: _Reading) -> LedgerRow:
    """Return the row with its cells as somebody would type them who sees the whole sheet."""
    read = LedgerRow(sheet.name, row.number, {})
    read.record, read.version = row.cells.get("id", ""), row.cells.get("version", "")
    read.columns = {h.field: h.index for h in table.headings if h.field}
    read.sheet_name = sheet.name
    read.voided = row.cells.get("voided_at", "") != ""
    units = {heading.field: heading.unit for heading in table.headings}
    places = {heading.field: heading.index for heading in table.headings}
    for name, cell in row.cells.items():
        typed_as = reading.types.get(name)
        if name in reading.only_exported:
            continue
        try:
            if typed_as in _OWN_UNIT:
                cell = _with_unit(cell, units.get(name, ""), typed_as)
            elif typed_as is not None and typed_as.is_date:
                cell = _with_year(cell, table.dated.year)
            elif name in reading.of_lines and name not in row.filled:
                cell = _with_lines(sheet.rows[row.number - 1][places[name]])
            read.cells[name] = cell
        except ValidationError as error:
            read.faults[name] = error.messages
    for name in row.errors.difference(reading.only_exported):
        read.faults[name] = failed_formula(row.cells.get(name, "")).messages
        read.cells.pop(name, None)
    if _dated_by_title(table, reading) and table.dated.date:
        read.cells["date"] = table.dated.date
    return read


def failed_formula(cell: Cell) -> ValidationError:
    """Return what is said of a cell whose formula has failed."""
    return ValidationError(
        _("%(error)s: the formula in this cell has failed. Write the value itself.")
        % {"error": as_typed(str(cell))}
    )


def _with_unit(cell: Cell, unit: str, typed_as: TypedAs) -> Cell:
    """Return a number in 万元 as it would be typed: the heading's unit is the cell's."""
    text = half_width(cell) if isinstance(cell, str) else cell
    if is_number(text):
        text = shown(text)
    elif not isinstance(text, str) or not _BARE_NUMBER.fullmatch(text.replace(" ", "")):
        return cell
    return cell if unit in ("", _OWN_UNIT[typed_as]) else f"{text}{unit}"


def _with_lines(cell: Cell) -> Cell:
    """Return the cell tidied, and in as many lines as it has."""
    if not isinstance(cell, str):
        return cell
    return "\n".join(str(tidy(line)) for line in cell.strip().splitlines())


def _with_year(cell: Cell, year: int | None) -> Cell:
    """Return a day without its year with that of the sheet.

    Raises ValidationError where the sheet names none: the year of today would be a guess.
    """
    if not isinstance(cell, str):
        return cell
    text = re.sub(r"\s", "", half_width(cell))
    day, month = _SHORT_DAY.fullmatch(text), _SHORT_MONTH.fullmatch(text)
    if not day and not month and text not in _DAYS_AGO:
        return cell
    if year is None or text in _DAYS_AGO:
        raise ValidationError(
            _(
                "“%(typed)s” names no year: write 2021-8-4, or name the year in the sheet's title "
                "or name."
            )
            % {"typed": as_typed(cell)}
        )
    return f"{year}-{day[1]}-{day[2]}" if day else f"{year}年{text}"
