"""The text of a chapter shown in an element and read back: nothing is lost, places stay places."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SCRIPTS = ("elements.js", "text_source.js", "text_view.js")
GIFTS = "[[donations.cash.gifts]]"
START = """() => {
    window.element = document.querySelector("div");
    const messages = { textRemove: "Backspace removes", textConfirm: "Confirm" };
    window.view = new redcross.TextView(element, messages);
}"""
TEXTS = [
    "",
    "全年接受捐款。",
    "第一段\n第二段",
    "\n\n一\n\n",
    GIFTS,
    f"共{GIFTS}",
    f"{GIFTS}{GIFTS}",
    f"共{GIFTS}，[?3月5日?]开展[?46?]名。\n[[table;figure=a.b;by=fund]]\n\n尾",
    "[?46?]",
    "[[]] [??] [[未完 ]] ?]",
    '<b>不是标签</b> &amp; "引号" \'',
    "两  格　全角 尾随 ",
]


@pytest.fixture
def view(load_scripts):
    """A function that shows the text and gives the page with `view` and `element`."""

    def show(text):
        page = load_scripts(*SCRIPTS, html="<div contenteditable></div>")
        page.evaluate(START)
        page.evaluate("(text) => view.show(text)", text)
        return page

    return show


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_shown_is_read_back_as_it_was(view, text):
    page = view(text)
    assert page.evaluate("view.read()") == text
    page.evaluate("view.show(view.read())")
    assert page.evaluate("view.read()") == text


@pytest.mark.parametrize("text", TEXTS)
def test_every_line_is_a_paragraph_with_room_for_the_caret(view, text):
    page = view(text)
    lines = page.locator("div > *")
    names = lines.evaluate_all("all => all.map((one) => one.nodeName)")
    assert names == ["P"] * len(text.split("\n"))
    assert page.evaluate("[...element.children].every((line) => line.firstChild)")
    assert page.evaluate("view.isBroken()") is False


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("零\u200b宽\ufeff", "零宽"),
        ("一\u00a0二\t三", "一 二 三"),
        ("\u200b\n\u200b", "\n"),
    ],
)
def test_what_nobody_sees_is_not_read_back(view, text, read):
    assert view(text).evaluate("view.read()") == read


@pytest.mark.parametrize("text", TEXTS)
def test_a_place_is_found_again_where_the_caret_was_put(view, text):
    # Within a reference there is no point, in the brackets of a mark none of its own.
    inside = "(place) => redcross.skipPiece(view.read(), place) !== place"
    page = view(text)
    for place in range(len(text) + 1):
        if not page.evaluate(inside, place):
            found = page.evaluate("(place) => view.placeOf(...view.pointOf(place))", place)
            assert found == place


def test_a_caret_can_stand_on_either_side_of_every_chip(view):
    page = view(f"{GIFTS}{GIFTS}")
    for place in (0, len(GIFTS), 2 * len(GIFTS)):
        point = "(place) => { const [n, o] = view.pointOf(place); return [n.nodeName, o]; }"
        name, _offset = page.evaluate(point, place)
        assert name == "#text"


def test_a_chip_shows_its_number_and_tells_its_label(view):
    page = view(f"{GIFTS}[[nothing.here]]")
    chips = page.locator(".chip")
    assert chips.all_inner_texts() == ["donations.cash.gifts", "nothing.here"]
    expect(page.locator(".faulty")).to_have_count(0)
    page.evaluate(
        "([numbers, labels]) => view.showFigures(numbers, labels)",
        [{GIFTS: "2笔", "[[nothing.here]]": "？"}, {GIFTS: "捐款"}],
    )
    assert chips.all_inner_texts() == ["2笔", "？"]
    assert chips.first.get_attribute("aria-label") == "2笔: 捐款. Backspace removes"
    assert chips.first.get_attribute("title") == "捐款"
    assert page.locator(".faulty").all_inner_texts() == ["？"]
    assert page.evaluate("view.read()") == f"{GIFTS}[[nothing.here]]"


def test_the_places_of_a_chip_and_of_a_mark_hold_their_brackets(view):
    page = view(f"共{GIFTS}，[?46?]名")
    places = page.evaluate("view.placesOfChip(element.querySelector('.chip'))")
    assert places == [1, 1 + len(GIFTS)]
    start = 2 + len(GIFTS)
    mark = page.evaluate("view.readMark(element.querySelector('mark'))")
    assert mark == {"start": start, "end": start + 6, "words": "46"}


def test_a_mark_that_was_emptied_is_no_text_and_takes_none_with_it(view):
    page = view("全年开展活动[?46?]名")
    page.evaluate("element.querySelector('mark span').textContent = ''")
    assert page.evaluate("view.read()") == "全年开展活动名"
    mark = page.evaluate("view.readMark(element.querySelector('mark'))")
    assert mark == {"start": 6, "end": 6, "words": ""}


@pytest.mark.parametrize(
    ("html", "text", "broken"),
    [
        ("", "", True),
        ("散落的字", "散落的字", True),
        ("<p>一</p><div>二</div>", "一\n二", True),
        ("<p>一<b>粗</b><br></p><p>二</p>", "一粗\n二", False),
    ],
)
def test_what_a_browser_leaves_is_read_and_found_broken(view, html, text, broken):
    page = view("")
    page.evaluate("(html) => { element.innerHTML = html; }", html)
    assert page.evaluate("view.read()") == text
    assert page.evaluate("view.isBroken()") is broken


def test_references_typed_by_hand_are_told_from_chips(view):
    page = view(f"共{GIFTS}")
    assert page.evaluate("view.hasTypedReference()") is False
    page.evaluate("element.firstChild.append('[[donations.cash.amount]]')")
    assert page.evaluate("view.hasTypedReference()") is True
