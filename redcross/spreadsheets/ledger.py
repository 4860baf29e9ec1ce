"""A ledger as an office keeps it: its sheets and tables as rows of one kind of entry."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from redcross.formatting import format_decimal
from redcross.forms import EntryForm
from redcross.forms.actions import lacks_value
from redcross.typed_values import as_typed

from .exports import sheet_fields
from .extra_cells import MOST_SHOWN, listed, note_extra_cells, split_off_people, use_extra_cells
from .grid import MONEY, column_letter, shown
from .grouped_rows import group_rows, refuse_without
from .headings import LedgerColumn
from .layout import LedgerTable, find_tables
from .ledger_rows import Ledger, LedgerRow, ReadHeading, TableTexts
from .line_columns import LineColumns, extra_columns_of
from .line_sheets import attach_lines, is_of_lines_alone
from .other_rows import RowRole
from .reading import Book, Sheet
from .records import TableRow, filled_down
from .resource import resource_of
from .sheet_cells import fill, is_of_lines
from .synonyms import synonyms_of

# What is no record, and no doubt either.
_UNDERSTOOD = (RowRole.TITLE, RowRole.SIGNATURE, RowRole.DATE, RowRole.TOTAL, RowRole.NUMBERED)


class _Reading:
    """The columns that a kind of entry has, and what is known of them."""

    def __init__(
        self, form: EntryForm, given: Collection[str], remembered: Mapping[str, str]
    ) -> None:
        self.form, self.given, self.remembered = form, given, remembered
        self.lines = LineColumns(form)
        extra = list(extra_columns_of(form))
        self.columns = [*columns_of(form), *extra]
        exported = resource_of(type(form))().fields
        names = self.only_exported = [n for n in exported if n not in form.fields or n == "version"]
        self.columns += [LedgerColumn(n, exported[n].column_name, (), None, False) for n in names]
        every = [*self.columns, *self.lines.columns]
        self.labels = {column.name: column.label for column in every}
        self.types = {c.name: c.typed_as for c in every if c.typed_as is not None}
        self.extra_labels = {column.name: column.label for column in extra}
        self.of_lines = {name for name, field in form.fields.items() if is_of_lines(field)}
        self.of_lines |= {
            f"{related}.{name}"
            for related, of_line in self.lines.forms.items()
            for name, field in of_line.fields.items()
            if is_of_lines(field)
        }
        self.each = [name for name in form.said_of_each if name not in given]

    def tables(self, sheet: Sheet) -> tuple[LedgerTable, ...]:
        """Return the sheet's tables, each with the columns of those lines that its rows name."""
        tables = find_tables(sheet, [*self.columns, *self.lines.columns], self.remembered)
        kinds = {kind for table in tables for kind in self.lines.kinds_in(table)}
        if kinds != self.lines.forms.keys():
            of_kinds = [column for column in self.lines.columns if column.of in kinds]
            tables = find_tables(sheet, [*self.columns, *of_kinds], self.remembered)
        return tuple(self._filled(table) for table in tables)

    def _filled(self, table: LedgerTable) -> LedgerTable:
        """Return a table of lines with the days and names that stand once for several of them."""
        if not self.lines.kinds_in(table):
            return table
        required = {column.name for column in self.columns if column.required}
        days = {name for name in required & self.types.keys() if self.types[name].is_date}
        rows, breaks = list(table.rows), _breaks(table)
        for name in {*days, *self.each}:
            rows = filled_down(rows, name, breaks)
        return replace(table, rows=tuple(rows))


