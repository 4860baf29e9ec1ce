"""What the page of an import shows of a file, and what is decided there before it is taken in."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import lxml.html
import openpyxl
from django.urls import reverse

from donations.models import CashGift, Donor, Fund
from redcross.merging import merge, undo_merge
from redcross.models import HeadingChoice, LogEntry, Partner
from redcross.spreadsheets import import_steps
from tests.factories import VALID_ID, make_cash_gift, make_course, make_donor, make_goods_gift
from tests.spreadsheets.corpus import ledger
from tests.spreadsheets.sending import GIFTS, Sent, upload
from training.models import Session

from .gift_files import HEADER, cell_of, exported, gifts, saved, sent_by_a_browser


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
