"""The box by which a row is chosen, to do something with several at once."""

from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from tests.factories import make_cash_gift, make_donor

pytestmark = pytest.mark.django_db
GIFTS = reverse("donations:cash_gift_list")
HOSTILE = "\"><script>alert('1')</script>&<甲>"


@pytest.fixture
def rows(staff, leader, signed_in):
    """A function that gives the rows of the list as somebody sees them."""
    donor = make_donor(staff, name=HOSTILE)
    make_cash_gift(staff, "300", donor=donor, date=date(2021, 3, 5))
    make_cash_gift(staff, "50", donor=donor, date=date(2021, 3, 4)).void(by=staff, reason="重复")

    def look(user):
        page = signed_in(user).get(f"{GIFTS}?voided=with").content.decode()
        assert "<script>alert" not in page
        found = html.document_fromstring(page).xpath("//main//tbody/tr")
        assert len(found) == 2
        return found

    return look


def test_a_row_is_called_by_what_its_first_cells_say(rows, staff):
    open_row, voided = rows(staff)
    [box] = open_row.xpath(".//input")
    assert (box.get("name"), box.get("form"), box.get("type")) == ("row", "several", "checkbox")
    date_cell, donor_cell = open_row.xpath("td")[1:3]
    assert box.get("aria-label") == f"选择 {date_cell.text_content()} {donor_cell.text_content()}"
    assert donor_cell.text_content() == HOSTILE
    assert not voided.xpath(".//input") and voided.get("class") == "voided"
    assert len(voided.xpath("td")) == len(open_row.xpath("td"))


def test_who_may_only_read_chooses_none(rows, leader):
    for row in rows(leader):
        assert not row.xpath(".//input")
