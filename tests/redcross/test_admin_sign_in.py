"""The admin is behind the one sign-in: nothing passes by its lockout or its second factor."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from redcross.models import LogEntry
from tests.factories import PASSWORD

SIGN_IN = "/accounts/login/"
# What Django's own form of the admin would send.
OWN_FORM = {
    "username": "administrator",
    "password": PASSWORD,
    "this_is_the_login_form": "1",
    "next": "/admin/",
}


@pytest.fixture(autouse=True)
def _no_attempts(db):
    cache.clear()


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/", "/admin/redcross/user/"])
def test_what_the_admins_own_form_would_send_signs_nobody_in(address, client, administrator):
    answer = client.post(address, OWN_FORM, follow=True)
    assert answer.redirect_chain[-1][0].startswith(SIGN_IN)
    assert not is_in(client)
    assert not LogEntry.objects.filter(action="sign_in").exists()


def test_no_guess_is_tried_there(client, administrator):
    for number in range(8):
        client.post("/admin/login/", OWN_FORM | {"password": f"Wrong-{number}-guess"})
    assert not LogEntry.objects.filter(action__startswith="sign_in").exists()


def test_the_lockout_holds_there(client, administrator):
    for number in range(5):
        client.post(SIGN_IN, {"login": "administrator", "password": f"Wrong-{number}-guess"})
    client.post("/admin/login/", OWN_FORM)
    client.post(f"{SIGN_IN}?next=/admin/", {"login": "administrator", "password": PASSWORD})
    assert not is_in(client) and client.get("/admin/").status_code == 302


def test_the_second_factor_is_asked_for_on_the_way_there(client, administrator):
    secret = generate_totp_secret()
    TOTP.activate(administrator, secret)
    client.post(f"{SIGN_IN}?next=/admin/", {"login": "administrator", "password": PASSWORD})
    assert not is_in(client) and client.get("/admin/").status_code == 302
    client.post("/admin/login/", OWN_FORM)
    assert not is_in(client)
    code = f"{hotp_value(secret, int(timezone.now().timestamp()) // 30):06}"
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/admin/").status_code == 200


def test_where_a_second_factor_is_required_nothing_of_it_opens_without(
    signed_in, administrator, society
):
    society.second_factor_required = True
    society.save()
    client = signed_in(administrator)
    for address in ("/admin/", "/admin/login/", "/admin/redcross/user/"):
        for answer in (client.get(address), client.post(address, OWN_FORM)):
            assert answer.status_code == 302 and answer.url == reverse("mfa_activate_totp")
