"""What is typed is kept on the machine, offered again, and forgotten once it is saved."""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from tests.browser.scripts.conftest import SITE
from tests.browser.stored_drafts import READ_STORE, wait_until_empty, wait_until_kept

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("in_english")]
# What is stored stays.
OWN_PAGE = True
SCRIPTS = (
    *("elements.js", "requests.js", "quick_add.js", "search_box.js", "lines.js"),
    *("draft_store.js", "form_state.js", "kept_drafts.js"),
)
PAGE = """<html lang=en><body data-user={}>{}<main id=main tabindex=-1><h1>A gift</h1>
<form method=post data-entry=add><input name=note><input type=hidden name=version value=1></form>
<section id=kept-list hidden><ul></ul></section></main></body></html>"""


@pytest.fixture
def opened(page, server, load_scripts):
    """A function that opens the page anew, as the user, and gives it."""

    def open_page(user=1):
        page.goto(SITE)
        texts = render_to_string("_session.html", {"session_seconds": 600})
        load_scripts(*SCRIPTS, html=PAGE.format(user, texts))
        page.evaluate("document.dispatchEvent(new Event('DOMContentLoaded'))")
        return page

    return open_page


def bar(page):
    return page.locator("form .kept")


def test_nothing_is_kept_of_a_form_that_nobody_has_touched(opened):
    page = opened()
    assert page.evaluate("redcross.keepForm(document.querySelector('main form'))") is True
    assert page.evaluate(READ_STORE) == []
    assert page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))") is False


def test_what_was_typed_is_offered_and_put_back(opened):
    page = opened()
    page.fill("[name=note]", "甲")
    wait_until_kept(page, "甲")
    page = opened()
    expect(bar(page)).to_contain_text("is not saved yet")
    expect(page.locator("[name=note]")).to_have_value("")
    bar(page).get_by_text("Restore").click()
    expect(page.locator("[name=note]")).to_have_value("甲")
    expect(bar(page)).to_contain_text("Restored, not saved yet.")
    expect(bar(page).locator("button")).to_have_count(0)


def test_another_person_at_the_machine_is_offered_nothing(opened):
    page = opened()
    page.fill("[name=note]", "甲")
    wait_until_kept(page, "甲")
    page = opened(user=2)
    page.wait_for_timeout(500)
    expect(bar(page)).to_have_count(0)


def test_what_is_discarded_or_typed_back_is_kept_no_more(opened):
    page = opened()
    page.fill("[name=note]", "甲")
    wait_until_kept(page, "甲")
    page.fill("[name=note]", "")
    wait_until_empty(page)
    page.fill("[name=note]", "乙")
    wait_until_kept(page, "乙")
    page = opened()
    bar(page).get_by_text("Discard").click()
    wait_until_empty(page)
    expect(bar(page)).to_have_count(0)


def test_it_goes_out_under_its_name_and_is_forgotten_once_that_is_saved(opened):
    page = opened()
    page.fill("[name=note]", "甲")
    kept = page.evaluate(
        """async () => {
            const form = document.querySelector("main form");
            return [await redcross.keepForm(form), form.elements.kept_form.value];
        }"""
    )
    assert kept[0] is True
    [draft] = page.evaluate(READ_STORE)
    assert (draft["id"], draft["title"]) == (kept[1], "A gift")
    page.evaluate("(id) => { document.cookie = `saved_form_${id}=1; path=/`; }", kept[1])
    page = opened()
    wait_until_empty(page)
    expect(bar(page)).to_have_count(0)
    assert page.evaluate("document.cookie") == ""


def test_the_home_page_lists_what_waits_anywhere(opened):
    page = opened()
    page.fill("[name=note]", "甲")
    wait_until_kept(page, "甲")
    page = opened()
    listed = page.locator("#kept-list")
    expect(listed.locator("a")).to_have_text(["A gift"])
    listed.locator("button").click()
    expect(listed).to_be_hidden()
    wait_until_empty(page)
