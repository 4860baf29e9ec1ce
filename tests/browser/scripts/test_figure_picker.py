"""The dialog in which a figure is chosen, with period, form and what it is restricted to."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("in_english")]
SCRIPTS = ("elements.js", "requests.js", "quick_add.js", "search_box.js", "text_source.js")
SCRIPTS += ("figure_picker.js",)
GIFTS = {
    "id": "donations.cash.gifts",
    "text": "社会捐款笔数",
    "shown": "12笔",
    "rule": "By date received.",
    "dated": True,
    "forms": [{"name": "", "label": "12笔"}, {"name": "words", "label": "十二笔"}],
    "filters": [
        {"name": "channel", "label": "Channel", "url": "", "choices": [["", ""], ["bank", "Bank"]]}
    ],
    "by": [{"name": "fund", "label": "Fund"}],
}
SCORE = GIFTS | {"id": "result;of=score", "text": "得分", "dated": False, "filters": [], "by": []}
OPEN = """(task) => {
    window.done = [];
    const note = (name) => (...given) => done.push([name, ...given]);
    const element = document.getElementById("picker");
    redcross.picker = redcross.picker || new redcross.FigurePicker(element);
    redcross.picker.open({ ...task, onNumber: note("number"), onBlock: note("block"),
        onRemove: task.reference ? note("remove") : null, onClose: note("close") });
}"""

SLOWLY = """() => {
    const { fetch } = window;
    window.fetch = async (...given) => {
        await new Promise((resolve) => { setTimeout(resolve, 600); });
        return fetch(...given);
    };
}"""


@pytest.fixture
def picker(server, load_scripts):
    """A function that opens the dialog, for a reference if there is one; gives the page."""
    for name, answer in (
        ("figure_search", {"results": [GIFTS, SCORE], "more": False}),
        ("figure_chosen", {"text": GIFTS["text"], "figure": GIFTS, "words": {}}),
        ("text_in_words", {"references": {"[[donations.cash.gifts]]": "12笔"}}),
    ):
        server(reverse(f"reports:{name}").removeprefix("/"), answer)
    html = render_to_string("reports/_figure_picker.html", {"sources": {"gifts": "捐赠"}})

    def show(reference=None):
        shown = load_scripts(*SCRIPTS, html=html)
        shown.evaluate(OPEN, {"reference": reference} if reference else {})
        return shown

    return show


def outcome(page):
    """Return what the picker said until it was closed, which a dialog says later."""
    page.wait_for_function("done.at(-1)?.[0] === 'close'")
    return page.evaluate("done")


def choose(page, text="社会捐款笔数"):
    page.locator("#picker-results button", has_text=text).click()


def test_what_is_found_is_shown_with_its_number_and_inserted_as_it_is(picker):
    page = picker()
    expect(page.locator("#picker-search")).to_be_focused()
    expect(page.locator("#picker-results button .num")).to_have_text(["12笔", "12笔"])
    expect(page.locator("#picker-options")).to_be_hidden()
    choose(page)
    expect(page.locator("#picker-rule")).to_have_text("By date received.")
    expect(page.locator("#picker-shown")).to_have_text("12笔")
    page.click("#picker-insert")
    assert outcome(page) == [["number", "[[donations.cash.gifts]]"], ["close"]]


def test_period_form_and_restriction_are_part_of_it(picker):
    page = picker()
    choose(page)
    page.select_option("#picker-period", "before")
    page.select_option("#picker-form", "words")
    page.select_option("#picker-filters [data-filter]", "channel")
    page.select_option("#picker-value-channel", "bank")
    # An empty row for another one stands below.
    expect(page.locator(".picker-filter")).to_have_count(2)
    reference = page.evaluate("redcross.picker.readReference()")
    assert reference == "[[donations.cash.gifts;channel=bank;period=before;as=words]]"


def test_two_dates_are_both_given(picker):
    page = picker()
    choose(page)
    page.select_option("#picker-period", "dates")
    page.fill("#picker-from", "2021-01-01")
    page.click("#picker-insert")
    expect(page.locator("#picker-shown")).to_have_text("Give both dates.")
    expect(page.locator("#picker-to")).to_be_focused()
    page.fill("#picker-to", "2021-06-30")
    reference = page.evaluate("redcross.picker.readReference()")
    assert reference == "[[donations.cash.gifts;period=2021-01-01..2021-06-30]]"


def test_a_result_has_neither_period_nor_restriction(picker):
    page = picker()
    choose(page, "得分")
    expect(page.locator("#picker [data-dated]").first).to_be_hidden()
    expect(page.locator("#picker [data-filters]")).to_be_hidden()
    assert page.evaluate("redcross.picker.readReference()") == "[[result;of=score]]"


def test_enter_chooses_the_nearest(picker):
    page = picker()
    page.fill("#picker-search", "捐款")
    page.keyboard.press("Enter")
    expect(page.locator("#picker-insert")).to_be_focused()
    expect(page.locator("#picker-chosen")).to_have_text("社会捐款笔数")


def test_enter_waits_for_an_answer_that_takes_longer_than_the_pause_in_typing(picker):
    page = picker()
    expect(page.locator("#picker-results button")).to_have_count(2)
    page.evaluate(SLOWLY)
    page.fill("#picker-search", "捐款")
    page.keyboard.press("Enter")
    expect(page.locator("#picker-insert")).to_be_focused()


def test_an_answer_for_other_words_chooses_nothing(picker, server):
    page = picker()
    expect(page.locator("#picker-results button")).to_have_count(2)
    page.evaluate(SLOWLY)
    page.fill("#picker-search", "捐款")
    page.keyboard.press("Enter")
    page.keyboard.type("人")
    server(reverse("reports:figure_search").removeprefix("/"), {"results": [SCORE], "more": False})
    expect(page.locator("#picker-results button")).to_have_count(1)
    expect(page.locator("#picker-search")).to_be_focused()
    expect(page.locator("#picker-chosen")).to_be_empty()


def test_what_stands_there_is_shown_as_it_was_chosen_and_can_be_taken_out(picker):
    page = picker("[[donations.cash.gifts;channel=bank;period=before;as=words]]")
    expect(page.locator("#picker-period")).to_have_value("before")
    expect(page.locator("#picker-form")).to_have_value("words")
    expect(page.locator("#picker-value-channel")).to_have_value("bank")
    expect(page.locator("#picker-heading")).to_have_text("Change the figure")
    page.click("#picker [data-remove]")
    assert outcome(page) == [["remove"], ["close"]]


def test_a_table_and_a_listing_are_blocks(picker):
    page = picker()
    choose(page)
    page.click("[data-block=table]")
    block = "[[table;figure=donations.cash.gifts;by=fund]]"
    assert outcome(page) == [["block", block], ["close"]]
    page.evaluate(OPEN, {})
    page.click("[data-listing]")
    assert outcome(page) == [["block", "[[list;of=gifts]]"], ["close"]]
