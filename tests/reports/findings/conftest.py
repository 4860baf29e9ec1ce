import pytest

from tests.factories import make_chapter, make_evaluation
from tests.reports.findings.evidence import texts


@pytest.fixture(autouse=True)
def read_in_english(media, in_english):
    """For every test here."""


@pytest.fixture
def draft(staff):
    return make_evaluation(staff, year=2021)


@pytest.fixture
def said(staff, draft):
    """A function that writes a text into a chapter and gives what is found."""

    def said(text, heading="救助慰问", **fields):
        make_chapter(staff, evaluation=draft, heading=heading, text=text, **fields)
        return texts(draft)

    return said