def columns_of(form: EntryForm) -> list[LedgerColumn]:
    """Return what a ledger may have a column of, and what it may be called.

    Of an empty form: what it starts with holds for a ledger that does not say it.
    """
    key = form._meta.model._meta.label_lower
    return [
        LedgerColumn(
            bound.name,
            str(bound.label),
            synonyms_of(f"{key}.{bound.name}"),
            getattr(bound.field, "typed_as", None),
            lacks_value(bound),
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
    ledger, reading = Ledger(), _Reading(form, given, remembered or {})
    sheets = [sheet for sheet in book.sheets if not is_of_lines_alone(sheet, reading.lines)]
    tables = [(sheet, table) for sheet in sheets for table in reading.tables(sheet)]
    ledger.headings = list(_headings(tables))
    known = [(sheet, table) for sheet, table in tables if _names_a_field(table)]
    read: list[tuple[Sheet, LedgerTable, list[LedgerRow]]] = []
    for sheet, table in tables:
        if known and not _names_a_field(table):
            _ask_about_text(ledger, sheet, table)
            continue
        problems = list(_problems(table, reading))
        ledger.problems += [(sheet.name, text) for text in problems]
        if not problems:
            ledger.questions += [(sheet.name, text) for text in _questions(sheet, table, reading)]
        texts = _texts_of(sheet, table)
        rows = [_read_row(sheet, table, row, reading, texts) for row in table.rows]
        read.append((sheet, table, rows))
    _number([row for _sheet, _table, rows in read for row in rows])
    for sheet, table, rows in read:
        grouped, questions = _grouped(table, rows, reading)
        ledger.rows += grouped
        ledger.questions += [(sheet.name, text) for text in questions]
    attach_lines(ledger, [s for s in book.sheets if s not in sheets], reading.lines)
    if not ledger.rows and not ledger.problems:
        ledger.problems.append(("", _("No row was found in this file.")))
    return ledger


def _number(rows: Sequence[LedgerRow]) -> None:
    """Tell the rows of several sheets apart, and those of tables side by side."""
    several = len({row.sheet for row in rows}) > 1
    seen: Counter[tuple[str, int]] = Counter()
    for row in rows:
        row.sheet = row.sheet if several else ""
        row.table = seen[row.sheet, row.number]
        seen[row.sheet, row.number] += 1


def _grouped(
    table: LedgerTable, rows: list[LedgerRow], reading: _Reading
) -> tuple[list[LedgerRow], list[str]]:
    """Return the rows of a table as entries, and what is to be asked about that."""
    kinds = reading.lines.kinds_in(table)
    for row in rows:
        reading.lines.part(row, kinds)
        split_off_people(row, reading.form.people)
        for related, lines in row.lines.items():
            for line in lines:
                split_off_people(line, reading.lines.forms[related].people)
        note_extra_cells(row, reading.extra_labels)
    if not kinds:
        return rows, []
    questions = use_extra_cells(rows, reading.lines)
    fields = {heading.field for heading in table.headings}
    each = [name for name in reading.each if name in fields]
    money = {name for name, typed_as in reading.types.items() if typed_as in MONEY}
    grouped = group_rows(rows, _breaks(table), each, money)
    if len(grouped) < len(rows):
        questions.append(
            _(
                "%(lines)s rows are %(records)s records: rows below one another of the same belong "
                "together."
            )
            % {"lines": len(rows), "records": len(grouped)}
        )
    refuse_without(grouped, each, reading.form.said_of_each)
    return grouped, questions


def _headings(tables: Sequence[tuple[Sheet, LedgerTable]]) -> Iterator[ReadHeading]:
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


def _breaks(table: LedgerTable) -> set[int]:
    """Return the rows that part those above from those below: headings, totals, notes."""
    parting = {*table.heading_rows, *(total.row for total in table.totals)}
    return parting | {other.number for other in table.not_understood}


def _names_a_field(table: LedgerTable) -> bool:
    return any(heading.field for heading in table.headings) or bool(table.ambiguous)


def _ask_about_text(ledger: Ledger, sheet: Sheet, table: LedgerTable) -> None:
    """Ask about what stands beside the tables: a cover, a sheet that explains."""
    texts = [other.text for other in table.not_understood]
    texts += ["  ".join(map(str, row.rest.values())) for row in table.rows]
    if texts:
        text = _("No such table is found here, and it is left out: “%(text)s”.")
        ledger.questions.append((sheet.name, text % {"text": as_typed(texts[0])}))


def _problems(table: LedgerTable, reading: _Reading) -> Iterator[str]:
    """Yield what keeps the table out: what could mean two things, what is missing."""
    if table.ambiguous:
        # What is not decided would only be called missing, too.
        yield from table.ambiguous
        return
    given_fields = {*reading.given, *(("date",) if table.dated.date else ())}
    missing = [reading.labels[name] for name in table.missing if name not in given_fields]
    missing += reading.lines.missing(table, reading.lines.kinds_in(table))
    if missing and (table.rows or not table.headings):
        yield _(
            "No column is found for: %(names)s. Name it in a heading, or fill it in for all rows, "
            "where it is asked for below."
        ) % {"names": "、".join(missing)}


def _questions(sheet: Sheet, table: LedgerTable, reading: _Reading) -> Iterator[str]:
    """Yield what is left out or does not tie, for somebody to look at."""
    if not table.rows:
        return
    if sheet.hidden:
        yield _("This sheet is hidden in the file, and is read all the same.")
    if table.hidden:
        yield _("Hidden rows are read too: %(rows)s.") % {"rows": listed(table.hidden)}
    if _dated_by_title(table, reading):
        yield _("No column says the date: %(date)s, as the title or the sheet's name says.") % {
            "date": table.dated.date
        }
    for name in sorted({name for row in table.rows for name in row.filled}):
        rows = [row.number for row in table.rows if name in row.filled]
        yield _("“%(name)s” is taken from further up for rows %(rows)s.") % {
            "name": reading.labels[name],
            "rows": listed(rows),
        }
    for heading in table.headings:
        name = heading.field
        if name in reading.extra_labels and "." not in name:
            numbered = {row.cells.get("id", "") != "" for row in table.rows if name in row.cells}
            if False in numbered:
                yield _("“%(name)s” is kept in the note.") % {"name": heading.text}
            if True in numbered:
                yield _("“%(name)s” is left out of records with a number.") % {"name": heading.text}
    yield from _left_out(table)
    others = [other for other in table.not_understood if other.role not in _UNDERSTOOD]
    if others:
        texts = [
            _("row %(row)s “%(text)s”") % {"row": other.number, "text": as_typed(other.text)}
            for other in others
        ]
        shown = _("; ").join(texts[:MOST_SHOWN])
        yield _("Left out, for it is no record (%(number)s rows): %(rows)s.") % {
            "number": len(others),
            "rows": f"{shown}…" if len(texts) > MOST_SHOWN else shown,
        }
    for total in table.totals:
        if not total.agrees:
            yield _("Row %(row)s states %(stated)s, the rows come to %(computed)s.") % {
                "row": total.row,
                "stated": format_decimal(total.stated),
                "computed": format_decimal(total.computed),
            }


def _left_out(table: LedgerTable) -> Iterator[str]:
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


def _dated_by_title(table: LedgerTable, reading: _Reading) -> bool:
    """Return whether the day of the title is that of all rows."""
    has_column = any(heading.field == "date" for heading in table.headings)
    is_required = "date" in reading.types and "date" not in reading.given
    return is_required and not has_column and table.dated.date is not None


def _texts_of(sheet: Sheet, table: LedgerTable) -> TableTexts:
    """Return what the table says beside its rows."""
    titles = [other.text for other in table.not_understood if other.role == RowRole.TITLE]
    headings = {heading.field: heading.text for heading in table.headings if heading.field}
    return TableTexts("\n".join([*titles, sheet.name]), headings)


def _read_row(
    sheet: Sheet, table: LedgerTable, row: TableRow, reading: _Reading, texts: TableTexts
) -> LedgerRow:
    """Return the row with its cells as somebody would type them who sees the whole sheet."""
    read = LedgerRow(sheet.name, row.number, {}, texts=texts)
    fill(read, sheet, table, row, reading.types, reading.of_lines)
    read.record, read.version = row.cells.get("id", ""), row.cells.get("version", "")
    read.columns = {h.field: h.index for h in table.headings if h.field}
    read.sheet_name = sheet.name
    read.voided = row.cells.get("voided_at", "") != ""
    for name in reading.only_exported:
        read.cells.pop(name, None)
        read.faults.pop(name, None)
    for name in [n for n in reading.extra_labels if n in read.cells]:
        read.extra_cells[name] = read.cells.pop(name)
    if _dated_by_title(table, reading) and table.dated.date:
        read.cells["date"] = table.dated.date
    return read
