"""Below a box stands how it is understood, and beside a date's box the browser's calendar."""

import pytest
from playwright.sync_api import expect

from tests.pages import TOKEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADD = "/donations/cash-gifts/add/"


@pytest.fixture
def form(sign_in, staff, live_server):
    page = sign_in(staff)
    page.goto(live_server.url + ADD)
    return page


def reading(page, name):
    return page.locator(f"[name={name}] ~ .reading")


def test_what_is_typed_is_told_as_it_is_understood(form):
    form.fill("[name=amount]", "12.4万")
    form.fill("[name=date]", "2021.8.4")
    expect(reading(form, "amount")).to_have_text("12.4万元 人民币壹拾贰万肆仟元整")
    expect(reading(form, "date")).to_have_text("2021年8月4日 星期三")
    described = form.get_attribute("[name=amount]", "aria-describedby").split()
    assert reading(form, "amount").get_attribute("id") in described
    assert reading(form, "amount").get_attribute("role") == "status"

    form.fill("[name=amount]", "1.005")
    expect(reading(form, "amount")).to_contain_text("“1.005”")
    form.fill("[name=amount]", "300")
    expect(reading(form, "amount")).to_be_empty()
    assert form.locator(".reading").count() == 2


def test_neither_arrow_nor_wheel_changes_a_number(form):
    form.fill("[name=amount]", "300")
    form.press("[name=amount]", "ArrowDown")
    form.press("[name=amount]", "ArrowUp")
    form.hover("[name=amount]")
    form.mouse.wheel(0, 300)
    assert form.input_value("[name=amount]") == "300"


def test_the_calendar_opens_by_key_and_fills_the_box(form):
    form.fill("[name=date]", "2021-08-04")
    form.press("[name=date]", "Tab")
    button = form.locator("[name=date] + [data-calendar]")
    expect(button).to_be_focused()
    expect(button).to_have_accessible_name("日历：日期")
    form.keyboard.press("Enter")
    picker = form.locator("input[type=date]")
    expect(picker).to_have_value("2021-08-04")
    picker.evaluate("(picker) => { picker.value = '2021-08-14'; }")
    picker.dispatch_event("change")
    assert form.input_value("[name=date]") == "2021-08-14"
    expect(form.locator(".reading")).to_have_count(1)
    form.focus("[name=amount]")
    expect(picker).to_have_count(0)


def test_a_row_that_was_added_reads_and_has_its_calendar(form, live_server):
    form.goto(f"{live_server.url}/donations/goods/add/")
    form.click("[data-add-line]")
    form.fill("[name=lots-3-expires_on]", "8.4")
    expect(reading(form, "lots-3-expires_on")).to_contain_text("请写明年份")
    form.click("[name=lots-3-expires_on] + [data-calendar]")
    expect(form.locator("input[type=date]")).to_have_count(1)


def test_a_filter_reads_too(form, live_server):
    form.goto(f"{live_server.url}/donations/cash-gifts/")
    form.fill("[name=date_from]", "2021.2.30")
    expect(reading(form, "date_from")).to_contain_text("“2021.2.30”")


def test_a_page_without_answers_says_nothing_and_is_sent_as_typed(form):
    form.route("**/readings/", lambda route: route.abort())
    form.fill("[name=date]", "2021.8.4")
    form.fill("[name=amount]", "1.005")
    with form.expect_request_finished(lambda sent: sent.method == "POST"):
        form.click("main form:has([name=amount]) .btn-primary")
    expect(form.locator("[name=amount]")).to_have_value("1.005")
    expect(form.locator("#div_id_amount")).to_contain_text("“1.005”")


def test_a_reading_asks_only_for_the_latest_text(form):
    asked = []
    form.on("request", lambda sent: asked.append(sent.post_data) if "readings" in sent.url else 0)
    form.locator("[name=amount]").press_sequentially("12.4万", delay=20)
    expect(reading(form, "amount")).to_contain_text("12.4万元")
    assert len(asked) == 1 and TOKEN not in asked[0]
