"""No address changes who keeps accounts, who signs or who audits past what two people decide."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import Count, Q

from redcross.models import TRUSTED, AccountAct, AccountNotice, User
from tests.addresses import addresses
from tests.depth import part_of
from tests.factories import PASSWORD, make_user

KIND = AccountAct.Kind
NEW = "Songhua-2026"
# Whatever a page of ours, of the admin or of a library may ask about an account.
SENT = {
    "name": "改",
    "role": "leader",
    "username": "leader2",
    "first_name": "改",
    "last_name": "改",
    "society": "1",
    "password": NEW,
    "password1": NEW,
    "password2": NEW,
    "oldpassword": PASSWORD,
    "usable_password": "true",
    "is_staff": "on",
    "is_superuser": "on",
    "email": "a@example.org",
    "primary": "on",
    "verified": "on",
    "must_change_password": "",
    "action_add": "1",
    "action_primary": "1",
    "post": "yes",
    "reason": "r",
    "_save": "1",
}
ACTIONS = ("", "delete_selected", "export_admin_action")
# Where accounts, and what belongs to them, are named; elsewhere one key says as much as all.
OF_ACCOUNTS = ("/users/", "/accounts/", "/admin/redcross/user/")


@pytest.fixture
def former(society, roles):
    """A leader who is one no more."""
    user = make_user("former", society, roles["leader"])
    User.objects.filter(pk=user.pk).update(is_active=False)
    return user


@pytest.fixture
def targets(leader, former, staff, auditor, roles):
    """The keys that an address may name: of accounts, and of what belongs to them."""
    TOTP.activate(leader, generate_totp_secret())
    factor = Authenticator.objects.get()
    mail = EmailAddress.objects.create(user=leader, email="l@example.org")
    with connection.cursor() as cursor:  # no key of one thing is that of another
        cursor.execute("SELECT setval('mfa_authenticator_id_seq', 900000)")
    return sorted({leader.pk, former.pk, staff.pk, factor.pk, mail.pk, roles["leader"].pk})


def rights():
    """What makes somebody of a role that others rely on: by account, and of the roles."""
    people = User.objects.filter(Q(groups__name__in=TRUSTED) | Q(is_superuser=True)).distinct()
    several = ("groups", "user_permissions", "authenticator_set", "emailaddress_set")
    fields = (
        "username",
        "password",
        "is_active",
        "is_staff",
        "is_superuser",
        "email",
        "society_id",
    )
    found = {
        user.pk: (
            *(getattr(user, name) for name in fields),
            *([one.pk for one in getattr(user, name).all()] for name in several),
        )
        for user in people.prefetch_related(*several)
    }
    of_roles = Group.objects.order_by("name").annotate(number=Count("permissions"))
    return found | {"roles": list(of_roles.values_list("name", "number"))}


def names():
    """What signatures show, of accounts of a role that others rely on."""
    people = User.objects.filter(groups__name__in=TRUSTED).distinct()
    return {user.pk: user.get_full_name() for user in people}


def what_happens(client, keys, actor, only=()):
    """Yield of each address (address, accounts whose rights are others), each as if it were first.

    Whoever has another name by it is announced.

    The actor's own account is left out: it has pages of its own. `only`: with what addresses begin.
    """
    before, called = rights(), names()
    marks = {str(user.pk): user.password_mark for user in User.objects.all()}
    chosen = {"_selected_action": [str(key) for key in keys], "groups": [str(keys[0])]}
    found = [one for one in addresses(keys, OF_ACCOUNTS) if one.startswith(only or "/")]
    close = [one for one in found if one.startswith(OF_ACCOUNTS)]
    for address in (*close, *part_of((one for one in found if one not in close), str(actor))):
        in_admin = address.startswith("/admin/") and not any(map(str.isdigit, address))
        for action in ACTIONS if in_admin else ("",):
            with transaction.atomic():
                of = next((key for key in address.split("/") if key in marks), "")
                mark = {"password_mark": marks.get(of, "")}
                client.post(address, SENT | chosen | mark | {"action": action})
                after = rights()
                for account, name in names().items():
                    if called.get(account, name) != name:
                        kept = AccountAct.objects.filter(account=account, kind=KIND.RENAME)
                        assert kept.get().notices.exists(), address
                changed = {
                    key
                    for key in before.keys() | after.keys()
                    if before.get(key) != after.get(key) and key != actor.pk
                }
                yield address, changed
                transaction.set_rollback(True)


@pytest.fixture
def quiet(client):
    """A client whose pages may fail: what they leave behind is looked at."""
    client.raise_request_exception = False
    return client


@pytest.mark.deep
@pytest.mark.parametrize("name", ["administrator", "superuser", "leader", "auditor", "staff"])
def test_no_address_changes_the_rights_of_others_by_one_person(
    name, quiet, targets, second, administrator, leader, auditor, staff
):
    actor = {
        "administrator": administrator,
        "superuser": User.objects.create_superuser("root"),
        "leader": leader,
        "auditor": auditor,
        "staff": staff,
    }[name]
    quiet.force_login(actor)
    proposed = set()
    keeps = name in ("administrator", "superuser")
    only = () if keeps else (*OF_ACCOUNTS, "/admin/")
    for address, changed in what_happens(quiet, targets, actor, only):
        assert not changed, address
        proposed |= set(AccountAct.objects.waiting().values_list("kind", flat=True))
    # What was sent does what it may: else nothing would be shown by it.
    assert proposed == ({*KIND.values} - {KIND.RENAME} if keeps else set())


def test_in_an_office_of_one_administrator_each_change_is_announced(
    quiet, targets, administrator, leader, auditor
):
    User.objects.filter(username="former").update(must_change_password=True)
    quiet.force_login(administrator)
    done = set()
    for address, changed in what_happens(quiet, targets, administrator, OF_ACCOUNTS):
        for account in changed:
            act = AccountAct.objects.filter(account=account).first()
            assert act is not None and act.state == act.State.DONE, address
            assert AccountNotice.unread_by(auditor).filter(act=act).exists(), address
            done.add((account, act.kind))
    assert (leader.pk, KIND.CHANGE_ROLE) not in done  # it has that role
    kinds = {KIND.RESET_PASSWORD, KIND.REMOVE_SECOND_FACTOR, KIND.DEACTIVATE}
    assert {kind for account, kind in done if account == leader.pk} == kinds
