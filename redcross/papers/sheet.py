"""What stands on a paper, whatever it leaves as: PDF, Word or a spreadsheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from redcross.formatting import trim_decimal, with_rounding
from redcross.printing.characters import printable
from redcross.typed_values import Rounding


class RoundedNumber(NamedTuple):
    """A number that is not known exactly."""

    number: Decimal | int
    rounding: Rounding


# None: not known, and left empty.
Cell = str | Decimal | int | RoundedNumber | None


def shown_cell(cell: Cell) -> str:
    """Return the cell as it is printed: 1,234.50, 约300, nothing of what is not known."""
    if cell is None or isinstance(cell, str):
        return printable(cell or "")
    number, rounding = cell if isinstance(cell, RoundedNumber) else (cell, Rounding.EXACT)
    return with_rounding(f"{trim_decimal(Decimal(number)):,f}", rounding)


def sum_of(cells: Iterable[Cell]) -> Cell:
    """Return the sum of the numbers among the cells, as well as its parts are known."""
    numbers = [cell for cell in cells if cell is not None and not isinstance(cell, str)]
    parts = [
        cell if isinstance(cell, RoundedNumber) else RoundedNumber(cell, Rounding.EXACT)
        for cell in numbers
    ]
    if not parts:
        return None
    total = sum((Decimal(part.number) for part in parts), Decimal(0))
    rounding = Rounding.of_sum(part.rounding for part in parts)
    return RoundedNumber(total, rounding) if rounding else total


@dataclass(frozen=True)
class Column:
    """A column of a table; its width is in millimetres of the paper. `total`: it is summed."""

    head: str
    width: float
    total: bool = False
    # Numbers stand to the right, what is signed or short in the middle.
    centred: bool = False


@dataclass(frozen=True)
class Table:
    """Rows below heads that are repeated on every page. Its columns fill the type area: their
    widths say how they share it.

    With a summed column and more than one page every page ends with 本页小计, the last with 合计.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    # Empty rows below, to be written by hand.
    blank_rows: int = 0
    # In millimetres at least: rows that are signed take more.
    row_height: float = 7.5
    # 合计 in capitals below the total: the sum of the column of that name.
    capitals: str = ""


@dataclass(frozen=True)
class Fields:
    """Names with what is known of them, in so many pairs a line; None gives a line of its own."""

    pairs: Sequence[tuple[str, Cell]]
    columns: int = 2


@dataclass(frozen=True)
class Text:
    """Paragraphs; `large` as on a certificate. Whom the first one greets, it greets from the edge.

    张建国：
    """

    paragraphs: Sequence[str]
    large: bool = False

    @property
    def greets(self) -> bool:
        """Return whether the first paragraph says whom the others address."""
        return bool(self.paragraphs) and self.paragraphs[0].rstrip().endswith(("：", ":"))


@dataclass(frozen=True)
class Opinion:
    """What somebody says, above the room for signature, seal and date."""

    label: str
    text: str = ""
    signed: str = "签字（盖章）："
    # In millimetres, of which the last line has 8.
    height: float = 26

    @property
    def text_height(self) -> float:
        """Return the height above the signature, in millimetres."""
        return self.height - 8


@dataclass(frozen=True)
class Opinions:
    """Opinions one below the other, in the order in which they are given."""

    given: Sequence[Opinion]


Part = Table | Fields | Text | Opinions


@dataclass(frozen=True)
class Sheet:
    """A paper. `signatures`: who signs, in a line; `closing`: name and date at its end, to the
    right, as of a letter.
    """

    title: str
    parts: Sequence[Part]
    # 编号 or 单号, above the title to the right.
    number: str = ""
    # Below the title: what is said of the whole, as 非财政票据.
    note: str = ""
    signatures: Sequence[str] = ()
    # On every page, as on a roster of which each page is posted by itself.
    signed_pages: bool = False
    closing: Sequence[str] = ()
    landscape: bool = False
    # Set by who prints it.
    society: str = ""
    marks: Sequence[str] = field(default=())
    code: str = ""
