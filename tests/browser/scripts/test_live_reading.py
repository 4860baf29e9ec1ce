"""What is asked about a typed text, and how the answer is shown below its box."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PAGE = """<body data-readings-url=/readings/><input name=amount data-typed-as=yuan data-places=2
data-rough aria-describedby=hint><input name=plain></body>"""


@pytest.fixture
def page_of(server, load_scripts):
    """A function that shows the boxes, with these readings; gives the page."""

    def show(*readings):
        show.asked = server("readings/", *({"readings": [reading]} for reading in readings))
        return load_scripts("elements.js", "requests.js", "live_reading.js", html=PAGE)

    return show


def test_the_question_says_what_the_box_may_hold(page_of):
    page = page_of({})
    page.evaluate("document.querySelector('[name=amount]').value = '约300'")
    asked = page.evaluate("redcross.questionOf(document.querySelector('[name=amount]'))")
    assert asked == {
        "typedAs": "yuan",
        "places": 2,
        "rough": True,
        "unknown": False,
        "text": "约300",
    }
    assert page.evaluate("redcross.fetchReadings([])") == []


def test_the_answer_stands_below_the_box_and_is_what_describes_it(page_of):
    page = page_of({"shown": "300.00", "words": "叁佰元整"}, {"refusal": "No number."})
    box, reading = page.locator("[name=amount]"), page.locator(".reading")
    box.fill("300")
    expect(reading).to_have_text("300.00 叁佰元整")
    expect(box).to_have_attribute("aria-describedby", "hint amount-reading")
    box.fill("三百多")
    expect(reading).to_have_text("No number.")
    expect(reading).to_have_class("reading refused")


def test_a_box_without_a_kind_is_not_asked_about(page_of):
    page = page_of({"shown": "x"})
    page.fill("[name=plain]", "300")
    page.wait_for_timeout(800)
    assert page_of.asked == []
    expect(page.locator(".reading")).to_have_count(0)
