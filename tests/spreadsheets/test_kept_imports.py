"""An import from the upload to its result, and back: what is shown, taken in and kept."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import lxml.html
import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from donations.models import CashGift, Donor, Fund
from redcross.merging import merge, undo_merge
from redcross.models import HeadingChoice, LogEntry, Partner, Place, SpreadsheetImport
from redcross.spreadsheets import import_steps
from tests.factories import (
    VALID_ID,
    make_aid,
    make_cash_gift,
    make_course,
    make_donor,
    make_fund,
    make_goods_gift,
    make_partner,
    make_place,
    make_session,
    make_user,
)
from training.models import Session

from .corpus import ledger
from .sending import Sent, upload

GIFTS = reverse("donations:cash_gift_import")
DONORS = reverse("donations:donor_import")
HEADER = ["日期", "捐赠人", "金额（元）", "捐赠项目（资金）"]


@pytest.fixture
def client(administrator, signed_in):
    make_donor(administrator, name="甲公司")
    make_fund(administrator, name="人道救助")
    return signed_in(administrator)


def gifts(*amounts, donor="甲公司"):
    return ledger(HEADER, *[[date(2021, 8, 4), donor, amount, "人道救助"] for amount in amounts])


def exported(client, listed="donations:cash_gift_list", **query):
    answer = client.get(reverse(listed), {"format": "xlsx", "columns": "all", **query})
    return openpyxl.load_workbook(BytesIO(answer.getvalue()))


def cell_of(sheet, row, heading):
    """The cell below a heading, of a row that counts from 1 below the headings."""
    for head in sheet.iter_rows():
        for cell in head:
            if cell.value == heading:
                return sheet.cell(cell.row + row, cell.column)
    raise AssertionError(heading)


def saved(written):
    stream = BytesIO()
    written.save(stream)
    return stream.getvalue()


def added_and_changed():
    return LogEntry.objects.filter(action__in=("add", "change"), model="donations.cashgift")


def test_nothing_is_saved_before_it_was_looked_at(client):
    page = upload(client, gifts(5, 6), GIFTS)
    assert page.statuses == ["new", "new"] and not CashGift.objects.exists()
    assert not LogEntry.objects.filter(action="import").exists()
    assert page.commit().is_done
    assert sorted(g.amount for g in CashGift.objects.all()) == [5, 6]
    [entry] = LogEntry.objects.filter(action="import")
    assert entry.changes["rows"] == [None, 2] and entry.changes["sha256"][1] == page.file.sha256


def test_the_preview_tells_what_becomes_of_the_year_and_of_the_fund(client, administrator):
    make_cash_gift(administrator, "100", fund=Fund.objects.get(), date="2021-01-05")
    page = upload(client, gifts("1234.50", 6), GIFTS)
    told = {
        e["what"]: (e["before"], e["change"], e["after"]) for e in page.file.findings["effects"]
    }
    assert told == {
        "2021年记录数": ("1", "+2", "3"),
        "2021年金额（元）": ("100.00", "+1,240.50", "1,340.50"),
        "“人道救助”结余（元）": ("100.00", "+1,240.50", "1,340.50"),
    }
    shown = page.answer.content.decode()
    assert "1,340.50" in shown


def test_the_preview_tells_what_goods_are_worth(client, administrator):
    lot = {"item": "大米", "quantity": 3, "unit_value": Decimal("33.33")}
    make_goods_gift(administrator, [lot], date="2021-01-05")
    rows = [["日期", "捐赠人", "品名", "数量", "单位", "单价（元）"]]
    rows += [["2021-2-1", "甲公司", "油", 2.5, "桶", 80.33], ["", "", "盐", 4, "袋", ""]]
    page = upload(client, ledger(*rows), "/donations/goods/import/")
    page = page.post("check", confirm_all="asked")
    told = {
        e["what"]: (e["before"], e["change"], e["after"]) for e in page.file.findings["effects"]
    }
    assert told["2021年物资明细折价（元）"] == ("99.99", "+200.83", "300.82")

    kept = exported(client, "donations:goods_gift_list")
    cell_of(kept["物资明细"], 1, "数量").value = 5
    page = upload(client, saved(kept), "/donations/goods/import/")
    told = {e["what"]: e["change"] for e in page.file.findings["effects"]}
    assert told == {"2021年物资明细折价（元）": "+66.66"}


def test_a_wrong_cell_is_corrected_on_the_page(client):
    page = upload(client, gifts(5, "五百"), GIFTS)
    assert page.statuses == ["new", "refused"]
    assert 'name="cell-1-amount" value="五百"' in page.answer.content.decode()
    page = page.post("check", **{"cell-1-amount": "500"})
    assert page.statuses == ["new", "new"]
    assert page.commit().is_done
    assert sorted(g.amount for g in CashGift.objects.all()) == [5, 500]


def test_what_is_corrected_is_looked_at_before_it_is_taken_in(client):
    page = upload(client, gifts(5, "五百"), GIFTS)
    page = page.commit(**{"cell-1-amount": "500"})
    assert not page.is_done and page.statuses == ["new", "new"] and not CashGift.objects.exists()


def test_the_right_rows_are_taken_in_and_the_others_leave_as_a_workbook(client):
    page = upload(client, gifts(5, "五百", 7), GIFTS).commit()
    assert page.is_done and CashGift.objects.count() == 2
    answer = client.get(f"{page.url}faults/")
    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["导入问题", *HEADER]
    assert rows[1][2:] == ["甲公司", "五百", "人道救助"] and "五百" in rows[1][0]
    assert len(rows) == 2 and sheet["D2"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["C2"].fill.fgColor.rgb != "FFFFC7CE"

    sheet["D2"] = 500
    again = upload(client, saved(sheet.parent), GIFTS)
    assert again.statuses == ["new"] and not again.file.findings["questions"]


def test_who_is_newly_named_is_confirmed_with_the_kind(client):
    page = upload(client, gifts(5, donor="天元理发店"), GIFTS)
    [new] = page.file.findings["new"]
    assert new["names"][0][0] == "天元理发店"
    refused = page.post("commit")
    assert refused.answer.status_code == 422 and not Donor.objects.filter(name="天元理发店")
    page = page.post("check", **{"kind-donations.donor-天元理发店": "organisation"})
    assert page.post("commit", new_confirmed="1").is_done
    assert Donor.objects.get(name="天元理发店").kind == "organisation"


def test_what_two_columns_name_newly_is_added_once(client, administrator):
    make_course(administrator, name="救护员")
    header = ["日期", "课程", "主办单位", "合作单位"]
    content = ledger(header, [date(2021, 8, 4), "救护员", "某街道", "某街道"])
    page = upload(client, content, reverse("training:session_import"))
    names = [name for new in page.file.findings["new"] for name, _kind in new["names"]]
    assert page.statuses == ["new"] and names == ["某街道"]
    assert page.commit().is_done
    session = Session.objects.get()
    assert [*session.hosts.all()] == [*session.partners.all()] == [Partner.objects.get()]


def test_the_same_records_of_another_file_are_likely_there_already(client):
    assert upload(client, gifts(5, 6), GIFTS).commit().is_done
    page = upload(client, gifts(5, 6, 7), GIFTS, "另一个.xlsx")
    assert page.statuses == ["double", "double", "new"]
    assert page.commit().is_done
    assert sorted(g.amount for g in CashGift.objects.all()) == [5, 6, 7]

    page = upload(client, gifts(5), GIFTS, "第三个.xlsx").post("check", confirm_all="double")
    assert page.statuses == ["new"] and page.commit().is_done
    assert CashGift.objects.filter(amount=5).count() == 2


def test_the_same_file_is_taken_in_once_and_again_after_it_was_taken_back(client):
    content = gifts(5, 6)
    first = upload(client, content, GIFTS).commit()
    assert upload(client, content, GIFTS).statuses == ["repeated", "repeated"]
    assert first.post("undo", reason="").answer.status_code == 422
    first = first.post("undo", reason="传错了文件")
    assert first.file.stage == SpreadsheetImport.Stage.UNDONE
    assert not CashGift.objects.countable().exists()
    assert {g.void_reason for g in CashGift.objects.all()} == {"传错了文件"}

    assert upload(client, content, GIFTS).commit().is_done
    assert CashGift.objects.countable().count() == 2


def test_what_was_touched_is_not_taken_back(client, administrator):
    page = upload(client, gifts(5, 6), GIFTS).commit()
    gift = CashGift.objects.get(amount=6)
    gift.note = "已电话核对"
    gift.save_entry(by=administrator)
    refused = page.post("undo", reason="传错了")
    assert refused.answer.status_code == 422 and refused.is_done
    assert CashGift.objects.countable().count() == 2


def test_money_that_is_spent_is_not_taken_back(client, administrator):
    page = upload(client, gifts(500), GIFTS).commit()
    make_aid(administrator, amount="400", fund=Fund.objects.get(), date="2021-09-01")
    refused = page.post("undo", reason="传错了")
    assert "透支" in " ".join(refused.answer.context["errors"])
    assert CashGift.objects.countable().count() == 1


def test_who_was_added_beside_goes_with_the_import_unless_used_by_now(client, administrator):
    page = upload(client, gifts(5, donor="乙公司"), GIFTS).commit()
    other = upload(client, gifts(6, donor="丙公司"), GIFTS).commit()
    make_cash_gift(administrator, "9", donor=Donor.objects.get(name="丙公司"))
    page.post("undo", reason="传错了")
    other.post("undo", reason="传错了")
    assert Donor.objects.get(name="乙公司").voided_at
    assert not Donor.objects.get(name="丙公司").voided_at


def test_two_cells_edited_in_an_export_are_two_changes_in_the_log(client, administrator):
    for amount in ("5", "6", "7"):
        make_cash_gift(administrator, amount, fund=Fund.objects.get(), date="2021-08-04")
    before = added_and_changed().count()
    written = exported(client)
    cell_of(written.active, 1, "金额（元）").value = 70
    cell_of(written.active, 3, "备注").value = "凭证已补"
    page = upload(client, saved(written), GIFTS)
    assert sorted(page.statuses) == ["changed", "changed", "unchanged"]
    assert page.commit().is_done

    changes = [entry.changes for entry in added_and_changed().order_by("pk")[before:]]
    assert sorted(map(list, changes)) == [["amount"], ["note"]]
    assert sorted(g.amount for g in CashGift.objects.all()) == [5, 6, 70]


def test_a_change_is_taken_back_to_what_was_before(client, administrator):
    donor = make_donor(administrator, name="李四", id_number=VALID_ID, phone="13812345678")
    written = exported(client, "donations:donor_list", q="李四")
    cell_of(written.active, 1, "电话").value = "13900000000"
    cell_of(written.active, 1, "备注").value = "换了号码"
    page = upload(client, saved(written), DONORS).commit()
    donor.refresh_from_db()
    assert (donor.phone.reveal(), donor.note) == ("13900000000", "换了号码")
    assert donor.id_number.reveal() == VALID_ID
    assert page.post("undo", reason="号码抄错").file.stage == "undone"
    donor.refresh_from_db()
    assert (donor.phone.reveal(), donor.note) == ("13812345678", "")
    assert donor.voided_at is None


def test_what_somebody_else_changed_meanwhile_is_refused_with_both_values(client, administrator):
    gift = make_cash_gift(administrator, "5", fund=Fund.objects.get(), date="2021-08-04")
    written = exported(client)
    gift.amount = 8
    gift.save_entry(by=administrator)
    cell_of(written.active, 1, "金额（元）").value = 70
    page = upload(client, saved(written), GIFTS)
    [(_place, column, message)] = page.faults
    assert column == "金额（元）" and "8" in message and "70" in message
    gift.refresh_from_db()
    assert gift.amount == 8


def test_what_changes_between_preview_and_commit_is_looked_at_again(client, administrator):
    gift = make_cash_gift(administrator, "5", fund=Fund.objects.get(), date="2021-08-04")
    written = exported(client)
    cell_of(written.active, 1, "金额（元）").value = 70
    page = upload(client, saved(written), GIFTS)
    gift.amount = 8
    gift.save_entry(by=administrator)
    page = page.commit()
    assert not page.is_done and page.statuses == ["refused"]
    gift.refresh_from_db()
    assert gift.amount == 8


def test_an_emptied_cell_empties_only_where_that_is_said(client, administrator):
    gift = make_cash_gift(
        administrator, "5", fund=Fund.objects.get(), date="2021-08-04", note="旧备注"
    )
    written = exported(client)
    cell_of(written.active, 1, "备注").value = None
    content = saved(written)
    page = upload(client, content, GIFTS)
    assert page.statuses == ["unchanged"]
    assert [(name, number) for name, _label, number in page.file.findings["emptied"]] == [
        ("note", 1)
    ]
    page = page.post("check", emptied_asked="1", emptied="note")
    assert page.statuses == ["changed"] and page.commit().is_done
    gift.refresh_from_db()
    assert gift.note == ""


def test_consent_comes_back_as_it_left(client, administrator):
    answers = ("yes", "no", "not_asked")
    for answer in answers:
        make_donor(administrator, name=answer, name_public=answer)
    written = exported(client, "donations:donor_list")
    assert set(upload(client, saved(written), DONORS).statuses) == {"unchanged"}
    assert {d.name: d.name_public for d in Donor.objects.filter(name__in=answers)} == dict(
        zip(answers, answers, strict=True)
    )


def test_a_number_of_another_society_is_unknown(client, outsider):
    gift = make_cash_gift(outsider, "5", date="2021-08-04")
    rows = [["记录编号", "版本", *HEADER], [gift.pk, 1, date(2021, 8, 4), "甲公司", 9, "人道救助"]]
    page = upload(client, ledger(*rows), GIFTS)
    assert page.statuses == ["refused"]
    page = page.post("check", as_new_asked="1", as_new="on")
    assert page.statuses == ["new"] and page.commit().is_done
    gift.refresh_from_db()
    assert gift.amount == 5 and CashGift.objects.filter(amount=9).count() == 1


def test_a_column_mapped_by_hand_is_remembered_for_the_society(client, outsider, signed_in):
    content = ledger(
        ["日子", "捐赠人", "金额", "捐赠项目（资金）"], ["2021-8-4", "甲公司", 5, "人道救助"]
    )
    page = upload(client, content, GIFTS)
    assert page.file.findings["problems"]
    page = page.post("check", **{"column-日子": "date"})
    assert page.statuses == ["new"] and not page.file.findings["problems"]
    assert page.commit().is_done
    assert HeadingChoice.objects.get().field == "date"
    again = upload(client, ledger(["日子", "捐赠人", "金额"], ["2021-8-5", "甲公司", 6]), GIFTS)
    assert "日期" not in str(again.file.findings["problems"])


def test_a_column_can_be_left_out(client):
    header = [*HEADER, "捐款金额"]
    page = upload(client, ledger(header, ["2021-8-4", "甲公司", 5, "人道救助", 9]), GIFTS)
    assert page.file.findings["problems"]
    page = page.post("check", **{"column-捐款金额": "-", "column-金额元": "amount"})
    assert page.statuses == ["new"] and page.commit().is_done
    assert CashGift.objects.get().amount == 5


def test_another_administrator_goes_on_and_nobody_else(
    client, administrator, signed_in, outsider, staff, roles
):
    page = upload(client, gifts(5), GIFTS)
    assert signed_in(staff).get(page.url).status_code == 403
    theirs = make_user("others", outsider.society, roles["administrator"])
    assert signed_in(theirs).get(page.url).status_code == 404
    assert signed_in(theirs).post(page.url, {"step": "commit"}).status_code == 404
    assert signed_in(theirs).get(f"{page.url}faults/").status_code == 404
    second = make_user("second", administrator.society, roles["administrator"])
    assert Sent(signed_in(second), page.url).commit().is_done
    assert CashGift.objects.get().entered_by == second
    elsewhere = page.url.replace("cash-gifts", "goods-gifts")
    assert signed_in(second).get(elsewhere).status_code == 404


def test_nothing_of_the_file_is_kept_in_clear(client):
    content = ledger(["名称", "类别", "身份证号"], ["李四", "个人", VALID_ID])
    page = upload(client, content, DONORS)
    assert VALID_ID not in page.answer.content.decode()
    with connection.cursor() as cursor:
        for table in ("redcross_spreadsheetimport", "redcross_importedrow"):
            cursor.execute(f"SELECT string_agg(t::text, '') FROM {table} t")  # noqa: S608
            [text] = cursor.fetchone()
            assert VALID_ID not in text and "李四" not in text and content[:20].hex() not in text
    assert page.commit().is_done
    assert Donor.objects.get(name="李四").id_number.reveal() == VALID_ID


def test_an_import_put_aside_is_gone(client):
    page = upload(client, gifts(5), GIFTS).post("discard")
    assert page.file.stage == "discarded" and page.file.content is None
    assert page.post("commit").answer.status_code == 422 and not CashGift.objects.exists()


def test_a_commit_sent_twice_takes_in_once(client):
    page = upload(client, gifts(5), GIFTS)
    assert page.commit().is_done
    assert client.post(page.url, {"step": "commit"}).status_code == 422
    assert CashGift.objects.count() == 1


def test_voided_rows_of_an_export_are_no_new_records(client, administrator):
    gift = make_cash_gift(administrator, "5", fund=Fund.objects.get(), date="2021-08-04")
    gift.void(by=administrator, reason="登记错误")
    written = exported(client, voided="only")
    page = upload(client, saved(written), GIFTS)
    assert page.statuses in (["unchanged"], [])
    cell_of(written.active, 1, "记录编号").value = None
    assert upload(client, saved(written), GIFTS).statuses == ["voided"]


@pytest.fixture
def few_at_once(settings):
    settings.IMPORT_ROWS_AT_ONCE = 2


def test_many_rows_are_read_and_taken_in_by_the_worker(client, few_at_once, run_background):
    page = upload(client, gifts(*range(1, 8)), GIFTS)
    assert page.file.stage == "uploaded" and not page.rows
    assert "data-work-url" in page.answer.content.decode()
    told = client.get(page.url, headers={"Accept": "application/json"}).json()
    assert told["is_in_progress"]
    run_background()
    told = client.get(page.url, headers={"Accept": "application/json"}).json()
    assert (told["state"], told["is_in_progress"]) == ("done", False)
    page = Sent(client, page.url)
    assert set(page.statuses) == {"new"} and len(page.rows) == 7

    page = page.commit()
    assert not page.is_done and not CashGift.objects.exists()
    run_background()
    page = Sent(client, page.url)
    assert page.is_done and CashGift.objects.count() == 7
    page = page.post("undo", reason="传错了")
    run_background()
    assert Sent(client, page.url).file.stage == "undone"
    assert not CashGift.objects.countable().exists()


def test_what_waits_can_be_cancelled_and_asked_for_again(client, few_at_once, run_background):
    page = upload(client, gifts(*range(1, 8)), GIFTS).post("cancel")
    run_background()
    page = Sent(client, page.url)
    assert page.file.stage == "uploaded" and not page.rows
    page = page.post("check")
    run_background()
    assert len(Sent(client, page.url).rows) == 7


def test_a_right_that_is_lost_meanwhile_takes_nothing_in(
    client, administrator, few_at_once, run_background
):
    page = upload(client, gifts(*range(1, 8)), GIFTS)
    administrator.groups.clear()
    run_background()
    page.file.refresh_from_db()
    assert page.file.stage == "uploaded" and page.file.works.get().state == "failed"


def test_a_file_that_is_none_is_told_after_the_worker_has_looked(client, settings, run_background):
    settings.IMPORT_BYTES_AT_ONCE = 5
    page = upload(client, b"PK\x03\x04 no spreadsheet", GIFTS)
    run_background()
    page = client.get(page.url)
    assert any("损坏" in error for error in page.context["errors"])


def test_what_a_file_said_is_forgotten_after_its_time(client, settings):
    page = upload(client, gifts(5), GIFTS).commit()
    settings.IMPORT_RETENTION_DAYS = 0
    for file in SpreadsheetImport.objects.past_retention():
        file.expire()
    page = Sent(client, page.url)
    assert page.is_done and page.file.content is None and not page.rows
    assert page.post("undo", reason="传错了").file.stage == "undone"
    assert not CashGift.objects.countable().exists()


def sent_by_a_browser(page):
    """What the page's form sends untouched: of each choice the one that is shown."""
    form = lxml.html.fromstring(page.answer.content).get_element_by_id("review")
    values = {}
    for name, value in form.form_values():
        if name != "csrfmiddlewaretoken":
            values.setdefault(name, []).append(value)
    return values


