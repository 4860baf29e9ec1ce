"""Guessing a password: five are tried, whatever is sent at once and to however many processes."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from threading import Barrier
from urllib.parse import urlencode

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.test import Client

from redcross.models import LogEntry, User
from tests.factories import PASSWORD
from tests.processes import free_port, other_process

SIGN_IN = "/accounts/login/"
GUESSES, TRIED = 36, 5
numbers = count(1)


@contextmanager
def running_server():
    """Two processes of four threads each behind a proxy, as on a server; gives their port."""
    port = free_port()
    arguments = ("-m", "gunicorn", "redcross.wsgi", "--bind", f"127.0.0.1:{port}")
    threads = ("--workers", "2", "--threads", "4", "--timeout", "120")
    proxy = {"TRUSTED_PROXIES": "127.0.0.1"}
    with other_process(*arguments, *threads, variables=proxy) as site:
        try:
            wait_for(port)
            yield port
        finally:
            site.terminate()


def wait_for(port):
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            if asked(port, "GET", "/health/live")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError


def asked(port, method, path, body=None, headers=None):
    """Return the status and the headers of the answer, and its cookies."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    cookies = [text.partition(";")[0] for text in answer.headers.get_all("Set-Cookie") or ()]
    return answer.status, answer.headers, dict(text.split("=", 1) for text in cookies)


class Browser:
    """Somebody before the sign-in page, with the token of its form, each from elsewhere.

    From one address fewer attempts are let through anyway.
    """

    def __init__(self, port):
        self.port = port
        self.address = f"203.0.113.{next(numbers)}"
        _status, _headers, self.cookies = asked(port, "GET", SIGN_IN)

    def sign_in(self, username, password):
        """Return the status: 302 where it is the right one and is let in."""
        token = self.cookies["csrftoken"]
        form = urlencode({"login": username, "password": password, "csrfmiddlewaretoken": token})
        headers = {
            "Cookie": f"csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": self.address,
        }
        return asked(self.port, "POST", SIGN_IN, form, headers)[0]


@pytest.fixture(autouse=True)
def _no_attempts(db):
    """Nobody has tried yet; what is counted in other processes outlives the test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def _as_on_a_server(transactional_db, staff, leader):
    """Passwords are kept as a server keeps them."""
    encoded = PBKDF2PasswordHasher().encode(PASSWORD, "salt")
    User.objects.update(password=encoded)


@pytest.mark.usefixtures("_as_on_a_server")
def test_of_many_guesses_at_once_five_are_tried_and_then_not_even_the_right_one():
    with running_server() as port, ThreadPoolExecutor(GUESSES) as pool:
        browsers = list(pool.map(Browser, [port] * GUESSES))
        together = Barrier(GUESSES)

        def guess(number):
            together.wait()
            # Two of them in capitals: the name is the same one.
            name = "LEADER" if number < 2 else "leader"
            return browsers[number].sign_in(name, f"Wrong-{number}-guess")

        statuses = list(pool.map(guess, range(GUESSES)))
        tried = LogEntry.objects.filter(action=LogEntry.Action.SIGN_IN_FAILED)
        assert set(statuses) == {200}
        refused = LogEntry.objects.filter(action=LogEntry.Action.SIGN_IN_REFUSED, reason="leader")
        assert (tried.count(), refused.count()) == (TRIED, GUESSES - TRIED)
        assert Browser(port).sign_in("leader", PASSWORD) != 302
        assert refused.count() == GUESSES - TRIED + 1
        assert not LogEntry.objects.filter(action=LogEntry.Action.SIGN_IN).exists()
        # Another account is another matter.
        assert Browser(port).sign_in("staff", PASSWORD) == 302


def test_after_the_lockout_the_right_password_opens_again(client, staff, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/2s/key"}
    for _number in range(TRIED):
        client.post(SIGN_IN, {"login": "staff", "password": "Wrong-1-guess"})
    right = {"login": "staff", "password": PASSWORD}
    assert client.post(SIGN_IN, right).status_code == 200
    time.sleep(2.1)
    assert client.post(SIGN_IN, right).status_code == 302


@pytest.mark.parametrize(
    ("address", "field"),
    [("/accounts/reauthenticate/", "password"), ("/accounts/password/change/", "oldpassword")],
)
def test_the_password_asked_for_again_counts_too(address, field, client, staff):
    client.force_login(staff)
    for number in range(TRIED):
        new = {"password1": "Songhua-2026", "password2": "Songhua-2026"}
        client.post(address, new | {field: f"Wrong-{number}-guess"})
    assert failed() == ["sign_in_failed"] * TRIED
    assert Client().post(SIGN_IN, {"login": "staff", "password": PASSWORD}).status_code == 200
    assert failed() == [*["sign_in_failed"] * TRIED, "sign_in_refused"]


def failed():
    """Return what became of attempts that are of the account, the first one first."""
    of_account = LogEntry.objects.filter(reason="staff", model="redcross.user", user=None)
    return list(of_account.order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("name", ["STAFF", "Staff", "\uff33taff", "\u017ftaff"])
def test_no_other_spelling_of_the_name_is_tried_beside_it(name, client, staff):
    for number in range(TRIED):
        client.post(SIGN_IN, {"login": "staff", "password": f"Wrong-{number}-guess"})
    client.post(SIGN_IN, {"login": name, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_more_attempts_than_anybody_makes_are_told_to_wait(client, staff):
    for number in range(31):
        answer = client.post(SIGN_IN, {"login": f"nobody{number}", "password": "x"})
    assert answer.status_code == 429 and "尝试次数过多" in answer.content.decode()
    # They are not in the log, which whoever sends thousands would fill.
    assert LogEntry.objects.count() == 30


def test_a_code_that_is_not_even_tried_is_logged_too(client, staff):
    TOTP.activate(staff, generate_totp_secret())
    client.post(SIGN_IN, {"login": "staff", "password": PASSWORD})
    for _number in range(TRIED + 2):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert failed() == [*["factor_failed"] * TRIED, *["sign_in_refused"] * 2]
    assert "_auth_user_id" not in client.session
    assert {entry.society_id for entry in LogEntry.objects.all()} == {staff.society_id}
