"""Tables that somebody pasted, as tables of an annex."""

import re
from collections.abc import Sequence
from unicodedata import east_asian_width

from .grids import TEXT_WIDTH, Grid, GridCell, TextLine
from .text_renderer import TextRenderer

# Width of a landscape page in mm.
WIDE = 225
# Of a full character in 5号, in mm.
CHARACTER_WIDTH = 3.75
# Characters of a column: the fewest, and the most that it asks for before it is broken.
NARROWEST, WIDEST = 3, 16
NUMBER = re.compile(r"[≥≤＝<>约]?[-−+]?[\d,]+(?:\.\d+)?(?:[%‰]|\w{0,2})")


def table_grid(rows: Sequence[Sequence[str]], renderer: TextRenderer, *, wide: bool) -> Grid:
    """Return the rows, all as long, as a table whose first row is its head; cells hold figures.

    A single row is no head. Small print where 5号 would break a number.
    """
    cells = [[renderer.line(cell) for cell in row] for row in rows]
    texts = [["".join(run.text for run in line) for line in row] for row in cells]
    needed = [max(_characters(text) for text in column) for column in zip(*texts, strict=True)]
    needed = [min(max(one, NARROWEST), WIDEST) for one in needed]
    room = WIDE if wide else TEXT_WIDTH
    widths = [int(room * one / sum(needed)) for one in needed]
    widths[-1] += room - sum(widths)
    below = len(rows) > 1
    head = [[GridCell((line,), "head") for line in cells[0]]] if below else []
    body = [
        [_cell(line, text) for line, text in zip(row, of_row, strict=True)]
        for row, of_row in zip(cells[below:], texts[below:], strict=True)
    ]
    small = any(
        NUMBER.fullmatch(text) and _characters(text) * CHARACTER_WIDTH > width
        for row in texts
        for text, width in zip(row, widths, strict=True)
    )
    return Grid(tuple(widths), head, [[row] for row in body], small=small, breaks=True)


def _cell(line: TextLine, text: str) -> GridCell:
    """Return a cell, in the middle where it is a number."""
    return GridCell((line,), "number" if NUMBER.fullmatch(text) else "text")


def _characters(text: str) -> float:
    """Return how many full characters the text is long."""
    return sum(1 if east_asian_width(letter) in "WFA" else 0.55 for letter in text) + 1
