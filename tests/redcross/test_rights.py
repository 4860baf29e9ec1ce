"""Who is signed in is read with society, role and rights at once, and as they are by now."""

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redcross.models import User
from redcross.permissions import RightsBackend, permissions_of_role

read = RightsBackend().get_user


@pytest.mark.parametrize("role", ["staff", "administrator", "leader", "auditor"])
def test_it_has_the_rights_of_its_role_without_asking_again(role, request):
    user = request.getfixturevalue(role)
    with CaptureQueriesContext(connection) as asked:
        known = read(user.pk)
        rights = known.get_all_permissions()
        assert (known.role, known.society) == (role, user.society)
        assert known.has_perm("donations.view_cashgift")
        assert known.has_perm("donations.add_cashgift") == (role in ("staff", "administrator"))
    assert len(asked) == 1
    assert rights == AuthenticationBackend().get_all_permissions(User.objects.get(pk=user.pk))
    assert len(rights) > 40 and rights <= permissions_of_role(role)


def test_what_is_taken_away_is_gone_with_the_next_request(staff, roles):
    may = "donations.view_cashgift"
    assert read(staff.pk).has_perm(may)
    right = Permission.objects.get(codename="view_cashgift")
    roles["staff"].permissions.remove(right)
    assert not read(staff.pk).has_perm(may)
    staff.user_permissions.add(right)
    assert read(staff.pk).has_perm(may)
    staff.groups.clear()
    assert read(staff.pk).get_all_permissions() == {may}


def test_a_closed_account_and_none_are_nobody(staff):
    User.objects.filter(pk=staff.pk).update(is_active=False)
    assert read(staff.pk) is None
    assert read(0) is None


def test_a_superuser_has_every_right(db):
    assert read(User.objects.create_superuser("root").pk).has_perm("donations.void_cashgift")
