"""The next year's evaluation is set up from the last one's, in a real browser."""

import re
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from reports.evaluation.drafting import set_up_evaluation
from reports.models import Evaluation
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_event,
    make_fund,
    make_partner,
    make_programme,
    make_session,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def last(staff):
    """2021 as it was written: generated, and one chapter edited by hand."""
    partner = make_partner(staff, name="蓝天救援队")
    fund = make_fund(staff, name="人道救助资金")
    programme = make_programme(staff, name="温暖前行")
    for year, amount in ((2021, "124000"), (2022, "98000")):
        make_cash_gift(staff, amount, fund=fund, date=date(year, 8, 4))
        make_aid(
            staff,
            programme=programme,
            fund=fund,
            amount=Decimal(66000),
            people=15,
            date=date(year, 9, 1),
        )
        make_session(
            staff,
            title=f"{year}年救护讲座",
            attendance=120,
            date=date(year, 9, 24),
            several={"partners": [partner]},
        )
        make_event(staff, title="博爱周", people=300, date=date(year, 5, 8))
    last = set_up_evaluation("narrative", by=staff, start=date(2021, 1, 1), end=date(2021, 12, 31))
    chapter = last.chapters.get(source="service")
    chapter.text = "2021年9月，联合蓝天救援队组织志愿者3次，捐款[[donations.cash.amount]]。"
    chapter.save_entry(by=staff)
    return last


def test_the_next_year_is_set_up_in_under_ten_clicks(live_server, sign_in, staff, last):
    page = sign_in(staff)
    clicks = []

    def click(locator):
        clicks.append(locator)
        locator.click()

    page.goto(f"{live_server.url}/drafts/")
    click(page.locator("tbody a", has_text=last.title))
    page.wait_for_url(re.compile(rf"/drafts/{last.pk}/$"))
    click(page.locator(f"form[action='/drafts/{last.pk}/next/'] button"))
    page.wait_for_url(lambda url: not url.endswith((f"/drafts/{last.pk}/", "/next/")))
    new = Evaluation.objects.get(start=date(2022, 1, 1))

    article = page.locator("article.evaluation")
    expect(article).to_contain_text("2022年部门整体绩效评价报告")
    expect(article).to_contain_text("9.8万元")
    expect(article).to_contain_text("2022年救护讲座")
    expect(article).not_to_contain_text("2021年救护讲座")
    marked = article.locator("mark").all_inner_texts()
    assert marked == ["2021年9月", "蓝天救援队", "3次"]

    chapter = new.chapters.get(source="service")
    click(page.locator(f"form[action='/chapters/{chapter.pk}/confirm/'] button"))
    page.wait_for_url(re.compile(rf"/drafts/{new.pk}/#chapter-{chapter.pk}$"))
    expect(article.locator("mark")).to_have_count(0)
    expect(article).to_contain_text("2021年9月，联合蓝天救援队组织志愿者3次，捐款9.8万元。")
    assert any("2021年9月" in text for text in page.locator("#findings li").all_inner_texts())

    assert len(clicks) < 10


def test_periods_are_compared_without_a_mouse(live_server, sign_in, staff, last):
    page = sign_in(staff)
    page.goto(f"{live_server.url}/figures/2022/")
    page.locator("a[href*='/figures/compare/']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/figures/compare/"))
    row = page.locator("tr[id='donations.cash.amount']")
    assert row.locator("td.num").all_inner_texts() == ["124,000", "98,000", "-21.0%"]

    page.locator("[name=period]").nth(2).fill("2022-01-01..2022-06-30")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("2022-06-30"))
    expect(row.locator("td.num")).to_have_count(5)

    page.locator("[name=period]").nth(2).fill("2022-13-01")
    page.keyboard.press("Enter")
    page.locator("#faults").wait_for()
    assert page.locator("[name=period]").nth(2).input_value() == "2022-13-01"
