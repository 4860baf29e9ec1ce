"""A chapter's text as the document of the editor, and back."""

import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.browser
SCRIPTS = ("vendor/prosemirror.min.js", "text_source.js", "text_document.js")
GIFTS = "[[donations.cash.gifts]]"


@pytest.fixture(scope="module")
def read(browser):
    """A function that gives what an expression makes of the document of a text."""
    page = browser.new_page()
    for name in SCRIPTS:
        page.add_script_tag(path=finders.find(name))
    yield lambda text, act: page.evaluate(
        f"(text) => {{ const made = redcross.readDocument(text); return {act}; }}", text
    )
    page.close()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "一行",
        "第一段\n\n第三段",
        f"共{GIFTS}，[?46?]名。",
        f"{GIFTS}{GIFTS}\n[?3月?][?5日?]",
        "[[ 未完 [?",
    ],
)
def test_a_text_comes_back_as_it_was(read, text):
    assert read(text, "redcross.writeText(made)") == text


def test_lines_end_in_one_way_and_what_nobody_sees_is_left_out(read):
    assert read("一\r\n二\r三", "redcross.writeText(made)") == "一\n二\n三"
    assert read("一\u200b二\ufeff\u00a0三\t四", "redcross.writeText(made)") == "一二 三 四"
    assert read("一\t二", "redcross.writeText(made, true)") == "一\t二"


def test_a_line_is_a_paragraph_and_a_figure_an_atom(read):
    kinds = "made.content.content.map((line) => line.content.content.map((one) => one.type.name))"
    assert read(f"共{GIFTS}。\n\n尾", kinds) == [["text", "figure", "text"], [], ["text"]]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("共2笔。", "2笔", "2笔"),
        ("共12笔。", "2笔", None),
        ("共12笔，2笔。", "2笔", "2笔"),
        (f"{GIFTS}\n共2笔", "2笔", "2笔"),
        ("[?2笔?]", "2笔", None),
    ],
)
def test_words_are_found_where_they_are_typed_out(read, text, words, found):
    act = f"((place) => place && made.textBetween(...place))(redcross.findWords(made, '{words}'))"
    assert read(text, act) == found


def test_each_marked_piece_stands_on_its_own(read):
    marks = "redcross.findMarks(made).map((one) => one.words)"
    assert read("[?3月?][?5日?]共[?46?]名", marks) == ["3月", "5日", "46"]


def test_a_reference_typed_by_hand_is_no_figure_yet(read):
    typed = "redcross.hasTypedReference(made)"
    assert read(f"共{GIFTS}", typed) is False
    assert read("共", f"redcross.hasTypedReference(redcross.textSchema.text('{GIFTS}'))") is False
    by_hand = (
        "redcross.hasTypedReference(redcross.textSchema.node('doc', null,"
        f" [redcross.textSchema.node('paragraph', null, [redcross.textSchema.text('{GIFTS}')])]))"
    )
    assert read("", by_hand) is True
