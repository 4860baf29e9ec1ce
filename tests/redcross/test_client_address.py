"""From where a request comes, whatever it says of itself."""

import pytest
from django.test import RequestFactory

from redcross.client_address import address_of, trusted_networks
from redcross.models import LogEntry
from tests.factories import PASSWORD

FAR, PROXY = "203.0.113.9", "10.0.0.2"


def asked(near, forwarded=None):
    more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=near, **more)


@pytest.mark.parametrize(
    ("trusted", "near", "forwarded", "address"),
    [
        # Nobody stands between.
        ([], FAR, None, FAR),
        ([], "127.0.0.1", None, "127.0.0.1"),
        # What somebody says of himself, past the proxy or through it.
        ([], FAR, "1.2.3.4", FAR),
        ([PROXY], FAR, "1.2.3.4", FAR),
        ([PROXY], PROXY, f"1.2.3.4, {FAR}", FAR),
        ([PROXY], PROXY, f"10.0.0.2, 1.2.3.4, {FAR}", FAR),
        # One proxy behind another, a network of them, a socket.
        (["10.0.0.0/8"], PROXY, f"{FAR}, 10.9.9.9", FAR),
        (["127.0.0.0/8"], "", FAR, FAR),
        (["127.0.0.1"], "127.0.0.1", "2001:db8::7", "2001:db8::7"),
        # A proxy that says nothing, or nonsense.
        ([PROXY], PROXY, None, PROXY),
        ([PROXY], PROXY, "<script>", None),
        ([PROXY], PROXY, "", PROXY),
        # A proxy that is not named: nobody knows who asks.
        ([], "127.0.0.1", FAR, None),
        ([], "", FAR, None),
        ([], "", None, None),
    ],
)
def test_only_a_trusted_proxy_is_believed(settings, trusted, near, forwarded, address):
    settings.TRUSTED_PROXIES = trusted_networks(trusted)
    assert address_of(asked(near, forwarded)) == address


def test_what_is_no_network_is_refused_at_start():
    with pytest.raises(ValueError, match="nginx"):
        trusted_networks(["nginx"])


def test_the_log_keeps_the_address_of_the_client(client, staff, settings):
    settings.TRUSTED_PROXIES = trusted_networks(["127.0.0.1"])
    data = {"login": staff.username, "password": PASSWORD}
    client.post("/accounts/login/", data, HTTP_X_FORWARDED_FOR=f"1.2.3.4, {FAR}")
    assert LogEntry.objects.get(action="sign_in").address == FAR


def guess(client, name, address):
    data = {"login": name, "password": "wrong"}
    return client.post("/accounts/login/", data, HTTP_X_FORWARDED_FOR=address)


def lets_in(client, user, address):
    data = {"login": user.username, "password": PASSWORD}
    answer = client.post("/accounts/login/", data, HTTP_X_FORWARDED_FOR=address)
    client.logout()
    return answer.status_code == 302


def test_who_guesses_many_names_locks_out_his_own_address(client, staff, settings):
    settings.TRUSTED_PROXIES = trusted_networks(["127.0.0.1"])
    for number in range(21):
        guess(client, f"nobody{number}", FAR)
    assert not lets_in(client, staff, FAR)
    assert lets_in(client, staff, "203.0.113.10")
    # He who says that he comes from elsewhere does not.
    assert not lets_in(client, staff, f"198.51.100.7, {FAR}")


def test_where_the_address_is_not_known_nobody_is_locked_out_by_others(client, staff):
    for number in range(30):
        guess(client, f"nobody{number}", FAR)
    assert lets_in(client, staff, FAR)


def test_an_account_is_locked_from_wherever_it_is_guessed(client, staff, settings):
    settings.TRUSTED_PROXIES = trusted_networks(["127.0.0.1"])
    for number in range(5):
        guess(client, staff.username, f"203.0.113.{number}")
    assert not lets_in(client, staff, "203.0.113.99")
