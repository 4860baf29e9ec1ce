"""Goods of which the store has no lot: told in words, as somebody would type them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.forms import EntryForm, LineForm
from redcross.forms.choices import choices_of
from redcross.models import Line

from .extra_cells import listed
from .grid import NUMBERS, shown
from .ledger_rows import Ledger, LedgerRow, LineRow
from .references import References
from .typed_cells import text_of

_JOINT = "、"


def describe_unknown_goods(ledger: Ledger, form: EntryForm) -> None:
    """Make of rows that name goods the store does not know such as tell them in words.

    A record that has numbers of its own tells all of them; else each of them is a record.
    """
    for related, words in form.line_description_fields.items():
        lines = form.lines[related](user=form.user)
        for name in _fields_of_lots(lines):
            store = _Store(lines, name, form)
            new = [row for row in ledger.rows if row.record == "" and related in row.lines]
            store.look_up([line for row in new for line in row.lines[related]])
            of_new = {id(row) for row in new}
            described: list[LineRow] = []
            rows: list[LedgerRow] = []
            for row in ledger.rows:
                unknown = store.unknown(row.lines.get(related, ())) if id(row) in of_new else []
                described += unknown
                rows += _parted(row, related, unknown, words, store) if unknown else [row]
            ledger.rows = rows
            if described:
                _ask(ledger, described)


def _fields_of_lots(form: LineForm) -> list[str]:
    """Return the fields that point to a line of something else: to a lot of goods."""
    return [
        name
        for name, field in form.fields.items()
        if isinstance(field, forms.ModelChoiceField) and issubclass(choices_of(field).model, Line)
    ]


class _Store:
    """The lots of the society, as the lines of a ledger name them."""

    def __init__(self, lines: LineForm, name: str, form: EntryForm) -> None:
        self.name, self.lot_field = name, lines.fields[name]
        lots = choices_of(cast("forms.ModelChoiceField[Any]", self.lot_field))
        self.references = References(lots, form.user, add_unknown=False)
        self.numbers = {
            name
            for name, field in form.fields.items()
            if getattr(field, "typed_as", None) in NUMBERS
        }

    def look_up(self, lines: Sequence[LineRow]) -> None:
        """Read the lots that the lines may mean, and have each line name its own."""
        names_of_lines = [(line, self._names(line)) for line in lines]
        self.references.look_up(text for _line, texts in names_of_lines for text in texts)
        for line, texts in names_of_lines:
            known = next((text for text in texts if self.references.called(text)), None)
            if known:
                line.cells[self.name] = known
                self._take_unit(line, known)

    def _names(self, line: LineRow) -> list[str]:
        """Return what the lot may be called, with its specification and without."""
        try:
            text = text_of(self.lot_field, line.cells.get(self.name, ""))
        except ValidationError:
            return []
        more = shown(line.extra_cells.get("specification", ""))
        return [f"{text} {more}".strip(), text] if text else []

    def _take_unit(self, line: LineRow, name: str) -> None:
        """Leave of the lots of a name those that are counted in the unit of the line."""
        unit, lots = shown(line.extra_cells.get("unit", "")), self.references.called(name)
        of_unit = [lot for lot in lots if getattr(lot, "unit", unit) == unit]
        if not unit:
            return
        if not of_unit:
            text = _("The lot is counted in %(unit)s.") % {"unit": cast(Any, lots[0]).unit}
            line.faults["quantity"] = [text]
        elif len(of_unit) == 1 < len(lots):
            line.cells[self.name] = f"{name} #{of_unit[0].pk}"
            self.references.by_key[of_unit[0].pk] = of_unit[0]

    def unknown(self, lines: Sequence[LineRow]) -> list[LineRow]:
        """Return the lines that name goods of no lot."""
        without_lot = [
            line for line in lines if shown(line.cells.get(self.name, "")) and not line.faults
        ]
        return [line for line in without_lot if not self.references.called(_text(line, self.name))]

    def words(self, line: LineRow) -> str:
        """Return the line in words: 口罩 M中号 15箱."""
        quantity = shown(line.cells.get("quantity", "")) + shown(line.extra_cells.get("unit", ""))
        more = shown(line.extra_cells.get("specification", ""))
        return " ".join(filter(None, (_text(line, self.name), more, quantity)))


def _text(line: LineRow, name: str) -> str:
    return shown(line.cells[name]).strip()


def _parted(
    row: LedgerRow, related: str, unknown: Sequence[LineRow], words: str, store: _Store
) -> Iterator[LedgerRow]:
    """Yield the row with the lines it keeps, and those with lines told in words."""
    parted = {id(line) for line in unknown}
    known = [line for line in row.lines[related] if id(line) not in parted]
    own = shown(row.cells.get(words, ""))
    lines = {name: texts for name, texts in row.lines.items() if name != related}
    if known:
        lines[related] = known
    if not store.numbers.isdisjoint(row.cells):
        texts = [own, *map(store.words, unknown)]
        row.cells[words] = _JOINT.join(filter(None, texts))
        row.lines = lines
        yield row
        return
    if lines:
        number = next(texts[0].number for texts in lines.values())
        yield replace(row, number=number, lines=lines)
    for line in unknown:
        both = filter(None, (own, store.words(line)))
        cells = {**row.cells, words: _JOINT.join(both)}
        yield replace(row, number=line.number, cells=cells, faults={**row.faults}, lines={})


def _ask(ledger: Ledger, described: Sequence[LineRow]) -> None:
    by_sheet: dict[str, list[int]] = {}
    for line in described:
        by_sheet.setdefault(line.sheet, []).append(line.number)
    for sheet, numbers in by_sheet.items():
        text = _(
            "Goods of which the store has no lot are told in words (%(number)s rows): %(rows)s."
        )
        ledger.questions.append((sheet, text % {"number": len(numbers), "rows": listed(numbers)}))
