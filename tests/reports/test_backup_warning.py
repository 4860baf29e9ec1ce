"""Administrators are told on the home page when the server has no recent backup."""

from datetime import timedelta

import pytest
from django.utils import timezone

from redcross.backup.copies import name_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def backups(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    return tmp_path


def warned(client):
    return 'alert-danger" role="alert"' in client.get("/").content.decode()


def test_who_keeps_the_accounts_is_warned_and_nobody_else(
    backups, administrator, staff, leader, signed_in
):
    assert warned(signed_in(administrator))
    assert not warned(signed_in(staff))
    assert not warned(signed_in(leader))


@pytest.mark.parametrize(("days", "overdue"), [(1, False), (3, True)])
def test_it_is_about_the_newest(backups, administrator, signed_in, days, overdue):
    for age in (days, 40):
        made = timezone.now() - timedelta(days=age)
        (backups / name_of(made, encrypted=True)).write_bytes(b"")
    client = signed_in(administrator)
    assert warned(client) is overdue
    last = client.get("/").context["administration"]["last_backup"]
    assert (timezone.now() - last).days == days


def test_a_trial_is_not_warned(backups, administrator, signed_in, settings):
    settings.DEBUG = True
    assert not warned(signed_in(administrator))
