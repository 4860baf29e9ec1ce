"""A name that was typed and not chosen: looked up before the form goes out, and sent with it."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SCRIPTS = (
    *("vendor/tom-select.complete.min.js", "elements.js", "requests.js", "quick_add.js"),
    *("entry_fields.js", "search_box.js", "typed_names.js"),
)
FORM = """<form><select id=donor name=donor data-autocomplete="/search/" data-typed=甲
data-text-unknown="Unknown."><option></option></select><button>Save</button></form>"""
EXACT = {"results": [{"id": 1, "text": "甲", "exact": True}], "more": False}
ALIKE = {"results": [{"id": 1, "text": "甲公司", "exact": False}], "more": False}
SENT = """() => {
    window.sent = [];
    addEventListener("submit", (event) => {
        if (!event.defaultPrevented) sent.push([...new FormData(event.target)]);
        event.preventDefault();
    });
}"""


@pytest.fixture
def send(server, load_scripts):
    """A function that presses the button, with this answer to the name; gives the page."""

    def send(answer):
        server("search/", answer)
        page = load_scripts(*SCRIPTS, html=FORM)
        page.evaluate(SENT)
        page.click("button")
        return page

    return send


def test_a_form_goes_out_once_its_name_is_found(send):
    page = send(EXACT)
    page.wait_for_function("sent.length")
    assert page.evaluate("sent") == [[["donor", "1"]]]


@pytest.mark.parametrize("answer", [ALIKE, {"results": [], "more": False}, (500, {})])
def test_a_form_is_kept_back_at_a_name_that_is_not_exactly_one_s(send, answer):
    page = send(answer)
    expect(page.locator("#donor-ts-control")).to_be_focused()
    expect(page.locator("#donor-ts-control")).to_have_value("甲")
    assert page.evaluate("sent") == []


def test_what_is_typed_is_part_of_the_form(server, load_scripts):
    server("search/", EXACT)
    page = load_scripts(*SCRIPTS, html=FORM)
    data = "[...new FormData(document.forms[0])]"
    assert page.evaluate(data) == [["donor", ""], ["donor-text", "甲"]]
