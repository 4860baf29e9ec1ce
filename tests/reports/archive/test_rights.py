"""Who packs a year, what of it they see, how it is set up, and what the worker does."""

import hashlib
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from redcross.models import Attachment, LogEntry, Printout
from reports import workflow
from reports.models import ArchivePackage, ArchiveRules
from reports.tasks import delete_expired_packages
from tests.factories import (
    make_application,
    make_archive_package,
    make_cash_gift,
    make_disposal_list,
)
from tests.photos import photo_bytes
from tests.reports.archive.packages import evidence, files_of, missing, packed
from tests.signed import make_draft, make_signed

PNG = photo_bytes("PNG")
RULES = "/archive/rules/"
PATTERN = "【全宗号】-【年度】-【保管期限】-【件号】"


def attach(entry, by, name="收据.png", content=PNG):
    return entry.attach(ContentFile(content, name=name), by=by)


def attach_sensitive(entry, by):
    file = attach(entry, by, "身份证.png", photo_bytes("PNG", colour="black"))
    Attachment.objects.filter(pk=file.pk).update(sensitive=True)
    return file


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


def test_a_look_packs_nothing(client_of):
    assert client_of.get("/archive/2021/pack/").status_code == 405
    assert client_of.get("/archive/1800/").status_code == 404


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


# --- rules -------------------------------------------------------------------------------------


def test_the_number_of_the_fonds_is_asked_once(client_of, society, administrator):
    assert RULES in client_of.get("/archive/2021/").content.decode()
    answer = client_of.post(RULES, {"fonds": " Z109 ", "pattern": PATTERN})
    assert answer.status_code == 302
    assert ArchiveRules.of(society).fonds == "Z109"
    page = client_of.get("/archive/2021/").content.decode()
    assert "alert-info" not in page
    logged = LogEntry.objects.get(model="reports.archiverules")
    assert logged.user == administrator and logged.changes["fonds"] == ["", "Z109"]
    client_of.post(RULES, {"fonds": "Z109", "pattern": PATTERN})
    assert LogEntry.objects.filter(model="reports.archiverules").count() == 1


@pytest.mark.parametrize(
    ("pattern", "status"),
    [
        (PATTERN, 302),
        ("【年度】·【保管期限】·【件号】", 302),
        ("A【全宗号】【年度】【保管期限】【件号】B", 302),
        ("【全宗号】-【年度】-【件号】", 422),
        ("【年度】-【保管期限】", 422),
        ("【年度】-【保管期限】-【件号】-【机构】", 422),
        ("", 422),
        ("【年度】【保管期限】【件号】" + "x" * 80, 422),
    ],
)
def test_a_pattern_tells_the_items_of_all_years_apart(pattern, status, client_of):
    assert client_of.post(RULES, {"fonds": "", "pattern": pattern}).status_code == status
    assert ArchiveRules.objects.exists() == (status == 302)


@pytest.mark.parametrize(
    ("fonds", "pattern", "number"),
    [
        ("Z109", PATTERN, "Z109-2021-D30-0001"),
        ("", PATTERN, "2021-D30-0001"),
        ("", "A-【全宗号】-【年度】-【保管期限】-【件号】", "A-2021-D30-0001"),
        ("【年度】", PATTERN, "【年度】-2021-D30-0001"),
    ],
)
def test_the_archive_number_follows_the_pattern(fonds, pattern, number, society):
    rules = ArchiveRules(society=society, fonds=fonds, pattern=pattern)
    assert rules.archive_number(2021, rules.retention_of("voucher"), "0001") == number


def test_how_long_a_kind_is_kept_is_the_society_s_to_set(staff, client_of, society):
    attach(make_cash_gift(staff), staff)
    sent = {"fonds": "", "pattern": PATTERN, "retention-donations.cashgift": "Y"}
    assert client_of.post(RULES, sent).status_code == 302
    rules = ArchiveRules.of(society)
    assert rules.retention_of("donations.cashgift") == "Y"
    assert rules.retention_of("donations.goodsgift") == "D30"
    assert "归档文件目录（永久）.pdf" in files_of(packed(client_of))
    logged = LogEntry.objects.filter(model="reports.archiverules").get()
    assert logged.changes["donations.cashgift"] == ["D30", "Y"]
    sent["retention-donations.cashgift"] = "D99"
    assert client_of.post(RULES, sent).status_code == 422


