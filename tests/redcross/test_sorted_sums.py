"""Figures counted together by sorts of rows: the same as each counted by itself, from its list."""

from dataclasses import replace
from datetime import date

import pytest
from django.db.models import Q, Sum

from donations.models import CashGift, Fund
from redcross.figures import (
    Period,
    Scope,
    count,
    figures_by_key,
    query,
    registered_figures,
    sorted_sums,
    tabulate,
)
from redcross.figures.roundings import rounding_read
from redcross.models import Society
from tests.factories import make_aid, make_cash_gift, make_fund, make_fund_transfer, make_refund

YEARS = (Period.year(2021), Period(date(2021, 3, 5), date(2022, 6, 30)))


def by_itself(figure, scope):
    """Its number and how well it is known, from the rows of its list, by Django's own aggregate."""
    figure = figure.with_entries()
    rows = figure.model.objects.countable().filter(figure.condition(figure.arguments(scope)))
    found = rows.aggregate(number=figure.aggregate(scope.period))
    if rounded := figure.rounded(scope.period):
        found |= rows.aggregate(rounded=rounded)
    return found["number"] or 0, rounding_read(found.get("rounded"))


def check_each(scope):
    """Check every figure of the scope; return how many say something."""
    together = count(registered_figures(), scope)
    for figure in registered_figures():
        number, rounded = by_itself(figure, scope)
        if figure.key in together:
            value = together[figure.key]
            assert (value.number, value.rounded) == (number, rounded), figure.key
        else:
            assert figure.absent_without_records and not number, figure.key
    return sum(value.says_something for value in together.values())


@pytest.mark.parametrize("period", YEARS)
def test_every_figure_is_what_its_list_comes_to(demonstration, period):
    society = Society.objects.get(demonstration=True, parent=None)
    assert check_each(Scope(society, period)) > 50
    check_each(Scope(society, period, own_records_only=True))


@pytest.fixture
def moved(staff):
    """Funds that opened before, at the first day, within and after 2021, and what moved in each."""
    first, last = date(2021, 1, 1), date(2021, 12, 31)
    opened = (None, date(2020, 5, 1), first, date(2021, 7, 1), last, date(2022, 1, 1))
    for number, day in enumerate(opened):
        kind = Fund.Kind.EARMARKED if number % 2 else Fund.Kind.GENERAL
        fund = make_fund(
            staff, name=f"资金{number}", kind=kind, opens_on=day, opening_balance=100 + number
        )
        for moved_on in (date(2020, 12, 31), first, date(2021, 6, 1), last, date(2022, 1, 1)):
            if day is None or day <= moved_on:
                rounded = ["amount"] if number == 1 and moved_on == last else []
                gift = make_cash_gift(
                    staff, fund=fund, amount="1000", fee="3", date=moved_on, rounded=rounded
                )
                make_aid(staff, fund=fund, amount="70.5", date=moved_on)
                make_refund(staff, gift=gift, amount="10", date=moved_on)
    make_cash_gift(staff, fund=fund, amount="9", date=date(2022, 2, 1)).void(by=staff, reason="错")
    one, two = Fund.objects.order_by("pk")[:2]
    make_fund_transfer(staff, from_fund=two, to_fund=one, amount="11", date=first)
    return staff.society


def test_what_was_in_funds_before_is_what_they_had_that_day(moved):
    for period in (Period.year(2020), *YEARS, Period.year(2022)):
        scope = Scope(moved, period)
        values = count(registered_figures(), scope)
        check_each(scope)
        before = Scope(moved, Period(period.start, period.day_before))
        opening = values["donations.funds.opening"]
        left = count([figures_by_key()["donations.funds.balance"]], before)
        assert opening.number == left["donations.funds.balance"].number
    assert opening.number and opening.rounded


def test_more_figures_than_one_number_has_bits(staff):
    funds = [make_fund(staff, name=f"资金{number}") for number in range(70)]
    for number, fund in enumerate(funds):
        make_cash_gift(staff, fund=fund, amount=number + 1, date=date(2021, 5, 1))
    amount = figures_by_key()["donations.cash.amount"]
    parts = [
        replace(amount, key=str(fund.pk), where={**amount.where, "fund": str(fund.pk)})
        for fund in funds
    ]
    scope = Scope(staff.society, YEARS[0])
    values = count([*parts, amount], scope)
    assert [values[part.key].number for part in parts] == [number + 1 for number in range(70)]
    assert values[amount.key].number == sum(range(71))
    by_month = dict(tabulate([*parts, amount], "channel", scope))
    [of_all] = by_month.values()
    assert of_all[parts[-1].key].number == 70 and of_all[amount.key].number == sum(range(71))


def test_what_is_counted_once_however_often_is_not_sorted():
    donors = figures_by_key()["donations.cash.donors"]
    assert not sorted_sums.adds_up(donors)
    assert not query._are_sorted((figures_by_key()["donations.cash.amount"], donors))


@pytest.mark.django_db
def test_alike_conditions_and_sums_are_asked_once():
    amount = figures_by_key()["donations.cash.amount"]
    earmarked = figures_by_key()["donations.cash.earmarked"]
    assert list(sorted_sums.sums([amount, earmarked], YEARS[0])) == ["f0", "r0"]
    [sort] = sorted_sums.sorts([Q(amount=1), Q(), Q(amount=1)]).values()
    rows = CashGift.objects.annotate(sort=sort).values("sort").annotate(sum=Sum("amount"))
    assert str(rows.query).count("CASE") == 1 and "2 + CASE" in str(rows.query)
