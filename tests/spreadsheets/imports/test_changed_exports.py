"""A list that was exported, changed in a spreadsheet and sent back."""

from datetime import date

from django.urls import reverse

from donations.models import CashGift, Donor, Fund
from redcross.models import LogEntry, Place
from tests.factories import (
    VALID_ID,
    make_cash_gift,
    make_donor,
    make_partner,
    make_place,
    make_session,
)
from tests.spreadsheets.corpus import ledger
from tests.spreadsheets.sending import GIFTS, upload

from .gift_files import DONORS, HEADER, cell_of, exported, saved


def added_and_changed():
    return LogEntry.objects.filter(action__in=("add", "change"), model="donations.cashgift")


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


def test_voided_rows_of_an_export_are_no_new_records(client, administrator):
    gift = make_cash_gift(administrator, "5", fund=Fund.objects.get(), date="2021-08-04")
    gift.void(by=administrator, reason="登记错误")
    written = exported(client, voided="only")
    page = upload(client, saved(written), GIFTS)
    assert page.statuses in (["unchanged"], [])
    cell_of(written.active, 1, "记录编号").value = None
    assert upload(client, saved(written), GIFTS).statuses == ["voided"]


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


def test_an_export_sent_back_is_unchanged_in_whatever_order_names_stand(client, administrator):
    hosts = [make_partner(administrator, name=name) for name in ("甲局", "乙局")]
    make_session(administrator, several={"hosts": hosts})
    written = exported(client, "training:session_list")
    cell = cell_of(written.active, 1, "主办单位")
    cell.value = "、".join(reversed(cell.value.split("、")))
    page = upload(client, saved(written), reverse("training:session_import"))
    assert page.statuses == ["unchanged"]