def test_the_page_sent_back_untouched_decides_nothing(client, administrator):
    make_cash_gift(administrator, "5", fund=Fund.objects.get(), date="2021-08-04")
    written = exported(client)
    cell_of(written.active, 1, "金额（元）").value = 70
    page = upload(client, saved(written), GIFTS)
    before = page.file.decisions
    page = page.post("check", **sent_by_a_browser(page))
    assert page.statuses == ["changed"]
    assert page.file.decisions["columns"] == {} and page.file.decisions["cells"] == {}
    assert before is None or before["columns"] == {}
    assert page.commit(**sent_by_a_browser(page)).is_done
    assert CashGift.objects.get().amount == 70 and not HeadingChoice.objects.exists()


def test_what_cannot_be_read_of_a_stored_record_is_told(client, administrator):
    make_cash_gift(administrator, "5", fund=Fund.objects.get(), date="2021-08-04")
    written = exported(client)
    cell_of(written.active, 1, "金额（元）").value = "五百多吧"
    page = upload(client, saved(written), GIFTS)
    assert page.statuses == ["refused"] and "五百多吧" in str(page.faults)


def test_a_new_name_in_a_stored_record_is_a_change(client, administrator):
    make_place(administrator, name="和平村")
    written = exported(client, "redcross:place_list")
    cell_of(written.active, 1, "上级地点").value = "全新镇"
    page = upload(client, saved(written), reverse("redcross:place_import"))
    assert page.statuses == ["changed"]
    assert [name for name, _kind in page.file.findings["new"][0]["names"]] == ["全新镇"]
    assert page.commit().is_done
    assert Place.objects.get(name="和平村").parent.name == "全新镇"
    assert page.post("undo", reason="写错了").file.stage == "undone"
    assert Place.objects.get(name="和平村").parent is None


