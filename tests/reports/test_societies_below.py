"""The societies below one, side by side."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from redcross.figures import Period, Scope, count, registered_figures
from reports.models import Evaluation
from tests import factories

FIGURES = ("donations.cash.amount", "campaigns.publicity.events")


@pytest.fixture
def recorded(society, beside, province, staff, outsider, above):
    """Gifts of three societies in 2021, one of them roughly known."""
    for by, amount in ((staff, "100.50"), (staff, "20"), (outsider, "3"), (above, "4000")):
        factories.make_cash_gift(by, amount, date="2021-05-01")
    factories.make_cash_gift(outsider, "70", rounded=["amount"])
    factories.make_cash_gift(outsider, "900", date="2020-05-01")
    return {"株洲市渌口区红十字会": society, "株洲市天元区红十字会": beside}


def page_of(client, query="?year=2021"):
    answer = client.get(f"/societies/{query}")
    assert answer.status_code == 200
    return html.document_fromstring(answer.content.decode())


def numbers_of(row):
    return [re.sub(r"\s", "", cell.text_content()) for cell in row.xpath("td[@class='num']")]


def test_each_row_says_what_its_figures_and_its_list_say(recorded, above, signed_in, province):
    client = signed_in(above)
    page = page_of(client)
    wanted = [figure for figure in registered_figures() if figure.key in FIGURES]
    rows = page.xpath("//tbody/tr")
    assert {row.xpath("string(th)").strip() for row in rows} == set(recorded)
    for row in [*rows, *page.xpath("//tfoot/tr")]:
        society = recorded.get(row.xpath("string(th)").strip(), province)
        values = count(wanted, Scope(society, Period.year(2021)))
        first = row.xpath("td[@class='num']")[0]
        assert first.text_content().strip() == values["donations.cash.amount"].shown
        [address] = first.xpath(".//a/@href")
        assert address == values["donations.cash.amount"].url
        if not values["donations.cash.amount"].rounded:
            total = client.get(address).content.decode()
            assert values["donations.cash.amount"].shown in total


def test_who_has_signed_is_told(recorded, above, signed_in, leader, society, staff):
    evaluation = factories.make_evaluation(staff, 2021)
    page = page_of(signed_in(above))
    assert "共 2 家，已签发 0 家" in page.text_content()
    Evaluation.objects.filter(pk=evaluation.pk).update(status=Evaluation.Status.FINAL)
    page = page_of(signed_in(above))
    assert "共 2 家，已签发 1 家" in page.text_content()
    [link] = page.xpath(f"//tbody//a[@href='{evaluation.get_absolute_url()}']")
    assert signed_in(above).get(link.get("href")).status_code == 200


def test_a_society_without_others_below_has_no_such_page(recorded, staff, signed_in, beside):
    assert signed_in(staff).get("/societies/").status_code == 404
    assert signed_in(staff).get(f"/societies/?society={beside.pk}").status_code == 404


def test_as_many_queries_with_many_societies(
    recorded, above, province, roles, signed_in, django_assert_num_queries
):
    client = signed_in(above)
    page_of(client)
    with CaptureQueriesContext(connection) as first:
        page_of(client)
    for number in range(20):
        one = factories.make_society(f"第{number}区红十字会", parent=province)
        by = factories.make_user(f"u{number}", one, roles["staff"])
        factories.make_cash_gift(by, str(Decimal(number + 1)))
    with django_assert_num_queries(len(first)):
        assert len(page_of(client).xpath("//tbody/tr")) == 22
