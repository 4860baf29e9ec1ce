"""Figures over other figures, and those of the kernel's own records."""

import operator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar
from urllib.parse import urlencode

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from donations.figures import OTHER_INCOME
from donations.life_figures import LIFE_UNITS
from redcross.figures import (
    CountedFigure,
    Derived,
    Flow,
    Period,
    Scope,
    Stock,
    Unit,
    Value,
    count,
    derive,
    registered_derived_figures,
    registered_figures,
    total,
)
from redcross.models import StandingNumber, any_rounded

from .fund_figures import fund_derived
from .life_figures import life_derived
from .models import Honour


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return percent of the whole, or None where there is no whole."""
    return Decimal(part) * 100 / whole if whole else None


def known_share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return percent of the whole, or None where nothing is recorded of the one or the other."""
    return share(part, whole) if part else None


def devices_for_10000(in_place: int, in_public: int, population: int) -> Decimal | None:
    """Return AEDs for 10,000 people, to two decimals: those recorded one by one, if any are."""
    devices = in_place or in_public
    if not devices or not population:
        return None
    return (Decimal(devices) * 10000 / population).quantize(Decimal("0.01"), ROUND_HALF_UP)


def execution(
    left: Decimal,
    spent: Decimal,
    recovered: Decimal,
    refunded: Decimal,
    in_store: Decimal,
    received: Decimal,
    given: Decimal,
    disbursed: Decimal,
    returned: Decimal,
) -> Decimal | None:
    """Return percent spent of what there was and came in, in money and priced goods.

    Of money, what there was and came in is what is left with all that has gone out of it: so the
    statement has it.
    """
    net = spent - recovered
    out = net + given + disbursed - returned
    return share(out, left + net + refunded + in_store + received)


_Kind = StandingNumber.Kind
_STANDING = {
    _Kind.ESTABLISHED: Unit.POSTS,
    _Kind.STAFF: Unit.POSTS,
    _Kind.MEMBERS: Unit.PEOPLE,
    _Kind.VOLUNTEERS: Unit.PEOPLE,
    _Kind.BRANCHES: Unit.BRANCHES,
    _Kind.AED: Unit.DEVICES,
    _Kind.TRAINING_BASES: Unit.BASES,
    _Kind.POPULATION: Unit.PEOPLE,
    _Kind.TRAINED: Unit.PERSON_TIMES,
    _Kind.CERTIFIED: Unit.PEOPLE,
    **{_Kind(kind.value): unit for kind, unit in LIFE_UNITS.items() if kind.value in _Kind.values},
}
figures: list[CountedFigure] = [
    Stock(
        key=f"standing.{kind.value}",
        label=kind.label,
        value=Sum("number"),
        unit=unit,
        where={"kind": kind.value},
        rule=_("The latest number recorded up to that day."),
        model=StandingNumber,
        filterset="redcross.directory.filters.StandingNumberFilter",
    )
    for kind, unit in _STANDING.items()
]
figures.append(
    Flow(
        key="reports.honours",
        label=_("Honours"),
        value=Sum("times"),
        unit=Unit.HONOURS,
        rule=_("By the date they were given."),
        model=Honour,
        filterset="reports.filters.HonourFilter",
    )
)


class Increase(CountedFigure):
    """By how much the latest numbers of a period exceed those with which it began."""

    # As of a stock: the list's parameter for the day.
    at: ClassVar[str] = "on"

    def days(self, period: Period) -> dict[str, date]:
        return {"on": period.end, "date_from": period.start, "date_to": period.end}


def _began_with(period: Period, value: models.F | models.Expression) -> Coalesce:
    """Return the value of the number that a later one is compared with.

    The latest up to the first day of the period, else the first one within it.
    """
    earlier = StandingNumber.objects.countable().filter(StandingNumber.before_it())
    earlier = earlier.annotate(_began=value)
    before = earlier.filter(date__lte=period.start).order_by("-date")
    return Coalesce(
        Subquery(before.values("_began")[:1]),
        Subquery(earlier.order_by("date").values("_began")[:1]),
    )


def _either_rounded(period: Period) -> Q:
    """Return the condition for one of the two numbers being rounded."""
    rough = any_rounded("number")
    of_it = ExpressionWrapper(rough, output_field=models.BooleanField())
    return rough | Q(_began_with(period, of_it))


