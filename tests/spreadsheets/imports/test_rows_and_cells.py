"""Rows taken in as if typed, faults that are named, cells as they are meant."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from donations.models import CashGift, Donor
from redcross.models import LogEntry
from tests.factories import VALID_ID, make_cash_gift
from tests.spreadsheets.corpus import ledger
from tests.spreadsheets.sending import take_in

pytestmark = pytest.mark.usefixtures("in_chinese")
HEADER = ("日期", "捐赠人", "金额（元）", "捐赠项目（资金）", "票据号码")


def test_every_row_is_saved_as_if_typed_and_the_same_file_once(client, administrator):
    content = ledger(
        HEADER,
        (date(2021, 8, 4), "甲公司", 500.25, "人道救助", "湘001"),
        ("2021年8月5日", "甲公司", "1000", "人道救助", ""),
        ("", "", "", "", ""),
    )
    assert take_in(client, content).status_code == 302
    assert take_in(client, content).status_code == 302

    gifts = CashGift.objects.order_by("date")
    assert [(g.date.day, str(g.amount), g.receipt_number) for g in gifts] == [
        (4, "500.25", "湘001"),
        (5, "1000.00", ""),
    ]
    assert gifts[0].entered_by == administrator
    assert LogEntry.objects.filter(model="donations.cashgift", action="add").count() == 2
    assert LogEntry.objects.filter(action="import").count() == 2


def test_one_wrong_row_keeps_all_out_and_every_fault_is_named(client, administrator):
    make_cash_gift(administrator, receipt_number="湘009")
    content = ledger(
        HEADER,
        (date(2021, 8, 4), "甲公司", 500, "人道救助", "湘001"),
        (date(2021, 8, 4), "乙公司", 0, "人道救助", ""),
        (date(2021, 8, 4), "甲公司", 0, "人道救助", ""),
        (date(2021, 8, 4), "甲公司", 5, "人道救助", "湘009"),
        (date(2021, 8, 4), "甲公司", 5, "人道救助", "湘001"),
    )
    answer = take_in(client, content)

    assert answer.status_code == 422
    assert [(row, str(column)) for row, column, _message in answer.faults] == [
        (3, "金额（元）"),
        (4, "金额（元）"),
        (5, "票据号码"),
        (6, "票据号码"),
    ]
    assert CashGift.objects.count() == 1


def test_who_is_not_known_is_added_when_asked(client):
    content = ledger(HEADER, (date(2021, 8, 4), "乙公司", 500, "人道救助", ""))
    assert take_in(client, content).status_code == 422
    assert take_in(client, content, new_confirmed="1").status_code == 302
    assert CashGift.objects.get().donor == Donor.objects.get(name="乙公司")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04 no spreadsheet", "损坏"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "XLSX"),
        (ledger(HEADER, *[(1, 1)] * 50_001), "50000"),
        (b"", ""),
    ],
)
def test_what_is_no_such_spreadsheet_is_refused_beside_the_file(client, settings, content, told):
    settings.IMPORT_ROWS_AT_ONCE = settings.IMPORT_BYTES_AT_ONCE = 10**6
    answer = take_in(client, content)
    assert answer.status_code == 422
    assert told in " ".join(answer.context["form"].errors["file"])
    assert not CashGift.objects.exists()


def test_a_file_larger_than_allowed_is_not_read(client, settings):
    settings.SPREADSHEET_MAX_BYTES = 1024**2
    answer = take_in(client, b"a" * (1024**2 + 1))
    assert "1 MB" in " ".join(answer.context["form"].errors["file"])


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("日期", "金额"), ("2021-8-4", 1)], ["捐赠人", "捐赠项目（资金）"]),
        ([("名称", "金额"), ("x", 1)], ["日期"]),
        (
            [(*HEADER, "金额"), ("2021-8-4", "甲公司", 1, "人道救助", "", 2)],
            ["C 金额（元）", "F 金额"],
        ),
        ([("a", "b")], ["日期"]),
        ([HEADER], ["没有"]),
    ],
)
def test_a_sheet_that_lacks_a_column_or_has_two_of_it_is_refused(client, rows, told):
    answer = take_in(client, ledger(*rows))
    assert answer.status_code == 422
    [(_place, _column, message)] = answer.faults
    assert all(text in message for text in told)
    assert not CashGift.objects.exists()


def test_an_unknown_column_is_left_out_once_that_is_confirmed(client):
    content = ledger(
        (*HEADER, "经办科室", "", "空"), ("2021-8-4", "甲公司", 5, "人道救助", "", "一科", "x", "")
    )
    answer = take_in(client, content)
    texts = [text for _key, text in answer.questions]
    assert answer.status_code == 422 and len(texts) == 2
    assert "经办科室" in texts[0] and "G" in texts[1]

    keys = [key for key, _text in answer.questions]
    assert take_in(client, content, confirmed=keys).status_code == 302
    assert CashGift.objects.get().amount == 5


def test_every_column_of_the_empty_spreadsheet_is_known(client):
    for kind in ("donations:cash_gift", "donations:donor", "donations:fund", "redcross:person"):
        answer = client.get(reverse(f"{kind}_import"), {"format": "xlsx"})
        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        header = book.get_sheet_by_index(0).to_python()[0]
        assert {"名称", "姓名", "日期"} & set(header)
        answer = take_in(client, ledger(header), url=reverse(f"{kind}_import"))
        [(_place, _column, message)] = answer.faults
        assert "没有" in message and not answer.questions


def test_a_long_number_and_a_choice_arrive_as_they_were_meant(client):
    content = ledger(
        ("名称", "类别", "身份证号", "姓名公开意愿"), ("李四", "个人", VALID_ID, "不同意公开")
    )
    answer = take_in(client, content, url="/donations/donors/import/")
    assert answer.status_code == 302, answer.faults
    donor = Donor.objects.get(name="李四")
    assert (donor.kind, donor.id_number.reveal(), donor.name_public) == ("person", VALID_ID, "no")
    assert VALID_ID not in str(list(LogEntry.objects.values_list("changes", flat=True)))


@pytest.mark.parametrize(
    ("day", "amount", "kept"),
    [
        ("2021.8.4", "￥1,234.50元", ("2021-08-04", "1234.50")),
        ("２０２１年８月４日", "12.4万", ("2021-08-04", "124000.00")),
        (20210804, 0.1 + 0.2, ("2021-08-04", "0.30")),
    ],
)
def test_cells_are_read_as_typed_ones(client, day, amount, kept):
    header = ("日期 ", "捐赠人", "金额(元)", "捐赠项目（资金）")
    assert take_in(client, ledger(header, (day, "甲公司", amount, "人道救助"))).status_code == 302
    gift = CashGift.objects.get()
    assert (str(gift.date), str(gift.amount)) == kept


@pytest.mark.parametrize(
    ("donor", "amount", "times", "kept"),
    [
        ("甲公司", "约300", "", ("300", 1, ["amount:about"])),
        ("甲公司", "1万余元", "近30", ("10000", 30, ["amount", "times:nearly"])),
        ("", 12300, "不详", ("12300", None, ["times:unknown"])),
        ("", 12300, "8笔", ("12300", 8, [])),
    ],
)
def test_cells_say_how_well_a_number_is_known(client, donor, amount, times, kept):
    header = ("日期", "捐赠人", "金额（元）", "捐赠项目（资金）", "次数")
    content = ledger(header, (date(2021, 8, 4), donor, amount, "人道救助", times))
    answer = take_in(client, content)
    assert answer.status_code == 302, answer.faults
    gift = CashGift.objects.get()
    assert (gift.amount, gift.times, gift.rounded) == (int(kept[0]), *kept[1:])
    assert (gift.donor is None) == (not donor)


def test_a_row_of_one_gift_names_who_gave(client):
    header = ("日期", "捐赠人", "金额（元）", "捐赠项目（资金）", "次数")
    answer = take_in(client, ledger(header, (date(2021, 8, 4), "", 5, "人道救助", 1)))
    [(row, column, message)] = answer.faults
    assert (row, str(column)) == (2, "捐赠人") and "请填写捐赠人" in message


def test_a_number_sent_back_roughly_is_kept_so(client, administrator):
    gift = make_cash_gift(administrator, "300")
    told = ("日期", "捐赠人", "捐赠项目（资金）")
    header = ("记录编号", "版本", "金额（元）", "次数", *told)
    for amount, times, kept in (
        ("约310", "", (310, 1, ["amount:about"])),
        ("", "不详", (310, None, ["amount:about", "times:unknown"])),
    ):
        row = (gift.pk, gift.version, amount, times, "", "", "")
        answer = take_in(client, ledger(header, row))
        assert answer.status_code == 302, answer.faults
        gift.refresh_from_db()
        assert (gift.amount, gift.times, gift.rounded) == kept


@pytest.mark.parametrize(
    ("day", "amount", "column", "told"),
    [
        (8.1, 500, "日期", "8.10"),
        (44412, 500, "日期", "“44412”"),
        ("2021.2.30", 500, "日期", "没有这一天"),
        (date(2021, 8, 4), "1.005", "金额（元）", "“1.005”"),
        (date(2021, 8, 4), 1.005, "金额（元）", "“1.005”"),
        (date(2021, 8, 4), 4.3e19, "金额（元）", "15 位"),
        (date(2021, 8, 4), True, "金额（元）", "“True”"),
        (date(2021, 8, 4), date(2021, 8, 4), "金额（元）", "“2021-08-04”"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_as_it_stands(client, day, amount, column, told):
    header = ("日期", "捐赠人", "金额（元）", "捐赠项目（资金）")
    answer = take_in(client, ledger(header, (day, "甲公司", amount, "人道救助")))
    assert answer.status_code == 422
    [(row, title, message)] = answer.faults
    assert (row, str(title)) == (2, column) and told in message
    assert not CashGift.objects.exists()


def test_a_long_number_that_lost_its_digits_is_no_code(client):
    content = ledger(("名称", "类别", "统一社会信用代码"), ("甲", "单位", 430221195001014013))
    answer = take_in(client, content, url="/donations/donors/import/")
    assert answer.status_code == 422
    assert not Donor.objects.filter(name="甲").exists()


@pytest.mark.parametrize("cell", ["待定", 2, "x"])
def test_what_is_neither_yes_nor_no_is_a_fault(client, cell):
    content = ledger(("名称", "类别", "姓名公开意愿"), ("李四", "个人", cell))
    answer = take_in(client, content, url="/donations/donors/import/")
    assert [(row, str(column)) for row, column, _m in answer.faults] == [(2, "姓名公开意愿")]


@pytest.mark.parametrize(
    ("cell", "consent"),
    [("×", "no"), ("√", "yes"), ("同意", "yes"), ("不同意公开", "no"), ("", "not_asked")],
)
def test_yes_and_no_have_many_words_and_an_empty_cell_says_nothing(client, cell, consent):
    content = ledger(("名称", "类别", "姓名公开意愿"), ("李四", "个人", cell))
    assert take_in(client, content, url="/donations/donors/import/").status_code == 302
    assert Donor.objects.get(name="李四").name_public == consent


def test_what_looks_odd_is_imported_once_it_is_confirmed(client):
    header = ("日期", "捐赠人", "金额（元）", "捐赠项目（资金）")
    odd = (date(1949, 10, 1), "甲公司", "2亿", "人道救助")
    content = ledger(header, (date(2021, 8, 4), "甲公司", 5, "人道救助"), odd)
    answer = take_in(client, content)
    assert answer.status_code == 422 and not CashGift.objects.exists()
    keys = [key for key, _text in answer.questions]
    assert keys == ["3:date=1949-10-01", "3:amount=200000000"]
    answer = take_in(client, content, confirmed=keys[:1])
    assert answer.status_code == 422
    assert [confirmed for *_rest, confirmed in answer.rows[1]["questions"]] == [True, False]
    assert take_in(client, content, confirmed=["2:amount=200000000", keys[0]]).status_code == 422
    assert take_in(client, content, confirmed=keys).status_code == 302
    assert CashGift.objects.count() == 2
