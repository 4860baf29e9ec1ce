"""Statements as banks write them become lines, and none of them twice."""

from datetime import date
from decimal import Decimal

import pytest

from donations.bank.forms import BankLineForm, LedgerBalanceForm
from donations.models import BankLine, LedgerBalance
from redcross.spreadsheets.imports import import_rows
from tests.factories import make_bank_account
from tests.spreadsheets.sending import upload

HEADS = "交易日期,收入,支出,余额,对方户名,对方账号,摘要,流水号\n"
ROWS = (
    "2021-05-06,1000.00,,11000.00,株洲甲公司,6222000011112222333,捐款,A001\n"
    "2021-05-07,0.00,300.00,10700.00,张三,6222000011112222444,救助,A002\n"
)
CREDIT_AND_DEBIT = (
    "账号:430212000001234567,,,,,,,\n"
    "交易时间,借方发生额,贷方发生额,余额,对方账号,对方户名,摘要,流水号\n"
    "20210506 10:23:45,,1000.00,11000.00,6222000011112222333,株洲甲公司,捐款,A001\n"
    "20210507 09:01:02,300.00,0.00,10700.00,6222000011112222444,张三,救助,A002\n"
)


@pytest.fixture
def account(staff):
    return make_bank_account(staff, name="基本户", opening_balance=10000)


def taken_in(by, text, **given):
    outcome = import_rows(
        BankLineForm, text.encode(), "对账单.csv", by=by, add_unknown=True, **given
    )
    return outcome


@pytest.mark.parametrize("text", [HEADS + ROWS, CREDIT_AND_DEBIT])
def test_a_statement_becomes_lines_of_the_only_account(administrator, account, text):
    outcome = taken_in(administrator, text)
    assert (outcome.saved, outcome.faults, outcome.doubts) == (2, [], [])
    came, left = BankLine.objects.order_by("date")
    assert (came.date, came.received, came.paid) == (date(2021, 5, 6), Decimal(1000), None)
    assert (left.received, left.paid, left.balance) == (None, Decimal(300), Decimal(10700))
    assert (came.counterparty, came.purpose, came.serial) == ("株洲甲公司", "捐款", "A001")
    assert came.account == account
    assert str(came.counterparty_account) == "*******2333"


def test_the_same_statement_sent_again_adds_nothing_and_says_so(administrator, account):
    assert taken_in(administrator, HEADS + ROWS).saved == 2
    again = taken_in(administrator, HEADS + ROWS)
    assert (again.saved, again.repeated) == (0, 2)
    assert BankLine.objects.count() == 2


def test_a_statement_that_overlaps_asks_about_what_is_there_already(administrator, account):
    assert taken_in(administrator, HEADS + ROWS).saved == 2
    more = "2021-05-08,50.00,,10750.00,李四,,捐款,A003\n"
    outcome = taken_in(administrator, HEADS + ROWS + more)
    assert [doubt.text[:10] for doubt in outcome.doubts] and outcome.refused
    assert len(outcome.doubts) == 2
    assert BankLine.objects.count() == 2


SHORT = "交易日期,收入,支出,对方户名\n"
FULL = "交易日期,收入,支出,余额,对方户名,流水号\n"
SHORT_ROW, FULL_ROW = "2021-05-06,1000.00,,甲公司\n", "2021-05-06,1000.00,,{}.00,甲公司,A{}\n"


@pytest.mark.parametrize(
    ("stored", "sent", "doubles"), [(1, 1, 1), (2, 2, 2), (1, 2, 1), (2, 1, 1), (1, 3, 1)]
)
@pytest.mark.parametrize("first", ["full", "short"])
def test_the_same_lines_of_another_export_are_counted_against_those_that_are_there(
    administrator, account, client, stored, sent, doubles, first
):
    def full(number):
        return FULL + "".join(FULL_ROW.format(11000 + 1000 * n, n) for n in range(number))

    def short(number):
        return SHORT + SHORT_ROW * number

    one, other = (full, short) if first == "full" else (short, full)
    client.force_login(administrator)
    page = upload(client, one(stored).encode(), "/donations/bank-lines/import/", "对账单.csv")
    assert page.commit().is_done
    page = upload(client, other(sent).encode(), "/donations/bank-lines/import/", "导出.csv")
    assert page.statuses == ["double"] * doubles + ["new"] * (sent - doubles)
    page.commit()
    assert BankLine.objects.count() == stored + sent - doubles


def test_of_a_file_that_tells_a_line_twice_the_second_is_asked_about(administrator, account):
    two = FULL + FULL_ROW.format(11000, 1) + "2021-05-06,1000.00,,,甲公司,\n"
    outcome = taken_in(administrator, two)
    assert outcome.refused and len(outcome.doubts) == 1
    assert taken_in(administrator, FULL + FULL_ROW.format(11000, 1)).saved == 1
    # One of them is there now: that is asked, and of the other whether it is another one.
    outcome = taken_in(administrator, two)
    assert outcome.refused and len(outcome.doubts) == 2
    assert taken_in(administrator, two, confirmed=[outcome.doubts[0].key]).refused
    keys = [doubt.key for doubt in outcome.doubts]
    assert taken_in(administrator, two, confirmed=keys).saved == 2


def test_of_several_accounts_a_statement_says_which(administrator, account, staff):
    other = make_bank_account(staff, name="专户")
    assert taken_in(administrator, HEADS + ROWS).faults
    assert taken_in(administrator, HEADS + ROWS, given={"account": other}).saved == 2
    assert set(BankLine.objects.values_list("account", flat=True)) == {other.pk}


def test_balances_of_the_ledger_come_in_by_month(administrator, account):
    text = "月份,账户,期末余额\n2021年5月,基本户,11000.00\n2021年6月,,12000.00\n"
    outcome = import_rows(
        LedgerBalanceForm, text.encode(), "余额表.csv", by=administrator, add_unknown=True
    )
    assert (outcome.saved, outcome.faults) == (2, [])
    found = LedgerBalance.objects.order_by("date").values_list("date", "account", "balance")
    assert list(found) == [
        (date(2021, 5, 31), account.pk, Decimal(11000)),
        (date(2021, 6, 30), None, Decimal(12000)),
    ]
