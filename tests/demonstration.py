"""The demonstration records, loaded once for all tests of a module."""

from contextlib import contextmanager
from io import StringIO

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def demonstration_records(blocker, directory):
    """Keep them in the database while the tests run that save within them; then take them away."""
    with (
        blocker.unblock(),
        override_settings(VAR_DIR=directory, MEDIA_ROOT=directory, PASSWORD_HASHERS=HASHERS),
    ):
        if not Group.objects.exists():  # a test has emptied the tables
            call_command("migrate", verbosity=0)
        with transaction.atomic():
            call_command("load_demo", stdout=StringIO())
            yield
            transaction.set_rollback(True)
