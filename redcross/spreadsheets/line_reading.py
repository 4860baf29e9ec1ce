"""Rows that are lines, by the rules of their form, without writing anything.

One form serves for all lines of a kind, and what cells name is looked up once for all of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.forms.models import construct_instance
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from redcross.forms import EntryForm, LineForm
from redcross.forms.choices import default_of
from redcross.forms.doubts import Doubt, doubts_of
from redcross.forms.roundings import typed_roughly
from redcross.models import Entry, Line, NamedEntry, User, wrong_values
from redcross.naming import normalised

from .import_fields import ImportFields, New
from .ledger_rows import LedgerRow, LineRow
from .sheet_cells import record_number


@dataclass
class LineFault:
    """What is wrong with a line: in which row, of which field, and what.

    `label`: what the column is called; "" for what concerns the whole line.
    """

    related: str
    row: LineRow
    name: str
    label: str
    message: str

    def __str__(self) -> str:
        where = f"{_where(self.row)} {self.label}".strip()
        return _("%(where)s: %(what)s") % {"where": where, "what": self.message}


@dataclass
class LinesRead:
    """The lines of an entry, by related name: all that it is to have, the stored ones too."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    faults: list[LineFault] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


class LineReader:
    """Reads the lines of one kind of entry for one user."""

    def __init__(
        self,
        form_class: type[EntryForm],
        by: User,
        *,
        add_unknown: bool,
        as_new: bool,
        new: New,
    ) -> None:
        """`as_new`: numbers of lines are those of another place. `new`: what is to be added beside.

        An empty cell of a line leaves what is stored.
        """
        self.kinds = {
            related: _LinesOfAKind(
                related, of_line, by, add_unknown=add_unknown, as_new=as_new, new=new
            )
            for related, of_line in form_class.lines.items()
        }

    def read(self, rows: Sequence[tuple[LedgerRow, Entry]]) -> list[LinesRead]:
        """Return the lines of each entry, with all that is wrong with them."""
        read = [LinesRead() for _row in rows]
        for related, kind in self.kinds.items():
            lines_of_rows = [row.lines.get(related, []) for row, _entry in rows]
            kind.fields.look_up(line for lines in lines_of_rows for line in lines)
            entries = [
                e for (_row, e), lines in zip(rows, lines_of_rows, strict=True) if lines and e.pk
            ]
            stored = kind.stored_of(entries)
            for (_row, entry), lines, into in zip(rows, lines_of_rows, read, strict=True):
                if lines:
                    kind.read(lines, stored.get(entry.pk or 0, {}), into)
        return read

    def added(self, read: Sequence[LinesRead]) -> Iterator[NamedEntry]:
        """Yield what is not stored yet and these lines point to."""
        for kind, name, lines in self._pointing(read):
            yield from kind.fields.added(name, (getattr(line, name, None) for line in lines))

    def update_foreign_keys(self, read: Sequence[LinesRead]) -> None:
        """Have the lines point to what was just added: its keys are known only now."""
        for kind, name, lines in self._pointing(read):
            for line in lines if kind.fields.references[name].new else ():
                setattr(line, name, getattr(line, name))

    def _pointing(
        self, read: Sequence[LinesRead]
    ) -> Iterator[tuple["_LinesOfAKind", str, list[Line]]]:
        for related, kind in self.kinds.items():
            lines = [line for of_row in read for line in of_row.lines.get(related, ())]
            for name in kind.fields.references:
                yield kind, name, lines


