"""People who stand twice on one list of those who were given something."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from redcross.forms import Roster
from redcross.naming import normalised

from .grid import shown
from .ledger_rows import Ledger, LedgerRow

# What tells one giving from another, by field and cell.
_Occasion = tuple[object, ...]


def check_namesakes(
    ledger: Ledger, rows: Sequence[LedgerRow], roster: Roster, in_words: str
) -> None:
    """Refuse the same ID number twice for the same, and ask about the same name.

    Of one table and one occasion: on another day, or of another programme, it is given again. One
    who is given money in one row and rice in another is one, too.
    """
    numbers: dict[_Occasion, list[LedgerRow]] = {}
    names: dict[_Occasion, list[LedgerRow]] = {}
    for row in rows:
        occasion = _occasion(row, roster, in_words)
        name, number = _name_and_number(row, roster)
        earlier = numbers.setdefault((*occasion, number), [])
        given_things = _given_things(row, roster, in_words)
        if number and (same := _first(earlier, given_things, roster, in_words)):
            text = _("This ID number stands in row %(row)s too: one is given the same once.")
            row.faults.setdefault(roster.person, []).append(text % {"row": same.number})
        earlier.append(row)
        namesakes = names.setdefault((*occasion, normalised(name)), []) if name else []
        others = (one for one in namesakes if not _is_decided(one, row, roster))
        if other := next(others, None):
            question = _(
                "Rows %(first)s and %(second)s: “%(name)s” stands there twice. Two people?"
            )
            both = {"first": other.number, "second": row.number, "name": name}
            ledger.questions.append((row.sheet, question % both))
        namesakes.append(row)


def _occasion(row: LedgerRow, roster: Roster, in_words: str) -> _Occasion:
    left_out = {roster.person, roster.place, roster.people, roster.households}
    left_out |= {roster.recipients, in_words, "note", *roster.summed}
    own = {name: cell for name, cell in row.cells.items() if name not in left_out}
    return (row.sheet, row.table, tuple(sorted(own.items(), key=str)))


def _name_and_number(row: LedgerRow, roster: Roster) -> tuple[str, str]:
    """Return the name and the ID number that a row tells, "" for what it does not."""
    details = row.people.get(roster.person, {})
    name = shown(details.get("name", "")) or shown(row.cells.get(roster.person, ""))
    return name.strip(), shown(details.get("id_number", "")).strip().upper()


def _given_things(row: LedgerRow, roster: Roster, in_words: str) -> set[str]:
    """Return what the row gives: money, packages, goods by their names."""
    found = {name for name in roster.summed if shown(row.cells.get(name, ""))}
    if words := normalised(shown(row.cells.get(in_words, ""))):
        found.add(f"goods {words}")
    for lines in row.lines.values():
        for line in lines:
            found |= {f"goods {normalised(shown(cell))}" for cell in line.cells.values()}
    return found


def _first(
    earlier: Iterable[LedgerRow], given_things: set[str], roster: Roster, in_words: str
) -> LedgerRow | None:
    """Return the first of the rows that gives any of the same, or nothing that is told."""
    for row in earlier:
        before = _given_things(row, roster, in_words)
        if before & given_things or before == given_things:
            return row
    return None


def _is_decided(one: LedgerRow, other: LedgerRow, roster: Roster) -> bool:
    """Return whether ID numbers say that the two are one person, or that they are two."""
    return all(_name_and_number(row, roster)[1] for row in (one, other))
