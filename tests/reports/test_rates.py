"""Rates over other figures, the days until payment, and what there is nothing to count of."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from donations.goods_statements import goods_statements
from donations.models import GoodsGift, GoodsLine
from donations.statements import StatementSums, statements
from redcross.figures import Period, Scope, count
from redcross.models import StandingNumber
from relief.figures import figures as of_relief
from tests.factories import (
    make_aed,
    make_aid,
    make_application,
    make_cash_gift,
    make_disbursement,
    make_fund,
    make_fund_transfer,
    make_goods_gift,
    make_goods_return,
    make_recovery,
    make_refund,
    make_session,
    make_standing_number,
    make_survey,
)
from tests.figures import AFTER, BEFORE, FIRST, LAST, MIDDLE, YEAR, figure_numbers, linked

Kind = StandingNumber.Kind


def test_rates_of_nothing_are_absent(society):
    numbers = figure_numbers(society)
    for key in ("trained_share", "aed_density", "execution", "satisfaction", "certified_share"):
        assert f"reports.{key}" not in numbers
    assert "relief.aid.days_average" not in numbers and "relief.aid.days_longest" not in numbers


def test_a_population_alone_makes_no_share(staff, society):
    make_standing_number(staff, 300000, kind=Kind.POPULATION)
    numbers = figure_numbers(society)
    assert "reports.trained_share" not in numbers and "reports.aed_density" not in numbers


def test_the_share_trained_is_of_the_population(staff, society):
    make_standing_number(staff, 300000, kind=Kind.POPULATION)
    make_standing_number(staff, 119000, kind=Kind.TRAINED, date=BEFORE)
    make_session(staff, attendance=1000)
    assert figure_numbers(society)["reports.trained_share"] == 40


def test_aeds_are_told_for_ten_thousand_people(staff, society):
    make_standing_number(staff, 300000, kind=Kind.POPULATION)
    make_standing_number(staff, 45, kind=Kind.AED)
    assert figure_numbers(society)["reports.aed_density"] == Decimal("1.5")
    # Recorded one by one they go before the basic number.
    for _ in range(2):
        make_aed(staff, installed_on=MIDDLE)
    make_aed(staff, installed_on=AFTER)
    make_aed(staff, installed_on=FIRST, state="removed", removed_on=MIDDLE)
    assert figure_numbers(society)["reports.aed_density"] == Decimal("0.07")


def test_training_bases_are_the_latest_number(staff, society):
    make_standing_number(staff, 2, kind=Kind.TRAINING_BASES, date=BEFORE)
    make_standing_number(staff, 3, kind=Kind.TRAINING_BASES, date=LAST)
    assert figure_numbers(society)["standing.training_bases"] == 3


def test_who_is_satisfied_is_told_of_who_answered(staff, society):
    make_survey(staff, 60, 57, date=FIRST)
    make_survey(staff, 40, 33, date=LAST)
    make_survey(staff, 100, 1, date=AFTER)
    assert figure_numbers(society)["reports.satisfaction"] == 90
    assert "reports.satisfaction" not in figure_numbers(society, Period.year(2020))


def test_nobody_satisfied_is_nought_percent_and_not_nothing(staff, society):
    make_survey(staff, 60, 0)
    assert figure_numbers(society)["reports.satisfaction"] == 0


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"answered": 0, "satisfied": 0}, "answered"),
        ({"asked": 99}, "asked"),
        ({"satisfied": 101}, "satisfied"),
    ],
)
def test_a_survey_adds_up(staff, wrong, named):
    with pytest.raises(ValidationError):
        make_survey(staff, **({"answered": 100, "satisfied": 90} | wrong))
    make_survey(staff, asked=100, answered=100, satisfied=100)


def money_and_goods(staff):
    """A year with every kind of movement; worked out below."""
    fund, other = make_fund(staff, opening_balance=1000), make_fund(staff)
    gift = make_cash_gift(staff, "500", fund=fund, date=FIRST)
    make_cash_gift(staff, "300", fund=other, date=BEFORE)
    make_fund_transfer(staff, "100", from_fund=fund, to_fund=other)
    make_refund(staff, "50", gift=gift)
    aid = make_aid(staff, fund=fund, amount=400)
    make_recovery(staff, "40", aid=aid)
    make_disbursement(staff, fund=other, amount=100, date=LAST)
    make_aid(staff, fund=other, amount=10, date=BEFORE)
    old = make_goods_gift(staff, date=BEFORE, lots=[lot("old", 10, 8)]).lots.get()
    new = make_goods_gift(staff, date=FIRST, lots=[lot("new", 100, 5), lot("none", 9)])
    new, unpriced = new.lots.all()
    bought = {"source": GoodsGift.Source.PURCHASED, "lots": [lot("bought", 10, 10)]}
    bought = make_goods_gift(staff, **bought).lots.get()
    issued = make_aid(staff, goods=[out(old, 5), out(new, 20), out(unpriced, 3), out(bought, 4)])
    make_disbursement(staff, goods=[out(new, 10)])
    make_goods_return(staff, aid=issued, goods=[out(new, 2)])


def lot(item, quantity, unit_value=None):
    return {"item": item, "quantity": quantity, "unit_value": unit_value}


def out(of, quantity):
    return {"lot": of, "quantity": quantity}


def test_the_execution_rate_is_of_what_there_was_and_came_in(staff, society):
    money_and_goods(staff)
    numbers = figure_numbers(society)
    assert numbers["donations.goods.opening_value"] == 80
    assert numbers["donations.goods.received_value"] == 500
    assert numbers["relief.goods.given_value"] == 140
    assert numbers["relief.goods.disbursed_value"] == 50
    assert numbers["relief.goods.returned_value"] == 10
    # 400 - 40 + 100 of money and 140 + 50 - 10 of goods, of 1290 + 500 and 80 + 500.
    assert numbers["reports.execution"] == Decimal(640) * 100 / (1790 + 580)


def test_its_parts_are_those_of_the_statements(staff, society):
    money_and_goods(staff)
    numbers, scope = figure_numbers(society), Scope(society, YEAR)
    sums = StatementSums.of(one for top in statements(scope) for one in top.with_all_below())
    net = numbers["reports.spending"] - numbers["relief.recovered"]
    available = numbers["donations.funds.balance"] + net + numbers["donations.cash.refunded"]
    assert net == sums.spending - sums.recovered
    assert available == sums.opening + sums.opened + sums.income
    goods = [one for one in goods_statements(scope) if one.goods.item in ("old", "new")]

    def of(line):
        return sum(one.line(line).value for one in goods)

    assert sum(one.opening.value for one in goods) == numbers["donations.goods.opening_value"]
    assert sum(one.received.value for one in goods) == numbers["donations.goods.received_value"]
    assert -of(GoodsLine.GIVEN) == numbers["relief.goods.given_value"]
    assert -of(GoodsLine.DISBURSED) == numbers["relief.goods.disbursed_value"]
    assert of(GoodsLine.RETURNED) == numbers["relief.goods.returned_value"]


def approved(staff, day, **fields):
    return make_application(
        staff, **({"date": FIRST, "decision": "approved", "decided_on": day} | fields)
    )


def test_the_days_from_decision_to_payment_are_counted_where_both_are_known(staff, society):
    fund = make_fund(staff, opening_balance=10000)

    def pay(application, day, **fields):
        paid = {"fund": fund, "amount": 10} | fields
        return make_aid(staff, application=application, date=day, **paid)

    pay(approved(staff, MIDDLE), MIDDLE)
    pay(approved(staff, MIDDLE), MIDDLE + timedelta(5))
    pay(approved(staff, MIDDLE), MIDDLE + timedelta(11))
    # Not of the year, voided, of no known day, not decided on a known day, before the decision,
    # refused, goods, and paid by others.
    pay(approved(staff, MIDDLE), AFTER)
    pay(approved(staff, MIDDLE), LAST).void(by=staff, reason="entered twice")
    pay(approved(staff, MIDDLE), LAST, date_precision="month")
    pay(approved(staff, None), LAST)
    pay(approved(staff, MIDDLE), FIRST)
    pay(approved(staff, MIDDLE, decision="refused"), LAST)
    pay(approved(staff, MIDDLE), LAST, fund=None, amount=None, value=10)
    pay(approved(staff, MIDDLE), LAST, fund=None, paid="other")
    numbers = figure_numbers(society)

    assert numbers["relief.aid.days_average"] == Decimal("5.3")
    assert numbers["relief.aid.days_longest"] == 11
    values = count([f for f in of_relief if ".days_" in f.key], Scope(society, YEAR))
    assert {len(linked(value)) for value in values.values()} == {3}
    assert "relief.aid.days_average" not in figure_numbers(society, Period.year(2019))


def test_the_day_of_a_decision_fits_the_application(staff):
    for wrong in (
        {"decision": "pending"},
        {"decided_on": BEFORE},
        {"decided_on": date.today() + timedelta(1)},
    ):
        with pytest.raises(ValidationError):
            make_application(
                staff, **({"date": FIRST, "decision": "approved", "decided_on": LAST} | wrong)
            )
    make_application(staff, date=FIRST, decision="refused", decided_on=FIRST)
