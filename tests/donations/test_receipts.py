"""The register of receipts: what each may hold, whose it is, and its import."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils.translation import override

from donations.forms import ReceiptForm
from donations.models import CashGift, Donor, GoodsGift, Receipt, StockRemoval, canonical_number
from donations.models.receipt import STAYS_AS_SAVED
from donations.models.receipt_number import known_codes
from redcross.spreadsheets.imports import import_rows
from tests.factories import (
    make_cash_gift,
    make_donor,
    make_goods_gift,
    make_receipt,
    make_red_receipt,
    make_refund,
    make_stock_removal,
)
from tests.refusals import refused
from tests.spreadsheets.corpus import ledger
from tests.spreadsheets.sending import upload

MATCH = "/donations/receipts/match/"
MAY = date(2021, 5, 1)
CODE = "43060121"


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
    staff, administrator_client, django_assert_max_num_queries
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
        page = administrator_client.get(address, headers={"accept-language": "en"}).content.decode()
        main = page[page.index("<main") :]
        assert main.count(f'<a href="{reds[0].get_absolute_url()}') >= told, address
        assert len(
            re.findall(r"<td[^>]*><span>red-lettered<br>|<dd[^>]*>\s*red-lettered", main)
        ) == (told > 0), address
    assert (
        "red-lettered"
        in administrator_client.get(MATCH, headers={"accept-language": "en"}).content.decode()
    )
    assert gift.warnings()
    with django_assert_max_num_queries(60) as few:
        administrator_client.get("/donations/receipts/")
    for _ in range(3):
        make_red_receipt(staff, make_receipt(staff))
    with django_assert_max_num_queries(len(few)):
        administrator_client.get("/donations/receipts/")


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


def test_gifts_are_listed_by_their_receipts(staff, administrator_client):
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
        page = administrator_client.get("/donations/cash-gifts/", asked)
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


def test_the_list_of_the_finance_bureau_is_imported(administrator, administrator_client):
    known = make_receipt(administrator, "0000000007")
    rows = [line(n) for n in range(1, 298)]
    rows[9] = line(10, 票据状态="作废", 作废原因="写错")
    rows += [
        line(5, 票据号码="№ 43060121-0000000005"),  # twice in the list
        line(298, 金额="三百"),
        line(299, 票据状态="红字", 金额="-9000", 作废原因="退款", 原票据号码="0000009000"),
        line(9000),  # the original of the one above
    ]
    content = ledger(HEADINGS, *rows)
    sent = upload(administrator_client, content, "/donations/receipts/import/", "财政电子票据.xlsx")
    answer = sent.decide()
    assert answer.status_code == 422
    assert sorted(row for row, _column, _message in answer.faults) == [8, 299, 300]
    assert Receipt.objects.count() == 1

    rows = [row for n, row in enumerate(rows) if n not in (6, 297, 298)]
    answer = upload(
        administrator_client, ledger(HEADINGS, *rows), "/donations/receipts/import/", "b.xlsx"
    )
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
