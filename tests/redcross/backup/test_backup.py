"""A backup is whole and verified before it has its name, and restores to what was."""

import fcntl
import json
import os
import subprocess
import tarfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from redcross.backup import making, restoring, server_tools
from redcross.backup.archive import DUMP, EVIDENCE, MANIFEST, read_archive
from redcross.backup.encryption import HEAD, PIECE_BYTES, BackupUnreadable
from redcross.models import Attachment
from tests.factories import make_cash_gift, make_donor
from tests.photos import photo_bytes

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "k" * 40


@pytest.fixture
def place(settings, tmp_path):
    """Folders of this test's own; gives the one of the backups."""
    settings.MEDIA_ROOT = tmp_path / "evidence"
    settings.MEDIA_ROOT.mkdir()
    settings.BACKUP_DIR = str(tmp_path / "backups")
    return Path(settings.BACKUP_DIR)


@pytest.fixture
def records(place, staff):
    """Two gifts, one with evidence and a thumbnail of it."""
    gift = make_cash_gift(staff, donor=make_donor(staff, name="甲"))
    make_cash_gift(staff, amount="12.34")
    Attachment.add(SimpleUploadedFile("银行回单.jpg", photo_bytes()), entry=gift, by=staff)
    return gift


@pytest.fixture
def empty_database(records):
    """An empty database that the connection leads to, once `go_there()` is called."""
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    own = connection.settings_dict["NAME"]

    def lead_to(database):
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = database

    yield lambda: lead_to(name)
    lead_to(own)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')


def backed_up(place):
    call_command("backup", verbosity=0)
    [file] = [path for path in place.iterdir() if path.name.startswith("redcross-")]
    return file


def manifest_of(file, key=""):
    return read_archive(file, key)


