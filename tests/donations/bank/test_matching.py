"""Which records a line may be matched with, and what then may no longer change."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from donations.models import BankLine, BankMatch
from redcross.models import LogEntry, StaleVersion
from tests.factories import (
    close_year,
    fresh,
    make_aid,
    make_bank_account,
    make_bank_line,
    make_cash_gift,
    make_disbursement,
    make_fund,
    make_fund_transfer,
    make_income,
    make_recovery,
    make_refund,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def open_of(line):
    return BankLine.objects.with_open().get(pk=line.pk).open


def test_a_line_is_matched_with_the_record_of_its_sum(staff, account):
    line, gift = make_bank_line(staff, "300", account=account), make_cash_gift(staff, "300")
    assert list(BankLine.objects.waiting()) == [line]
    fresh(line).match([gift], by=staff)
    assert not BankLine.objects.waiting().exists()
    logged = line.history.first()
    assert logged.action == LogEntry.Action.CHANGE
    assert logged.changes == {"matches": ["", f"cash gift #{gift.pk} +300.00"]}


def test_one_line_pays_ten_aids(staff, account):
    fund = make_fund(staff, opening_balance=9000)
    aids = [make_aid(staff, fund=fund, amount=Decimal(50)) for _number in range(10)]
    line = make_bank_line(staff, "-500", account=account)
    line.match(aids, by=staff)
    assert open_of(line) == 0
    assert line.matches.count() == 10


def test_every_kind_of_movement_is_matched_its_own_way(staff, account):
    fund = make_fund(staff, opening_balance=9000)
    ways = (
        (make_cash_gift(staff, "300"), 1),
        (make_refund(staff, "300"), -1),
        (make_aid(staff, fund=fund, amount=Decimal(300)), -1),
        (make_disbursement(staff, fund=fund, amount=Decimal(300)), -1),
        (make_recovery(staff, "300"), 1),
    )
    for record, way in ways:
        with pytest.raises(ValidationError, match="The records come to"):
            make_bank_line(staff, str(-300 * way), account=account).match([record], by=staff)
        make_bank_line(staff, str(300 * way), account=account).match([record], by=staff)
    # What moves between funds may be either.
    for amount in ("100", "-100"):
        transfer = make_fund_transfer(staff, "100")
        make_bank_line(staff, amount, account=account).match([transfer], by=staff)
    assert {match.amount for match in BankMatch.objects.all()} == {300, -300, 100, -100}


def test_no_more_than_the_line_holds_is_matched_and_less_is_shown_as_left(staff, account):
    line = make_bank_line(staff, "300", account=account)
    with pytest.raises(ValidationError, match=r"come to \+300.01 yuan, the line to \+300.00"):
        line.match([make_cash_gift(staff, "300.01")], by=staff)
    line = fresh(line)
    line.match([make_cash_gift(staff, "100")], by=staff)
    assert open_of(line) == 200
    assert list(BankLine.objects.waiting()) == [line]
    with pytest.raises(ValidationError, match="come to"):
        fresh(line).match([make_cash_gift(staff, "201")], by=staff)
    fresh(line).match([make_cash_gift(staff, "200")], by=staff)
    assert open_of(line) == 0


def test_a_fee_that_was_kept_back_is_matched_with_the_gift(staff, account):
    gift = make_cash_gift(staff, "100", channel="platform")
    fee = make_disbursement(staff, fund=gift.fund, amount=Decimal(2), kind="other")
    line = make_bank_line(staff, "98", account=account)
    line.match([gift, fee], by=staff)
    assert open_of(line) == 0


def test_a_record_is_matched_with_one_line(staff, account):
    gift = make_cash_gift(staff, "300")
    make_bank_line(staff, "300", account=account).match([gift], by=staff)
    with pytest.raises(ValidationError, match="is matched already, with the line of 2021-05-01"):
        make_bank_line(staff, "900", account=account).match([gift], by=staff)


def test_what_moves_no_money_of_the_society_is_not_matched(staff, account, outsider):
    others = make_aid(staff, paid="other", amount=Decimal(300))
    voided = make_cash_gift(staff, "300")
    voided.void(by=staff, reason="x")
    line = make_bank_line(staff, "300", account=account)
    for record in (others, voided, make_cash_gift(outsider, "300")):
        with pytest.raises(ValidationError, match="moves no money of the society"):
            fresh(line).match([record], by=staff)
    with pytest.raises(PermissionDenied):
        fresh(line).match([make_cash_gift(outsider, "300")], by=outsider)


def test_a_record_of_another_account_is_refused(staff, account):
    gift = make_cash_gift(staff, "300", bank_account=make_bank_account(staff))
    with pytest.raises(ValidationError, match="another account"):
        make_bank_line(staff, "300", account=account).match([gift], by=staff)
    named = make_cash_gift(staff, "300", bank_account=account)
    make_bank_line(staff, "300", account=account).match([named], by=staff)


def test_a_matched_record_keeps_its_sum_its_account_and_counts(staff, account):
    gift = make_cash_gift(staff, "300")
    make_bank_line(staff, "300", account=account).match([gift], by=staff)
    for name, value in (("amount", Decimal(301)), ("bank_account", make_bank_account(staff))):
        changed = fresh(gift)
        setattr(changed, name, value)
        with pytest.raises(ValidationError, match="take it off there first"):
            changed.save_entry(by=staff)
    with pytest.raises(ValidationError, match="take it off there first"):
        fresh(gift).void(by=staff, reason="x")
    noted = fresh(gift)
    noted.note, noted.bank_account = "N", account
    noted.save_entry(by=staff)


def test_a_matched_line_is_not_voided_nor_explained(staff, account):
    line = make_bank_line(staff, "300", account=account)
    line.match([make_cash_gift(staff, "300")], by=staff)
    with pytest.raises(ValidationError, match="take them off first"):
        fresh(line).void(by=staff, reason="x")
    explained = fresh(line)
    explained.explanation, explained.reason = "other", "R"
    with pytest.raises(ValidationError, match="nothing is left to explain"):
        explained.save_entry(by=staff)
    line = fresh(line)
    line.unmatch({line.matches.get().pk}, by=staff, reason="wrong gift")
    assert line.history.first().reason == "wrong gift"
    assert list(BankLine.objects.waiting()) == [line]
    fresh(line).void(by=staff, reason="x")


def test_what_is_matched_is_no_longer_explained(staff, account):
    line = make_bank_line(staff, "300", account=account, explanation="interest", reason="Q1")
    line.match([make_income(staff, "300")], by=staff)
    assert (fresh(line).explanation, fresh(line).reason) == ("", "")


def test_a_line_changed_meanwhile_is_not_matched(staff, account):
    line = make_bank_line(staff, "300", account=account)
    old = fresh(line)
    line.match([make_cash_gift(staff, "100")], by=staff)
    with pytest.raises(StaleVersion):
        old.match([make_cash_gift(staff, "200")], by=staff)


def test_records_of_a_closed_year_are_matched_and_taken_off(staff, society, account):
    gift = make_cash_gift(staff, "300", date=date(2021, 5, 1))
    before = fresh(gift)
    line = make_bank_line(staff, "300", account=account)
    close_year(society, 2021)
    line.match([gift], by=staff)
    after = fresh(gift)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)
    line = fresh(line)
    line.unmatch({line.matches.get().pk}, by=staff)
    assert not BankMatch.objects.exists()


def test_voucher_numbers_are_kept_alike(staff):
    assert make_cash_gift(staff, voucher_number=" 记 － ａ12 ").voucher_number == "记-A12"
    assert make_cash_gift(staff, voucher_number="记-A12").voucher_number == "记-A12"
