"""All figures of a period."""

from itertools import groupby

from django.apps import apps
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross.figures import Period, Scope
from reports.figures import figure_values
from reports.forms import PeriodForm

from .scope import checked_year, may_read, requested_scope


@may_read
@never_cache
@require_safe
def figures(request, year=None):
    """Figures of a year, or of any two dates with `date_from` and `date_to`."""
    society, own_records_only, choices = requested_scope(request)
    year = checked_year(year or timezone.localdate().year)
    period = Period.year(year)
    form = PeriodForm(
        request.GET if "date_from" in request.GET else None,
        initial={"date_from": period.start, "date_to": period.end},
    )
    if form.is_bound and form.is_valid():
        period = Period(form.cleaned_data["date_from"], form.cleaned_data["date_to"])
    now = figure_values(Scope(society, period, own_records_only=own_records_only))
    before = figure_values(Scope(society, period.previous(), own_records_only=own_records_only))
    rows = [
        {
            "group": key.partition(".")[0],
            "value": value,
            "before": before.get(key),
            "change": percent_change(value, before.get(key)),
            "zero": not value.number and not (key in before and before[key].number),
        }
        for key, value in now.items()
    ]
    everything = "all" in request.GET
    shown = [row for row in rows if everything or not row["zero"]]
    return render(
        request,
        "reports/figures.html",
        {
            "groups": group_by_app(shown),
            "everything": everything,
            "hidden": len(rows) - len(shown),
            "form": form,
            "year": year,
            "period": period,
            "of": society,
            "own_records_only": own_records_only,
            "choices": choices,
        },
    )


def group_by_app(rows):
    """(app, its name, rows): figures of standing numbers and those over others come last."""
    other = {"standing": _("Basic numbers"), "reports": _("Honours, totals and shares")}
    return [
        (group, other.get(group) or apps.get_app_config(group).verbose_name, list(members))
        for group, members in groupby(rows, key=lambda row: row["group"])
    ]


def percent_change(value, before):
    """Percent on the year before, or None where there was nothing."""
    return (
        (value.number - before.number) * 100 / before.number if before and before.number else None
    )
