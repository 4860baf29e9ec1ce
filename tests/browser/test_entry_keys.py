"""An entry form gone through with the keys alone, as a spreadsheet is."""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from donations.models import CashGift, GoodsGift
from redcross.models import Partner
from tests.axe import axe_faults
from tests.factories import make_cash_gift, make_donor, make_fund, make_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHEET = "/donations/cash-gifts/sheet/"


@pytest.fixture
def open_page(sign_in, staff, live_server):
    """A function that shows a page to a clerk and gives the browser's page."""
    page = sign_in(staff)

    def open_page(path):
        page.goto(f"{live_server.url}{path}")
        return page

    return open_page


def focused(page):
    """The id of what has the focus."""
    return page.evaluate("document.activeElement.id")


def press(page, keys):
    for key in keys.split():
        page.keyboard.press(key)


def test_typing_begins_at_the_first_field_that_is_empty(open_page, staff):
    page = open_page("/donations/cash-gifts/add/")
    expect(page.locator("[name=date]")).to_have_value(timezone.localdate().isoformat())
    expect(page.locator("#id_donor-ts-control")).to_be_focused()
    expect(page.locator(".ts-dropdown:visible")).to_have_count(0)

    page = open_page(f"/donations/donors/{make_donor(staff).pk}/change/")
    expect(page.locator("#id_kind")).to_be_focused()


def test_a_gift_is_entered_without_the_mouse_and_saved_once(open_page, staff):
    make_donor(staff, name="张建国")
    make_fund(staff, name="人道救助")
    page = open_page("/donations/cash-gifts/add/")
    expect(page.locator("#id_donor-ts-control")).to_be_focused()
    for name, initials, field in (("张建国", "zjg", "donor"), ("人道救助", "rdjz", "fund")):
        page.keyboard.type(initials)
        option = page.locator(".ts-dropdown:visible .option:not(.create)", has_text=name)
        expect(option).to_have_count(1)
        option.hover()
        press(page, "Enter")
        expect(page.locator(f"#id_{field} + .ts-wrapper .item")).to_have_text(name)
        if field == "donor":
            expect(page.locator("#id_amount")).to_be_focused()
            page.keyboard.type("500")
            press(page, "Enter")
    expect(page.locator("#id_channel")).to_be_focused()
    assert not CashGift.objects.exists()

    press(page, "Control+s Control+s")
    page.wait_for_url(re.compile(r"/donations/cash-gifts/\d+/$"))
    assert CashGift.objects.get().amount == 500


def test_enter_goes_down_the_column_and_adds_a_row_only_after_a_filled_one(open_page):
    page = open_page("/donations/goods/add/")
    page.focus("#id_lots-0-item")
    for item in ("大米", "食用油", "棉被", "奶粉"):
        page.keyboard.type(item)
        press(page, "Enter")
    expect(page.locator("[data-lines=lots] > .line")).to_have_count(5)
    expect(page.locator("#id_lots-4-item")).to_be_focused()

    press(page, "Shift+Enter ArrowUp ArrowUp ArrowUp")
    expect(page.locator("#id_lots-0-item")).to_be_focused()
    page.focus("#id_lots-4-quantity")
    press(page, "ArrowUp ArrowDown ArrowDown")
    expect(page.locator("#id_lots-4-quantity")).to_be_focused()
    expect(page.locator("#id_lots-3-quantity")).to_have_value("")
    # An empty row adds none: it goes on behind the rows.
    press(page, "Enter")
    expect(page.locator("[data-lines=lots] > .line")).to_have_count(5)
    assert not focused(page).startswith("id_lots")
    assert not GoodsGift.objects.exists()


def test_enter_after_the_last_field_reaches_the_save_button_and_then_saves(open_page, staff):
    page = open_page("/reference/partners/add/")
    page.fill("[name=name]", "区人民医院")
    page.locator("form[data-entry] :is(input:not([type=hidden]), select)").last.focus()
    press(page, "Enter")
    expect(page.locator("form[data-entry] button.btn-primary")).to_be_focused()
    press(page, "Enter Enter")
    page.wait_for_url(re.compile(r"/reference/partners/\d+/$"))