def test_a_record_that_stands_in_two_rows_is_changed_by_neither_of_them_twice(
    client, administrator
):
    make_cash_gift(administrator, "5", fund=Fund.objects.get(), date="2021-08-04")
    written = exported(client)
    sheet = written.active
    first = cell_of(sheet, 1, "金额（元）")
    first.value = 777
    again = [cell.value for cell in sheet[first.row]]
    again[first.column - 1] = 888
    sheet.insert_rows(first.row + 1)
    for column, value in enumerate(again, start=1):
        sheet.cell(first.row + 1, column, value)
    page = upload(client, saved(written), GIFTS)
    assert page.statuses == ["changed", "refused"]


def test_a_mapping_that_somebody_else_made_meanwhile_is_looked_at_first(client, administrator):
    header = ["日期", "捐赠人", "金额（元）", "捐赠项目（资金）", "备用"]
    page = upload(client, ledger(header, ["2021-8-4", "甲公司", 5, "人道救助", "其他"]), GIFTS)
    HeadingChoice.remember(administrator.society, CashGift, {"备用": "note"})
    page = page.commit()
    assert not page.is_done and not CashGift.objects.exists()
    assert page.commit().is_done and CashGift.objects.get().note == "其他"


def test_a_donor_that_somebody_added_meanwhile_is_not_added_again(
    client, administrator, monkeypatch
):
    page = upload(client, gifts(5, donor="丁公司"), GIFTS)
    digest = import_steps.preview_digest

    def somebody_is_quicker(read):
        found = digest(read)
        monkeypatch.setattr(import_steps, "preview_digest", digest)
        make_donor(administrator, name="丁公司")
        return found

    monkeypatch.setattr(import_steps, "preview_digest", somebody_is_quicker)
    page = page.commit()
    assert not page.is_done and not page.file.findings["new"]
    assert page.commit().is_done
    assert Donor.objects.filter(name="丁公司").count() == 1


