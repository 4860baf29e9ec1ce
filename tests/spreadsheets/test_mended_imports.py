"""Imports that lost, merged or mistook something, or failed, and must not again."""

from datetime import date
from decimal import Decimal
from io import StringIO

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from donations.forms import GoodsGiftForm
from donations.models import CashGift, Donor, Fund, GoodsGift
from redcross.forms import Grouping
from redcross.forms.entry import MAX_LINES
from redcross.models import Person, Place
from redcross.spreadsheets.faults_book import _page_name, faults_book
from redcross.spreadsheets.imports import Decisions, ImportRead, import_rows
from redcross.spreadsheets.references import References
from relief.forms import AidForm
from relief.models import Aid
from tests.factories import VALID_ID, make_aid, make_fund, make_goods_gift, make_person, make_place

from .corpus import ledger, ledgers
from .sending import GIFTS, upload

pytestmark = pytest.mark.usefixtures("in_chinese")
AIDS = reverse("relief:aid_import")
GOODS = reverse("donations:goods_gift_import")
PLACES = reverse("redcross:place_import")
PHONE, OTHER_PHONE = "13812345678", "13900009999"


@pytest.fixture
def client(administrator, signed_in):
    make_fund(administrator, name="人道救助", opening_balance=10000)
    return signed_in(administrator)


def aids(*people):
    heading = ["日期", "姓名", "身份证号", "电话", "金额（元）", "捐赠项目（资金）"]
    return ledger(heading, *([date(2021, 8, 4), *told, 300, "人道救助"] for told in people))


def gifts(*donors):
    heading = ["日期", "捐赠人", "金额（元）", "捐赠项目（资金）"]
    return ledger(heading, *([date(2021, 8, 4), name, 5, "人道救助"] for name in donors))


def faults_of(page):
    return [message for _place, _column, message in page.faults]


def mended(page, hidden=()):
    """The workbook of what is refused."""
    return openpyxl.load_workbook(faults_book(page.file, hidden))


def test_rows_with_numbers_of_two_records_are_two(administrator):
    two = [make_goods_gift(administrator, lots=[{"item": "大米", "quantity": 3}]) for _ in "ab"]
    heading = ["记录编号", "版本", "日期", "品名", "数量"]
    rows = [[gift.pk, gift.version, "2021-5-1", "棉被", 2] for gift in two]
    read = ImportRead(
        *(GoodsGiftForm, ledger(heading, *rows), "a.xlsx"), by=administrator, add_unknown=False
    )
    assert [row.row.record for row in read.rows] == [gift.pk for gift in two]


def test_who_names_what_another_row_renames_is_told(client, administrator):
    make_place(administrator, name="甲市")
    town = make_place(administrator, name="旧名")
    heading = ["记录编号", "版本", "名称", "上级地点"]
    rows = [[town.pk, town.version, "新名", ""], ["", "", "一组", "新名"]]
    page = upload(client, ledger(heading, *rows), PLACES)
    assert page.statuses == ["changed", "refused"]
    assert "新名" in faults_of(page)[0]
    assert page.commit().is_done
    assert Place.objects.filter(name="新名").count() == 1


def test_gathered_rows_that_are_refused_leave_as_they_came(administrator, client):
    heading = ["序号", "姓名", "身份证号", "住址", "慰问金"]
    rows = [[1, "王芳", VALID_ID, "松岗村", "三百"], [2, "李四", "", "松岗村", 200]]
    content = ledger(["2021年2月4日慰问金发放花名册"], heading, *rows, name="花名册")
    page = upload(client, content, AIDS)
    page = page.post("check", grouping_asked="1", grouping=Grouping.TOGETHER)
    if page.file.decisions["grouping"] != Grouping.TOGETHER:
        page = page.post("check", grouping=Grouping.TOGETHER)
    assert page.statuses == ["refused"]
    assert "三百" in str(mended(page).active["A3"].value)
    told = Decisions(grouping=Grouping.TOGETHER)
    read = ImportRead(
        AidForm, content, "a.xlsx", by=administrator, add_unknown=True, decisions=told
    )
    [row] = read.rows
    assert row.row.gathered == [3, 4]
    kept = page.file.rows.get()
    kept.shown = {**kept.shown, "gathered": row.row.gathered}
    kept.save()
    names = [row[2].value for row in mended(page).active.iter_rows(min_row=3)]
    assert names == ["王芳", "李四"]


def test_a_label_that_begins_with_no_day_is_not_known(administrator):
    references = References(CashGift.objects.all(), administrator, add_unknown=False)
    references.as_new = True
    references.look_up(["2021-13-45 甲公司 #7"])
    assert references.called("2021-13-45 甲公司 #7") == []


def test_a_number_of_another_place_is_no_part_of_a_new_name(client):
    page = upload(client, gifts("赵六甲 #12"), GIFTS)
    assert page.statuses == ["refused"] and "#12" in faults_of(page)[0]
    page = page.post("check", as_new_asked="1", as_new="on")
    assert page.commit().is_done
    assert [donor.name for donor in Donor.objects.all()] == ["赵六甲"]


def test_a_person_of_a_number_that_does_not_fit_is_refused(client, administrator):
    known = make_person(administrator, name="王芳")
    page = upload(client, aids(["赵六 #99999", "", PHONE]), AIDS)
    assert page.statuses == ["refused"] and "#99999" in faults_of(page)[0]
    page = upload(client, aids([f"王芳 #{known.pk}", "", PHONE]), AIDS)
    assert page.commit().is_done
    assert Aid.objects.get().person == known and Person.objects.count() == 1


