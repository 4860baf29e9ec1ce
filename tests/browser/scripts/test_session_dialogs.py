"""What is asked when a session is about to end, and signing in again without leaving the page."""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("in_english")]
# What is stored stays.
OWN_PAGE = True
FORM = "<main><form><input type=hidden name=csrfmiddlewaretoken value=old></form></main>"
GONE = {"user": None, "seconds": 0, "token": "t1"}
BACK = {"user": 1, "seconds": 600, "token": "t2"}
OTHER = {"user": 2, "seconds": 600, "token": "t3"}
TOKEN = "main [name=csrfmiddlewaretoken]"


@pytest.fixture
def page(page, server, load_scripts):
    """The page of user 1, whose state the server tells when it is asked."""
    dialogs = render_to_string("_session.html", {"session_seconds": 600})
    html = f"<html lang=en><body data-user=1>{dialogs}{FORM}</body></html>"
    page.serve = server
    return load_scripts("elements.js", "requests.js", "session_dialogs.js", html=html)


def end(page, state=GONE):
    page.evaluate("(state) => redcross.showEnded(state, (now) => { window.back = now; })", state)


def test_the_state_is_asked_for_and_tokens_are_made_new(page):
    asked = page.serve("session/", BACK)
    assert page.evaluate("redcross.askState({ renew: '' })") == BACK
    assert asked == [("session/?renew=", None)]
    page.evaluate("redcross.refreshTokens('t2')")
    expect(page.locator(TOKEN)).to_have_value("t2")


def test_before_it_ends_one_can_go_on_working(page):
    page.evaluate("redcross.showEnding(120, () => { window.renewed = true; })")
    dialog = page.locator("#session-ending")
    expect(dialog.locator("[data-until]")).to_contain_text(":")
    dialog.locator("[data-continue]").click()
    assert page.evaluate("renewed")
    page.evaluate("redcross.hideEnding()")
    expect(dialog).to_be_hidden()


def test_the_password_alone_leads_back_to_what_was_done(page):
    end(page)
    page.serve("session/", GONE, BACK)
    asked = page.serve("accounts/login/", {})
    expect(page.locator("[name=password]")).to_be_focused()
    page.keyboard.type("secret")
    page.keyboard.press("Enter")
    page.wait_for_function("window.back")
    assert page.evaluate("back") == BACK
    expect(page.locator("#session-ended")).to_be_hidden()
    expect(page.locator(TOKEN)).to_have_value("t2")
    assert "password=secret" in asked[0][1]
    expect(page.locator("[name=password]")).to_have_value("")


def test_a_wrong_password_is_told_beside_it(page):
    end(page)
    page.serve("session/", GONE)
    wrong = {"form": {"fields": {"password": {"errors": ["Wrong."]}}, "errors": ["Try again."]}}
    page.serve("accounts/login/", (400, wrong))
    page.fill("[name=password]", "x")
    page.keyboard.press("Enter")
    expect(page.locator("#session-errors div")).to_have_text(["Try again.", "Wrong."])
    expect(page.locator("[name=password]")).to_have_attribute("aria-invalid", "true")


def test_without_an_answer_that_is_told_and_can_be_tried_again(page):
    end(page)
    page.serve("session/", None)
    page.fill("[name=password]", "x")
    page.keyboard.press("Enter")
    expect(page.locator("#session-errors")).to_have_text(
        "The server does not answer. Please try again."
    )
    expect(page.locator("#session-ended form")).not_to_have_attribute("aria-busy", "true")


def test_where_another_has_signed_in_it_leads_elsewhere_and_back(page):
    end(page, OTHER)
    elsewhere = page.locator("[data-elsewhere]")
    expect(elsewhere.locator("[data-why]")).to_contain_text("Somebody else has signed in")
    expect(elsewhere.locator("a")).to_have_attribute("href", "/accounts/logout/")
    expect(page.locator("#session-ended form")).to_be_hidden()
    page.serve("session/", OTHER, BACK)
    elsewhere.locator("[data-retry]").click()
    expect(elsewhere.locator("[role=alert]")).to_have_text("You are not signed in yet.")
    elsewhere.locator("[data-retry]").click()
    expect(page.locator("#session-ended")).to_be_hidden()
    assert page.evaluate("back") == BACK
