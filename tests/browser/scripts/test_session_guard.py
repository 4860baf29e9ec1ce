"""A form goes out only when the server answers, and the one who typed it is still signed in."""

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("in_english")]
# What is stored stays.
OWN_PAGE = True
FORMS = """<main><form method=post id=saved action=/save/>
<input type=hidden name=csrfmiddlewaretoken value=old>
<button name=again value=1>Save</button></form>
<form method=get id=asked><button>Search</button></form></main>"""
BACK = {"user": 1, "seconds": 600, "token": "t2"}
WATCH = """() => {
    window.sent = [];
    addEventListener("submit", (event) => {
        const data = new FormData(event.target, event.submitter);
        if (!event.defaultPrevented) sent.push([event.target.id, ...data.values()]);
        event.preventDefault();
    });
}"""


@pytest.fixture
def guarded(page, server, load_scripts):
    """A function that shows the page of user 1 whose session is as the server says."""

    def show(*states, kept=True, seconds=600):
        page.asked = server("session/", *states)
        dialogs = render_to_string("_session.html", {"session_seconds": seconds})
        html = f"<html lang=en><body data-user=1>{dialogs}{FORMS}</body></html>"
        load_scripts("elements.js", "requests.js", "session_dialogs.js", html=html)
        page.evaluate("(kept) => { redcross.keepForm = async () => kept; }", kept)
        page.add_script_tag(path=finders.find("session_guard.js"))
        page.evaluate(WATCH)
        return page

    return show


def test_a_form_goes_out_with_its_button_once_the_server_has_answered(guarded):
    page = guarded(BACK)
    page.click("#saved button")
    page.wait_for_function("sent.length")
    assert page.evaluate("sent") == [["saved", "t2", "1"]]
    expect(page.locator("#saved")).not_to_have_attribute("aria-busy", "true")


def test_a_form_that_only_asks_goes_out_at_once(guarded):
    page = guarded(BACK)
    page.click("#asked button")
    assert page.evaluate("sent") == [["asked"]]
    assert page.asked == []


@pytest.mark.parametrize(
    ("kept", "told"),
    [(True, "What you typed is kept on this machine"), (False, "nothing of this can be kept")],
)
def test_without_a_connection_nothing_is_sent_and_it_is_told_what_is_kept(guarded, kept, told):
    page = guarded(None, kept=kept)
    page.click("#saved button")
    expect(page.locator("#saved [role=alert]")).to_contain_text(told)
    page.click("#saved button")
    expect(page.locator("#saved [role=alert]")).to_have_count(1)
    assert page.evaluate("sent") == []


@pytest.mark.parametrize("user", [None, 2])
def test_nothing_is_sent_for_another_or_for_nobody(guarded, user):
    page = guarded({"user": user, "seconds": 0, "token": "t1"})
    page.click("#saved button")
    expect(page.locator("#session-ended")).to_be_visible()
    assert page.evaluate("sent") == []


def test_it_is_told_before_the_session_ends_and_can_be_prolonged(guarded):
    page = guarded(BACK | {"seconds": 1}, BACK, seconds=4)
    expect(page.locator("#session-ending")).to_be_visible()
    page.click("[data-continue]")
    expect(page.locator("#session-ending")).to_be_hidden()
    assert [url for url, _data in page.asked][-1] == "session/?renew="
