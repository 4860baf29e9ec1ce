"""A button beside a date's box that opens the browser's own calendar."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
BOX = "<input name=day value='{}'><button type=button data-calendar aria-label=日历>📅</button>"


@pytest.fixture
def box(load_scripts):
    """A function that shows the box with the value and its calendar open; gives the page."""

    def show(value):
        page = load_scripts("calendar_button.js", html=BOX.format(value))
        page.evaluate(
            """() => {
                window.heard = [];
                for (const type of ["input", "change"]) {
                    document.querySelector("[name=day]")
                        .addEventListener(type, () => heard.push(type));
                }
            }"""
        )
        page.click("[data-calendar]")
        return page

    return show


@pytest.mark.parametrize(
    ("value", "opened"), [("2021-08-04", "2021-08-04"), ("8月4日", ""), ("", "")]
)
def test_the_calendar_opens_at_a_day_that_it_can_read(box, value, opened):
    picker = box(value).locator(".picker")
    expect(picker).to_have_value(opened)
    expect(picker).to_have_attribute("aria-label", "日历")


def test_a_chosen_day_is_put_into_the_box_and_heard_of(box):
    page = box("8月4日")
    page.locator(".picker").evaluate(
        """(picker) => {
            picker.value = "2021-09-01";
            picker.dispatchEvent(new Event("change"));
        }"""
    )
    expect(page.locator("[name=day]")).to_have_value("2021-09-01")
    assert page.evaluate("heard") == ["input", "change"]


def test_the_calendar_is_gone_once_it_is_left(box):
    page = box("")
    page.locator(".picker").evaluate("(picker) => picker.dispatchEvent(new Event('blur'))")
    expect(page.locator(".picker")).to_have_count(0)
