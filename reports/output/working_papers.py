"""Working papers (工作底稿): every number with the records behind it.

Rows are passed on as they are read, so that the papers are never whole in memory.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from redcross.figures import CountedFigure, figures_by_key, registered_figures
from redcross.models import Line
from redcross.spreadsheets.exports import WORKBOOK_OPTIONS, Link, headings, row_cells, write_rows
from reports.evaluation.snapshot import changed_figures, current_figures
from reports.figures import derived_figure_url
from reports.models import Evaluation, SignedCopy

from .counted_records import (
    UNSAFE_CHARACTERS,
    CountedRecords,
    change_since,
    counted_records,
    list_table,
    related_columns,
)


def write_working_papers(evaluation: Evaluation, absolute: Callable[[str], str]) -> IO[bytes]:
    """XLSX: a sheet of all figures, then one of every kind of record behind them.

    `absolute` makes a full address of one of ours.
    """
    signed_copy = SignedCopy.objects.filter(evaluation=evaluation).first()
    file = TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    with override("zh-hans"), xlsxwriter.Workbook(file, WORKBOOK_OPTIONS) as book:
        sheet = book.add_worksheet(_("Figures")[:31])
        rows = _figure_rows(evaluation, signed_copy, absolute)
        write_rows(book, sheet, chain(_heading_rows(evaluation, signed_copy), rows))
        for one in counted_records(evaluation, signed_copy):
            _write_sheet(book, one.model, _record_rows(one))
            for line in _counted_line_models(one.model):
                _write_sheet(book, line, _line_rows(one, line))
    file.seek(0)
    return file


def _heading_rows(evaluation: Evaluation, signed_copy: SignedCopy | None) -> Iterator[list[Any]]:
    """Whose papers they are, in two rows."""
    mark = ["演示数据"] if evaluation.society.demonstration else []
    yield [str(evaluation.society), str(evaluation), evaluation.start, evaluation.end, *mark]
    at = signed_copy.at if signed_copy else timezone.now()
    code = [_("verification code"), signed_copy.code] if signed_copy else []
    yield [_("As signed") if signed_copy else _("Now"), at, *code]


def _figure_rows(
    evaluation: Evaluation, signed_copy: SignedCopy | None, absolute: Callable[[str], str]
) -> Iterator[list[Any]]:
    yield [
        pgettext("of a figure", "key"),
        _("Figure"),
        pgettext("of a figure", "value"),
        _("rounded"),
        pgettext("of a figure", "unit"),
        _("Counting rule"),
        _("number of records"),
        _("the list as it is now"),
        *([_("Now")] if signed_copy else []),
    ]
    changed = (
        {one.figure.key: one.now for one in changed_figures(signed_copy)} if signed_copy else {}
    )
    values = signed_copy.values if signed_copy else current_figures(evaluation)
    for key, (number, rounded, records, label, unit, rule) in values.items():
        now = [_figure_number(changed[key]) if key in changed else ""] if signed_copy else []
        yield [
            key,
            label,
            _figure_number(None if number is None else Decimal(number)),
            _("yes") if rounded else _("no"),
            unit,
            rule,
            "" if records is None else records,
            _figure_link(evaluation, key, absolute),
            *now,
        ]


def _figure_number(number: Decimal | None) -> Any:
    if number is None:
        return pgettext("of a figure", "none")
    return int(number) if number == int(number) else number


def _figure_link(evaluation: Evaluation, key: str, absolute: Callable[[str], str]) -> str:
    figure, scope = figures_by_key().get(key), evaluation.scope
    if isinstance(figure, CountedFigure):
        url = figure.url(figure.parameters(scope))
        return Link(absolute(url))
    return Link(absolute(derived_figure_url(key, scope))) if figure else ""


def _write_sheet(book: Any, model: Any, rows: Iterator[list[Any]]) -> None:
    """Heading and rows; what has none has no sheet."""
    head, first = next(rows), next(rows, None)
    if first is not None:
        title = UNSAFE_CHARACTERS.sub("", str(model._meta.verbose_name_plural))[:31]
        write_rows(book, book.add_worksheet(title), chain([head, first], rows))


def _record_rows(one: CountedRecords) -> Iterator[list[Any]]:
    table = list_table(one.model)
    keys, several = related_columns(one.model, table, "society")
    dated = "date" in {f.name for f in one.model._meta.concrete_fields}
    yield [
        _("record number"),
        _("version"),
        _("since then"),
        _("society"),
        *([_("date")] if dated else []),
        *headings(table),
    ]
    for versions in one.chunks():
        rows = one.model.objects.filter(pk__in=versions).order_by("pk")
        rows = list(rows.select_related(*keys).prefetch_related(*several))
        for record, shown in zip(rows, row_cells(table, rows), strict=True):
            yield [
                record.pk,
                versions[record.pk],
                change_since(record, versions[record.pk]),
                str(record.society),
                *([record.date] if dated else []),
                *shown,
            ]


def _counted_line_models(model: Any) -> list[Any]:
    """The kinds of line of these records that figures count."""
    lines = {figure.model: 0 for figure in registered_figures() if issubclass(figure.model, Line)}
    return [line for line in lines if line.owner_model() is model]


def _line_rows(one: CountedRecords, line: Any) -> Iterator[list[Any]]:
    """The lines of the records as they are now, with what happened to their record."""
    table = list_table(line)
    keys, several = related_columns(line, table, line.owner)
    yield [_("line number"), _("number of its record"), _("since then"), *headings(table)]
    for versions in one.chunks():
        rows = line.objects.filter(**{f"{line.owner}__in": versions}).order_by(line.owner, "pk")
        rows = list(rows.select_related(*keys).prefetch_related(*several))
        for row, shown in zip(rows, row_cells(table, rows), strict=True):
            owner = getattr(row, line.owner)
            yield [row.pk, owner.pk, change_since(owner, versions[owner.pk]), *shown]
