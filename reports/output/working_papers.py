"""Working papers (工作底稿): every number with the records behind it, in the reader's language.

Rows are passed on as they are read, so that the papers are never whole in memory.
"""

from collections.abc import Callable, Iterator
from datetime import UTC
from decimal import Decimal
from io import BytesIO
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from PIL import Image
from xlsxwriter.worksheet import Worksheet

from redcross.figures import CountedFigure, figures_by_key, registered_figures
from redcross.models import Entry, Line, Record
from redcross.printing.qr import qr_picture
from redcross.spreadsheets.exports import Link, headings, row_cells
from redcross.spreadsheets.sheets import WORKBOOK_OPTIONS
from redcross.typed_values import Rounding
from reports.evaluation.document import UNSAFE_CHARACTERS
from reports.evaluation.snapshot import ChangedFigure, changed_figures, current_figures
from reports.figures import derived_figure_url
from reports.models import Evaluation, SignedCopy, SignedFigure

from .counted_records import (
    CountedRecords,
    change_since,
    counted_records,
    list_table,
    related_columns,
)
from .printed_sheet import PrintedSheet, Row

# How high the row of a QR code is, and in which column it stands.
QR_POINTS, QR_COLUMN = 85, 6


def write_working_papers(evaluation: Evaluation, absolute: Callable[[str], str]) -> IO[bytes]:
    """Return an XLSX file: a sheet of all figures, then one of every kind of record behind them.

    `absolute` makes a full address of one of ours. Who asks for the file closes it.
    """
    signed_copy = SignedCopy.objects.filter(evaluation=evaluation).first()
    file = TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    address = absolute(reverse("reports:verify"))
    with xlsxwriter.Workbook(file, WORKBOOK_OPTIONS) as book:
        sheet = book.add_worksheet(_("Figures")[:31])
        if signed_copy:
            # As long as no record is changed, they are the same byte for byte.
            book.set_properties({"created": signed_copy.at.astimezone(UTC)})
            sheet.set_row(1, QR_POINTS)
            picture = BytesIO(qr_picture(f"{address}?code={signed_copy.code}", scale=4))
            sheet.insert_image(1, QR_COLUMN, "qr.png", _picture_options(picture))
        heading = _heading_rows(evaluation, signed_copy, address)
        rows = _figure_rows(evaluation, signed_copy, absolute)
        _write_printed(book, sheet, chain(heading, rows), head=2)
        for counted in counted_records(evaluation, signed_copy):
            _write_sheet(book, counted.model, _record_rows(counted))
            for line in _counted_line_models(counted.model):
                _write_sheet(book, line, _line_rows(counted, line))
    file.seek(0)
    return file


def _picture_options(picture: BytesIO) -> dict[str, Any]:
    """Return how a QR code stands in its row."""
    with Image.open(picture) as image:
        scale = QR_POINTS / 72 * image.info["dpi"][0] / image.width * 0.95
    picture.seek(0)
    return {"image_data": picture, "x_scale": scale, "y_scale": scale, "x_offset": 4, "y_offset": 2}


def _write_printed(
    book: xlsxwriter.Workbook, sheet: Worksheet, rows: Iterator[Row], head: int
) -> None:
    """Write the rows, ready to be looked at and printed. `head`: the row of the headings."""
    printed = PrintedSheet(book, sheet, head)
    printed.write(rows)
    printed.finish()


def _heading_rows(
    evaluation: Evaluation, signed_copy: SignedCopy | None, address: str
) -> Iterator[Row]:
    """Yield two rows that say whose papers they are, and as of when."""
    mark = [_("demonstration data")] if evaluation.society.demonstration else []
    yield [str(evaluation.society), str(evaluation), evaluation.start, evaluation.end, *mark]
    at = signed_copy.at if signed_copy else timezone.now()
    code = [_("verification code"), signed_copy.code, address] if signed_copy else []
    yield [_("As signed") if signed_copy else _("Now"), at, *code]


def _figure_rows(
    evaluation: Evaluation, signed_copy: SignedCopy | None, absolute: Callable[[str], str]
) -> Iterator[Row]:
    """Yield the head and a row a figure; of signed papers also what has changed since."""
    yield [
        _("Figure"),
        pgettext("of a figure", "value"),
        _("rounded"),
        pgettext("of a figure", "unit"),
        _("Counting rule"),
        _("number of records"),
        _("the list as it is now"),
        *([_("Now")] if signed_copy else []),
    ]
    changes = changed_figures(signed_copy) if signed_copy else []
    changed = {change.figure.key: change for change in changes}
    figures = signed_copy.figures() if signed_copy else current_figures(evaluation)
    for key, figure in figures.items():
        now = [_number_now(changed[key]) if key in changed else ""] if signed_copy else []
        label, unit, rule = _signed_definition(key, figure)
        yield [
            label,
            *_known_number(figure),
            unit,
            rule,
            "" if figure.records is None else figure.records,
            _figure_link(evaluation, key, absolute),
            *now,
        ]


