"""What is said of a whole system whose societies hand money on to each other."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from redcross.figures import Scope
from reports.evaluation.document import generate_document_of
from reports.evaluation.money_statement import goods_note, money_note
from reports.text.wording import NOT_NETTED
from tests.factories import (
    make_cash_gift,
    make_disbursement,
    make_fund,
    make_goods_gift,
    make_society,
    make_user,
)
from tests.figures import YEAR
from tests.reports.text_rules import broken_rules, text_of


@pytest.fixture
def below(staff):
    """Somebody of a society below."""
    society = make_society("甲区红十字会", parent=staff.society)
    return make_user("below", society, *staff.groups.all())


def hand_on(staff):
    fund = make_fund(staff, name="上级资金", kind="above")
    make_cash_gift(staff, "50000", source="above", fund=fund)
    make_disbursement(staff, fund=fund, amount=Decimal(20000), recipient="甲区红十字会")


def test_money_moved_within_the_system_is_said_to_be_counted_twice(staff, below):
    hand_on(staff)
    make_cash_gift(below, "20000", source="above", fund=make_fund(below, kind="above"))
    scope = Scope(staff.society, YEAR)
    told = generate_document_of(scope)
    text = text_of(told)

    assert f"上级拨入资金7万元（{NOT_NETTED}）" in text
    assert f"收入和支出为各级合计，{NOT_NETTED}。" in text
    assert broken_rules(told, scope) == {}
    assert money_note(scope) == f"注：本表为各级合计，{NOT_NETTED}。"
    assert goods_note(scope) == ""


def test_goods_moved_within_the_system_are_said_to_be_counted_twice(staff, below):
    make_goods_gift(below, source="above")
    scope = Scope(staff.society, YEAR)

    assert f"（{NOT_NETTED}）" in text_of(generate_document_of(scope))
    assert goods_note(scope) == f"注：本表为各级合计，{NOT_NETTED}。"
    assert money_note(scope) == ""


@pytest.mark.parametrize("alone", [True, False])
def test_nothing_is_said_where_nobody_below_received_from_above(staff, below, alone):
    hand_on(staff)
    fund = make_fund(below, kind="above")
    make_cash_gift(
        below, "20000", source="above", fund=fund, date=date(2021 if alone else 2020, 5, 1)
    )
    scope = Scope(staff.society, YEAR, own_records_only=alone)

    assert NOT_NETTED not in text_of(generate_document_of(scope))
    assert money_note(scope) == ""


def test_the_page_of_the_statement_says_it(signed_in, staff, below):
    make_cash_gift(below, "20000", source="above", fund=make_fund(below, kind="above"))
    client = signed_in(staff)
    page = reverse("reports:statement_of_year", args=[2021])
    asked = {"society": staff.society.pk}
    words = "未作抵销"

    assert words in client.get(f"{page}?{urlencode({**asked, 'scope': 'all'})}").text
    assert words not in client.get(f"{page}?{urlencode({**asked, 'scope': 'alone'})}").text
