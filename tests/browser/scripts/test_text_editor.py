"""The editor of a chapter by itself: what it inserts, replaces, confirms and follows."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SCRIPTS = (
    *("vendor/prosemirror.min.js", "elements.js", "text_source.js", "text_document.js"),
    *("pasted_text.js", "text_editor.js"),
)
GIFTS, AMOUNT = "[[donations.cash.gifts]]", "[[donations.cash.amount]]"
BEGIN = """() => {
    window.changes = 0;
    window.opened = [];
    const texts = { textChip: "Enter opens it.", textConfirm: "Right", textConfirmHelp: "?",
        textFaulty: "leads nowhere" };
    window.editor = new redcross.TextEditor(document.querySelector("textarea"), texts, {
        onChange: () => { changes += 1; },
        onPaste: () => {},
        onChip: (...told) => opened.push(told),
    });
    document.body.append(editor.element, editor.status);
}"""


@pytest.fixture
def write(load_scripts):
    """A function that opens the editor with a text, the caret at its start, and gives the page."""

    def write(text):
        html = f"<label for=text>Text</label><textarea id=text>{text}</textarea>"
        page = load_scripts(*SCRIPTS, html=html)
        page.evaluate(BEGIN)
        return page

    return write


def text_of(page):
    """The text of the editor, which is that of its field."""
    assert page.evaluate("editor.read()") == page.input_value("textarea")
    return page.input_value("textarea")


def test_what_is_inserted_stands_at_the_caret_and_is_heard_of(write):
    page = write("共。")
    page.evaluate(f"editor.insert('{GIFTS}')")
    assert text_of(page) == f"{GIFTS}共。"
    assert page.evaluate("changes") == 1


def test_a_table_has_a_line_to_itself(write):
    page = write("第一段\n第二段")
    page.evaluate("editor.insertOnOwnLine('[[table;figure=a]]')")
    assert text_of(page) == "第一段\n[[table;figure=a]]\n第二段"
    empty = write("")
    empty.evaluate("editor.insertOnOwnLine('[[table;figure=a]]')")
    assert text_of(empty) == "[[table;figure=a]]"


def test_typed_words_are_replaced_once_where_they_stand(write):
    page = write("共12笔，2笔。")
    assert page.evaluate(f"editor.replaceWords('2笔', '{GIFTS}')") is True
    assert text_of(page) == f"共12笔，{GIFTS}。"
    assert page.evaluate(f"editor.replaceWords('2笔', '{GIFTS}')") is False


def test_a_chip_is_opened_replaced_and_taken_out(write):
    page = write(f"共{GIFTS}。")
    page.locator(".chip").click()
    assert page.evaluate("opened") == [[GIFTS, 2]]
    page.evaluate(f"editor.replaceChip(2, '{AMOUNT}')")
    assert text_of(page) == f"共{AMOUNT}。"
    page.evaluate("editor.removeChip(2)")
    assert text_of(page) == "共。"


def test_a_chip_says_its_number_and_what_it_is_or_that_it_leads_nowhere(write):
    page = write(f"{GIFTS}{AMOUNT}")
    chips = page.locator(".chip")
    expect(chips).to_have_text(["…", "…"])
    page.evaluate(
        """([gifts, amount]) => editor.showFigures({ [gifts]: "2笔", [amount]: "?" },
            { [gifts]: "社会捐款笔数" })""",
        [GIFTS, AMOUNT],
    )
    expect(chips).to_have_text(["2笔", "?"])
    labels = chips.evaluate_all("(all) => all.map((one) => one.ariaLabel)")
    assert labels == ["2笔: 社会捐款笔数", "?: leads nowhere"]
    expect(chips.nth(1)).to_have_class("chip faulty")
    expect(chips.nth(0)).to_have_class("chip")


def test_only_what_is_confirmed_loses_its_mark(write):
    page = write("[?3月?][?46?]名")
    page.locator("mark button").first.click()
    assert text_of(page) == "3月[?46?]名"


def test_the_editor_follows_what_others_write_into_its_field(write):
    page = write("旧")
    page.evaluate("document.querySelector('textarea').value = '新'; editor.followField()")
    assert text_of(page) == "新"
    page.evaluate("changes = 0; editor.followField()")
    assert page.evaluate("changes") == 0
