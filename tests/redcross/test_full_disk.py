"""A disk that is full leaves no half file, and nothing that takes room for no record.

Here no file of the process may grow beyond a limit: writing ends in the middle as it does there.
"""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client

from redcross.log_seals import faults_of_log, seal_log
from redcross.models import Attachment, LogEntry, LogSeal, audit_log
from tests.factories import make_cash_gift, make_export_file
from tests.full_disk import files_end_at
from tests.photos import upload

PDF = b"%PDF-1.7" + b"0" * 50_000


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_that_does_not_fit_is_not_there_at_all(folder):
    with files_end_at(20_000), pytest.raises(OSError):
        default_storage.save("2026/11/a.pdf", ContentFile(PDF))
    assert files_in(folder) == []
    assert default_storage.save("2026/11/a.pdf", ContentFile(PDF)) == "2026/11/a.pdf"
    assert [path.read_bytes() for path in files_in(folder)] == [PDF]


def test_a_file_is_called_otherwise_until_it_is_whole_and_goes_with_its_name(folder):
    seen = []

    class Watched(ContentFile):
        def chunks(self, chunk_size=None):
            for piece in super().chunks(1000):
                seen.append({path.name for path in files_in(folder)})
                yield piece

    default_storage.save("a.pdf", Watched(PDF))
    assert set().union(*seen) == {"a.pdf.part"}
    (folder / "a.pdf.part").write_bytes(b"of a process that was killed")
    default_storage.delete("a.pdf")
    assert files_in(folder) == []


@pytest.fixture
def attach(folder, staff):
    """A function that sends a file as evidence of a gift, and gives the answer."""
    gift = make_cash_gift(staff)
    client = Client(raise_request_exception=False)
    client.force_login(staff)
    address = f"/donations/cash-gifts/{gift.pk}/attach/"
    return lambda file: client.post(address, {"file": file})


def check_nothing_is_kept(folder):
    assert files_in(folder) == [] and not Attachment.objects.exists()
    assert not LogEntry.objects.filter(action="attach").exists()


def test_evidence_that_does_not_fit_leaves_no_record_and_no_file(folder, attach):
    with files_end_at(20_000):
        assert attach(upload("a.pdf", PDF)).status_code == 500
    check_nothing_is_kept(folder)
    assert attach(upload("a.pdf", PDF)).status_code == 302
    assert Attachment.objects.get().file.read() == PDF


def test_where_the_database_has_no_room_the_files_go_again(folder, attach):
    """A photo and its small one are there by then."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RAISE disk_full; END'"
        )
        cursor.execute(
            "CREATE TRIGGER no_room BEFORE INSERT ON redcross_attachment "
            "FOR EACH ROW EXECUTE FUNCTION no_room()"
        )
    answer = attach(upload("a.jpg"))
    assert answer.status_code == 503 and "存储空间已满" in answer.content.decode()
    check_nothing_is_kept(folder)


def test_an_exported_file_that_does_not_fit_is_not_there(folder, staff):
    export = make_export_file(staff)
    for path in files_in(folder):
        path.unlink()
    with files_end_at(20_000), pytest.raises(OSError):
        export.store_file(BytesIO(PDF))
    assert files_in(folder) == []
    export.store_file(BytesIO(PDF))
    assert b"".join(export.content()) == PDF


@pytest.mark.django_db(transaction=True)
def test_a_seal_that_does_not_fit_leaves_no_half_line(settings, staff):
    def seal():
        audit_log.write("export", by=staff)
        return seal_log()

    seal()
    file = Path(settings.SEALS_FILE)
    whole = file.read_bytes()
    with files_end_at(len(whole) + 30), pytest.raises(OSError):
        seal()
    assert file.read_bytes() == whole
    last = seal()
    assert [line.split()[0] for line in file.read_text().splitlines()] == ["1", "3"]
    assert last == LogSeal.latest() and list(faults_of_log()) == []
