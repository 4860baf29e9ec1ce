"""Many sums over the same rows: each row is sorted by the figures that it is of, once.

Then each different sum is taken once of each sort, and what the sorts of a figure have is added up
here. Asked of the database a figure at a time, what is left in a fund would be reckoned for every
figure that has the fund, each time from its whole history.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import add, or_, sub
from typing import Any, NamedTuple, cast

from django.db import models
from django.db.models import BigIntegerField, Case, Q, Value, When

from redcross.prepared_query import Row

from .definitions import CountedFigure, Period

# Figures that a sort can tell apart: a bit each of a number of 64 with a sign.
_MOST_IN_ONE = 62


def adds_up(figure: CountedFigure) -> bool:
    """Return whether its number is that of some of its rows and that of the others together."""
    # Different people of one sort may be those of another.
    return not getattr(figure.value, "distinct", False)


def sorts(conditions: Sequence[Q]) -> dict[str, models.Expression]:
    """Return the expressions over rows for the figures that they are of.

    A bit each, in the order of their conditions.
    """
    found = {}
    for start in range(0, len(conditions), _MOST_IN_ONE):
        bits: dict[Q, int] = {}
        for place, condition in enumerate(conditions[start : start + _MOST_IN_ONE]):
            bits[condition] = bits.get(condition, 0) | 1 << place
        sort: Any = Value(bits.pop(Q(), 0), output_field=BigIntegerField())
        for condition, bit in bits.items():
            sort += Case(When(condition, then=bit), default=0, output_field=BigIntegerField())
        found[f"_sort{start // _MOST_IN_ONE}"] = sort
    return found


def sums(figures: Sequence[CountedFigure], period: Period) -> dict[str, models.Aggregate]:
    """Return the different sums by name, for `added_up`."""
    parts = {part.source: part for several in _parts(figures) for part in several}
    return {name: cast(models.Aggregate, part.make(period)) for name, part in parts.items()}


def added_up(figures: Sequence[CountedFigure], rows: Iterable[Row], by: str) -> list[Row]:
    """Return the numbers of the figures, f0, r0 and so on: one row, or one for each group.

    `rows`: what `sums` are of each sort, and of each group where there is one, in its order.
    """
    parts_of = [
        (f"_sort{number // _MOST_IN_ONE}", 1 << number % _MOST_IN_ONE, parts)
        for number, parts in enumerate(_parts(figures))
    ]
    found: dict[Any, Row] = {}
    for row in rows:
        group = {by: row[by]} if by else {}
        whole = found.setdefault(row[by] if by else None, group)
        for sort, bit, parts in parts_of:
            for part in parts if row[sort] & bit else ():
                if (number := row[part.source]) is not None:
                    whole[part.to] = part.put(whole.get(part.to, part.start), number)
    return list(found.values())


class _Part(NamedTuple):
    """Something that is put to a number of a figure: a sum, by its name, and how."""

    to: str
    source: str
    make: Callable[[Period], models.Aggregate | None]
    put: Callable[[Any, Any], Any]
    start: int


def _parts(figures: Sequence[CountedFigure]) -> list[list[_Part]]:
    """Return what is put to the numbers of each figure.

    What is the same sum has the name of the first figure that has it.
    """
    names: dict[Hashable, str] = {}
    found = []
    for number, figure in enumerate(figures):
        of_it, known = f"f{number}", f"r{number}"
        if figure.difference_of:
            whole, less = figure.difference_of
            parts = [
                _Part(of_it, names.setdefault(whole, of_it), whole, add, 0),
                _Part(of_it, names.setdefault(less, f"l{number}"), less, sub, 0),
            ]
        else:
            name = names.setdefault(figure.value, of_it)
            parts = [_Part(of_it, name, figure.aggregate, add, 0)]
        if figure.known_by:
            name = names.setdefault(figure.known_by, known)
            # Bits, or only whether.
            parts.append(_Part(known, name, figure.rounded, or_, False))
        found.append(parts)
    return found