def test_nothing_is_given_back_to_what_is_voided(client, administrator):
    other = make_donor(administrator, name="戊公司")
    make_cash_gift(administrator, "5", donor=other, fund=Fund.objects.get(), date="2021-08-04")
    written = exported(client)
    cell_of(written.active, 1, "捐赠人").value = "甲公司"
    page = upload(client, saved(written), GIFTS).commit()
    assert page.is_done
    other.void(by=administrator, reason="重复登记")
    refused = page.post("undo", reason="传错了")
    assert "戊公司" in " ".join(refused.answer.context["errors"])
    assert str(CashGift.objects.get().donor) == "甲公司"


def test_what_is_said_to_be_as_above_is_so_once_that_is_confirmed(client):
    rows = [HEADER, ["2021-8-4", "甲公司", 5, "人道救助"], ["同上", "〃", 6, "同上"]]
    page = upload(client, ledger(*rows), GIFTS)
    assert page.statuses == ["new", "new"] and len(page.file.findings["questions"]) == 3
    assert page.commit().is_done
    assert {(str(g.date), str(g.donor)) for g in CashGift.objects.all()} == {
        ("2021-08-04", "甲公司")
    }
    assert not Donor.objects.filter(name__in=("〃", "同上")).exists()


def test_the_tabs_and_pages_lead_where_they_say(client):
    page = upload(client, gifts(5, *["x"] * 60), GIFTS)
    html = lxml.html.fromstring(client.get(page.url).content)
    links = [
        a.get("href")
        for a in html.xpath("//ul[contains(@class, 'nav-pills')]//a | //nav[@aria-label='分页']//a")
    ]
    assert links == ["?status=refused", "?status=new", "?status=all", "?page=2"]
    shown = client.get(f"{page.url}?status=new")
    assert [row.position for row in shown.context["rows"]] == [0]
    assert "?status=new" in shown.content.decode()


