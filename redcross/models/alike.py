"""Rows of records that are likely the same: alike in what must be, and told apart by nothing."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import models

if TYPE_CHECKING:
    from .record import Record

_Row = TypeVar("_Row", bound="Record")
# Field and what stands in it.
_Details = tuple[tuple[str, object], ...]


class AlikeRows(Generic[_Row]):
    """Records of one kind, found by what they say.

    What tells two apart (`Record.distinguishing_fields`) does so only where both say it: another
    export of the same may leave it out. Each is kept by every part of what it says of that, so
    that to find one costs the same however many there are.
    """

    def __init__(self, model: "type[Record]") -> None:
        self.fields = [model.own_field(name) for name in model.alike_fields]
        self.alike = [field.attname for field in self.fields]
        self.apart = [model.own_field(name).attname for name in model.all_distinguishing_fields()]
        self._rows: dict[object, list[_Row]] = {}
        # The fields that some of them say, of those that tell apart.
        self._said: set[tuple[str, ...]] = set()

    def add(self, row: _Row) -> None:
        if not self.alike:
            return
        details = self._details(row)
        names = tuple(name for name, _value in details)
        self._said.add(names)
        for number in range(len(details) + 1):
            for shared in combinations(details, number):
                self._rows.setdefault((self._key(row), names, shared), []).append(row)

    def like(self, row: "Record") -> Iterator[_Row]:
        """Yield those that are likely it, first those that agree with it in most."""
        for number in range(len(self.apart), -1, -1):
            for rows in self._agreeing(row, number):
                yield from rows

    def paired(self, rows: "Sequence[Record]") -> list[_Row | None]:
        """Return for each row the one that is likely it; none is that of two rows.

        Those that agree in most come first. What is given out is taken off.
        """
        found: list[_Row | None] = [None] * len(rows)
        taken: set[int] = set()
        for number in range(len(self.apart), -1, -1):
            for index, row in enumerate(rows):
                for candidates in self._agreeing(row, number) if found[index] is None else ():
                    while candidates and id(candidates[0]) in taken:
                        candidates.pop(0)
                    if candidates:
                        found[index] = candidates.pop(0)
                        taken.add(id(found[index]))
                        break
        return found

    def _agreeing(self, row: "Record", number: int) -> Iterator[list[_Row]]:
        """Yield the rows that agree with it in just so many of the fields that tell apart."""
        details = self._details(row)
        for names in sorted(self._said):
            shared = tuple(pair for pair in details if pair[0] in names)
            if len(shared) == number:
                yield self._rows.get((self._key(row), names, shared), [])

    def _key(self, row: "Record") -> tuple[object, ...]:
        return tuple(self._value(row, field) for field in self.fields)

    def _value(self, row: "Record", field: "models.Field[Any, Any]") -> object:
        value = getattr(row, field.attname)
        if value is not None or not isinstance(field, models.ForeignKey):
            return value
        # What is to be saved with it has no key yet.
        new = field.get_cached_value(row, default=None)
        return None if new is None else f"new {id(new)}"

    def _details(self, row: "Record") -> _Details:
        values = ((name, getattr(row, name)) for name in self.apart)
        return tuple((name, value) for name, value in values if value not in (None, ""))
