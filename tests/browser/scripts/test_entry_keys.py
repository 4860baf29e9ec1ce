"""Enter, Shift+Enter and the arrows among fields and rows, and Ctrl+S."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SCRIPTS = (
    *("elements.js", "requests.js", "quick_add.js", "search_box.js", "lines.js"),
    *("entry_fields.js", "entry_keys.js"),
)
LINE = """<div class=line><span class=cell><input name=g-{0}-a></span>
<span class=cell><input name=g-{0}-b></span></div>"""
FORM = f"""<form data-entry=add><input name=before>
<fieldset data-lines=g data-counter=rows><input type=hidden name=g-rows value=2>
{LINE.format(0)}{LINE.format(1)}<template>{LINE.format("__prefix__")}</template></fieldset>
<input name=after><button class=btn-primary>Save</button></form>"""


@pytest.fixture
def press(load_scripts):
    """A function that presses a key in a field; gives the name of the one it leads to."""
    page = load_scripts(*SCRIPTS, html=FORM)
    page.evaluate(
        """() => {
            window.sent = 0;
            addEventListener("submit", (event) => { sent += 1; event.preventDefault(); });
        }"""
    )

    def press(field, key):
        page.focus(f"[name={field}]")
        page.keyboard.press(key)
        return page.evaluate("document.activeElement.name || document.activeElement.textContent")

    press.page = page
    return press


@pytest.mark.parametrize(
    ("field", "key", "reached"),
    [
        ("before", "Enter", "g-0-a"),
        ("g-0-a", "Enter", "g-1-a"),
        ("g-1-b", "Enter", "after"),
        ("after", "Enter", "Save"),
        ("after", "Shift+Enter", "g-1-b"),
        ("g-1-b", "Shift+Enter", "g-0-b"),
        ("g-0-b", "Shift+Enter", "before"),
        ("g-0-b", "ArrowDown", "g-1-b"),
        ("g-1-b", "ArrowUp", "g-0-b"),
        ("g-0-a", "ArrowUp", "g-0-a"),
        ("g-1-a", "ArrowDown", "g-1-a"),
        ("before", "ArrowDown", "before"),
    ],
)
def test_keys_lead_to_the_next_field_or_keep_to_the_column(press, field, key, reached):
    assert press(field, key) == reached
    assert press.page.evaluate("sent") == 0


def test_behind_a_row_that_is_filled_a_new_one_begins(press):
    press.page.fill("[name=g-1-a]", "5")
    assert press("g-1-b", "Enter") == "g-2-b"
    assert press("g-2-b", "Enter") == "after"
    expect(press.page.locator(".line")).to_have_count(3)


def test_control_and_s_save_but_not_behind_a_dialog(press):
    press("before", "Control+s")
    assert press.page.evaluate("sent") == 1
    press.page.evaluate(
        """() => {
            document.body.append(document.createElement("dialog"));
            document.querySelector("dialog").showModal();
        }"""
    )
    press.page.keyboard.press("Control+s")
    assert press.page.evaluate("sent") == 1
