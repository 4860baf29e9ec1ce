"""Forms that go out once, and requests that wait, are refused or come too late."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
FORM = """<form method={method} action=/nowhere>
<input name=amount required><button name=again value=1>Save</button><button>Save and go on</button>
</form>"""
# Sees each attempt after the script did, and keeps the page.
WATCH = """() => {
    window.attempts = [];
    addEventListener("submit", (event) => {
        attempts.push(event.defaultPrevented ? "held" : "sent");
        event.preventDefault();
    });
}"""


@pytest.fixture
def form(load_scripts):
    """A function that shows a form and gives the page with a filled one."""

    def show(method="post"):
        page = load_scripts("submit_once.js", html=FORM.format(method=method))
        page.evaluate(WATCH)
        page.fill("[name=amount]", "5")
        return page

    return show


def test_a_double_click_sends_a_form_once(form):
    page = form()
    page.dblclick("button:has-text('on')")
    page.press("[name=amount]", "Enter")
    assert page.evaluate("attempts") == ["sent", "held", "held"]


def test_every_button_of_a_sent_form_shows_that_it_waits_and_keeps_its_value(form):
    page = form()
    page.click("[name=again]")
    buttons = page.locator("button")
    states = buttons.evaluate_all("all => all.map((b) => [b.ariaDisabled, b.disabled])")
    assert states == [["true", False]] * 2
    sent = "() => [...new FormData(document.forms[0], document.activeElement)]"
    assert page.evaluate(sent) == [["amount", "5"], ["again", "1"]]


def test_a_form_that_is_answered_with_a_file_goes_out_as_often_as_it_is_pressed(form):
    page = form()
    page.evaluate("() => { document.forms[0].dataset.downloads = ''; }")
    for _time in range(2):
        page.click("[name=again]")
    assert page.evaluate("attempts") == ["sent", "sent"]


def test_a_form_that_only_asks_goes_out_as_often_as_it_is_pressed(form):
    page = form("get")
    page.dblclick("[name=again]")
    assert page.evaluate("attempts") == ["sent", "sent"]
    expect(page.locator("[aria-disabled]")).to_have_count(0)


def test_a_form_that_another_script_holds_back_can_be_sent_later(form):
    page = form()
    page.evaluate(
        "document.forms[0].addEventListener('submit', (e) => e.preventDefault(), { once: true })"
    )
    page.click("[name=again]")
    page.click("[name=again]")
    assert page.evaluate("attempts") == ["held", "sent"]


def test_a_form_that_the_browser_finds_incomplete_is_not_counted_as_sent(form):
    page = form()
    page.fill("[name=amount]", "")
    page.click("[name=again]")
    page.fill("[name=amount]", "5")
    page.click("[name=again]")
    assert page.evaluate("attempts") == ["sent"]


def test_whoever_goes_back_may_send_the_form_again(form):
    page = form()
    page.click("[name=again]")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("[aria-disabled]")).to_have_count(0)
    page.click("[name=again]")
    assert page.evaluate("attempts") == ["sent", "sent"]


def test_a_choice_that_needs_no_button_sends_its_form(load_scripts):
    select = "<select class={}><option>25<option>50</select>"
    html = f"<form action=/nowhere>{select.format('autosubmit')}{select.format('other')}</form>"
    page = load_scripts("submit_on_change.js", html=html)
    page.evaluate(WATCH)
    page.select_option(".other", "50")
    assert page.evaluate("attempts") == []
    page.select_option(".autosubmit", "50")
    assert page.evaluate("attempts") == ["sent"]
