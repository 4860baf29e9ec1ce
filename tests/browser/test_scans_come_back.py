"""From a gift to its paper, and the signed sheet back onto the record: dropped, or photographed."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import expect

from redcross.models import Attachment, Printout
from tests.axe import axe_faults
from tests.browser.gestures import HAND_OVER
from tests.factories import make_goods_gift
from tests.photographed import Taken, drawn_pages, photograph

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gift(staff, media):
    return make_goods_gift(staff)


def printed(page, live_server, gift):
    """Print the note on the gift's page; return the PDF."""
    page.goto(f"{live_server.url}{gift.get_absolute_url()}")
    page.locator("details.export > summary").first.click()
    with page.expect_download() as download:
        page.locator("details.export form[data-downloads] button").first.click()
    return Path(download.value.path()).read_bytes()


def test_a_photo_dropped_on_the_home_page_reaches_the_record(live_server, sign_in, staff, gift):
    page = sign_in(staff)
    pdf = printed(page, live_server, gift)
    page.goto(live_server.url)
    expect(page.locator("#papers-heading + div")).to_contain_text("1")
    assert axe_faults(page) == []
    sheet = photograph(drawn_pages(pdf)[:1], Taken(size=(2400, 3200), turned=7, askew=0.03), 1)
    content = base64.b64encode(sheet).decode()
    file = {"name": "微信图片.jpg", "type": "image/jpeg", "content": content}
    with page.expect_navigation(url=f"**{gift.get_absolute_url()}#evidence"):
        page.evaluate(HAND_OVER, ["drop", [file]])
    expect(page.locator("[data-evidence-key] img")).to_be_visible()
    assert Printout.objects.get().returned_at
    # As sharp as it was taken.
    assert Attachment.objects.get().file.size > len(sheet) / 3


def test_a_phone_offers_its_camera(live_server, sign_in, staff, gift, playwright, browser):
    page = sign_in(staff)
    pdf = printed(page, live_server, gift)
    phone = browser.new_context(
        **playwright.devices["Pixel 5"], storage_state=page.context.storage_state()
    ).new_page()
    phone.goto(live_server.url)
    camera = phone.locator("[data-camera]")
    assert camera.get_attribute("capture") == "environment"
    expect(phone.locator(".camera")).to_be_visible()
    sheet = photograph(drawn_pages(pdf)[:1], Taken(size=(2400, 3200), turned=90), 2)
    with phone.expect_navigation(url=f"**{gift.get_absolute_url()}#evidence"):
        camera.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": sheet})
    assert Attachment.objects.count() == 1
    phone.context.close()


def test_what_was_not_read_is_placed_by_hand(live_server, sign_in, staff, gift):
    page = sign_in(staff)
    pdf = printed(page, live_server, gift)
    cut = drawn_pages(pdf)[0]
    cut = cut.crop((0, cut.height // 3, cut.width, cut.height))
    sheet = photograph([cut], Taken(size=(1200, 1600)), 3)
    page.goto(live_server.url)
    with page.expect_navigation(url="**/scans/"):
        page.locator("#id_scans").set_input_files(
            {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": sheet}
        )
    expect(page.locator(".scan-pages img")).to_be_visible()
    assert axe_faults(page) == []
    page.locator("select[name=printout]").select_option(index=1)
    with page.expect_navigation(url=f"**{gift.get_absolute_url()}#evidence"):
        page.locator(".scan-pages ~ .btn-list .btn-primary").click()
    assert Attachment.objects.count() == 1 and Printout.objects.get().returned_at
