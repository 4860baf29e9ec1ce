"""From a talk to its sign-in sheet, and from the names on that to the roster."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import make_course
from tests.paper_pages import PaperPages
from training.models import Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ["王喆", "张䶮", "欧阳明"]
SIGNED = ("序号", "姓名", "单位", "电话", "上午签名")
ROSTER = ("序号", "姓名", "性别", "出生年月", "证件号", "文化程度", "单位", "电话", "签名")


def downloaded(page, act):
    """Return the pages of the paper that the browser is sent when that is done."""
    with page.expect_download() as found:
        act()
    assert found.value.suggested_filename.endswith(".pdf")
    return PaperPages(Path(found.value.path()).read_bytes())


def open_paper(page, url):
    """Press the name of the paper among those that the record can be printed as."""
    page.locator("details.export > summary").first.click()
    chosen = page.locator(f"details.export a[href*='{url}'], form[action='{url}'] button")
    expect(chosen).to_be_visible()
    return chosen


def test_from_a_talk_to_its_sign_in_sheet_to_the_roster(staff, sign_in, live_server):
    course = make_course(staff, name="C1")
    page = sign_in(staff)
    page.goto(f"{live_server.url}{reverse('training:session_add')}?course={course.pk}")
    page.locator("#id_date").fill("2021-09-24")
    page.keyboard.press("Control+s")
    expect(page.locator("details.export")).to_be_visible()
    session = Session.objects.get()
    assert page.url.startswith(f"{live_server.url}{session.get_absolute_url()}")

    address = f"{session.get_absolute_url()}paper/session-sign-in/"
    open_paper(page, address).click()
    page.locator("#id_half_days").select_option("morning")
    page.locator("#id_blank_rows").fill("12")
    sheet = downloaded(page, lambda: page.locator("button[value=pdf]").click())
    assert sheet.below(*SIGNED) == [[str(place), *[""] * 4] for place in range(1, 13)]
    assert ["日期", "2021年9月24日", "上/下午", "上午"] in sheet.rows

    # They have signed: the names are typed back in, and are the enrolments.
    page.goto(f"{live_server.url}{session.get_absolute_url()}change/")
    page.locator("details:has([data-lines=roster]) > summary").click()
    roster = page.locator("[data-lines=roster]")
    for name in NAMES:
        roster.locator("[data-add-line]").click()
        roster.locator("input[name$='-name']").last.fill(name)
    page.keyboard.press("Control+s")
    expect(page.locator("details.export")).to_be_visible()
    session.refresh_from_db()
    assert [line.name for line in session.roster.all()] == NAMES
    assert session.attended == 3

    address = f"{session.get_absolute_url()}paper/session-roster/"
    sheet = downloaded(page, open_paper(page, address).click)
    assert [row[:2] for row in sheet.below(*ROSTER)] == [
        [str(place), name] for place, name in enumerate(NAMES, 1)
    ]
    # The next sheet to sign has them.
    page.goto(f"{live_server.url}{session.get_absolute_url()}paper/session-sign-in/")
    page.locator("#id_half_days").select_option("afternoon")
    sheet = downloaded(page, lambda: page.locator("button[value=pdf]").click())
    assert [row[1] for row in sheet.below(*SIGNED[:4], "下午签名")][:3] == NAMES
