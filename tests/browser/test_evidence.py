"""Evidence in the browser: dragged, pasted, chosen; made small; sent one by one and tried again."""

import base64
import io

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from donations.models import LifeGift
from redcross.models import Attachment
from tests.axe import axe_faults
from tests.browser.gestures import HAND_OVER, photo
from tests.factories import make_cash_gift
from tests.photos import opened, photo_bytes, telling_photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hand_over(page):
    """A function that drags files onto the page, or pastes them there."""

    def hand_over(kind, *files):
        sent = [
            {
                "name": file["name"],
                "type": file["mimeType"],
                "content": base64.b64encode(file["buffer"]).decode(),
            }
            for file in files
        ]
        assert page.evaluate(HAND_OVER, [kind, sent]) is False

    return hand_over


@pytest.fixture
def gift(staff, media):
    return make_cash_gift(staff)


@pytest.fixture
def gallery(gift, staff, sign_in, live_server):
    """The photos on the gift's page, which staff looks at."""
    page = sign_in(staff)
    page.goto(f"{live_server.url}{gift.get_absolute_url()}")
    return page.locator(".gallery > li")


def size_of(attachment):
    return opened(attachment.file.read()).size


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_photo_dragged_or_pasted_is_made_small_and_added(gallery, gift, hand_over, kind):
    hand_over(kind, photo(content=telling_photo(), name="转.jpg"), photo())
    expect(gallery).to_have_count(2)
    expect(gallery.nth(1).locator("img")).to_have_js_property("naturalWidth", 320)
    assert [size_of(kept) for kept in gift.evidence] == [(60, 40), (2000, 1000)]


