"""What real reports of other societies state can be said from records."""

from datetime import date
from decimal import Decimal

import pytest

from donations.figures import BY_KEY as DONATIONS
from donations.models import Fund
from donations.statements import statements
from redcross.figures import Period, Scope, break_down
from reports.figures import figure_values
from reports.text.wording import number_run
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_disbursement,
    make_fund,
    make_fund_transfer,
    make_goods_gift,
    make_income,
    make_recovery,
    make_refund,
)
from tests.figures import FIRST_HALF, SECOND_HALF, TWO_YEARS, YEAR, figure_numbers

KINDS = [kind.value for kind in Fund.DONATED]


@pytest.fixture
def part_of(society):
    """Opening balance, income, spending and balance of one kind of fund, from figures alone."""

    def sums(kind, period):
        day_before = Period(date(2019, 1, 1), date.fromordinal(period.start.toordinal() - 1))
        income = sum(
            value.number
            for source in ("cash.amount", "cash.from_above", "income.interest")
            for of_kind, value in break_down(
                DONATIONS[f"donations.{source}"],
                "fund__kind",
                Scope(society, period),
                parameter="fund_kind",
            )
            if of_kind == Fund.Kind(kind).label
        )
        key = f"donations.funds.balance_{kind}"
        before, numbers = (figure_numbers(society, one) for one in (day_before, period))
        return before[key], income, numbers[f"reports.spending.{kind}"], numbers[key]

    return sums


@pytest.fixture
def purses(staff):
    """Money of all three kinds over two years, in and out, to the fen."""
    general = make_fund(staff, opening_balance=Decimal("1000.01"))
    appeal = make_fund(staff, kind=Fund.Kind.EARMARKED, parent=general, opens_on=date(2020, 2, 1))
    late = make_fund(staff, kind=Fund.Kind.EARMARKED, opens_on=date(2021, 7, 1), opening_balance=50)
    above = make_fund(staff, kind=Fund.Kind.ABOVE)
    for fund, amount, day in (
        (general, "200.20", date(2020, 6, 30)),
        (general, "300.30", date(2021, 6, 30)),
        (general, "17.17", date(2021, 7, 1)),
        (appeal, "124000", date(2020, 8, 4)),
        (appeal, "66000.66", date(2021, 8, 16)),
        (late, "5.05", date(2021, 12, 31)),
        (above, "30000", date(2020, 12, 31)),
        (above, "70000.07", date(2021, 1, 1)),
    ):
        make_cash_gift(staff, amount, fund=fund, date=day)
    make_income(staff, "0.33", fund=general, date=date(2021, 6, 21))
    make_income(staff, "1.44", fund=appeal, date=date(2021, 9, 21))
    make_income(staff, "0.01", fund=above, date=date(2021, 12, 21))
    make_cash_gift(staff, "9", fund=general).void(by=staff, reason="entered twice")
    make_aid(staff, fund=general, amount=Decimal("400.40"), date=date(2021, 6, 30))
    make_aid(staff, fund=appeal, amount=100000, date=date(2020, 12, 31))
    make_disbursement(staff, fund=appeal, amount=Decimal("80000.08"), date=date(2021, 9, 1))
    make_disbursement(staff, fund=above, amount=30000, date=date(2021, 1, 1))
    make_aid(staff, fund=above, amount=Decimal("0.07"), date=date(2021, 12, 31))
    return general, appeal, late, above


def of_kind(one, kind):
    """The statements of a kind of fund among this one and those below it."""
    own = [one] if one.fund.kind == kind else []
    return own + [found for below in one.below for found in of_kind(below, kind)]


def test_the_subtotals_of_funds_three_deep_tie_to_the_fen(society, staff):
    top = make_fund(staff, opening_balance=Decimal("0.01"))
    towns = [make_fund(staff, parent=top, opening_balance=Decimal("0.10")) for _ in range(2)]
    villages = [make_fund(staff, parent=town) for town in towns for _ in range(2)]
    for number_, fund in enumerate([top, *towns, *villages], start=1):
        make_cash_gift(staff, f"{number_}000.{number_}{number_}", fund=fund, date=date(2020, 5, 1))
        make_cash_gift(staff, f"{number_}00.0{number_}", fund=fund)
        make_aid(staff, fund=fund, amount=Decimal(f"{number_}050.0{number_}"))

    [one] = statements(Scope(society, YEAR))
    first, second = sorted(one.below, key=lambda below: below.fund.pk)
    assert [len(first.below), len(second.below)] == [2, 2]
    # The villages' income: 400.04 + 500.05, 600.06 + 700.07; the towns' own 200.02 and 300.03.
    assert first.sums.income == Decimal("1100.11")
    assert second.sums.income == Decimal("1600.16")
    assert (
        one.sums.income
        == Decimal("2800.28")
        == Decimal("100.01") + sum(below.sums.income for below in one.below)
    )
    assert one.sums.opening == Decimal("28003.29")
    assert one.sums.spending == Decimal("28350.28")
    assert one.sums.balance == Decimal("2453.29")
    assert one.sums.balance == figure_values(Scope(society, YEAR))["donations.funds.balance"].number


