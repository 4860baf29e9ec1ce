"""What is found in the bank's papers and the ledger: each check once firing, once silent."""

from datetime import date
from decimal import Decimal

import pytest

from reports.evaluation.consistency_checks import findings
from tests.factories import make_bank_account, make_bank_line, make_ledger_balance
from tests.reports.findings.evidence import texts

pytestmark = pytest.mark.django_db


def test_lines_to_be_confirmed_at_the_end_are_found(staff, draft, signed_in):
    account = make_bank_account(staff)
    make_bank_line(staff, account=account, date=date(2022, 1, 1))
    make_bank_line(staff, account=account, explanation="fee", reason="R")
    assert texts(draft) == []
    make_bank_line(staff, account=account, date=date(2021, 12, 31))
    (one,) = findings(draft)
    assert one.text == "Lines of the bank that are still to be confirmed: 1."
    assert signed_in(staff).get(one.url).context["table"].paginator.count == 1


def test_what_no_line_explains_of_the_ledger_is_found(staff, draft):
    account = make_bank_account(staff, opening_balance=100)
    why = [{"amount": Decimal(7), "reason": "R"}]
    make_ledger_balance(staff, "107", why, account=account)
    make_ledger_balance(staff, "1", account=account, date=date(2020, 12, 31))
    assert texts(draft) == []
    make_ledger_balance(staff, "120", why, account=account, date=date(2021, 12, 31))
    assert texts(draft) == [
        "2021-12: the finance ledger says 120.00 yuan, the books 100.00; not explained: 13.00."
    ]


def test_balances_that_do_not_follow_are_found(staff, draft):
    account = make_bank_account(staff)
    known = {"account": account, "explanation": "fee", "reason": "R"}
    make_bank_line(staff, "300", balance=Decimal(300), **known)
    assert texts(draft) == []
    make_bank_line(staff, "10", balance=Decimal(311), date=date(2021, 5, 2), **known)
    assert texts(draft) == [
        "The bank's balance of 2021-05-02 does not follow from the lines before: +10.00."
    ]
