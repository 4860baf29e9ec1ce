"""Long lists: written by the worker as they would have been at once, for who asked, for a day."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from redcross.models import ColumnChoice, ExportFile, LogEntry
from redcross.spreadsheets import sheets
from redcross.tasks import delete_expired_files
from tests.factories import VALID_ID, make_cash_gift, make_donor, make_goods_gift, make_person
from tests.kinds import KINDS, LINES
from tests.spreadsheets.exported import sheets_in

pytestmark = pytest.mark.django_db
GIFTS = reverse("donations:cash_gift_list")


@pytest.fixture(autouse=True)
def every_list_is_long(settings, media):
    settings.EXPORT_ROWS_AT_ONCE = 0


def ask(client, url=GIFTS, **query):
    """Ask for the list and return the file that will be written."""
    answer = client.get(url, {"format": "xlsx", **query})
    export = ExportFile.objects.first()
    assert answer.status_code == 302 and answer.url == export.get_absolute_url()
    return export


def download(client, export):
    return client.get(reverse("export_file_download", args=[export.pk]))


def sheets_of(content):
    """Return name to rows, without the note that tells the minute."""
    return {
        name: [row for row in rows if " 导出于 " not in str(row[0])]
        for name, rows in sheets_in(content).items()
    }


@pytest.mark.django_db(transaction=True)
def test_every_list_is_the_same_as_written_at_once(
    settings, administrator, signed_in, run_background
):
    client = signed_in(administrator)
    for _pages, make in KINDS.values():
        make(administrator)
    make_goods_gift(
        administrator, lots=[{"item": "米", "quantity": 3}, {"item": "油", "quantity": 1}]
    )
    addresses = [reverse(f"{kind}_list") for kind in (*KINDS, *LINES)]
    asked = [(url, query) for url in addresses for query in ({"columns": "all"}, {"sort": "-pk"})]
    settings.EXPORT_ROWS_AT_ONCE = -1  # an empty one too
    exports = [ask(client, url, **query) for url, query in asked]
    run_background()
    settings.EXPORT_ROWS_AT_ONCE = 10_000
    for (url, query), export in zip(asked, exports, strict=True):
        written = b"".join(download(client, export))
        at_once = client.get(url, {"format": "xlsx", **query}).getvalue()
        assert sheets_of(written) == sheets_of(at_once), (url, query)
        export.refresh_from_db()
        assert export.progress_done == export.progress_total, (url, query)


@pytest.mark.django_db(transaction=True)
def test_filter_columns_masks_and_language_are_those_of_who_asked(
    settings, staff, leader, signed_in, run_background
):
    make_person(staff, name="甲某", id_number=VALID_ID)
    make_person(staff, name="乙某")
    people = reverse("redcross:person_list")
    ColumnChoice.objects.create(
        user=leader, list_name="redcross:person_list", columns=["name", "id_number"]
    )
    client = signed_in(leader)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    export = ask(client, people, format="csv", q="甲某")
    # Another choice of columns meanwhile makes no difference.
    ColumnChoice.objects.update(columns=["name"])
    run_background()
    answer = download(client, export)
    text = b"".join(answer).decode()
    assert "甲某" in text and "乙某" not in text
    assert VALID_ID not in text and f"{VALID_ID[:6]}********{VALID_ID[-4:]}" in text
    assert text.splitlines()[0] == "\ufeffName,ID number"
    assert int(answer["Content-Length"]) == len(text.encode())
    assert answer["Content-Disposition"].endswith(".csv")
    [logged] = LogEntry.objects.filter(action="export")
    assert (logged.user, logged.model, logged.changes["rows"]) == (
        leader,
        "redcross.person",
        [None, 1],
    )
    assert "format=csv" in logged.reason


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_is_encrypted_and_nothing_else_stays(
    staff, signed_in, run_background, settings, tmp_path, monkeypatch
):
    parts = tmp_path / "parts"
    parts.mkdir()
    monkeypatch.setattr(sheets, "PARTS_FOLDER", parts)
    make_cash_gift(staff, donor=make_donor(staff, name="某某公司"))
    client = signed_in(staff)
    export = ask(client, format="csv")
    run_background()
    export.refresh_from_db()
    kept = Path(settings.MEDIA_ROOT) / export.file
    assert kept.is_file() and "某某公司".encode() not in kept.read_bytes()
    assert kept.read_bytes().startswith(f"{max(settings.FIELD_KEYS)}:".encode())
    assert "某某公司".encode() in b"".join(download(client, export))
    ask(client, format="xlsx")
    run_background()
    assert list(parts.iterdir()) == []


def test_the_parts_of_a_workbook_lie_in_memory():
    assert sheets.PARTS_FOLDER == sheets.SHARED_MEMORY


def test_parts_that_a_killed_process_left_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "PARTS_FOLDER", tmp_path)
    for name, age in (("old", 2), ("new", 0)):
        folder = tmp_path / f"{sheets.PARTS_PREFIX}{name}"
        folder.mkdir()
        (folder / "sheet").touch()
        at = (timezone.now() - timedelta(hours=age)).timestamp()
        for path in (folder / "sheet", folder):
            os.utime(path, (at, at))
    sheets.remove_lost_parts()
    assert [path.name for path in tmp_path.iterdir()] == [f"{sheets.PARTS_PREFIX}new"]


@pytest.fixture
def export(staff, signed_in):
    make_cash_gift(staff)
    return ask(signed_in(staff))


def finish(export, **changes):
    """Have it be written, without a worker."""
    with io.BytesIO(b"abc") as plain:
        export.store_file(plain)
    now = timezone.now()
    ExportFile.objects.filter(pk=export.pk).update(
        **{"state": "done", "started_at": now, "finished_at": now, **changes}
    )
    export.refresh_from_db()


def pages(export):
    return [reverse(f"export_file{page}", args=[export.pk]) for page in ("", "_download")]


def test_it_is_for_who_asked_and_nobody_else(export, administrator, outsider, above, signed_in):
    finish(export)
    for user in (administrator, outsider, above):
        client = signed_in(user)
        assert [client.get(page).status_code for page in pages(export)] == [404, 404]
        assert client.post(reverse("export_file_cancel", args=[export.pk])).status_code == 404
        assert export.name not in client.get(reverse("export_file_list")).content.decode()


def test_without_the_right_to_export_it_is_refused(export, staff, roles, signed_in):
    finish(export)
    roles["staff"].permissions.remove(roles["staff"].permissions.get(codename="export_cashgift"))
    client = signed_in(staff)
    assert [client.get(page).status_code for page in pages(export)] == [403, 403]
    assert client.get(GIFTS, {"format": "xlsx"}).status_code == 403


def test_who_has_gone_to_another_society_does_not_find_it(export, staff, beside, signed_in):
    finish(export)
    staff.society = beside
    staff.save()
    assert [signed_in(staff).get(page).status_code for page in pages(export)] == [404, 404]


def test_who_is_not_signed_in_is_asked_to(export, client):
    client.logout()
    for page in pages(export):
        assert client.get(page).url.startswith("/accounts/login/")


@pytest.mark.django_db(transaction=True)
def test_rights_are_those_of_the_hour_it_is_written(staff, signed_in, run_background):
    make_cash_gift(staff)
    export = ask(signed_in(staff))
    staff.groups.clear()
    run_background()
    export.refresh_from_db()
    assert (export.state, export.file) == ("failed", "")


@pytest.mark.django_db(transaction=True)
def test_cancelled_it_is_not_written(staff, signed_in, run_background, settings):
    make_cash_gift(staff)
    client = signed_in(staff)
    export = ask(client)
    page = client.post(reverse("export_file_cancel", args=[export.pk]), follow=True)
    assert "已取消" in page.content.decode()
    run_background()
    export.refresh_from_db()
    assert (export.state, export.file) == ("cancelled", "")
    assert download(client, export).status_code == 404


def test_asked_for_twice_it_is_written_once(staff, signed_in, export):
    assert ask(signed_in(staff)) == export
    assert ask(signed_in(staff), sort="date") != export
    assert ExportFile.objects.count() == 2


def test_a_short_list_is_written_at_once(staff, signed_in, settings):
    settings.EXPORT_ROWS_AT_ONCE = 2
    make_cash_gift(staff)
    make_cash_gift(staff)
    assert signed_in(staff).get(GIFTS, {"format": "xlsx"}).status_code == 200
    make_cash_gift(staff)
    assert signed_in(staff).get(GIFTS, {"format": "xlsx"}).status_code == 302
    assert not LogEntry.objects.filter(action="export", changes__rows=[None, 3]).exists()


def test_after_a_day_the_file_is_deleted(export, staff, signed_in, settings):
    finish(export)
    kept = Path(settings.MEDIA_ROOT) / export.file
    delete_expired_files(timestamp=0)
    assert kept.exists()
    finish(export, finished_at=timezone.now() - timedelta(hours=25))
    client = signed_in(staff)
    # The task may not have run yet.
    assert download(client, export).status_code == 404
    kept = Path(settings.MEDIA_ROOT) / export.file
    delete_expired_files(timestamp=0)
    export.refresh_from_db()
    assert (kept.exists(), export.file) == (False, "")
    page = client.get(export.get_absolute_url()).content.decode()
    assert "文件已删除" in page and "下载" not in page


def test_its_deletion_is_due_every_hour():
    [due] = [
        task
        for task in app.periodic_registry.periodic_tasks.values()
        if task.task.name == "redcross.tasks.delete_expired_files"
    ]
    assert due.cron == "17 * * * *"


def test_the_page_tells_its_script_how_far_it_is(export, staff, signed_in):
    client = signed_in(staff)
    ExportFile.objects.update(progress_done=1234, progress_total=20000)
    html = client.get(export.get_absolute_url()).content.decode()
    assert 'max="20000" value="1234"' in html and "http-equiv" in html
    answer = client.get(export.get_absolute_url(), headers={"Accept": "application/json"}).json()
    assert (answer["state"], answer["is_in_progress"]) == ("no_worker", True)
    assert 'max="20000" value="1234"' in answer["html"]
    finish(export)
    answer = client.get(export.get_absolute_url(), headers={"Accept": "application/json"}).json()
    assert (answer["state"], answer["is_in_progress"]) == ("done", False)
    assert pages(export)[1] in answer["html"]


def test_watching_does_not_prolong_the_session(export, staff, signed_in):
    client = signed_in(staff)
    client.get("/")
    session = client.session.model.objects.get(pk=client.session.session_key)
    for query, headers in (("?watch", {}), ("", {"Accept": "application/json"})):
        before = client.session.model.objects.get(pk=session.pk).expire_date
        assert client.get(export.get_absolute_url() + query, headers=headers).status_code == 200
        assert client.session.model.objects.get(pk=session.pk).expire_date == before
