"""What there is once is given, taken back, matched and numbered once by two at the same moment."""

from decimal import Decimal

import pytest
from django.db.models import Sum
from django.urls import reverse

from donations.models import BankMatch, CashGift, Fund, Receipt, Refund, StockCount
from relief.models import Aid, Disbursement, GoodsReturn, Recovery
from tests.at_once import at_once, sender
from tests.factories import (
    make_aid,
    make_bank_account,
    make_bank_line,
    make_cash_gift,
    make_fund,
    make_receipt,
)
from tests.pages import client_of, form_data
from tests.relief.balances import MARCH, balance, left

pytestmark = pytest.mark.django_db(transaction=True)
DAY = {"date": "2021-07-01", "date_precision": "day", "times": "1"}


@pytest.fixture
def both(society, staff, administrator):
    """A function that lets two people send a form each, filled in, at the same moment."""

    def send(*forms):
        acts = []
        for user, (kind, fields) in zip((staff, administrator), forms, strict=True):
            client = client_of(user)
            url = reverse(f"{kind}_add")
            acts.append(sender(user, url, form_data(client.get(url)) | fields))
        return at_once(society, *acts)

    return send


def one_line(name="goods", **fields):
    """What a form sends of its only line."""
    counts = {f"{name}-TOTAL_FORMS": "1", f"{name}-INITIAL_FORMS": "0"}
    return counts | {f"{name}-0-{field}": value for field, value in fields.items()}


def test_one_gift_is_refunded_once(staff, both):
    gift = make_cash_gift(staff, "100", date=MARCH)
    # Other money in the fund would pay for a second refund.
    make_cash_gift(staff, "900", fund=gift.fund, date=MARCH)
    refund = {"gift": gift.pk, "amount": "60", "reason": "double", "decided_by": "会议"} | DAY
    assert both(*[("donations:refund", refund)] * 2) == [302, 422]
    assert (Refund.objects.get().amount, balance(gift.fund)) == (60, 940)


def test_no_more_comes_back_of_one_aid_than_was_paid(staff, fund, both):
    aid = make_aid(staff, fund=fund, amount=Decimal(100), date=MARCH)
    back = {"aid": aid.pk, "amount": "60", "reason": "bounced"} | DAY
    assert both(*[("relief:recovery", back)] * 2) == [302, 422]
    assert (Recovery.objects.get().amount, balance(fund)) == (60, 60)


def test_no_more_goods_come_back_of_one_aid_than_were_given(staff, lot, both):
    aid = make_aid(staff, goods=[{"lot": lot, "quantity": 5}], date=MARCH)
    back = {"aid": aid.pk, "reason": "多发"} | one_line(lot=lot.pk, quantity="3") | DAY
    assert both(*[("relief:goods_return", back)] * 2) == [302, 422]
    assert (GoodsReturn.objects.count(), left(lot)) == (1, 8)


def test_the_last_money_of_a_fund_is_spent_once(fund, both):
    spent = DAY | {"fund": fund.pk, "amount": "60"}
    disbursed = spent | {"kind": "transfer", "recipient": "医院"}
    forms = [
        ("relief:aid", spent | {"paid": "own"}),
        ("relief:disbursement", disbursed),
    ]
    assert both(*forms) == [302, 422]
    assert Aid.objects.count() + Disbursement.objects.count() == 1
    assert balance(fund) == 40


def test_the_last_money_of_a_fund_goes_back_or_into_another_fund(staff, fund, both):
    gift, other = CashGift.objects.get(), make_fund(staff)
    refund = {"gift": gift.pk, "amount": "60", "reason": "double", "decided_by": "会议"}
    moved = {"from_fund": fund.pk, "to_fund": other.pk, "amount": "60"}
    moved |= {"reason": "调剂", "decided_by": "会议"}
    forms = [
        ("donations:refund", refund | DAY),
        ("donations:fund_transfer", moved | DAY),
    ]
    assert both(*forms) == [302, 422]
    assert balance(fund) == 40 and balance(other) in (0, 60)


