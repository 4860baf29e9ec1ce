"""What is found in money, sums and evidence: each check once firing, once silent."""

from datetime import date
from decimal import Decimal

import pytest

from donations.models import CashGift, Fund
from reports.evaluation.consistency_checks import findings
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_disbursement,
    make_evaluation,
    make_fund,
    make_goods_gift,
    make_session,
)
from tests.reports.findings.evidence import shown, texts

pytestmark = pytest.mark.django_db


def test_a_fund_that_gave_more_than_it_had_is_found(staff, draft):
    fund = make_fund(staff, name="大病救助")
    gift = make_cash_gift(staff, "300", fund=fund)
    make_disbursement(staff, amount=Decimal(200), fund=fund)
    assert texts(draft) == []
    CashGift.objects.filter(pk=gift.pk).update(amount=150)  # past every check
    (one,) = findings(draft)
    assert one.text == "“大病救助” is overdrawn by 50.00 yuan on 2021-12-31."
    assert one.url == fund.get_absolute_url()


def test_movements_that_do_not_make_the_balance_are_found(staff, draft):
    fund = make_fund(staff, opening_balance=Decimal(100))
    assert texts(draft) == []
    # A gift before the fund opened counts in no balance: no form lets it in.
    make_cash_gift(staff, "300", fund=fund)
    Fund.objects.filter(pk=fund.pk).update(opens_on=date(2022, 1, 1))
    assert texts(draft) == ["The balance of donated money is 0.00, their movements make 300.00."]


def test_a_whole_that_is_not_its_parts_is_found(staff, said):
    gift = shown(make_cash_gift(staff, "300"), staff)
    told = "捐款[[donations.cash.amount]]，其中非定向[[donations.cash.unearmarked]]。"
    assert said(told) == []
    # No form lets what the public gave into money from above.
    above = make_fund(staff, kind=Fund.Kind.ABOVE)
    CashGift.objects.filter(pk=gift.pk).update(fund=above)
    found = said("如下。", heading="其他")
    assert found == ["Cash given by the public: 300, but its parts make 0."]


def test_records_without_evidence_are_found_and_listed(staff, said, draft, signed_in):
    shown(make_cash_gift(staff, "300"), staff)
    make_cash_gift(staff, "50", date=date(2020, 5, 1))
    assert said("捐款[[donations.cash.amount]]。") == []
    for amount in ("7", "8"):
        make_cash_gift(staff, amount)
    (one,) = findings(draft)
    assert one.text == "cash gift: records without evidence: 2."
    rows = signed_in(staff).get(one.url).context["table"].rows
    assert sorted(row.record.amount for row in rows) == [7, 8]


def test_evidence_of_goods_is_that_of_their_batch(staff, said, draft):
    lots = [{"item": "G1", "quantity": 2, "unit": "件", "unit_value": 5}]
    batch = make_goods_gift(staff, lots=lots)
    found = said("物资价值[[donations.goods.value]]。")
    assert found == ["goods received: records without evidence: 1."]
    shown(batch, staff)
    assert texts(draft) == []


def test_evidence_of_what_figures_are_made_of_and_of_single_records(staff, said, draft):
    aid = make_aid(staff, value=Decimal(100), households=23)
    assert said("[[reports.aid.worth]]") == ["aid: records without evidence: 1."]
    other = make_session(staff, attendance=30)
    found = said(f"[[@training.session:{other.pk};attended;名]]", heading="培训")
    assert found == [
        "aid: records without evidence: 1.",
        "training session: records without evidence: 1.",
    ]
    shown(aid, staff)
    shown(other, staff)
    assert texts(draft) == []


def test_a_figure_that_the_text_does_not_use_needs_no_evidence(staff, said):
    make_cash_gift(staff, "300")
    assert said("如下。") == []


def test_what_the_scores_have_against_it_is_found(staff):
    draft = make_evaluation(staff, year=2021, budget=[{"initial": 1, "adjusted": 1, "executed": 1}])
    (one,) = findings(draft)
    assert one.text == "The points total 10, not 100."
    assert one.url == f"/drafts/{draft.pk}/change/"