def test_two_who_correct_at_once_do_not_undo_each_other(client):
    page = upload(client, gifts("五", "六"), GIFTS)
    first, second = sent_by_a_browser(page), sent_by_a_browser(page)
    first["cell-0-amount"], second["cell-1-amount"] = ["5"], ["6"]
    assert page.post("check", **first).statuses == ["new", "refused"]
    refused = page.post("check", **second)
    assert refused.answer.status_code == 422 and "又被改动" in refused.answer.content.decode()
    assert Sent(client, page.url).statuses == ["new", "refused"]


def test_enter_in_a_box_checks_and_takes_nothing_in(client):
    page = upload(client, gifts(5, "六"), GIFTS)
    form = lxml.html.fromstring(page.answer.content).get_element_by_id("review")
    assert form.xpath(".//button")[0].get("value") == "check"


def test_an_export_sent_back_is_unchanged_in_whatever_order_names_stand(client, administrator):
    hosts = [make_partner(administrator, name=name) for name in ("甲局", "乙局")]
    make_session(administrator, several={"hosts": hosts})
    written = exported(client, "training:session_list")
    cell = cell_of(written.active, 1, "主办单位")
    cell.value = "、".join(reversed(cell.value.split("、")))
    page = upload(client, saved(written), reverse("training:session_import"))
    assert page.statuses == ["unchanged"]


