"""A page that stays open: told before the session ends, signed in again in place, held offline."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from donations.models import Donor
from tests.axe import axe_faults
from tests.browser.gestures import save
from tests.factories import PASSWORD
from tests.session_time import seconds_left

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADD = "/donations/donors/add/"
ENDING, ENDED = "#session-ending", "#session-ended"


def sign_in_again(page, password=PASSWORD):
    page.fill(f"{ENDED} [name=password]", password)
    page.get_by_role("button", name="登录并继续").click()


@pytest.fixture
def typed(live_server, sign_in, staff):
    """The browser's page with a donor's form in which a name is typed."""
    page = sign_in(staff)
    page.goto(live_server.url + ADD)
    page.locator("[name=name]").press_sequentially("李四")
    return page


def test_who_is_signed_out_signs_in_on_the_page_and_the_save_goes_on(typed):
    Session.objects.all().delete()
    save(typed)
    dialog = typed.locator(ENDED)
    expect(dialog).to_be_visible()
    expect(dialog.locator("[name=login]")).to_have_value("staff")
    expect(dialog.locator("[name=password]")).to_be_focused()
    assert axe_faults(typed) == []

    sign_in_again(typed, "wrong")
    expect(typed.locator("#session-errors")).to_contain_text("密码")
    assert not Donor.objects.exists()
    sign_in_again(typed)
    typed.wait_for_url(re.compile(r"/donors/\d+/$"))
    assert Donor.objects.get().name == "李四"


def test_the_pressed_button_is_sent_along(typed):
    typed.click("[name=again]")
    typed.wait_for_url(re.compile("/add/"))
    expect(typed.locator("[name=name]")).to_have_value("")
    assert Donor.objects.get().name == "李四"


def test_who_puts_signing_in_off_has_lost_nothing_and_is_asked_again(typed):
    Session.objects.all().delete()
    save(typed)
    typed.get_by_role("button", name="稍后").click()
    expect(typed.locator(ENDED)).to_be_hidden()
    expect(typed.locator("[name=name]")).to_have_value("李四")
    save(typed)
    expect(typed.locator(ENDED)).to_be_visible()


def test_where_somebody_else_has_signed_in_nothing_is_saved_as_theirs(
    typed, live_server, administrator
):
    other = typed.context.new_page()
    typed.context.clear_cookies()
    other.goto(f"{live_server.url}/accounts/login/")
    other.fill("[name=login]", administrator.username)
    other.fill("[name=password]", PASSWORD)
    other.click("main form button")
    other.wait_for_url(lambda url: "login" not in url)
    save(typed)
    dialog = typed.locator(ENDED)
    expect(dialog).to_contain_text("其他用户登录")
    expect(dialog.locator("a[target=_blank]")).to_have_attribute("href", "/accounts/logout/")
    expect(dialog.locator("[name=password]")).to_be_hidden()
    assert axe_faults(typed) == []
    typed.get_by_role("button", name="我已登录").click()
    expect(dialog).to_contain_text("尚未登录")
    assert not Donor.objects.exists()


def test_a_second_factor_is_asked_for_in_a_tab_of_its_own(typed, staff):
    Authenticator.objects.create(user=staff, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    Session.objects.all().delete()
    save(typed)
    sign_in_again(typed)
    dialog = typed.locator(ENDED)
    expect(dialog).to_contain_text("两步验证")
    with typed.context.expect_page() as opened:
        dialog.locator("a[target=_blank]").click()
    expect(opened.value.locator("[name=code]")).to_be_visible()
    assert not Donor.objects.exists()


def test_a_token_that_another_tab_has_replaced_does_not_hinder_saving(typed, live_server):
    typed.evaluate(
        "document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((t) => { t.value = 'x'; })"
    )
    save(typed)
    typed.wait_for_url(re.compile(r"/donors/\d+/$"))


def test_before_a_session_ends_a_click_prolongs_it(live_server, sign_in, staff, settings):
    settings.SESSION_COOKIE_AGE = 12
    page = sign_in(staff)
    page.goto(live_server.url)
    expect(page.locator(ENDING)).to_be_visible(timeout=10000)
    expect(page.get_by_role("button", name="继续使用")).to_be_focused()
    assert axe_faults(page) == []
    # That the page watches has not prolonged it.
    assert seconds_left() < 7
    page.get_by_role("button", name="继续使用").click()
    expect(page.locator(ENDING)).to_be_hidden()
    assert seconds_left() > 9


def test_a_session_that_ends_unheeded_asks_for_the_password_in_place(
    live_server, sign_in, staff, settings
):
    settings.SESSION_COOKIE_AGE = 6
    page = sign_in(staff)
    page.goto(live_server.url)
    expect(page.locator(ENDED)).to_be_visible(timeout=20000)
    expect(page.locator(ENDING)).to_be_hidden()
    settings.SESSION_COOKIE_AGE = 600
    sign_in_again(page)
    expect(page.locator(ENDED)).to_be_hidden()
    page.reload()
    expect(page).not_to_have_url(re.compile("login"))


def test_who_types_is_not_idle_and_a_script_is(live_server, sign_in, staff, settings):
    settings.SESSION_COOKIE_AGE = 40
    page = sign_in(staff)
    page.goto(live_server.url + ADD)
    page.wait_for_timeout(11000)
    page.evaluate(
        "document.querySelector('[name=name]').dispatchEvent(new KeyboardEvent('keydown', "
        "{ key: 'a', bubbles: true }))"
    )
    page.wait_for_timeout(500)
    assert seconds_left() < 30
    with page.expect_response(re.compile("renew")):
        page.locator("[name=name]").press_sequentially("李")
    assert seconds_left() > 38
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("[name=name]").press_sequentially("abcdef")
    assert asked == []


def test_a_machine_that_wakes_up_late_asks_at_once(typed):
    session = Session.objects.get()
    session.expire_date = timezone.now() - timedelta(minutes=1)
    session.save()
    typed.evaluate("Date.now = () => new Date().getTime() + 1800 * 1000")
    typed.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(typed.locator(ENDED)).to_be_visible()
