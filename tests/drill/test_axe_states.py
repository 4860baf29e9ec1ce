"""Pages after something was opened, refused or lost: axe finds nothing there either."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.axe import PHONE, axe_faults, phone_faults
from tests.browser.gestures import photo, save
from tests.browser.stored_drafts import wait_until_kept
from tests.factories import close_year, make_cash_gift, make_donor, make_fund

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST, ADD = "/donations/cash-gifts/", "/donations/cash-gifts/add/"
SHEET = "/donations/cash-gifts/sheet/"


@pytest.fixture(params=["zh-hans", "en"])
def goes_to(request, live_server, sign_in, staff, settings, media):
    """A function that shows staff the address in the language and gives the browser's page."""
    page = sign_in(staff)
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": request.param, "url": live_server.url}]
    )

    def goes_to(path):
        page.goto(live_server.url + path)
        return page

    return goes_to


def assert_sound(page):
    assert [*axe_faults(page), *phone_faults(page)] == []


def type_donor(page, name):
    page.locator("#id_donor-ts-control").click()
    page.keyboard.type(name)


def test_the_dialog_that_adds_a_name_and_what_it_refuses(goes_to, staff):
    make_donor(staff, name="丙食品店")
    page = goes_to(ADD)
    type_donor(page, "丙食品厂")
    page.locator(".ts-dropdown:visible .create").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("[data-choose]")).to_be_visible()
    assert_sound(page)
    dialog.locator("[name=name]").fill("")
    dialog.locator(".btn-primary").click()
    expect(dialog.locator(".is-invalid")).to_be_visible()
    assert_sound(page)


def test_a_search_box_open_with_and_without_choices(goes_to, staff):
    for name in ("张三丰", "张三立"):
        make_donor(staff, name=name)
    page = goes_to(ADD)
    type_donor(page, "张三")
    expect(page.locator(".ts-dropdown:visible .option")).to_have_count(2)
    assert_sound(page)
    page.keyboard.type("某")
    expect(page.locator(".ts-dropdown:visible .option")).to_have_count(0)
    assert_sound(page)
    page.locator("#id_amount").focus()
    expect(page.locator("#id_donor-message")).not_to_be_empty()
    assert_sound(page)


def test_a_reading_that_is_refused_and_a_calendar_that_is_open(goes_to):
    page = goes_to(ADD)
    page.fill("[name=amount]", "1.005")
    expect(page.locator("[name=amount] ~ .reading.refused")).to_be_visible()
    page.click("[name=date] + [data-calendar]")
    expect(page.locator("input[type=date]")).to_have_count(1)
    assert_sound(page)


def test_a_session_that_ends_and_has_ended(goes_to, settings):
    settings.SESSION_COOKIE_AGE = 12
    page = goes_to(ADD)
    expect(page.locator("#session-ending")).to_be_visible(timeout=15000)
    assert_sound(page)
    settings.SESSION_COOKIE_AGE = 600
    Session.objects.all().delete()
    expect(page.locator("#session-ended")).to_be_visible(timeout=20000)
    assert_sound(page)
    page.fill("#session-ended [name=password]", "wrong")
    page.click("#session-ended form .btn-primary")
    expect(page.locator("#session-errors")).not_to_be_empty()
    assert_sound(page)


def test_what_was_typed_is_offered_again_and_restored(goes_to):
    page = goes_to(ADD)
    page.fill("[name=receipt_number]", "湘001")
    wait_until_kept(page, "湘001")
    for path, shown in ((ADD, ".kept"), ("/", "#kept-list")):
        goes_to(path)
        expect(page.locator(shown)).to_be_visible()
        assert_sound(page)
    goes_to(ADD)
    page.locator(".kept .btn").first.click()
    expect(page.locator("[name=receipt_number]")).to_have_value("湘001")
    assert_sound(page)


