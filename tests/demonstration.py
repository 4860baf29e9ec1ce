"""Records that are saved once for all tests of a module: those of the demonstration, or its own."""

from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def lasting_records(blocker):
    """Keep what is saved within while the tests run that save within it; then take it away."""
    with (
        blocker.unblock(),
        override_settings(PASSWORD_HASHERS=HASHERS),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)


@contextmanager
def demonstration_records(blocker, directory):
    """Keep the records of the demonstration, with their files in the directory."""
    with (
        override_settings(VAR_DIR=directory, MEDIA_ROOT=directory),
        lasting_records(blocker),
    ):
        call_command("load_demo", stdout=StringIO())
        yield
