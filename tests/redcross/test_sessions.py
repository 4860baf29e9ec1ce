"""Where one is signed in: seen in words, and ended there."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from redcross.accounts.devices import device_in_words
from redcross.models import LogEntry
from tests.factories import PASSWORD
from tests.pages import client_of

PAGE = "/accounts/sessions/"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120"
)
PHONE = (
    "Mozilla/5.0 (Linux; Android 13; V2154A) AppleWebKit/537.36 Version/4.0 Chrome/111 "
    "Mobile Safari/537.36 MicroMessenger/8.0.43"
)


def signed_in_with(user_agent, address="10.1.2.3"):
    client = Client(HTTP_USER_AGENT=user_agent, REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": "staff", "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (EDGE, "Edge, Windows"),
        (PHONE, "WeChat, Android telephone or tablet"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
            "Firefox, Linux",
        ),
        ("curl/8", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_device_is_told_in_words(user_agent, words, settings):
    settings.LANGUAGE_CODE = "en"
    assert device_in_words(user_agent) == words


def test_the_page_tells_where_and_since_when_and_this_one_first(staff):
    signed_in_with(PHONE, "10.9.9.9")
    client = signed_in_with(EDGE)
    rows = client.get(PAGE).context["sessions"]
    assert [(row.current, row.address) for row in rows] == [(True, "10.1.2.3"), (False, "10.9.9.9")]
    text = client.get(PAGE).content.decode()
    assert "Edge" in text and "Windows" in text and "10.9.9.9" in text and PHONE not in text


def test_where_the_address_is_not_known_none_is_shown(staff, settings):
    client = Client(HTTP_X_FORWARDED_FOR="1.2.3.4", REMOTE_ADDR="127.0.0.1")
    client.post("/accounts/login/", {"login": "staff", "password": PASSWORD})
    assert [row.address for row in client.get(PAGE).context["sessions"]] == [""]


def test_one_session_is_ended_and_then_all_others(staff, leader):
    others = [signed_in_with(PHONE) for _number in range(3)]
    client = signed_in_with(EDGE)
    client.get(PAGE)
    keys = [other.session.session_key for other in others]
    first = UserSession.objects.get(session_key=keys[0])
    assert client.post(PAGE, {"session": first.pk}).status_code == 302
    assert [other.get("/").status_code for other in others] == [302, 200, 200]
    assert LogEntry.objects.first().action == "end_sessions"
    client.post(PAGE)
    assert [other.get("/").status_code for other in others] == [302] * 3
    assert client.get(PAGE).status_code == 200
    written = LogEntry.objects.count()
    client.post(PAGE)  # a second click ends nothing, and says nothing
    assert LogEntry.objects.count() == written


def test_nobody_ends_the_sessions_of_others_here(staff, leader):
    other = signed_in_with(PHONE)
    client = client_of(leader)
    session = UserSession.objects.get(session_key=other.session.session_key)
    for sent in (session.pk, "x", "²", "9" * 40):
        client.post(PAGE, {"session": sent})
    assert other.get("/").status_code == 200
