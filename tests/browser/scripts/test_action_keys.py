"""What can be entered is opened and chosen by letters."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
FORM = """<form data-entry=add><input name=amount><div data-actions>
<button type=button aria-expanded=false
  onclick="this.ariaExpanded = 'true'; this.dataset.pressed = 1">Save and go on</button>
<a href="#1" data-initials=jk>捐款</a><a href="#2" data-initials=jy>救援</a>
<a href="#3" data-initials=px>培训</a><a href="#4" data-initials=pz style="display: none">p</a>
</div></form>"""


@pytest.fixture
def form(load_scripts):
    page = load_scripts("entry_fields.js", "action_keys.js", html=FORM)
    page.focus("[name=amount]")
    return page


def test_control_and_enter_open_the_list_at_its_first(form):
    form.keyboard.press("Control+Enter")
    expect(form.locator("button")).to_have_attribute("data-pressed", "1")
    expect(form.locator("a").first).to_be_focused()


def test_a_letter_leads_to_the_next_that_begins_with_it_and_round_again(form):
    form.keyboard.press("Control+Enter")
    reached = []
    for key in ("j", "j", "p", "p", "x"):
        form.keyboard.press(key)
        reached.append(form.evaluate("document.activeElement.textContent"))
    assert reached == ["救援", "捐款", "培训", "培训", "培训"]


def test_a_letter_typed_into_a_field_is_typed(form):
    form.keyboard.press("j")
    expect(form.locator("[name=amount]")).to_have_value("j")


def test_nothing_opens_behind_a_dialog(form):
    form.evaluate(
        """() => {
            document.body.append(document.createElement("dialog"));
            document.querySelector("dialog").showModal();
        }"""
    )
    form.keyboard.press("Control+Enter")
    expect(form.locator("button[data-pressed]")).to_have_count(0)
