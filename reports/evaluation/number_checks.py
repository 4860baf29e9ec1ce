"""Checks of numbers and of the records behind them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from donations.figures import Statement, statements
from redcross.figures import CountedFigure, registry
from redcross.models import Line, Record, has_evidence
from reports.text import figure_references
from reports.text.figure_references import BLOCKS, FigureReference
from reports.text.wording import format_amount

from .check_context import CheckContext, LazyFinding, edit_url

# What is the sum of what.
PARTS_OF_WHOLES = {
    "donations.cash.amount": ("donations.cash.earmarked", "donations.cash.unearmarked"),
    **{
        whole: tuple(f"{whole}{sign}{kind}" for kind in ("general", "earmarked", "above"))
        for whole, sign in (("donations.funds.balance", "_"), ("reports.spending", "."))
    },
}


def score_findings(context: CheckContext) -> Iterator[LazyFinding]:
    if not context.scores.anything:
        return
    for number in range(len(context.scores.faults)):
        words = lazy(lambda number=number: context.scores.faults[number], str)()
        yield LazyFinding(words, edit_url(context.evaluation))


def fund_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """What left a fund was in it, and all funds together are their figure."""
    period = context.period
    found = list(_flatten(statements(context.evaluation.scope)))
    for one in found:
        for day, left in ((period.start, one.opening), (period.end, one.balance)):
            if left < 0:
                values = {"fund": one.fund, "sum": f"{-left:,.2f}", "day": day.isoformat()}
                text = _("“%(fund)s” is overdrawn by %(sum)s yuan on %(day)s.")
                yield LazyFinding(text, one.fund.get_absolute_url(), values)
    figure = context.renderer.values(period)["donations.funds.balance"]
    total = sum((one.balance for one in found), Decimal(0))
    if figure.number != total:
        values = {"figure": f"{figure.number:,.2f}", "sum": f"{total:,.2f}"}
        text = _("The balance of all funds is %(figure)s, their movements make %(sum)s.")
        yield LazyFinding(text, figure.url, values)


def _flatten(lines: Iterable[Statement]) -> Iterator[Statement]:
    for one in lines:
        yield one
        yield from _flatten(one.below)


def sum_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """A whole and some of its parts, both told."""
    told = {reference.key for reference in context.references}
    values = context.renderer.values(context.period)
    for whole, parts in PARTS_OF_WHOLES.items():
        if whole not in told or not told & {*parts}:
            continue
        total = sum(values[part].number for part in parts)
        if values[whole].number != total:
            named = {
                "whole": values[whole].figure.label,
                "number": format_amount(values[whole].number),
                "sum": format_amount(total),
            }
            text = _("%(whole)s: %(number)s, but its parts make %(sum)s.")
            yield LazyFinding(text, values[whole].url, named)


def evidence_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Records that a number in the text was counted from, and that nothing shows."""
    counted: dict[Any, Q] = defaultdict(Q)
    asked: dict[Any, list[dict[str, str]]] = defaultdict(list)
    for reference in context.references:
        if context.leads_nowhere(reference) or reference.key == "list":
            continue
        if reference.key.startswith("@"):
            model, pk, *_rest = figure_references.parse_record_reference(reference)
            counted[model] |= Q(pk=pk)
            continue
        period = figure_references.reference_period(reference, context.period)
        for figure in _counted_figures(reference):
            parameters = {**figure.where, **figure.dates(period)}
            q = context.of_society(figure) & figure.condition(parameters)
            if issubclass(figure.model, Line):
                rows = figure.model.objects.countable().filter(q)
                counted[figure.model.owner_model()] |= Q(pk__in=rows.values(figure.model.owner))
            elif issubclass(figure.model, Record):
                counted[figure.model] |= q
                asked[figure.model].append(parameters)
    for model, q in counted.items():
        number = model.objects.countable().filter(q, ~has_evidence(model)).count()
        if number:
            values = {"kind": model._meta.verbose_name, "number": number}
            text = _("%(kind)s: records without evidence: %(number)s.")
            yield LazyFinding(text, _list_url(context, model, asked[model]), values)


def _counted_figures(reference: FigureReference) -> Iterator[CountedFigure]:
    """The figures that count records, of the one in the reference."""
    figure = registry.figures_by_key()[
        reference.options["figure"] if reference.key in BLOCKS else reference.key
    ]
    if isinstance(figure, CountedFigure):
        # That its list knows them has been looked at.
        yield replace(
            figure, where={**figure.where, **figure_references.list_parameters(reference)}
        )
        return
    for part in figure.parts:
        yield from _counted_figures(FigureReference(part))


def _list_url(context: CheckContext, model: Any, asked: list[dict[str, str]]) -> str:
    """Their list: as narrow as all the figures that were counted from it."""
    one = context.evaluation
    whose = one.scope.society_parameter()
    dates = {"date_from": one.start.isoformat(), "date_to": one.end.isoformat()}
    shared = dict(set.intersection(*(set(p.items()) for p in asked))) if asked else dates
    parameters = {**shared, **whose, "evidence": "no"}
    return f"{reverse(model.url_name('list'))}?{urlencode(parameters)}"
