"""A choice that is searched on the server: what Enter takes, and what is said otherwise."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SCRIPTS = (
    *("vendor/tom-select.complete.min.js", "elements.js", "requests.js", "quick_add.js"),
    *("entry_fields.js", "search_box.js"),
)
SELECT = """<form><select id=donor name=donor data-autocomplete="/search/" data-text-none="None."
data-text-single="Only one." data-text-several="Several." data-text-unknown="Unknown."
data-text-taken="Taken." data-text-pending="Asking." data-text-error="No answer." {}>
<option></option></select><input name=next></form>"""
ONE = {"id": 1, "text": "甲公司", "exact": False}
OTHER = {"id": 2, "text": "甲公司工会", "exact": False}


def found(*results, more=False):
    return {"results": results, "more": more}


@pytest.fixture
def enter(server, load_scripts):
    """A function that types a name and presses Enter, with these answers; gives the page."""

    def enter(name, *answers, attributes=""):
        enter.asked = server("search/", *answers)
        page = load_scripts(*SCRIPTS, html=SELECT.format(attributes))
        box = page.locator("#donor-ts-control")
        box.click()
        box.fill(name)
        box.press("Enter")
        return page

    return enter


@pytest.mark.parametrize(
    ("name", "answer", "chosen"),
    [
        ("甲", found(ONE), "1"),
        ("甲公司", found(ONE | {"exact": True}, OTHER), "1"),
    ],
)
def test_enter_takes_the_only_one_or_the_one_of_exactly_the_name(enter, name, answer, chosen):
    page = enter(name, answer)
    expect(page.locator("#donor")).to_have_value(chosen)
    expect(page.locator("#donor-ts-control")).to_have_value("")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (found(ONE, OTHER), "Several."),
        (found(ONE | {"exact": True}, OTHER | {"exact": True}), "Several."),
        (found(ONE, more=True), "Only one."),
        (found(), "Unknown."),
        ((500, {}), "No answer."),
    ],
)
def test_where_none_is_meant_the_text_stays_and_it_is_said_why(enter, answer, told):
    page = enter("甲", answer)
    expect(page.locator("#donor-message")).to_have_text(told)
    expect(page.locator("#donor-ts-control")).to_have_value("甲")
    expect(page.locator("#donor")).to_have_value("")


def test_what_is_taken_though_it_is_called_otherwise_is_told(enter):
    expect(enter("甲", found(ONE)).locator("#donor-message")).to_have_text("Taken.")
    exact = enter("甲公司", found(ONE | {"exact": True}))
    expect(exact.locator("#donor")).to_have_value("1")
    expect(exact.locator("#donor-message")).to_have_text("")


def test_a_name_is_text_and_the_server_is_asked_for_it_as_it_was_typed(enter):
    page = enter("<b>甲", found(ONE | {"text": "<b>甲"}))
    expect(page.locator(".item")).to_have_text("<b>甲")
    assert any("q=%3Cb%3E" in url for url, _data in enter.asked)


def test_several_names_in_one_box_are_taken_one_by_one(server, load_scripts):
    asked = server("search/", found())
    page = load_scripts(*SCRIPTS, html=SELECT.format("multiple"))
    page.route(
        "**/search/**",
        lambda route: route.fulfill(
            json=found({"id": 1, "text": "甲局", "exact": True})
            if route.request.url.endswith("q=%E7%94%B2%E5%B1%80")
            else found()
        ),
    )
    box = page.locator("#donor-ts-control")
    box.click()
    box.fill("甲局、乙局")
    box.press("Enter")
    expect(page.locator(".item")).to_have_count(1)
    expect(box).to_have_value("乙局")
    expect(page.locator("#donor-message")).to_have_text("Unknown.")
    assert asked == []


def test_what_was_typed_before_stands_in_the_box_and_is_the_search_box_s_text(server, load_scripts):
    server("search/", found())
    page = load_scripts(*SCRIPTS, html=SELECT.format("data-typed=乙"))
    expect(page.locator("#donor-ts-control")).to_have_value("乙")
    assert page.evaluate("document.getElementById('donor').tomselect.searchBox.text()") == "乙"
