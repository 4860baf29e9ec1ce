"""Lists as a person uses them: choosing rows, on a phone, and the way back."""

import re

import pytest
from playwright.sync_api import expect

from donations.models import CashGift
from tests.factories import make_cash_gift, make_donor, make_fund

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROWS = """
    <form id="several">
      <span data-selected="Chosen: ">With the rows</span><button>Void</button>
    </form>
    <table><thead><tr><th><input type="checkbox" data-select-all hidden></th></tr></thead>
    <tbody>
      <tr><td><input type="checkbox" name="row" value="1" form="several"></td></tr>
      <tr><td><input type="checkbox" name="row" value="2" form="several"></td></tr>
    </tbody></table>
"""


@pytest.fixture
def rows(load_scripts):
    """A list of two rows with the script that knows of their boxes."""
    # The page is there before the script: its events are sent once more.
    page = load_scripts("row_choice.js", html=ROWS)
    page.evaluate("document.dispatchEvent(new Event('DOMContentLoaded'))")
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    return page


def test_the_boxes_say_how_many_rows_are_chosen(rows):
    every, button = rows.locator("[data-select-all]"), rows.locator("button")
    expect(every).to_be_visible()
    expect(button).to_be_disabled()
    rows.locator("[name=row]").first.press("Space")
    expect(rows.locator("[data-selected]")).to_have_text("Chosen: 1")
    expect(button).to_be_enabled()
    assert every.evaluate("box => box.indeterminate")
    every.check()
    expect(rows.locator("[name=row]:checked")).to_have_count(2)
    expect(rows.locator("[data-selected]")).to_have_text("Chosen: 2")
    every.uncheck()
    expect(rows.locator("[data-selected]")).to_have_text("With the rows")
    expect(button).to_be_disabled()


@pytest.fixture
def gifts(staff):
    donor, fund = make_donor(staff, name="渌口区某某食品有限责任公司"), make_fund(staff)
    return [make_cash_gift(staff, n, donor=donor, fund=fund) for n in ("100", "200", "12345678.90")]


def test_two_gifts_are_corrected_on_a_phone(live_server, sign_in, staff, gifts):
    page = sign_in(staff)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/donations/cash-gifts/?q=渌口")
    boxes = page.locator("[name=row]")
    boxes.nth(0).check()
    boxes.nth(1).focus()
    page.keyboard.press("Space")
    page.locator("#several button", has_text="批量更正一项").click()
    page.locator("#several-field").select_option("channel")
    page.locator("[name=value-channel]").select_option("cash")
    page.fill("[name=reason]", "核对凭证")
    page.locator("button", has_text="预览").click()
    expect(page.locator("#outcomes strong", has_text="现金")).to_have_count(2)
    page.locator("[name=confirm]").click()
    page.wait_for_url(re.compile(r"/donations/cash-gifts/\?q="))
    expect(page.locator(".alert-success")).to_contain_text("2")
    assert CashGift.objects.filter(channel="cash").count() == 2


def test_nothing_of_a_list_is_cut_on_a_phone(live_server, sign_in, staff, gifts):
    page = sign_in(staff)
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/donations/cash-gifts/", gifts[0].donor.get_absolute_url(), "/search/?q=渌口"):
        page.goto(live_server.url + path)
        expect(page.locator(".cards td", has_text="12,345,678.90").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        cut = """() => [...document.querySelectorAll(".cards td, .card-header strong")].filter(
            (cell) => cell.getBoundingClientRect().right > innerWidth
                || cell.scrollWidth > cell.clientWidth + 1 && cell.clientWidth > 0
        ).map((cell) => cell.textContent)"""
        assert page.evaluate(cut) == []
        labels = "cell => getComputedStyle(cell, '::before').content"
        amount = page.locator(".cards td.num", has_text="12,345,678.90").first
        assert amount.evaluate(labels) == '"金额（元）"'


def test_two_tabs_keep_their_own_way_back(live_server, sign_in, staff, gifts):
    first = sign_in(staff)
    second = first.context.new_page()
    queries = {first: "q=渌口", second: "date_from=2021-01-01"}
    for page, query in queries.items():
        page.goto(f"{live_server.url}/donations/cash-gifts/?{query}")
        page.locator("tbody a").first.click()
    for page in queries:
        page.locator(".page-actions a", has_text="修改").click()
        page.locator("main form .btn-primary").first.click()
        page.wait_for_url(re.compile(r"/cash-gifts/\d+/\?back="))
        page.locator(".page-actions a", has_text="返回列表").click()
    first.wait_for_url(re.compile(r"/cash-gifts/\?q="))
    second.wait_for_url(re.compile(r"/cash-gifts/\?date_from="))


def test_the_search_of_the_header_leads_to_what_was_found(live_server, sign_in, staff, gifts):
    page = sign_in(staff)
    page.goto(live_server.url)
    page.fill(".site-search [name=q]", "食品 渌口")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search/"))
    expect(page.locator("main h2")).to_have_count(2)
    page.locator("main a", has_text="查看全部结果").last.click()
    expect(page.locator("tbody tr")).to_have_count(3)
