"""Periods side by side: every figure of two or more, each number opening its list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross.figures import Period, Scope, Value
from reports.figures import figure_values
from reports.forms import MOST_PERIODS, ComparisonForm
from reports.text.charts import Chart, Series

from .figures import group_by_app, percent_change
from .scope import may_read, requested_scope


def period_parameter(period: Period) -> str:
    """As `period_of` reads it."""
    if period == Period.year(period.start.year):
        return str(period.start.year)
    return f"{period.start.isoformat()}..{period.end.isoformat()}"


def period_label(period: Period) -> str:
    whole = period_parameter(period)
    return whole if ".." not in whole else whole.replace("..", " — ")


@dataclass(frozen=True)
class ComparisonCell:
    """A figure's number in one period, and in percent how it differs from the one before."""

    value: Value | None
    change: Any


@dataclass(frozen=True)
class ComparisonRow:
    """A figure over all periods. `choose`: the address with its chart added or taken away."""

    figure: Any
    cells: Sequence[ComparisonCell]
    charted: bool
    choose: str


@may_read
@never_cache
@require_safe
def compare(request):
    """`?period=2020&period=2021`, and `chart=` with the key of each figure to be drawn."""
    society, own_records_only, choices = requested_scope(request)
    today = timezone.localdate()
    asked = request.GET.getlist("period") or [str(today.year - 2), str(today.year - 1)]
    form = ComparisonForm({"period": asked})
    periods: list[Period] = form.cleaned_data["period"] if form.is_valid() else []
    found = [
        figure_values(Scope(society, period, own_records_only=own_records_only))
        for period in periods
    ]
    everything = "all" in request.GET
    keys = list(dict.fromkeys(key for values in found for key in values))
    counted = [key for key in keys if any(v[key].number for v in found if key in v)]
    drawn = list(dict.fromkeys(key for key in request.GET.getlist("chart") if key in keys))[
        :MOST_PERIODS
    ]
    rows = [
        {"group": key.partition(".")[0], "row": _comparison_row(key, found, drawn, request.GET)}
        for key in (keys if everything else counted)
    ]
    return render(
        request,
        "reports/comparison.html",
        {
            "form": form,
            "asked": [*asked[:MOST_PERIODS], *[""] * (MOST_PERIODS - len(asked))],
            # Figure, numbers, the changes between them, chart.
            "columns": 1 + 2 * len(periods),
            "periods": [(period_label(period), period) for period in periods],
            "groups": [
                (id, label, [one["row"] for one in own]) for id, label, own in group_by_app(rows)
            ],
            "everything": everything,
            "hidden": len(keys) - len(rows),
            "charts": [_comparison_chart(key, periods, found) for key in drawn],
            "drawn": drawn,
            "of": society,
            "own_records_only": own_records_only,
            "choices": choices,
        },
        status=200 if form.is_valid() else 422,
    )


def _comparison_row(
    key: str, found: list[dict[str, Value]], drawn: list[str], asked: QueryDict
) -> ComparisonRow:
    values = [period.get(key) for period in found]
    cells = [
        ComparisonCell(value, percent_change(value, before) if value else None)
        for before, value in zip([None, *values], values, strict=False)
    ]
    parameters = asked.copy()
    others = [one for one in drawn if one != key]
    parameters.setlist("chart", others if key in drawn else [*drawn, key])
    figure = next(value.figure for value in values if value)
    return ComparisonRow(figure, cells, key in drawn, f"?{parameters.urlencode()}")


def _comparison_chart(key: str, periods: list[Period], found: list[dict[str, Value]]) -> Chart:
    values = [period.get(key) for period in found]
    figure = next(value.figure for value in values if value)
    labels = [period_label(period) for period in periods]
    series = [Series(str(figure.label), values)]
    name = f"chart-{key.replace('.', '-')}"
    title = str(figure.label)
    return Chart(name, title, figure.unit, _("Period"), labels, series, over_time=True)
