"""Tables as page, print and Word show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.text.charts import Chart
from reports.text.wording import TextRun

from .text_renderer import Block, BreakdownTable, format_value

TextLine = Sequence[TextRun]
# Width of the type area in mm.
TEXT_WIDTH = 156


@dataclass(frozen=True)
class GridCell:
    """Lines of parts, over `span` columns and `rows` rows. `kind`: head, number, sum or text."""

    lines: tuple[TextLine, ...]
    kind: str = "text"
    span: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Grid:
    """A table: widths of its columns in mm, rows of its head, and groups of rows kept together."""

    widths: tuple[int, ...]
    head: list[list[GridCell]]
    groups: list[list[list[GridCell]]]
    caption: str = ""
    # In 小五 where 5号 would break its numbers.
    small: bool = False
    # Its rows closer together, where that saves a page.
    close: bool = False
    # Whether it may begin where a page has room left, and go on on the next.
    breaks: bool = False
    # Whether it begins a page, though there is some room left: for a row or two.
    turns: bool = False
    # How many columns at the left hold labels that rows share.
    labels: int = 0

    @property
    def twips(self) -> list[int]:
        """Return the widths in twentieths of a point."""
        return [round(width * 1440 / 25.4) for width in self.widths]

    @property
    def laid_out(self) -> Iterator[tuple[bool, bool, list[tuple[GridCell, int, str]]]]:
        """Yield, for Word, each row as (of the head, with the next, cells with width and merging).

        A width is in twentieths of a point; merging is restart, continue or nothing.
        """
        for group in (self.head, *self.groups):
            above: dict[int, tuple[GridCell, int]] = {}
            for number, row in enumerate(group):
                placed, cells, column = [], iter(row), 0
                while column < len(self.widths):
                    if column in above:
                        cell, rows_left = above.pop(column)
                        merging = "continue"
                    else:
                        cell = next(cells)
                        rows_left = cell.rows
                        merging = "restart" if cell.rows > 1 else ""
                    if rows_left > 1:
                        above[column] = (cell, rows_left - 1)
                    width = sum(self.twips[column : column + cell.span])
                    placed.append((cell, width, merging))
                    column += cell.span
                yield group is self.head, number < len(group) - 1, placed


def block_grid(block: Block) -> Grid | None:
    """Return a breakdown within the text as a grid; None for a paragraph."""
    if isinstance(block, BreakdownTable):
        names = block.head
        rows = [[GridCell((row[0:1],)), *map(number_cell, row[1:])] for row in block.rows]
    elif isinstance(block, Chart):
        names = [block.heading, *(series.label for series in block.series)]
        rows = [
            [
                text_cell(group),
                *(number_cell(format_value(value, "bare") if value else "0") for value in values),
            ]
            for group, values in block.rows
        ]
    else:
        return None
    widths = (TEXT_WIDTH - 40 * (len(names) - 1), *[40] * (len(names) - 1))
    if len(names) > 3:
        widths = (TEXT_WIDTH // len(names),) * len(names)
    return Grid(widths, [[*map(head_cell, names)]], [[row] for row in rows], block.title)


def head_cell(text: str, span: int = 1, rows: int = 1) -> GridCell:
    """Return a cell of the head, or the label of rows."""
    return GridCell(([TextRun(text)],), "head", span, rows)


def text_cell(text: str, span: int = 1, rows: int = 1) -> GridCell:
    """Return a cell with words."""
    return GridCell(([TextRun(text)],), "text", span, rows)


def sum_cell(shown: TextRun) -> GridCell:
    """Return a cell with a number that stands above and below others: their decimals meet."""
    return GridCell(([shown],), "sum")


def number_cell(shown: TextRun | str | None, span: int = 1) -> GridCell:
    """Return a cell with a number, a dash where there is none."""
    return GridCell(
        ([shown if isinstance(shown, TextRun) else TextRun(shown or "—")],), "number", span
    )
