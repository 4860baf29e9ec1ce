"""A disk that is full leaves no half file, and nothing that takes room for no record.

Here no file of the process may grow beyond a limit: writing ends in the middle as it does there.
"""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from django.test import Client

from donations.models import CashGift
from redcross.log_seals import faults_of_log, seal_log
from redcross.models import Attachment, LogEntry, LogSeal, audit_log, evidence_file
from redcross.photos import clean_photo
from redcross.storage import stored_together
from tests.factories import make_cash_gift, make_export_file
from tests.full_disk import files_end_at
from tests.pages import form_data
from tests.photos import photo_bytes, upload

PDF = b"%PDF-1.7" + b"0" * 50_000
ADD = "/donations/cash-gifts/add/"


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "evidence"
    return settings.MEDIA_ROOT


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def names_in(folder):
    return sorted(path.name for path in files_in(folder))


def test_a_file_that_does_not_fit_is_not_there_at_all(folder):
    with files_end_at(20_000), pytest.raises(OSError):
        default_storage.save("2026/11/a.pdf", ContentFile(PDF))
    assert files_in(folder) == []
    assert default_storage.save("2026/11/a.pdf", ContentFile(PDF)) == "2026/11/a.pdf"
    assert [path.read_bytes() for path in files_in(folder)] == [PDF]


def test_a_file_that_is_there_stays_when_another_of_its_name_does_not_fit(folder):
    default_storage.save("a/b", ContentFile(b"1"))
    for name in ("a/c", "a/b"):
        with files_end_at(1000), pytest.raises(OSError):
            default_storage.save(name, ContentFile(b"2" * 2000))
    assert names_in(folder) == ["b"] and (folder / "a/b").read_bytes() == b"1"


def test_a_file_is_called_otherwise_until_it_is_whole_and_goes_with_its_name(folder):
    seen = []

    class Watched(ContentFile):
        def chunks(self, chunk_size=None):
            for piece in super().chunks(1000):
                seen.append(set(names_in(folder)))
                yield piece

    default_storage.save("a.pdf", Watched(PDF))
    assert set().union(*seen) == {"a.pdf.part"}
    (folder / "a.pdf.part").write_bytes(b"of a process that was killed")
    default_storage.delete("a.pdf")
    assert files_in(folder) == []


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_takes_back_goes_and_what_it_keeps_stays(folder):
    with transaction.atomic(), stored_together():
        default_storage.save("kept", ContentFile(b"1"))
    with pytest.raises(OperationalError), transaction.atomic(), stored_together():
        with stored_together():
            default_storage.save("inner", ContentFile(b"1"))
        default_storage.save("outer", ContentFile(b"1"))
        raise OperationalError
    assert names_in(folder) == ["kept"]


@pytest.fixture
def quiet(staff):
    """A client of the staff whose pages may fail."""
    client = Client(raise_request_exception=False)
    client.force_login(staff)
    return client


@pytest.fixture
def attach(folder, staff, quiet):
    """A function that sends a file as evidence of a gift, and gives the answer."""
    address = f"/donations/cash-gifts/{make_cash_gift(staff).pk}/attach/"
    return lambda file: quiet.post(address, {"file": file})


def check_nothing_is_kept(folder):
    assert files_in(folder) == [] and not Attachment.objects.exists()
    assert not LogEntry.objects.filter(action="attach").exists()


def test_evidence_that_does_not_fit_leaves_no_record_and_no_file(folder, attach):
    with files_end_at(20_000):
        assert attach(upload("a.pdf", PDF)).status_code == 500
    check_nothing_is_kept(folder)
    assert attach(upload("a.pdf", PDF)).status_code == 302
    assert Attachment.objects.get().file.read() == PDF
    assert len(files_in(folder)) == 1


def test_of_several_files_with_a_record_all_are_stored_or_none(folder, quiet, staff):
    gift = make_cash_gift(staff)
    sent = form_data(quiet.get(ADD)) | {"donor": gift.donor_id, "fund": gift.fund_id}
    sent |= {"amount": "77", "date": "2021-05-02"}
    small, large = ContentFile(PDF[:1000], name="1.pdf"), ContentFile(PDF, name="2.pdf")
    with files_end_at(30_000):
        quiet.post(ADD, sent | {"files": [small, large]})
    check_nothing_is_kept(folder)
    assert not CashGift.objects.filter(amount=77).exists()
    assert quiet.post(ADD, sent | {"files": [small, large]}).status_code in (302, 422)


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


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_that_does_not_fit_is_not_taken_for_whole(kind):
    photo = BytesIO(photo_bytes(kind, size=(300, 200), colour="#123456"))
    whole = clean_photo(photo).file
    size = whole.seek(0, 2)
    for fitting in (1, size // 2, size - 1):
        with pytest.raises(OSError), files_end_at(fitting):
            clean_photo(photo)
    with files_end_at(size):
        assert evidence_file(ContentFile(photo.getvalue(), name="a")).size == size


def test_an_exported_file_that_does_not_fit_is_not_there(folder, staff):
    export = make_export_file(staff, state="working")
    with files_end_at(20_000), pytest.raises(OSError):
        export.store_file(BytesIO(PDF))
    export.refresh_from_db()
    assert export.file == "" and files_in(folder) == []
    export.store_file(BytesIO(PDF))
    assert b"".join(export.content()) == PDF


@pytest.mark.django_db(transaction=True)
def test_the_file_of_the_seals_keeps_whole_lines(settings, staff):
    def seal():
        audit_log.write("export", by=staff)
        return seal_log()

    seal()
    file = Path(settings.SEALS_FILE)
    for more in (1, 30, 40, 90):
        whole = file.read_bytes()
        with files_end_at(len(whole) + more), pytest.raises(OSError):
            seal()
        assert file.read_bytes() == whole
        last = seal()
        assert last == LogSeal.latest() and list(faults_of_log()) == []
    lines = [line.split(" ") for line in file.read_text().splitlines()]
    assert [line[0] for line in lines] == ["1", "3", "5", "7", "9"]
    assert {len(line) for line in lines} == {3}
