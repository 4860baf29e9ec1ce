"""What somebody sends who has not signed in: a form's worth, and nothing larger is read."""

import pytest
from django.core.cache import cache
from django.test import Client

from redcross.models import LogEntry
from tests.addresses import addresses
from tests.factories import PASSWORD
from tests.photos import upload

FORM = "multipart/form-data; boundary=x"
MANY = 300 * 1024 * 1024


class Unread:
    """A body that says how large it is, and must not be looked at."""

    def __init__(self, size):
        self.size, self.read_from = size, 0

    def read(self, *size):
        self.read_from += 1
        return b""

    readline = read


def send(client, address, size, **headers):
    """Return the answer, and whether anything of the body was read."""
    body = Unread(size)
    environ = {"wsgi.input": body, "CONTENT_LENGTH": str(size), "CONTENT_TYPE": FORM}
    answer = client.post(address, **environ, **headers)
    return answer, body.read_from > 0


@pytest.fixture(autouse=True)
def _fresh(db):
    cache.clear()


def test_no_address_reads_much_of_who_has_not_signed_in():
    client = Client(enforce_csrf_checks=True)
    for address in addresses([1]):
        if address.startswith("/health/"):
            continue
        answer, was_read = send(client, address, MANY)
        assert (answer.status_code, was_read) == (413, False), address
    assert "上传的内容过大" in answer.content.decode()


def test_what_fits_a_form_is_read(staff):
    client = Client()
    signed = client.post("/accounts/login/", {"login": "staff", "password": PASSWORD})
    assert signed.status_code == 302
    # Whoever has signed in sends what pages take.
    answer, _was_read = send(client, "/scans/", 1024 * 1024)
    assert answer.status_code != 413


def test_the_page_for_prints_takes_a_file_up_to_its_limit(settings):
    client = Client()
    settings.VERIFY_MAX_BYTES = 200 * 1024
    settings.STRANGERS_FILES = {"reports:verify": settings.VERIFY_MAX_BYTES}
    for size, status in ((100 * 1024, 422), (210 * 1024, 422), (300 * 1024, 413)):
        sent = {"code": "AAAA-BBBB-CCCC", "file": upload("a.pdf", b"0" * size)}
        answer = client.post("/verify/", sent)
        assert answer.status_code == status
        errors = answer.context["form"].errors if status == 422 else {}
        assert ("file" in errors) == (size == 210 * 1024)


def test_of_who_guesses_codes_nothing_is_read_any_more():
    client = Client(enforce_csrf_checks=True)
    for _number in range(30):
        assert client.post("/verify/", {"code": "AAAA-BBBB-CCCC"}).status_code == 422
    answer, was_read = send(client, "/verify/", 1024 * 1024)
    assert (answer.status_code, was_read) == (429, False)
    assert not LogEntry.objects.exists()