class _LinesOfAKind:
    """One form, and whom and what the lines of one kind may name."""

    def __init__(
        self,
        related: str,
        form_class: type[LineForm],
        by: User,
        *,
        add_unknown: bool,
        as_new: bool,
        new: New,
    ) -> None:
        self.related, self.as_new = related, as_new
        self.model: type[Line] = form_class._meta.model
        blank = form_class(user=by)
        self.started = {bound.name: default_of(bound) for bound in blank}
        self.form = form_class(MultiValueDict(), user=by)
        self.form_fields = {name: blank.fields[name] for name in form_class.field_names()}
        self.labels = {name: str(blank[name].label) for name in self.form_fields}
        self.form.fields.pop("key")
        self.fields = ImportFields(
            self.form, self.form_fields, by, add_unknown=add_unknown, as_new=as_new, new=new
        )

    def stored_of(self, entries: Sequence[Entry]) -> dict[int, dict[int, Line]]:
        """Return by the entry's key the lines that it has, by theirs."""
        if not entries:
            return {}
        owner = self.model.owner
        pointing = [f.name for f in self.model._meta.concrete_fields if f.is_relation]
        lines = self.model._base_manager.filter(**{f"{owner}__in": [e.pk for e in entries]})
        found: dict[int, dict[int, Line]] = {}
        for line in lines.select_related(*pointing).order_by("pk"):
            found.setdefault(getattr(line, f"{owner}_id"), {})[line.pk] = cast(Line, line)
        return found

    def read(self, rows: Sequence[LineRow], stored: Mapping[int, Line], into: LinesRead) -> None:
        """Put the lines into `into`: those stored that the rows change or leave, then new ones."""
        rows_by_key: dict[int, LineRow] = {}
        added: list[Line] = []
        new_rows: dict[int, LineRow] = {}
        for row in rows:
            key = None if self.as_new else record_number(row.line)
            line = stored.get(key) if key is not None else None
            if row.line != "" and line is None and not self.as_new:
                text = _("The record has no line of the number %(number)s.") % {"number": row.line}
                self._refuse(into, row, NON_FIELD_ERRORS, [text])
                continue
            if line and line.pk in rows_by_key:
                text = _("This line stands in row %(row)s too.") % {
                    "row": rows_by_key[line.pk].place
                }
                self._refuse(into, row, NON_FIELD_ERRORS, [text])
                continue
            if line:
                rows_by_key[line.pk] = row
            read = self._read_line(row, line, into)
            if line is None:
                added.append(read)
                new_rows[id(read)] = row
        lines = [*stored.values(), *added]
        into.lines[self.related] = lines
        rows_of = {id(stored[key]): row for key, row in rows_by_key.items()} | new_rows
        self._refuse_doubles(lines, rows_of, into)
        self._ask_about_namesakes(lines, rows_of, into)

    def _read_line(self, row: LineRow, stored: Line | None, into: LinesRead) -> Line:
        """Return the line that a row says, of a stored one with what the row leaves alone."""
        line = stored or self.model()
        faults = {name: list(messages) for name, messages in row.faults.items()}
        data: MultiValueDict[str, Any] = MultiValueDict()
        for name in self.form_fields:
            data.setlist(name, [_stored_value(line, name) if stored else self.started[name]])
        for name, cell in row.cells.items():
            if cell == "":
                continue
            try:
                data.setlist(name, self.fields.posted(name, cell))
            except ValidationError as error:
                faults[name] = error.messages
        names = (
            [n for n in self.form_fields if n in row.cells] if stored else list(self.form_fields)
        )
        errors = self._clean(line, data, names)
        where = _("%(where)s, ") % {"where": _where(row)}
        into.doubts += [
            doubt._replace(key=f"{row.key}/{doubt.key}")
            for doubt in doubts_of(self.form, [], row=where)
        ]

        def refuse(name: str, error: ValidationError) -> None:
            faults.setdefault(name, error.messages)

        self.fields.find_people(row, line, refuse)
        for name, messages in errors.items():
            faults.setdefault(name, messages)
        if not faults:
            for wrong in wrong_values(line):
                by_field = getattr(wrong, "error_dict", None) or {NON_FIELD_ERRORS: [wrong]}
                for name, found in by_field.items():
                    faults.setdefault(name, []).extend(m for one in found for m in one.messages)
        for name, messages in faults.items():
            self._refuse(into, row, name, messages)
        return line

    def _clean(
        self, line: Line, data: "MultiValueDict[str, Any]", names: list[str]
    ) -> dict[str, list[str]]:
        """Have the form clean what would be posted, and put the fields of these names in the line.

        Returns field to what is wrong with it.
        """
        form: Any = self.form
        form.data, form.instance = data, line
        form.cleaned_data, form._errors = {}, ErrorDict()
        # Of a stored line only what the row says is asked about.
        form.__dict__["changed_data"] = names
        # As `Form.full_clean` does; the rules of the line itself are asked by `wrong_values`.
        form._clean_fields()
        form._clean_form()
        names = [*names, *(["rounded"] if typed_roughly(form) and "rounded" not in names else [])]
        errors = {name: [str(m) for m in messages] for name, messages in form.errors.items()}
        construct_instance(form, line, names)
        return errors

    def _refuse_doubles(
        self, lines: Sequence[Line], rows_of: Mapping[int, LineRow], into: LinesRead
    ) -> None:
        """Refuse a line that says again what only one of an entry may say."""
        for names, message in self.form.distinct():
            seen: set[tuple[Any, ...]] = set()
            for line in lines:
                values = tuple(_compared(line, name) for name in names)
                if {None, ""}.intersection(values):
                    continue
                if values in seen and (row := rows_of.get(id(line))):
                    self._refuse(into, row, names[-1], [str(message)])
                seen.add(values)

    def _ask_about_namesakes(
        self, lines: Sequence[Line], rows_of: Mapping[int, LineRow], into: LinesRead
    ) -> None:
        """Ask whether lines of one name are two people, unless they are joined to two."""
        for pointing, holds in self.form.people.items():
            first: dict[str, list[Line]] = {}
            for line in lines if holds != pointing else ():
                name = normalised(str(getattr(line, holds) or ""))
                joined = getattr(line, pointing)
                for other in first.get(name, ()) if name else ():
                    with_other = getattr(other, pointing)
                    row = rows_of.get(id(line)) or rows_of.get(id(other))
                    # Of two people there is nothing to ask, and one is refused.
                    if row is None or (joined and with_other):
                        continue
                    question = _(
                        "%(where)s, “%(name)s” stands on the list twice. Are they two people?"
                    )
                    text = question % {"where": _where(row), "name": getattr(line, holds)}
                    into.doubts.append(Doubt(f"{row.key}/namesake={name}", text, False, False))
                    break
                first.setdefault(name, []).append(line)

    def _refuse(self, into: LinesRead, row: LineRow, name: str, messages: Iterable[str]) -> None:
        label = self.labels.get(name, "")
        into.faults += [LineFault(self.related, row, name, label, message) for message in messages]


def _stored_value(line: Line, name: str) -> Any:
    return getattr(line, line.own_field(name).attname)


def _compared(line: Line, name: str) -> Any:
    """Return what a field says: of what is added with the file and has no number, which it is."""
    value = getattr(line, name)
    if not isinstance(value, Model):
        return value
    return value.pk or f"new {id(value)}"


def _where(row: LineRow) -> str:
    return str(row.place) if row.sheet else _("row %(row)s") % {"row": row.number}
