"""All figures of a period."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any, TypedDict, TypeVar, cast

from django.apps import apps
from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross.figures import Flow, Scope, Value, registered_figures, run_prepared
from redcross.middleware import UserRequest
from redcross.models import EntryQuerySet, Record
from reports.figures import figure_values

from .scope import checked_year, may_read, requested_period, requested_scope

Row = TypeVar("Row")


class FigureRow(TypedDict):
    """A figure of a period and of the one before. `zero`: there is nothing in either."""

    value: Value
    before: Value | None
    change: Decimal | None
    zero: bool


class LongRecords(TypedDict):
    """How many records of a kind begin in the period and end after it, and their list."""

    label: str | Promise
    number: int
    url: str


@may_read
@never_cache
@require_safe
def figures(request: UserRequest, year: int | None = None) -> HttpResponse:
    """Show the figures of a year, or of any two dates with `date_from` and `date_to`."""
    society, own_records_only, choices = requested_scope(request)
    year = checked_year(year or timezone.localdate().year)
    form, period = requested_period(request, year)
    scope = Scope(society, period, own_records_only=own_records_only)
    now = figure_values(scope)
    before = figure_values(Scope(society, period.previous(), own_records_only=own_records_only))
    rows: list[FigureRow] = [
        {
            "value": value,
            "before": before.get(key),
            "change": percent_change(value, before.get(key)),
            "zero": not any(one.says_something for one in (value, before.get(key)) if one),
        }
        for key, value in now.items()
    ]
    everything = "all" in request.GET
    shown = [row for row in rows if everything or not row["zero"]]
    return render(
        request,
        "reports/figures.html",
        {
            "groups": group_by_app(shown, lambda row: row["value"].figure.key),
            "everything": everything,
            "hidden": len(rows) - len(shown),
            "going_on": going_on(scope),
            "form": form,
            "year": year,
            "period": period,
            "of": society,
            "own_records_only": own_records_only,
            "choices": choices,
        },
    )


def going_on(scope: Scope) -> list[LongRecords]:
    """Return of each kind how many records begin in the period and end after it; one query."""
    numbers = {row["_kind"]: row["_number"] for row in run_prepared(_going_on, scope)}
    period = scope.period
    found: list[LongRecords] = []
    for index, (model, figure) in enumerate(_kinds_by_days().items()):
        if number := numbers[index]:
            parameters = {
                **scope.society_parameter(),
                **figure.dates(period),
                "ends_after": period.end.isoformat(),
            }
            label = model._meta.verbose_name_plural or ""
            found.append({"label": label, "number": number, "url": figure.url(parameters)})
    return found


def _kinds_by_days() -> dict[type[Record], Flow]:
    """Return the kinds of record that figures count by their days, each with one of them."""
    figures = (figure for figure in registered_figures() if isinstance(figure, Flow))
    return {one.model: one for one in figures if issubclass(one.model, Record)}


def _going_on(scope: Scope) -> "models.QuerySet[Any, dict[str, Any]]":
    """Return the query for the numbers of `going_on`, each with the place of its kind."""
    days = scope.period.start, scope.period.end
    first, *others = (
        cast("EntryQuerySet[Any]", model.objects.countable())
        .filter(scope.owned(), date__range=days, end_date__gt=scope.period.end)
        .order_by()
        .annotate(_kind=models.Value(index))
        .values("_kind")
        .annotate(_number=models.Count("pk"))
        for index, model in enumerate(_kinds_by_days())
    )
    return first.union(*others, all=True)


def group_by_app(
    rows: Iterable[Row], key_of: Callable[[Row], str]
) -> list[tuple[str, str | Promise, list[Row]]]:
    """Return (app, its name, rows), neighbours of one app together.

    `key_of` gives the figure key of a row. Standing numbers and figures over others have names of
    their own.
    """
    other = {"standing": _("Basic numbers"), "reports": _("Honours, totals and shares")}
    return [
        (app, other.get(app) or apps.get_app_config(app).verbose_name, list(members))
        for app, members in groupby(rows, key=lambda row: key_of(row).partition(".")[0])
    ]


def percent_change(value: Value, before: Value | None) -> Decimal | None:
    """Return percent on the year before; None where there was nothing, or one is not exact."""
    if before is None or not before.number or value.rounded or before.rounded:
        return None
    return (value.number - before.number) * 100 / Decimal(before.number)
