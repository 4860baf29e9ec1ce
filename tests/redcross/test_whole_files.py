"""What cannot be written to its end leaves nothing half, and is not taken for whole."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, transaction

from donations.models import CashGift
from redcross.log_seals import faults_of_log, seal_log
from redcross.models import Attachment, LogEntry, audit_log, evidence_file
from redcross.photos import clean_photo
from redcross.storage import stored_together
from tests.factories import make_cash_gift, make_export_file
from tests.full_disk import files_end_at
from tests.pages import form_data
from tests.photos import photo_bytes

ADD = "/donations/cash-gifts/add/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "evidence"
    return settings.MEDIA_ROOT


def files_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def pdf(number, size=100_000):
    return ContentFile(b"%PDF-1.4\n" + bytes([number]) * size, name=f"{number}.pdf")


def test_a_file_that_does_not_fit_leaves_no_half_and_no_row(db, staff, media):
    gift = make_cash_gift(staff)
    with pytest.raises(OSError), files_end_at(70_000):
        gift.attach(pdf(1), by=staff)
    assert files_in(media) == [] and not Attachment.objects.exists()
    assert not LogEntry.objects.filter(action="attach").exists()
    gift.attach(pdf(1), by=staff)
    assert len(files_in(media)) == 1


def test_a_file_that_is_there_stays_when_another_of_its_name_does_not_fit(db, media):
    default_storage.save("a/b", ContentFile(b"1"))
    with pytest.raises(OSError), files_end_at(1000):
        default_storage.save("a/c", ContentFile(b"2" * 2000))
    with pytest.raises(OSError), files_end_at(1000):
        default_storage.save("a/b", ContentFile(b"2" * 2000))
    assert files_in(media) == ["b"] and (media / "a/b").read_bytes() == b"1"


def test_of_several_files_with_a_record_all_are_stored_or_none(client, staff, media):
    client.force_login(staff)
    client.raise_request_exception = False
    gift = make_cash_gift(staff)
    sent = form_data(client.get(ADD)) | {"donor": gift.donor_id, "fund": gift.fund_id}
    sent |= {"amount": "77", "date": "2021-05-02"}
    with files_end_at(50_000):
        client.post(ADD, sent | {"files": [pdf(1, 1000), pdf(2)]})
    assert files_in(media) == [] and not CashGift.objects.filter(amount=77).exists()
    assert client.post(ADD, sent | {"files": [pdf(1, 1000), pdf(2)]}).status_code in (302, 422)


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_takes_back_goes_and_what_it_keeps_stays(media):
    with transaction.atomic(), stored_together():
        default_storage.save("kept", ContentFile(b"1"))
    with pytest.raises(OperationalError), transaction.atomic(), stored_together():
        with stored_together():
            default_storage.save("inner", ContentFile(b"1"))
        default_storage.save("outer", ContentFile(b"1"))
        raise OperationalError
    assert files_in(media) == ["kept"]


def test_a_list_that_does_not_fit_leaves_no_file(db, staff, media):
    export = make_export_file(staff, state="working")
    with pytest.raises(OSError), files_end_at(100_000):
        export.store_file(BytesIO(b"1" * 300_000))
    export.refresh_from_db()
    assert export.file == "" and files_in(media) == []


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


@pytest.mark.django_db(transaction=True)
def test_the_file_of_the_seals_keeps_whole_lines(staff, settings):
    audit_log.write("export", by=staff)
    seal_log()
    file = Path(settings.SEALS_FILE)
    for more in (1, 40, 90):
        audit_log.write("export", by=staff)
        with pytest.raises(OSError), files_end_at(file.stat().st_size + more):
            seal_log()
        audit_log.write("export", by=staff)
        seal_log()
        assert list(faults_of_log()) == []
    assert [len(line.split(" ")) for line in file.read_text().splitlines()] == [3] * 4
