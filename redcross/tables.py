"""Columns that several apps show."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.contrib.postgres.aggregates import BitOr, BoolOr
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Aggregate, Count, F, Model, Q
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor, signature

from .fields import ChoiceArrayField
from .figures import rounding_bits, rounding_read
from .formatting import format_day, show_number, with_rounding
from .models import Entry, Line, Record
from .navigation import cached_reverse
from .typed_values import DatePrecision, Rounding


class NumberColumn(tables.Column):
    """A count or quantity, without zeros after the point, flush right."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(attrs={"td": {"class": "num"}, "th": {"class": "num"}}, **kwargs)

    def render(self, value: Decimal | int) -> str:
        whole = value == int(value)
        return f"{int(value):,}" if whole else f"{Decimal(value).normalize():,f}"


class TimesColumn(NumberColumn):
    """How many a record stands for, or that nobody knows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=Rounding.UNKNOWN.label, **kwargs)


class MoneyColumn(NumberColumn):
    """Yuan with two decimals and thousands separators, flush right."""

    def render(self, value: Decimal | int) -> str:
        return f"{value:,.2f}"


@dataclass(frozen=True)
class RoundedTotal:
    """What the rows of a list come to, of which some do not know it exactly, or not at all."""

    number: Decimal | int | None
    rounding: Rounding
    is_rough = True

    def __add__(self, other: "RoundedTotal | Decimal | int") -> "RoundedTotal":
        if not isinstance(other, RoundedTotal):
            other = RoundedTotal(other, Rounding.EXACT)
        numbers = [one.number for one in (self, other) if one.number is not None]
        together = Rounding.of_sum((self.rounding, other.rounding))
        return RoundedTotal(sum(numbers) if numbers else None, together)

    __radd__ = __add__

    def __str__(self) -> str:
        return show_number(self.number, self.rounding)


class Cells(list[tuple[str, str, Any]]):
    """The cells of a row: CSS class, label and content of each."""

    @property
    def html(self) -> SafeString:
        """Return them as a template would, which takes twice as long."""
        cells = (f"{_opening(css, label)}{_written(content)}</td>" for css, label, content in self)
        return mark_safe("".join(cells))  # noqa: S308  # each is escaped


# Of HTML whose texts are escaped: no text and no attribute has such a bracket.
TAG = re.compile(r"<[^>]*>")


@lru_cache(maxsize=1000)
def _opening(css: str, label: str) -> SafeString:
    """Return the tag that opens a cell."""
    css_attribute = format_html(' class="{}"', css) if css else ""
    return format_html('<td data-label="{}"{}>', label, css_attribute)


def _written(content: object) -> str:
    """Return what stands in a cell, escaped, days and numbers as the language writes them."""
    if isinstance(content, SafeString):
        return content
    if isinstance(content, datetime):
        content = localtime(content)
    return conditional_escape(str(localize(content)))


class EntryTable(tables.Table):
    """Voided rows are struck through. `totals`: name to (label, aggregate) over the whole list."""

    totals: dict[str, tuple[str | Promise, Aggregate]] = {}
    # Of which rows one of them is not known.
    unknown_in: dict[str, Q] = {}
    # Of a column that is no field, what the rows say of its being known only about.
    about_if: dict[str, str] = {}
    # Those that a list tells only where there is something of it.
    rare_totals: frozenset[str] = frozenset()

    class Meta:
        attrs = {"class": "table table-vcenter card-table cards"}

    # What its links add to an address, to lead back to the list.
    back = ""
    # Whether its rows can be chosen, to do something with several at once.
    selectable = False

    @classmethod
    def aggregates(cls) -> dict[str, Aggregate]:
        """Return what counts the rows, as `_rows`, and adds each total up, as `sum_<its name>`.

        Of those that may be of rows that do not know it exactly also how well it is known, as
        `known_<its name>`.
        """
        found: dict[str, Aggregate] = {"_rows": Count("pk")}
        for name, (_label, sum_) in cls.totals.items():
            found[f"sum_{name}"] = sum_
            if rounding_bits_of_sum := cls._rounding_bits(name, sum_):
                found[f"known_{name}"] = rounding_bits_of_sum
        return found

    @classmethod
    def _rounding_bits(cls, name: str, sum_: Aggregate) -> Aggregate | None:
        """Return how well the total is known, for `rounding_read`; None where exactly."""
        model, summed = cls._meta.model, getattr(sum_.get_source_expressions()[0], "name", "")
        if summed in cls.about_if:
            return BoolOr(F(cls.about_if[summed]))
        if not issubclass(model, Record | Line):
            return None
        unknown = cls.unknown_in.get(name)
        if unknown is None and not model.roundings_of(summed):
            return None
        return BitOr(rounding_bits(model, summed, unknown), filter=sum_.filter)

    @classmethod
    def rounding_of_cell(cls, record: Model, name: str) -> Rounding:
        """Return how well the number in a column of the record's row is known."""
        if name in cls.about_if:
            return rounding_read(getattr(record, cls.about_if[name], False))
        return record.rounding_of(name) if isinstance(record, Record | Line) else Rounding.EXACT

    @classmethod
    def sums(cls, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return the totals by name from what the database answered to `aggregates`.

        None of nothing; a RoundedTotal with a part that is not known exactly.
        """
        found = {name: answer[f"sum_{name}"] for name in cls.totals}
        for name, number in found.items():
            if rounding := rounding_read(answer.get(f"known_{name}")):
                found[name] = RoundedTotal(number, rounding)
        return found

    def body(self) -> Iterator[tuple[Entry | Line, Cells]]:
        """Yield of each row of the page its record, and class, label and content of its cells.

        django-tables2 works out anew for every cell how to read and render it, which takes most
        of a page's time: here it is worked out once a column.
        """
        columns = [_cell_reader(self, bound) for bound in self.columns]
        for row in self.paginated_rows:
            yield row.record, Cells((css, label, show(row)) for css, label, show in columns)

    @property
    def rows_html(self) -> SafeString:
        """Return the rows of the page as a template would, which takes several times as long."""
        rows = []
        for record, cells in self.body():
            css = ' class="voided"' if record.voided_at else ""
            choice = self._choice(record, cells) if self.selectable else ""
            rows.append(f"<tr{css}>{choice}{cells.html}</tr>\n")
        return mark_safe("".join(rows))  # noqa: S308  # each is escaped

    def _choice(self, record: Entry | Line, cells: Cells) -> str:
        """Return the cell in which the row is chosen, which a reader calls by its first cells."""
        if record.voided_at:
            return '<td class="choice"></td>'
        called = (TAG.sub("", _written(content)) for _css, _label, content in cells[:2])
        return (
            '<td class="choice"><input class="form-check-input" type="checkbox" name="row"'
            f' value="{record.pk}" form="several"'
            f' aria-label="{conditional_escape(gettext("Choose"))} {" ".join(called)}"></td>'
        )


def value_reader(table: tables.Table, accessor: Accessor) -> Callable[[Model], Any]:
    """Return what gives a column's value of a record, choices by their labels.

    How to read it is worked out once a column, not for every cell.
    """
    try:
        field = accessor.get_field(table._meta.model)
    except FieldDoesNotExist:
        field = None
    labels = {value: str(label) for value, label in getattr(field, "flatchoices", ())}
    of_record = getattr(field, "concrete", False) and len(accessor.bits) == 1

    def read(record: Model) -> Any:
        value = getattr(record, accessor) if of_record else accessor.resolve(record, quiet=True)
        if isinstance(field, ChoiceArrayField):
            return gettext(", ").join(field.labels(value))
        return labels.get(value, value) if labels else value

    return read


def _page_reader(table: tables.Table, accessor: Accessor) -> Callable[[Model], Any]:
    """Return what gives a column's value on a page: that in the record's own words, where it has.

    What leaves as a spreadsheet and comes again is as it is stored.
    """
    display: Callable[[Model], Any] | None
    display = getattr(table._meta.model, f"get_{accessor}_display", None)
    try:
        has_choices = bool(getattr(accessor.get_field(table._meta.model), "choices", None))
    except FieldDoesNotExist:
        has_choices = False
    return value_reader(table, accessor) if has_choices or display is None else display


def _cell_reader(
    table: EntryTable, bound: BoundColumn
) -> tuple[str, str, Callable[[BoundRow], Any]]:
    """Return the column's CSS class and label, and what gives its cell of a row."""
    column, read = bound.column, _page_reader(table, bound.accessor)
    is_number = isinstance(column, NumberColumn)
    render, default, empty = column.render, bound.default, column.empty_values
    names, takes_all = signature(render)
    parameters = {"value", "record", "column", "bound_column", "bound_row", "table"}
    parameters &= parameters if takes_all else set(names)
    constant = {"column": column, "bound_column": bound, "table": table}
    constant = {name: each for name, each in constant.items() if name in parameters}

    def show(row: BoundRow) -> Any:
        record = row.record
        value = read(record)
        if value in empty:
            return default
        arguments = dict(constant)
        if "value" in parameters:
            arguments["value"] = value
        if "record" in parameters:
            arguments["record"] = record
        if "bound_row" in parameters:
            arguments["bound_row"] = row
        shown = render(**arguments)
        if not is_number:
            return shown
        return with_rounding(shown, table.rounding_of_cell(record, bound.name))

    return column.attrs.get("td", {}).get("class", ""), str(bound.header), show


class LinkColumn(tables.Column):
    """Links to the record's page, which lies below its list's; a line links to its owner's."""

    def render(self, value: object, record: Entry | Line, table: EntryTable) -> SafeString:
        if isinstance(record, Line):
            address = record.get_absolute_url()
        else:
            address = f"{cached_reverse(record.url_name('list'))}{record.pk}/"
        if isinstance(record, Record) and value == record.date:
            value = format_day(record.date, DatePrecision(record.date_precision))
        return format_html('<a href="{}{}">{}</a>', address, table.back, value)


def optional_column(field: "models.Field[Any, Any]") -> tables.Column:
    """Return the column of a field that a list shows only when asked for."""
    if isinstance(field, models.DecimalField) and field.decimal_places == 2:
        return MoneyColumn(verbose_name=field.verbose_name)
    if field.name == "times" and issubclass(field.model, Record):
        return TimesColumn(verbose_name=field.verbose_name)
    if isinstance(field, models.DecimalField | models.IntegerField):
        return NumberColumn(verbose_name=field.verbose_name)
    return tables.Column(verbose_name=field.verbose_name)
