"""What an administrator does with accounts, what is refused, and what the log says of it."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from redcross.models import LogEntry, Role, User
from tests.addresses import addresses
from tests.at_once import at_once, sender
from tests.factories import PASSWORD
from tests.pages import reset_password

OWN_PASSWORD = "Zhuzhou-lukou-2026"
ACTS = ("reset-password", "deactivate", "reactivate", "remove-second-factor", "end-sessions")


def open_account(client, **typed):
    data = {"name": "李小红", "username": "lixiaohong", "role": "staff"} | typed
    return client.post("/users/add/", data)


def shown_password(page):
    return re.search(r'id="password"[^>]*>([^<]+)<', page.content.decode())[1]


def sign_in(client, username, password):
    client.logout()
    return client.post("/accounts/login/", {"login": username, "password": password})


def last_act():
    act = LogEntry.objects.first()
    return act.action, act.user.username, act.reason, act.changes


def test_a_new_account_is_given_a_password_that_is_shown_once(signed_in, administrator):
    page = open_account(signed_in(administrator))
    password = shown_password(page)

    account = User.objects.get(username="lixiaohong")
    assert (str(account), account.role, account.is_staff) == ("李小红", "staff", False)
    assert account.society == administrator.society
    assert account.check_password(password) and len(password) == 14
    assert "no-store" in page["Cache-Control"]
    assert last_act() == ("add_account", "administrator", "lixiaohong", {"role": ["", "staff"]})
    assert password not in str(list(LogEntry.objects.values()))


def test_a_first_password_may_be_typed_but_no_weak_one(signed_in, administrator):
    client = signed_in(administrator)
    assert open_account(client, password="12345678").status_code == 422
    assert open_account(client, password="Songhua-2026").status_code == 200
    assert User.objects.get(username="lixiaohong").check_password("Songhua-2026")


def test_a_user_name_is_given_once_whatever_its_capitals(signed_in, administrator, staff):
    client = signed_in(administrator)
    assert open_account(client, username="Staff").status_code == 422
    assert open_account(client, username="two words").status_code == 422
    assert open_account(client, role="superuser").status_code == 422
    assert open_account(client, username="staff2").status_code == 200


def test_a_first_password_opens_no_page_but_the_one_to_change_it(client, administrator):
    client.force_login(administrator)
    password = shown_password(open_account(client))
    answer = sign_in(client, "lixiaohong", password)

    change = "/accounts/password/change/"
    assert client.get(answer.url).url == change
    assert client.post("/donations/donors/add/", {"name": "D1"}).url == change
    assert client.get(change).status_code == 200
    same = {"oldpassword": password, "password1": password, "password2": password}
    assert client.post(change, same).status_code == 200
    assert client.get("/").url == change

    own = same | {"password1": OWN_PASSWORD, "password2": OWN_PASSWORD}
    assert client.post(change, own).url == "/"
    assert client.get("/").status_code == 200
    assert last_act() == ("change_password", "lixiaohong", "lixiaohong", {})
    assert sign_in(client, "lixiaohong", OWN_PASSWORD).status_code == 302
    assert client.get("/").status_code == 200


# What is for whoever has not signed in is no way in either: it leads to the same page.
OPEN_BEFORE = ("/accounts/password/change/", "/accounts/logout/", "/i18n/setlang/", "/session/")


@pytest.mark.parametrize("method", ["get", "post"])
def test_with_a_first_password_no_address_opens_but_that_for_another(method, client, leader):
    User.objects.filter(pk=leader.pk).update(must_change_password=True)
    client.force_login(leader)
    for address in addresses([leader.pk]):
        if address not in OPEN_BEFORE:
            answer = getattr(client, method)(address)
            assert (answer.status_code, answer.url) == (302, OPEN_BEFORE[0]), address


def test_a_role_is_changed_and_the_log_says_from_what_to_what(signed_in, administrator, staff):
    client = signed_in(administrator)
    client.post(f"/users/{staff.pk}/", {"name": "王芳", "role": "administrator"})

    staff = User.objects.get(pk=staff.pk)
    assert (str(staff), staff.role, staff.is_staff) == ("王芳", "administrator", True)
    changes = {"name": ["staff", "王芳"], "role": ["staff", "administrator"]}
    assert last_act() == ("change_role", "administrator", "staff", changes)
    staff.change_account(name="王芳", role=Role.LEADER, by=administrator)
    assert not User.objects.get(pk=staff.pk).is_staff


def test_nobody_changes_their_own_role(signed_in, administrator, second):
    client = signed_in(administrator)
    client.post(f"/users/{administrator.pk}/", {"name": "张三", "role": "leader"})

    account = User.objects.get(pk=administrator.pk)
    assert (str(account), account.role) == ("张三", "administrator")
    with pytest.raises(ValidationError):
        administrator.change_account(name="张三", role=Role.LEADER, by=administrator)
    with pytest.raises(ValidationError):
        administrator.deactivate(by=administrator)
    with pytest.raises(ValidationError):
        administrator.reset_password(by=administrator)


def test_the_last_active_administrator_stays(administrator, second):
    root = User.objects.create_superuser("root")
    second.deactivate(by=administrator)
    for refused in (
        lambda: administrator.deactivate(by=root),
        lambda: administrator.change_account(name="a", role=Role.STAFF, by=root),
    ):
        with pytest.raises(ValidationError):
            refused()
    second.reactivate(by=administrator)
    administrator.change_account(name="a", role=Role.STAFF, by=second)
    assert User.objects.get(pk=administrator.pk).role == "staff"


def test_who_is_no_administrator_any_more_keeps_no_accounts(administrator, second, staff):
    administrator.change_account(name="a", role=Role.STAFF, by=second)
    with pytest.raises(PermissionDenied):
        staff.deactivate(by=administrator)


def test_accounts_elsewhere_and_superusers_are_out_of_reach(
    signed_in, administrator, outsider, above
):
    root = User.objects.create_superuser("root")
    client = signed_in(administrator)
    for account in (outsider, above, root):
        for page in ("", *(f"{act}/" for act in ACTS)):
            assert client.post(f"/users/{account.pk}/{page}").status_code == 404
        with pytest.raises(PermissionDenied):
            account.reset_password(by=administrator)
    page = client.get("/users/").content.decode()
    assert "outsider" not in page and "root" not in page


def test_a_deactivated_account_is_out_at_once_and_no_old_session_comes_back(
    client, administrator, staff
):
    sign_in(client, "staff", PASSWORD)
    assert client.get("/").status_code == 200
    staff.deactivate(by=administrator)
    assert "/accounts/login/" in client.get("/").url
    assert last_act() == ("deactivate", "administrator", "staff", {"is_active": [True, False]})

    staff.reactivate(by=administrator)
    assert "/accounts/login/" in client.get("/").url
    assert client.post("/accounts/login/", {"login": "staff", "password": PASSWORD}).url == "/"
    assert client.get("/").status_code == 200


def test_a_leader_is_told_for_a_month_who_reset_the_password(client, administrator, leader):
    sign_in(client, "leader", PASSWORD)
    assert "您的密码由" not in client.get("/").content.decode()
    client.force_login(administrator)
    password = shown_password(reset_password(client, leader))
    assert last_act()[:3] == ("reset_password", "administrator", "leader")

    sign_in(client, "leader", password)
    page = client.get("/accounts/password/change/").content.decode()
    assert "您的密码由administrator于" in page
    # Whoever used the first sign-in up has not hidden it.
    User.objects.filter(username="leader").update(must_change_password=False)
    sign_in(client, "leader", password)
    assert "您的密码由administrator于" in client.get("/").content.decode()


def test_a_password_that_was_made_stays_when_its_page_is_loaded_again(client, administrator, staff):
    client.force_login(administrator)
    typed = {"password_mark": staff.password_mark}
    url = f"/users/{staff.pk}/reset-password/"
    password = shown_password(client.post(url, typed))
    for again in (typed, {}):
        assert client.post(url, again).url == f"/users/{staff.pk}/"
        assert User.objects.get(pk=staff.pk).check_password(password)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_reset_a_password_at_once_one_does(administrator, second, society, staff):
    url, typed = f"/users/{staff.pk}/reset-password/", {"password_mark": staff.password_mark}
    resets = [sender(user, url, typed) for user in (administrator, second)]
    assert at_once(society, *resets) == [200, 302]
    assert LogEntry.objects.filter(action="reset_password").count() == 1


def test_a_password_reset_ends_the_sessions_of_the_account(client, administrator, staff):
    sign_in(client, "staff", PASSWORD)
    staff.reset_password(by=administrator)
    assert "/accounts/login/" in client.get("/").url


def test_the_page_of_an_account_tells_its_sign_ins(client, administrator, staff):
    address = {"REMOTE_ADDR": "10.1.2.3"}
    client.post("/accounts/login/", {"login": "staff", "password": "wrong"}, **address)
    client.post("/accounts/login/", {"login": "staff", "password": PASSWORD}, **address)
    client.force_login(administrator)
    acts = client.get(f"/users/{staff.pk}/").context["acts"]

    found = [(act.action, act.address) for act, _changes in acts]
    assert found == [("sign_in", "10.1.2.3"), ("sign_in_failed", "10.1.2.3")]


def test_a_superuser_keeps_the_accounts_of_each_society_on_the_same_pages(
    client, society, beside, staff, outsider
):
    client.force_login(User.objects.create_superuser("root"))
    page = client.get("/users/").content.decode()
    assert "outsider" in page and society.name in page and beside.name in page
    assert open_account(client).status_code == 422
    assert open_account(client, society=beside.pk).status_code == 200
    assert User.objects.get(username="lixiaohong").society == beside
    client.post(f"/users/{staff.pk}/", {"name": "staff", "role": "leader"})
    assert last_act() == ("change_role", "root", "staff", {"role": ["staff", "leader"]})


def test_nobody_can_sign_up(client, db):
    page = client.post(
        "/accounts/signup/", {"username": "x", "password1": "Abc-12345", "password2": "Abc-12345"}
    )
    assert page.status_code == 200
    assert not User.objects.exists()