def test_a_cell_of_a_spreadsheet_is_pasted_as_text(gallery, page):
    goes_on = page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "甲");
            data.items.add(new File(["x"], "cell.png", { type: "image/png" }));
            const options = { bubbles: true, cancelable: true, clipboardData: data };
            return document.body.dispatchEvent(new ClipboardEvent("paste", options));
        }"""
    )
    assert goes_on is True
    expect(page.locator(".uploads li")).to_have_count(0)


def test_five_photos_go_up_with_their_progress(gallery, gift, page):
    page.evaluate(
        """() => {
            window.states = new Set();
            new MutationObserver(() => document.querySelectorAll(".uploads li").forEach((row) => {
                states.add(row.lastElementChild.textContent.replace(/ \\d+%/, ""));
            })).observe(document.querySelector(".uploads"), { childList: true, subtree: true });
        }"""
    )
    page.set_input_files("[name=file]", [photo(f"{n}.jpg") for n in range(5)])
    expect(page.locator(".uploads progress").first).to_be_visible()
    expect(gallery).to_have_count(5)
    expect(page.locator(".uploads li")).to_have_count(0)
    assert {"等待上传", "正在上传"} <= set(page.evaluate("[...states]"))
    assert [kept.name for kept in gift.evidence] == [f"{n}.jpg" for n in range(5)]
    assert {size_of(kept) for kept in gift.evidence} == {(2000, 1000)}


def test_a_file_that_fails_says_why_and_is_tried_again_while_the_others_stay(gallery, gift, page):
    failing = ["一.jpg"]

    def answer(route):
        if failing:
            failing.pop()
            route.abort()
        else:
            route.continue_()

    page.route("**/attach/", answer)
    page.set_input_files("[name=file]", [photo("一.jpg"), photo("二.jpg")])
    row = page.locator(".uploads li", has_text="一.jpg")
    expect(row).to_contain_text("上传失败")
    expect(gallery).to_have_count(1)
    row.get_by_role("button", name="重试").click()
    expect(gallery).to_have_count(2)
    expect(row).to_have_count(0)
    assert [kept.name for kept in gift.evidence] == ["二.jpg", "一.jpg"]


def test_a_refusal_of_the_server_is_shown_and_can_be_put_aside(gallery, page):
    page.set_input_files("[name=file]", [photo("坏.jpg", content=b"text"), photo("好.jpg")])
    row = page.locator(".uploads li", has_text="坏.jpg")
    expect(row).to_contain_text("佐证材料只接受")
    expect(gallery).to_have_count(1)
    row.get_by_role("button", name="删除").click()
    expect(row).to_have_count(0)


def test_what_is_too_large_or_no_photo_is_not_sent(gallery, page):
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    scan = {"name": "扫描.pdf", "mimeType": "application/pdf", "buffer": bytes(21 * 1024**2)}
    table = {"name": "表.xlsx", "mimeType": "application/zip", "buffer": b"PK"}
    page.set_input_files("[name=file]", [scan, table])
    rows = page.locator(".uploads li")
    expect(rows.nth(0)).to_contain_text("超过 20 MB")
    expect(rows.nth(1)).to_contain_text("不是照片或 PDF")
    assert not [url for url in requests if "/attach/" in url]


def test_a_photo_that_the_browser_cannot_read_goes_up_as_it_is(gallery, gift, page):
    heic = photo_bytes("HEIF", size=(2400, 1200))
    page.set_input_files(
        "[name=file]", {"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": heic}
    )
    expect(gallery).to_have_count(1)
    [kept] = gift.evidence
    assert (kept.name, size_of(kept)) == ("IMG_1.jpg", (2400, 1200))


def test_a_photo_just_added_can_be_captioned_and_taken_out(gallery, gift, page):
    page.set_input_files("[name=file]", [photo()])
    gallery.locator("summary").click()
    gallery.locator("[name=caption]").fill("签到现场")
    gallery.get_by_role("button", name="保存说明").click()
    expect(gallery.locator("figcaption")).to_contain_text("签到现场")
    gallery.locator("summary").click()
    gallery.locator("[name=reason]").fill("传错了")
    gallery.get_by_role("button", name="撤下").click()
    expect(gallery).to_have_count(0)
    page.get_by_text("已撤下 (1)").click()
    expect(page.locator("#evidence")).to_contain_text("传错了")
    assert Attachment.objects.get().removal_reason == "传错了"


@pytest.fixture
def month(staff, sign_in, live_server, media):
    """The sheet of the month with one row filled in."""
    page = sign_in(staff)
    page.goto(f"{live_server.url}{reverse('donations:life_gift_bulk_add')}")
    page.fill("[name=date]", "2021-08-01")
    page.fill("[name=lifegift-0-number]", "96")
    page.fill("[name=lifegift-0-millilitres]", "33600")
    return page


def test_files_of_a_form_are_shown_taken_away_made_small_and_sent_with_it(month, hand_over):
    month.set_input_files("[name=files]", [photo("一.jpg"), photo("二.jpg")])
    chosen = month.locator(".chosen-files li")
    expect(chosen).to_have_count(2)
    hand_over("drop", photo("三.jpg"))
    expect(chosen).to_have_count(3)
    expect(chosen.locator("img")).to_have_count(3)
    chosen.nth(1).get_by_role("button").click()
    expect(chosen).to_have_count(2)
    month.locator("main form button.btn-primary").click()
    month.wait_for_url("**/donations/life/")
    kept = LifeGift.objects.get().evidence
    assert [one.name for one in kept] == ["一.jpg", "三.jpg"]
    assert {size_of(one) for one in kept} == {(2000, 1000)}


def test_who_saves_at_once_waits_until_the_photos_are_small(month):
    month.set_input_files("[name=files]", [photo(f"{n}.jpg") for n in range(3)])
    month.locator("main form button.btn-primary").click()
    month.wait_for_url("**/donations/life/")
    assert {size_of(one) for one in LifeGift.objects.get().evidence} == {(2000, 1000)}
    assert LifeGift.objects.get().evidence.count() == 3


def test_a_wrong_file_of_a_form_is_refused_at_once_and_the_others_stay(month):
    table = {"name": "表.xlsx", "mimeType": "application/zip", "buffer": b"PK"}
    month.set_input_files("[name=files]", [table, photo()])
    expect(month.locator(".refused-files")).to_have_text("表.xlsx: 不是照片或 PDF，未添加")
    expect(month.locator(".chosen-files li")).to_have_count(1)


def test_a_photo_is_two_thousand_pixels_long_at_most(load_scripts):
    page = load_scripts("photo_shrink.js")
    noise = io.BytesIO()
    Image.effect_noise((2400, 3200), 90).convert("RGB").save(noise, "JPEG", quality=95)
    sides = page.evaluate(
        """async (content) => {
            const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
            const sent = new File([bytes], "a.jpg", { type: "image/jpeg" });
            const { file, preview } = await redcross.shrinkPhoto(sent);
            const bitmap = await createImageBitmap(file);
            return [bitmap.width, bitmap.height, file.size < sent.size, preview.slice(0, 15)];
        }""",
        base64.b64encode(noise.getvalue()).decode(),
    )
    assert sides == [1500, 2000, True, "data:image/jpeg"]


def assert_accessible_and_narrow(page):
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe_faults(page) == []


def test_the_gallery_is_accessible_and_fits_a_phone(gallery, gift, page):
    wrong = {"name": f"{'表' * 40}.xlsx", "mimeType": "application/zip", "buffer": b"PK"}
    page.set_input_files("[name=file]", [photo(), photo("二.jpg"), wrong])
    expect(page.locator(".uploads button")).to_have_count(2)
    expect(gallery).to_have_count(2)
    Attachment.objects.order_by("pk").first().remove(by=gift.entered_by, reason="传错了")
    page.reload()
    page.set_input_files("[name=file]", [wrong])
    for summary in page.locator("#evidence summary").all():
        summary.click()
    expect(page.locator("#evidence details[open]")).to_have_count(2)
    expect(page.locator(".uploads button")).to_have_count(2)
    assert_accessible_and_narrow(page)


def test_chosen_files_are_accessible_and_fit_a_phone(month):
    wrong = {"name": "表.xlsx", "mimeType": "application/zip", "buffer": b"PK"}
    month.set_input_files("[name=files]", [wrong, photo(f"{'长' * 60}.jpg")])
    expect(month.locator(".chosen-files li")).to_have_count(1)
    assert_accessible_and_narrow(month)
