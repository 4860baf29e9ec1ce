"""The evidence pack of an evaluation: what lies in it, its index, and who takes it."""

import tracemalloc
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.base import ContentFile

from donations.models import CashGift
from redcross.models import ClosedPeriod, LogEntry
from reports.output import evidence_archive
from tests.factories import make_annex, make_cash_gift, make_donor, make_event, make_fund
from tests.pdfs import pdf_file, pdf_of
from tests.photos import photo_bytes
from tests.reports.working_papers import pack_of, title_of, zh
from tests.signed import make_draft, make_signed
from tests.spreadsheets.exported import sheets_in

pytestmark = pytest.mark.usefixtures("media")


PNG = photo_bytes("PNG")


def test_the_pack_holds_the_files_of_every_counted_record(staff, leader, signed_in):
    gift, event, other = make_cash_gift(staff), make_event(staff), make_cash_gift(staff)
    gift.attach(ContentFile(PNG, name="收据.png"), by=staff)
    gift.attach(ContentFile(b"%PDF-1.7 a", name="收据.png"), by=staff)
    wrong = gift.attach(ContentFile(b"%PDF-1.7 wrong", name="错.pdf"), by=staff)
    wrong.remove(by=staff, reason="传错了")
    event.attach(ContentFile(b"%PDF-1.7 b", name="../签到/表.pdf"), by=staff)
    earlier = make_cash_gift(staff, date=date(2020, 5, 1))
    earlier.attach(ContentFile(b"%PDF-1.7 c", name="x.pdf"), by=staff)
    pack = pack_of(signed_in(leader), make_draft(staff))

    assert pack.testzip() is None
    contents = {name: pack.read(name) for name in pack.namelist()}
    index = contents.pop("index.xlsx")
    assert sorted(contents.values()) == sorted([PNG, b"%PDF-1.7 a", b"%PDF-1.7 b"])
    assert all(".." not in name and name.count("/") == 2 for name in contents)
    assert len({name.rpartition("/")[0] for name in contents}) == 2
    [rows] = sheets_in(index).values()
    listed = {(row[0], int(row[1])): row for row in rows[1:]}
    assert {row[5] for row in rows[1:]} >= contents.keys()
    gifts = title_of(CashGift)
    assert listed[gifts, other.pk][5] == zh("no evidence")
    assert (gifts, earlier.pk) not in listed


def test_the_index_of_the_pack_is_set_up_to_be_read_and_printed(staff, leader, signed_in):
    make_cash_gift(staff).attach(ContentFile(PNG, name="收据.png"), by=staff)
    pack = pack_of(signed_in(leader), make_draft(staff))
    sheet = openpyxl.load_workbook(BytesIO(pack.read("index.xlsx"))).active
    assert sheet.freeze_panes == "A2" and sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    widths = {name: sheet.column_dimensions[name].width for name in "ABF"}
    assert widths["B"] < widths["A"] < widths["F"]


def test_the_pack_holds_the_files_of_annexes(staff, leader, signed_in):
    evaluation = make_draft(staff)
    annex = make_annex(staff, evaluation=evaluation, kind="file", title="决算")
    annex.attach(pdf_file(name="决算报表.pdf"), by=staff)
    make_annex(staff, evaluation=evaluation, title="只有文字")
    pack = pack_of(signed_in(leader), evaluation)
    (path,) = [name for name in pack.namelist() if name != "index.xlsx"]
    assert "决算" in path and pack.read(path) == pdf_of()
    [rows] = sheets_in(pack.read("index.xlsx")).values()
    assert not any("只有文字" in str(row) for row in rows)


def test_of_a_signed_one_the_pack_holds_its_scan_and_the_records_that_were_counted(
    staff, leader, signed_in
):
    gift = make_cash_gift(staff)
    gift.attach(ContentFile(PNG, name="收据.png"), by=staff)
    signed_copy = make_signed(staff, leader)
    signed_copy.evaluation.attach(pdf_file(name="盖章扫描件.pdf"), by=staff)
    ClosedPeriod.objects.all().delete()
    added = make_cash_gift(staff)
    added.attach(ContentFile(b"%PDF-1.7 later", name="x.pdf"), by=staff)
    gift.void(by=staff, reason="x")
    pack = pack_of(signed_in(leader), signed_copy.evaluation)
    contents = [pack.read(name) for name in pack.namelist() if name != "index.xlsx"]
    with open(signed_copy.docx.path, "rb") as word:
        signed = [signed_copy.content(), word.read()]
    assert sorted(contents) == sorted([PNG, pdf_of(), *signed])
    [rows] = sheets_in(pack.read("index.xlsx")).values()
    assert zh("voided since") in next(row for row in rows if row[1] == gift.pk)


def test_a_file_lost_on_the_disk_is_named_and_the_rest_is_packed(staff, leader, signed_in, media):
    gift = make_cash_gift(staff)
    lost = gift.attach(ContentFile(PNG, name="a.png"), by=staff)
    gift.attach(ContentFile(b"%PDF-1.7 b", name="b.pdf"), by=staff)
    (media / lost.file.name).unlink()
    pack = pack_of(signed_in(leader), make_draft(staff))
    assert [pack.read(n) for n in pack.namelist() if n != "index.xlsx"] == [b"%PDF-1.7 b"]
    [rows] = sheets_in(pack.read("index.xlsx")).values()
    assert any(zh("the file is missing") in row for row in rows)


def test_the_pack_is_never_whole_in_memory(staff):
    """Fifty files of a megabyte pass through while two megabytes are held."""
    fund, donor = make_fund(staff), make_donor(staff)
    for _number in range(50):
        gift = make_cash_gift(staff, fund=fund, donor=donor)
        gift.attach(ContentFile(b"%PDF-1.7" + bytes(1024**2), name="a.pdf"), by=staff)
    evaluation = make_draft(staff)
    for _piece in evidence_archive.evidence_archive(evaluation, by=staff):
        break  # imports and caches are not what is measured
    tracemalloc.start()
    passed = sum(len(piece) for piece in evidence_archive.evidence_archive(evaluation, by=staff))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert passed > 50 * 1024**2
    assert peak < 5 * 1024**2, peak


@pytest.mark.parametrize("file", ["papers.xlsx", "evidence.zip"])
def test_both_are_exports_for_who_may_export_and_are_logged(
    file, staff, leader, outsider, signed_in
):
    evaluation = make_draft(staff)
    url = f"/drafts/{evaluation.pk}/{file}"
    assert signed_in(staff).get(url).status_code == 403
    assert signed_in(outsider).get(url).status_code == 403
    assert not LogEntry.objects.filter(action="export").exists()
    assert signed_in(leader).get(url).status_code == 200
    logged = LogEntry.objects.get(action="export")
    assert (logged.user, logged.model, logged.object_id) == (
        leader,
        "reports.evaluation",
        evaluation.pk,
    )
    page = f"/drafts/{evaluation.pk}/"
    assert file in signed_in(leader).get(page).content.decode()
    assert file not in signed_in(staff).get(page).content.decode()
