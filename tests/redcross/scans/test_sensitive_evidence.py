"""Evidence that shows sensitive values: others see that it is there, and nothing more.

Every way on which evidence leaves is tried here; a new one has to be added.
"""

import io
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse

from redcross.models import Attachment, LogEntry
from reports.evaluation.document import compose_document
from reports.evaluation.drafting import save_components_copy
from reports.output.annex_pages import NONE_DRAWN, annex_pages
from reports.output.evidence_archive import evidence_archive
from tests.factories import make_annex, make_evaluation
from tests.photos import photo_bytes, upload

pytestmark = pytest.mark.django_db
NAME = "张三身份证"
# An indicator has a field of that name.
KNOWS = re.compile(r"\bAttachment\b|(?<!indicator)\.evidence\b")
# All modules of the project that know evidence: one that opens its files asks `may_be_opened_by`,
# or leaves out what is sensitive.
KNOWING = {
    "redcross/models/__init__.py",
    "redcross/models/attachment.py",
    "redcross/models/entry.py",
    # They tell the files of an entry, and open none.
    "redcross/views/detail.py",
    # They destroy what need not be kept.
    "reports/archive/disposal.py",
    "reports/archive/removed_evidence.py",
    # What a list destroys, with what is sensitive by its hash.
    "reports/archive/disposal_sheet.py",
    "redcross/views/attachments.py",
    # What comes in.
    "redcross/scans/placing.py",
    # Whether there is a scan of a society's own paper.
    "redcross/scans/outstanding_papers.py",
    "reports/evaluation/annexes.py",
    # A revision's copy is as sensitive.
    "reports/evaluation/drafting.py",
    # Whether there is any, or how much.
    "campaigns/papers.py",
    "reports/workflow.py",
    "reports/archive/contents.py",
    "reports/output/annex_pages.py",
    "reports/output/evidence_archive.py",
}


@pytest.fixture
def secret(gift, staff):
    file = gift.attach(upload(f"{NAME}.jpg"), by=staff, sensitive=True)
    file.set_caption(f"{NAME}正面", by=staff)
    return file


def reveals():
    return LogEntry.objects.filter(action="reveal")


def test_who_may_reveal_opens_it_and_the_log_keeps_that(secret, gift, staff, signed_in):
    client = signed_in(staff)
    assert NAME in client.get(gift.get_absolute_url()).content.decode()
    assert not reveals().exists()
    answer = client.get(reverse("attachment", args=[secret.pk]))
    assert answer.getvalue() == secret.file.read()
    [logged] = reveals()
    assert (logged.user, logged.object_id) == (staff, gift.pk)


def test_others_see_that_it_is_there_and_nothing_more(secret, gift, leader, signed_in):
    client = signed_in(leader)
    page = client.get(gift.get_absolute_url()).content.decode()
    assert "敏感" in page and f'data-evidence-key="{secret.pk}"' in page
    assert NAME not in page and secret.sha256 not in page
    for name in ("attachment", "thumbnail"):
        address = reverse(name, args=[secret.pk])
        assert address not in page and client.get(address).status_code == 403
    assert not reveals().exists()


def test_of_other_societies_who_sees_the_record_and_may_reveal(secret, above, outsider, signed_in):
    address = reverse("attachment", args=[secret.pk])
    assert signed_in(above).get(address).status_code == 200
    assert signed_in(outsider).get(address).status_code == 404


def test_it_has_no_small_picture(secret, staff, signed_in):
    assert signed_in(staff).get(reverse("thumbnail", args=[secret.pk])).status_code == 404


def test_the_log_does_not_say_what_it_is_called(secret, staff):
    secret.remove(by=staff, reason="传错")
    secret.refresh_from_db()
    secret.erase()
    told = [(one.reason, str(one.changes)) for one in LogEntry.objects.all()]
    assert not any(NAME in text for line in told for text in line)


def test_it_is_marked_by_hand_and_unmarked_by_who_may_reveal(gift, staff, leader, signed_in):
    file = gift.attach(upload(f"{NAME}.jpg"), by=staff)
    address = reverse("attachment_sensitive", args=[file.pk])
    assert signed_in(leader).post(address, {"sensitive": "on"}).status_code == 403
    for data, expected in (({"sensitive": "on"}, True), ({}, False), ({"sensitive": "on"}, True)):
        signed_in(staff).post(address, data)
        file.refresh_from_db()
        assert file.sensitive == expected
    assert NAME not in signed_in(leader).get(gift.get_absolute_url()).content.decode()


def test_it_is_ticked_when_it_is_added(gift, staff, signed_in):
    address = f"/donations/cash-gifts/{gift.pk}/attach/"
    signed_in(staff).post(address, {"file": upload("a.jpg"), "sensitive": "on"})
    assert Attachment.objects.get().sensitive


def test_the_same_file_added_as_sensitive_is_sensitive_then(gift, staff):
    gift.attach(upload("a.jpg"), by=staff)
    gift.attach(upload("a.jpg"), by=staff, sensitive=True)
    assert Attachment.objects.get().sensitive


def test_the_archive_of_evidence_holds_it_for_who_may_reveal(secret, gift, staff, leader):
    evaluation = make_evaluation(staff, year=gift.date.year)
    for user, included in ((leader, False), (staff, True)):
        archive = ZipFile(io.BytesIO(b"".join(evidence_archive(evaluation, by=user))))
        names = " ".join(archive.namelist())
        assert (NAME in names) == included
        strings = b"".join(
            ZipFile(io.BytesIO(archive.read("index.xlsx"))).read(name)
            for name in ZipFile(io.BytesIO(archive.read("index.xlsx"))).namelist()
        ).decode()
        assert (NAME in strings) == included and (secret.sha256 in strings) == included
        assert reveals().count() == int(included)


def test_no_annex_shows_it(staff):
    evaluation = make_evaluation(staff)
    annex = make_annex(staff, evaluation=evaluation, kind="file", title="N1")
    annex.attach(ContentFile(photo_bytes("PNG"), name="a.png"), by=staff)
    annex.attach(ContentFile(photo_bytes("PNG", (9, 9)), name="b.png"), by=staff, sensitive=True)
    [printed] = [one for one in compose_document(evaluation).annexes if one.files]
    assert len(annex_pages(printed, NONE_DRAWN)) == 1 and [one.name for one in printed.files] == [
        "a.png"
    ]


def test_a_revision_keeps_it_sensitive(staff):
    evaluation, revision = make_evaluation(staff), make_evaluation(staff)
    annex = make_annex(staff, evaluation=evaluation, kind="file", title="N1")
    annex.attach(upload("a.jpg"), by=staff, sensitive=True)
    save_components_copy(revision, evaluation, by=staff)
    assert [one.sensitive for one in revision.annexes.get().evidence] == [True]


def test_no_other_module_knows_evidence():
    folders = ("redcross", "donations", "relief", "training", "campaigns", "reports")
    root = Path(settings.BASE_DIR)
    modules = (path for folder in folders for path in (root / folder).rglob("*.py"))
    found = {
        str(path.relative_to(root))
        for path in modules
        if "migrations" not in path.parts and KNOWS.search(path.read_text())
    }
    assert found == KNOWING
