"""What somebody who means harm, or a script gone wild, sends: answered, and nothing is lost."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from donations.models import Donor
from redcross.forms.entry import MAX_LINES
from redcross.models import SavedFilter, User
from redcross.naming import LONGEST_NAME, normalised
from redcross.photos import MAX_SCANS, clean_photo
from tests.factories import make_cash_gift, make_donor, make_user
from tests.pages import form_data
from tests.photos import photo_bytes
from tests.refusals import database_refuses

GIFT = "/donations/cash-gifts/add/"


def huge_png(width, height):
    """Return a PNG that says it is so large, and has nothing in it."""

    def chunk(kind, content):
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_null_character_in_what_is_no_form_is_refused_with_a_message(clerk, staff, media):
    gift = make_cash_gift(staff)
    kept = gift.attach(SimpleUploadedFile("a.jpg", photo_bytes()), by=staff)
    for address, name in (
        (f"/attachments/{kept.pk}/caption/", "caption"),
        (f"/attachments/{kept.pk}/remove/", "reason"),
    ):
        assert clerk.post(address, {name: "a\0b"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.caption, kept.removed_at) == ("", None)
    sent = {"list_name": "donations:cash_gift_list", "name": "a\0b", "query": "q=1"}
    assert clerk.post("/saved-filters/", sent).status_code < 500
    assert not SavedFilter.objects.exists()
    typed = form_data(clerk.get(GIFT)) | {"donor-text": "a\0b", "amount": "5"}
    assert clerk.post(GIFT, typed).status_code == 422


def test_a_name_is_compared_by_no_more_than_the_longest_has():
    assert len(normalised("a\u0316\u0301" * 100_000)) <= LONGEST_NAME


def test_a_sentence_of_many_words_is_looked_for_as_it_stands(clerk, staff):
    make_cash_gift(staff, donor=make_donor(staff, name="甲公司"))
    assert clerk.get("/donations/cash-gifts/", {"q": "甲 " * 2000}).status_code == 200
    assert clerk.get("/donations/donors/search/", {"q": "甲 " * 2000}).json()["results"] == []
    assert clerk.get("/donations/donors/search/", {"q": "公 甲"}).json()["results"]


def test_more_lines_than_a_page_has_are_refused_unread(clerk):
    add = "/donations/goods/add/"
    sent = form_data(clerk.get(add)) | {"lots-TOTAL_FORMS": "9" * 20}
    page = clerk.post(add, sent)
    assert page.status_code == 422
    assert len(page.context["form"].linesets[0].forms) <= MAX_LINES


def test_a_form_of_more_text_fields_or_files_than_a_page_has_is_refused_unread(clerk, settings):
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    files = [SimpleUploadedFile(f"{number}.jpg", b"x") for number in range(101)]
    for sent in (
        {"note": "x" * (most + 1)},
        {f"f{number}": "1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)},
        {"file": files},
    ):
        answer = clerk.post(GIFT, sent)
        assert answer.status_code == 400 and "无法识别该请求" in answer.content.decode()
    assert clerk.post(GIFT, {"note": "x" * (most // 2)}).status_code == 422


def test_what_the_other_wrote_into_a_protected_field_stays_when_it_is_chosen(clerk, staff):
    donor = make_donor(staff, phone="13800001111")
    change = f"/donations/donors/{donor.pk}/change/"
    mine = form_data(clerk.get(change)) | {"phone": "13800002222"}
    theirs = Donor.objects.get(pk=donor.pk)
    theirs.phone = "13800003333"
    theirs.save_entry(by=staff)

    refused = clerk.post(change, mine)
    assert refused.status_code == 422
    chosen = form_data(refused) | {"choose_phone": "theirs"}
    assert clerk.post(change, chosen).status_code == 302
    donor.refresh_from_db()
    assert donor.phone.reveal() == "13800003333"


@pytest.mark.parametrize("side", [5100, 50_000])
def test_a_drawing_that_would_take_all_memory_is_refused(side, signed_in, administrator):
    drawing = huge_png(side, side)
    with pytest.raises(ValidationError):
        clean_photo(BytesIO(drawing))
    sent = {"short_name": "渌口", "emblem": SimpleUploadedFile("a.png", drawing)}
    assert signed_in(administrator).post("/society/", sent).status_code == 422


def test_a_photo_of_countless_scans_is_refused():
    with pytest.raises(ValidationError):
        clean_photo(BytesIO(photo_bytes() + b"\xff\xda" * (MAX_SCANS + 1)))


def test_no_two_user_names_differ_only_in_capital_letters(society, roles):
    make_user("zhouqiang", society, roles["staff"])
    with database_refuses():
        User.objects.create_user("ZhouQiang", society=society)


def test_a_first_password_is_not_kept_in_the_browser(signed_in, administrator):
    page = signed_in(administrator).get("/users/add/").content.decode()
    assert "data-not-kept" in page and "data-sensitive" in page


def test_whoever_must_choose_a_password_is_told_how_long_the_session_lasts(clerk, staff, media):
    User.objects.filter(pk=staff.pk).update(must_change_password=True)
    assert clerk.get("/session/").status_code == 200
    assert clerk.get("/").url == "/accounts/password/change/"
