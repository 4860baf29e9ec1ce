"""Totals over opening numbers, rates over other figures, and what there is nothing to count of."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from donations.figures import figures as of_donations
from donations.goods_statements import goods_statements
from donations.models import CashGift, Fund, GoodsGift, GoodsLine
from donations.statements import StatementSums, statements
from redcross.figures import Period, Scope, break_down_nested, count
from redcross.models import StandingNumber
from relief.figures import figures as of_relief
from reports.figures import figure_values, figures
from tests.factories import (
    close_year,
    make_aed,
    make_aid,
    make_application,
    make_cash_gift,
    make_course,
    make_disbursement,
    make_donor,
    make_event,
    make_fund,
    make_fund_transfer,
    make_goods_gift,
    make_goods_return,
    make_life_gift,
    make_recovery,
    make_refund,
    make_session,
    make_standing_number,
    make_survey,
)
from tests.figures import check_lists, linked
from training.figures import figures as of_training

YEAR = Period.year(2021)
Kind = StandingNumber.Kind
BEFORE, FIRST, MIDDLE = date(2020, 12, 31), date(2021, 1, 1), date(2021, 6, 1)
LAST, AFTER = date(2021, 12, 31), date(2022, 1, 1)


@pytest.fixture
def told(society):
    """A function that gives the numbers of a period by key."""

    def numbers(period=YEAR, own_records_only=False):
        values = figure_values(Scope(society, period, own_records_only=own_records_only))
        return {key: value.number for key, value in values.items()}

    return numbers


# --- in all ---


def test_in_all_is_the_latest_opening_number_and_what_came_after_its_date(staff, told, society):
    make_life_gift(staff, 1, date=date(2019, 1, 1))
    make_standing_number(staff, 100, kind=Kind.BLOOD, date=date(2019, 6, 30))
    make_life_gift(staff, 2, date=date(2019, 6, 30))
    make_life_gift(staff, 4, date=date(2019, 7, 1))
    make_standing_number(staff, 500, kind=Kind.BLOOD, date=BEFORE)
    make_life_gift(staff, 8, date=BEFORE)
    make_life_gift(staff, 16, date=FIRST)
    make_life_gift(staff, 32, date=LAST)
    make_life_gift(staff, 64, date=AFTER)
    make_life_gift(staff, 128, date=MIDDLE).void(by=staff, reason="entered twice")
    twice = make_standing_number(staff, 9999, kind=Kind.BLOOD, date=LAST)
    twice.void(by=staff, reason="entered twice")
    # Of another kind.
    make_standing_number(staff, 7, kind=Kind.SAMPLED, date=LAST)

    def total(day):
        numbers = told(Period(date(2018, 1, 1), day))
        return numbers["donations.life.blood_recorded"], numbers["reports.life.blood_total"]

    assert total(date(2019, 6, 29)) == (1, 1)
    assert total(date(2019, 6, 30)) == (0, 100)
    assert total(date(2019, 7, 1)) == (4, 104)
    assert total(date(2020, 12, 30)) == (4, 104)
    assert total(BEFORE) == (0, 500)
    assert total(LAST) == (48, 548)
    assert total(AFTER) == (112, 612)
    check_lists([f for f in of_donations if "blood" in f.key], society, YEAR)


def test_each_kind_of_training_has_its_own_opening_number(staff, told, society):
    awareness, certified = make_course(staff), make_course(staff, kind="certified")
    make_standing_number(staff, 1000, kind=Kind.TRAINED, date=MIDDLE)
    make_standing_number(staff, 100, kind=Kind.CERTIFIED, date=BEFORE)
    for day in (FIRST, LAST):
        make_session(staff, course=awareness, date=day, attendance=10)
        make_session(staff, course=certified, date=day, attendance=5, passed=5, certified=5)
    numbers = told()

    assert numbers["training.awareness.recorded"] == 10
    assert numbers["reports.trained_total"] == 1010
    assert numbers["training.certified.recorded"] == 10
    assert numbers["reports.certified_total"] == 110
    check_lists([f for f in of_training if "recorded" in f.key], society, YEAR)


def test_each_society_has_its_own_opening_number(staff, above, province):
    make_standing_number(staff, 100, kind=Kind.BLOOD, date=LAST)
    make_life_gift(staff, 1, date=MIDDLE)
    make_life_gift(above, 7, date=MIDDLE)
    values = figure_values(Scope(province, YEAR))
    assert values["reports.life.blood_total"].number == 107
    alone = figure_values(Scope(province, YEAR, own_records_only=True))
    assert alone["reports.life.blood_total"].number == 7


def test_without_an_opening_number_all_records_count(staff, told):
    make_life_gift(staff, 3, kind="cornea", date=date(2015, 1, 1))
    make_life_gift(staff, 4, kind="blood", date=date(2015, 1, 1))
    assert told()["donations.life.cornea_recorded"] == 3
    assert told()["reports.life.blood_total"] == 4


def test_an_opening_number_in_or_before_a_closed_year_stays(staff, society):
    kept = [make_standing_number(staff, 1, kind=Kind.BLOOD, date=day) for day in (BEFORE, FIRST)]
    free = make_standing_number(staff, 1, kind=Kind.BLOOD, date=AFTER)
    close_year(society, 2021)
    society.forget_locked_periods()
    for number in kept:
        number.society.forget_locked_periods()
        number.number = 2
        with pytest.raises(ValidationError) as refused:
            number.save_entry(by=staff)
        assert "2021" in str(refused.value)
    with pytest.raises(ValidationError):
        make_standing_number(staff, 1, kind=Kind.SAMPLED, date=date(2019, 1, 1))
    free.society.forget_locked_periods()
    free.number = 2
    free.save_entry(by=staff)
    make_standing_number(staff, 1, kind=Kind.SAMPLED, date=AFTER)


# --- volunteers ---


@pytest.mark.parametrize(
    ("numbers", "added"),
    [
        ({}, None),
        ({BEFORE: 300}, None),
        ({MIDDLE: 300}, None),
        ({BEFORE: 300, LAST: 350}, 50),
        ({BEFORE: 300, MIDDLE: 400, LAST: 350}, 50),
        ({FIRST: 300, LAST: 350}, 50),
        ({MIDDLE: 300, LAST: 280}, -20),
        ({BEFORE: 300, FIRST: 310, LAST: 350}, 40),
        ({date(2019, 1, 1): 100, BEFORE: 300, LAST: 300}, 0),
        ({LAST: 350, AFTER: 900}, None),
        ({BEFORE: 300, AFTER: 900}, None),
    ],
)
def test_volunteers_added_are_told_only_where_there_are_two_numbers(
    staff, told, society, numbers, added
):
    for day, number in numbers.items():
        make_standing_number(staff, number, kind=Kind.VOLUNTEERS, date=day)
    twice = make_standing_number(staff, 9, kind=Kind.VOLUNTEERS, date=date(2021, 12, 30))
    twice.void(by=staff, reason="entered twice")
    make_standing_number(staff, 7, kind=Kind.MEMBERS, date=BEFORE)

    assert told().get("standing.volunteers_added") == added
    [figure] = [f for f in figures if f.key == "standing.volunteers_added"]
    if added is not None:
        check_lists([figure], society, YEAR)


@pytest.mark.parametrize("way", ["number", "number:nearly", "number:about"])
@pytest.mark.parametrize("which", [0, 1])
def test_volunteers_added_are_rounded_when_either_number_is(staff, society, way, which):
    rounded = [[], []]
    rounded[which] = [way]
    make_standing_number(staff, 300, kind=Kind.VOLUNTEERS, date=BEFORE, rounded=rounded[0])
    make_standing_number(staff, 350, kind=Kind.VOLUNTEERS, date=LAST, rounded=rounded[1])
    [figure] = [f for f in figures if f.key == "standing.volunteers_added"]
    value = count([figure], Scope(society, YEAR))[figure.key]
    assert (value.number, value.rounded) == (50, "about")
    assert [row.number for row in linked(value)] == [350]


def test_each_society_is_compared_with_itself(staff, above, province):
    make_standing_number(staff, 300, kind=Kind.VOLUNTEERS, date=BEFORE)
    make_standing_number(staff, 350, kind=Kind.VOLUNTEERS, date=LAST)
    make_standing_number(above, 5000, kind=Kind.VOLUNTEERS, date=LAST)
    assert figure_values(Scope(province, YEAR))["standing.volunteers_added"].number == 50


# --- rates ---


def test_rates_of_nothing_are_absent(told):
    numbers = told()
    for key in ("trained_share", "aed_density", "execution", "satisfaction", "certified_share"):
        assert f"reports.{key}" not in numbers
    assert "relief.aid.days_average" not in numbers and "relief.aid.days_longest" not in numbers


def test_a_population_alone_makes_no_share(staff, told):
    make_standing_number(staff, 300000, kind=Kind.POPULATION)
    numbers = told()
    assert "reports.trained_share" not in numbers and "reports.aed_density" not in numbers


def test_the_share_trained_is_of_the_population(staff, told):
    make_standing_number(staff, 300000, kind=Kind.POPULATION)
    make_standing_number(staff, 119000, kind=Kind.TRAINED, date=BEFORE)
    make_session(staff, attendance=1000)
    assert told()["reports.trained_share"] == 40


def test_aeds_are_told_for_ten_thousand_people(staff, told):
    make_standing_number(staff, 300000, kind=Kind.POPULATION)
    make_standing_number(staff, 45, kind=Kind.AED)
    assert told()["reports.aed_density"] == Decimal("1.5")
    # Recorded one by one they go before the basic number.
    for _ in range(2):
        make_aed(staff, installed_on=MIDDLE)
    make_aed(staff, installed_on=AFTER)
    make_aed(staff, installed_on=FIRST, state="removed", removed_on=MIDDLE)
    assert told()["reports.aed_density"] == Decimal("0.07")


def test_training_bases_are_the_latest_number(staff, told):
    make_standing_number(staff, 2, kind=Kind.TRAINING_BASES, date=BEFORE)
    make_standing_number(staff, 3, kind=Kind.TRAINING_BASES, date=LAST)
    assert told()["standing.training_bases"] == 3


def test_who_is_satisfied_is_told_of_who_answered(staff, told):
    make_survey(staff, 60, 57, date=FIRST)
    make_survey(staff, 40, 33, date=LAST)
    make_survey(staff, 100, 1, date=AFTER)
    assert told()["reports.satisfaction"] == 90
    assert "reports.satisfaction" not in told(Period.year(2020))


def test_nobody_satisfied_is_nought_percent_and_not_nothing(staff, told):
    make_survey(staff, 60, 0)
    assert told()["reports.satisfaction"] == 0


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


# --- spending ---


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


def test_the_execution_rate_is_of_what_there_was_and_came_in(staff, told):
    money_and_goods(staff)
    numbers = told()
    assert numbers["donations.goods.opening_value"] == 80
    assert numbers["donations.goods.received_value"] == 500
    assert numbers["relief.goods.given_value"] == 140
    assert numbers["relief.goods.disbursed_value"] == 50
    assert numbers["relief.goods.returned_value"] == 10
    # 400 - 40 + 100 of money and 140 + 50 - 10 of goods, of 1290 + 500 and 80 + 500.
    assert numbers["reports.execution"] == Decimal(640) * 100 / (1790 + 580)


def test_its_parts_are_those_of_the_statements(staff, told, society):
    money_and_goods(staff)
    numbers, scope = told(), Scope(society, YEAR)
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


# --- days ---


def approved(staff, day, **fields):
    return make_application(
        staff, **({"date": FIRST, "decision": "approved", "decided_on": day} | fields)
    )


def test_the_days_from_decision_to_payment_are_counted_where_both_are_known(staff, told, society):
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
    numbers = told()

    assert numbers["relief.aid.days_average"] == Decimal("5.3")
    assert numbers["relief.aid.days_longest"] == 11
    values = count([f for f in of_relief if ".days_" in f.key], Scope(society, YEAR))
    assert {len(linked(value)) for value in values.values()} == {3}
    assert "relief.aid.days_average" not in told(Period.year(2019))


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


# --- by fund ---


def test_a_fund_counts_with_all_below_it_and_the_top_is_the_whole(staff, society):
    top = make_fund(staff)
    middle = make_fund(staff, parent=top)
    low, other = make_fund(staff, parent=middle), make_fund(staff)
    donor = make_donor(staff)
    for fund, amount in ((middle, "5"), (low, "30"), (low, "7"), (other, "20")):
        make_cash_gift(staff, amount, fund=fund, donor=donor)
    make_cash_gift(staff, "900", fund=low).void(by=staff, reason="entered twice")
    make_cash_gift(staff, "900", fund=low, date=AFTER)
    cash = {figure.key: figure for figure in of_donations}
    amount, donors = cash["donations.cash.amount"], cash["donations.cash.donors"]
    scope = Scope(society, YEAR)
    found = break_down_nested(amount, "fund", scope, "fund")

    assert [(one.level, one.group, one.value.number) for one in found] == [
        (0, top, 42),
        (1, middle, 42),
        (2, low, 37),
        (0, other, 20),
    ]
    whole = count([amount], scope)[amount.key].number
    assert sum(one.value.number for one in found if not one.level) == whole == 62
    for one in found:
        assert sum(row.amount for row in linked(one.value)) == one.value.number
    # Who gave into two funds is one donor.
    people = break_down_nested(donors, "fund", scope, "fund")
    assert {one.value.number for one in people} == {1}


def test_what_is_of_no_fund_stands_at_the_end(staff, society):
    make_aid(staff, fund=make_fund(staff, opening_balance=9), amount=5, people=1)
    make_aid(staff, people=2)
    [people] = [f for f in of_relief if f.key == "relief.aid.people"]
    found = break_down_nested(people, "fund", Scope(society, YEAR), "fund")
    assert [(one.group is None, one.value.number) for one in found] == [(False, 1), (True, 2)]
    assert found[-1].value.url == ""


@given(
    parents=st.lists(st.integers(0, 9), min_size=1, max_size=6),
    gifts=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 99)), max_size=8),
)
def test_over_random_funds_the_top_is_the_whole(staff, society, parents, gifts):
    CashGift.objects.all().delete()
    Fund.objects.update(parent=None)
    Fund.objects.all().delete()
    funds, depth = [], []
    for chosen in parents:
        above = chosen if chosen < len(funds) and depth[chosen] < 3 else None
        funds.append(make_fund(staff, parent=None if above is None else funds[above]))
        depth.append(1 if above is None else depth[above] + 1)
    for place, amount in gifts:
        make_cash_gift(staff, amount, fund=funds[place % len(funds)])
    [figure] = [f for f in of_donations if f.key == "donations.cash.amount"]
    found = break_down_nested(figure, "fund", Scope(society, YEAR), "fund")
    assert sum(one.value.number for one in found if not one.level) == sum(a for _p, a in gifts)
    for one in found:
        assert sum(row.amount for row in linked(one.value)) == one.value.number


# --- what goes on after the period ---


def test_the_page_says_how_many_records_go_on_after_the_period(staff, society, signed_in):
    make_event(staff, date=LAST, end_date=AFTER, people=7)
    make_event(staff, date=FIRST, end_date=LAST)
    make_event(staff, date=AFTER, end_date=AFTER + timedelta(5))
    make_event(staff, date=LAST, end_date=AFTER).void(by=staff, reason="entered twice")
    make_aid(staff, date=MIDDLE, end_date=date(2022, 3, 1))
    client = signed_in(staff)
    page = client.get("/figures/2021/")
    found = {kind["url"].partition("?")[0]: kind for kind in page.context["going_on"]}

    assert {path: kind["number"] for path, kind in found.items()} == {
        "/campaigns/events/": 1,
        "/relief/aid/": 1,
    }
    for kind in found.values():
        assert kind["url"].replace("&", "&amp;") in page.content.decode()
        assert len(client.get(kind["url"]).context["table"].data.data) == kind["number"]
    # It counts whole in the period in which it began, as its rule says.
    values = figure_values(Scope(society, YEAR))
    assert values["campaigns.publicity.people"].number == 7
    assert values["campaigns.publicity.people"].figure.full_rule != str(
        values["campaigns.publicity.people"].figure.rule
    )
    assert client.get("/figures/2020/").context["going_on"] == []
