"""Imports too large for a request, which the worker reads and takes in."""

import pytest

from donations.models import CashGift
from tests.spreadsheets.sending import GIFTS, Sent, upload

from .gift_files import gifts


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
