"""A page follows work in the background until it has ended."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PART = "<div data-work-url=/work/ data-state=waiting tabindex=-1><p>Waiting</p></div>"


def bar(value, state="running"):
    html = f"<progress max=10 value={value}></progress><b data-progress-text>{value}</b>"
    return {"state": state, "html": html, "is_in_progress": True}


def test_it_is_asked_until_the_work_has_ended_and_only_what_differs_is_replaced(
    server, load_scripts
):
    ended = {"state": "done", "html": "<p>Done</p>", "is_in_progress": False}
    asked = server("work/", bar(3), bar(7), ended)
    page = load_scripts("requests.js", "background_work.js", html=PART)
    text = page.locator("[data-progress-text]")
    expect(text).to_have_text("3")
    page.evaluate("document.querySelector('progress').kept = true")
    expect(text).to_have_text("7")
    kept = "(one) => [one.kept, one.value]"
    assert page.locator("progress").evaluate(kept) == [True, 7]
    expect(page.locator("div")).to_have_text("Done")
    page.wait_for_timeout(1500)
    assert len(asked) == 3


def test_whoever_was_within_what_is_replaced_stays_there(server, load_scripts):
    server("work/", {"state": "done", "html": "<p>Done</p>", "is_in_progress": False})
    html = PART.replace("<p>Waiting</p>", "<button>Cancel</button>")
    page = load_scripts("requests.js", "background_work.js", html=html)
    page.focus("button")
    expect(page.locator("p")).to_have_text("Done")
    expect(page.locator("div")).to_be_focused()