def test_a_name_that_two_rows_of_the_file_have_is_not_guessed(client, administrator):
    make_place(administrator, name="甲镇")
    make_place(administrator, name="乙镇")
    rows = [["新村", "甲镇"], ["新村", "乙镇"], ["一组", "新村"]]
    page = upload(client, ledger(["名称", "上级地点"], *rows), PLACES)
    assert page.statuses == ["new", "new", "refused"]
    assert "新村" in faults_of(page)[0]


def test_a_number_of_another_place_tells_two_of_a_name_apart(client, administrator):
    make_place(administrator, name="甲镇")
    make_place(administrator, name="乙镇")
    rows = [[3, "新村", "甲镇"], [7, "新村", "乙镇"], [9, "一组", "新村 #7"]]
    page = upload(client, ledger(["记录编号", "名称", "上级地点"], *rows), PLACES)
    page = page.post("check", as_new_asked="1", as_new="on")
    assert page.commit().is_done
    assert Place.objects.get(name="一组").parent.parent.name == "乙镇"


def test_another_telephone_of_a_new_person_is_refused(client):
    page = upload(
        client, aids(["赵六", "", ""], ["赵六", "", PHONE], ["赵六", "", OTHER_PHONE]), AIDS
    )
    assert [status == "refused" for status in page.statuses] == [False, False, True]
    [message] = faults_of(page)
    assert "5678" in message and "9999" in message
    assert PHONE not in message and OTHER_PHONE not in message
    assert page.post("check", confirm_all="asked").commit().is_done
    assert Person.objects.get().phone.reveal() == PHONE


def test_another_telephone_of_a_known_person_is_refused(client, administrator):
    make_person(administrator, name="王芳", id_number=VALID_ID, phone=PHONE)
    page = upload(
        client, aids(["王芳", VALID_ID, "138-1234-5678"], ["王芳", "", OTHER_PHONE]), AIDS
    )
    assert page.statuses == ["new", "refused"]


def test_the_note_of_a_stored_record_stays(client, administrator):
    aid = make_aid(administrator, amount="300", fund=Fund.objects.get(), note="原有备注")
    heading = ["记录编号", "版本", "日期", "金额（元）", "捐赠单位"]
    page = upload(client, ledger(heading, [aid.pk, aid.version, aid.date, 200, "甲公司"]), AIDS)
    told = " ".join(text for _key, text in page.questions)
    assert "备注" not in told
    assert page.commit().is_done
    aid.refresh_from_db()
    assert (aid.amount, aid.note) == (Decimal(200), "原有备注")


def test_numbers_of_people_are_hidden_with_the_secrets(client):
    page = upload(client, aids(["王芳", "123", PHONE]), AIDS)
    assert page.statuses == ["refused"]
    assert PHONE in [cell.value for cell in mended(page).active[2]]
    cells = [str(cell.value) for cell in mended(page, ["secret"]).active[2]]
    assert PHONE not in cells and "123" not in cells and "王芳" in cells


def test_what_is_wrong_with_the_line_of_a_row_leaves_with_it(client):
    heading = ["日期", "捐赠人", "品名", "数量", "计量单位"]
    rows = [["2021-5-1", "甲公司", "大米", "三", "袋"], ["2021-5-1", "甲公司", "油", "两", "桶"]]
    page = upload(client, ledger(heading, *rows), GOODS)
    assert page.statuses == ["refused"]
    sheet = mended(page).active
    assert "三" in sheet["A2"].value and "两" in sheet["A3"].value
    assert sheet["E2"].fill.fgColor.rgb == sheet["E3"].fill.fgColor.rgb == "FFFFC7CE"
    assert [sheet["D2"].value, sheet["D3"].value] == ["大米", "油"]


def test_sheets_of_names_alike_leave_in_one_workbook():
    taken = set()
    for name in ("'甲'", "甲", "'", "名" * 40, "名" * 41):
        taken.add(_page_name(name, taken).lower())
    assert taken == {"甲", "甲 2", "2", "名" * 31, "名" * 29 + " 2"}


def test_too_many_lines_on_their_own_sheet_are_refused(administrator):
    gift = make_goods_gift(administrator, lots=[{"item": "大米", "quantity": 3}])
    lines = [[gift.pk, f"物资{n}", 1] for n in range(MAX_LINES + 1)]
    content = ledgers(
        {
            "接收物资": [["记录编号", "版本", "日期"], [gift.pk, gift.version, "2021-5-1"]],
            "物资明细": [["所属记录编号", "品名", "数量"], *lines],
        }
    )
    outcome = import_rows(GoodsGiftForm, content, "a.xlsx", by=administrator, add_unknown=False)
    assert any(str(MAX_LINES) in message for _place, _column, message in outcome.faults)
    assert GoodsGift.objects.get().lots.count() == 1


def test_what_was_confirmed_holds_for_what_was_read(administrator, client):
    read = ImportRead(
        *(AidForm, aids(["王芳", "", ""]), "a.xlsx"), by=administrator, add_unknown=True
    )
    read.decisions.confirmed = ["a question"]
    assert read.confirmed == {"a question"}


def test_rows_below_what_is_asked_about_are_taken_in_by_the_command(
    administrator, client, tmp_path
):
    make_place(administrator, name="甲镇")
    file = tmp_path / "a.xlsx"
    file.write_bytes(ledger(["名称", "上级地点"], ["乙镇", "甲镇"], ["一组", "乙镇"]))
    out = StringIO()
    call_command(
        *("import_records", "地点", str(file), "--commit", "--confirm-all"),
        user=administrator.username,
        stdout=out,
    )
    assert Place.objects.get(name="一组").parent.name == "乙镇"
