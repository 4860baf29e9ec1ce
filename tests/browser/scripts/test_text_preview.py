"""How a text will read, what its figures are, and what leads nowhere."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
ANSWER = {
    "html": "<p>共<a href='#'>2笔</a>。</p>",
    "references": {"[[a.b]]": "2笔"},
    "labels": {"[[a.b]]": "捐款笔数"},
    "errors": [],
}
BEGIN = """() => {
    window.heard = [];
    window.preview = new redcross.TextPreview(document.querySelector("div"), "/preview/",
        { textError: "No answer." }, { onFigures: (...told) => heard.push(told) });
    document.body.append(preview.errors);
}"""


@pytest.fixture
def show(server, load_scripts):
    """A function that shows texts one after the other, with these answers; gives the page."""

    def show(*answers):
        server("preview/", *answers)
        page = load_scripts("elements.js", "requests.js", "text_preview.js", html="<div></div>")
        page.evaluate(BEGIN)
        for number in range(len(answers)):
            page.evaluate(f"preview.update('text {number}')")
        return page

    return show


def test_it_shows_the_text_and_tells_what_the_figures_are(show):
    page = show(ANSWER)
    expect(page.locator("div")).to_have_text("共2笔。")
    assert page.evaluate("heard") == [[ANSWER["references"], ANSWER["labels"]]]


def test_what_leads_nowhere_is_named_as_text_until_it_is_mended(show):
    page = show(ANSWER | {"errors": ["没有这个指标：<b>x</b>"]})
    expect(page.locator("li")).to_have_text(["没有这个指标：<b>x</b>"])
    page.evaluate("preview.showErrors([])")
    expect(page.locator("li")).to_have_count(0)


def test_without_an_answer_what_was_shown_stays_and_that_is_told(show):
    page = show(ANSWER, (500, {}))
    expect(page.locator("li")).to_have_text(["No answer."])
    expect(page.locator("div")).to_have_text("共2笔。")
