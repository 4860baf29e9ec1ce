"""Periods side by side: every figure of two or more, each number opening its list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross.figures import Period, Value

from .charts import Chart, Series
from .evaluation import values_of
from .home import FIRST_YEAR
from .views import by_app, change_of, may_read, scope_of

FEWEST, MOST = 2, 6


def period_of(words: str) -> Period:
    """`2020`, or two dates: `2021-01-01..2021-06-30`. Raises ValidationError."""
    words = words.strip()
    try:
        if len(words) == 4 and words.isascii() and words.isdecimal():
            period = Period.year(int(words))
        else:
            period = Period(*(date.fromisoformat(day.strip()) for day in words.split("..", 1)))
    except (ValueError, TypeError):
        raise ValidationError(
            _("“%(words)s” is no period: write a year, or two dates with two dots between them.")
            % {"words": words[:40]}
        ) from None
    if period.end < period.start:
        raise ValidationError(_("“%(words)s” ends before it starts.") % {"words": words[:40]})
    last = timezone.localdate().year + 1
    if not FIRST_YEAR <= period.start.year <= period.end.year <= last:
        raise ValidationError(
            _("“%(words)s” does not lie between %(first)s and %(last)s.")
            % {"words": words[:40], "first": FIRST_YEAR, "last": last}
        )
    return period


def written(period: Period) -> str:
    """As `period_of` reads it."""
    if period == Period.year(period.start.year):
        return str(period.start.year)
    return f"{period.start.isoformat()}..{period.end.isoformat()}"


def label_of(period: Period) -> str:
    whole = written(period)
    return whole if ".." not in whole else whole.replace("..", " — ")


class PeriodsField(forms.MultipleChoiceField):
    """Several periods as they are written, empty ones left out, each once."""

    def clean(self, value):
        words = list(dict.fromkeys(one.strip() for one in value or [] if one.strip()))
        if len(words) > MOST:
            raise ValidationError(
                _("At most %(most)s periods stand side by side.") % {"most": MOST}
            )
        faults, found = [], []
        for one in words:
            try:
                found.append(period_of(one))
            except ValidationError as fault:
                faults += fault.messages
        if faults:
            raise ValidationError(faults)
        found = list(dict.fromkeys(found))
        if len(found) < FEWEST:
            raise ValidationError(_("Give two periods at least."))
        return found


class ComparisonForm(forms.Form):
    period = PeriodsField(label=gettext_lazy("periods"), required=False)


@dataclass(frozen=True)
class Cell:
    """A figure's number in one period, and in percent how it differs from the one before."""

    value: Value | None
    change: Any


@dataclass(frozen=True)
class Row:
    """A figure over all periods. `choose`: the address with its chart added or taken away."""

    figure: Any
    cells: Sequence[Cell]
    charted: bool
    choose: str


@may_read
@never_cache
@require_safe
def compare(request):
    """`?period=2020&period=2021`, and `chart=` with the key of each figure to be drawn."""
    society, alone, choices = scope_of(request)
    today = timezone.localdate()
    asked = request.GET.getlist("period") or [str(today.year - 2), str(today.year - 1)]
    form = ComparisonForm({"period": asked})
    periods: list[Period] = form.cleaned_data["period"] if form.is_valid() else []
    found = [values_of(society, period, alone) for period in periods]
    everything = "all" in request.GET
    keys = list(dict.fromkeys(key for values in found for key in values))
    told = [key for key in keys if any(v[key].number for v in found if key in v)]
    drawn = list(dict.fromkeys(key for key in request.GET.getlist("chart") if key in keys))[:MOST]
    rows = [
        {"group": key.partition(".")[0], "row": _row(key, found, drawn, request.GET)}
        for key in (keys if everything else told)
    ]
    return render(
        request,
        "reports/comparison.html",
        {
            "form": form,
            "asked": [*asked[:MOST], *[""] * (MOST - len(asked))],
            # Figure, numbers, the changes between them, chart.
            "columns": 1 + 2 * len(periods),
            "periods": [(label_of(period), period) for period in periods],
            "groups": [(id, label, [one["row"] for one in own]) for id, label, own in by_app(rows)],
            "everything": everything,
            "hidden": len(keys) - len(rows),
            "charts": [_chart(key, periods, found) for key in drawn],
            "drawn": drawn,
            "of": society,
            "alone": alone,
            "choices": choices,
        },
        status=200 if form.is_valid() else 422,
    )


def _row(key: str, found: list[dict[str, Value]], drawn: list[str], asked: QueryDict) -> Row:
    values = [period.get(key) for period in found]
    cells = [
        Cell(value, change_of(value, before) if value else None)
        for before, value in zip([None, *values], values, strict=False)
    ]
    parameters = asked.copy()
    others = [one for one in drawn if one != key]
    parameters.setlist("chart", others if key in drawn else [*drawn, key])
    figure = next(value.figure for value in values if value)
    return Row(figure, cells, key in drawn, f"?{parameters.urlencode()}")


def _chart(key: str, periods: list[Period], found: list[dict[str, Value]]) -> Chart:
    values = [period.get(key) for period in found]
    figure = next(value.figure for value in values if value)
    labels = [label_of(period) for period in periods]
    series = [Series(str(figure.label), values)]
    name = f"chart-{key.replace('.', '-')}"
    title = str(figure.label)
    return Chart(name, title, figure.unit, _("Period"), labels, series, over_time=True)
