"""Columns that several apps show."""

from collections.abc import Callable, Iterator
from typing import Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.utils.html import format_html
from django.utils.translation import gettext
from django_tables2.utils import signature

from .fields import ChoiceArrayField
from .models import Line


class NumberColumn(tables.Column):
    """A count or quantity, without zeros after the point, flush right."""

    def __init__(self, **kwargs):
        super().__init__(attrs={"td": {"class": "num"}, "th": {"class": "num"}}, **kwargs)

    def render(self, value):
        whole = value == int(value)
        return f"{int(value):,}" if whole else f"{value.normalize():,f}"


class MoneyColumn(NumberColumn):
    """Yuan with two decimals and thousands separators, flush right."""

    def render(self, value):
        return f"{value:,.2f}"


class EntryTable(tables.Table):
    """Voided rows are struck through. `totals`: name to (label, aggregate) over the whole list."""

    totals: dict[str, tuple[Any, Any]] = {}

    class Meta:
        attrs = {"class": "table table-vcenter card-table"}

    def body(self) -> Iterator[tuple[bool, list[tuple[str, Any]]]]:
        """Of each row of the page: whether it is voided, and class and content of its cells.

        django-tables2 works out anew for every cell how to read and render it, which takes most
        of a page's time: here it is worked out once a column.
        """
        columns = [_cell_reader(self, bound) for bound in self.columns]
        for row in self.paginated_rows:
            voided = row.record.voided_at is not None
            yield voided, [(css, show(row)) for css, show in columns]


def value_reader(table: tables.Table, accessor: Any) -> Callable[[Any], Any]:
    """Return what gives a column's value of a record, choices by their labels.

    How to read it is worked out once a column, not for every cell.
    """
    try:
        field = accessor.get_field(table._meta.model)
    except FieldDoesNotExist:
        field = None
    labels = {value: str(label) for value, label in getattr(field, "flatchoices", ())}

    def read(record: Any) -> Any:
        value = accessor.resolve(record, quiet=True)
        if isinstance(field, ChoiceArrayField):
            return gettext(", ").join(field.labels(value))
        return labels.get(value, value) if labels else value

    return read


def _cell_reader(table: tables.Table, bound: Any) -> tuple[str, Callable[[Any], Any]]:
    """Return the column's CSS class, and what gives its cell of a row."""
    column, read = bound.column, value_reader(table, bound.accessor)
    parameters, everything = signature(column.render)

    def show(row: Any) -> Any:
        value = read(row.record)
        if value in column.empty_values:
            return bound.default
        known = {
            "value": value,
            "record": row.record,
            "column": column,
            "bound_column": bound,
            "bound_row": row,
            "table": table,
        }
        return column.render(
            **(known if everything else {name: known[name] for name in parameters})
        )

    return column.attrs.get("td", {}).get("class", ""), show


class LinkColumn(tables.Column):
    """Links to the record's page, which lies below its list's; a line links to its owner's."""

    def render(self, value, record):
        address = record.get_absolute_url() if isinstance(record, Line) else f"{record.pk}/"
        return format_html('<a href="{}">{}</a>', address, value)
