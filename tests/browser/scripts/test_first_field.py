"""Where the focus is when a form is opened, and where the summary of errors leads."""

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SCRIPTS = ("entry_fields.js", "first_field.js")
TWO = "<input name=a value=1><input name=b>"
SUMMARY = "<div id=error-summary tabindex=-1><a href='#b'>B</a></div>"


@pytest.mark.parametrize(
    ("html", "focused"),
    [
        (f"<form data-entry=add>{TWO}</form>", "[name=b]"),
        (f"<form data-entry=change>{TWO}</form>", "[name=a]"),
        ("<form data-entry=add><input name=a value=1><input name=b value=2></form>", "[name=a]"),
        (f"<form data-entry=add>{TWO}<input name=c aria-invalid=true></form>", "[name=c]"),
        (
            f"<form data-entry=add>{TWO}<button type=button data-question>Why</button></form>",
            "button",
        ),
        (f"<form data-entry=add>{SUMMARY}{TWO}</form>", "#error-summary"),
        (f"<form>{TWO}</form>", "body"),
    ],
)
def test_a_form_opens_where_something_is_to_be_done(load_scripts, html, focused):
    page = load_scripts(*SCRIPTS, html=html)
    assert page.evaluate(f"document.activeElement === document.querySelector('{focused}')")


def test_whoever_has_begun_to_type_is_not_moved(load_scripts):
    page = load_scripts("entry_fields.js", html=f"<form data-entry=add>{TWO}</form><input name=q>")
    page.focus("[name=q]")
    page.add_script_tag(path=finders.find("first_field.js"))
    expect(page.locator("[name=q]")).to_be_focused()


def test_the_summary_leads_into_a_field_that_is_folded_away(load_scripts):
    folded = "<details><summary>More</summary><input id=b name=b></details>"
    page = load_scripts(
        *SCRIPTS, html=f"<form data-entry=add>{SUMMARY}<input name=a>{folded}</form>"
    )
    page.click("#error-summary a")
    expect(page.locator("[name=b]")).to_be_focused()
    expect(page.locator("details")).to_have_attribute("open", "")
