"""Goods allocated from above, from the notice to the feedback, one click after the other."""

import re

import pytest
from playwright.sync_api import expect

from relief.models import Allocation
from tests.factories import make_allocation, make_donor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_clerk_clicks_from_the_home_page_through_all_steps(live_server, sign_in, staff):
    allocation = make_allocation(
        staff, donor=make_donor(staff, name="省红十字会"), contents="棉被", due_on="2021-06-30"
    )
    page = sign_in(staff)
    page.goto(live_server.url)
    back = re.compile(rf"{allocation.get_absolute_url()}$")
    step = page.locator("#steps").locator("xpath=../..").get_by_role("listitem")

    page.get_by_role("link", name="省红十字会 棉被").first.click()
    page.get_by_role("link", name="确认接收").click()
    expect(page.locator(".item", has_text="省红十字会")).to_be_visible()
    page.fill("[name=lots-0-item]", "棉被")
    page.fill("[name=lots-0-quantity]", "100")
    page.click("main form button.btn-primary")
    expect(page).to_have_url(back)

    page.get_by_role("link", name="发放给单位").click()
    expect(page.locator("[name=goods-0-quantity]")).to_have_value("100")
    page.fill("[name=goods-0-quantity]", "60")
    page.fill("[name=recipient]", "敬老院")
    page.click("main form button.btn-primary")
    expect(page).to_have_url(back)
    expect(step.nth(1)).to_contain_text("剩余 40 / 100 件")

    page.get_by_role("link", name="发放给困难群众").click()
    expect(page.locator("[name=goods-0-quantity]")).to_have_value("40")
    page.click("main form button.btn-primary")
    expect(page).to_have_url(back)
    expect(step.nth(1)).to_contain_text("已完成")

    page.get_by_role("link", name="填写反馈").click()
    page.fill("[name=feedback_paper]", "反馈表")
    page.click("main form button.btn-primary")
    expect(page.locator("[aria-labelledby=steps]")).not_to_contain_text("已逾期")
    assert Allocation.objects.get().feedback_paper == "反馈表"