def test_vouchers_are_kept_thirty_years_at_least(client_of, society):
    sent = {"fonds": "", "pattern": PATTERN, "retention-voucher": "D10"}
    assert client_of.post(RULES, sent).status_code == 422
    assert client_of.post(RULES, sent | {"retention-voucher": "Y"}).status_code == 302
    assert ArchiveRules.of(society).retention == {"voucher": "Y"}


def test_leaders_read_the_rules_and_do_not_change_them(leader, signed_in):
    client = signed_in(leader)
    assert client.get(RULES).status_code == 403
    assert client.post(RULES, {"fonds": "Z1", "pattern": PATTERN}).status_code == 403
    assert RULES not in client.get("/archive/2021/").content.decode()


# --- what the worker packs ---------------------------------------------------------------------


@pytest.fixture
def many(settings):
    settings.ARCHIVE_FILES_AT_ONCE = 0


def asked(client):
    answer = client.post("/archive/2021/pack/")
    assert answer.status_code == 302
    return ArchivePackage.objects.latest("pk"), answer.url


def test_many_files_are_packed_by_the_worker_to_the_same_bytes(
    run_background, staff, administrator, signed_in, settings
):
    attach(make_cash_gift(staff), staff)
    client = signed_in(administrator)
    at_once = packed(client)
    settings.ARCHIVE_FILES_AT_ONCE = 0
    work, url = asked(client)
    assert asked(client)[0] == work
    assert client.get(f"{url}file/").status_code == 404
    run_background()
    work.refresh_from_db()
    assert (work.state, work.progress_done, work.progress_total) == ("done", 1, 1)
    assert f"{url}file/" in client.get(url).content.decode()
    assert url in client.get("/archive/2021/").content.decode()
    answer = client.get(f"{url}file/")
    content = b"".join(answer)
    assert content == at_once and int(answer["Content-Length"]) == len(content)
    assert LogEntry.objects.filter(action="export").count() == 2


def test_its_page_and_file_are_for_who_asked_alone(
    run_background, many, staff, administrator, leader, outsider, roles, signed_in
):
    attach(make_cash_gift(staff), staff)
    outsider.groups.set([roles["administrator"]])
    _work, url = asked(signed_in(administrator))
    run_background()
    for user in (leader, outsider):
        client = signed_in(user)
        assert client.get(url).status_code == 404
        assert client.get(f"{url}file/").status_code == 404
        assert client.post(f"{url}cancel/").status_code == 404
    assert signed_in(administrator).get(f"{url}file/").status_code == 200


def test_who_may_reveal_no_more_gets_no_sensitive_package(
    run_background, many, staff, administrator, roles, signed_in
):
    attach_sensitive(make_application(staff), staff)
    _work, url = asked(signed_in(administrator))
    run_background()
    administrator.groups.set([roles["leader"]])
    assert signed_in(administrator).get(f"{url}file/").status_code == 403
    assert not LogEntry.objects.filter(action="export").exists()


def test_who_may_pack_no_more_gets_none_packed(
    run_background, many, staff, administrator, roles, signed_in
):
    attach(make_cash_gift(staff), staff)
    work, _url = asked(signed_in(administrator))
    administrator.groups.set([roles["staff"]])
    run_background()
    work.refresh_from_db()
    assert (work.state, work.file) == ("failed", "")


def test_after_a_day_it_is_gone(administrator, signed_in, settings):
    work = make_archive_package(administrator)
    path = settings.MEDIA_ROOT / work.file
    assert path.exists() and path.read_bytes() != b"1"
    ago = timezone.now() - timedelta(hours=settings.EXPORT_FILE_HOURS, minutes=1)
    ArchivePackage.objects.update(finished_at=ago)
    delete_expired_packages(0)
    assert not path.exists()
    client = signed_in(administrator)
    assert client.get(f"{work.get_absolute_url()}file/").status_code == 404
    assert client.get(work.get_absolute_url()).status_code == 200


def test_it_can_be_given_up(many, staff, administrator, signed_in, transactional_db):
    attach(make_cash_gift(staff), staff)
    client = signed_in(administrator)
    work, url = asked(client)
    assert client.post(f"{url}cancel/").status_code == 302
    work.refresh_from_db()
    assert work.state == "cancelled"
    assert asked(client)[0] != work
