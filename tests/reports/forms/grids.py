"""What stands in the tables of an evaluation."""


def rows_of(grid):
    """Return the texts of the cells, the head first."""
    rows = [*grid.head, *(row for group in grid.groups for row in group)]
    return [["".join(run.text for run in cell.lines[0]) for cell in row] for row in rows]
