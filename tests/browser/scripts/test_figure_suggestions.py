"""Typed numbers that a figure has, offered one by one."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SCRIPTS = ("elements.js", "requests.js", "text_source.js", "figure_suggestions.js")
GIFTS = {"words": "2笔", "token": "[[donations.cash.gifts]]", "label": "社会捐款笔数"}
BEGIN = """() => {
    window.editor = {
        text: "共2笔，另12笔。",
        read() { return this.text; },
        replaceWords(words, reference) { this.text = this.text.replace(words, reference); },
    };
    const one = new redcross.FigureSuggestions(editor, "/suggestions/", {
        textLook: "Look", textReplace: "Replace", textSuggestions: "These are figures.",
        textNone: "None.", textError: "No answer.",
    });
    document.body.append(one.button, one.list, one.status);
}"""


@pytest.fixture
def look(server, load_scripts):
    """A function that looks for figures, with this answer; gives the page and what was asked."""

    def look(answer):
        asked = server("suggestions/", answer)
        page = load_scripts(*SCRIPTS)
        page.evaluate(BEGIN)
        page.click("text=Look")
        return page, asked

    return look


def test_a_figure_is_put_in_the_place_of_its_number_and_offered_no_more(look):
    page, asked = look({"suggestions": [GIFTS]})
    status = page.locator("[role=status]")
    expect(status).to_have_text("These are figures.")
    expect(page.locator("li")).to_contain_text("2笔 → 社会捐款笔数")
    button = page.locator("li button")
    expect(button).to_have_attribute("aria-label", "Replace: 2笔 → 社会捐款笔数")
    button.click()
    assert page.evaluate("editor.text") == "共[[donations.cash.gifts]]，另12笔。"
    # The tail of a longer number is not the number.
    expect(page.locator("li")).to_have_count(0)
    expect(status).to_have_text("")
    assert "text=%E5%85%B1" in asked[0][1]


@pytest.mark.parametrize(
    ("answer", "told"), [({"suggestions": []}, "None."), ((500, {}), "No answer.")]
)
def test_it_is_told_that_there_is_none_or_no_answer(look, answer, told):
    page, _asked = look(answer)
    expect(page.locator("[role=status]")).to_have_text(told)
