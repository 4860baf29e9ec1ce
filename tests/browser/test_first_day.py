"""From an empty database to a society that works, in a real browser and without the admin."""

import re

import pytest
from playwright.sync_api import expect

from donations.models import Fund
from redcross.models import LogEntry, User
from redcross.set_up.code import set_up_code
from redcross.set_up.steps import set_up_progress

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN = "Zhuzhou-lukou-2026"


@pytest.fixture
def enter(page, live_server):
    """A function that signs in with a user name and a password."""

    def enter(username, password):
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", password)
        page.click("main form button")

    return enter


def save(page):
    page.locator("main form .btn-primary").last.click()


def test_a_society_is_set_up_with_three_accounts_and_two_funds(live_server, page, roles, enter):
    page.goto(f"{live_server.url}/")
    page.wait_for_url("**/set-up/first/")
    for name, text in (
        ("set_up_code", set_up_code()),
        ("name", "株洲市渌口区红十字会"),
        ("short_name", "区红十字会"),
        ("code", "430212"),
        ("person", "王芳"),
        ("username", "wangfang"),
        ("password", OWN),
        ("again", OWN),
    ):
        page.fill(f"[name={name}]", text)
    save(page)
    page.fill("[name=login]", "wangfang")
    page.fill("[name=password]", OWN)
    page.click("main form button")
    expect(page.locator("h1")).to_have_text("建账 2/6")

    page.locator("main .btn-primary").click()
    page.wait_for_url("**/funds/sheet/**")
    page.fill("[name=fund-0-name]", "人道救助")
    page.fill("[name=fund-1-name]", "大病救助")
    page.select_option("[name=fund-1-kind]", "earmarked")
    page.fill("[name=fund-1-opening_balance]", "1200")
    save(page)
    expect(page.locator("h1")).to_have_text("建账 3/6")
    page.goto(f"{live_server.url}/")
    expect(page.locator("#set-up")).to_have_text("建账 3/6")  # left, and gone on with
    page.locator("main a", has_text="继续建账").click()

    for step, pages in (("救助项目", 1), ("课程", 2)):
        page.locator("main .btn-list a", has_text=re.compile(f"^{step}")).click()
        page.wait_for_url("**/sheet/**")
        save(page)
        expect(page.locator("main .btn-list a", has_text="✓")).to_have_count(pages)
    page.locator("main .btn-list a", has_text="地点").click()
    page.locator("[name=place-0-name]").fill("朱亭镇")
    save(page)
    expect(page.locator("h1")).to_have_text("建账 4/6")
    page.locator("main .btn-primary").click()
    page.fill("[name=date]", "2026-01-01")
    page.fill("[name=standingnumber-0-number]", "6")
    save(page)
    expect(page.locator("h1")).to_have_text("建账 5/6")

    first = {}
    for username, name, role in (
        ("lixiaohong", "李小红", "staff"),
        ("zhouqiang", "周强", "leader"),
    ):
        page.goto(f"{live_server.url}/users/add/")
        page.fill("[name=name]", name)
        page.fill("[name=username]", username)
        page.select_option("[name=role]", role)
        save(page)
        first[username] = page.locator("#password").inner_text()
    page.goto(f"{live_server.url}/")
    expect(page.locator("#enter")).to_be_attached()
    expect(page.locator("#set-up")).to_have_count(0)

    for username, password in first.items():
        enter(username, password)
        expect(page.locator("h1")).to_have_text("修改初始密码")
        page.goto(f"{live_server.url}/donations/funds/")
        expect(page.locator("h1")).to_have_text("修改初始密码")
        page.fill("[name=oldpassword]", password)
        page.fill("[name=password1]", f"{OWN}-{username}")
        page.fill("[name=password2]", f"{OWN}-{username}")
        save(page)
        expect(page.locator("h1")).not_to_have_text("修改初始密码")
        enter(username, f"{OWN}-{username}")
        page.goto(f"{live_server.url}/donations/funds/")
        expect(page.locator("tbody tr")).to_have_count(2)

    accounts = {user.username: user for user in User.objects.all()}
    assert {name: user.role for name, user in accounts.items()} == {
        "wangfang": "administrator",
        "lixiaohong": "staff",
        "zhouqiang": "leader",
    }
    assert not any(user.must_change_password for user in accounts.values())
    assert Fund.objects.get(name="大病救助").opening_balance == 1200
    assert set_up_progress(accounts["wangfang"].society) == (6, 6)
    logged = str(list(LogEntry.objects.values()))
    assert not any(password in logged for password in (OWN, *first.values()))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_guide_is_printed_on_two_pages(live_server, sign_in, staff, language, settings):
    page = sign_in(staff)
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/help/")
    expect(page.locator("main h2")).to_have_count(6)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 2
