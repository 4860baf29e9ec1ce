"""Receipts beside the gifts that they are of: suggested, matched, and where they do not agree."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from donations.models import CashGift, Donor, Receipt, Refund
from tests.factories import (
    make_cash_gift,
    make_donor,
    make_fund,
    make_goods_gift,
    make_receipt,
    make_red_receipt,
    make_refund,
)

MATCH = "/donations/receipts/match/"
MAY = date(2021, 5, 1)
CODE = "43060121"


@pytest.mark.parametrize(
    ("receipt", "gift", "suggested"),
    [
        ({}, {}, True),
        ({"payer": "株洲甲公司（渌口）"}, {"name": "甲公司"}, True),
        ({"payer": "甲公司"}, {"name": "渌口区甲公司"}, True),
        ({"date": MAY + timedelta(31)}, {}, True),
        ({"date": MAY + timedelta(32)}, {}, False),
        ({"amount": Decimal("300.01")}, {}, False),
        ({"payer": "乙公司"}, {"name": "甲公司"}, False),
        ({}, {"receipt_waived": True}, False),
        ({}, {"receipt_number": "0000009999"}, False),
    ],
)
def test_gifts_are_suggested_by_amount_payer_and_day(
    staff, administrator_client, receipt, gift, suggested
):
    name = gift.pop("name", "D1")
    given = make_cash_gift(
        staff, donor=make_donor(staff, name=name), **{"receipt_waived": False} | gift
    )
    make_receipt(staff, **receipt)
    ((_receipt, gifts),) = administrator_client.get(MATCH).context["suggestions"]
    assert [one.gift for one in gifts] == ([given] if suggested else [])


def test_goods_are_suggested_by_their_value_or_none(staff, administrator_client):
    donor = make_donor(staff, name="D1")
    rice = {"item": "rice", "quantity": 10, "unit_value": 30}
    given = {"donor": donor, "receipt_waived": False}
    valued, unpriced = make_goods_gift(staff, lots=[rice], **given), make_goods_gift(staff, **given)
    make_receipt(staff, "0000000001")
    make_receipt(staff, "0000000002", amount=None)
    found = administrator_client.get(MATCH).context["suggestions"]
    assert [[one.gift for one in gifts] for _receipt, gifts in found] == [[unpriced], [valued]]


def test_one_is_matched_with_a_click_and_several_at_once(staff, administrator_client):
    donor = make_donor(staff, name="D1")
    for amount in (1, 2, 3):
        make_cash_gift(staff, str(amount), donor=donor, receipt_waived=False)
        make_receipt(staff, f"{amount:010}", amount=Decimal(amount))
    page = administrator_client.get(MATCH)
    values = [gifts[0].value for _receipt, gifts in page.context["suggestions"]]
    assert all(gifts[0].chosen for _receipt, gifts in page.context["suggestions"])
    assert administrator_client.post(MATCH, {"one": values[0], "match": values}).status_code == 302
    assert CashGift.objects.exclude(receipt_number="").get().amount == 3
    # All of them or none: one of these is matched already.
    assert administrator_client.post(MATCH, {"match": values}).status_code == 422
    assert CashGift.objects.exclude(receipt_number="").count() == 1
    assert administrator_client.post(MATCH, {"match": values[1:]}).status_code == 302
    assert not Receipt.objects.unmatched().exists()
    log = CashGift.objects.get(amount=1).history[0]
    assert log.changes == {"receipt_number": ["", f"{CODE}0000000001"]}


@pytest.mark.parametrize(
    "value", ["", "x", "1-2", "1-cashgift-9-1", "²-cashgift-1-1", "1-donor-1-1"]
)
def test_what_nobody_was_offered_is_not_matched(staff, administrator_client, value):
    make_cash_gift(staff)
    make_receipt(staff)
    assert administrator_client.post(MATCH, {"one": value}).status_code == 422
    assert not CashGift.objects.exclude(receipt_number="").exists()


def test_nobody_matches_for_another_society_or_without_the_right(
    staff, outsider, leader, signed_in
):
    make_cash_gift(staff, donor=make_donor(staff, name="D1"), receipt_waived=False)
    make_receipt(staff)
    page = signed_in(staff).get(MATCH)
    ((_receipt, (one,)),) = page.context["suggestions"]
    client = signed_in(outsider)
    assert client.get(MATCH).context["suggestions"] == []
    assert client.post(MATCH, {"one": one.value}).status_code == 422
    assert signed_in(leader).post(MATCH, {"one": one.value}).status_code == 403


def test_a_receipt_that_does_not_agree_with_its_gift_is_a_difference(staff, administrator_client):
    donor = make_donor(staff, name="D1")
    numbers = [make_receipt(staff).receipt_number for _ in range(6)]
    receipts = list(Receipt.objects.order_by("pk"))
    anybody = make_donor(staff, kind=Donor.Kind.ANONYMOUS)
    same = make_cash_gift(staff, donor=donor, receipt_number=numbers[0])
    make_cash_gift(staff, "299", donor=donor, receipt_number=numbers[1])
    make_cash_gift(staff, donor=make_donor(staff, name="E1"), receipt_number=numbers[2])
    make_cash_gift(staff, donor=anybody, receipt_number=numbers[3])
    make_goods_gift(staff, donor=donor, receipt_number=numbers[4])
    gift = make_cash_gift(staff, donor=donor, receipt_number=numbers[5])
    make_red_receipt(staff, receipts[5])
    differing = {receipts[n] for n in (1, 2, 4, 5)}
    assert set(Receipt.objects.differing()) == differing
    assert {
        row for row, _gifts in administrator_client.get(MATCH).context["differences"]
    } == differing
    rows = administrator_client.get("/donations/receipts/", {"agrees": "no"}).context["table"].rows
    assert {row.record for row in rows} == differing
    # What has gone back needs no other receipt.
    make_refund(staff, gift=gift)
    assert set(Receipt.objects.differing()) == differing - {receipts[5]}
    assert same.warnings() == [] and receipts[0].warnings() == []
    assert [other.pk for _text, other in receipts[1].warnings()] == [receipts[1].gifts()[0].pk]


def test_a_refund_asks_for_the_red_receipt(staff, administrator_client):
    receipt = make_receipt(staff)
    gift = make_cash_gift(staff, receipt_number=receipt.receipt_number)
    refund = make_refund(staff, gift=gift, paper="B1")
    plain = make_refund(staff, gift=make_cash_gift(staff), paper="B1")
    assert (
        "红字票据" in administrator_client.get(refund.get_absolute_url()).content.decode()
        or refund.missing()
    )
    assert (len(refund.missing()), plain.missing()) == (1, [])
    assert list(Refund.objects.filter(Refund.incomplete())) == [refund]
    make_red_receipt(staff, receipt)
    assert refund.missing() == []
    assert not Refund.objects.filter(Refund.incomplete()).exists()


def test_pages_cost_as_many_queries_however_much_is_on_them(
    staff, administrator_client, django_assert_max_num_queries
):
    fund = make_fund(staff)

    def fill(numbers):
        for n in numbers:
            donor = make_donor(staff, name=f"D{n}甲")
            make_receipt(staff, f"{n:010}", payer=donor.name, amount=n)
            make_cash_gift(staff, str(n), donor=donor, fund=fund, receipt_waived=False)
            number = make_receipt(staff, f"{n + 500:010}", payer=donor.name, amount=1)
            make_cash_gift(
                staff, str(n), donor=donor, fund=fund, receipt_number=number.receipt_number
            )

    def cost():
        with django_assert_max_num_queries(60) as counted:
            assert administrator_client.get(MATCH).status_code == 200
        return len(counted)

    fill([101])
    cost()
    few = cost()
    fill(range(102, 112))
    page = administrator_client.get(MATCH)
    assert len(page.context["suggestions"]) == 11 == len(page.context["differences"])
    assert cost() == few
