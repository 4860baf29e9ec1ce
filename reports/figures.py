"""Figures over other figures, and those of the kernel's own records."""

import operator
from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from donations.figures import LIFE_UNITS, OTHER_INCOME
from redcross.figures import (
    CountedFigure,
    Derived,
    Flow,
    Scope,
    Stock,
    Unit,
    Value,
    count,
    derive,
    registered_derived_figures,
    registered_figures,
)
from redcross.models import StandingNumber

from .models import Honour


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return percent of the whole, or None where there is no whole."""
    return Decimal(part) * 100 / whole if whole else None


def total(*parts: Decimal | int) -> Decimal | int:
    """Return the sum of the parts, as many as there are."""
    return sum(parts)


_Kind = StandingNumber.Kind
_STANDING = {
    _Kind.ESTABLISHED: Unit.POSTS,
    _Kind.STAFF: Unit.POSTS,
    _Kind.MEMBERS: Unit.PEOPLE,
    _Kind.VOLUNTEERS: Unit.PEOPLE,
    _Kind.BRANCHES: Unit.BRANCHES,
    _Kind.AED: Unit.DEVICES,
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
        rule=_("Cash, and goods with proof of their value; other goods carry no price."),
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
    *(
        Derived(
            key=f"reports.life.{kind.value}_total",
            label=format_lazy(_("{} ({})"), kind.label, _("in all")),
            unit=unit,
            rule=_("The number counted before records, and all records to that day."),
            parts=(f"donations.life.{kind.value}_recorded", f"standing.{kind.value}"),
            expression=total,
        )
        for kind, unit in LIFE_UNITS.items()
        if kind.value in _Kind.values
    ),
    Derived(
        key="reports.trained_total",
        label=_("People at awareness trainings in all"),
        unit=Unit.PERSON_TIMES,
        rule=_("The number counted before records, and all records to that day."),
        parts=("training.awareness.recorded", "standing.trained"),
        expression=total,
    ),
    Derived(
        key="reports.certified_total",
        label=_("People certified in all"),
        unit=Unit.PEOPLE,
        rule=_("The number counted before records, and all records to that day."),
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
    counted = {figure.key: found[figure.key] for figure in registered_figures()}
    return counted | {
        key: replace(value, url=derived_figure_url(key, scope))
        for key, value in derive(registered_derived_figures(), counted).items()
    }


def derived_figure_url(key: str, scope: Scope) -> str:
    """Return the address of its parts, which stand on the page of figures."""
    asked = {
        "date_from": scope.period.start.isoformat(),
        "date_to": scope.period.end.isoformat(),
        "society": scope.society.pk,
        "scope": "alone" if scope.own_records_only else "all",
    }
    return f"{reverse('reports:figures')}?{urlencode(asked)}#{key}"