figures.append(
    Increase(
        key="standing.volunteers_added",
        label=_("Red Cross volunteers added"),
        value=lambda period: Sum(F("number") - _began_with(period, F("number"))),
        inexact=_either_rounded,
        unit=Unit.PEOPLE,
        absent_without_records=True,
        where={"kind": _Kind.VOLUNTEERS, "earlier": "yes"},
        rule=_(
            "The latest number recorded in the period less the one it began with; only where there"
            " are two."
        ),
        model=StandingNumber,
        filterset="redcross.directory.filters.StandingNumberFilter",
    )
)

derived = [
    Derived(
        key="reports.cash.earmarked_share",
        label=_("Earmarked share of the cash given"),
        unit=Unit.PERCENT,
        rule=_("Earmarked cash divided by all cash given by the public."),
        parts=("donations.cash.earmarked", "donations.cash.amount"),
        expression=share,
    ),
    Derived(
        key="reports.cash.income",
        label=_("Cash income of all sources"),
        unit=Unit.YUAN,
        rule=_("Gifts, transfers from above, fiscal money, dues, fees, interest and other."),
        parts=("donations.cash.amount", "donations.cash.from_above", *OTHER_INCOME),
        expression=total,
    ),
    Derived(
        key="reports.gifts.value",
        label=_("Cash and valued goods given by the public"),
        unit=Unit.YUAN,
        rule=_("Cash, and goods whose value is known; other goods carry no price."),
        parts=("donations.cash.amount", "donations.goods.value"),
        expression=total,
    ),
    Derived(
        key="reports.aid.worth",
        label=_("Aid in cash and goods"),
        unit=Unit.YUAN,
        rule=_("Cash given in aid and the known worth of goods."),
        parts=("relief.aid.amount", "relief.aid.value"),
        expression=total,
    ),
    Derived(
        key="reports.spending",
        label=_("Money spent"),
        unit=Unit.YUAN,
        rule=_("Cash given in aid, money disbursed otherwise, and fees of platforms."),
        parts=("relief.aid.amount", "relief.disbursed.amount", "donations.cash.fees"),
        expression=total,
    ),
    Derived(
        key="reports.cash.fiscal",
        label=_("Fiscal money received"),
        unit=Unit.YUAN,
        rule=_("Appropriations of the district and fiscal money from above: what the budget has."),
        parts=("donations.income.fiscal", "donations.income.fiscal_above"),
        expression=total,
    ),
    Derived(
        key="reports.cash.net",
        label=_("Cash given by the public, less fees of platforms"),
        unit=Unit.YUAN,
        rule=_("What arrived of it at the bank."),
        parts=("donations.cash.amount", "donations.cash.fees"),
        expression=operator.sub,
    ),
    *(
        Derived(
            key=f"reports.spending.{kind}",
            label=label,
            unit=Unit.YUAN,
            rule=_("Cash given in aid, money disbursed otherwise, and fees of platforms."),
            parts=(
                f"relief.aid.amount_{kind}",
                f"relief.disbursed.amount_{kind}",
                f"donations.cash.fees_{kind}",
            ),
            expression=total,
        )
        for kind, label in (
            ("general", _("Spent from funds not earmarked")),
            ("earmarked", _("Spent from earmarked funds")),
            ("above", _("Spent from money from above")),
        )
    ),
    Derived(
        key="reports.spending.unfunded",
        label=_("Spent, of no fund yet"),
        unit=Unit.YUAN,
        rule=_("Its fund is still to be named; it is in no balance and no statement."),
        parts=("relief.aid.unfunded", "relief.disbursed.unfunded"),
        expression=total,
    ),
    Derived(
        key="reports.spending.donated",
        label=_("Spent of donated money"),
        unit=Unit.YUAN,
        rule=_("From funds of donated money, fees of platforms among it."),
        parts=("reports.spending.general", "reports.spending.earmarked", "reports.spending.above"),
        expression=total,
    ),
    *(
        Derived(
            key=f"reports.spending.{kind}",
            label=label,
            unit=Unit.YUAN,
            rule=_("Cash given in aid, and money disbursed otherwise."),
            parts=(f"relief.aid.amount_{kind}", f"relief.disbursed.amount_{kind}"),
            expression=total,
        )
        for kind, label in (
            ("own", _("Spent from own income")),
            ("fiscal", _("Spent from fiscal money")),
        )
    ),
    Derived(
        key="reports.spending.fiscal_net",
        label=_("Spent from fiscal money, less what came back"),
        unit=Unit.YUAN,
        rule=_("What a budget has as executed, whatever year's appropriation it was."),
        parts=("reports.spending.fiscal", "relief.recovered_fiscal"),
        expression=operator.sub,
    ),
    *life_derived,
    *fund_derived,
    Derived(
        key="reports.trained_total",
        label=_("People at awareness trainings in all"),
        unit=Unit.PERSON_TIMES,
        rule=_("The latest number counted before records, and the records after its date."),
        parts=("training.awareness.recorded", "standing.trained"),
        expression=total,
    ),
    Derived(
        key="reports.certified_total",
        label=_("People certified in all"),
        unit=Unit.PEOPLE,
        rule=_("The latest number counted before records, and the records after its date."),
        parts=("training.certified.recorded", "standing.certified"),
        expression=total,
    ),
    Derived(
        key="reports.certified_share",
        label=_("Certified share of the population"),
        unit=Unit.PERCENT,
        rule=_("People certified in all divided by the resident population."),
        parts=("reports.certified_total", "standing.population"),
        expression=share,
    ),
    Derived(
        key="reports.trained_share",
        label=_("Share of the population trained"),
        unit=Unit.PERCENT,
        rule=_("People at awareness trainings in all divided by the resident population."),
        parts=("reports.trained_total", "standing.population"),
        expression=known_share,
    ),
    Derived(
        key="reports.aed_density",
        label=_("AEDs for 10,000 people"),
        unit=Unit.DEVICES_PER_10000,
        rule=_(
            "AEDs recorded one by one, or where there are none the basic number, divided by the"
            " resident population, times 10,000."
        ),
        parts=("training.aed.in_place", "standing.aed", "standing.population"),
        expression=devices_for_10000,
    ),
    Derived(
        key="reports.execution",
        label=_("Execution rate of money and goods given"),
        unit=Unit.PERCENT,
        rule=_(
            "Money spent less what came back, and the value of goods that left less what was"
            " returned, divided by what there was before and came in of both. Goods without a unit"
            " value are in neither, nor are goods that were bought: their money is."
        ),
        parts=(
            "donations.funds.balance",
            "reports.spending.donated",
            "relief.recovered_donated",
            "donations.cash.refunded",
            "donations.goods.opening_value",
            "donations.goods.received_value",
            "relief.goods.given_value",
            "relief.goods.disbursed_value",
            "relief.goods.returned_value",
        ),
        expression=execution,
    ),
    Derived(
        key="reports.satisfaction",
        label=_("Satisfaction of the public"),
        unit=Unit.PERCENT,
        rule=_("Who was satisfied divided by who answered, over all surveys of the period."),
        parts=("campaigns.surveys.satisfied", "campaigns.surveys.answered"),
        expression=share,
    ),
    Derived(
        key="reports.staffing",
        label=_("Control rate of staff"),
        unit=Unit.PERCENT,
        rule=_("Posts filled divided by posts established."),
        parts=("standing.staff", "standing.established"),
        expression=share,
    ),
]


def figure_values(scope: Scope, known: dict[str, Value] | None = None) -> dict[str, Value]:
    """Return the value of every counted and derived figure by key, the undefined left out.

    `known`: what has been counted already.
    """
    found = known or {}
    found = found | count([one for one in registered_figures() if one.key not in found], scope)
    keys = (figure.key for figure in registered_figures())
    counted = {key: found[key] for key in keys if key in found}
    page = derived_figure_url("", scope)
    return counted | {
        key: replace(value, url=f"{page}{key}")
        for key, value in derive(registered_derived_figures(), counted).items()
    }


def derived_figure_url(key: str, scope: Scope) -> str:
    """Return the address of its parts, which stand on the page of figures."""
    parameters = {
        "date_from": scope.period.start.isoformat(),
        "date_to": scope.period.end.isoformat(),
        "society": scope.society.pk,
        "scope": "alone" if scope.own_records_only else "all",
    }
    return f"{reverse('reports:figures')}?{urlencode(parameters)}#{key}"
