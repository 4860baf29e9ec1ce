"""What is kept of an import: who goes on with it, how it is taken back, when it is forgotten."""

from django.db import connection

from donations.models import CashGift, Donor, Fund
from redcross.models import SpreadsheetImport
from tests.factories import VALID_ID, make_aid, make_cash_gift, make_user
from tests.spreadsheets.corpus import ledger
from tests.spreadsheets.sending import GIFTS, Sent, upload

from .gift_files import DONORS, gifts


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


def test_what_a_file_said_is_forgotten_after_its_time(client, settings):
    page = upload(client, gifts(5), GIFTS).commit()
    settings.IMPORT_RETENTION_DAYS = 0
    for file in SpreadsheetImport.objects.past_retention():
        file.expire()
    page = Sent(client, page.url)
    assert page.is_done and page.file.content is None and not page.rows
    assert page.post("undo", reason="传错了").file.stage == "undone"
    assert not CashGift.objects.countable().exists()
