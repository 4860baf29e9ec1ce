"""The lines of a row of the preview."""

from collections.abc import Iterator
from typing import TypedDict

from django.core.exceptions import NON_FIELD_ERRORS

from redcross.fields import mask_number

from .grid import shown
from .imports import ImportRead
from .ledger_rows import LineRow
from .line_reading import LineFault
from .rows import RowRead

# Lines of a row that are shown though nothing is wrong with them.
MOST_SHOWN = 10


class PreviewLine(TypedDict):
    """A line of the row, or the part of it that is one. Long numbers are masked.

    `name`: what its boxes are called, as lots.0.
    """

    key: str
    name: str
    place: str
    # Name of the sheet, row from 1, and field to column from 0.
    sheet: str
    number: int
    columns: dict[str, int]
    # Field, label and text of the cells.
    cells: list[tuple[str, str, str]]
    # Field to what is wrong; "" for the whole line.
    faults: dict[str, list[str]]


def preview_lines(read: ImportRead, row: RowRead) -> list[PreviewLine]:
    """Return all lines of the row."""
    by_row: dict[int, list[LineFault]] = {}
    for fault in row.lines.faults:
        by_row.setdefault(id(fault.row), []).append(fault)
    return [
        _shown(read, f"{related}.{number}", line, by_row.get(id(line), []))
        for related, lines in row.row.lines.items()
        for number, line in enumerate(lines)
    ]


def _shown(read: ImportRead, name: str, line: LineRow, faults: list[LineFault]) -> PreviewLine:
    labels = read.reader.lines.kinds[name.partition(".")[0]].labels
    wrong: dict[str, list[str]] = {}
    for fault in faults:
        field = "" if fault.name == NON_FIELD_ERRORS else fault.name
        wrong.setdefault(field, []).append(mask_number(fault.message))
    return {
        "key": line.key,
        "name": name,
        "place": str(line.place),
        "sheet": line.sheet_name,
        "number": line.number,
        "columns": dict(line.columns),
        "cells": [
            (field, label, mask_number(shown(line.cells.get(field, ""))))
            for field, label in labels.items()
            if field in line.cells or field in wrong
        ],
        "faults": wrong,
    }


def lines_to_show(lines: list[PreviewLine]) -> Iterator[PreviewLine]:
    """Yield the lines that a person sees: those that are wrong, and the first of the others."""
    sound = 0
    for line in lines:
        sound += not line["faults"]
        if line["faults"] or sound <= MOST_SHOWN:
            yield line
