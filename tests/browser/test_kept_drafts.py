"""What is typed and not saved comes back, to who typed it, until it is saved or thrown away."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error, expect

from donations.models import CashGift, Donor
from tests.axe import axe_faults
from tests.browser.gestures import PASTE, pick, save
from tests.browser.stored_drafts import (
    READ_STORE,
    bar_of,
    restore,
    wait_until_empty,
    wait_until_kept,
)
from tests.factories import PASSWORD, make_donor, make_fund

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHEET = "/donations/cash-gifts/sheet/"
ADD = "/donations/cash-gifts/add/"
ROWS = 23
READ_ROWS = """() => [...document.querySelectorAll("[data-lines=cashgift] > .line")].map((line) =>
    [...line.querySelectorAll("[name]")].map((field) => [
        field.name, field.type === "checkbox" ? field.checked : field.value,
        field.tomselect ? field.tomselect.control.innerText.trim() : "",
    ]))"""
AGE_STORE = """(days) => new Promise((resolve) => {
    indexedDB.open("redcross").onsuccess = ({ target: { result: database } }) => {
        const transaction = database.transaction("drafts", "readwrite");
        const drafts = transaction.objectStore("drafts");
        drafts.openCursor().onsuccess = ({ target: { result: cursor } }) => {
            if (!cursor) return;
            cursor.update({ ...cursor.value, time: Date.now() - days * 86400000 });
            cursor.continue();
        };
        transaction.oncomplete = () => { database.close(); resolve(); };
    };
})"""


def type_sheet(page, live_server, staff):
    """Fill a sheet of 23 rows, the last cell by hand, and return what stands in each cell."""
    for number in range(ROWS):
        make_donor(staff, name=f"捐赠人{number}")
    make_fund(staff, name="人道救助")
    page.goto(live_server.url + SHEET)
    page.fill("[name=date]", "2021-08-04")
    pick(page, "fund", "人道救助")
    block = "\n".join(f"捐赠人{n}\t{n + 1}.50\t湘{n:03}" for n in range(ROWS))
    page.locator("#id_cashgift-0-donor-ts-control").evaluate(PASTE, block)
    lines = page.locator("[data-lines=cashgift] > .line")
    expect(lines).to_have_count(ROWS)
    expect(page.locator(".item", has_text="捐赠人")).to_have_count(ROWS)
    # A row that is taken away stays away.
    page.locator("[data-lines=cashgift] > .line").nth(5).locator("[data-remove-line]").click()
    page.click("[data-lines=cashgift] [data-add-line]")
    page.keyboard.press("Escape")
    page.locator(f"#id_cashgift-{ROWS}-amount").press_sequentially("777.25")
    expect(lines).to_have_count(ROWS)
    wait_until_kept(page, "777.25")
    rows = page.evaluate(READ_ROWS)
    texts = [text for row in rows for _name, _value, text in row]
    assert "捐赠人22" in texts and "捐赠人5" not in texts
    return rows


def assert_sheet_comes_back(page, rows):
    restore(page)
    assert page.evaluate(READ_ROWS) == rows
    expect(page.locator("[name=date]")).to_have_value("2021-08-04")
    expect(page.locator("#id_fund + .ts-wrapper .item")).to_have_text("人道救助")


def test_a_sheet_comes_back_after_the_browser_was_killed(
    live_server, staff, browser_type, browser_type_launch_args, tmp_path
):
    def sign_in(context):
        page = context.new_page()
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("[name=login]", staff.username)
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
        page.wait_for_url(lambda url: "login" not in url)
        return page

    arguments = browser_type_launch_args | {"locale": "zh-CN"}
    killed = browser_type.launch_persistent_context(tmp_path, **arguments)
    page = sign_in(killed)
    rows = type_sheet(page, live_server, staff)
    # As in a power cut: it has no time for anything.
    with pytest.raises(Error, match="closed"):
        killed.new_cdp_session(page).send("Browser.crash")
    again = browser_type.launch_persistent_context(tmp_path, **arguments)
    page = sign_in(again)
    page.goto(live_server.url + SHEET)
    assert_sheet_comes_back(page, rows)
    again.close()


def test_a_sheet_is_kept_while_the_connection_is_cut(live_server, sign_in, staff):
    page = sign_in(staff)
    rows = type_sheet(page, live_server, staff)
    page.context.set_offline(True)
    save(page)
    expect(page.locator("form [data-notice]")).to_contain_text("网络不通，内容已保存在本机")
    assert page.evaluate(READ_ROWS) == rows and not CashGift.objects.exists()

    page.context.set_offline(False)
    page.goto(live_server.url + SHEET)
    assert_sheet_comes_back(page, rows)
    page.context.set_offline(True)
    save(page)
    expect(page.locator("form [data-notice]")).to_contain_text("网络不通，内容已保存在本机")
    page.context.set_offline(False)
    # The same button, without loading the page again; the row typed by hand has no donor.
    page.locator("[data-lines=cashgift] > .line").last.locator("[data-remove-line]").click()
    save(page)
    page.wait_for_url(re.compile(r"/donations/cash-gifts/$"))
    assert CashGift.objects.count() == ROWS - 1
    assert set(CashGift.objects.values_list("donor__name", flat=True)) >= {"捐赠人0", "捐赠人22"}
    wait_until_empty(page)


def test_a_sheet_comes_back_after_the_session_ended(live_server, sign_in, staff):
    page = sign_in(staff)
    rows = type_sheet(page, live_server, staff)
    Session.objects.all().delete()
    page.goto(live_server.url + SHEET)
    expect(page).to_have_url(re.compile("login"))
    sign_in(staff).goto(live_server.url + SHEET)
    assert_sheet_comes_back(page, rows)


def test_an_answer_that_never_arrives_proves_nothing_and_sending_again_saves_once(
    live_server, sign_in, staff
):
    donor, fund = make_donor(staff, name="张建国"), make_fund(staff, name="人道救助")
    page = sign_in(staff)
    page.goto(f"{live_server.url}{ADD}?donor={donor.pk}&fund={fund.pk}")
    page.fill("[name=date]", "2021-08-04")
    page.fill("[name=amount]", "5")
    # The server gets it and saves it; its answer is lost.
    page.route(
        re.compile("/add/"),
        lambda route: (
            (route.fetch(max_redirects=0), route.abort())
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    with page.expect_event("requestfailed"):
        save(page)
    page.unroute_all()
    # `fetch` has put into the browser what came with the answer.
    page.context.clear_cookies(name=re.compile("saved_form"))
    page.goto(f"{live_server.url}{ADD}?donor={donor.pk}&fund={fund.pk}")
    restore(page)
    expect(page.locator("[name=amount]")).to_have_value("5")
    save(page)
    page.wait_for_url(re.compile(r"/cash-gifts/\d+/$"))
    assert CashGift.objects.count() == 1
    wait_until_empty(page)


def test_another_user_of_the_machine_sees_nothing_and_the_owner_finds_it_again(
    live_server, sign_in, staff, administrator
):
    page = sign_in(staff)
    page.goto(live_server.url + ADD)
    page.fill("[name=receipt_number]", "湘001")
    wait_until_kept(page, "湘001")
    page.context.clear_cookies()

    sign_in(administrator).goto(live_server.url)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#kept-list")).to_be_hidden()
    page.goto(live_server.url + ADD)
    page.wait_for_timeout(1500)
    expect(page.locator(".kept")).to_have_count(0)
    page.context.clear_cookies()

    sign_in(staff).goto(live_server.url)
    page.locator("#kept-list a", has_text="捐款").click()
    restore(page)
    expect(page.locator("[name=receipt_number]")).to_have_value("湘001")


def test_what_is_thrown_away_is_gone(live_server, sign_in, staff):
    page = sign_in(staff)
    for path, place in ((ADD, ".kept"), ("/", "#kept-list")):
        page.goto(live_server.url + ADD)
        page.fill("[name=receipt_number]", "湘001")
        wait_until_kept(page, "湘001")
        page.goto(live_server.url + path)
        page.locator(place).get_by_role("button", name="舍弃").click()
        wait_until_empty(page)
        expect(page.locator(place)).to_be_hidden()


def test_a_form_as_the_page_showed_it_is_not_kept_and_leaving_it_asks_nothing(
    live_server, sign_in, staff
):
    page = sign_in(staff)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(live_server.url + SHEET)
    # A row more says nothing.
    page.click("[data-lines=cashgift] [data-add-line]")
    page.keyboard.press("Escape")
    today = page.input_value("[name=date]")
    page.fill("[name=date]", "2021-08-04")
    wait_until_kept(page, "2021-08-04")
    page.fill("[name=date]", today)
    wait_until_empty(page)
    page.goto(live_server.url + "/")
    assert asked == []
    page.goto(live_server.url + SHEET)
    page.locator("[name=date]").click()
    page.fill("[name=date]", "2021-08-04")
    page.goto(live_server.url + "/")
    assert asked == ["beforeunload"]


def test_saving_asks_nothing_and_leaves_nothing(live_server, sign_in, staff):
    make_donor(staff, name="张建国")
    page = sign_in(staff)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{live_server.url}/donations/donors/add/")
    page.locator("[name=name]").press_sequentially("李四")
    wait_until_kept(page, "李四")
    save(page)
    page.wait_for_url(re.compile(r"/donors/\d+/$"))
    assert asked == []
    wait_until_empty(page)
    assert [c["name"] for c in page.context.cookies() if "saved_form" in c["name"]] == []


def test_what_is_refused_stays_kept_until_it_is_saved(live_server, sign_in, staff):
    page = sign_in(staff)
    page.goto(live_server.url + ADD)
    page.fill("[name=receipt_number]", "湘001")
    save(page)
    page.locator(".invalid-feedback", has_text="必填").first.wait_for()
    wait_until_kept(page, "湘001")
    expect(page.locator(".kept")).to_have_count(0)
    [draft] = page.evaluate(READ_STORE)
    page.goto(live_server.url + ADD)
    restore(page)
    expect(page.locator("[name=receipt_number]")).to_have_value("湘001")
    page.wait_for_timeout(1200)
    assert [one["id"] for one in page.evaluate(READ_STORE)] == [draft["id"]]


def test_protected_values_are_not_kept_and_that_is_said(live_server, sign_in, staff):
    page = sign_in(staff)
    page.goto(f"{live_server.url}/donations/donors/add/")
    page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
    page.fill("[name=name]", "李四")
    page.fill("[name=phone]", "13900001111")
    page.fill("[name=id_number]", "430221195001014013")
    wait_until_kept(page, "李四")
    stored = str(page.evaluate(READ_STORE))
    assert "13900001111" not in stored and "430221195001014013" not in stored
    assert "csrfmiddlewaretoken" not in stored
    page.reload()
    expect(bar_of(page)).to_contain_text("证件号码等受保护的内容不在本机保留")


def test_a_record_that_was_changed_since_is_compared_when_it_is_saved(
    live_server, sign_in, staff, administrator
):
    donor = make_donor(staff, name="张建国", note="旧")
    page = sign_in(staff)
    page.goto(f"{live_server.url}/donations/donors/{donor.pk}/change/")
    page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
    page.fill("[name=note]", "我的")
    wait_until_kept(page, "我的")
    donor = Donor.objects.get()
    donor.note = "他人的"
    donor.save_entry(by=administrator)
    page.reload()
    expect(bar_of(page)).to_contain_text("此后已有他人修改")
    restore(page)
    save(page)
    expect(page.locator("#conflicts")).to_contain_text("他人的")

    # Lost once more before it is decided: it is asked again.
    wait_until_kept(page, "我的")
    page.goto(f"{live_server.url}/donations/donors/{donor.pk}/change/")
    restore(page)
    save(page)
    expect(page.locator("#conflicts")).to_contain_text("他人的")
    # What was saved later is chosen already.
    expect(page.locator("#conflicts [value=theirs]")).to_be_checked()
    page.locator("#conflicts [value=mine]").check()
    save(page)
    page.wait_for_url(re.compile(r"/donors/\d+/$"))
    assert Donor.objects.get().note == "我的"
    wait_until_empty(page)


def test_after_seven_days_it_is_gone(live_server, sign_in, staff):
    page = sign_in(staff)
    page.goto(live_server.url + ADD)
    page.fill("[name=receipt_number]", "湘001")
    wait_until_kept(page, "湘001")
    page.goto(live_server.url + "/")
    page.evaluate(AGE_STORE, 6.9)
    page.goto(live_server.url + ADD)
    expect(bar_of(page)).to_have_count(1)
    page.goto(live_server.url + "/")
    page.evaluate(AGE_STORE, 7.1)
    page.goto(live_server.url + ADD)
    wait_until_empty(page)
    expect(page.locator(".kept")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_the_offer_and_it_fits(live_server, sign_in, staff, width):
    page = sign_in(staff)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(live_server.url + ADD)
    page.fill("[name=receipt_number]", "湘001")
    wait_until_kept(page, "湘001")
    for path, shown in ((ADD, ".kept"), (f"{ADD}?date=2021-08-04", ".kept"), ("/", "#kept-list")):
        page.goto(live_server.url + path)
        expect(page.locator(shown)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert axe_faults(page) == [], path


def test_a_name_that_is_not_chosen_yet_comes_back_too(live_server, sign_in, staff):
    page = sign_in(staff)
    page.goto(f"{live_server.url}{ADD}")
    page.fill("[name=amount]", "884")
    page.locator("#id_donor-ts-control").click()
    page.keyboard.type("新捐赠人")
    wait_until_kept(page, "新捐赠人")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("[name=amount]")).to_have_value("884")
    expect(page.locator("#id_donor-ts-control")).to_have_value("新捐赠人")
