"""The cells of tables: how high a row of them is, and in which type they are set."""

from collections.abc import Sequence
from typing import NamedTuple

from .measuring import SIZES, lines_of, size_for

# Of the stylesheet, in millimetres: a character of 10.5 points, a line.
CHARACTER, LINE = 3.705, 5.3
# Within a cell beside and above its text, with its share of the rules.
PADDING, ABOVE_AND_BELOW = 2.71, 1.71


class PlacedCell(NamedTuple):
    """A cell as it stands: numbers to the right (`n`), what is short in the middle (`c`).

    `points`: of its type, where it is smaller, so that no figure is broken.
    """

    text: str
    side: str
    points: str = ""


def row_height(cells: Sequence[str], widths: Sequence[float], least: float) -> float:
    """Return the height of a row in millimetres."""
    lines = max(
        lines_of(c, w - PADDING, CHARACTER) if c else 1 for c, w in zip(cells, widths, strict=True)
    )
    return max(least, lines * LINE + ABOVE_AND_BELOW)


def table_row_height(cells: Sequence[str], widths: Sequence[float], least: float) -> float:
    """Return the height of a row of a table, whose figures stand whole, in millimetres."""
    lines = (
        lines_of(text, width - PADDING, character_for(text, width))
        for text, width in zip(cells, widths, strict=True)
        if text
    )
    return max(least, max(lines, default=1) * LINE + ABOVE_AND_BELOW)


def character_for(text: str, width: float) -> float:
    """Return the width of a character of this cell of a table, in millimetres."""
    return CHARACTER * size_for(text, width - PADDING, CHARACTER) / SIZES[0]


def placed_cell(text: str, side: str, width: float) -> PlacedCell:
    """Return the cell as it stands in a column so wide."""
    points = size_for(text, width - PADDING, CHARACTER)
    return PlacedCell(text, side, f"{points:g}" if points < SIZES[0] else "")
