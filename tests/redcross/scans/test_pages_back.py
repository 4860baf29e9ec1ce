"""A paper of several pages is back when all its pages are."""

import io

import pikepdf
import pytest
from django.utils.translation import gettext as zh

from redcross.models import Printout, ScannedPage
from redcross.papers import paper_by_key
from redcross.papers.page_codes import LAST_PAGE, PageCode, page_code, read_page_code
from redcross.papers.printing import print_papers
from redcross.scans import placing
from tests.factories import make_aid, make_goods_gift
from tests.photographed import Taken, drawn_pages, photograph
from tests.photos import upload

from .scanned import blank_pdf, joined, waiting

pytestmark = pytest.mark.django_db


def pages_of(pdf, *numbers):
    """Return a PDF of these pages, which count from 1."""
    chosen = pikepdf.new()
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        chosen.pages.extend(whole.pages[number - 1] for number in numbers)
        content = io.BytesIO()
        chosen.save(content)
    return content.getvalue()


@pytest.fixture
def roster(staff):
    """A printed roster of several pages and its PDF."""
    paper, aid = paper_by_key()["aid-roster"], make_aid(staff, people=1)
    chosen = {"more_rows": 50}
    file = print_papers(paper, [aid], by=staff, society=staff.society, chosen=chosen)
    printout = Printout.objects.get()
    assert printout.pages == len(pikepdf.open(io.BytesIO(file.content)).pages) > 2
    return printout, file.content


def test_each_page_counts_once_and_the_last_brings_it_back(roster, staff, drop, client):
    printout, pdf = roster
    last = printout.pages
    for pages in ([1], [1], [2, 1]):
        page = drop(staff, upload("a.pdf", pages_of(pdf, *pages))).content.decode()
        printout.refresh_from_db()
        assert not printout.returned_at and printout.pages_back == sorted(set(pages))
        assert printout.outstanding_pages == [n for n in range(1, last + 1) if n not in pages]
        client.force_login(staff)
        out = client.get("/scans/out/").content.decode()
        missing = "、".join(map(str, printout.outstanding_pages))
        assert f"第{missing}页（共{last}页）" in out and f"第{missing}页" in page
    drop(staff, upload("a.pdf", pages_of(pdf, *range(3, last + 1))))
    printout.refresh_from_db()
    assert printout.returned_at and not printout.outstanding_pages


def test_a_photo_of_one_page_is_that_page(roster, staff):
    printout, pdf = roster
    second = drawn_pages(pdf)[1]
    placing.receive_file(upload("a.jpg", photograph([second], Taken(turned=7), 3)), by=staff)
    printout.refresh_from_db()
    assert printout.pages_back == [2]


def test_by_hand_the_clerk_says_whether_it_is_whole(roster, staff, client, drop):
    printout, _pdf = roster
    drop(staff, upload("a.pdf", blank_pdf()))
    drop(staff, upload("b.pdf", blank_pdf(2)))
    client.force_login(staff)
    first, *others = ScannedPage.objects.waiting().order_by("pk")
    client.post("/scans/place/", {"page": first.pk, "printout": printout.pk})
    printout.refresh_from_db()
    assert not printout.returned_at
    told = {"page": [one.pk for one in others], "printout": printout.pk, "complete": "on"}
    client.post("/scans/place/", told)
    printout.refresh_from_db()
    assert printout.returned_at


def test_what_a_word_file_prints_is_back_with_any_page(staff, drop):
    gift = make_goods_gift(staff)
    paper = paper_by_key()["goods-gift-note"]
    printout = Printout.record(
        [gift], society=staff.society, paper=paper.key, title="x", by=staff,
        returns=True, sensitive=False,
    )  # fmt: skip
    placing.place(
        placing._evidence(b"%PDF-1.7", "application/pdf", printout),
        printout, by=staff, sensitive=False, pages=[1],
    )  # fmt: skip
    assert printout.returned_at


def test_what_was_handed_in_goes_with_the_paper_before_it(note, staff, client):
    printout, pdf = note
    client.force_login(staff)
    file = upload("a.pdf", joined(blank_pdf(), pdf, blank_pdf(2)))
    client.post("/scans/", {"file": file, "attached": "on"})
    [gift] = printout.entries()
    [scan] = gift.evidence
    assert len(pikepdf.open(io.BytesIO(scan.file.read())).pages) == 3
    assert [page.number for page in waiting()] == [1]
    printout.refresh_from_db()
    assert printout.returned_at and printout.pages_back == [1]


def test_several_papers_are_given_up_together_or_none(staff, leader, outsider, print_note, client):
    printouts = [print_note(make_goods_gift(staff), staff)[0] for _number in range(3)]
    keys = [printout.pk for printout in printouts]
    for user, rows, status in (
        (leader, keys, 403),
        (outsider, keys, 404),
        (staff, [*keys, 10**9], 404),
        (staff, [], 302),
    ):
        client.force_login(user)
        answer = client.post("/scans/out/give-up/", {"row": rows, "reason": "打印错了"})
        assert answer.status_code == status
    client.post("/scans/out/give-up/", {"row": keys, "reason": " "})
    assert Printout.objects.outstanding().count() == 3
    page = client.post("/scans/out/give-up/", {"row": keys, "reason": "打印错了"}, follow=True)
    assert zh("Noted.") in page.content.decode() and not Printout.objects.outstanding().exists()


@pytest.mark.parametrize("page", [1, 9, 10, LAST_PAGE])
def test_a_code_tells_its_page(page):
    assert read_page_code(page_code("1" * 20, page)) == PageCode("1" * 20, page)


def test_a_code_without_a_page_is_of_the_paper():
    assert read_page_code("1" * 20) == PageCode("1" * 20, None)
    assert page_code("1" * 20, LAST_PAGE + 1) == "1" * 20
    assert read_page_code("1" * 20 + "000") == PageCode("1" * 20, None)
    for text in ("1" * 19, "1" * 21, "1" * 24, "１" * 20, " " + "1" * 20):
        assert read_page_code(text) is None
