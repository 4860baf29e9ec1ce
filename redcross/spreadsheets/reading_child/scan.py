"""What is found in a file before its values are read: python-calamine allots the whole rectangle
up to the last filled cell and, where memory ends, ends with it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from .limits import FAR_COLUMN, MAX_CELLS, MAX_HEIGHT, MAX_ROWS

# What a cell holds; "" is an empty one.
Cell = str | int | float | bool | date | datetime | time | timedelta


class Refused(Exception):
    """The file is not read; the code names the message, which fills in the details."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass
class SheetScan:
    """One sheet's filled extent and marks. Rows and columns count from 0."""

    name: str = ""
    hidden: bool = False
    filled_rows: int = 0
    last_row: int = -1
    last_column: int = -1
    # First row, first column, last row, last column.
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    # Row, column: the text that the cell shows.
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    _lowest: tuple[int, int] = (0, 0)
    _rightmost: tuple[int, int] = (0, 0)

    def fill(self, row: int, column: int) -> None:
        """Note a filled cell."""
        if row > self.last_row:
            self.last_row, self._lowest = row, (row, column)
        if column > self.last_column:
            self.last_column, self._rightmost = column, (row, column)

    @property
    def area(self) -> int:
        return (self.last_row + 1) * (self.last_column + 1)

    def check_extent(self) -> None:
        """Raise Refused for too many rows, and for a cell far from the table."""
        if self.filled_rows > MAX_ROWS:
            raise Refused("too_many_rows", sheet=self.name, rows=MAX_ROWS)
        if self.last_row >= MAX_HEIGHT:
            raise Refused("far_cell", sheet=self.name, cell=cell_name(*self._lowest))
        if self.area > MAX_CELLS and self.last_column >= FAR_COLUMN:
            raise Refused("far_cell", sheet=self.name, cell=cell_name(*self._rightmost))


def check_book(scans: list[SheetScan]) -> None:
    """Raise Refused where a sheet is, or all together are, too large, or two have one name.

    python-calamine finds a sheet by its name: of two it would read the first one twice.
    """
    names: set[str] = set()
    for scan in scans:
        if scan.name in names:
            raise Refused("same_name", sheet=scan.name)
        names.add(scan.name)
        scan.check_extent()
    if sum(scan.area for scan in scans) > MAX_CELLS:
        raise Refused("too_large")


def column_number(letters: str) -> int:
    """Return A as 0, XFD as 16383."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_name(row: int, column: int) -> str:
    """Return the first cell as A1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