def test_numbers_of_people_are_masked_wherever_they_stand(client):
    rows = [[*HEADER, "备注"], ["2021-8-4", f"李四{VALID_ID}", 5, "人道救助", f"证件{VALID_ID}"]]
    page = upload(client, ledger(*rows), GIFTS)
    assert VALID_ID not in str(page.rows)


def test_a_corrected_day_without_its_year_is_no_day_of_this_year(client):
    rows = [HEADER, ["11.3", "甲公司", 5, "人道救助"]]
    page = upload(client, ledger(*rows), GIFTS)
    assert page.statuses == ["refused"] and 'value="11.3"' in page.answer.content.decode()
    assert page.post("check", **{"cell-0-date": "11.4"}).statuses == ["refused"]
    page = page.post("check", **{"cell-0-date": "2021-11-3"})
    assert page.statuses == ["new"]


def test_rows_that_say_the_same_in_one_file_are_asked_about(client):
    page = upload(client, gifts(5, 6, 5), GIFTS)
    [(_key, text)] = page.file.findings["questions"]
    assert "4" in text and page.statuses == ["new"] * 3
    assert page.post("commit").answer.status_code == 422
    assert page.commit().is_done and CashGift.objects.count() == 3


def test_the_name_of_what_was_merged_leads_to_what_it_went_into(client, administrator):
    [company] = Donor.objects.all()
    old, older = (make_donor(administrator, name=name) for name in ("甲商行", "甲铺子"))
    merge(older, old, by=administrator, reason="同一家")
    into_company = merge(old, company, by=administrator, reason="同一家")
    page = upload(client, gifts(5, donor="甲铺子"), GIFTS)
    assert page.statuses == ["new"] and page.commit().is_done
    assert CashGift.objects.get().donor == company
    assert Donor.objects.countable().count() == 1

    undo_merge(into_company, by=administrator)
    page = upload(client, gifts(6, donor="甲铺子"), GIFTS)
    assert page.commit().is_done
    assert CashGift.objects.get(amount=6).donor.name == "甲商行"
