"""Evidence that was taken out counts no more, and stays, with the reason, for administrators."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from donations.models import CashGift
from redcross.models import Attachment, LogEntry, has_evidence
from tests.factories import close_year, make_cash_gift, make_place
from tests.photos import photo_named, upload

REASON = "传错了照片"


@pytest.fixture
def removed(photo, staff):
    photo.remove(by=staff, reason=REASON)
    return photo


def take_out(client, photo, reason=REASON):
    url = reverse("attachment_removal", args=[photo.pk])
    return client.post(url, {"reason": reason}, follow=True).content.decode()


def is_kept(photo):
    return Attachment.objects.kept().filter(pk=photo.pk).exists()


def test_evidence_is_taken_out_with_a_reason_and_logged(photo, gift, staff, signed_in):
    page = take_out(signed_in(staff), photo)
    assert "已撤下" in page and REASON in page
    assert not is_kept(photo) and not gift.evidence.exists()
    last = LogEntry.objects.first()
    assert (last.action, last.object_id, last.user) == ("detach", gift.pk, staff)
    assert last.reason == f"现场.jpg: {REASON}"
    assert photo.file.storage.exists(photo.file.name)


@pytest.mark.parametrize("reason", ["", "  ", "长" * 101])
def test_without_a_proper_reason_it_stays(photo, staff, signed_in, reason):
    assert "现场.jpg: " in take_out(signed_in(staff), photo, reason)
    assert is_kept(photo)


def test_it_is_taken_out_once(removed, staff):
    with pytest.raises(ValidationError):
        removed.remove(by=staff, reason="又一次")
    with pytest.raises(ValidationError):
        removed.set_caption("现场", by=staff)


def test_another_society_takes_nothing_out(photo, above):
    with pytest.raises(PermissionDenied):
        photo.remove(by=above, reason=REASON)
    with pytest.raises(PermissionDenied):
        photo.set_caption("现场", by=above)


def test_a_closed_year_keeps_its_evidence(photo, gift, staff, signed_in):
    close_year(gift.society, gift.date.year)
    assert "现场.jpg: " in take_out(signed_in(staff), photo)
    assert is_kept(photo)


def test_a_voided_record_keeps_its_evidence(photo, gift, staff, signed_in):
    gift.void(by=staff, reason="重复登记")
    take_out(signed_in(staff), photo)
    assert is_kept(photo)


def test_what_was_taken_out_is_no_evidence(removed, gift, staff, signed_in):
    assert not CashGift.objects.filter(has_evidence(CashGift)).exists()
    client = signed_in(staff)
    for answer, listed in (("no", [gift]), ("yes", [])):
        page = client.get(f"/donations/cash-gifts/?evidence={answer}")
        assert [row.record for row in page.context["table"].rows] == listed


def test_only_administrators_open_what_was_taken_out(
    removed, gift, staff, leader, administrator, outsider, signed_in
):
    address, small = (reverse(name, args=[removed.pk]) for name in ("attachment", "thumbnail"))
    for user in (staff, leader, outsider):
        client = signed_in(user)
        assert client.get(address).status_code == client.get(small).status_code == 404
    client = signed_in(administrator)
    assert client.get(address).status_code == client.get(small).status_code == 200
    assert address in client.get(gift.get_absolute_url()).content.decode()


def test_who_only_reads_does_not_see_that_something_was_taken_out(
    removed, gift, staff, leader, above, signed_in
):
    for user in (leader, above):
        page = signed_in(user).get(gift.get_absolute_url()).content.decode()
        assert page.count(REASON) == page.count(f"现场.jpg: {REASON}")  # in the history alone
    page = signed_in(staff).get(gift.get_absolute_url()).content.decode()
    assert page.count(REASON) == 2
    assert reverse("attachment", args=[removed.pk]) not in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("voucher", ["", "记12"])
def test_its_file_is_deleted_once_the_archival_period_is_over_too(
    staff, administrator, signed_in, settings, tmp_path, voucher
):
    settings.MEDIA_ROOT, settings.ATTACHMENT_RETENTION_DAYS = tmp_path, 30
    year = timezone.localdate().year
    old, young = (
        make_cash_gift(staff, date=date(year - back, 6, 1), voucher_number=voucher)
        for back in (31, 30)
    )
    gone, stays = (one.attach(upload("现场.jpg"), by=staff) for one in (old, young))
    kept = old.attach(upload("留.jpg", photo_named("留")), by=staff)
    for one in (gone, stays):
        one.remove(by=staff, reason=REASON)
    call_command("erase_removed_evidence")  # taken out today
    Attachment.objects.exclude(pk=kept.pk).update(removed_at=timezone.now() - timedelta(days=31))
    settings.ATTACHMENT_RETENTION_DAYS = None
    call_command("erase_removed_evidence")  # kept for ever unless a society says otherwise
    stored = [*(gone.file.name, gone.thumbnail.name), stays.file.name, kept.file.name]
    assert all(map(gone.file.storage.exists, stored))

    settings.ATTACHMENT_RETENTION_DAYS = 30
    call_command("erase_removed_evidence")
    call_command("erase_removed_evidence")
    assert [*map(gone.file.storage.exists, stored)] == [False, False, True, True]
    erased = LogEntry.objects.filter(action=LogEntry.Action.ERASE)
    assert [(entry.object_id, entry.reason) for entry in erased] == [(old.pk, "现场.jpg")]

    client = signed_in(administrator)
    address = reverse("attachment", args=[gone.pk])
    assert client.get(address).status_code == 404
    page = client.get(old.get_absolute_url()).content.decode()
    assert REASON in page and address not in page


@pytest.mark.django_db(transaction=True)
def test_of_what_has_no_period_of_its_own_each_file_counts_from_its_year(staff, settings, tmp_path):
    settings.MEDIA_ROOT, settings.ATTACHMENT_RETENTION_DAYS = tmp_path, 30
    place = make_place(staff)  # the kernel's own are kept ten years
    files = [place.attach(upload(n, photo_named(n)), by=staff) for n in ("一.jpg", "二.jpg")]
    for back, file in zip((11, 10), files, strict=True):
        file.remove(by=staff, reason=REASON)
        moment = timezone.now() - timedelta(days=365.25 * back)
        Attachment.objects.filter(pk=file.pk).update(added_at=moment, removed_at=moment)
    call_command("erase_removed_evidence")
    assert [bool(Attachment.objects.get(pk=file.pk).file) for file in files] == [False, True]
