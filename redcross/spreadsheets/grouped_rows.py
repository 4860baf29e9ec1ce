"""Rows of a ledger that are lines, put together to the entries they are lines of."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set

from django.utils.translation import gettext as _

from redcross.forms.entry import MAX_LINES

from .ledger_rows import LedgerRow


def group_rows(
    rows: Sequence[LedgerRow], breaks: Set[int], each: Collection[str], money: Set[str]
) -> list[LedgerRow]:
    """Return the rows with the lines of those below them that say nothing else of the entry.

    `breaks`: rows across which nothing is put together. `each`: the fields that every row says.
    `money`: those of sums: what stands in two rows is two sums.
    """
    grouped: list[LedgerRow] = []
    last = 0
    for row in rows:
        between = range(last + 1, row.number)
        last = row.number
        if grouped and breaks.isdisjoint(between) and _continues(row, grouped[-1], each, money):
            for related, lines in row.lines.items():
                grouped[-1].lines.setdefault(related, []).extend(lines)
        else:
            grouped.append(row)
    return grouped


def _continues(row: LedgerRow, above: LedgerRow, each: Collection[str], money: Set[str]) -> bool:
    """Return whether a row is of the entry above: all it says of it is what stands there."""
    if row.record not in ("", above.record) or row.voided != above.voided:
        return False
    if row.faults or above.table != row.table or not money.isdisjoint(row.cells):
        return False
    alike = all(above.cells.get(name, "") == cell for name, cell in row.cells.items())
    return alike and row.people in ({}, above.people) and all(name in row.cells for name in each)


def refuse_without(
    rows: Sequence[LedgerRow], each: Collection[str], unless: Mapping[str, str]
) -> None:
    """Refuse rows that do not say what the others do. `unless`: what they may say instead."""
    for row in rows:
        for name in each:
            if name not in row.cells and name not in row.faults and unless[name] not in row.cells:
                text = _("Nothing stands here, and it is needed in every row of such a ledger.")
                row.faults[name] = [text]


def refuse_too_long(rows: Sequence[LedgerRow]) -> None:
    """Refuse rows of too many lines, wherever these stand."""
    for row in rows:
        for related in _too_long(row):
            text = _("More than %(number)s lines: divide the record.") % {"number": MAX_LINES}
            row.lines[related][MAX_LINES].faults[""] = [text]


def _too_long(row: LedgerRow) -> Iterator[str]:
    return (related for related, lines in row.lines.items() if len(lines) > MAX_LINES)
