"""Acts on rights: of two people where there are two, announced to everybody, and no way around."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from redcross.models import AccountAct, AccountNotice, LogEntry, Role, User
from reports import workflow
from tests.factories import PASSWORD, make_user
from tests.pages import reset_password
from tests.refusals import database_refuses
from tests.signed import make_submitted

STATE = AccountAct.State
ACTS = "/users/acts/"


def fresh(user):
    return User.objects.get(pk=user.pk)


def told(user):
    """What the user is still to be told: (kind, state)."""
    return [(notice.act.kind, notice.act.state) for notice in AccountNotice.unread_by(user)]


def last_act():
    act = LogEntry.objects.exclude(action="read_notice").first()
    return act.action, act.user and act.user.username, act.reason, act.changes


def test_a_role_is_given_once_another_person_confirms_it(
    signed_in, administrator, leader, staff, auditor
):
    client = signed_in(administrator)
    answer = client.post(f"/users/{staff.pk}/", {"name": "王芳", "role": "leader"})
    assert answer.url == ACTS
    assert (str(fresh(staff)), fresh(staff).role) == ("王芳", "staff")
    assert [told(user) for user in (leader, staff, auditor, administrator)] == [
        *[[("change_role", "waiting")]] * 3,
        [],
    ]

    act = AccountAct.objects.waiting().get()
    assert client.post(f"{ACTS}{act.pk}/confirm/").status_code == 403
    assert signed_in(staff).post(f"{ACTS}{act.pk}/confirm/").status_code == 403
    assert signed_in(auditor).post(f"{ACTS}{act.pk}/confirm/").status_code == 403
    assert fresh(staff).role == "staff"

    assert "王芳" in signed_in(leader).get(ACTS).content.decode()
    signed_in(leader).post(f"{ACTS}{act.pk}/confirm/")
    assert fresh(staff).role == "leader"
    changes = {"role": ["staff", "leader"], "proposed_by": [None, "administrator"]}
    assert last_act() == ("change_role", "leader", "staff", changes)
    assert [told(user) for user in (administrator, staff, auditor, leader)] == [
        *[[("change_role", "done")]] * 3,
        [],
    ]
    # A second click, or the page that was left open.
    client.post(f"{ACTS}{act.pk}/confirm/")
    assert LogEntry.objects.filter(action="change_role").count() == 1


def test_what_is_proposed_may_be_refused_withdrawn_or_lapse(
    administrator, second, leader, outsider
):
    leader.deactivate(by=administrator)
    act = AccountAct.objects.waiting().get()
    for stranger in (outsider, leader, administrator):
        with pytest.raises(PermissionDenied):
            act.refuse(by=stranger)
    with pytest.raises(PermissionDenied):
        act.withdraw(by=second)
    act.refuse(by=second)
    assert last_act()[:3] == ("refuse_act", "second", "leader")
    with pytest.raises(ValidationError):
        act.confirm(by=second)

    leader.deactivate(by=administrator)
    with pytest.raises(ValidationError):
        leader.reset_password(by=second)  # one after the other
    AccountAct.objects.waiting().get().withdraw(by=administrator)
    assert last_act()[:3] == ("withdraw_act", "administrator", "leader")

    leader.deactivate(by=administrator)
    late = AccountAct.objects.waiting().get()
    AccountAct.objects.filter(pk=late.pk).update(proposed_at=timezone.now() - timedelta(days=15))
    with pytest.raises(ValidationError):
        late.confirm(by=second)
    assert fresh(leader).is_active
    leader.deactivate(by=administrator)
    assert AccountAct.objects.get(pk=late.pk).state == STATE.LAPSED


def test_a_new_leader_signs_in_once_the_role_is_confirmed(client, administrator, leader):
    client.force_login(administrator)
    typed = {"name": "周强", "username": "zhouqiang", "role": "leader", "password": "Songhua-2026"}
    page = client.post("/users/add/", typed)
    assert page.status_code == 200 and page.context["waits"]
    account = User.objects.get(username="zhouqiang")
    assert (account.role, account.is_active) == ("", False)
    client.logout()
    sign_in = {"login": "zhouqiang", "password": "Songhua-2026"}
    client.post("/accounts/login/", sign_in)
    assert "_auth_user_id" not in client.session

    AccountAct.objects.waiting().get().confirm(by=leader)
    assert (fresh(account).role, fresh(account).is_active) == ("leader", True)
    client.post("/accounts/login/", sign_in)
    assert client.get("/").url == "/accounts/password/change/"


def test_whose_password_another_made_is_no_second_person(administrator, leader, staff):
    User.objects.filter(pk=leader.pk).update(must_change_password=True)
    assert staff.change_account(name="a", role=Role.AUDITOR, by=administrator)
    assert AccountAct.objects.filter(account=staff).get().done_alone


def test_whose_own_password_is_too_old_is_a_second_person(administrator, leader, staff):
    """Else whoever keeps accounts had all act alone by asking for a new password each day."""
    leader.society.password_days = 1
    leader.society.save()
    User.objects.filter(pk=leader.pk).update(date_joined=timezone.now() - timedelta(days=9))
    assert fresh(leader).ask_for_new_password() and fresh(leader).must_change_password
    assert not staff.change_account(name="a", role=Role.AUDITOR, by=administrator)
    act = AccountAct.objects.waiting().get()
    assert act.may_be_decided_by(leader)
    # One that somebody else makes for it is none of its own any more.
    fresh(leader).password_was_given()
    assert not act.may_be_decided_by(leader)


def test_a_password_that_waits_is_shown_to_who_confirms(signed_in, administrator, second, leader):
    client = signed_in(administrator)
    assert reset_password(client, leader).url == ACTS
    assert fresh(leader).check_password(PASSWORD)
    act = AccountAct.objects.waiting().get()
    page = signed_in(second).post(f"{ACTS}{act.pk}/confirm/")
    password = page.context["password"]
    assert fresh(leader).check_password(password) and fresh(leader).must_change_password
    assert "no-store" in page["Cache-Control"]
    assert password not in str(list(LogEntry.objects.values()))


def test_a_proposal_is_checked_anew_when_it_is_confirmed(administrator, second, leader, staff):
    staff.change_account(name="a", role=Role.LEADER, by=administrator)
    act = AccountAct.objects.waiting().get()
    User.objects.filter(pk=administrator.pk).update(is_active=False)
    with pytest.raises(ValidationError):
        act.confirm(by=leader)
    assert AccountAct.objects.get(pk=act.pk).state == STATE.WAITING
    assert fresh(staff).role == "staff"


def test_a_member_of_staff_whose_role_waits_keeps_the_password(administrator, leader, staff):
    staff.change_account(name="a", role=Role.LEADER, by=administrator)
    with pytest.raises(ValidationError):
        staff.reset_password(by=administrator)


def test_a_second_click_announces_nothing_again(administrator, leader, auditor):
    assert leader.deactivate(by=administrator) and leader.deactivate(by=administrator)
    assert told(auditor) == [("deactivate", "done")]
    assert LogEntry.objects.filter(action="deactivate").count() == 1


def test_acts_on_staff_are_of_one_person(administrator, leader, staff):
    assert staff.deactivate(by=administrator) and staff.reactivate(by=administrator)
    assert staff.reset_password(by=administrator)
    assert not AccountAct.objects.filter(account=staff).exists()


def test_the_same_proposed_twice_is_proposed_once(administrator, second, leader):
    assert not leader.deactivate(by=administrator) and not leader.deactivate(by=administrator)
    assert AccountAct.objects.filter(account=leader, kind="deactivate").count() == 1
    with pytest.raises(ValidationError):
        leader.deactivate(by=second)


def test_whom_others_rely_on_is_renamed_before_everybodys_eyes(
    signed_in, administrator, leader, auditor, staff
):
    leader.last_name = "周强"
    leader.save()
    signed_in(administrator).post(f"/users/{leader.pk}/", {"name": "王芳", "role": "leader"})
    assert told(auditor) == told(leader) == [("rename", "done")]
    page = signed_in(auditor).get("/").content.decode()
    assert "王芳（leader）" in page and "姓名由周强改为王芳" in page
    assert "administrator（administrator）于" in page and "没有其他人" not in page
    assert staff.change_account(name="王芳", role=Role.STAFF, by=administrator)
    assert told(auditor) == [("rename", "done")]
    # Back again, and from no name at all: each tells its own.
    fresh(leader).change_account(name="周强", role=Role.LEADER, by=administrator)
    auditor.change_account(name="赵敏", role=Role.AUDITOR, by=administrator)
    page = signed_in(leader).get("/").content.decode()
    for sentence in ("由周强改为王芳", "由王芳改为周强", "由auditor改为赵敏"):
        assert f"姓名{sentence}" in page


def test_who_is_to_be_relied_on_is_renamed_before_everybodys_eyes_too(administrator, leader, staff):
    assert not staff.change_account(name="王芳", role=Role.LEADER, by=administrator)
    assert told(leader) == [("change_role", "waiting")]
    assert staff.change_account(name="周强", role=Role.STAFF, by=administrator)
    assert told(leader) == [("rename", "done"), ("change_role", "waiting")]


def test_what_nobody_can_confirm_any_more_is_not_called_proposed(administrator, second, leader):
    assert not leader.deactivate(by=administrator)
    User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(ValidationError):
        leader.deactivate(by=administrator)


def test_where_there_is_one_administrator_everybody_is_told_until_they_have_read_it(
    signed_in, administrator, leader, auditor, staff
):
    client = signed_in(administrator)
    assert reset_password(client, leader).context["password"]
    assert told(auditor) == told(leader) == [("reset_password", "done")]
    assert told(staff) == told(administrator) == []

    reader = signed_in(auditor)
    for page in ("/", "/donations/cash-gifts/", "/users/"):
        assert "/users/notices/" in reader.get(page).content.decode()
    notice = AccountNotice.unread_by(auditor).get()
    read = f"/users/notices/{notice.pk}/read/"
    signed_in(staff).post(read)
    assert told(auditor)  # nobody reads it for another
    answer = signed_in(auditor).post(f"{read}?back=/users/")
    assert (answer.status_code, answer.url) == (302, "/users/")
    assert told(auditor) == [] and told(leader)
    logged = LogEntry.objects.first()
    assert (logged.action, logged.user, logged.reason) == ("read_notice", auditor, "leader")
    assert signed_in(auditor).post(read).status_code == 302  # a second click
    assert signed_in(auditor).post(f"{read}?back=https://elsewhere.example/").url == "/"


def test_where_nobody_looks_after_it_all_of_the_society_are_told(administrator, staff, outsider):
    new = User(username="x", last_name="x", society=administrator.society)
    new.open_account(role=Role.LEADER, password=PASSWORD, by=administrator)
    assert told(staff) == told(new) == [("change_role", "done")]
    assert told(outsider) == []


def test_a_second_factor_is_taken_away_by_two(administrator, second, leader, client):
    TOTP.activate(leader, generate_totp_secret())
    with pytest.raises(ValidationError):
        second.remove_second_factor(by=administrator)  # has none
    assert not leader.remove_second_factor(by=administrator)
    assert leader.authenticator_set.exists()
    AccountAct.objects.waiting().get().confirm(by=second)
    assert not leader.authenticator_set.exists()
    assert last_act()[:3] == ("remove_factor", "second", "leader")


def test_nobody_has_two_roles(staff, roles):
    staff.groups.add(roles["leader"])
    assert fresh(staff).role == "staff"
    membership = staff.groups.through
    with database_refuses():
        membership(user=staff, group=roles["leader"]).save()


def test_a_superuser_belongs_to_no_society_and_signs_nothing(society):
    with database_refuses():
        User.objects.create_superuser("root", society=society)
    root = User.objects.create_superuser("root")
    assert last_act()[:3] == ("add_account", None, "root")
    with pytest.raises(PermissionDenied):
        root.reset_password(by=root)


def test_what_a_superuser_does_waits_for_the_society_too(client, administrator, leader):
    root = User.objects.create_superuser("root")
    client.force_login(root)
    assert reset_password(client, leader).url == ACTS
    act = AccountAct.objects.waiting().get()
    assert client.post(f"{ACTS}{act.pk}/confirm/").status_code == 403
    act.confirm(by=administrator)


def test_who_was_raised_past_the_pages_signs_nothing(staff, leader, society, roles):
    evaluation = make_submitted(staff)
    raised = make_user("raised", society, roles["staff"])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE redcross_user_groups SET group_id = %s WHERE user_id = %s",
            [roles["leader"].pk, raised.pk],
        )
    with pytest.raises(ValidationError):
        workflow.approve(evaluation, by=fresh(raised))
    workflow.approve(evaluation, by=leader)


def test_who_was_raised_on_the_page_signs_and_was_announced(
    staff, administrator, society, roles, auditor
):
    evaluation = make_submitted(staff)
    raised = make_user("raised", society, roles["staff"])
    raised.change_account(name="R", role=Role.LEADER, by=administrator)
    assert told(auditor)
    workflow.approve(evaluation, by=fresh(raised))


def test_a_password_given_on_the_server_is_told_and_opens_one_page(
    leader, auditor, client, monkeypatch
):
    given = iter(["Songhua-2026"] * 2)
    monkeypatch.setattr("getpass.getpass", lambda **options: next(given))
    call_command("changepassword", "leader", verbosity=0)
    assert last_act() == ("reset_password", None, "leader", {})
    assert told(auditor) == [("reset_password", "done")]
    client.post("/accounts/login/", {"login": "leader", "password": "Songhua-2026"})
    assert client.get("/").url == "/accounts/password/change/"


def test_two_who_confirm_at_once_do_it_once(administrator, second, leader, society, roles):
    third = make_user("third", society, roles["administrator"])
    leader.deactivate(by=administrator)
    act, again = (AccountAct.objects.waiting().get() for _number in range(2))
    act.confirm(by=second)
    with pytest.raises(ValidationError):
        again.confirm(by=third)
    assert LogEntry.objects.filter(action="deactivate").count() == 1


def test_an_administrator_signs_somebody_out_everywhere(signed_in, administrator, leader, client):
    client.post("/accounts/login/", {"login": "leader", "password": PASSWORD})
    leader.end_sessions(by=administrator)
    assert "/accounts/login/" in client.get("/").url
    assert last_act()[:3] == ("end_sessions", "administrator", "leader")
