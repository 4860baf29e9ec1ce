"""Evidence as it is kept and given out; what a photo loses of what it tells is in test_photos."""

import hashlib

import pytest
from django.urls import reverse

from redcross.models import Attachment, LogEntry
from tests.factories import make_cash_gift
from tests.photos import PLACE, opened, photo_bytes, upload

PDF = b"%PDF-1.7"


def attach(client, gift, name, content, **headers):
    url = f"/donations/cash-gifts/{gift.pk}/attach/"
    return client.post(url, {"file": upload(name, content)}, follow=True, headers=headers)


def test_a_photo_is_kept_and_served_as_what_it_is(gift, staff, signed_in, tmp_path):
    client = signed_in(staff)
    page = attach(client, gift, "收据.png", photo_bytes("PNG")).content.decode()
    kept = Attachment.objects.get()
    assert "收据.png" in page and reverse("thumbnail", args=[kept.pk]) in page
    answer = client.get(f"/attachments/{kept.pk}/")
    content = b"".join(answer)
    assert opened(content).size == (60, 40)
    assert answer["Content-Type"] == "image/png"
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    # Neither the person's file name nor an executable ending reaches the disk.
    assert sorted(p.suffix for p in tmp_path.rglob("*") if p.is_file()) == [".jpg", ".png"]
    assert "收据" not in kept.file.name
    last = LogEntry.objects.first()
    assert (last.action, last.object_id, last.reason) == ("attach", gift.pk, "收据.png")


def test_a_file_lost_on_the_disk_is_a_clear_page(gift, staff, signed_in, caplog):
    client = signed_in(staff)
    attach(client, gift, "收据.png", photo_bytes("PNG"))
    kept = Attachment.objects.get()
    for stored in (kept.file, kept.thumbnail):
        stored.storage.delete(stored.name)
    answer = client.get(f"/attachments/{kept.pk}/")
    assert answer.status_code == 404 and "文件缺失" in answer.content.decode()
    assert f"attachment {kept.pk} " in caplog.text and "收据" not in caplog.text
    assert client.get(reverse("thumbnail", args=[kept.pk])).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.png", b"<script>alert(1)</script>"), ("a.pdf", b"MZ\x90"), ("a.svg", b"<svg/>")],
)
def test_the_content_decides_not_the_name(gift, staff, signed_in, name, content):
    page = attach(signed_in(staff), gift, name, content).content.decode()
    assert "只接受 PDF、JPEG、PNG、WebP 和 HEIC 文件" in page and name in page
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("sent", "content", "kept"),
    [
        ("../../收据.html", photo_bytes(), "收据.jpg"),
        ("shell.php", photo_bytes("PNG"), "shell.png"),
        ("IMG_0012.HEIC", photo_bytes("HEIF"), "IMG_0012.jpg"),
        ("微信图片.webp", photo_bytes("WEBP"), "微信图片.jpg"),
        ("2021.8.4讲座", photo_bytes(), "2021.8.4讲座.jpg"),
        ("扫描件.png", PDF, "扫描件.pdf"),
        ("长" * 250 + ".jpg", photo_bytes(), "长" * 190 + ".jpg"),
    ],
)
def test_a_file_is_named_by_its_content(gift, staff, signed_in, sent, content, kept):
    client = signed_in(staff)
    attach(client, gift, sent, content)
    attachment = Attachment.objects.get()
    assert attachment.name == kept
    assert attachment.file.name.rpartition(".")[2] == kept.rpartition(".")[2]