@pytest.mark.parametrize("key", ["", KEY])
def test_what_is_restored_is_what_was(key, place, settings, tmp_path, empty_database, capsys):
    settings.BACKUP_KEY = key
    file = backed_up(place)
    before = manifest_of(file, key)
    evidence = {path.name: path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*.jpg")}
    assert before["tables"]["donations_cashgift"]["rows"] == 2 and len(evidence) == 2
    assert before["missing"] == [] and oct(file.stat().st_mode)[-3:] == "600"

    empty_database()
    settings.MEDIA_ROOT = tmp_path / "new"
    call_command("restore", str(file))
    assert "Restored and compared" in capsys.readouterr().out
    restored = {path.name: path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*.jpg")}
    assert restored == evidence
    assert restoring.differing_from(before) == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE donations_cashgift SET amount = 12.35 WHERE amount = 12.34")
    next(Path(settings.MEDIA_ROOT).rglob("*.jpg")).write_bytes(b"other")
    changed = restoring.differing_from(before)
    assert changed[0] == "donations_cashgift" and changed[1].startswith(EVIDENCE)
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM redcross_logentry")


def test_nothing_is_restored_over_anything(place, settings, tmp_path, empty_database):
    file = backed_up(place)
    with pytest.raises(CommandError, match="The database is not empty"):
        call_command("restore", str(file))
    empty_database()
    with pytest.raises(CommandError, match="evidence is not empty"):
        call_command("restore", str(file))


def test_other_keys_are_asked_for_before_anything_is_restored(
    place, settings, tmp_path, empty_database
):
    file = backed_up(place)
    empty_database()
    settings.MEDIA_ROOT = tmp_path / "new"
    digest_key, field_keys = settings.DIGEST_KEY, settings.FIELD_KEYS
    added = {9: Fernet.generate_key().decode()}
    for name, other in (("DIGEST_KEY", "d" * 40), ("FIELD_KEYS", added)):
        settings.DIGEST_KEY, settings.FIELD_KEYS = digest_key, field_keys
        setattr(settings, name, other)
        with pytest.raises(CommandError, match="FIELD_KEYS and DIGEST_KEY are not those"):
            call_command("restore", str(file))
    settings.DIGEST_KEY = digest_key
    restoring.check_empty()
    settings.FIELD_KEYS = field_keys | added
    call_command("restore", str(file))


def test_what_fails_half_way_leaves_both_empty(
    place, settings, tmp_path, empty_database, monkeypatch
):
    file = backed_up(place)
    empty_database()
    settings.MEDIA_ROOT = tmp_path / "new"
    real = server_tools.start

    def start(name, *arguments, **pipes):
        if "--single-transaction" in arguments:
            with connection.cursor() as cursor:
                cursor.execute("CREATE TABLE reports_waiver (id int)")
        return real(name, *arguments, **pipes)

    monkeypatch.setattr(server_tools, "start", start)
    with pytest.raises(CommandError, match="reports_waiver"):
        call_command("restore", str(file))
    assert list(Path(settings.MEDIA_ROOT).iterdir()) == []
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE reports_waiver")
    restoring.check_empty()


@pytest.mark.parametrize("key", ["", KEY])
def test_one_changed_byte_or_a_missing_end_is_refused(key, place, settings, records):
    settings.BACKUP_KEY = key
    whole = backed_up(place).read_bytes()
    broken = place / "broken"
    for at in (len(HEAD) + 3, 700, len(whole) // 3, len(whole) // 2):
        broken.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(CommandError):
            call_command("restore", str(broken), "--check")
    for length in (0, 10, 512, len(whole) // 2, len(whole) - 20_000):
        broken.write_bytes(whole[:length])
        with pytest.raises(CommandError):
            call_command("restore", str(broken), "--check")
    broken.write_bytes(whole + b"more")
    with pytest.raises(CommandError):
        call_command("restore", str(broken), "--check")
    broken.write_bytes(whole)
    call_command("restore", str(broken), "--check")


def test_without_its_key_or_with_another_it_is_refused(place, settings, records):
    settings.BACKUP_KEY = KEY
    file = backed_up(place)
    assert file.suffix == ".enc" and b"manifest.json" not in file.read_bytes()
    for key, said in (("", "is needed"), ("l" * 40, "is another one"), ("short", "is needed")):
        settings.BACKUP_KEY = key
        with pytest.raises(CommandError, match=said):
            call_command("restore", str(file), "--check")


def test_whole_pieces_cannot_be_cut_off_or_moved(place, settings, records):
    settings.BACKUP_KEY = KEY
    (Path(settings.MEDIA_ROOT) / "large.pdf").write_bytes(os.urandom(3 * PIECE_BYTES))
    whole = backed_up(place).read_bytes()
    start, step = len(HEAD) + 16, PIECE_BYTES + 16
    pieces = [whole[at : at + step] for at in range(start, len(whole), step)]
    assert len(pieces) > 3
    other = place / "other"
    for chosen in (pieces[:-1], [pieces[1], pieces[0], *pieces[2:]], pieces[1:]):
        other.write_bytes(whole[:start] + b"".join(chosen))
        with pytest.raises(BackupUnreadable):
            read_archive(other, KEY)


def test_a_dump_that_cannot_be_read_is_no_backup(place, settings, records, monkeypatch):
    real = making._dump_database

    def half(dump):
        found = real(dump)
        dump.truncate(dump.seek(0, os.SEEK_END) // 2)
        return found

    monkeypatch.setattr(making, "_dump_database", half)
    with pytest.raises(CommandError, match="dump in it cannot be read"):
        call_command("backup")
    assert list(place.iterdir()) == []


def test_what_fails_leaves_nothing_and_what_a_kill_left_goes_with_the_next(
    place, settings, records, monkeypatch
):
    place.mkdir()
    left = place / f"redcross-20260101-020000.tar{making.UNFINISHED}"
    left.write_bytes(b"half")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(making.os, "fsync", full)
        with pytest.raises(CommandError, match="No space left"):
            call_command("backup")
    assert list(place.iterdir()) == []
    left.write_bytes(b"half")
    assert backed_up(place).suffix == ".tar" and not left.exists()


def test_two_at_once_are_one(place, settings, records):
    place.mkdir()
    descriptor = os.open(place, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(CommandError, match="Another backup"):
        call_command("backup")
    os.close(descriptor)
    backed_up(place)


def test_lost_evidence_is_told_and_saved_is_what_there_is(place, settings, records, capsys):
    lost = Attachment.objects.get().file
    Path(lost.path).unlink()
    file = backed_up(place)
    assert manifest_of(file)["missing"] == [lost.name]
    assert "1 files of evidence were missing already" in capsys.readouterr().err


def test_evidence_deleted_while_it_is_copied_is_not_lost(place, settings, records, monkeypatch):
    real = making.evidence_files

    def files(folder):
        listed = list(real(folder))
        kept = Attachment.objects.get()
        Path(kept.file.path).unlink()
        Attachment.objects.filter(pk=kept.pk).update(file="")
        return iter(listed)

    monkeypatch.setattr(making, "evidence_files", files)
    manifest = manifest_of(backed_up(place))
    assert manifest["missing"] == []
    assert manifest["tables"]["redcross_attachment"]["rows"] == 1


def test_records_written_while_it_is_made_are_in_the_next(place, settings, staff, records):
    """The digests are of the dump's own moment."""
    real = making.table_digests
    seen = []

    def digests():
        code = "INSERT INTO django_session VALUES ('k', '', now())"
        subprocess.run(
            [server_tools.tool("psql"), "--dbname", server_tools.database(), "-c", code],
            check=True,
            capture_output=True,
        )
        seen.append(real())
        return seen[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "table_digests", digests)
        file = backed_up(place)
    assert manifest_of(file)["tables"]["django_session"]["rows"] == 0
    assert len(seen) == 1


def test_what_is_backed_up_while_people_write_is_of_one_moment(
    place, settings, staff, tmp_path, empty_database
):
    """Each gift is saved with its evidence and its log entries: all of them are in it or none."""
    donor, done, written = make_donor(staff, name="乙"), Event(), []

    def write():
        try:
            while not done.is_set():
                with transaction.atomic():
                    gift = make_cash_gift(staff, donor=donor, amount=f"{len(written) + 1}")
                    colour = (len(written) % 256, 99, 9)
                    photo = SimpleUploadedFile("a.jpg", photo_bytes(colour=colour))
                    Attachment.add(photo, entry=gift, by=staff)
                written.append(gift.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        while len(written) < 3:
            time.sleep(0.01)
        file = backed_up(place)
        done.set()
        writing.result()
    manifest = manifest_of(file)
    gifts = manifest["tables"]["donations_cashgift"]["rows"] - 2
    assert 3 <= gifts <= len(written) and manifest["missing"] == []
    assert manifest["tables"]["redcross_attachment"]["rows"] == gifts + 1
    empty_database()
    settings.MEDIA_ROOT = tmp_path / "new"
    call_command("restore", str(file))
    for name in making.referenced_files():
        assert (settings.MEDIA_ROOT / name).stat().st_size > 0


def test_links_and_names_that_lead_out_are_not_followed(place, settings, records, tmp_path):
    (tmp_path / "secret").write_text("secret")
    (Path(settings.MEDIA_ROOT) / "link").symlink_to(tmp_path / "secret")
    file = backed_up(place)
    assert not any("link" in name for name in manifest_of(file)["files"])
    for name in ("evidence/../../out", "/etc/out", "other", "evidence//x", "evidence/./x"):
        with tarfile.open(place / "hostile", "w") as tar:
            tar.addfile(tarfile.TarInfo(name))
        with pytest.raises(BackupUnreadable, match="not ours"):
            read_archive(place / "hostile", "")


def test_without_encryption_any_tar_opens_it(place, records, tmp_path):
    file = backed_up(place)
    with tarfile.open(file) as tar:
        assert tar.getnames()[0] == DUMP and tar.getnames()[-1] == MANIFEST
        told = json.load(tar.extractfile(MANIFEST))
    assert told["server_version"] == server_tools.server_version()
    assert "SECRET_KEY" not in told["keys"] and set(told["keys"]) >= {"DIGEST_KEY"}
