"""Back to the list with the filter and the page she came from."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.pages import form_data

GIFTS = reverse("donations:cash_gift_list")
LIST = f"{GIFTS}?q=D&page=1&date_from=2021-01-01"


def test_the_way_from_the_list_through_a_change_leads_back(gift, staff, signed_in):
    client = signed_in(staff)
    back = urlencode({"back": LIST})
    here = f"{gift.get_absolute_url()}?{back}"
    assert f'href="{here}"' in client.get(LIST).content.decode().replace("&amp;", "&")
    page = client.get(here)
    assert page.context["back"] == LIST
    change = f"{gift.get_absolute_url()}change/?{back}"
    assert f'href="{change}"' in page.content.decode()
    data = form_data(client.get(change)) | {"note": "N1"}
    assert client.post(change, data).url == here


def test_the_way_through_voiding_leads_back(gift, staff, signed_in):
    client = signed_in(staff)
    back = urlencode({"back": LIST})
    void = f"{gift.get_absolute_url()}void/?{back}"
    answer = client.post(void, {"version": gift.version, "reason": "twice"})
    assert answer.url == f"{gift.get_absolute_url()}?{back}"


def test_adding_again_leads_back_too(gift, staff, signed_in):
    client = signed_in(staff)
    address = f"{reverse('donations:cash_gift_add')}?{urlencode({'back': LIST})}"
    data = {"date": "2021-05-01", "donor": gift.donor_id, "fund": gift.fund_id, "amount": "1"}
    data |= {"channel": "bank", "source": "public", "date_precision": "day", "times": "1"}
    answer = client.post(address, data | {"again": "1"})
    assert answer.status_code == 302 and urlencode({"back": LIST}) in answer.url


@pytest.mark.parametrize(
    "back", ["", "https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"]
)
def test_no_address_elsewhere_is_led_to(gift, staff, signed_in, back):
    page = signed_in(staff).get(gift.get_absolute_url(), {"back": back})
    assert page.context["back"] == GIFTS
    assert "example.org" not in page.content.decode().split("<main")[1]
