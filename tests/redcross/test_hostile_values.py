"""What no page is made for is answered, never with an error page: a fixed sample of all tries.

`tests/drill/test_hostile_values.py` tries ten thousand others.
"""

import random

import pytest

from redcross.models import User
from tests.factories import make_donor, make_fund, make_session
from tests.hostile import (
    FORM,
    VALUES,
    addresses_with_text,
    encoded,
    hostile_addresses,
    look_at,
    send,
)
from tests.pages import form_data

pytestmark = pytest.mark.usefixtures("demonstration")

PAGES, TRIES = 70, 4


@pytest.fixture
def luru(db):
    return User.objects.get(username="luru")


@pytest.fixture
def client(client, luru):
    client.force_login(User.objects.get(username="guanli"))
    return client


def test_a_sample_of_all_pages_answers_whatever_is_sent(client, luru):
    chosen = random.Random(2021)  # noqa: S311
    addresses = hostile_addresses(luru)
    for name in chosen.sample(sorted(addresses), PAGES):
        page = look_at(name, addresses[name], client)
        for method, place in chosen.sample(page.places(), min(TRIES, len(page.places()))):
            value = chosen.choice(VALUES)
            answer = send(client, page, method, place, value)
            assert answer.status_code < 500, (page.url, method, place, value[:20])


def test_addresses_answer_whatever_stands_in_them(client, db):
    chosen = random.Random(2021)  # noqa: S311
    for value in VALUES:
        for address in chosen.sample(list(addresses_with_text(value)), 5):
            assert client.get(address).status_code < 500, address


@pytest.mark.parametrize("place", ["q", "society", "page", "any"])
def test_an_address_with_a_null_character_is_refused_whatever_reads_it(client, place):
    assert client.get(f"/donations/cash-gifts/?{place}=a%00b").status_code == 400
    assert client.get(f"/donations/cash-gifts/?{place}=%2500").status_code in (200, 404)


@pytest.mark.parametrize("digits", ["²", "٣", "9" * 19, "9" * 400, "-1"])
def test_what_only_looks_like_a_key_is_none(client, luru, digits):
    keyed = ("/donations/cash-gifts/add/?copy=", "/figures/?society=", "/drafts/add/?from=")
    for address in (*keyed, "/donations/donors/search/?beside=", "/figure-search/?evaluation="):
        assert client.get(f"{address}{digits}").status_code == 200, address
    merged = make_donor(luru)
    page = client.post(f"/donations/donors/{merged.pk}/merge/", {"into": digits, "reason": "Y"})
    assert page.status_code == 422


def test_a_name_with_a_null_character_is_refused_with_a_message(client):
    answer = client.post("/donations/funds/quick-add/", {"name": "a\0b"})
    assert answer.status_code == 422 and "name" in answer.context["form"].errors


@pytest.mark.parametrize("year", ["0001", "1989", "2101", "9999"])
def test_no_period_lies_where_nothing_comes_before_or_after(client, year):
    days = {"date_from": f"{year}-01-01", "date_to": f"{year}-12-31"}
    page = client.get("/figures/", days)
    assert list(page.context["form"].errors) == ["date_from", "date_to"]
    data = form_data(client.get("/drafts/add/"))
    begun = data | {"start": f"{year}-01-01", "end": f"{year}-12-31"}
    assert client.post("/drafts/add/", begun).status_code == 422
    widest = {"date_from": "1990-01-01", "date_to": "2100-12-31"}
    assert not client.get("/figures/", widest).context["form"].errors


def test_a_certificate_of_the_last_year_there_is_expires_in_it(client, luru):
    session = make_session(luru, roster=[{"name": "N1", "passed": True}])
    url = f"/training/sessions/{session.pk}/change/"
    sent = form_data(client.get(url)) | {"roster-0-issued_on": "9999-12-31"}
    assert client.post(url, sent).status_code < 500


def test_a_row_whose_number_no_page_gives_is_not_read(client, luru):
    fund = make_fund(luru)
    for number in ("9" * 5000, "٣"):
        sent = encoded({f"cashgift-{number}-amount": "5", "fund": fund.pk})
        answer = client.post("/donations/cash-gifts/sheet/", sent, content_type=FORM)
        assert answer.status_code == 422
        assert answer.context["bulk_entries"][0].rows == []
