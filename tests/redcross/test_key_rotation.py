"""Keys are changed while others work, and nothing is lost by it."""

from io import StringIO
from threading import Event, Thread

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from donations.models import Donor
from redcross.encrypted_files import encrypted_pieces
from redcross.fields import EncryptedBytesField, EncryptedField, EncryptedJSONField
from redcross.models import ExportFile, LogEntry, ScannedPage
from tests.factories import VALID_ID, make_donor
from tests.photos import photo_bytes

PHONE = "13812345678"
KINDS = (EncryptedField, EncryptedJSONField, EncryptedBytesField)


@pytest.fixture
def new_key(settings):
    """A function that adds a newer key."""

    def add():
        number = max(settings.FIELD_KEYS) + 1
        settings.FIELD_KEYS = {**settings.FIELD_KEYS, number: Fernet.generate_key().decode()}
        return number

    return add


def rotate():
    told = StringIO()
    call_command("rotate_keys", stdout=told)
    return told.getvalue()


def versions():
    """Return with which keys anything at all is kept, column by column."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            for field in model._meta.local_concrete_fields:
                if isinstance(field, KINDS):
                    cursor.execute(
                        f"SELECT {field.column} FROM {model._meta.db_table} "  # noqa: S608
                        f"WHERE length({field.column}) > 0"
                    )
                    kept = [bytes(v) if not isinstance(v, str) else v.encode() for (v,) in cursor]
                    if kept:
                        found[str(field)] = {int(value.partition(b":")[0]) for value in kept}
    return found


@pytest.fixture
def donor(staff):
    make_donor(staff, name="王五", id_number=VALID_ID, phone=PHONE)
    return Donor.objects.get()


def waiting_page(staff):
    return ScannedPage.objects.create(
        society=staff.society, file_name="a.jpg", sha256="0" * 64, number=1,
        content_type="image/jpeg", content=photo_bytes(), reason="x", added_by=staff,
    )  # fmt: skip


def test_all_is_kept_with_the_new_key_and_says_what_it_said(donor, staff, settings, new_key):
    page = waiting_page(staff)
    TOTP.activate(staff, secret := generate_totp_secret())
    before, logged = donor.version, LogEntry.objects.count()
    new = new_key()
    assert new not in versions()["donations.Donor.id_number"]
    rotate()
    assert all(kept == {new} for kept in versions().values()) and len(versions()) >= 3
    settings.FIELD_KEYS = {new: settings.FIELD_KEYS[new]}
    donor.refresh_from_db()
    page.refresh_from_db()
    assert (donor.id_number.reveal(), donor.phone.reveal()) == (VALID_ID, PHONE)
    assert bytes(page.content) == photo_bytes()
    kept = TOTP(Authenticator.objects.get(user=staff))
    counter = next(iter(yield_hotp_counters_from_time()))
    assert kept.validate_code(format_hotp_value(hotp_value(secret, counter)))
    assert donor.version == before and LogEntry.objects.count() == logged


def test_a_second_factor_is_kept_encrypted_and_works(staff):
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    kept = Authenticator.objects.get(user=staff)
    assert secret not in str(kept.data)
    counter = next(iter(yield_hotp_counters_from_time()))
    assert TOTP(kept).validate_code(format_hotp_value(hotp_value(secret, counter)))


def test_files_to_be_fetched_keep_the_old_key_a_while(staff, new_key, media):
    kept = b"".join(encrypted_pieces(ContentFile(b"x")))
    name = default_storage.save("exports/a", ContentFile(kept))
    file = ExportFile.objects.create(file=name, name="a", user=staff, society=staff.society)
    new_key()
    with pytest.raises(CommandError, match="1 file"):
        rotate()
    file.expire()
    assert "may leave" in rotate()


@pytest.mark.django_db(transaction=True)
def test_what_somebody_holds_is_come_back_to(donor, new_key):
    held, go_on = Event(), Event()

    def hold():
        with transaction.atomic():
            list(Donor.objects.select_for_update().filter(pk=donor.pk))
            held.set()
            go_on.wait(20)
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    held.wait(20)
    new = new_key()
    rotation = Thread(target=lambda: (rotate(), connection.close()))
    rotation.start()
    rotation.join(1)
    assert rotation.is_alive()
    go_on.set()
    thread.join(20)
    rotation.join(20)
    assert not rotation.is_alive() and versions()["donations.Donor.phone"] == {new}
