"""Who packs a year, and what of it they see."""

import hashlib
from datetime import date

import pytest
from django.core.files.base import ContentFile

from redcross.models import Attachment, LogEntry, Printout
from reports import workflow
from tests.factories import make_application, make_cash_gift, make_disposal_list
from tests.reports.archive.packages import (
    PNG,
    attach,
    attach_sensitive,
    evidence,
    files_of,
    missing,
    packed,
)
from tests.signed import make_draft, make_signed

RULES = "/archive/rules/"


@pytest.mark.parametrize(("who", "answer"), [("administrator", 200), ("leader", 200)])
def test_administrators_and_leaders_pack_and_it_is_logged(who, answer, request, signed_in):
    user = request.getfixturevalue(who)
    client = signed_in(user)
    assert client.get("/archive/").status_code == answer
    assert client.get("/archive/2021/").status_code == answer
    packed(client)
    logged = LogEntry.objects.get(action="export")
    assert (logged.user, logged.society, logged.object_id) == (user, user.society, 2021)
    assert logged.model == "reports.archivepackage" and "2021" in logged.reason


@pytest.mark.parametrize("who", ["staff", "outsider", "above"])
def test_others_do_not_and_nothing_is_logged(who, request, signed_in):
    client = signed_in(request.getfixturevalue(who))
    assert client.get("/archive/2021/").status_code == 403
    assert client.post("/archive/2021/pack/").status_code == 403
    assert client.get(RULES).status_code == 403
    assert "/archive/" not in client.get("/").content.decode()
    assert not LogEntry.objects.filter(action="export").exists()


def test_who_is_not_signed_in_is_led_to_the_sign_in(client, db):
    for answer in (client.get("/archive/2021/"), client.post("/archive/2021/pack/")):
        assert answer.status_code == 302 and "/login/" in answer.url


def test_a_look_packs_nothing(administrator_client):
    assert administrator_client.get("/archive/2021/pack/").status_code == 405
    assert administrator_client.get("/archive/1800/").status_code == 404


def test_sensitive_scans_are_packed_by_who_may_reveal_and_that_is_logged(
    staff, administrator, leader, signed_in
):
    application = make_application(staff)
    attach(application, staff)
    hidden = attach_sensitive(application, staff)
    content = hidden.file.read()

    client = signed_in(administrator)
    assert "There are sensitive scans" in client.get("/archive/2021/", **EN).content.decode()
    assert content in evidence(files_of(packed(client))).values()
    assert "敏感" in LogEntry.objects.get(action="export").reason

    client = signed_in(leader)
    page = client.get("/archive/2021/", **EN).content.decode()
    assert "1 sensitive file is left out" in page and "There are sensitive scans" not in page
    found = files_of(packed(client))
    assert list(evidence(found).values()) == [PNG]
    [row] = [row for row in missing(found) if row[0] == "敏感材料"]
    assert (
        f"#{hidden.pk}" in row[1] and "身份证" not in row[1] and row[2] == "装包人无权查看，未装入"
    )
    assert "敏感" not in LogEntry.objects.filter(action="export").first().reason


def test_sensitive_scans_of_an_evaluation_are_left_out_as_those_of_records_are(
    staff, administrator, leader, signed_in
):
    evaluation = make_draft(staff)
    attach(evaluation, staff)
    hidden = attach_sensitive(evaluation, staff)
    content = hidden.file.read()
    hidden.refresh_from_db()
    workflow.submit(evaluation, by=staff)
    workflow.approve(evaluation, by=leader)
    for user in (administrator, leader):
        found = files_of(packed(signed_in(user)))
        left_out = not hidden.may_be_opened_by(user)
        assert (content in evidence(found).values()) != left_out
        assert ("敏感材料" in {row[0] for row in missing(found)}) == left_out


def test_an_auditor_reads_what_is_filed_and_what_is_destroyed_and_does_neither(
    auditor, administrator, signed_in
):
    listed = make_disposal_list(administrator).get_absolute_url()
    client = signed_in(auditor)
    page = client.get("/archive/2021/").content.decode()
    assert 'href="/archive/disposals/"' in page and '<form method="post"' not in main_of(page)
    for address in ("/archive/disposals/", listed):
        answer = client.get(address)
        assert answer.status_code == 200
        assert '<form method="post"' not in main_of(answer.content.decode())
    for suffix in ("pdf", "xlsx"):
        assert client.get(f"{listed}list.{suffix}").status_code == 200
    assert LogEntry.objects.filter(action="export", user=auditor).count() == 2


def main_of(page):
    return page[page.index("<main") : page.index("</main>")]


EN = {"headers": {"accept-language": "en"}}


def test_a_voucher_whose_scan_may_not_be_seen_is_not_said_to_have_none(staff, leader, signed_in):
    attach_sensitive(make_cash_gift(staff, voucher_number="记-1"), staff)
    sorts = {row[0] for row in missing(files_of(packed(signed_in(leader))))}
    assert sorts == {"敏感材料", "绩效评价"}


def test_what_came_back_of_a_paper_of_the_society_itself_is_packed_too(
    staff, administrator, leader, signed_in
):
    """Its year is that in which it came back; a sensitive one is for who sets the society up."""
    printout = Printout.record(
        [], society=staff.society, paper="x", title="T", by=staff, returns=True, sensitive=True
    )
    Attachment.objects.create(
        model="redcross.printout",
        object_id=printout.pk,
        society=staff.society,
        file=ContentFile(PNG, name="a.png"),
        name="收支表.png",
        content_type="image/png",
        sha256=hashlib.sha256(PNG).hexdigest(),
        sensitive=True,
        added_by=staff,
    )
    this_year = date.today().year
    assert not evidence(files_of(packed(signed_in(administrator))))
    [path] = evidence(files_of(packed(signed_in(administrator), this_year)))
    assert path.startswith("单据/0001 ") and path.endswith("/01 收支表.png")
    assert not evidence(files_of(packed(signed_in(leader), this_year)))


def test_a_signed_evaluation_leads_to_its_year(staff, leader, signed_in, above, roles):
    address = make_signed(staff, leader).evaluation.get_absolute_url()
    assert 'href="/archive/2021/"' in signed_in(leader).get(address).content.decode()
    assert "/archive/2021/" not in signed_in(staff).get(address).content.decode()
    above.groups.set([roles["leader"]])
    assert "/archive/2021/" not in signed_in(above).get(address).content.decode()
