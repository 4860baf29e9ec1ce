"""Files that are chosen, dragged onto the page or pasted there."""

import pytest
from playwright.sync_api import expect

from tests.browser.gestures import HAND_OVER

pytestmark = pytest.mark.browser
FIELD = "<form><input type=file multiple data-text-drop='Or drop them here.'></form>"
FILE = {"name": "a.jpg", "type": "image/jpeg", "content": "MQ=="}
# A cell of a spreadsheet: its text, and a picture of it.
PASTE_CELL = """() => {
    const data = new DataTransfer();
    data.setData("text/plain", "300");
    data.items.add(new File(["1"], "cell.png", { type: "image/png" }));
    const options = { bubbles: true, cancelable: true, clipboardData: data };
    return document.body.dispatchEvent(new ClipboardEvent("paste", options));
}"""
DRAG_TEXT = """(kind) => {
    const data = new DataTransfer();
    data.setData("text/plain", "300");
    const options = { bubbles: true, cancelable: true, dataTransfer: data };
    return document.body.dispatchEvent(new DragEvent(kind, options));
}"""


@pytest.fixture
def field(load_scripts):
    page = load_scripts("elements.js", "file_drop.js", html=FIELD)
    page.evaluate(
        """() => {
            window.taken = [];
            redcross.receiveFiles(document.querySelector("input"), (files) => {
                taken.push(files.map((file) => file.name));
            });
        }"""
    )
    return page


def test_the_field_says_that_files_can_be_dropped(field):
    expect(field.locator(".drop-hint")).to_have_text("Or drop them here.")


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_files_come_by_the_mouse_and_by_the_clipboard(field, way):
    other = FILE | {"name": "b.jpg"}
    assert field.evaluate(HAND_OVER, [way, [FILE, other]]) is False
    assert field.evaluate("taken") == [["a.jpg", "b.jpg"]]


def test_files_come_by_choosing(field):
    field.set_input_files("input", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"1"}])
    assert field.evaluate("taken") == [["a.jpg"]]


def test_the_field_is_marked_while_files_are_over_the_page(field):
    assert field.evaluate(HAND_OVER, ["dragover", [FILE]]) is False
    expect(field.locator("input")).to_have_class("dropping")
    field.evaluate("document.dispatchEvent(new DragEvent('dragleave'))")
    expect(field.locator("input")).to_have_class("")


def test_text_is_left_to_the_browser_even_with_a_picture_of_it(field):
    assert field.evaluate(PASTE_CELL) is True
    assert field.evaluate(DRAG_TEXT, "dragover") is True
    assert field.evaluate(DRAG_TEXT, "drop") is True
    assert field.evaluate("taken") == []
