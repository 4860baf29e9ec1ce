"""The cells of a row as somebody would type them who sees the whole sheet."""

import re
from collections.abc import Collection, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.typed_values import TypedAs, as_typed, half_width

from .grid import is_number, shown, tidy
from .layout import LedgerTable
from .ledger_rows import SheetRow
from .reading import Cell, Sheet
from .records import TableRow
from .typed_cells import failed_formula

# A day or month of which the sheet says the year: 8.4, 8月4日, 8月上旬.
_SHORT_DAY = re.compile(r"(\d{1,2})(?:[-./]|月)(\d{1,2})[日号]?", re.ASCII)
_SHORT_MONTH = re.compile(r"\d{1,2}月份?(?:上旬|中旬|下旬)?", re.ASCII)
# On a page these are days; in a file nobody knows of which day they were said.
_DAYS_AGO = ("今天", "今日", "昨天", "昨日", "前天")
_BARE_NUMBER = re.compile(r"[¥-]*[\d,]+(?:\.\d+)?", re.ASCII)
# What a number of such a field means that has no unit.
_OWN_UNIT = {TypedAs.YUAN: "元", TypedAs.WAN_YUAN: "万元"}


def is_of_lines(field: forms.Field) -> bool:
    """Return whether a line break in the field means something: it parts names, or a text."""
    several = forms.ModelMultipleChoiceField | forms.MultipleChoiceField
    return isinstance(field, several) or isinstance(field.widget, forms.Textarea)


def fill(
    read: SheetRow,
    sheet: Sheet,
    table: LedgerTable,
    row: TableRow,
    types: Mapping[str, TypedAs],
    of_lines: Collection[str],
) -> None:
    """Put the cells of a row of the table into `read`, and what is wrong with them.

    `types`: what the fields are typed as that are no plain text. `of_lines`: the fields whose line
    breaks mean something.
    """
    read.year = table.dated.year
    units = {heading.field: heading.unit for heading in table.headings}
    columns = {heading.field: heading.index for heading in table.headings}
    for name, cell in row.cells.items():
        typed_as = types.get(name)
        try:
            if typed_as in _OWN_UNIT:
                cell = _with_unit(cell, units.get(name, ""), typed_as)
            elif typed_as is not None and typed_as.is_date:
                cell = with_year(cell, table.dated.year)
            elif name in of_lines and name not in row.filled:
                cell = _with_lines(sheet.rows[row.number - 1][columns[name]])
            read.cells[name] = cell
        except ValidationError as error:
            read.faults[name] = error.messages
            read.unread[name] = cell
    for name in row.errors:
        read.faults[name] = failed_formula(row.cells.get(name, "")).messages
        read.cells.pop(name, None)


def record_number(cell: Cell) -> int | None:
    """Return the number of a record, or of a version, as a sheet holds it; None for none."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    text = half_width(cell).strip() if isinstance(cell, str) else f"{cell:.15g}"
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _with_unit(cell: Cell, unit: str, typed_as: TypedAs) -> Cell:
    """Return a number in 万元 as it would be typed: the heading's unit is the cell's."""
    text = half_width(cell) if isinstance(cell, str) else cell
    if is_number(text):
        text = shown(text)
    elif not isinstance(text, str) or not _BARE_NUMBER.fullmatch(text.replace(" ", "")):
        return cell
    return cell if unit in ("", _OWN_UNIT[typed_as]) else f"{text}{unit}"


def _with_lines(cell: Cell) -> Cell:
    """Return the cell tidied, and in as many lines as it has."""
    if not isinstance(cell, str):
        return cell
    return "\n".join(str(tidy(line)) for line in cell.strip().splitlines())


def with_year(cell: Cell, year: int | None) -> Cell:
    """Return a day without its year with that of the sheet.

    Raises ValidationError where the sheet names none: the year of today would be a guess.
    """
    if not isinstance(cell, str):
        return cell
    text = re.sub(r"\s", "", half_width(cell))
    day, month = _SHORT_DAY.fullmatch(text), _SHORT_MONTH.fullmatch(text)
    if not day and not month and text not in _DAYS_AGO:
        return cell
    if year is None or text in _DAYS_AGO:
        raise ValidationError(
            _(
                "“%(typed)s” names no year: write 2021-8-4, or name the year in the sheet's title "
                "or name."
            )
            % {"typed": as_typed(cell)}
        )
    return f"{year}-{day[1]}-{day[2]}" if day else f"{year}年{text}"
