"""Both sides of the reconciliation tie, whatever was recorded, came and was matched when."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from donations.bank.filters import BankLineFilter
from donations.models import BankAccount, BankLine, bank_movements
from donations.reconciliation import (
    apart_from_bank,
    bank_balance,
    bank_standing,
    books_of,
    ledger_rests,
    reconcile,
    total,
)
from redcross.figures import Period, Scope
from tests.factories import (
    make_aid,
    make_bank_account,
    make_bank_line,
    make_cash_gift,
    make_disbursement,
    make_fund,
    make_fund_transfer,
    make_ledger_balance,
    make_refund,
)

pytestmark = pytest.mark.django_db
FIRST = date(2021, 1, 1)
DAYS = st.integers(0, 200).map(lambda number: FIRST + timedelta(number))
FEN = st.integers(1, 4).map(lambda number: Decimal(number * 50))
KINDS = ("gift", "cash", "refund", "aid", "paid", "transfer")


def books(account, day):
    [parts] = books_of([(account, day)])
    return sum((part.amount for part in parts), Decimal(0))


def test_what_one_side_does_not_know_yet_lies_between(staff):
    account = make_bank_account(staff, opening_balance=1000)
    fund = make_fund(staff, opening_balance=5000)
    came = make_cash_gift(staff, "300", fund=fund, date=date(2021, 3, 30))
    make_cash_gift(staff, "40", fund=fund, date=date(2021, 3, 31))
    make_aid(staff, fund=fund, amount=Decimal(70), date=date(2021, 3, 31))
    make_bank_line(staff, "300", account=account, date=date(2021, 4, 2)).match([came], by=staff)
    make_bank_line(staff, "9", account=account, date=date(2021, 3, 21))
    fee = {"explanation": "fee", "reason": "R"}
    make_bank_line(staff, "-2", account=account, date=date(2021, 3, 21), **fee)
    march = reconcile(account, date(2021, 3, 31))
    assert (march.bank, march.books) == (1007, 1270)
    assert (total(march.in_books, 1), total(march.in_books, -1)) == (340, 70)
    assert (total(march.at_bank, 1), total(march.at_bank, -1)) == (9, 2)
    assert march.adjusted_bank == march.adjusted_books == 1277
    april = reconcile(account, date(2021, 4, 30))
    assert (april.bank, total(april.in_books, 1)) == (1307, 40)


def test_where_nothing_moved_both_sides_are_the_opening_balance(staff):
    account = make_bank_account(staff, opens_on=date(2021, 3, 1), opening_balance=1000)
    for day, left in ((date(2021, 2, 28), 0), (date(2021, 3, 1), 1000), (date(2022, 1, 31), 1000)):
        found = reconcile(account, day)
        assert (found.bank, found.books, found.in_books, list(found.at_bank)) == (
            left,
            left,
            [],
            [],
        )


def test_what_was_handed_over_is_apart_until_it_is_paid_in(staff):
    account = make_bank_account(staff)
    handed = make_cash_gift(staff, "300", channel="cash")
    end = date(2021, 12, 31)
    assert books(account, end) == 0
    [part] = apart_from_bank(account, end)
    assert (part.amount, apart_from_bank(account, date(2021, 4, 30))) == (300, [])
    assert apart_from_bank(make_bank_account(staff), end) == []
    make_bank_line(staff, "300", account=account).match([handed], by=staff)
    found = reconcile(account, date(2021, 12, 31))
    assert (found.bank, found.books, found.in_books, found.at_bank) == (300, 300, [], [])
    assert apart_from_bank(account, end) == []


def test_what_moves_between_own_accounts_is_in_the_books_of_both(staff):
    first, second = make_bank_account(staff, opening_balance=500), make_bank_account(staff)
    own = {"explanation": "own", "reason": "R"}
    make_bank_line(staff, "-200", account=first, **own)
    make_bank_line(staff, "200", account=second, **own)
    for account, left in ((first, 300), (second, 200)):
        found = reconcile(account, date(2021, 5, 31))
        assert (found.bank, found.books, list(found.at_bank)) == (left, left, [])


def test_records_before_the_first_day_count_only_where_a_line_came_later(staff):
    account = make_bank_account(staff, opens_on=date(2021, 3, 1), opening_balance=1000)
    make_cash_gift(staff, "50", date=date(2021, 2, 20))
    on_its_way = make_cash_gift(staff, "300", date=date(2021, 2, 27))
    assert books(account, date(2021, 3, 31)) == 1000
    line = make_bank_line(staff, "300", account=account, date=date(2021, 3, 2))
    line.match([on_its_way], by=staff)
    found = reconcile(account, date(2021, 3, 31))
    assert (found.bank, found.books, found.in_books, list(found.at_bank)) == (1300, 1300, [], [])


def make(kind, by, fund, other, day, amount):
    if kind in ("gift", "cash"):
        channel = "cash" if kind == "cash" else "bank"
        return make_cash_gift(by, amount, fund=fund, date=day, channel=channel)
    if kind == "refund":
        gift = make_cash_gift(by, amount, fund=fund, date=day)
        return make_refund(by, amount, gift=gift, date=day)
    if kind == "transfer":
        return make_fund_transfer(by, amount, from_fund=fund, to_fund=other, date=day)
    given = make_aid if kind == "aid" else make_disbursement
    return given(by, fund=fund, date=day, amount=amount)


@pytest.mark.deep
@given(st.data())
def test_both_sides_agree_whatever_happened(staff, data):
    with transaction.atomic():
        accounts = [
            make_bank_account(staff, opens_on=FIRST + timedelta(days), opening_balance=1000)
            for days in (0, 30)
        ]
        fund, other = (make_fund(staff, opening_balance=10**6) for _number in range(2))
        records = [
            make(kind, staff, fund, other, day, amount)
            for kind, day, amount in data.draw(
                st.lists(st.tuples(st.sampled_from(KINDS), DAYS, FEN), max_size=8)
            )
        ]
        lines = []
        for which, day, amount, way, own in data.draw(
            st.lists(
                st.tuples(st.integers(0, 1), DAYS, FEN, st.sampled_from((1, -1)), st.booleans()),
                max_size=8,
            )
        ):
            account = accounts[which]
            explained = {"explanation": "own", "reason": "R"} if own else {}
            day = max(day, account.opens_on)
            lines.append(
                make_bank_line(staff, str(amount * way), account=account, date=day, **explained)
            )
        for line in lines:
            chosen = (
                data.draw(st.lists(st.sampled_from(records), unique_by=id, max_size=3))
                if records
                else []
            )
            try:
                with transaction.atomic():
                    BankLine.objects.get(pk=line.pk).match(chosen, by=staff)
            except ValidationError:
                pass
        for account in accounts:
            account = BankAccount.objects.get(pk=account.pk)
            for day in data.draw(st.lists(DAYS, min_size=1, max_size=3)):
                found = reconcile(account, day)
                assert found.adjusted_bank == found.adjusted_books
                assert found.bank == bank_balance(account, day)
                lists = {
                    model: model.objects.filter(model.in_books_of(account), date__lte=day)
                    for model in bank_movements()
                }
                assert {item.record for item in found.in_books} <= {
                    record for rows in lists.values() for record in rows
                }
        transaction.set_rollback(True)


def test_the_ledger_s_difference_is_explained_line_by_line(staff):
    account = make_bank_account(staff, opening_balance=1000)
    fund = make_fund(staff, opening_balance=4000)
    make_cash_gift(staff, "300", fund=fund, date=date(2021, 5, 20))
    lines = [{"amount": Decimal(9), "reason": "R1"}, {"amount": Decimal(-2), "reason": "R2"}]
    of_account = make_ledger_balance(staff, "1307", lines, account=account)
    of_all = make_ledger_balance(staff, "4290", date=date(2021, 5, 3))
    first, second = ledger_rests([of_account, of_all])
    assert (first.books, first.ledger.explained, first.rest) == (1300, 7, 0)
    assert (of_all.date, second.books, second.rest) == (date(2021, 5, 31), 4300, -10)


def test_a_month_has_one_balance_of_each_account_and_one_of_all(staff):
    account = make_bank_account(staff)
    make_ledger_balance(staff, account=account)
    make_ledger_balance(staff, account=None)
    make_ledger_balance(staff, account=account, date=date(2021, 6, 1))
    for of in (account, None):
        with pytest.raises(ValidationError):
            make_ledger_balance(staff, account=of, date=date(2021, 5, 7))
    with pytest.raises(ValidationError):
        make_ledger_balance(staff, "0", [{"amount": 0, "reason": "R"}], account=account)


def test_only_what_came_to_another_account_went_between_own_accounts(staff, society):
    usual, other = make_bank_account(staff), make_bank_account(staff)
    own = {"explanation": "own", "reason": "划转"}
    for account, amount, day in (
        (usual, "-100", 1),
        (other, "100", 2),
        (usual, "-100", 3),
        (other, "5000", 4),
        (other, "-5000", 5),
    ):
        make_bank_line(staff, amount, account=account, date=date(2021, 5, day), **own)
    month = date(2021, 5, 31)
    first, second = reconcile(usual, month), reconcile(other, month)
    assert [item.amount for item in first.at_bank] == [-100]
    assert [item.amount for item in second.at_bank] == [5000, -5000]
    assert (first.books, second.books) == (-100, 100)
    assert first.adjusted_books == first.bank and second.adjusted_books == second.bank
    between, one_sided = (
        BankLineFilter({"state": state}, BankLine.objects.all()).qs
        for state in ("between", "one_sided")
    )
    assert (between.count(), one_sided.count()) == (2, 3)
    assert bank_standing(Scope(society, Period.year(2021))).one_sided == 3
