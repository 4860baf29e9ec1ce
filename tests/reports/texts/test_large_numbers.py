"""How long sums, volumes and goods by number read."""

from datetime import date
from decimal import Decimal

import pytest

from redcross.figures import Period, Scope
from reports.evaluation.document import generate_document_of
from tests.factories import (
    make_cash_gift,
    make_disbursement,
    make_fund,
    make_goods_gift,
    make_life_gift,
)
from tests.reports.text_rules import broken_rules, text_of

DAY = date(2021, 7, 20)


@pytest.fixture
def told(society):
    """A function that gives the text of 2021, which breaks no rule."""

    def text():
        scope = Scope(society, Period.year(2021))
        document = generate_document_of(scope)
        assert broken_rules(document, scope) == {}
        return text_of(document)

    return text


def test_long_sums_are_in_wan_whatever_they_end_with(staff, told):
    fund = make_fund(staff, opening_balance=Decimal("12345678.90"))
    make_cash_gift(staff, "50000000", fund=fund, date=DAY)

    assert "捐赠资金上年结转1234.56789万元，全年收入5000万元" in told()


def test_beside_less_than_ten_thousand_all_are_in_yuan(staff, told):
    fund = make_fund(staff, opening_balance=Decimal("12345678.90"))
    make_cash_gift(staff, "9999.50", fund=fund, date=DAY)

    assert "捐赠资金上年结转12345678.90元，全年收入9999.50元" in told()


@pytest.mark.parametrize(
    ("millilitres", "words"), [(999900, "献血量999900毫升"), (66000000, "献血量6600万毫升")]
)
def test_much_blood_is_in_wan(staff, told, millilitres, words):
    make_life_gift(staff, 3000, kind="blood", date=DAY, millilitres=millilitres)

    assert words in told()


def test_goods_are_told_with_their_number_in_one_unit(staff, told):
    lots = [
        {"item": "帐篷", "quantity": 1000, "unit": "顶", "unit_value": Decimal(1500)},
        {"item": "口罩", "quantity": 2000000, "unit": "只", "unit_value": Decimal("0.5")},
        {"item": "水", "quantity": 3, "unit": "箱", "unit_value": Decimal(9)},
        {"item": "水", "quantity": 4, "unit": "瓶", "unit_value": Decimal(1)},
        {"item": "旧衣", "quantity": 5, "unit": "包"},
    ]
    make_goods_gift(staff, lots, date=DAY)

    assert "包括帐篷1000顶、口罩200万只、水和旧衣" in told()


def test_what_one_decision_gave_a_recipient_is_added_up(staff, told):
    fund = make_fund(staff, name="救灾资金", opening_balance=Decimal(900000))
    for recipient, amount in (("东镇", 30000), ("西镇", 20000), ("东镇", 10000)):
        fields = {"fund": fund, "decided_by": "防汛指挥部", "date": DAY}
        make_disbursement(staff, amount=Decimal(amount), recipient=recipient, **fields)

    assert "将救灾资金分别拨付东镇4万元、西镇2万元" in told()


def test_rough_sums_of_a_recipient_stay_apart(staff, told):
    fund = make_fund(staff, name="救灾资金", opening_balance=Decimal(900000))
    for amount, rounded in ((30000, []), (20000, ["amount"])):
        fields = {"fund": fund, "decided_by": "防汛指挥部", "date": DAY, "rounded": rounded}
        make_disbursement(staff, amount=Decimal(amount), recipient="东镇", **fields)

    assert "东镇3万元、东镇2万余元" in told()
