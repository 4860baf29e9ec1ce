import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from redcross.models import Attachment, LogEntry
from tests.factories import make_cash_gift

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def gift(staff, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_cash_gift(staff)


def attach(client, gift, name, content):
    url = f"/donations/cash-gifts/{gift.pk}/attach/"
    return client.post(url, {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_a_photo_is_kept_and_served_as_what_it_is(gift, staff, signed_in, tmp_path):
    client = signed_in(staff)
    assert "收据.png" in attach(client, gift, "收据.png", PNG).content.decode()
    kept = Attachment.objects.get()
    answer = client.get(f"/attachments/{kept.pk}/")
    assert b"".join(answer) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    # Neither the person's file name nor an executable ending reaches the disk.
    assert [p.suffix for p in tmp_path.rglob("*") if p.is_file()] == [".png"]
    assert "收据" not in kept.file.name
    last = LogEntry.objects.first()
    assert (last.action, last.object_id, last.reason) == ("attach", gift.pk, "收据.png")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.png", b"<script>alert(1)</script>"), ("a.pdf", b"MZ\x90"), ("a.svg", b"<svg/>")],
)
def test_the_content_decides_not_the_name(gift, staff, signed_in, name, content):
    page = attach(signed_in(staff), gift, name, content).content.decode()
    assert "只接受 PDF、JPEG 和 PNG 文件" in page
    assert not Attachment.objects.exists()


def test_a_name_that_lies_about_its_type_does_not_reach_the_disk(gift, staff, signed_in):
    attach(signed_in(staff), gift, "../../收据.html", PNG)
    assert Attachment.objects.get().file.name.endswith(".png")
    assert ".." not in Attachment.objects.get().file.name


def test_a_file_that_is_too_large_is_refused(gift, staff, signed_in, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    page = attach(signed_in(staff), gift, "a.png", PNG + b"0" * 1024 * 1024).content.decode()
    assert "1 MB" in page
    assert not Attachment.objects.exists()


def test_nobody_who_may_not_see_the_record_gets_its_evidence(
    gift, staff, outsider, above, signed_in
):
    attach(signed_in(staff), gift, "a.png", PNG)
    url = f"/attachments/{Attachment.objects.get().pk}/"
    assert signed_in(outsider).get(url).status_code == 404
    assert signed_in(above).get(url).status_code == 200


def test_a_voided_record_takes_no_more_evidence(gift, staff, signed_in):
    gift.void(by=staff, reason="重复登记")
    attach(signed_in(staff), gift, "a.png", PNG)
    assert not Attachment.objects.exists()
