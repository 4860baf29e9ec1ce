"""How many pages an uploaded PDF has, counted and drawn in a process with limits."""

import pytest

from redcross.printing import page_counts
from redcross.printing.page_counts import count_pages
from redcross.printing.pdf_pages import MAX_PAGES, page_pictures
from tests.pdfs import UNFIT, pdf_of


@pytest.mark.parametrize("pages", [1, 3, MAX_PAGES, 1000])
def test_the_pages_are_counted(pages):
    assert count_pages(pdf_of(pages)) == (pages, False)


@pytest.mark.parametrize(("content", "why"), UNFIT)
def test_what_others_cannot_open_has_no_pages_or_is_encrypted(content, why):
    pages, encrypted = count_pages(content)
    assert (encrypted, pages and not encrypted) == (why == "protected", 0)


def test_what_takes_too_long_has_none(monkeypatch):
    monkeypatch.setattr(page_counts, "TIMEOUT", 0.01)
    assert count_pages(pdf_of(1)) == (0, False)


def test_all_pages_are_drawn_or_none():
    assert len(page_pictures(pdf_of(2))) == 2
    assert page_pictures(pdf_of(MAX_PAGES + 1)) == []
