"""Whoever takes a file away is in the log, whichever address it comes from."""

import re

import pytest
from django.core.files.base import ContentFile

from redcross.models import LogEntry
from reports import workflow
from tests.addresses import routes
from tests.factories import make_archive_package, make_disposal_list, make_export_file
from tests.photos import photo_bytes
from tests.signed import make_draft, make_signed

# Only of evidence that is sensitive the log tells who opened it.
OF_EVIDENCE = re.compile(r"/attachments/\d+/")


@pytest.fixture
def keys(staff, leader, administrator, settings, tmp_path):
    """With what addresses begin to the keys that may stand in them."""
    settings.MEDIA_ROOT = tmp_path
    signed = make_signed(staff, leader)
    workflow.bind_sheet(signed.evaluation, ContentFile(photo_bytes(), name="a.jpg"), by=staff)
    return {
        "/drafts/": [make_draft(staff, year=2020).pk, signed.evaluation.pk],
        "/evaluations/": [2019],
        "/exports/": [make_export_file(administrator).pk],
        "/archive/disposals/": [make_disposal_list(administrator).pk],
        "/archive/packages/": [make_archive_package(administrator).pk],
    }


def addresses_of(keys):
    for route in dict.fromkeys(f"/{route}" for route in routes()):
        for key in next((v for begins, v in keys.items() if route.startswith(begins)), [0]):
            yield route.replace("<key>", str(key))


def test_no_file_leaves_without_a_word_in_the_log(keys, client, administrator):
    client.force_login(administrator)
    taken = set()
    for address in addresses_of(keys):
        if address.startswith("/accounts/logout"):
            continue
        before = LogEntry.objects.count()
        answer = client.get(f"{address}?number=1" if address.endswith("/sheet/") else address)
        if answer.has_header("Content-Disposition") and not OF_EVIDENCE.fullmatch(address):
            written = LogEntry.objects.count() - before
            assert written >= 1 and LogEntry.objects.first().user == administrator, address
            taken.add(re.sub(r"\d+", "0", address))
    assert taken == {
        *(f"/drafts/0/signed.{suffix}" for suffix in ("pdf", "docx")),
        *(f"/drafts/0/draft.{suffix}" for suffix in ("pdf", "docx")),
        *("/drafts/0/papers.xlsx", "/drafts/0/evidence.zip", "/drafts/0/sheet/"),
        *("/evaluations/0/pdf/", "/evaluations/0/docx/"),
        *(f"/archive/disposals/0/list.{suffix}" for suffix in ("pdf", "xlsx")),
        *("/archive/packages/0/file/", "/exports/0/download/"),
    }
