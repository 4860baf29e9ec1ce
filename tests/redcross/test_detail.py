"""The page of one entry: what it shows of its fields."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from lxml import html

from tests.factories import make_cash_gift
from tests.kinds import KINDS
from tests.photos import photo_bytes


def test_when_and_how_often_is_told_where_it_does_not_go_without_saying(signed_in, staff):
    client = signed_in(staff)

    def shown(gift):
        return {
            row["name"]: row["value"] for row in client.get(gift.get_absolute_url()).context["rows"]
        }

    plain = shown(make_cash_gift(staff, "12345.6"))
    assert plain.keys().isdisjoint({"times", "date_precision", "rounded"})
    assert plain["amount"] == "12,345.60"
    several = shown(make_cash_gift(staff, times=3, date_precision="month"))
    assert (several["times"], several["date_precision"]) == ("3", "月")


# An evaluation is worked on for weeks, and is no row among hundreds.
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "reports:evaluation"])
def test_every_way_on_from_a_page_leads_back_to_the_list_in_the_end(
    signed_in, staff, administrator, kind
):
    _pages, make = KINDS[kind]
    entry = make(staff)
    entry.attach(ContentFile(photo_bytes(), name="a.jpg"), by=staff)
    listed = f"{reverse(f'{kind}_list')}?q=x"
    answer = signed_in(administrator).get(entry.get_absolute_url(), {"back": listed})
    document = html.fromstring(answer.content)
    document.make_links_absolute(f"http://testserver{entry.get_absolute_url()}")
    own = [
        url
        for url in (*document.xpath("//main//a/@href"), *document.xpath("//main//form/@action"))
        if leads_on(url, entry)
    ]
    assert own
    for url in own:
        assert parse_qs(urlsplit(url).query).get("back") == [listed], url


def leads_on(url, entry):
    """Whether the page there does something to the entry or its evidence."""
    path = urlsplit(url).path
    evidence = reverse("attachment", args=[1]).split("1")[0]
    own = path.startswith(entry.get_absolute_url()) and path != entry.get_absolute_url()
    return own or (path.startswith(evidence) and not path.rstrip("/").split("/")[-1].isdigit())
