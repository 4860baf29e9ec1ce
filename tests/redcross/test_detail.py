"""The page of one entry: what it shows of its fields."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from lxml import html

from donations.models import CashGift
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


def test_the_history_tells_times_as_they_are_here(signed_in, staff):
    gift = make_cash_gift(staff)
    gift.void(by=staff, reason="重复")
    page = signed_in(staff).get(gift.get_absolute_url())
    changes = {
        label: after for line in page.context["history"] for label, _b, after in line["changes"]
    }
    told = [str(value) for value in changes.values()]
    assert not any("+00:00" in text for text in told)
    assert "→ →" not in page.content.decode()


def test_a_rough_day_is_not_shown_as_an_exact_one(signed_in, staff):
    make_cash_gift(staff, date=date(2021, 8, 11), date_precision="third")
    make_cash_gift(staff, date=date(2021, 8, 1), date_precision="month")
    make_cash_gift(staff, date=date(2020, 1, 1), date_precision="year")
    text = signed_in(staff).get("/donations/cash-gifts/").content.decode()
    assert ">2021年8月中旬</a>" in text and ">2021年8月</a>" in text and ">2020年</a>" in text
    assert ">2021-08-01</a>" not in text
    gift = CashGift.objects.get(date_precision="month")
    page = signed_in(staff).get(gift.get_absolute_url())
    assert {row["name"]: row["value"] for row in page.context["rows"]}["date"] == "2021年8月"
