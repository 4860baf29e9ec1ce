"""Aid: what it may hold, and what it warns of."""

from datetime import date
from decimal import Decimal

import pytest

from relief.models import Aid
from tests.factories import (
    make_aid,
    make_disbursement,
    make_fund,
    make_goods_gift,
    make_person,
    make_programme,
)
from tests.refusals import refused
from tests.relief.warnings import others


def test_a_programme_over_its_budget_of_the_year_is_pointed_out(staff):
    fund = make_fund(staff, opening_balance=100000)
    programme = make_programme(staff, budget=1000)

    def give(amount, day=date(2021, 5, 1), **fields):
        fields = {"fund": fund} | fields
        return make_aid(staff, programme=programme, amount=amount, date=day, **fields)

    give(900, date(2020, 12, 31))
    give(5000).void(by=staff, reason="entered twice")
    give(20000, paid=Aid.Paid.OTHER, fund=None)
    assert give(1000).warnings() == []
    [(message, other)] = give(Decimal("0.50")).warnings()
    assert "0.50" in message and other is None
    assert give(100, date(2022, 1, 1)).warnings() == []
    assert programme.over_budget(2021) == Decimal("0.50")


def test_who_was_helped_before_in_the_same_year_is_pointed_out(staff):
    person, programme = make_person(staff), make_programme(staff)

    def give(day, **fields):
        return make_aid(staff, date=day, **{"person": person, "programme": programme} | fields)

    give(date(2020, 12, 31))
    give(date(2021, 2, 1)).void(by=staff, reason="entered twice")
    first = give(date(2021, 1, 1))
    assert others(first) == []
    assert others(give(date(2021, 12, 31))) == [first]
    assert others(give(date(2021, 12, 31), programme=make_programme(staff))) == []
    assert others(give(date(2021, 12, 31), person=make_person(staff))) == []


def test_warnings_are_shown_when_it_is_saved_and_on_its_page(staff, signed_in):
    fund = make_fund(staff, opening_balance=100)
    programme = make_programme(staff, budget=10)
    data = {"date": "2021-05-01", "date_precision": "day", "times": "1", "paid": "own"}
    data |= {"programme": programme.pk, "fund": fund.pk, "amount": "35"}
    page = signed_in(staff).post("/relief/aid/add/", data, follow=True)

    [(message, _other)] = Aid.objects.get().warnings()
    assert "25" in message
    assert page.content.decode().count(str(message)) == 2


def test_a_flat_sum_for_each_household_makes_the_amount(staff):
    fund = make_fund(staff, opening_balance=1000000)
    flat = {"fund": fund, "rate": 800}

    assert make_aid(staff, households=300, **flat).amount == 240000
    assert make_aid(staff, households=3, amount=2400, **flat).amount == 2400
    with refused("amount"):
        make_aid(staff, households=3, amount=2401, **flat)
    with refused("households"):
        make_aid(staff, **flat)


@pytest.mark.parametrize("way", ["households", "households:nearly", "households:about"])
def test_a_flat_sum_for_rounded_households_is_known_as_they_are(staff, way):
    fund = make_fund(staff, opening_balance=1000000)
    aid = make_aid(staff, households=30, fund=fund, rate=10, rounded=[way])
    assert aid.rounding_of("amount") == aid.rounding_of("households") != ""

    aid.rounded = ["amount"]
    aid.save_entry(by=staff)
    assert aid.rounded == []


def test_a_flat_sum_beyond_what_an_amount_can_be_is_refused(staff):
    fund = make_fund(staff, opening_balance=1000000)
    huge = {"fund": fund, "rate": Decimal("99999999.99"), "households": 2147483647}

    with refused("amount"):
        make_aid(staff, **huge)


def test_aid_and_disbursements_say_what_was_given(staff):
    with refused("amount"):
        make_aid(staff, value=None)
    with refused("amount"):
        make_disbursement(staff, contents="")
    make_aid(staff, packages=30)
    make_disbursement(staff, batches=27)
    assert Aid.objects.count() == 1


def test_goods_out_of_lots_are_worth_their_unit_values_unless_another_worth_is_typed(staff):
    gift = make_goods_gift(
        staff,
        lots=[
            {"item": "L1", "quantity": 10, "unit_value": Decimal("2.50")},
            {"item": "L2", "quantity": 10},
        ],
    )
    priced, unpriced = gift.lots.order_by("pk")

    assert make_aid(staff, goods=[{"lot": priced, "quantity": 4}]).value == Decimal("10.00")
    both = [{"lot": priced, "quantity": 1}, {"lot": unpriced, "quantity": 1}]
    assert make_aid(staff, goods=both).value == Decimal("2.50")
    typed = make_aid(staff, goods=[{"lot": priced, "quantity": 2}], value=Decimal(7))
    assert typed.value == 7
