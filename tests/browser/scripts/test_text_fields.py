"""Fields in which figures stand become editors; without the dialog they stay what they are."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("in_english")]
# What is stored stays.
OWN_PAGE = True
SCRIPTS = (
    *("vendor/prosemirror.min.js", "elements.js", "requests.js", "quick_add.js", "search_box.js"),
    *("text_source.js", "text_document.js", "pasted_text.js", "text_editor.js"),
    *("figure_suggestions.js", "text_preview.js", "figure_picker.js", "text_fields.js"),
)
GIFTS = "[[donations.cash.gifts]]"
FIELD = f"""<form><label for=text>Text</label>
<textarea id=text name=text data-figures>共{GIFTS}。</textarea><button>Save</button></form>
<div id=preview hidden><div class=evaluation></div></div>"""
ANSWER = {
    "html": "<p>共2笔。</p>",
    "references": {GIFTS: "2笔"},
    "labels": {GIFTS: "社会捐款笔数"},
    "errors": [],
}


@pytest.fixture
def fields(server, load_scripts):
    """A function that shows the page, with further HTML; gives the page."""
    server(reverse("reports:text_in_words").removeprefix("/"), ANSWER)
    server(reverse("reports:figure_search").removeprefix("/"), {"results": [], "more": False})
    dialog = render_to_string("reports/_figure_picker.html")
    messages = render_to_string("reports/_text_messages.html")

    def show(more="", parts=dialog + messages):
        return load_scripts(*SCRIPTS, html=f"{FIELD}{parts}{more}")

    return show


def test_an_editor_stands_in_for_the_field_and_shows_how_it_reads(fields):
    page = fields()
    expect(page.locator("#text")).to_be_hidden()
    expect(page.locator(".editor .chip")).to_have_text("2笔")
    expect(page.locator("#preview .evaluation")).to_have_text("共2笔。")
    page.locator(".editor").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("尾")
    expect(page.locator("#text")).to_have_value(f"共{GIFTS}。尾")


def test_figures_that_came_with_the_page_are_not_asked_for(fields):
    known = (
        f'<script type="application/json" id="figures-now">{{"numbers": {{"{GIFTS}": "9笔"}},'
        f' "labels": {{"{GIFTS}": "捐款"}}}}</script>'
    )
    page = fields(known)
    expect(page.locator(".editor .chip")).to_have_text("9笔")
    expect(page.locator("#preview .evaluation")).to_have_text("")


def test_the_button_opens_the_dialog_of_figures(fields):
    page = fields()
    page.click("#text-insert")
    expect(page.locator("#picker")).to_be_visible()
    page.click("#picker [data-close]")
    expect(page.locator(".editor")).to_be_focused()


def test_without_the_dialog_the_field_stays_plain(fields):
    page = fields(parts="")
    expect(page.locator("#text")).to_be_visible()
    expect(page.locator(".editor")).to_have_count(0)
