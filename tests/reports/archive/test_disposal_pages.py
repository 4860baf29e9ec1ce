"""The pages of a list of disposals: who does what there, the worker, its files, what is shown."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pdfplumber
import pytest
from django.urls import reverse

from redcross.models import LogEntry, Person
from relief.models import Aid
from reports.archive.disposal import make_list
from reports.models import DisposalList
from tests.factories import make_aid
from tests.photos import upload
from tests.reports.archive.disposals import APPROVAL, OLD, carried_out, old_aid

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_the_worker_carries_it_out_and_the_page_tells_each_what_they_may_do(
    staff, administrator, leader, person, client, run_background
):
    old_aid(staff, person)
    client.force_login(administrator)
    lists = reverse("reports:disposals")
    assert "救助慰问" in client.get(lists).content.decode()
    answer = client.post(lists, {"kind": "relief.aid"})
    made = DisposalList.objects.get()
    address = made.get_absolute_url()
    assert answer.url == address
    page = client.get(address).content.decode()
    assert "张三" in page and "approve/" not in page and "carry-out/" not in page
    assert client.post(f"{address}approve/", APPROVAL).status_code == 403

    client.force_login(leader)
    page = client.get(address).content.decode()
    assert "approve/" in page and "discard/" not in page
    assert client.post(lists, {"kind": "relief.aid"}).status_code == 403
    for path in ("carry-out/", "discard/", "cancel/"):
        assert client.post(f"{address}{path}").status_code == 403
    assert client.post(f"{address}approve/", {**APPROVAL, "paper": ""}).status_code == 422
    assert client.post(f"{address}approve/", APPROVAL).status_code == 302

    client.force_login(administrator)
    assert "carry-out/" in client.get(address).content.decode()
    client.post(f"{address}carry-out/")
    run_background()
    assert Person.objects.get().name == "张三"  # not ticked
    client.post(f"{address}carry-out/", {"known": "on"})
    asked = client.get(address, headers={"accept": "application/json"}).json()
    assert asked["state"] in ("waiting", "no_worker") and asked["is_in_progress"]
    run_background()
    assert Person.objects.get().name.startswith("已销毁档案人员")
    made.refresh_from_db()
    assert made.carried_out_at and made.state == "done"
    page = client.get(address).content.decode()
    assert "张三" not in page and "carry-out/" not in page
    assert APPROVAL["paper"] in client.get(lists).content.decode()


@pytest.mark.django_db(transaction=True)
def test_who_asked_and_may_no_longer_destroys_nothing(
    staff, administrator, person, approved, run_background
):
    old_aid(staff, person)
    made = approved(Aid)
    made.ask_to_carry_out(by=administrator)
    administrator.groups.clear()
    run_background()
    made.refresh_from_db()
    assert made.state == "failed" and not made.carried_out_at
    assert Person.objects.get().name == "张三"
    # Somebody who may can have it carried out again.
    administrator.groups.add(*administrator.groups.model.objects.filter(name="administrator"))
    made.ask_to_carry_out(by=type(administrator).objects.get(pk=administrator.pk))
    run_background()
    assert Person.objects.get().name.startswith("已销毁档案人员")


@pytest.mark.parametrize("who", ["staff", "above", "outsider"])
def test_others_see_no_list(staff, administrator, who, request, signed_in):
    make_aid(staff, date=OLD)
    made = make_list(Aid, by=administrator)
    client = signed_in(request.getfixturevalue(who))
    for path in ("", "list.pdf", "list.xlsx"):
        assert client.get(f"{made.get_absolute_url()}{path}").status_code == 403
    assert client.get(reverse("reports:disposals")).status_code == 403


def test_it_leaves_as_pdf_and_excel_before_with_names_and_after_without(
    staff, administrator, leader, person, approved, signed_in
):
    aid = old_aid(staff, person)
    made = approved(Aid)
    client = signed_in(leader)

    def texts():
        pdf = client.get(f"{made.get_absolute_url()}list.pdf").content
        with pdfplumber.open(BytesIO(pdf)) as pages:
            yield "".join(page.extract_text() for page in pages.pages)
        book = openpyxl.load_workbook(
            BytesIO(client.get(f"{made.get_absolute_url()}list.xlsx").content)
        )
        yield "".join(
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
        )

    for text in texts():
        assert "张三" in text and "渌红鉴" in text and "定期30年" in text
    carried_out(made, administrator)
    for text in texts():
        assert "张三" not in text and f"已销毁档案人员 {person.pk}" in text
        assert str(aid.pk) in text and "渌红鉴" in text
    assert LogEntry.objects.filter(action="export", model="reports.disposallist").count() == 4


def test_a_destroyed_file_is_shown_as_such_and_is_in_no_package(
    staff, administrator, person, approved, signed_in, media
):
    aid = old_aid(staff, person)
    photo = aid.attach(upload("现场.jpg"), by=staff)
    carried_out(approved(Aid), administrator)
    client = signed_in(administrator)
    page = client.get(aid.get_absolute_url()).content.decode()
    assert "已销毁" in page and "现场.jpg" in page
    assert reverse("attachment", args=[photo.pk]) not in page
    assert client.get(reverse("attachment", args=[photo.pk])).status_code == 404
    assert client.get(f"/archive/{OLD.year}/").context["files"] == 0


@pytest.mark.parametrize("days", [1, -1])
def test_a_day_that_cannot_be_is_said_beside_it_and_what_was_typed_stays(
    days, staff, administrator, leader, person, signed_in
):
    old_aid(staff, person)
    made = make_list(Aid, by=administrator)
    day = APPROVAL["approved_on"] + timedelta(days=days)
    address = reverse("reports:disposal_approve", args=[made.pk])
    answer = signed_in(leader).post(address, APPROVAL | {"approved_on": day})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["approved_on"]
    assert APPROVAL["opinion"] in answer.content.decode()
    assert DisposalList.objects.get().approved_at is None
