"""A long list on its way out, as a person sees it."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from redcross.models import ExportFile, background_work
from tests.factories import make_cash_gift, make_export_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(live_server, sign_in, staff, settings, run_background, media):
    """The page after the list was asked for."""
    settings.EXPORT_ROWS_AT_ONCE = 1
    for amount in ("11", "22"):
        make_cash_gift(staff, amount)
    page = sign_in(staff)
    page.goto(live_server.url + reverse("donations:cash_gift_list"))
    page.click("details.export summary")
    page.click("details.export a:has-text('CSV'):not(:has-text('所有'))")
    page.wait_for_url(re.compile(r"/exports/\d+/$"))
    return page


def test_the_page_follows_it_to_the_file(asked, run_background):
    expect(asked.get_by_role("status").filter(has_text="没有运行")).to_be_visible()
    run_background()
    link = asked.get_by_role("link", name="下载")
    link.wait_for()
    with asked.expect_download() as found:
        link.click()
    assert found.value.suggested_filename.endswith(".csv")
    lines = Path(found.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == 3 and "11.00" in "".join(lines)


def test_the_bar_goes_on_while_somebody_works(asked, run_background, monkeypatch):
    monkeypatch.setattr(background_work, "REPORTED_EVERY", 0)
    export = ExportFile.objects.get()
    with export.working():
        for done in (250, 750):
            export.report(done, 1000)
            expect(asked.locator("progress")).to_have_js_property("value", done)
            expect(asked.locator("progress")).to_have_js_property("max", 1000)
        expect(asked.locator("main")).to_contain_text("750 / 1,000 行（75%）")
    expect(asked.locator("progress")).to_have_count(0)


def test_it_is_given_up_with_a_button(asked):
    asked.get_by_role("button", name="取消").click()
    expect(asked.get_by_role("status").filter(has_text="已取消")).to_be_visible()
    assert ExportFile.objects.get().state == "cancelled"


def test_without_scripts_the_page_comes_again_by_itself(
    live_server, browser, client, staff, settings
):
    export = make_export_file(staff, state="waiting")
    client.force_login(staff)
    name = settings.SESSION_COOKIE_NAME
    with browser.new_context(java_script_enabled=False, locale="zh-CN") as context:
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        page = context.new_page()
        page.goto(live_server.url + export.get_absolute_url())
        expect(page.locator("progress")).to_be_visible()
        export.cancel()
        expect(page.locator("main")).to_contain_text("已取消", timeout=20_000)
