"""Lists of people who were each given something: a record a person, or one a village."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext as _

from redcross.formatting import trim_decimal
from redcross.forms import EntryForm, Grouping, Roster
from redcross.forms.choices import choices_of
from redcross.models import NamedEntry
from redcross.typed_values import TypedAs

from .extra_cells import add_to_note, listed
from .grid import number_in, shown
from .ledger_rows import Ledger, LedgerRow, LineRow
from .namesakes import check_namesakes
from .reading import Cell
from .references import References

# 渌口区渌口镇松岗村, and within it 松岗村. 红十字会 would be a part of it.
_OWN_NAME = re.compile("红十字会|关于|慰问|走访|救助")
_VILLAGE = re.compile(
    "(?:[\u3400-\u9fff]{1,6}?(?:省|市|区|县|镇|乡|街道)){0,4}"
    "(?P<village>[\u3400-\u9fff]{1,6}?(?:村|社区|居委会))(?![民委])"
)
# 3组12号, 2栋, 301室: a house, and no place that records name.
_HOUSE = re.compile(r"[\d一二三四五六七八九十]+(?:村民)?(?:组|号|栋|幢|室|单元|队)")
_ADDRESS = "住址：{text}"
_HOUSEHOLD = "户"
_JOINT = "、"


def gather_roster(
    ledger: Ledger, form: EntryForm, grouping: Grouping, *, add_unknown: bool
) -> None:
    """Read the rows that name people as a list of those who were given something.

    Addresses become places; `grouping` says what a record is.
    """
    roster = form.roster
    if roster is None:
        return
    rows_of_people = [row for row in ledger.rows if row.record == "" and _names_person(row, roster)]
    in_words = next(iter(form.line_description_fields.values()), "")
    check_namesakes(ledger, rows_of_people, roster, in_words)
    villages = _Villages(form, roster, add_unknown=add_unknown)
    villages.look_up(rows_of_people)
    if grouping == Grouping.PERSON:
        villages.place(rows_of_people, ledger)
        return
    gathered = _Gathered(form, roster)
    rows: list[LedgerRow] = []
    of_people = {id(row) for row in rows_of_people}
    for row in ledger.rows:
        if id(row) in of_people:
            rows += gathered.take(row, villages)
        else:
            rows.append(row)
    ledger.rows = rows
    gathered.finish(ledger)


def _names_person(row: LedgerRow, roster: Roster) -> bool:
    return roster.person in row.cells or roster.person in row.people


class _Villages:
    """The places of a society, as lists of people speak of them."""

    def __init__(self, form: EntryForm, roster: Roster, *, add_unknown: bool) -> None:
        self.roster = roster
        field = cast("forms.ModelChoiceField[Any]", form.fields[roster.place])
        self.queryset: QuerySet[NamedEntry] = choices_of(field)
        self.references = References(self.queryset, form.user, add_unknown=add_unknown)
        self.titles: dict[str, str] = {}

    def look_up(self, rows: Sequence[LedgerRow]) -> None:
        """Read the places that cells and titles may mean."""
        texts = {shown(row.cells.get(self.roster.place, "")) for row in rows}
        names = {name for text in texts for name in (text, *_villages_in(text))}
        for title in {row.texts.titles for row in rows}:
            self.titles[title] = self._of_title(title)
            names.add(self.titles[title])
        self.references.look_up(names - {""})

    def _of_title(self, title: str) -> str:
        """Return the village that a title names: a place that is known, or what reads like one."""
        within = self.queryset.annotate(of_title=Value(title)).filter(of_title__contains=F("name"))
        known = max(within.values_list("name", flat=True), key=len, default="")
        read = next(iter(_villages_in(title)), "")
        return read if known and known in read else known or read

    def known(self, text: str) -> str:
        """Return by what name the place is known that a text speaks of, "" where it is not."""
        names = (text, *_villages_in(text))
        return next((name for name in names if len(self.references.called(name)) == 1), "")

    def of(self, row: LedgerRow) -> str:
        """Return the village that a row is of, in words."""
        text = shown(row.cells.get(self.roster.place, ""))
        if text and not _HOUSE.search(text):
            return text
        return next(iter(_villages_in(text)), "") or self.titles[row.texts.titles]

    def key(self, village: str) -> str:
        """Return what is the same however the village is written: with its town or without."""
        return self.known(village) or [village, *_villages_in(village)][-1]

    def place(self, rows: Sequence[LedgerRow], ledger: Ledger) -> None:
        """Give each row its village for a place, and keep the address in the note."""
        addressed: dict[str, list[int]] = {}
        for row in rows:
            text = shown(row.cells.pop(self.roster.place, ""))
            village = self.known(text)
            if not village and text and not _HOUSE.search(text):
                village = text  # refused or added as any other place
            elif not village:
                words = next(iter(_villages_in(text)), "") or self.titles[row.texts.titles]
                village = self.known(words) or (words if self.references.adds else "")
            if village:
                row.cells[self.roster.place] = village
            if text and text != village:
                add_to_note(row, _ADDRESS.format(text=text))
                addressed.setdefault(row.sheet, []).append(row.number)
        for sheet, numbers in addressed.items():
            question = _("Addresses are kept in the note: rows %(rows)s.")
            ledger.questions.append((sheet, question % {"rows": listed(numbers)}))


def _villages_in(text: str) -> list[str]:
    """Return the village that a text names, with the towns it lies in and without."""
    match = _VILLAGE.search(_OWN_NAME.sub(" ", text))
    return list(dict.fromkeys((match[0], match["village"]))) if match else []


class _Gathered:
    """The rows of lists of people added up by village."""

    def __init__(self, form: EntryForm, roster: Roster) -> None:
        self.form, self.roster = form, roster
        self.rows: dict[tuple[object, ...], LedgerRow] = {}
        self.sums: dict[tuple[object, ...], dict[str, Decimal]] = {}
        self.people: dict[tuple[object, ...], list[str]] = {}
        self.words: dict[tuple[object, ...], list[str]] = {}
        self.counted = (*roster.summed, roster.people, roster.households)
        self.in_words = next(iter(form.line_description_fields.values()), "")

    def take(self, row: LedgerRow, villages: _Villages) -> list[LedgerRow]:
        """Add a row to its village; return the record where the village is new."""
        village = villages.of(row)
        own = {
            name: cell
            for name, cell in row.cells.items()
            if name not in (self.roster.person, self.roster.place, self.in_words, "note")
            and name not in self.counted
        }
        key = (row.sheet, villages.key(village), tuple(sorted(own.items(), key=str)))
        new = key not in self.rows
        if new:
            first = LedgerRow(row.sheet, row.number, dict(own), table=row.table, texts=row.texts)
            first.sheet_name, first.columns = row.sheet_name, row.columns
            first.cells[self.roster.recipients] = village
            if place := villages.known(village):
                first.cells[self.roster.place] = place
            if not village:
                text = _("No village is named: name it in a column or in the title.")
                first.faults[self.roster.recipients] = [text]
            self.rows[key], self.sums[key], self.people[key] = first, {}, []
            self.words[key] = []
        recipients = (shown(self.rows[key].cells[self.roster.recipients]), village)
        self.rows[key].cells[self.roster.recipients] = max(recipients, key=len)
        self._add(key, row)
        return [self.rows[key]] if new else []

    def _add(self, key: tuple[object, ...], row: LedgerRow) -> None:
        into, sums = self.rows[key], self.sums[key]
        into.gathered.append(row.number)
        self.people[key].append(_identity(row, self.roster))
        for name, messages in row.faults.items():
            into.faults.setdefault(name, []).extend(self._at(row, text) for text in messages)
        for name in self.counted:
            cell = row.cells.get(name, "")
            number = number_in(cell, getattr(self.form.fields[name], "typed_as", None))
            if number is not None:
                sums[name] = sums.get(name, Decimal(0)) + number
            elif cell != "":
                text = _("“%(typed)s” is no number.") % {"typed": shown(cell)}
                into.faults.setdefault(name, []).append(self._at(row, text))
        if words := shown(row.cells.get(self.in_words, "")):
            self.words[key].append(words)
        for related, lines in row.lines.items():
            _add_lines(into.lines.setdefault(related, []), lines)

    def _at(self, row: LedgerRow, text: str) -> str:
        return _("row %(row)s: %(text)s") % {"row": row.number, "text": text}

    def finish(self, ledger: Ledger) -> None:
        """Write the sums into the records, and tell what is left out."""
        for key, row in self.rows.items():
            sums, rows = self.sums[key], len(self.people[key])
            people = len(set(self.people[key]))
            of_households = self.roster.people in sums or _HOUSEHOLD in row.texts.headings.get(
                self.roster.person, ""
            )
            sums.setdefault(
                self.roster.households if of_households else self.roster.people, Decimal(people)
            )
            row.cells |= {name: _cell(number) for name, number in sums.items()}
            if words := dict.fromkeys(self.words[key]):
                row.cells[self.in_words] = _JOINT.join(words)
            question = _(
                "%(rows)s rows of %(village)s are one record: names, ID numbers, addresses and "
                "notes are left out."
            )
            village = row.cells[self.roster.recipients]
            ledger.questions.append((row.sheet, question % {"rows": rows, "village": village}))


def _identity(row: LedgerRow, roster: Roster) -> str:
    """Return what tells a person from others: the ID number, or else the row."""
    number = shown(row.people.get(roster.person, {}).get("id_number", ""))
    return number.upper() or f"row {row.sheet} {row.number} {row.table}"


def _cell(number: Decimal) -> Cell:
    return f"{trim_decimal(number):f}"


def _add_lines(into: list[LineRow], lines: Sequence[LineRow]) -> None:
    """Add up what is alike but for its quantity."""
    for line in lines:
        like = next((known for known in into if _is_alike(known, line)), None)
        before, more = (
            number_in(one.cells.get("quantity", ""), TypedAs.NUMBER) if one else None
            for one in (like, line)
        )
        if like and before is not None and more is not None:
            like.cells["quantity"] = _cell(before + more)
        else:
            into.append(line)


def _is_alike(one: LineRow, other: LineRow) -> bool:
    names = {*one.cells, *other.cells} - {"quantity"}
    alike = all(one.cells.get(name) == other.cells.get(name) for name in names)
    return alike and one.extra_cells == other.extra_cells and not one.faults and not other.faults
