"""Packages too large for a request, which the worker makes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from redcross.models import LogEntry
from reports.models import ArchivePackage
from reports.tasks import delete_expired_packages
from tests.factories import make_application, make_archive_package, make_cash_gift
from tests.reports.archive.packages import attach, attach_sensitive, packed


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
