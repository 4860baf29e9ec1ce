"""Several gifts of which nobody knows who gave them need no invented donor."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from donations.bank.suggestions import suggestions
from donations.models import BankLine, CashGift, Donor, Receipt
from redcross.figures import Period, Scope, count, figures_by_key
from redcross.typed_values import Rounding
from tests.factories import (
    make_bank_line,
    make_cash_gift,
    make_donor,
    make_goods_gift,
    make_receipt,
    make_refund,
)
from tests.figures import linked
from tests.pages import form_data
from tests.refusals import database_refuses, refused

UNKNOWN = {"times": None, "rounded": ["times:unknown"]}
DONORS = "donations.cash.donors"


@pytest.fixture
def settlement(staff):
    return make_cash_gift(staff, "12300", donor=None, channel="platform", **UNKNOWN)


@pytest.mark.parametrize("fields", [{"times": 2}, UNKNOWN, {"channel": "platform"}])
def test_several_gifts_and_settlements_may_be_without_donor(staff, fields):
    assert make_cash_gift(staff, donor=None, **fields).donor is None


def test_one_gift_says_who_gave(staff):
    with refused("donor", saying="Say who gave"):
        make_cash_gift(staff, donor=None)
    gift = make_cash_gift(staff)
    with database_refuses():
        CashGift.objects.filter(pk=gift.pk).update(donor=None)


def test_of_goods_it_stays_free_who_gave(staff):
    assert make_goods_gift(staff, donor=None).donor is None


@pytest.mark.parametrize(
    ("kinds", "number", "known"),
    [
        ((), 0, Rounding.EXACT),
        (("named", "named"), 2, Rounding.EXACT),
        (("named", "anonymous"), 1, Rounding.EXACT),
        (("none",), 0, Rounding.UNKNOWN),
        (("named", "none"), 1, Rounding.UNKNOWN),
        (("anonymous", "none"), 0, Rounding.UNKNOWN),
        (("named", "voided"), 1, Rounding.EXACT),
        (("named", "above"), 1, Rounding.EXACT),
        (("named", "earlier"), 1, Rounding.EXACT),
    ],
)
def test_how_many_donors_there_are_is_not_known_with_a_gift_of_none(
    staff, society, kinds, number, known
):
    for kind in kinds:
        if kind == "anonymous":
            make_cash_gift(staff, donor=make_donor(staff, kind=Donor.Kind.ANONYMOUS))
        elif kind == "named":
            make_cash_gift(staff)
        elif kind == "voided":
            make_cash_gift(staff, donor=None, times=2).void(by=staff, reason="x")
        elif kind == "above":
            make_cash_gift(staff, donor=None, times=2, source="above")
        else:
            day = date(2020 if kind == "earlier" else 2021, 5, 1)
            make_cash_gift(staff, donor=None, times=2, date=day)
    value = count([figures_by_key()[DONORS]], Scope(society, Period.year(2021)))[DONORS]
    assert (value.number, value.rounded) == (number, known)
    assert linked(value).filter(donor=None).exists() == (known is Rounding.UNKNOWN)


def test_no_page_says_none_of_it(staff, administrator, signed_in, settlement):
    refund = make_refund(staff, "5", gift=settlement)
    copy = make_cash_gift(staff, "12300", donor=None, channel="platform", **UNKNOWN)
    client = signed_in(administrator)
    assert str(settlement) == "网络平台 12,300.00"
    addresses = [
        reverse("donations:cash_gift_list"),
        reverse("donations:cash_gift_list") + "?q=12300&anonymous=out",
        settlement.get_absolute_url(),
        refund.get_absolute_url(),
        reverse("donations:refund_list"),
        reverse("donations:refund_add") + f"?gift={settlement.pk}",
        settlement.fund.get_absolute_url(),
        reverse("donations:cash_gift_change", args=[copy.pk]),
        reverse("donations:cash_gift_add") + f"?copy={settlement.pk}",
        "/search/?q=12300",
        "/statement/2021/",
    ]
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200, address
        assert "None" not in page.content.decode(), address
    searched = client.get(reverse("donations:cash_gift_search"), {"q": "12300"})
    assert searched.status_code == 200 and "None" not in searched.content.decode()


def test_its_page_says_that_the_number_is_not_known(staff, signed_in, settlement):
    page = signed_in(staff).get(settlement.get_absolute_url())
    shown = {row["name"]: row["value"] for row in page.context["rows"]}
    assert shown["times"] == "不详" and "donor" not in shown


def test_it_is_saved_untouched(staff, signed_in, settlement):
    client = signed_in(staff)
    address = reverse("donations:cash_gift_change", args=[settlement.pk])
    assert client.post(address, form_data(client.get(address))).status_code == 302
    assert settlement.history.count() == 1


def test_the_bank_is_matched_with_it(staff, settlement):
    line = make_bank_line(staff, "12300", date=settlement.date)
    rows = list(BankLine.objects.filter(pk=line.pk).with_open())
    [found] = suggestions(rows)[line.pk]
    assert found.keys == (settlement.pk,) and "None" not in found.label


def test_a_receipt_is_not_suggested_for_it_and_agrees_with_it_by_number(
    staff, administrator, signed_in
):
    make_receipt(staff, amount=300)
    lump = make_cash_gift(staff, "300", donor=None, times=3, receipt_waived=False)
    page = signed_in(administrator).get(reverse("donations:receipt_match_gifts"))
    assert page.status_code == 200 and "None" not in page.content.decode()
    numbered = make_receipt(staff, amount=300)
    lump.receipt_number = numbered.receipt_number
    lump.save_entry(by=staff)
    assert not Receipt.objects.differing().filter(pk=numbered.pk).exists()
    assert lump.warnings() == []


def test_two_alike_are_asked_about(staff, settlement):
    twin = CashGift(
        society=staff.society,
        date=settlement.date,
        fund=settlement.fund,
        amount=settlement.amount,
        channel="platform",
        **UNKNOWN,
    )
    assert CashGift.likely_doubles([twin]) == [[settlement]]


def test_a_list_that_leaves_says_it_and_states_no_sum(administrator, staff, signed_in, settlement):
    make_cash_gift(staff, times=4)
    answer = signed_in(administrator).get(
        reverse("donations:cash_gift_list"), {"format": "xlsx", "columns": "all"}
    )
    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if "捐赠人" in row)
    times = head.index("次数")
    assert {row[times] for row in rows[rows.index(head) + 1 : -1]} == {"不详", 4}
    total = sheet.cell(len(rows), times + 1)
    assert "至少" in total.number_format
