"""The dialog in which a choice is added in place."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SCRIPTS = ("elements.js", "requests.js", "quick_add.js", "search_box.js")
FORM = """<h2 id=quick-add-title>Add</h2><form><input name=name value=甲 {}>
<p data-failure></p><button class="btn btn-primary">Add</button>
<button type=button data-cancel>Cancel</button></form>"""
SAME = "<button type=button data-same data-choose=7 data-text=甲公司>Take it</button>"
OPEN = """(isWanted) => {
    window.answer = undefined;
    redcross.openQuickAdd("/add/", "甲", "No answer.", () => isWanted)
        .then((given) => { answer = given; });
}"""


@pytest.fixture
def show(server, load_scripts):
    """A function that opens the dialog, which is answered so; gives the page."""

    def show(*answers, is_wanted=True):
        show.asked = server("add/", *answers)
        page = load_scripts(*SCRIPTS)
        page.evaluate(OPEN, is_wanted)
        return page

    return show


def html(more="", field=""):
    return {"html": FORM.format(field) + more}


def test_what_was_added_is_the_answer_and_the_dialog_is_gone(show):
    page = show(html(), {"id": 3, "text": "甲"})
    expect(page.locator("button.btn-primary")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_function("answer !== undefined")
    assert page.evaluate("answer") == {"id": 3, "text": "甲"}
    expect(page.locator("dialog")).to_have_count(0)
    assert show.asked == [("add/?name=%E7%94%B2", None), ("add/", "name=%E7%94%B2")]


def test_one_who_is_there_already_is_offered_first(show):
    page = show(html(SAME))
    expect(page.locator("[data-same]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_function("answer !== undefined")
    assert page.evaluate("answer") == {"id": 7, "text": "甲公司"}


def test_who_leaves_it_adds_nobody(show):
    page = show(html())
    page.click("[data-cancel]")
    page.wait_for_function("answer !== undefined")
    assert page.evaluate("answer") is None
    assert len(show.asked) == 1


def test_what_is_missing_has_the_focus_and_what_is_refused_is_shown_within(show):
    again = html(field="aria-invalid=true")
    page = show(html(), (422, again), (409, {"error": "Taken."}), (500, {}))
    page.click("button.btn-primary")
    expect(page.locator("[name=name]")).to_be_focused()
    page.click("button.btn-primary")
    expect(page.locator("[data-failure]")).to_have_text("Taken.")
    page.click("button.btn-primary")
    expect(page.locator("[data-failure]")).to_have_text("No answer.")
    assert page.evaluate("answer === undefined")


def test_who_has_typed_on_meanwhile_sees_no_dialog(show):
    page = show(html(), is_wanted=False)
    page.wait_for_function("answer !== undefined")
    assert page.evaluate("answer") is None
    expect(page.locator("dialog")).to_have_count(0)
