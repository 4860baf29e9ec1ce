"""Ten thousand values that no page is made for, each sent to some parameter or field of some page.

Other ones with `--hypothesis-seed=N`.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redcross.models import User
from tests.expected_answers import OWN, SIGNED_IN
from tests.hostile import VALUES, hostile_addresses, look_at, send

TRIES = 10_000


@pytest.fixture
def pages(demonstration, db, client):
    """A function that gives a page by its number: each is looked at once."""
    client.force_login(User.objects.get(username="guanli"))
    addresses = sorted(hostile_addresses(User.objects.get(username="luru")).items())
    seen = {}

    def page(number):
        name, url = addresses[number % len(addresses)]
        if name not in seen:
            seen[name] = look_at(name, url, client)
        return seen[name]

    return page


@settings(
    max_examples=TRIES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    st.integers(0, len(OWN) + len(SIGNED_IN)),
    st.integers(0, 10_000),
    st.sampled_from(VALUES) | st.text(max_size=60),
)
def test_whatever_is_sent_is_answered(pages, client, number, place, value):
    page = pages(number)
    method, name = page.places()[place % len(page.places())]
    with transaction.atomic():
        answer = send(client, page, method, name, value)
        assert answer.status_code < 500, (page.url, method, name, value)
        transaction.set_rollback(True)