def test_the_last_goods_of_a_lot_are_given_out_once(lot, both):
    given = DAY | {"paid": "own"} | one_line(lot=lot.pk, quantity="6")
    assert both(*[("relief:aid", given)] * 2) == [302, 422]
    assert Aid.objects.aggregate(sum=Sum("goods__quantity"))["sum"] == 6
    assert left(lot) == 4


def test_goods_are_written_off_or_given_out(lot, both):
    line = one_line(lot=lot.pk, quantity="6")
    removed = {"kind": "expired", "decided_by": "会议", "checker": "甲", "second_checker": "乙"}
    forms = [
        ("relief:aid", DAY | {"paid": "own"} | line),
        ("donations:stock_removal", DAY | removed | line),
    ]
    assert both(*forms) == [302, 422]
    assert left(lot) == 4


def test_a_count_tells_the_books_as_they_are_when_goods_leave(lot, both):
    counted = DAY | {"counter": "甲", "witness": "乙"}
    counted |= one_line("counted", lot=lot.pk, found="4")
    given = DAY | {"paid": "own"} | one_line(lot=lot.pk, quantity="6")
    answers = both(("relief:aid", given), ("donations:stock_count", counted))
    # Counted first, the six were missing, and are not given out; given out first, none is missing.
    missing = StockCount.objects.get().counted.get().quantity
    assert (answers, missing) in (([302, 422], -6), ([302, 302], 0))
    assert left(lot) == 4


def test_a_gift_is_not_voided_at_the_moment_it_is_spent(society, staff, administrator, fund):
    gift = CashGift.objects.get()
    spend = DAY | {"paid": "own", "fund": fund.pk, "amount": "60"}
    void = {"version": gift.version, "reason": "重复"}
    acts = (
        sender(staff, "/relief/aid/add/", spend),
        sender(administrator, f"/donations/cash-gifts/{gift.pk}/void/", void),
    )
    assert at_once(society, *acts) == [302, 422]
    assert balance(fund) in (0, 40)


def test_a_receipt_is_red_lettered_once(staff, both):
    original = make_receipt(staff, "0012345678")
    red = {"kind": "red", "original_number": original.receipt_number, "amount": "-300"}
    red |= {"payer": original.payer, "reason": "退款", "code": original.code} | DAY
    forms = [("donations:receipt", red | {"number": f"001234567{n}"}) for n in (0, 1)]
    assert both(*forms) == [302, 422]
    assert Receipt.objects.filter(kind=Receipt.Kind.RED).count() == 1


@pytest.mark.parametrize("lines", [1, 2])
def test_a_line_is_matched_once_and_a_record_with_one_line(
    society, staff, administrator, fund, lines
):
    account = make_bank_account(staff)
    rows = [make_bank_line(staff, "-40", account=account) for _number in range(lines)] * (3 - lines)
    aid = [make_aid(staff, fund=fund, amount=Decimal(40)) for _number in range(3 - lines)] * lines
    acts = [
        sender(user, f"/donations/bank-lines/{line.pk}/match/", sent)
        for user, line, one in zip((staff, administrator), rows, aid, strict=True)
        for sent in [{"version": line.version, "record": one.bank_key}]
    ]
    assert at_once(society, *acts) == [302, 422]
    assert BankMatch.objects.count() == 1


def test_two_make_one_of_two_funds_each_into_the_other(society, staff, administrator):
    one, other = (make_fund(staff, opening_balance=5) for _number in range(2))
    acts = [
        sender(
            administrator, f"/donations/funds/{gone.pk}/merge/", {"into": kept.pk, "reason": "重"}
        )
        for gone, kept in ((one, other), (other, one))
    ]
    assert at_once(society, *acts) == [302, 422]
    assert Fund.objects.countable().get().opening_balance == 10
