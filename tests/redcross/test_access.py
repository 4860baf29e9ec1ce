"""Who gets what answer at every address, generated from the URL list."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import get_resolver, reverse

from donations.models import CashGift
from redcross.models import User
from tests import factories
from tests.demonstration import lasting_records
from tests.expected_answers import (
    ADMIN,
    ADMIN_ACTIONS,
    ADMIN_OTHER,
    ARGUMENTS,
    OPEN,
    OWN,
    PRINTED,
    SIGNED_IN,
    address,
)
from tests.kinds import answers


def names(patterns=None, prefix=""):
    """Every named address, and those without a name by their pattern."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(entry, "url_patterns"):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from names(entry.url_patterns, space)
        else:
            yield f"{prefix}{entry.name or entry.pattern}"


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    """Actor to user, without one for who is anonymous."""
    with lasting_records(django_db_blocker):
        roles = {group.name: group for group in Group.objects.all()}
        province = factories.make_society("S43", code="43")
        own = factories.make_society("S430212", code="430212", parent=province)
        beside = factories.make_society("S430211", code="430211", parent=province)
        users = (
            factories.make_user("staff", own, roles["staff"]),
            factories.make_user("administrator", own, roles["administrator"]),
            factories.make_user("leader", own, roles["leader"]),
            factories.make_user("auditor", own, roles["auditor"]),
            factories.make_user("outsider", beside, roles["staff"]),
            factories.make_user("above", province, roles["staff"]),
        )
        factories.make_cash_gift(users[0])
        yield {"anonymous": None, **{user.username: user for user in users}}


@pytest.fixture(scope="module")
def cookies(cast):
    """Actor to the cookies of a browser in which the actor has signed in."""
    found = {}
    for actor, user in cast.items():
        client = Client()
        if user:
            client.force_login(user)
        found[actor] = client.cookies
    return found


@pytest.fixture
def clients(db, cookies):
    """Actor to a client in which the actor has signed in."""
    found = {}
    for actor, kept in cookies.items():
        found[actor] = Client()
        found[actor].cookies.load(kept.output(header=""))
    return found


@pytest.fixture
def gift(db, cast, media):
    return CashGift.objects.get()


def test_every_address_has_an_entry_and_every_entry_an_address():
    known = {*OWN, *PRINTED, *OPEN, *SIGNED_IN, *ADMIN_OTHER}
    known |= {f"admin:{model}_{action}" for model in ADMIN for action in ADMIN_ACTIONS}
    found = set(names())
    unnamed = {name for name in found if "(?P<" in name or name.endswith("/") or "<path:" in name}
    # The admin's own redirects and its catch-all answer like the index.
    assert {name for name in unnamed if not name.startswith("admin:")} == set()
    assert found - unnamed - known == set()
    assert set(OWN) - found == set()


@pytest.fixture
def answers_to(clients):
    """A function that gives the status code that each of the cast gets."""

    def ask(url, method="get"):
        return {
            actor: getattr(client, method)(url).status_code for actor, client in clients.items()
        }

    return ask


@pytest.mark.parametrize("name", OWN)
def test_every_actor_gets_exactly_the_intended_answer(name, gift, answers_to):
    url = address(name, gift)
    assert answers_to(url) == OWN[name].get
    assert answers_to(url, "post") == OWN[name].post


@pytest.mark.alike
@pytest.mark.parametrize("name", OWN)
def test_no_address_answers_another_method(name, gift, clients):
    url = address(name, gift)
    for method in ("put", "patch", "delete"):
        # Django's own views, which lead elsewhere.
        refused = 302 if name in ("set_language", "admin_password_change") else 405
        answer = getattr(clients["administrator"], method)(url)
        assert answer.status_code == refused, method


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_a_list_is_exported_by_who_may_see_it(gift, answers_to, file_format):
    found = answers_to(f"/donations/cash-gifts/?format={file_format}&columns=all")
    assert found == answers(200)


@pytest.mark.parametrize("name", OPEN)
def test_pages_before_the_sign_in_are_open(name, clients):
    url = reverse(name, kwargs=ARGUMENTS.get(name))
    found = {actor: clients[actor].get(url).status_code for actor in ("anonymous", "staff")}
    assert found == OPEN[name]


@pytest.mark.parametrize("name", SIGNED_IN)
def test_account_pages_are_for_who_is_signed_in(name, clients):
    answer = clients["anonymous"].get(reverse(name))
    assert (answer.status_code, "/accounts/login/" in answer.url) == (302, True)
    assert clients["staff"].get(reverse(name)).status_code == SIGNED_IN[name]


@pytest.mark.parametrize("model", ADMIN)
def test_the_admin_is_for_administrators_and_only_what_they_keep(model, gift, answers_to):
    found = answers_to(reverse(f"admin:{model}_changelist"))
    assert found == answers(302, administrator=200 if ADMIN[model] else 403)


@pytest.mark.parametrize("name", ADMIN_OTHER)
def test_the_frame_of_the_admin_is_for_administrators(name, clients):
    arguments = {
        "admin:app_list": ["donations"],
        "admin:view_on_site": [1, 1],
    }
    url = reverse(name, args=arguments.get(name))
    found = [clients[actor].get(url).status_code for actor in ("staff", "administrator")]
    refused = {"admin:login": 403, "admin:password_change": 302}
    assert found == [refused.get(name, 302), ADMIN_OTHER[name]]


def test_the_admin_changes_no_account(cast, clients, client):
    account = f"/admin/redcross/user/{cast['staff'].pk}"
    outsider = f"/admin/redcross/user/{cast['outsider'].pk}/change/"
    assert clients["administrator"].get(outsider).status_code == 302
    client.force_login(User.objects.create_superuser("root"))
    for one in (clients["administrator"], client):
        assert one.get(f"{account}/change/").status_code == 200
        pages = ("/admin/redcross/user/add/", f"{account}/change/", f"{account}/delete/")
        assert [one.post(page).status_code for page in pages] == [403, 403, 403]
        assert one.post(f"{account}/password/").status_code in (302, 404)
