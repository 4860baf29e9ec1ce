"""Lines of statements and their accounts: what they may hold, and whether balances follow."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from donations.balance_chain import broken_chains, in_order
from donations.models import BankAccount, BankLine
from tests.factories import close_year, make_bank_account, make_bank_line, make_cash_gift
from tests.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
END = date(2021, 12, 31)


@pytest.fixture
def account(staff):
    return make_bank_account(staff, opening_balance=100)


def test_an_account_number_is_masked_and_held_once(staff):
    make_bank_account(staff, number="6222000011112222")
    assert str(BankAccount.objects.get().number) == "*******2222"
    with pytest.raises(ValidationError, match="Another account has this number"):
        make_bank_account(staff, number=" 6222000011112222 ")
    make_bank_account(staff, number="6222000011113333")


def test_one_account_is_the_usual_one(staff):
    first = make_bank_account(staff)
    second = make_bank_account(staff)
    assert (first.takes_unnamed, second.takes_unnamed) == (True, False)
    third = make_bank_account(staff, usual=True)
    assert BankAccount.objects.get(pk=third.pk).takes_unnamed
    assert not BankAccount.objects.get(pk=first.pk).takes_unnamed
    with pytest.raises(ValidationError, match="Another account is the usual one"):
        make_bank_account(staff, usual=True)


def test_a_line_is_received_or_paid(staff, account):
    line = make_bank_line(staff, account=account, paid=Decimal(0))
    assert (line.received, line.paid, line.amount) == (300, None, 300)
    taken_back = make_bank_line(staff, account=account, received=Decimal(-7))
    assert (taken_back.received, taken_back.paid) == (None, 7)
    for both in ({"received": Decimal(1), "paid": Decimal(2)}, {"received": None}):
        with pytest.raises(ValidationError, match="either what was received"):
            make_bank_line(staff, account=account, **both)


def test_lines_lie_between_the_account_s_first_day_and_its_last(staff):
    account = make_bank_account(staff, opens_on=date(2021, 2, 1), closes_on=date(2021, 8, 31))
    make_bank_line(staff, account=account, date=date(2021, 2, 1))
    make_bank_line(staff, account=account, date=date(2021, 8, 31))
    for day in (date(2021, 1, 31), date(2021, 9, 1)):
        with pytest.raises(ValidationError):
            make_bank_line(staff, account=account, date=day)
    account.closes_on = date(2021, 8, 30)
    with pytest.raises(ValidationError, match="lie after that day"):
        account.save_entry(by=staff)


def test_what_is_explained_says_why(staff, account):
    with pytest.raises(ValidationError, match="Say in words"):
        make_bank_line(staff, account=account, explanation="fee")
    with pytest.raises(ValidationError, match="Choose why"):
        make_bank_line(staff, account=account, reason="fee of March")
    make_bank_line(staff, account=account, explanation="fee", reason="fee of March")
    assert BankLine.objects.waiting().count() == 0


def test_lines_are_entered_in_a_closed_year_too(staff, society, account):
    close_year(society, 2021)
    line = make_bank_line(staff, account=account)
    line.purpose = "P1"
    line.save_entry(by=staff)
    with pytest.raises(ValidationError, match="Closed"):
        make_cash_gift(staff)


def test_balances_that_follow_are_no_break_whatever_way_the_bank_writes_a_day(staff, account):
    day = date(2021, 5, 1)
    for amount, balance in (("-5", "105"), ("10", "110"), ("-10", "100"), ("10", "110")):
        make_bank_line(staff, amount, account=account, balance=Decimal(balance), date=day)
    make_bank_line(staff, "1", account=account, balance=Decimal("106"), date=date(2021, 5, 2))
    assert broken_chains([account], END) == []


def test_a_missing_line_is_one_break(staff, account):
    make_bank_line(staff, "10", account=account, balance=Decimal("110"), date=date(2021, 5, 1))
    late = make_bank_line(staff, "5", account=account, balance=Decimal("95"), date=date(2021, 5, 3))
    make_bank_line(staff, "5", account=account, balance=Decimal("100"), date=date(2021, 5, 4))
    make_bank_line(staff, "5", account=account, date=date(2021, 5, 5))
    [broken] = broken_chains([account], END)
    assert (broken.line, broken.expected) == (late, 115)
    assert broken_chains([account], date(2021, 5, 2)) == []


@given(
    st.lists(st.integers(-5, 5).filter(bool), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
def test_lines_of_a_day_are_put_in_order(amounts, random):
    balance, lines = Decimal(0), []
    for amount in amounts:
        balance += amount
        way = {"received": Decimal(amount)} if amount > 0 else {"paid": Decimal(-amount)}
        lines.append(BankLine(balance=balance, **way))
    random.shuffle(lines)
    at = Decimal(0)
    ordered = in_order(lines, at)
    for line in ordered:
        at += line.amount
        assert line.balance == at
    assert sorted(map(id, ordered)) == sorted(map(id, lines))


@pytest.mark.parametrize(
    ("received", "paid"), [("800", "-1"), ("-800", "1"), ("-800", "-1"), ("800", "1")]
)
def test_a_line_with_both_sums_is_refused_whatever_their_signs(staff, account, received, paid):
    with refused():
        BankLine(
            account=account,
            society=staff.society,
            date=date(2021, 5, 1),
            received=Decimal(received),
            paid=Decimal(paid),
        ).save_entry(by=staff)


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "x", "2021-13"])
def test_a_month_that_cannot_be_is_the_usual_one(month, staff, account, signed_in):
    page = signed_in(staff).get(f"/donations/bank-accounts/{account.pk}/statement/?month={month}")
    assert page.status_code == 200
