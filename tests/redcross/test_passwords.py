"""What a password must be, which is none again, and who needs a second factor."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from redcross.accounts.passwords import kinds_in
from redcross.models import LogEntry, UsedPassword, User, generate_password
from tests.factories import PASSWORD, make_user
from tests.pages import form_data
from tests.redcross.log_changes import as_owner


@pytest.mark.parametrize(
    ("password", "kinds"),
    [("boaiwuzi", 1), ("Boaiwuzi", 2), ("boai1234", 2), ("Boai1234", 3), ("博爱boai12", 3)],
)
def test_kinds_of_characters_are_counted(password, kinds):
    assert kinds_in(password) == kinds
    if kinds < 3:
        with pytest.raises(ValidationError):
            validate_password(password)
    else:
        validate_password(password)


def test_what_is_made_up_is_accepted(staff):
    for _ in range(50):
        validate_password(generate_password(), staff)


def choose(user, password):
    validate_password(password, user)
    user.set_password(password)
    user.save()


def test_none_of_the_last_five_is_taken_again(staff):
    for number in range(6):
        choose(staff, f"Boai-neu-{number}")
    for number in range(1, 6):
        with pytest.raises(ValidationError):
            validate_password(f"Boai-neu-{number}", staff)
    choose(staff, "Boai-neu-0")
    assert UsedPassword.objects.filter(user=staff).count() == 5


def test_what_another_account_had_is_free(staff, leader):
    choose(staff, "Boai-neu-1")
    choose(leader, "Boai-neu-1")


def test_what_was_used_is_kept_as_a_digest(staff):
    choose(staff, "Boai-neu-1")
    assert "Boai" not in UsedPassword.objects.latest("pk").encoded


def test_the_page_says_why_it_refuses(client, staff):
    client.force_login(staff)
    for typed in ("boaiwuzi", PASSWORD):
        answer = client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": typed, "password2": typed},
        )
        assert answer.status_code == 200 and answer.context["form"].errors["password1"]
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)


@pytest.fixture
def required(society):
    society.second_factor_required = True
    society.save()
    return society


def with_app(user):
    """Give the account a second factor."""
    TOTP.activate(user, generate_totp_secret())


@pytest.mark.parametrize(
    ("name", "led"), [("administrator", True), ("leader", True), ("staff", False)]
)
def test_who_needs_a_second_factor_is_led_to_it(required, roles, client, name, led):
    user = make_user(f"of {name}", required, roles[name])
    client.force_login(user)
    asked = reverse("mfa_activate_totp")
    for path in ("/", "/donations/cash-gifts/", "/help/"):
        answer = client.get(path)
        assert (answer.status_code == 302 and answer.url == asked) == led
    assert client.post("/donations/donors/add/", {"name": "甲"}).status_code == (
        302 if led else 422
    )
    if led:
        with_app(user)
        assert Authenticator.objects.filter(user=user).exists()
    assert client.get("/").status_code == 200


def test_who_keeps_the_accounts_of_all_needs_one_where_any_society_asks(society, client):
    root = User.objects.create_superuser("root")
    client.force_login(root)
    assert client.get("/users/").status_code == 200
    society.second_factor_required = True
    society.save()
    for path in ("/users/", "/admin/"):
        assert client.get(path).url == reverse("mfa_activate_totp")
    with_app(root)
    assert client.get("/users/").status_code == 200


def test_the_pages_for_setting_it_up_and_signing_out_stay_open(required, leader, client):
    client.force_login(leader)
    followed = client.get("/", follow=True)
    assert followed.status_code == 200 and followed.redirect_chain
    assert client.post(reverse("account_logout")).status_code == 302


def test_where_it_is_not_asked_for_nobody_is_led(leader, client):
    client.force_login(leader)
    assert client.get("/").status_code == 200


def test_a_password_is_changed_once_it_is_older_than_the_society_wants(
    client, administrator, society, staff
):
    client.force_login(administrator)
    typed = form_data(client.get("/society/"))
    refused = client.post("/society/", typed | {"password_days": "0"})
    assert refused.status_code == 422 and list(refused.context["form"].errors) == ["password_days"]
    assert client.post("/society/", typed | {"password_days": "90"}).status_code == 302
    changed = LogEntry.objects.get(action="change", model="redcross.society")
    assert changed.changes == {"password_days": [None, 90]}

    def sign_in(password):
        client.logout()
        client.post("/accounts/login/", {"login": "staff", "password": password})
        return client.get("/")

    for days, status in ((89, 200), (91, 302)):
        joined = timezone.now() - timedelta(days=days)
        User.objects.filter(pk=staff.pk).update(date_joined=joined)
        assert sign_in(PASSWORD).status_code == status
    change = reverse("account_change_password")
    assert client.get("/").url == change
    assert "超过本单位规定的有效期" in client.get(change).content.decode()
    new = {"oldpassword": PASSWORD, "password1": "Songhua-2026", "password2": "Songhua-2026"}
    assert client.post(change, new).status_code == 302
    # From now on it counts from the change.
    assert sign_in("Songhua-2026").status_code == 200
    as_owner("UPDATE redcross_logentry SET at = at - interval '91 days'")
    assert sign_in("Songhua-2026").status_code == 302


def test_an_administrator_turns_it_on_and_the_log_tells(administrator, society, client):
    client.force_login(administrator)
    typed = form_data(client.get("/society/")) | {"second_factor_required": "on"}
    assert client.post("/society/", typed).status_code == 302
    society.refresh_from_db()
    assert society.second_factor_required
    assert client.get("/").url == reverse("mfa_activate_totp")