def test_a_file_that_is_too_large_is_refused(gift, staff, signed_in, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    page = attach(signed_in(staff), gift, "a.pdf", PDF + b"0" * 1024 * 1024).content.decode()
    assert "a.pdf: " in page and "1 MB" in page
    assert not Attachment.objects.exists()


def test_of_several_files_a_wrong_one_refuses_all_by_its_name(gift, staff, signed_in):
    files = [upload("好.jpg"), upload("坏.jpg", b"text")]
    page = signed_in(staff).post(
        f"/donations/cash-gifts/{gift.pk}/attach/", {"file": files}, follow=True
    )
    assert "坏.jpg" in page.content.decode()
    assert not Attachment.objects.exists()


def test_the_script_gets_what_the_page_shows_or_the_reason(gift, staff, signed_in):
    client = signed_in(staff)
    fine = attach(client, gift, "现场.jpg", photo_bytes(), accept="application/json")
    assert reverse("attachment", args=[Attachment.objects.get().pk]) in fine.json()["html"]
    assert "csrfmiddlewaretoken" in fine.json()["html"]
    refused = attach(client, gift, "坏.jpg", b"text", accept="application/json")
    assert refused.status_code == 422
    assert refused.json()["error"].startswith("坏.jpg: ")


def test_nobody_who_may_not_see_the_record_gets_its_evidence(
    photo, outsider, above, leader, signed_in
):
    for name in ("attachment", "thumbnail"):
        url = reverse(name, args=[photo.pk])
        assert signed_in(outsider).get(url).status_code == 404
        assert signed_in(above).get(url).status_code == 200
        assert signed_in(leader).get(url).status_code == 200


def test_a_file_is_stored_nowhere_and_runs_nothing_in_the_browser(photo, gift, staff, signed_in):
    client = signed_in(staff)
    document = gift.attach(upload("签到表.pdf", PDF), by=staff)
    for url in (
        reverse("attachment", args=[photo.pk]),
        reverse("thumbnail", args=[photo.pk]),
        reverse("attachment", args=[document.pk]),
    ):
        answer = client.get(url)
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
    inline = client.get(reverse("attachment", args=[photo.pk]))["Content-Disposition"]
    assert inline == "inline; filename*=utf-8''%E7%8E%B0%E5%9C%BA.jpg"


def test_a_document_has_no_thumbnail(gift, staff, signed_in):
    document = gift.attach(upload("签到表.pdf", PDF), by=staff)
    client = signed_in(staff)
    assert client.get(reverse("thumbnail", args=[document.pk])).status_code == 404
    assert "签到表.pdf" in client.get(gift.get_absolute_url()).content.decode()


def test_a_voided_record_takes_no_more_evidence(gift, staff, signed_in):
    gift.void(by=staff, reason="重复登记")
    attach(signed_in(staff), gift, "a.png", photo_bytes("PNG"))
    assert not Attachment.objects.exists()


def test_a_thumbnail_is_small_and_tells_as_little(gift, staff):
    kept = gift.attach(upload("a.jpg", photo_bytes(size=(1600, 900))), by=staff)
    small = opened(kept.thumbnail.read())
    assert (small.format, small.size) == ("JPEG", (320, 180))
    assert not small.getexif() and PLACE


def test_a_caption_is_kept_shown_and_logged_before_and_after(photo, gift, staff, signed_in):
    client = signed_in(staff)
    url = reverse("attachment_caption", args=[photo.pk])
    for caption in ("签到现场", "签到<b>现场"):
        page = client.post(url, {"caption": caption}, follow=True).content.decode()
    assert "签到&lt;b&gt;现场" in page and "签到现场 → 签到&lt;b&gt;现场" in page
    photo.refresh_from_db()
    assert photo.caption == "签到<b>现场"
    last = LogEntry.objects.first()
    assert (last.action, last.object_id, last.reason) == ("caption", gift.pk, "现场.jpg")
    assert last.changes == {"caption": ["签到现场", "签到<b>现场"]}
    client.post(url, {"caption": "签到<b>现场"})
    assert LogEntry.objects.first() == last


def test_a_caption_that_is_too_long_is_refused(photo, staff, signed_in):
    url = reverse("attachment_caption", args=[photo.pk])
    page = signed_in(staff).post(url, {"caption": "长" * 101}, follow=True)
    assert "现场.jpg: " in page.content.decode()
    photo.refresh_from_db()
    assert photo.caption == ""


def test_the_same_file_sent_again_is_kept_once(gift, photo, staff, signed_in):
    client = signed_in(staff)
    attach(client, gift, "另一个名字.jpg", photo_bytes())
    assert Attachment.objects.get() == photo
    assert LogEntry.objects.filter(action="attach").count() == 1
    # Taken out, it may come back; and another record may have it too.
    photo.remove(by=staff, reason="x")
    attach(client, gift, "a.jpg", photo_bytes())
    attach(client, make_cash_gift(staff), "a.jpg", photo_bytes())
    assert Attachment.objects.kept().count() == 2
