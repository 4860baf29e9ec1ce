"""Whatever page of the demonstration is saved as it came, nothing happens."""

import pytest
from django.urls import reverse
from lxml import html

from redcross.models import LogEntry, User
from tests.kinds import KINDS, model_of
from tests.pages import form_data, posted_form

pytestmark = pytest.mark.usefixtures("demonstration")
ADMINISTRATORS = {"reports:outline"}
TIMES = 3
# An ordinary one and the full-width one of a Chinese keyboard.
BLANKS = " \u3000"


@pytest.fixture
def change_pages(client, db):
    """A function that yields each record of a kind with the address of its form and the page."""

    def pages(kind):
        name = "guanli" if kind in ADMINISTRATORS else "luru"
        client.force_login(User.objects.get(username=name))
        for entry in model_of(kind).objects.countable().order_by("pk"):
            address = reverse(f"{kind}_change", args=[entry.pk])
            yield entry, address, client.get(address)

    return pages


def state_of(entry):
    """What a save would change: the version, the rows within, the log."""
    lines = {name: getattr(entry, name).count() for name in entry.lines}
    stored = type(entry).objects.get(pk=entry.pk)
    return stored.version, lines, LogEntry.objects.count(), type(entry).objects.count()


def blanks_in_empty_rows(page):
    """What is sent when the space bar was touched in every text cell of every empty row."""
    rows = posted_form(page).xpath(".//*[contains(concat(' ', @class, ' '), ' line ')]")
    cells = [
        cell
        for row in rows
        if not row.xpath(".//input[@type='hidden'][contains(@name, '-key')][@value]")
        for cell in row.xpath(".//input[@type='text' or @type='number'] | .//textarea")
    ]
    return {cell.name: BLANKS for cell in cells if not cell.value or not cell.value.strip()}


@pytest.mark.alike
@pytest.mark.parametrize("kind", KINDS)
def test_a_form_saved_as_it_came_changes_nothing_however_often(kind, client, change_pages):
    if not model_of(kind).objects.exists():
        _pages, make = KINDS[kind]
        make(User.objects.get(username="luru"))
    for entry, address, page in change_pages(kind):
        assert page.status_code == 200, address
        before, data = state_of(entry), form_data(page)
        for sent in (*[data] * TIMES, data | blanks_in_empty_rows(page)):
            answer = client.post(address, sent)
            assert answer.status_code == 302, (address, faults(answer))
            assert state_of(entry) == before, (address, LogEntry.objects.first().changes)


def test_there_are_empty_rows_whose_cells_take_a_blank(change_pages):
    pages = [page for _entry, _address, page in change_pages("reports:evaluation")]
    assert all(len(blanks_in_empty_rows(page)) > 5 for page in pages) and pages


def faults(answer):
    page = html.document_fromstring(answer.content.decode())
    return [found.text_content().strip() for found in page.find_class("invalid-feedback")]
