"""Periods side by side: every figure of two or more, each number opening its list."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross.figures import CountedFigure, Derived, Period, Scope, Value
from redcross.middleware import UserRequest
from reports.figures import figure_values
from reports.forms import MOST_PERIODS, ComparisonForm
from reports.text.charts import Chart, Series

from .figures import group_by_app, percent_change
from .scope import may_read, requested_scope


def period_parameter(period: Period) -> str:
    """Write the period as `parse_period` reads it."""
    if period == Period.year(period.start.year):
        return str(period.start.year)
    return f"{period.start.isoformat()}..{period.end.isoformat()}"


def period_label(period: Period) -> str:
    """Return the period as the page names it: 2021, or two days."""
    whole = period_parameter(period)
    return whole if ".." not in whole else whole.replace("..", " — ")


@dataclass(frozen=True)
class ComparisonCell:
    """A figure's number in one period, and in percent how it differs from the one before."""

    value: Value | None
    change: Decimal | None


@dataclass(frozen=True)
class ComparisonRow:
    """A figure over all periods. `choose`: the address with its chart added or taken away."""

    figure: CountedFigure | Derived
    cells: Sequence[ComparisonCell]
    charted: bool
    choose: str


@may_read
@never_cache
@require_safe
def compare(request: UserRequest) -> HttpResponse:
    """Show every figure of `?period=2020&period=2021`, and `chart=` of each to be drawn."""
    society, own_records_only, choices = requested_scope(request)
    today = timezone.localdate()
    requested = request.GET.getlist("period") or [str(today.year - 2), str(today.year - 1)]
    form = ComparisonForm({"period": requested})
    periods: list[Period] = form.cleaned_data["period"] if form.is_valid() else []
    numbers = [
        figure_values(Scope(society, period, own_records_only=own_records_only))
        for period in periods
    ]
    everything = "all" in request.GET
    keys = list(dict.fromkeys(key for values in numbers for key in values))
    counted = [
        key
        for key in keys
        if any(values[key].says_something for values in numbers if key in values)
    ]
    drawn = list(dict.fromkeys(key for key in request.GET.getlist("chart") if key in keys))[
        :MOST_PERIODS
    ]
    rows = [
        _comparison_row(key, numbers, drawn, request.GET)
        for key in (keys if everything else counted)
    ]
    return render(
        request,
        "reports/comparison.html",
        {
            "form": form,
            "requested": [*requested[:MOST_PERIODS], *[""] * (MOST_PERIODS - len(requested))],
            # Figure, numbers, the changes between them, chart.
            "columns": 1 + 2 * len(periods),
            "periods": [(period_label(period), period) for period in periods],
            "groups": group_by_app(rows, lambda row: row.figure.key),
            "everything": everything,
            "hidden": len(keys) - len(rows),
            "charts": [_comparison_chart(key, periods, numbers) for key in drawn],
            "drawn": drawn,
            "of": society,
            "own_records_only": own_records_only,
            "choices": choices,
        },
        status=200 if form.is_valid() else 422,
    )


def _comparison_row(
    key: str, numbers: list[dict[str, Value]], drawn: list[str], query: QueryDict
) -> ComparisonRow:
    """Return the row of a figure. `numbers`: the values of each period; `drawn`: keys of charts."""
    values = [of_period.get(key) for of_period in numbers]
    cells = [
        ComparisonCell(value, percent_change(value, before) if value else None)
        for before, value in zip([None, *values], values, strict=False)
    ]
    parameters = query.copy()
    others = [other for other in drawn if other != key]
    parameters.setlist("chart", others if key in drawn else [*drawn, key])
    figure = next(value.figure for value in values if value)
    return ComparisonRow(figure, cells, key in drawn, f"?{parameters.urlencode()}")


def _comparison_chart(key: str, periods: list[Period], numbers: list[dict[str, Value]]) -> Chart:
    """Return the chart of a figure over the periods."""
    values = [of_period.get(key) for of_period in numbers]
    figure = next(value.figure for value in values if value)
    labels = [period_label(period) for period in periods]
    series = [Series(str(figure.label), values)]
    name = f"chart-{key.replace('.', '-')}"
    title = str(figure.label)
    return Chart(name, title, figure.unit, _("Period"), labels, series, over_time=True)
