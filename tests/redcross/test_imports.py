from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from donations.models import CashGift, Donor
from redcross.models import LogEntry
from tests.factories import VALID_ID, make_cash_gift, make_donor, make_fund

URL = "/donations/cash-gifts/import/"
HEADER = ("日期", "捐赠人", "金额（元）", "捐赠资金", "票据号码")


def sheet(*rows):
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return stream.getvalue()


def send(client, content, *, url=URL, **extra):
    return client.post(url, {"file": SimpleUploadedFile("a.xlsx", content), **extra})


@pytest.fixture
def client(administrator, signed_in):
    make_donor(administrator, name="甲公司")
    make_fund(administrator, name="人道救助")
    return signed_in(administrator)


def test_every_row_is_saved_as_if_typed_and_the_same_file_once(client, administrator):
    content = sheet(
        HEADER,
        (date(2021, 8, 4), "甲公司", 500.25, "人道救助", "湘001"),
        ("2021年8月5日", "甲公司", "1000", "人道救助", ""),
        ("", "", "", "", ""),
    )
    assert send(client, content).status_code == 302
    assert send(client, content).status_code == 302

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
    content = sheet(
        HEADER,
        (date(2021, 8, 4), "甲公司", 500, "人道救助", "湘001"),
        (date(2021, 8, 4), "乙公司", 0, "人道救助", ""),
        (date(2021, 8, 4), "甲公司", 0, "人道救助", ""),
        (date(2021, 8, 4), "甲公司", 5, "人道救助", "湘009"),
        (date(2021, 8, 4), "甲公司", 5, "人道救助", "湘001"),
    )
    answer = send(client, content)

    assert answer.status_code == 422
    assert [(row, str(column)) for row, column, _message in answer.context["faults"]] == [
        (3, "捐赠人"),
        (4, "金额（元）"),
        (5, "票据号码"),
        (6, "票据号码"),
    ]
    assert "乙公司" in answer.content.decode()
    assert CashGift.objects.count() == 1


def test_who_is_not_known_is_added_when_asked(client):
    content = sheet(HEADER, (date(2021, 8, 4), "乙公司", 500, "人道救助", ""))
    assert send(client, content).status_code == 422
    assert send(client, content, add_unknown="on").status_code == 302
    assert CashGift.objects.get().donor == Donor.objects.get(name="乙公司")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04 no spreadsheet", "XLSX"),
        (b"name,amount", "XLSX"),
        (sheet(("日期", "金额"), ("x", 1)), "金额"),
        (sheet(("日期", "日期"), ("x", 1)), "日期"),
        (sheet(HEADER, *[(1,)] * 1001), "1000"),
        (b"", ""),
    ],
)
def test_what_is_no_such_spreadsheet_is_refused_beside_the_file(client, content, told):
    answer = send(client, content)
    assert answer.status_code == 422
    assert told in " ".join(answer.context["form"].errors["file"])
    assert not CashGift.objects.exists()


def test_the_empty_spreadsheet_can_be_filled_in_and_taken_in(client):
    for kind in ("donations:cash_gift", "donations:donor", "donations:fund", "redcross:person"):
        answer = client.get(reverse(f"{kind}_import"), {"format": "xlsx"})
        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        header = book.get_sheet_by_index(0).to_python()[0]
        assert "名称" in header or "日期" in header
        assert send(client, sheet(header), url=reverse(f"{kind}_import")).status_code == 302


def test_a_long_number_and_a_choice_arrive_as_they_were_meant(client):
    content = sheet(("名称", "类别", "身份证号", "同意公开姓名"), ("李四", "个人", VALID_ID, "否"))
    answer = send(client, content, url="/donations/donors/import/")
    assert answer.status_code == 302, answer.context["faults"]
    donor = Donor.objects.get(name="李四")
    assert (donor.kind, donor.id_number.reveal(), donor.name_public) == ("person", VALID_ID, False)
    assert VALID_ID not in str(list(LogEntry.objects.values_list("changes", flat=True)))
