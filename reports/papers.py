"""What the society reports upward each month (上报数), with the figures of the figures page."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross.figures import CountedFigure, Derived, Flow, Period, Scope, Value, by_month
from redcross.figures.registry import figures_by_key
from redcross.forms import TypedDateField
from redcross.models import Entry
from redcross.papers import Column, Fields, Paper, PrintContext, RoundedNumber, Sheet, Table, Text
from redcross.papers.days import days_between
from redcross.papers.sheet import Cell
from redcross.typed_values import TypedAs

from .figures import figure_values
from .models.evaluation import FIRST_YEAR
from .statement_paper import GoodsStatementPaper, MoneyStatementPaper

# In the order in which they are asked for.
REPORTED = (
    "training.awareness.sessions",
    "training.awareness.people",
    "training.cpr_aed.sessions",
    "training.cpr_aed.people",
    "training.certified.sessions",
    "training.certified.people",
    "training.certified.certificates",
    "training.certificates.valid",
    "training.trainer.sessions",
    "training.trainer.people",
    "reports.trained_total",
    "reports.trained_share",
    "reports.certified_total",
    "reports.certified_share",
)


def last_month() -> date:
    """Return the first day of the month before this one."""
    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)


class MonthForm(forms.Form):
    """Which month, and whose records."""

    month = TypedDateField(
        label=gettext_lazy("of the month"),
        initial=last_month,
        typed_as=TypedAs.OPEN_DATE,
        rough=True,
        help_text=gettext_lazy("Any day of it, or 2021-03."),
    )
    own_records_only = forms.BooleanField(
        label=gettext_lazy("without the societies below"), required=False
    )

    def clean_month(self) -> date:
        first: date = self.cleaned_data["month"].replace(day=1)
        if first > timezone.localdate():
            raise ValidationError(_("This month has not begun."))
        if first.year < FIRST_YEAR:
            raise ValidationError(_("No records can be of that year."))
        return first


class MonthNumbers(Paper[Entry]):
    """The month's numbers for the society above: in the month, and since the year began.

    A state at the end of the month, as who holds a certificate, has no number of the month. What
    only the year is known of is in the year, and is said below not to be in the month.
    """

    key = "month-numbers"
    title = gettext_lazy("the month's numbers for the society above")
    model = None
    permission = "redcross.view_figures"
    returns = False
    editable_as = ("xlsx",)
    options = MonthForm
    signatures = ("填报人", "审核人", "单位负责人")

    def detail(self, chosen: Mapping[str, Any]) -> str:
        alone = " 本级" if chosen["own_records_only"] else ""
        return f"{_month(chosen['month'])}{alone}"

    def sheet(self, entries: Sequence[Entry], printing: PrintContext) -> Sheet:
        month: date = printing.chosen["month"]
        alone: bool = printing.chosen["own_records_only"]
        of_month = month_period(month)
        of_year = Period(date(month.year, 1, 1), of_month.end)
        society = printing.society
        now = figure_values(Scope(society, of_month, own_records_only=alone))
        year = Scope(society, of_year, own_records_only=alone)
        so_far = figure_values(year)
        columns = [
            Column("序号", 12, centred=True),
            Column("指标", 74),
            Column("单位", 18, centred=True),
            Column("当月", 33, centred=True),
            Column("本年累计", 33, centred=True),
        ]
        rows, apart = [], []
        for index, key in enumerate(REPORTED, 1):
            figure = figures_by_key()[key]
            flows = counts_in_period(figure)
            if isinstance(figure, Flow):
                now[key], undated = of_the_month(figure, year, month)
                apart += [undated] if undated.says_something else []
            rows.append(
                [
                    *(str(index), str(figure.label), str(figure.unit.label)),
                    shown_value(now.get(key)) if flows else "—",
                    shown_value(so_far.get(key)),
                ]
            )
        whose = Fields(
            [
                ("填报单位", society.name),
                ("统计月份", _month(month)),
                ("当月", days_between(of_month.start, of_month.end)),
                ("本年累计", days_between(of_year.start, of_year.end)),
                ("统计范围", "本级" if alone else "含所属各级"),
            ]
        )
        unassigned = "；".join(map(_labelled, apart))
        notes = (
            [Text([f"注：只知年份的记录计入本年累计，未计入当月：{unassigned}。"])]
            if unassigned
            else []
        )
        return Sheet("", [whose, Table(columns, rows), *notes])


def month_period(month: date) -> Period:
    """Return the days of the month that begins with that day, of the one that runs up to today."""
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    return Period(month, min(last, timezone.localdate()))


def of_the_month(figure: Flow, year: Scope, month: date) -> tuple[Value, Value]:
    """Return what is of the month, and what of the year up to its end has no month known."""
    nothing = Value(figure, 0)
    found = {span and span.start: value for span, value in by_month(figure, year)}
    return found.get(month, nothing), found.get(None, nothing)


def _labelled(value: Value) -> str:
    return f"{value.figure.label}{value.shown}{value.figure.unit.label}"


def counts_in_period(figure: CountedFigure | Derived) -> bool:
    """Return whether it counts what is of a period, rather than a state at its end."""
    if isinstance(figure, Derived):
        return any(counts_in_period(figures_by_key()[part]) for part in figure.parts)
    return isinstance(figure, Flow)


def shown_value(value: Value | None) -> Cell:
    """Return the number as the page of figures shows it, to two decimals, and as well known."""
    if value is None:
        return None
    if value.is_unknown and not value.number:
        return value.shown
    number = Decimal(value.number)
    if number != number.to_integral_value():
        number = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    else:
        number = Decimal(int(number))
    return RoundedNumber(number, value.rounded) if value.rounded else number


def _month(month: date) -> str:
    return f"{month.year}年{month.month}月"


papers = [MonthNumbers(), MoneyStatementPaper(), GoodsStatementPaper()]