def test_what_is_asked_about_and_what_is_refused(goes_to, staff):
    donor, fund = make_donor(staff), make_fund(staff)
    page = goes_to(f"{ADD}?donor={donor.pk}&fund={fund.pk}")
    page.fill("[name=date]", "1949.10.1")
    page.fill("[name=amount]", "100000000")
    save(page)
    expect(page.locator("[name=confirmed]").first).to_be_visible()
    assert_sound(page)
    page.fill("[name=amount]", "")
    save(page)
    expect(page.locator("#error-summary")).to_be_visible()
    assert_sound(page)


def test_a_sheet_with_wrong_rows(goes_to):
    page = goes_to(SHEET)
    page.fill("#id_cashgift-0-amount", "一百")
    page.fill("#id_cashgift-1-amount", "-5")
    page.locator("main form[method=post]").evaluate("form => form.submit()")
    expect(page.locator("#error-summary")).to_be_visible()
    expect(page.locator(".cell.wrong").first).to_be_visible()
    assert_sound(page)


def test_two_who_change_the_same_record(goes_to, staff, administrator):
    gift = make_cash_gift(staff, receipt_waived=False)
    page = goes_to(f"{gift.get_absolute_url()}change/")
    page.fill("[name=receipt_number]", "我的1")
    gift.receipt_number = "他人的1"
    gift.save_entry(by=administrator)
    save(page)
    expect(page.locator("#conflicts")).to_contain_text("他人的1")
    assert_sound(page)


def test_evidence_that_is_captioned_taken_out_and_refused(goes_to, staff):
    gift = make_cash_gift(staff, receipt_waived=False)
    page = goes_to(gift.get_absolute_url())
    wrong = {"name": f"{'表' * 40}.xlsx", "mimeType": "application/zip", "buffer": b"PK"}
    page.set_input_files("[name=file]", [photo(), photo("二.jpg"), wrong])
    expect(page.locator(".gallery > li")).to_have_count(2)
    expect(page.locator(".uploads li")).to_have_count(1)
    for summary in page.locator(".gallery summary").all():
        summary.click()
    assert_sound(page)


def test_choices_of_a_list_and_menus_that_are_open(goes_to, staff):
    make_cash_gift(staff)
    page = goes_to(f"{LIST}?q=D")
    for summary in page.locator("main summary").all():
        summary.click()
        assert_sound(page)
    # Over the page a menu covers parts of others; on a phone they stand one below the other.
    page.set_viewport_size(PHONE)
    page.click(".navbar-toggler")
    expect(page.locator("#menu.show")).to_be_visible()
    menus = page.locator(".navbar [data-bs-toggle=dropdown]")
    expect(menus).not_to_have_count(0)
    for menu in menus.all():
        menu.click()
        expect(menu).to_have_attribute("aria-expanded", "true")
        assert_sound(page)


def test_several_of_which_one_is_refused(goes_to, staff, society):
    gifts = [make_cash_gift(staff), make_cash_gift(staff)]
    close_year(society, 2021)
    rows = "&".join(f"row={gift.pk}" for gift in gifts)
    page = goes_to(f"{LIST}bulk-void/?{rows}")
    page.fill("[name=reason]", "重复录入")
    with page.expect_navigation():
        save(page)
    expect(page.locator("#outcomes .table-warning")).to_have_count(2)
    assert_sound(page)


@pytest.mark.parametrize(("path", "status"), [("/users/", 403), ("/nothing-here/", 404)])
def test_a_page_that_is_refused(goes_to, path, status):
    page = goes_to("/")
    with page.expect_response(re.compile(re.escape(path))) as answer:
        goes_to(path)
    assert answer.value.status == status
    assert_sound(page)


def test_a_request_that_is_refused(goes_to, settings):
    page = goes_to(ADD)
    for status, spoil in (
        (403, lambda: page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)),
        (400, lambda: setattr(settings, "DATA_UPLOAD_MAX_NUMBER_FIELDS", 2)),
    ):
        goes_to(ADD)
        spoil()
        with page.expect_navigation() as answer:
            page.locator("main form[method=post]").evaluate("form => form.submit()")
        assert answer.value.status == status
        assert_sound(page)
