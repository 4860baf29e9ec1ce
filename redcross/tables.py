"""Columns that several apps show."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _


class MoneyColumn(tables.Column):
    """Yuan with two decimals and thousands separators, flush right."""

    def __init__(self, **kwargs):
        super().__init__(attrs={"td": {"class": "num"}, "th": {"class": "num"}}, **kwargs)

    def render(self, value):
        return f"{value:,.2f}"


class EntryTable(tables.Table):
    """Voided rows are struck through. `totals`: name to (label, aggregate) over the whole list."""

    totals: dict[str, tuple[Any, Any]] = {}

    class Meta:
        attrs = {"class": "table table-vcenter card-table"}
        row_attrs = {"class": lambda record: "voided" if record.voided_at else ""}
        empty_text = _("Nothing here yet.")


class LinkColumn(tables.Column):
    """Links to the record's page, which lies below its list's."""

    def render(self, value, record):
        return format_html('<a href="{}/">{}</a>', record.pk, value)
