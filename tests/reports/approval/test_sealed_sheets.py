"""The scan with seal and signature, and what the bureau sends back."""

import hashlib
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import override

from reports import workflow
from reports.models import SealedSheet
from tests.pdfs import UNFIT, pdf_of
from tests.photos import upload
from tests.refusals import database_refuses, refused
from tests.signed import make_draft, make_signed

ONE, TWO = pdf_of(1), pdf_of(2)


def scan(content=ONE, name="盖章件.pdf"):
    return ContentFile(content, name=name)


def test_a_scan_is_kept_beside_the_signed_copy_as_it_came(staff, leader):
    signed_copy = make_signed(staff, leader)
    sheet = workflow.bind_sheet(signed_copy.evaluation, scan(), by=staff)
    assert (sheet.number, sheet.reason, sheet.added_by) == (1, "", staff)
    assert sheet.sha256 == hashlib.sha256(ONE).hexdigest()
    assert sheet.content() == ONE
    assert signed_copy.evaluation.history.first().reason == "盖章件.pdf"


def test_a_photo_is_kept_too_and_nothing_else(staff, leader):
    evaluation = make_signed(staff, leader).evaluation
    assert workflow.bind_sheet(evaluation, upload(), by=staff).content_type == "image/jpeg"
    with refused():
        workflow.bind_sheet(evaluation, scan(b"<html>", "a.pdf"), by=staff, reason="x")


@pytest.mark.parametrize(("content", "why"), UNFIT)
def test_what_others_cannot_open_is_no_sheet(staff, leader, signed_in, content, why):
    evaluation = make_signed(staff, leader).evaluation
    with override("en"), refused(saying=why):
        workflow.bind_sheet(evaluation, scan(content), by=staff)
    signed_in(staff).post(f"{evaluation.get_absolute_url()}sheets/", {"file": scan(content)})
    assert not SealedSheet.objects.exists()


def test_another_needs_a_reason_and_the_first_stays(staff, leader):
    evaluation = make_signed(staff, leader).evaluation
    first = workflow.bind_sheet(evaluation, scan(), by=staff)
    with refused(saying="another sheet takes its place"):
        workflow.bind_sheet(evaluation, scan(TWO), by=staff, reason=" ")
    second = workflow.bind_sheet(evaluation, scan(TWO), by=staff, reason="首件缺签字")
    assert list(SealedSheet.objects.all()) == [second, first]
    assert first.content() == ONE


def test_the_same_file_sent_twice_is_kept_once(staff, leader):
    evaluation = make_signed(staff, leader).evaluation
    first = workflow.bind_sheet(evaluation, scan(), by=staff)
    assert workflow.bind_sheet(evaluation, scan(), by=staff) == first


def test_a_changed_file_is_not_taken_for_the_sheet(staff, leader):
    sheet = workflow.bind_sheet(make_signed(staff, leader).evaluation, scan(), by=staff)
    with open(sheet.file.path, "wb") as file:
        file.write(b"%PDF-1.7 other")
    with refused(saying="not the sheet"):
        sheet.content()


def test_only_what_is_signed_has_one_and_only_its_society_brings_it(staff, leader, province, roles):
    with refused(saying="Only what is signed"):
        workflow.bind_sheet(make_draft(staff), scan(), by=staff)
    evaluation = make_signed(staff, leader, year=2020).evaluation
    with pytest.raises(PermissionDenied):
        workflow.bind_sheet(evaluation, scan(), by=leader)


def test_the_database_keeps_one_of_each_number(staff, leader):
    sheet = workflow.bind_sheet(make_signed(staff, leader).evaluation, scan(), by=staff)
    sheet.pk, sheet.sha256 = None, "0" * 64
    with database_refuses():
        sheet.save()


def test_the_page_takes_and_shows_it_and_gives_it_back(staff, leader, signed_in):
    evaluation = make_signed(staff, leader).evaluation
    url = evaluation.get_absolute_url()
    client = signed_in(staff)
    client.post(f"{url}sheets/", {"file": scan()})
    [sheet] = SealedSheet.objects.all()
    page = client.get(url).content.decode()
    assert sheet.sha256 in page and f"{url}sheet/?number=1" in page
    answer = signed_in(leader).get(f"{url}sheet/?number=1")
    assert answer.getvalue() == ONE
    assert unquote(answer["Content-Disposition"]).endswith("盖章件.pdf")
    client.post(f"{url}sheets/", {"file": scan(TWO)})
    assert SealedSheet.objects.count() == 1


def test_it_lies_in_the_archive_with_the_signed_copy(staff, leader, administrator, signed_in):
    evaluation = make_signed(staff, leader).evaluation
    workflow.bind_sheet(evaluation, scan(), by=staff)
    answer = signed_in(administrator).get(f"{evaluation.get_absolute_url()}evidence.zip")
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    names = [name for name in archive.namelist() if name != "index.xlsx"]
    assert [name.rpartition(".")[2] for name in names] == ["pdf", "docx", "pdf"]
    assert archive.read(names[2]) == ONE


def test_what_the_bureau_sends_back_becomes_a_revision_that_says_so(staff, leader, signed_in):
    evaluation = make_signed(staff, leader).evaluation
    url = evaluation.get_absolute_url()
    today = timezone.localdate()
    posted = {
        "reason": "指标值与批复不一致",
        "returned_on": f"{today}",
        "returned_paper": "渌财绩〔2022〕3号",
    }
    page = signed_in(staff).post(f"{url}revise/", posted, follow=True)
    revision = page.context["object"]
    assert (revision.revision, revision.revision_reason) == (2, "指标值与批复不一致")
    assert (revision.returned_on, revision.returned_paper) == (today, "渌财绩〔2022〕3号")
    assert "渌财绩〔2022〕3号" in page.content.decode()


@pytest.mark.parametrize("days", [-1, 1])
def test_it_comes_back_after_it_was_signed_and_not_in_days_to_come(staff, leader, days):
    evaluation = make_signed(staff, leader).evaluation
    day = timezone.localdate() + timedelta(days=days)
    with refused(saying="between the day it was signed and today"):
        workflow.revise(evaluation, by=staff, reason="x", returned_on=day)
