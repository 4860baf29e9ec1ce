"""The statement of funds, and what may go back of gifts and come back of what was paid.

That it ties, whatever moved when: tests/books.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from donations.models import Fund, FundTransfer, Refund
from donations.statements import StatementSums, statements
from redcross.figures import Period, Scope
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_disbursement,
    make_fund,
    make_fund_transfer,
    make_recovery,
    make_refund,
)
from tests.figures import YEAR


def sums_of(society, period=YEAR):
    tops = statements(Scope(society, period))
    return StatementSums.of(one for top in tops for one in top.with_all_below())


def test_a_refund_lowers_income_and_is_no_spending(staff, society):
    gift = make_cash_gift(staff, "500", date=date(2020, 12, 30))
    make_refund(staff, "120.50", gift=gift, date=date(2021, 2, 1))
    of_2020, of_2021 = sums_of(society, Period.year(2020)), sums_of(society)
    assert (of_2020.income, of_2020.refunds, of_2020.balance) == (500, 0, 500)
    assert (of_2021.opening, of_2021.income, of_2021.spending) == (500, 0, 0)
    assert (of_2021.refunds, of_2021.balance) == (Decimal("120.50"), Decimal("379.50"))


def test_what_came_back_lowers_spending_on_its_own_day(staff, society):
    fund = make_fund(staff, opening_balance=1000)
    aid = make_aid(staff, fund=fund, amount=Decimal(600), date=date(2020, 12, 1))
    paid = make_disbursement(staff, fund=fund, amount=Decimal(300), date=date(2021, 3, 1))
    make_recovery(staff, "100", aid=aid, date=date(2021, 1, 5), reason="not_eligible")
    make_recovery(staff, "300", disbursement=paid, date=date(2021, 3, 9))
    sums = sums_of(society)
    assert (sums.opening, sums.spending, sums.recovered, sums.balance) == (400, 300, 400, 500)


def test_transfers_are_nothing_in_the_total(staff, society):
    general = make_fund(staff, opening_balance=1000)
    school = make_fund(staff, kind=Fund.Kind.EARMARKED)
    make_fund_transfer(staff, "250", from_fund=general, to_fund=school)
    by_fund = {one.fund: one.sums for one in statements(Scope(society, YEAR))}
    assert (by_fund[general].transfers, by_fund[school].transfers) == (-250, 250)
    assert (by_fund[general].balance, by_fund[school].balance) == (750, 250)
    assert (sums_of(society).transfers, sums_of(society).balance) == (0, 1000)


def test_a_fund_takes_in_those_below_it_three_deep(staff, society):
    top = make_fund(staff, opening_balance=100)
    middle = make_fund(staff, parent=top)
    lowest = make_fund(staff, parent=middle)
    make_cash_gift(staff, "7", fund=lowest)
    make_cash_gift(staff, "5", fund=middle)
    [statement] = statements(Scope(society, YEAR))
    assert (statement.sums.income, statement.own_sums.income) == (12, 0)
    assert [one.fund for one in statement.with_all_below()] == [top, middle, lowest]
    assert statement.sums.balance == 112


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": "300.01"}, "amount"),
        ({"date": date(2021, 4, 30)}, "date"),
        ({"amount": "0"}, "amount"),
        ({"decided_by": ""}, "decided_by"),
    ],
)
def test_a_refund_is_refused(staff, fields, field):
    gift = make_cash_gift(staff, "300", date=date(2021, 5, 1))
    with pytest.raises(ValidationError) as refused:
        make_refund(staff, **{"amount": "300", "gift": gift} | fields)
    assert field in refused.value.message_dict
    assert not Refund.objects.exists()


def test_parts_of_a_gift_go_back_to_all_of_it_and_no_further(staff):
    gift = make_cash_gift(staff, "300")
    make_refund(staff, "200", gift=gift)
    make_refund(staff, "100", gift=gift, date=date(2021, 6, 2))
    with pytest.raises(ValidationError) as refused:
        make_refund(staff, "0.01", gift=gift, date=date(2021, 6, 3))
    assert "amount" in refused.value.message_dict


def test_a_gift_that_went_back_is_not_made_smaller_moved_or_voided(staff):
    gift = make_cash_gift(staff, "300")
    make_refund(staff, "200", gift=gift)
    for change, field in (
        ({"amount": Decimal(199)}, "amount"),
        ({"date": date(2021, 6, 2)}, "date"),
        ({"fund": make_fund(staff)}, "fund"),
    ):
        gift.refresh_from_db()
        for name, value in change.items():
            setattr(gift, name, value)
        with pytest.raises(ValidationError) as refused:
            gift.save_entry(by=staff)
        assert field in refused.value.message_dict
    gift.refresh_from_db()
    with pytest.raises(ValidationError):
        gift.void(by=staff, reason="twice")
    gift.refresh_from_db()
    gift.amount = Decimal(200)
    gift.save_entry(by=staff)


def test_what_was_spent_cannot_go_back_to_the_donor(staff):
    gift = make_cash_gift(staff, "300")
    make_aid(staff, fund=gift.fund, amount=Decimal(250), date=date(2021, 5, 2))
    with pytest.raises(ValidationError) as refused:
        make_refund(staff, "100", gift=gift)
    assert "amount" in refused.value.message_dict


@pytest.mark.parametrize("paid", ["nothing", "by_others", "both"])
def test_nothing_comes_back_but_of_one_payment_out_of_a_fund(staff, paid):
    fund = make_fund(staff, opening_balance=1000)
    cash = make_aid(staff, fund=fund, amount=Decimal(10))
    of = {
        "nothing": {"aid": make_aid(staff, contents="米")},
        "by_others": {"aid": make_aid(staff, paid="other", amount=Decimal(10))},
        "both": {
            "aid": cash,
            "disbursement": make_disbursement(staff, fund=fund, amount=Decimal(10)),
        },
    }[paid]
    with pytest.raises(ValidationError):
        make_recovery(staff, "1", **of)


def test_a_transfer_needs_two_funds_and_what_is_in_them(staff):
    fund = make_fund(staff, opening_balance=100)
    for refused in (
        {"from_fund": fund, "to_fund": fund},
        {"from_fund": fund, "amount": "100.01"},
        {"from_fund": fund, "to_fund": make_fund(staff, closes_on=date(2021, 5, 31))},
    ):
        with pytest.raises(ValidationError):
            make_fund_transfer(staff, **refused)
    assert not FundTransfer.objects.exists()
