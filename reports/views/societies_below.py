"""The societies below one, side by side: key figures of a year, and how far its evaluation is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross.figures import (
    CountedFigure,
    Period,
    Scope,
    Value,
    derive,
    tabulate,
)
from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.models import Society
from redcross.typed_values import Rounding
from reports.models import Evaluation

from .overview import KEY_FIGURES, key_figure_parts
from .scope import checked_year, may_read, requested_scope


@dataclass(frozen=True)
class SocietyRow:
    """A society with those below it: its key figures, and its evaluations of the year.

    `below`: how many there are below it; `signed`: of how many of them all the year is signed.
    """

    society: Society
    url: str
    values: Sequence[Value]
    evaluations: Sequence[Evaluation]
    below: int
    signed: int


@may_read
@never_cache
@require_safe
def societies_below(request: UserRequest) -> HttpResponse:
    """Show the societies right below one's own, or below that of `?society=`, in `?year=`."""
    above, _alone, choices = requested_scope(request)
    year = checked_year(read_key(request.GET.get("year")) or timezone.localdate().year - 1)
    children = [one for one in choices if one.parent_id == above.pk]
    if not children:
        raise Http404
    of_system = [one for one in choices if one.path.startswith(above.path)]
    rows = _rows(request, above, children, of_system, Period.year(year))
    return render(
        request,
        "reports/societies_below.html",
        {
            "above": above,
            "year": year,
            "this_year": timezone.localdate().year,
            "labels": [value.figure for value in rows[0].values],
            "rows": rows[1:],
            "whole": rows[0],
        },
    )


def _rows(
    request: UserRequest,
    above: Society,
    children: Sequence[Society],
    of_system: Sequence[Society],
    period: Period,
) -> list[SocietyRow]:
    """Return the whole, then each society; one query a model, however many societies there are."""
    wanted, counted = key_figure_parts()
    own = _own_values(counted, Scope(above, period))
    # Of each society the latest edition, of itself alone (True) and with those below it.
    evaluations: dict[int, dict[bool, Evaluation]] = defaultdict(dict)
    signed = set()
    of_year = Evaluation.objects.visible_to(request.user).filter(
        society__in=of_system, start=period.start, end=period.end, voided_at=None
    )
    for evaluation in of_year.select_related("society").order_by("revision"):
        evaluations[evaluation.society_id][evaluation.own_records_only] = evaluation
        if evaluation.status == Evaluation.Status.FINAL:
            signed.add(evaluation.society_id)
    rows = []
    for society in (above, *children):
        within = [one for one in of_system if one.path.startswith(society.path)]
        parts = [own.get(one.pk, {}) for one in within]
        values = _together(counted, parts, Scope(society, period))
        values |= derive(wanted.values(), values)
        below = [one for one in within if one.pk != society.pk]
        rows.append(
            SocietyRow(
                society,
                f"{reverse('reports:societies_below')}?society={society.pk}&year={period.start.year}",
                [values[key] for key in KEY_FIGURES],
                list(evaluations[society.pk].values()),
                len(below),
                sum(one.pk in signed for one in below),
            )
        )
    return rows


def _own_values(counted: Sequence[CountedFigure], scope: Scope) -> dict[int, dict[str, Value]]:
    """Return the figures of each society's own records, by its key."""
    by_model: dict[type, list[CountedFigure]] = defaultdict(list)
    for figure in counted:
        by_model[figure.model].append(figure)
    found: dict[int, dict[str, Value]] = defaultdict(dict)
    for figures in by_model.values():
        owner = import_string(figures[0].filterset).owner
        for society, values in tabulate(figures, f"{owner}society", scope):
            found[society.pk] |= values
    return found


def _together(
    counted: Sequence[CountedFigure], parts: Sequence[dict[str, Value]], scope: Scope
) -> dict[str, Value]:
    """Return the sums over several societies, as known as their parts, with their lists."""
    found = {}
    for figure in counted:
        values = [part[figure.key] for part in parts if figure.key in part]
        number = sum((value.number for value in values), Decimal(0))
        known = Rounding.of_sum(value.rounded for value in values)
        found[figure.key] = Value(figure, number, known, figure.url(figure.parameters(scope)))
    return found
