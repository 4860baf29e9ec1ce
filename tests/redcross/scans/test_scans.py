"""A scan that is dropped finds the record of its paper, or waits to be placed by hand."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as zh
from PIL import Image

from redcross.models import Attachment, LogEntry, Printout, ScannedPage
from redcross.printing.qr import qr_picture
from redcross.scans import placing
from redcross.tasks import delete_expired_files
from tests.at_once import at_once
from tests.factories import close_year, make_goods_gift
from tests.photographed import Taken, drawn_pages, photograph
from tests.photos import photo_bytes, upload

from .scanned import blank_pdf, joined, waiting

pytestmark = pytest.mark.django_db


def test_a_scan_becomes_evidence_of_its_record(note, staff, drop):
    printout, pdf = note
    [gift] = printout.entries()
    answer = drop(staff, upload("扫描0001.pdf", pdf))
    assert answer.redirect_chain[-1][0] == f"{gift.get_absolute_url()}#evidence"
    [scan] = gift.evidence
    assert scan.file.read() == pdf
    assert not scan.sensitive and "扫描0001" not in scan.name
    printout.refresh_from_db()
    assert printout.returned_at and not Printout.objects.outstanding().exists()
    assert not waiting()
    assert [one.action for one in gift.history][:2] == ["attach", "print"]


def test_a_photo_of_three_sheets_finds_three_records(staff, print_note, drop):
    notes = [print_note(make_goods_gift(staff), staff) for _number in range(3)]
    sheets = [drawn_pages(pdf)[0] for _printout, pdf in notes]
    drop(staff, upload("a.jpg", photograph(sheets, Taken(size=(2400, 3200)), 1)))
    for printout, _pdf in notes:
        [gift] = printout.entries()
        assert gift.evidence.count() == 1
        printout.refresh_from_db()
        assert printout.returned_at


def test_the_pages_of_a_file_are_told_apart(staff, print_note, drop):
    (first, a), (second, b) = (print_note(make_goods_gift(staff), staff) for _number in range(2))
    drop(staff, upload("a.pdf", joined(a, b, a)))
    [scan], [other] = ([*one.entries()[0].evidence] for one in (first, second))
    assert [len(pikepdf.open(io.BytesIO(one.file.read())).pages) for one in (scan, other)] == [2, 1]


def test_pages_without_a_code_are_offered_as_further_pages(note, staff, drop):
    printout, pdf = note
    drop(staff, upload("a.pdf", joined(blank_pdf(), pdf, blank_pdf(2))))
    assert [(page.number, page.printout) for page in waiting()] == [
        (1, None),
        (3, printout),
        (4, printout),
    ]
    placed = placing.place_by_hand(waiting()[1:], printout, by=staff)
    assert placed.new and printout.entries()[0].evidence.count() == 2
    further = Attachment.objects.latest("pk")
    assert len(pikepdf.open(io.BytesIO(further.file.read())).pages) == 2
    [left] = waiting()
    placed = ScannedPage.objects.get(number=3)
    assert (left.number, placed.state, placed.content) == (1, "placed", None)


def test_another_societys_number_is_not_found(note, outsider, drop):
    printout, pdf = note
    drop(outsider, upload("a.pdf", pdf))
    [page] = waiting()
    assert (page.society, page.printout) == (outsider.society, None)
    unknown = page.reason
    page.settle(page.State.DISCARDED, by=outsider)
    printout.code = "9" * 20
    drop(outsider, upload("b.pdf", blank_pdf()))
    Printout.objects.filter(pk=printout.pk).update(code="9" * 20)
    drop(outsider, upload("c.pdf", pdf))
    assert {page.reason for page in waiting()} >= {unknown}
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("text", ["https://qr.alipay.com/abc", "wxp://f2f0", "1" * 19, "１" * 20])
def test_other_codes_are_none(staff, drop, text):
    picture = Image.open(io.BytesIO(qr_picture(text))).convert("RGB")
    content = io.BytesIO()
    picture.save(content, "PNG")
    drop(staff, upload("付款码.png", content.getvalue()))
    [page] = waiting()
    assert (page.printout, page.reason) == (None, str(placing.NO_CODE))


def test_the_same_file_twice_is_there_once(note, staff, drop):
    _printout, pdf = note
    whole = joined(pdf, blank_pdf())
    for _time in range(2):
        drop(staff, upload("a.pdf", whole))
    assert Attachment.objects.count() == 1 and len(waiting()) == 1
    first = Printout.objects.get().returned_at
    drop(staff, upload("b.pdf", pdf))
    assert Printout.objects.get().returned_at == first


def test_a_closed_year_has_it_wait_with_the_reason(note, staff, drop):
    printout, pdf = note
    [gift] = printout.entries()
    period = close_year(gift.society, gift.date.year)
    drop(staff, upload("a.pdf", pdf))
    [page] = waiting()
    with pytest.raises(ValidationError) as refused:
        gift.attach(upload("b.pdf", pdf), by=staff)
    assert (page.printout, page.reason) == (printout, refused.value.messages[0][:200])
    with pytest.raises(ValidationError):
        placing.place_by_hand([page], printout, by=staff)
    period.delete()
    placing.place_by_hand([page], printout, by=staff)
    assert gift.evidence.count() == 1 and not waiting()


def test_whoever_may_not_change_the_kind_does_not_place(note, leader, staff, drop):
    printout, pdf = note
    assert drop(leader, upload("a.pdf", pdf)).status_code == 403
    scan = placing._evidence(pdf, "application/pdf", printout)
    with pytest.raises(PermissionDenied):
        placing.place(scan, printout, by=leader, sensitive=False)
    assert not Attachment.objects.exists()


def test_a_roster_is_stored_once_and_shared(staff, drop, media, django_assert_max_num_queries):
    gifts = [make_goods_gift(staff) for _number in range(40)]
    printout = Printout.record(
        gifts,
        society=staff.society,
        paper="goods-gift-note",
        title="x",
        by=staff,
        returns=True,
        sensitive=False,
    )
    gifts[0].void(by=staff, reason="x")
    scan = placing._evidence(b"%PDF-1.7", "application/pdf", printout)
    with django_assert_max_num_queries(30):
        placed = placing.place(scan, printout, by=staff, sensitive=False)
    assert [one.pk for one, _error in placed.refused] == [gifts[0].pk]
    rows = list(Attachment.objects.order_by("pk"))
    assert len(rows) == 39 and len({row.file.name for row in rows}) == 1
    for row in rows[:-1]:
        row.remove(by=staff, reason="x")
        row.refresh_from_db()
        row.erase()
    assert rows[-1].file.storage.exists(rows[-1].file.name)
    rows[-1].remove(by=staff, reason="x")
    rows[-1].erase()


@pytest.mark.django_db(transaction=True)
def test_the_last_row_deletes_the_stored_file(staff, media):
    gifts = [make_goods_gift(staff) for _number in range(2)]
    printout = Printout.record(
        gifts,
        society=staff.society,
        paper="goods-gift-note",
        title="x",
        by=staff,
        returns=True,
        sensitive=False,
    )
    scan = placing._evidence(b"%PDF-1.7", "application/pdf", printout)
    placing.place(scan, printout, by=staff, sensitive=False)
    first, last = Attachment.objects.order_by("pk")
    name, storage = last.file.name, last.file.storage
    first.erase()
    assert storage.exists(name)
    last.erase()
    assert not storage.exists(name)


@pytest.mark.django_db(transaction=True)
def test_dropped_twice_at_once_it_is_there_once(note, staff):
    _printout, pdf = note
    whole = joined(pdf, blank_pdf())
    acts = [lambda: len(placing.receive_file(upload("a.pdf", whole), by=staff).placed)] * 2
    assert at_once(staff.society, *acts) == [1, 1]
    assert Attachment.objects.count() == 1 and len(waiting()) == 1


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 nothing", b"%PDF-" + b"\x00" * 5000, photo_bytes()[:300], b"GIF89a"],
    ids=["no pdf", "zeros", "cut photo", "gif"],
)
def test_what_cannot_be_read_is_refused_by_its_name(staff, drop, content):
    page = drop(staff, upload("坏.pdf", content)).content.decode()
    assert "坏.pdf: " in page
    assert not waiting()


def test_a_thousand_pages_are_refused(staff, drop):
    page = drop(staff, upload("厚.pdf", blank_pdf(1000))).content.decode()
    assert (
        zh("The file has more than %(number)s pages. Divide it into several files.")
        % {"number": 100}
        in page
    )
    assert not waiting()


def test_a_page_as_large_as_a_field_is_read_small(staff, drop):
    whole = pikepdf.new()
    whole.add_blank_page(page_size=(14400, 14400))
    content = io.BytesIO()
    whole.save(content)
    drop(staff, upload("a.pdf", content.getvalue()))
    assert len(waiting()) == 1


def test_what_waits_is_deleted_or_expires(staff, outsider, drop, client):
    drop(staff, upload("a.pdf", blank_pdf(2)))
    first, second = waiting()
    for user in (outsider, staff):
        client.force_login(user)
        client.post("/scans/discard/", {"page": [first.pk]})
    assert waiting() == [second]
    assert LogEntry.objects.filter(action="discard_scan").get().user == staff
    ScannedPage.objects.update(added_at=timezone.now() - timedelta(days=31))
    delete_expired_files(0)
    second.refresh_from_db()
    assert (second.state, second.content, second.picture) == ("expired", None, None)


def test_by_hand_it_is_placed_by_its_number_or_by_choice(note, staff, outsider, client, drop):
    printout, _pdf = note
    drop(staff, upload("a.pdf", blank_pdf(2)))
    first, second = waiting()
    client.force_login(staff)
    shown = " ".join(printout.code[at : at + 4] for at in range(0, 20, 4))
    for wrong in ("", "1" * 20, "abc", printout.code[:-1]):
        client.post("/scans/place/", {"page": first.pk, "code": wrong})
    assert len(waiting()) == 2
    client.post("/scans/place/", {"page": first.pk, "code": shown})
    client.post("/scans/place/", {"page": second.pk, "printout": printout.pk})
    assert not waiting() and printout.entries()[0].evidence.count() == 1


def test_another_societys_page_is_neither_seen_nor_placed(note, staff, outsider, client, drop):
    printout, _pdf = note
    drop(staff, upload("a.pdf", blank_pdf()))
    [page] = waiting()
    client.force_login(outsider)
    assert client.get(f"/scans/{page.pk}/picture/").status_code == 404
    client.post("/scans/place/", {"page": page.pk, "printout": printout.pk})
    assert waiting() == [page]
    client.force_login(staff)
    assert client.get(f"/scans/{page.pk}/picture/")["Content-Type"] == "image/jpeg"


def test_papers_that_are_out_stand_on_the_home_page(note, staff, leader, outsider, client):
    printout, _pdf = note
    for user, seen in ((staff, True), (leader, True), (outsider, False)):
        client.force_login(user)
        assert ("/scans/out/" in client.get("/").content.decode()) == seen
        rows = client.get("/scans/out/").content.decode()
        assert (str(printout.entries()[0]) in rows) == seen


def test_a_paper_is_given_up_with_a_reason(note, staff, leader, outsider, client):
    printout, pdf = note
    for user, reason in ((leader, "x"), (outsider, "x"), (staff, ""), (staff, "长" * 101)):
        client.force_login(user)
        client.post("/scans/out/give-up/", {"row": printout.pk, "reason": reason})
        assert Printout.objects.outstanding().exists()
    client.post("/scans/out/give-up/", {"row": printout.pk, "reason": "打印错了"})
    assert not Printout.objects.outstanding().exists()
    assert printout.entries()[0].history[0].reason == "打印错了"
    # It may come back all the same.
    placing.receive_file(upload("a.pdf", pdf), by=staff)
    printout.refresh_from_db()
    assert printout.returned_at and not printout.given_up_at