def test_more_is_spent_than_the_year_brought_out_of_what_was_there(society, staff):
    fund = make_fund(staff, opening_balance=500000)
    make_cash_gift(staff, "100000", fund=fund)
    make_aid(staff, fund=fund, amount=450000)

    [one] = statements(Scope(society, YEAR))
    sums = one.sums
    assert (sums.opening, sums.income, sums.spending) == (500000, 100000, 450000)
    assert sums.balance == 150000
    numbers = figure_numbers(society)
    assert numbers["reports.spending"] > numbers["reports.cash.income"]
    assert numbers["donations.funds.balance"] == 150000


@pytest.mark.parametrize("period", [YEAR, FIRST_HALF, SECOND_HALF, TWO_YEARS])
@pytest.mark.parametrize("kind", KINDS)
def test_income_spending_and_balance_tie_for_each_kind_of_fund_in_any_window(
    society, purses, part_of, kind, period
):
    funds = [found for one in statements(Scope(society, period)) for found in of_kind(one, kind)]
    opening, opened, income, spending, balance = (
        sum(getattr(one.own_sums, name) for one in funds)
        for name in ("opening", "opened", "income", "spending", "balance")
    )
    before, counted, spent, left = part_of(kind, period)

    assert opening + opened + income - spending == balance == left
    assert (income, spending) == (counted, spent)
    # What a fund brings along on the day it opens within the window is not there before it.
    within = period.start <= date(2021, 7, 1) <= period.end
    assert (opening, opened) == (before, 50 if kind == "earmarked" and within else 0)


@pytest.mark.parametrize("period", [YEAR, FIRST_HALF, SECOND_HALF, TWO_YEARS])
def test_before_and_income_less_spending_is_what_is_left_in_any_window(
    purses, staff, society, period
):
    general = purses[0]
    other = make_fund(staff, opening_balance=900)
    make_fund_transfer(staff, "40.40", from_fund=other, to_fund=general, date=date(2021, 7, 9))
    make_fund_transfer(staff, "3", from_fund=general, to_fund=other, date=date(2020, 7, 9))
    gift = make_cash_gift(staff, "80", fund=general, fee=Decimal("0.80"), channel="platform")
    make_refund(staff, "12", gift=gift, date=date(2021, 7, 2))
    aid = make_aid(staff, fund=general, amount=90, date=date(2020, 8, 1))
    make_recovery(staff, "9", aid=aid, date=date(2021, 8, 1))

    numbers = figure_numbers(society, period)
    before, left = (numbers[f"donations.funds.{name}"] for name in ("opening", "balance"))
    assert before + numbers["reports.funds.income"] - numbers["reports.funds.spending"] == left
    parts = sum(
        numbers[f"reports.spending.donated_{name}"] for name in ("aid", "disbursed", "fees")
    )
    assert parts == numbers["reports.spending.donated"]


def test_the_three_kinds_of_money_are_what_was_worked_out_by_hand(purses, part_of):
    assert {kind: part_of(kind, YEAR) for kind in KINDS} == {
        "general": tuple(map(Decimal, ("1200.21", "317.80", "400.40", "1117.61"))),
        "earmarked": tuple(map(Decimal, ("24000", "66007.15", "80000.08", "10057.07"))),
        "above": tuple(map(Decimal, ("30000", "70000.08", "30000.07", "70000.01"))),
    }


def test_a_flat_sum_for_300_households_is_240000_yuan(staff, society):
    fund = make_fund(staff, opening_balance=240000)
    make_aid(staff, fund=fund, households=300, rate=800)

    assert figure_numbers(society)["relief.aid.amount"] == 240000
    values = figure_values(Scope(society, YEAR))
    assert number_run(values["relief.aid.amount"], wan=True).text == "24万元"
    assert number_run(values["relief.aid.households"]).text == "300户"


@pytest.mark.parametrize(
    ("yuan", "text"),
    [("1234567.89", "123.456789万元"), ("66000", "6.6万元"), ("0.01", "0.000001万元")],
)
def test_an_amount_reads_as_wan_yuan_with_up_to_six_decimals(society, staff, yuan, text):
    make_cash_gift(staff, yuan)
    value = figure_values(Scope(society, YEAR))["donations.cash.amount"]

    assert number_run(value, wan=True).text == text
    assert number_run(value).text == f"{yuan}元"


def test_goods_worth_a_part_of_a_fen_read_to_the_fen(society, staff):
    salt = {"item": "salt", "quantity": Decimal("1.5"), "unit_value": Decimal("0.33")}
    make_goods_gift(staff, lots=[salt])
    value = figure_values(Scope(society, YEAR))["donations.goods.value"]

    assert number_run(value).text == "0.50元"
