"""The cells of a sheet, tidied, and what merged cells hold."""

import re
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TypeGuard

from django.core.exceptions import ValidationError

from redcross.rough_numbers import read_rough_number
from redcross.typed_values import TypedAs

from .reading import Cell, Sheet

# What is printed as nothing at all: copied from pages of the web.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_EDGES = re.compile(rf"^[\s{_UNSEEN}]+|[\s{_UNSEEN}]+\Z")
# Within a word these part nothing; the others may mean something there, and the forms refuse them.
_WITHIN = re.compile("[\u200b\u2060\ufeff]")
_BREAK = re.compile(r"[ \t]*[\r\n\v\f\x85\u2028\u2029]+\s*")
# A number of a spreadsheet has no more digits: 3482232.1100000003 is 3482232.11.
_DIGITS = 15
_PLACES = 6

NUMBERS = frozenset(
    {
        *(TypedAs.YUAN, TypedAs.WAN_YUAN, TypedAs.MILLILITRES),
        *(TypedAs.COUNT, TypedAs.WHOLE, TypedAs.NUMBER),
    }
)
MONEY = frozenset({TypedAs.YUAN, TypedAs.WAN_YUAN})


def tidy(cell: Cell) -> Cell:
    """Return the cell without what stands unseen around its text, and in one line.

    A cell of nothing but spaces and unseen characters is empty.
    """
    if not isinstance(cell, str):
        return cell
    return _BREAK.sub(_joint, _EDGES.sub("", _WITHIN.sub("", cell)))


def _joint(match: re.Match[str]) -> str:
    """Return what takes the place of a line break: nothing between two characters of Chinese."""
    around = match.string[match.start() - 1] + match.string[match.end()]
    return "" if all("\u3400" <= c <= "\u9fff" for c in around) else " "


def shown(cell: Cell) -> str:
    """Return the cell as somebody would read it."""
    if is_number(cell):
        return f"{Decimal(f'{cell:.{_DIGITS}g}'):f}"
    return str(cell)


def is_number(cell: Cell) -> TypeGuard[int | float]:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def is_dated(cell: Cell) -> bool:
    return isinstance(cell, date | time | timedelta)


def number_in(cell: Cell, typed_as: TypedAs | None = None, unit: str = "") -> Decimal | None:
    """Return the number of a cell, in the unit that its heading gives; None for what is none."""
    if is_number(cell):
        number = Decimal(f"{cell:.{_DIGITS}g}")
        return number if number.is_finite() else None
    if not isinstance(cell, str) or not cell:
        return None
    if typed_as not in NUMBERS or typed_as in MONEY:
        typed_as = TypedAs.WAN_YUAN if unit == "万元" else TypedAs.YUAN
    try:
        read = read_rough_number(cell, typed_as, _PLACES).number
    except ValidationError:
        read = None
    if read is None:
        return None
    return read.quantize(Decimal(1)) if read == int(read) else read.normalize()


def column_letter(index: int) -> str:
    """Return what a spreadsheet calls its column: A, B, … AA for 0, 1, … 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class Grid:
    """The tidied cells of a sheet. Rows and columns count from 0."""

    sheet: Sheet
    rows: list[list[Cell]] = field(init=False)

    def __post_init__(self) -> None:
        rows = [[tidy(cell) for cell in row] for row in self.sheet.rows]
        object.__setattr__(self, "rows", rows)

    @cached_property
    def height(self) -> int:
        return max([len(self.rows), *(row + 1 for row, _column in self.sheet.errors)])

    @cached_property
    def width(self) -> int:
        """Return how many columns are in use."""
        columns = (column + 1 for _row, column in self.sheet.errors)
        return max([0, *map(len, self.rows), *columns])

    def at(self, row: int, column: int) -> Cell:
        """Return what stands in the cell itself."""
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else ""

    def is_error(self, row: int, column: int) -> bool:
        return (row, column) in self.sheet.errors

    def used(self, row: int, columns: range) -> list[int]:
        """Return the columns in which something stands in this row, if only an error."""
        cells = self.rows[row] if row < len(self.rows) else []
        found = [c for c in columns if c < len(cells) and cells[c] != ""]
        if not self.sheet.errors:
            return found
        return [c for c in columns if c in found or self.is_error(row, c)]

    def text(self, row: int, columns: range) -> str:
        """Return the row as it reads, its cells apart by two spaces."""
        return "  ".join(shown(self.at(row, c)) for c in self.used(row, columns)).strip()

    def is_words(self, row: int, columns: range) -> bool:
        """Return whether there is something in the row, and all of it text."""
        used = self.used(row, columns)
        return bool(used) and all(isinstance(self.at(row, c), str) for c in used)

    @cached_property
    def above(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return for every cell below the first of merged ones that first cell."""
        return {
            (row, left): (top, left)
            for top, left, bottom, _right in self.sheet.merged
            for row in range(top + 1, min(bottom + 1, self.height))
        }

    @cached_property
    def spans(self) -> dict[int, list[range]]:
        """Return by row the columns merged into one, in the first row of what is merged."""
        found: dict[int, list[range]] = {}
        for top, left, _bottom, right in self.sheet.merged:
            if right > left:
                found.setdefault(top, []).append(range(left, right + 1))
        return found
