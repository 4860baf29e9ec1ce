"""The statement of a period as tables of an annex: the numbers of its page."""

from collections.abc import Iterator

from redcross.figures import Scope
from reports.text.wording import TextRun

from .grids import Grid, GridCell, head_cell, number_cell, sum_cell, text_cell
from .money_statement import goods_note, money_note, statement_tables
from .statement_rows import StatementRow, StatementTable

# Of a landscape page, in mm: all of it, the first column at least, and beside it the widest, and
# the narrowest in 5号.
WIDTH, LABEL_WIDTH, WIDEST, ROOMY = 225, 40, 34, 26
# Set in, a line begins with so many spaces a level.
_INDENT = "　"


def statement_grids(
    scope: Scope, society: str, period: str
) -> Iterator[tuple[str, list[Grid], str]]:
    """Yield title, tables and note of each annex; none of money or goods that never moved."""
    money, goods = statement_tables(scope)
    who = _who(society, period)
    note = money_note(scope)
    if note or any(cell.number for table in money for row in table.rows for cell in row.cells):
        yield "收支表", [who, *(_grid(table, "元") for table in money)], note
    if goods:
        yield "物资收支结存表", [who, *(_grid(table, "") for table in goods)], goods_note(scope)


def _who(society: str, period: str) -> Grid:
    """Return whose statement it is and of which days."""
    cells = [head_cell("单位名称"), text_cell(society), head_cell("期间"), number_cell(period)]
    return Grid((30, 105, 20, 70), [], [[cells]])


def _grid(table: StatementTable, unit: str) -> Grid:
    """Return the table with its name above; small print where its columns are narrow."""
    columns = len(table.heads)
    name = f"{table.name}（{unit}）" if unit else table.name
    width = min(WIDEST, (WIDTH - LABEL_WIDTH) // columns)
    head = [[head_cell(name, columns + 1)], [head_cell(""), *map(head_cell, table.heads)]]
    widths = (WIDTH - columns * width, *[width] * columns)
    rows = [[_row(row)] for row in table.rows]
    return Grid(widths, head, rows, small=width < ROOMY, breaks=True)


def _row(row: StatementRow) -> list[GridCell]:
    label = text_cell(f"{_INDENT * row.level}{row.label}")
    return [label, *(sum_cell(TextRun(cell.text, cell.url)) for cell in row.cells)]
