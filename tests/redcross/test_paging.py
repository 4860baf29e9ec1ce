"""Lists in pages of the sizes that are offered, whatever the address asks for."""

import pytest

from tests.factories import make_partner

LIST = "/reference/partners/"


@pytest.fixture
def client(staff, signed_in):
    for _ in range(60):
        make_partner(staff)
    return signed_in(staff)


def shown(page):
    return page.context["table"].page.object_list


def test_a_page_has_one_of_the_sizes_offered(client):
    others = ("", "0", "-1", "1", "26", "1000000", "²", "٥٠", "50.0", "NaN")
    for asked, rows in {"25": 25, "50": 50, "100": 60, **dict.fromkeys(others, 25)}.items():
        page = client.get(LIST, {"per_page": asked})
        assert (page.status_code, len(shown(page))) == (200, rows), asked


def test_a_page_beyond_the_end_is_the_last_and_rubbish_the_first(client):
    beyond, rubbish = ("4", "9" * 400, "0", "-1"), ("", "²", "x", "1e999", "9" * 5000)
    expected = {"2": 2, "3": 3} | dict.fromkeys(beyond, 3) | dict.fromkeys(rubbish, 1)
    for asked, number in expected.items():
        page = client.get(LIST, {"page": asked})
        assert (page.status_code, page.context["table"].page.number) == (200, number), asked[:20]
