"""The columns of lines in a ledger of entries, and of what ledgers tell that is no field."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from django.forms import BoundField

from redcross.forms import EntryForm, LineForm
from redcross.models import Person

from .exports import sheet_fields
from .grid import MONEY, NUMBERS
from .headings import LedgerColumn
from .layout import LedgerTable
from .ledger_rows import LedgerRow, LineRow
from .records import RECORD
from .resource import resource_of
from .synonyms import synonyms_of

# The column of the numbers of lines, as an export writes it.
LINE = "line number"
# What a ledger tells of a person beside the name.
OF_PEOPLE = ("id_number", "phone")


def extra_columns_of(form: EntryForm | LineForm, of: str = "") -> Iterator[LedgerColumn]:
    """Yield the columns of what stands beside the fields of a form, and has none of its own."""
    key, before = form._meta.model._meta.label_lower, f"{of}." if of else ""
    for name, typed_as in form.extra_columns.items():
        words = synonyms_of(f"{key}.{name}")
        yield LedgerColumn(f"{before}{name}", words[0], words, typed_as, False, of)
    for person in form.people:
        for name in OF_PEOPLE:
            label = str(Person.own_field(name).verbose_name)
            words = synonyms_of(f"redcross.person.{name}")
            yield LedgerColumn(f"{before}{person}.{name}", label, words, None, False, of)


class LineColumns:
    """The columns of the lines of a kind of entry. In a table their names begin as `lots.`."""

    def __init__(self, form: EntryForm) -> None:
        self.words = form.line_description_fields
        self.forms = {name: of_line(user=form.user) for name, of_line in form.lines.items()}
        self.columns = [c for name in self.forms for c in self._columns(name)]
        self.by_name = {column.name: column for column in self.columns}
        self.extra_names = {
            column.name
            for related, line_form in self.forms.items()
            for column in extra_columns_of(line_form, related)
        }

    def _columns(self, related: str) -> Iterator[LedgerColumn]:
        form = self.forms[related]
        yield from (_line_column(form, bound, related) for bound in sheet_fields(form))
        yield from extra_columns_of(form, related)

    def offered(self) -> list[LedgerColumn]:
        """Return the columns that a heading may be said to be, each with what its lines are."""
        return [replace(c, label=f"{self._called(c.of)} {c.label}") for c in self.columns]

    def _called(self, related: str) -> str:
        return str(self.forms[related]._meta.model._meta.verbose_name_plural)

    def naming(self, related: str) -> list[str]:
        """Return the columns without which a row names no line: item, name."""
        return [c.name for c in self._needed(related) if c.typed_as not in NUMBERS]

    def _needed(self, related: str) -> list[LedgerColumn]:
        return [c for c in self.columns if c.of == related and c.required]

    def kinds_in(self, table: LedgerTable) -> list[str]:
        """Return of which kinds of lines the table's rows are, by related name."""
        fields = {heading.field for heading in table.headings}
        return [related for related in self.forms if self._is_of(related, fields)]

    def _is_of(self, related: str, fields: Set[str]) -> bool:
        if not fields.isdisjoint(self.naming(related)):
            return True
        # A ledger of goods may call them what the entry tells them in words with.
        numbers = {c.name for c in self._needed(related) if c.typed_as in NUMBERS}
        numbers |= {c.name for c in self.columns if c.of == related and c.typed_as in MONEY}
        return self.words.get(related) in fields and not numbers.isdisjoint(fields)

    def part(self, row: LedgerRow, kinds: Sequence[str]) -> None:
        """Move the cells that are of lines into a line of each kind, with their faults."""
        for related in kinds:
            line = LineRow(row.sheet, row.number, {}, table=row.table, sheet_name=row.sheet_name)
            columns = row.columns.items()
            line.columns = {
                n.removeprefix(f"{related}."): place
                for n, place in columns
                if n.startswith(f"{related}.")
            }
            naming, words = self.naming(related)[0], self.words.get(related, "")
            if words in row.cells and naming not in row.cells:
                row.cells[naming] = row.cells.pop(words)
            for name in [n for n in row.cells if n.startswith(f"{related}.")]:
                cell = row.cells.pop(name)
                into = line.extra_cells if name in self.extra_names else line.cells
                into[name.removeprefix(f"{related}.")] = cell
            for name in [n for n in row.faults if n.startswith(f"{related}.")]:
                line.faults[name.removeprefix(f"{related}.")] = row.faults.pop(name)
            if line.cells or line.faults or line.extra_cells:
                row.lines[related] = [line]

    def missing(self, table: LedgerTable, kinds: Sequence[str]) -> list[str]:
        """Return what the columns are called that the lines need, and the table has not."""
        fields = {heading.field for heading in table.headings}
        fields |= {self.naming(r)[0] for r in kinds if self.words.get(r) in fields}
        needed = [column for related in kinds for column in self._needed(related)]
        optional = {
            f"{related}.{name}"
            for related in kinds
            for name in self.forms[related].fields_within_text
        }
        return [c.label for c in needed if c.name not in fields | optional]

    def of_sheet(self, related: str) -> Iterator[LedgerColumn]:
        """Yield the columns of a sheet of such lines as an export writes it."""
        form = self.forms[related]
        exported = resource_of(type(form))().fields
        numbers = ((RECORD, form._meta.model.owner), (LINE, "id"))
        yield from (
            LedgerColumn(n, exported[own].column_name, (), None, False) for n, own in numbers
        )
        yield from (_line_column(form, bound, "") for bound in sheet_fields(form))


def _line_column(form: LineForm, bound: BoundField, related: str) -> LedgerColumn:
    before = f"{related}." if related else ""
    key = form._meta.model._meta.label_lower
    return LedgerColumn(
        f"{before}{bound.name}",
        str(bound.label),
        synonyms_of(f"{key}.{bound.name}"),
        getattr(bound.field, "typed_as", None),
        bool(related) and bound.name in form.required and bound.value() in (None, "", []),
        related,
    )