def _signed_definition(key: str, figure: SignedFigure) -> tuple[str, str, str]:
    """Return label, unit and rule as they were signed; in another language as they are now."""
    definition = figures_by_key().get(key)
    if definition is None or (get_language() or "").startswith("zh"):
        return figure.label, figure.unit, figure.rule
    return str(definition.label), str(definition.unit.label), str(definition.full_rule)


def _known_number(figure: SignedFigure) -> tuple[Decimal | int | str, str]:
    """Return the cells of a number and of how well it is known: no 0 of what is not known."""
    rounding = Rounding(figure.rounded)
    number = None if figure.number is None else Decimal(figure.number)
    if rounding is Rounding.UNKNOWN:
        label = str(rounding.label)
        return (_figure_number(number), _("at least so many")) if number else (label, label)
    return _figure_number(number), str(rounding.label)


def _number_now(change: ChangedFigure) -> Decimal | int | str:
    """Return what the cell of a changed number holds: in words where it is not exact."""
    return change.shown if change.rounded else _figure_number(change.now)


def _figure_number(number: Decimal | None) -> Decimal | int | str:
    """Return what the cell of a number holds; whole ones as such, words where there is none."""
    if number is None:
        return pgettext("of a figure", "none")
    return int(number) if number == int(number) else number


def _figure_link(evaluation: Evaluation, key: str, absolute: Callable[[str], str]) -> str:
    """Return the link to a figure's list, nothing of one that is defined no more."""
    figure, scope = figures_by_key().get(key), evaluation.scope
    if isinstance(figure, CountedFigure):
        url = figure.url(figure.parameters(scope))
        return Link(absolute(url))
    return Link(absolute(derived_figure_url(key, scope))) if figure else ""


def _write_sheet(
    book: xlsxwriter.Workbook, model: type[Entry] | type[Line], rows: Iterator[Row]
) -> None:
    """Write heading and rows on a sheet of their own; what has no rows has no sheet."""
    head, first = next(rows), next(rows, None)
    if first is not None:
        title = UNSAFE_CHARACTERS.sub("", str(model._meta.verbose_name_plural))[:31]
        _write_printed(book, book.add_worksheet(title), chain([head, first], rows), head=0)


def _record_rows(counted: CountedRecords) -> Iterator[Row]:
    """Yield the head and the records as they are now, with the version that was counted."""
    table = list_table(counted.model)
    keys, several = related_columns(counted.model, table, "society")
    dated = issubclass(counted.model, Record) and "date" not in table.base_columns
    yield [
        _("record number"),
        _("version"),
        _("since then"),
        _("society"),
        *([_("date")] if dated else []),
        *headings(table),
    ]
    for versions in counted.chunks():
        rows = counted.model.objects.filter(pk__in=versions).order_by("pk")
        records = list(rows.select_related(*keys).prefetch_related(*several))
        for record, shown in zip(records, row_cells(table, records), strict=True):
            yield [
                record.pk,
                versions[record.pk],
                change_since(record, versions[record.pk]),
                str(record.society),
                *([record.date] if dated and isinstance(record, Record) else []),
                *shown,
            ]


def _counted_line_models(model: type[Entry]) -> list[type[Line]]:
    """Return the kinds of line of these records that figures count."""
    models = dict.fromkeys(figure.model for figure in registered_figures())
    lines = [line for line in models if issubclass(line, Line)]
    return [line for line in lines if line.owner_model() is model]


def _line_rows(counted: CountedRecords, line: type[Line]) -> Iterator[Row]:
    """Yield the head and the records' lines as they are now, with what happened to the record."""
    table = list_table(line)
    keys, several = related_columns(line, table, line.owner)
    yield [_("line number"), _("number of its record"), _("since then"), *headings(table)]
    for versions in counted.chunks():
        rows = line.objects.filter(**{f"{line.owner}__in": versions}).order_by(line.owner, "pk")
        lines = list(rows.select_related(*keys).prefetch_related(*several))
        for row, shown in zip(lines, row_cells(table, lines), strict=True):
            owner = getattr(row, line.owner)
            yield [row.pk, owner.pk, change_since(owner, versions[owner.pk]), *shown]
