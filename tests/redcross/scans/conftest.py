import pytest

from redcross.models import Printout
from redcross.papers import paper_by_key
from redcross.papers.printing import print_papers
from tests.factories import make_goods_gift
from tests.pages import client_of


@pytest.fixture(autouse=True)
def media(media):
    """For every test here."""
    return media


@pytest.fixture
def print_note():
    """A function that prints the note of a gift of goods; gives the printing and its PDF."""

    def print_note(gift, by):
        paper = paper_by_key()["goods-gift-note"]
        file = print_papers(paper, [gift], by=by, society=gift.society)
        return Printout.objects.first(), file.content

    return print_note


@pytest.fixture
def note(staff, print_note):
    """A printed note and its PDF."""
    return print_note(make_goods_gift(staff), staff)


@pytest.fixture
def drop():
    """A function that drops files on the home page as the user, and gives the answer."""

    def drop(user, *files):
        client = client_of(user)
        return client.post("/scans/", {"file": files}, follow=True)

    return drop
