"""Who gets what answer at every address, generated from the URL list."""

import pytest
from django.urls import get_resolver, reverse

from donations.models import CashGift, Donor, Fund
from redcross.models import Attachment
from tests.factories import make_cash_gift

ACTORS = ("anonymous", "staff", "administrator", "leader", "outsider", "above")

# GET and POST answers for each actor, in the order of ACTORS.
READ = ("302 200 200 200 200 200", "302 405 405 405 405 405")
ROW = ("302 200 200 200 404 200", "302 405 405 405 405 405")
ADD = ("302 200 200 403 200 200", "302 422 422 403 422 422")
WRITE = ("302 200 200 403 404 403", "302 422 422 403 404 403")
ATTACH = ("302 405 405 405 405 405", "302 302 302 403 404 403")
QUICK = ("302 405 405 405 405 405", "302 400 400 403 400 400")
REVEAL = ("302 404 404 403 404 404", "302 404 404 403 404 404")
GO_ON = ("302 302 302 302 302 302", "302 405 405 405 405 405")

ENTRY = {"list": READ, "detail": ROW, "add": ADD, "change": WRITE, "void": WRITE, "attach": ATTACH}
CHOICE = {"search": READ, "quick_add": QUICK}
OWN = {
    **{f"donations:cash_gift_{action}": answers for action, answers in ENTRY.items()},
    **{f"donations:donor_{action}": answers for action, answers in (ENTRY | CHOICE).items()},
    **{f"donations:fund_{action}": answers for action, answers in (ENTRY | CHOICE).items()},
    "donations:donor_reveal": REVEAL,
    "reports:home": GO_ON,
    "reports:figures": READ,
    "reports:figures_of_year": READ,
    "reports:evaluation_latest": GO_ON,
    "reports:evaluation": READ,
    "reports:evaluation_pdf": READ,
    "attachment": ("302 200 200 200 404 200", "302 200 200 200 404 200"),
    "set_language": ("302 302 302 302 302 302",) * 2,
}
# Addresses of libraries, by who may open them: everybody, who is signed in, or (admin) whose
# account says so. That they answer so is tested below on each of them.
OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "mfa_authenticate",
}
SIGNED_IN = {
    "account_change_password",
    "account_set_password",
    "account_email",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "usersessions_list",
}
# Model's admin to whether an administrator may read it.
ADMIN = {
    "auth_group": False,
    "redcross_society": False,
    "redcross_closedyear": False,
    "redcross_user": True,
    "redcross_logentry": True,
    "redcross_place": True,
    "redcross_partner": True,
    "donations_cashgift": True,
    "donations_donor": True,
    "donations_fund": True,
    "account_emailaddress": False,
    "mfa_authenticator": False,
    "usersessions_usersession": False,
}
ADMIN_ACTIONS = ("changelist", "add", "history", "delete", "change")
ADMIN_OTHER = {
    "admin:index": 200,
    "admin:login": 302,
    "admin:logout": 405,
    "admin:password_change": 200,
    "admin:password_change_done": 200,
    "admin:autocomplete": 403,
    "admin:jsi18n": 200,
    "admin:view_on_site": 404,
    "admin:app_list": 200,
    "admin:auth_user_password_change": 404,
}


def names(patterns=None, prefix=""):
    """Every named address, and those without a name by their pattern."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(entry, "url_patterns"):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from names(entry.url_patterns, space)
        else:
            yield f"{prefix}{entry.name or entry.pattern}"


@pytest.fixture
def cast(staff, administrator, leader, outsider, above):
    users = (staff, administrator, leader, outsider, above)
    return {"anonymous": None, **{user.username: user for user in users}}


@pytest.fixture
def gift(cast, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return make_cash_gift(cast["staff"])


def address(name, gift):
    if name == "attachment":
        kept = Attachment(
            model="donations.cashgift",
            object_id=gift.pk,
            society=gift.society,
            added_by=gift.entered_by,
            name="a.pdf",
            content_type="application/pdf",
        )
        from django.core.files.base import ContentFile

        kept.file.save("a.pdf", ContentFile(b"%PDF-1.7"))
        return reverse(name, args=[kept.pk])
    if name.startswith("reports:"):
        by_year = ("reports:figures_of_year", "reports:evaluation", "reports:evaluation_pdf")
        return reverse(name, args=[2021] if name in by_year else [])
    for word, model in (("cash_gift", CashGift), ("donor", Donor), ("fund", Fund)):
        action = name.split(f":{word}_")[-1]
        if action != name and action not in ("list", "add", "search", "quick_add"):
            return reverse(name, args=[model.objects.get().pk])
    return reverse(name)


def test_every_address_has_an_entry_and_every_entry_an_address():
    known = {*OWN, *OPEN, *SIGNED_IN, *ADMIN_OTHER}
    known |= {f"admin:{model}_{action}" for model in ADMIN for action in ADMIN_ACTIONS}
    found = set(names())
    unnamed = {name for name in found if "(?P<" in name or name.endswith("/") or "<path:" in name}
    # The admin's own redirects and its catch-all answer like the index.
    assert {name for name in unnamed if not name.startswith("admin:")} == set()
    assert found - unnamed - known == set()
    assert set(OWN) - found == set()


@pytest.mark.parametrize("name", OWN)
def test_every_actor_gets_exactly_the_intended_answer(name, cast, gift, client):
    url = address(name, gift)
    for method, expected in zip(("get", "post"), OWN[name], strict=True):
        found = {}
        for actor in ACTORS:
            client.logout()
            if cast[actor]:
                client.force_login(
                    cast[actor], backend="allauth.account.auth_backends.AuthenticationBackend"
                )
            found[actor] = str(getattr(client, method)(url).status_code)
        assert found == dict(zip(ACTORS, expected.split(), strict=True)), method


def test_exports_are_for_administrators_and_leaders(cast, gift, client):
    found = {}
    for actor, user in cast.items():
        client.logout()
        if user:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        found[actor] = client.get("/donations/cash-gifts/?format=xlsx").status_code
    assert list(found.values()) == [302, 403, 200, 200, 403, 403]


@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_account_pages_are_for_who_is_signed_in(name, client, db):
    answer = client.get(reverse(name))
    assert (answer.status_code, "/accounts/login/" in answer.url) == (302, True)


@pytest.mark.parametrize("model", ADMIN)
def test_the_admin_is_for_administrators_and_only_what_they_keep(model, cast, gift, client):
    url = reverse(f"admin:{model}_changelist")
    found = {}
    for actor, user in cast.items():
        client.logout()
        if user:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        found[actor] = client.get(url).status_code
    may = 200 if ADMIN[model] else 403
    assert list(found.values()) == [302, 302, may, 302, 302, 302]


def test_nobody_can_sign_up(client, db):
    page = client.post(
        "/accounts/signup/", {"username": "x", "password1": "Abc-12345", "password2": "Abc-12345"}
    )
    assert page.status_code == 200
    from redcross.models import User

    assert not User.objects.exists()


def test_an_administrator_makes_neither_superusers_nor_users_elsewhere(cast, client):
    client.force_login(
        cast["administrator"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    other = cast["outsider"]
    assert client.get(f"/admin/redcross/user/{other.pk}/change/").status_code == 302
    page = client.get(f"/admin/redcross/user/{cast['staff'].pk}/change/").content.decode()
    assert 'name="is_superuser"' not in page and 'name="user_permissions"' not in page
    assert other.society.name not in page
