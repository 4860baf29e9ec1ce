"""The register of receipts, and receipts beside the gifts that they are of."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils.translation import override

from donations.forms import ReceiptForm
from donations.models import (
    CashGift,
    Donor,
    GoodsGift,
    Receipt,
    Refund,
    StockRemoval,
    canonical_number,
)
from donations.models.receipt import STAYS_AS_SAVED
from donations.models.receipt_number import known_codes
from redcross.spreadsheets.imports import import_rows
from tests.factories import (
    make_cash_gift,
    make_donor,
    make_fund,
    make_goods_gift,
    make_receipt,
    make_red_receipt,
    make_refund,
    make_stock_removal,
)
from tests.redcross.test_imports import sheet
from tests.refusals import refused
from tests.spreadsheets.sending import upload

MATCH = "/donations/receipts/match/"
MAY = date(2021, 5, 1)
CODE = "43060121"


@pytest.fixture
def clerk(administrator, signed_in):
    return signed_in(administrator)


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"payer": ""}, "payer"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"kind": "void", "payer": ""}, "reason"),
        ({"kind": "red", "reason": "Y1", "amount": None}, "original_number"),
        ({"original_number": "1"}, "original_number"),
        ({"number": "号"}, "number"),
    ],
)
def test_a_receipt_is_refused(staff, fields, beside):
    with refused(beside):
        make_receipt(staff, **fields)


def test_code_and_number_come_apart_when_they_are_typed_as_one(staff):
    receipt = make_receipt(staff, "43060121-0000000017", code="")
    assert (receipt.code, receipt.number) == (CODE, "0000000017")
    assert receipt.receipt_number == "430601210000000017"
    with refused("receipt_number", saying="in the register already"):
        make_receipt(staff, "0000000017")
    with refused("number", saying="is used already"):
        make_receipt(staff, "17")


def test_a_red_receipt_takes_the_whole_back_once(staff):
    original = make_receipt(staff, amount=Decimal("300.50"))
    with refused("amount", saying="takes the whole back: 300.50"):
        make_red_receipt(staff, original, amount=Decimal(-300))
    with refused("date", saying="2021-05-01"):
        make_red_receipt(staff, original, date=MAY - timedelta(1))
    with refused("reason"):
        make_red_receipt(staff, original, reason="")
    with refused("original_number", saying="No such receipt"):
        make_red_receipt(staff, original, original_number="7")
    taken = make_red_receipt(staff, original, amount=Decimal("300.50"))
    assert (taken.amount, taken.original) == (Decimal("-300.50"), original)
    with refused("original_number", saying="red-lettered already"):
        make_red_receipt(staff, original)
    with refused("original_number", saying="Only an issued receipt"):
        make_red_receipt(staff, taken)
    void = make_receipt(staff, kind="void", reason="写错")
    with refused("original_number", saying="Only an issued receipt"):
        make_red_receipt(staff, void)
    original.amount = Decimal(5)
    with refused("amount", saying="red-lettered already"):
        original.save_entry(by=staff)
    with refused(saying="Still used"):
        Receipt.objects.get(pk=original.pk).void(by=staff, reason="录错")


def test_what_is_red_lettered_says_so_and_by_which_receipt(
    staff, clerk, django_assert_max_num_queries
):
    originals = [make_receipt(staff) for _ in range(3)]
    void = make_receipt(staff, kind="void", reason="写错")
    gift = make_cash_gift(staff, receipt_number=originals[0].receipt_number)
    reds = [make_red_receipt(staff, original) for original in originals[:2]]
    reds[1].void(by=staff, reason="录错")
    with override("en"):
        states = [receipt.state() for receipt in (*originals, void, reds[0])]
    assert states == ["red-lettered", "issued", "issued", "void", "red receipt"]
    for address, told in (
        ("/donations/receipts/", True),
        ("/donations/receipts/?red_lettered=yes", True),
        ("/donations/receipts/?red_lettered=no", False),
        (originals[0].get_absolute_url(), True),
        (originals[1].get_absolute_url(), False),
    ):
        page = clerk.get(address, headers={"accept-language": "en"}).content.decode()
        main = page[page.index("<main") :]
        assert main.count(f'<a href="{reds[0].get_absolute_url()}') >= told, address
        assert len(
            re.findall(r"<td[^>]*><span>red-lettered<br>|<dd[^>]*>\s*red-lettered", main)
        ) == (told > 0), address
    assert "red-lettered" in clerk.get(MATCH, headers={"accept-language": "en"}).content.decode()
    assert gift.warnings()
    with django_assert_max_num_queries(60) as few:
        clerk.get("/donations/receipts/")
    for _ in range(3):
        make_red_receipt(staff, make_receipt(staff))
    with django_assert_max_num_queries(len(few)):
        clerk.get("/donations/receipts/")


@pytest.mark.parametrize(
    "typed",
    [
        *("430601210000000017", "0000000017", "43060121 №0000000017"),
        *("43060121-17", "43060121 00017", "17", "000000000000017"),
    ],
)
def test_a_receipt_is_matched_by_the_number_on_the_gift(staff, typed):
    receipt, other = make_receipt(staff, "0000000017"), make_receipt(staff)
    assert set(Receipt.objects.unmatched()) == {receipt, other}
    gift = make_cash_gift(staff, receipt_number=typed, donor=make_donor(staff, name="D1"))
    goods = make_goods_gift(staff, receipt_number=other.receipt_number)
    assert not Receipt.objects.unmatched().exists()
    assert receipt.gifts() == [gift] and other.gifts() == [goods]
    assert gift.in_register() == [receipt]


@pytest.mark.parametrize("number", ["0123456789", "00000140"])
@pytest.mark.parametrize("code", [CODE, ""])
@pytest.mark.parametrize("day", [MAY, date(2022, 5, 1)])
def test_lists_find_the_gifts_of_a_receipt_by_the_rule_of_the_save(staff, number, code, day):
    """SQL asks what `same_number` does; of a number without a code, where the gift has none."""
    make_receipt(staff, code="430621"), make_receipt(staff, code=CODE)
    receipt = make_receipt(staff, number, code=code, date=day)
    plain = number.lstrip("0")
    behind = [plain, number, f"00{plain}", f"0000000{number}", f"1{plain}", f"{plain}0"]
    behind.append(f"A{plain}")
    codes_before = ["", "430699", *filter(None, [code])]
    typed = [f"{before}{one}" for before in codes_before for one in behind]
    codes = known_codes(staff.society_id)
    for text in [*typed, code or "1234"]:
        gift = CashGift(receipt_number=canonical_number(text), date=MAY)
        with transaction.atomic():
            saved = make_cash_gift(staff, receipt_number=text)
            refund = make_refund(staff, gift=saved, paper="B1")
            same = receipt.has_number(gift.receipt_number, gift, codes)
            assert receipt.gifts() == ([saved] if same else []), text
            make_red_receipt(staff, receipt, date=day)
            assert (refund.missing() == []) == same, text
            transaction.set_rollback(True)


def test_a_number_without_its_code_is_not_that_of_another_year(staff):
    receipt = make_receipt(staff, "0000000017", date=date(2022, 5, 1))
    make_cash_gift(staff, receipt_number="0000000017")
    assert list(Receipt.objects.unmatched()) == [receipt]


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
def test_gifts_are_suggested_by_amount_payer_and_day(staff, clerk, receipt, gift, suggested):
    name = gift.pop("name", "D1")
    given = make_cash_gift(
        staff, donor=make_donor(staff, name=name), **{"receipt_waived": False} | gift
    )
    make_receipt(staff, **receipt)
    ((_receipt, gifts),) = clerk.get(MATCH).context["suggestions"]
    assert [one.gift for one in gifts] == ([given] if suggested else [])


def test_goods_are_suggested_by_their_value_or_none(staff, clerk):
    donor = make_donor(staff, name="D1")
    rice = {"item": "rice", "quantity": 10, "unit_value": 30}
    given = {"donor": donor, "receipt_waived": False}
    valued, unpriced = make_goods_gift(staff, lots=[rice], **given), make_goods_gift(staff, **given)
    make_receipt(staff, "0000000001")
    make_receipt(staff, "0000000002", amount=None)
    found = clerk.get(MATCH).context["suggestions"]
    assert [[one.gift for one in gifts] for _receipt, gifts in found] == [[unpriced], [valued]]


def test_one_is_matched_with_a_click_and_several_at_once(staff, clerk):
    donor = make_donor(staff, name="D1")
    for amount in (1, 2, 3):
        make_cash_gift(staff, str(amount), donor=donor, receipt_waived=False)
        make_receipt(staff, f"{amount:010}", amount=Decimal(amount))
    page = clerk.get(MATCH)
    values = [gifts[0].value for _receipt, gifts in page.context["suggestions"]]
    assert all(gifts[0].chosen for _receipt, gifts in page.context["suggestions"])
    assert clerk.post(MATCH, {"one": values[0], "match": values}).status_code == 302
    assert CashGift.objects.exclude(receipt_number="").get().amount == 3
    # All of them or none: one of these is matched already.
    assert clerk.post(MATCH, {"match": values}).status_code == 422
    assert CashGift.objects.exclude(receipt_number="").count() == 1
    assert clerk.post(MATCH, {"match": values[1:]}).status_code == 302
    assert not Receipt.objects.unmatched().exists()
    log = CashGift.objects.get(amount=1).history[0]
    assert log.changes == {"receipt_number": ["", f"{CODE}0000000001"]}


@pytest.mark.parametrize(
    "value", ["", "x", "1-2", "1-cashgift-9-1", "²-cashgift-1-1", "1-donor-1-1"]
)
def test_what_nobody_was_offered_is_not_matched(staff, clerk, value):
    make_cash_gift(staff)
    make_receipt(staff)
    assert clerk.post(MATCH, {"one": value}).status_code == 422
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


def test_a_receipt_that_does_not_agree_with_its_gift_is_a_difference(staff, clerk):
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
    assert {row for row, _gifts in clerk.get(MATCH).context["differences"]} == differing
    rows = clerk.get("/donations/receipts/", {"agrees": "no"}).context["table"].rows
    assert {row.record for row in rows} == differing
    # What has gone back needs no other receipt.
    make_refund(staff, gift=gift)
    assert set(Receipt.objects.differing()) == differing - {receipts[5]}
    assert same.warnings() == [] and receipts[0].warnings() == []
    assert [other.pk for _text, other in receipts[1].warnings()] == [receipts[1].gifts()[0].pk]


def test_goods_that_went_back_need_no_other_receipt(staff):
    receipt = make_receipt(staff, amount=None)
    rice = {"item": "rice", "quantity": 10}
    number = {"receipt_number": receipt.receipt_number}
    gift = make_goods_gift(staff, lots=[rice], donor=make_donor(staff, name="D1"), **number)
    make_red_receipt(staff, receipt)
    assert list(Receipt.objects.differing()) == [receipt]
    returned = StockRemoval.Kind.RETURNED
    make_stock_removal(staff, goods=[{"lot": gift.lots.get(), "quantity": 10}], kind=returned)
    assert not Receipt.objects.differing().exists()


def test_a_refund_asks_for_the_red_receipt(staff, clerk):
    receipt = make_receipt(staff)
    gift = make_cash_gift(staff, receipt_number=receipt.receipt_number)
    refund = make_refund(staff, gift=gift, paper="B1")
    plain = make_refund(staff, gift=make_cash_gift(staff), paper="B1")
    assert "红字票据" in clerk.get(refund.get_absolute_url()).content.decode() or refund.missing()
    assert (len(refund.missing()), plain.missing()) == (1, [])
    assert list(Refund.objects.filter(Refund.incomplete())) == [refund]
    make_red_receipt(staff, receipt)
    assert refund.missing() == []
    assert not Refund.objects.filter(Refund.incomplete()).exists()


def test_gifts_are_listed_by_their_receipts(staff, clerk):
    anonymous = make_donor(staff, kind=Donor.Kind.ANONYMOUS)
    without = {"receipt_waived": False}
    rows = {
        "missing": make_cash_gift(staff, **without),
        "yes": make_cash_gift(staff, receipt_number="0000000001"),
        "waived": make_cash_gift(staff),
        "platform": make_cash_gift(staff, channel=CashGift.Channel.PLATFORM, **without),
        "anonymous": make_cash_gift(staff, donor=anonymous, **without),
        "above": make_cash_gift(staff, source="above", **without),
    }
    names = {gift: name for name, gift in rows.items()}

    def listed(asked):
        page = clerk.get("/donations/cash-gifts/", asked)
        return {names[row.record] for row in page.context["table"].rows}

    assert listed({"receipt": "missing"}) == {"missing"} == listed({"complete": "no"})
    assert listed({"receipt": "yes"}) == {"yes"}
    assert listed({"receipt": "waived"}) == {"waived"}
    assert listed({"receipt": "no"}) == set(rows) - {"yes"}
    assert rows["missing"].missing() and not rows["platform"].missing()
    assert GoodsGift.objects.filter(GoodsGift.without_receipt()).count() == 0
    make_goods_gift(staff, **without)
    assert GoodsGift.objects.filter(GoodsGift.without_receipt()).count() == 1


HEADINGS = (
    *("票据代码", "票据号码", "校验码", "开票日期", "交款人", "金额", "项目", "备注"),
    *("票据状态", "原票据号码", "作废原因"),
)


def line(number, **cells):
    given = {
        "票据代码": CODE,
        "票据号码": f"{number:010}",
        "校验码": "a1b2c3",
        "开票日期": "2021-5-6",
        "交款人": f"捐赠人{number}",
        "金额": f"{number}.00",
        "项目": "公益事业捐赠",
    }
    return [(given | cells).get(heading, "") for heading in HEADINGS]


def test_the_list_of_the_finance_bureau_is_imported(administrator, clerk):
    known = make_receipt(administrator, "0000000007")
    rows = [line(n) for n in range(1, 298)]
    rows[9] = line(10, 票据状态="作废", 作废原因="写错")
    rows += [
        line(5, 票据号码="№ 43060121-0000000005"),  # twice in the list
        line(298, 金额="三百"),
        line(299, 票据状态="红字", 金额="-9000", 作废原因="退款", 原票据号码="0000009000"),
        line(9000),  # the original of the one above
    ]
    content = sheet(HEADINGS, *rows)
    sent = upload(clerk, content, "/donations/receipts/import/", "财政电子票据.xlsx")
    answer = sent.decide()
    assert answer.status_code == 422
    assert sorted(row for row, _column, _message in answer.faults) == [8, 299, 300]
    assert Receipt.objects.count() == 1

    rows = [row for n, row in enumerate(rows) if n not in (6, 297, 298)]
    answer = upload(clerk, sheet(HEADINGS, *rows), "/donations/receipts/import/", "b.xlsx")
    assert answer.decide().status_code == 302
    assert Receipt.objects.count() == 299
    first = Receipt.objects.get(number="0000000001")
    assert (first.receipt_number, first.check_code) == (f"{CODE}0000000001", "a1b2c3")
    assert (first.date, first.payer, first.amount) == (date(2021, 5, 6), "捐赠人1", 1)
    assert first.item == "公益事业捐赠"
    assert Receipt.objects.get(number="0000000010").kind == "void"
    taken = Receipt.objects.get(kind="red")
    assert (taken.original.number, taken.amount) == ("0000009000", -9000)
    assert known.pk


def test_an_import_changes_no_number_that_is_spent(administrator):
    void = make_receipt(administrator, kind="void", reason="写错", payer="", amount=None)
    text = f"记录编号,版本,日期,票据号码\n{void.pk},{void.version},{void.date},0000000149\n"
    outcome = import_rows(
        ReceiptForm, text.encode(), "票据.csv", by=administrator, add_unknown=False
    )
    assert [message for _row, _column, message in outcome.faults] == [STAYS_AS_SAVED]
    assert Receipt.objects.get().number == void.number


def test_pages_cost_as_many_queries_however_much_is_on_them(
    staff, clerk, django_assert_max_num_queries
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
            assert clerk.get(MATCH).status_code == 200
        return len(counted)

    fill([101])
    cost()
    few = cost()
    fill(range(102, 112))
    page = clerk.get(MATCH)
    assert len(page.context["suggestions"]) == 11 == len(page.context["differences"])
    assert cost() == few
