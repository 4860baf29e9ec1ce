"""Checks of numbers and of the records behind them."""

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from donations.statements import Fund, StatementSums
from redcross.figures import CountedFigure
from redcross.models import Entry, Line, Record, has_evidence
from reports.text.figure_references import (
    BLOCKS,
    FigureReference,
    list_parameters,
    parse_record_reference,
    reference_period,
)
from reports.text.result_references import RESULTS
from reports.text.wording import format_amount

from .check_context import CheckContext, LazyFinding, edit_url, finding_number

# What is the sum of what.
PARTS_OF_WHOLES = {
    "donations.cash.amount": ("donations.cash.earmarked", "donations.cash.unearmarked"),
    "donations.goods.value": ("donations.goods.value_vouched", "donations.goods.value_estimated"),
    "donations.funds.balance": tuple(f"donations.funds.balance_{kind}" for kind in Fund.DONATED),
    "reports.spending.donated": tuple(f"reports.spending.{kind}" for kind in Fund.DONATED),
    "reports.spending": (
        *(f"reports.spending.{kind}" for kind in Fund.Kind.values),
        "reports.spending.unfunded",
    ),
}


def score_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield what stands against the scores; nothing where there is nothing to score."""
    if not context.scores.anything:
        return
    # Their words are put together from parts: each is asked for anew in every language.
    for number in range(len(context.scores.faults)):
        words = lazy(lambda number=number: context.scores.faults[number], str)()
        yield LazyFinding(words, edit_url(context.evaluation))


def fund_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield funds out of which more went than was in them, and a total that is not their figure."""
    period = context.period
    funds = context.statements
    for statement in funds:
        own = statement.own_sums
        for day, fund_balance in ((period.start, own.opening), (period.end, own.balance)):
            if fund_balance < 0:
                fund = statement.fund
                values = {"fund": fund, "sum": f"{-fund_balance:,.2f}", "day": day.isoformat()}
                text = _("“%(fund)s” is overdrawn by %(sum)s yuan on %(day)s.")
                yield LazyFinding(text, fund.get_absolute_url(), values)
    balance = context.renderer.values(period)["donations.funds.balance"]
    total = StatementSums.of(one for one in funds if one.fund.kind in Fund.DONATED).balance
    if balance.number != total:
        sums = {"figure": f"{balance.number:,.2f}", "sum": f"{total:,.2f}"}
        text = _("The balance of donated money is %(figure)s, their movements make %(sum)s.")
        yield LazyFinding(text, balance.url, sums)


def spending_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield aid for another purpose, in cash where that is not allowed, and out of no fund."""
    values = context.renderer.values(context.period)
    allowed = context.evaluation.society.cash_aid_allowed
    for key, text in (
        ("relief.aid.other_purpose", _("%(number)s of aid for another purpose, without consent.")),
        ("relief.aid.in_cash", "" if allowed else _("%(number)s yuan of aid was paid in cash.")),
        ("relief.aid.unfunded", _("%(number)s yuan of aid is of no fund, in no statement.")),
        ("relief.disbursed.unfunded", _("%(number)s yuan disbursed is of no fund yet.")),
    ):
        if text and values[key].says_something:
            yield LazyFinding(text, values[key].url, {"number": finding_number(values[key])})


def sum_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield wholes that are not the sum of their parts, where the text says both."""
    named_figures = {reference.key for reference in context.references}
    values = context.renderer.values(context.period)
    for whole, parts in PARTS_OF_WHOLES.items():
        if whole not in named_figures or not named_figures & {*parts}:
            continue
        if any(values[key].is_unknown for key in (whole, *parts)):
            continue
        total = sum(values[part].number for part in parts)
        if values[whole].number != total:
            params = {
                "whole": values[whole].figure.label,
                "number": format_amount(values[whole].number),
                "sum": format_amount(total),
            }
            text = _("%(whole)s: %(number)s, but its parts make %(sum)s.")
            yield LazyFinding(text, values[whole].url, params)


def evidence_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield how many records that numbers in the text were counted from have no evidence."""
    counted: dict[type[Entry], Q] = defaultdict(Q)
    lists_of_models: dict[type[Entry], list[dict[str, str]]] = defaultdict(list)
    seen: set[tuple[object, ...]] = set()
    for reference in context.references:
        if context.leads_nowhere(reference) or reference.key == "list":
            continue
        if reference.key.startswith("@"):
            record_model, pk, *_rest = parse_record_reference(reference)
            counted[record_model] |= Q(pk=pk)
            continue
        period = reference_period(reference, context.period)
        for figure in _counted_figures(context, reference):
            parameters = {**figure.own_parameters(), **figure.dates(period)}
            listed = figure.filterset, *sorted(parameters.items())
            if listed in seen:
                continue
            seen.add(listed)
            q = context.of_society(figure) & figure.condition(
                {**figure.where, **figure.days(period)}
            )
            if issubclass(figure.model, Line):
                rows = figure.model.objects.countable().filter(q)
                counted[figure.model.owner_model()] |= Q(pk__in=rows.values(figure.model.owner))
            elif issubclass(figure.model, Record):
                counted[figure.model] |= q
                lists_of_models[figure.model].append(parameters)
    for model, q in counted.items():
        number = model.objects.countable().filter(q, ~has_evidence(model)).count()
        if number:
            values = {"kind": model._meta.verbose_name, "number": number}
            text = _("%(kind)s: records without evidence: %(number)s.")
            yield LazyFinding(text, _list_url(context, model, lists_of_models[model]), values)


def _counted_figures(context: CheckContext, reference: FigureReference) -> Iterator[CountedFigure]:
    """Yield the figures that count records, of the one in the reference, restricted as it says."""
    if reference.key in RESULTS:
        return
    key = reference.options["figure"] if reference.key in BLOCKS else reference.key
    figure = context.renderer.figure(key, list_parameters(reference))
    if isinstance(figure, CountedFigure):
        yield figure
        return
    for part in figure.parts:
        yield from _counted_figures(context, FigureReference(part))


def _list_url(context: CheckContext, model: type[Entry], lists: list[dict[str, str]]) -> str:
    """Return the address of their list: as narrow as all figures that were counted from it.

    `lists`: the parameters of each of those figures.
    """
    period = context.period
    dates = {"date_from": period.start.isoformat(), "date_to": period.end.isoformat()}
    shared = dict(set.intersection(*(set(each.items()) for each in lists))) if lists else dates
    parameters = {**shared, **context.evaluation.scope.society_parameter(), "evidence": "no"}
    return f"{reverse(model.url_name('list'))}?{urlencode(parameters)}"