def test_enter_in_a_box_to_tick_does_not_send_the_form_and_in_a_search_it_does(open_page, staff):
    session = make_session(staff, roster=[{"name": "N1"}])
    page = open_page(f"/training/sessions/{session.pk}/change/")
    page.focus("#id_roster-0-passed")
    press(page, "Enter")
    expect(page.locator("#id_roster-1-passed")).to_be_focused()

    page = open_page("/donations/cash-gifts/")
    page.fill("[name=q]", "张")
    page.press("[name=q]", "Enter")
    page.wait_for_url(re.compile("q="))


def test_what_is_wrong_is_summed_up_and_each_line_leads_into_its_field(open_page, staff):
    page = open_page(f"{SHEET}?fund={make_fund(staff).pk}")
    page.fill("#id_cashgift-1-amount", "-3")
    press(page, "Control+s")
    summary = page.locator("#error-summary")
    expect(summary).to_have_attribute("role", "alert")
    expect(summary.locator("a", has_text="第2行 · 捐赠人")).to_have_count(1)
    expect(page.locator("#id_cashgift-1-donor-ts-control")).to_be_focused()
    assert axe_faults(page) == []
    summary.locator("a", has_text="第2行 · 金额").click()
    expect(page.locator("#id_cashgift-1-amount")).to_be_focused()


def test_a_wrong_field_that_is_folded_away_is_unfolded(open_page):
    page = open_page("/donations/cash-gifts/add/")
    page.locator("details summary", has_text="更多").click()
    page.fill("[name=end_date]", date(2001, 1, 1).isoformat())
    press(page, "Control+s")
    expect(page.locator("#error-summary a")).not_to_have_count(0)
    page.evaluate("document.querySelectorAll('form details').forEach((d) => { d.open = false; })")
    page.locator("#error-summary a", has_text="结束日期").click()
    expect(page.locator("[name=end_date]")).to_be_focused()


def test_ctrl_enter_offers_what_to_go_on_with_and_a_letter_leads_there(open_page, staff):
    page = open_page("/reference/partners/add/")
    page.fill("[name=name]", "区人民医院")
    press(page, "Control+Enter")
    chosen = page.locator("[data-actions] .dropdown-menu.show :focus")
    expect(chosen).to_have_text("捐款")
    for letter, label in (
        ("x", "宣传"),
        ("x", "血站"),
        ("X", "宣传"),
        ("q", "宣传"),
        ("w", "物资"),
    ):
        press(page, letter)
        expect(chosen).to_contain_text(label)
    assert not Partner.objects.exists()
    press(page, "Enter")
    page.wait_for_url(re.compile(r"/donations/goods/add/$"))
    assert Partner.objects.get().name == "区人民医院"


def test_a_letter_leads_on_only_among_what_can_be_entered(open_page):
    page = open_page("/")
    press(page, "w")
    expect(page.locator("body")).to_be_focused()
    press(page, "Tab Enter Tab w")
    expect(page.locator(".way:focus")).to_contain_text("物资")


def test_no_key_saves_behind_a_dialog(open_page, staff):
    fund = make_fund(staff)
    page = open_page(f"/donations/cash-gifts/add/?fund={fund.pk}&amount=5")
    page.keyboard.type("王小明")
    press(page, "Enter")
    expect(page.locator("dialog.quick-add button.btn-primary")).to_be_focused()
    # Typed too early, it does not become a part of the name.
    page.keyboard.insert_text("5")
    press(page, "Control+s Control+Enter")
    expect(page.locator(".dropdown-menu.show")).to_have_count(0)
    press(page, "Enter")
    expect(page.locator("#id_donor + .ts-wrapper .item")).to_have_text("王小明")
    # What was just added is chosen, and what is typed now is the amount.
    expect(page.locator("#id_amount")).to_be_focused()
    assert not CashGift.objects.exists()


def test_a_question_is_what_one_sees_first(live_server, sign_in, staff):
    first = make_cash_gift(staff, "300", receipt_number="")
    page = sign_in(staff)
    page.set_viewport_size({"width": 1366, "height": 650})
    page.goto(f"{live_server.url}/donations/cash-gifts/add/?copy={first.pk}")
    page.keyboard.press("Control+s")
    question = page.locator("[name=confirmed]")
    expect(question).to_be_focused()
    expect(question).to_be_in_viewport()
    expect(page.locator(".alert-warning")).to_contain_text("尚未保存")
    page.keyboard.press("Space")
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/cash-gifts/\d+/$"))
    assert CashGift.objects.count() == 2
