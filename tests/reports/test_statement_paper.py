"""The statements as papers: they tie as their page does, of all funds and of one."""

from datetime import date
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.urls import reverse

from donations.models import Fund
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_fund,
    make_fund_transfer,
    make_goods_gift,
    make_income,
    make_recovery,
    make_refund,
    make_society,
    make_stock_removal,
    make_user,
)
from tests.paper_pages import printed_of_society

YEAR = {"date_from": "2021-01-01", "date_to": "2021-12-31"}


@pytest.fixture
def funds(staff):
    """Left of the general one: 1000.10 + 3 - 10 = 993.10.

    Of the school with what is within it: 50 + 500 - 120.50 - 40 + 15 + 10 = 414.50, all 1407.60.
    """
    general = make_fund(staff, name="日常", opening_balance=Decimal("1000.10"))
    earmarked = {"kind": Fund.Kind.EARMARKED}
    opened = {"opens_on": date(2021, 2, 1), "opening_balance": Decimal(50)}
    school = make_fund(staff, name="助学", **earmarked, **opened)
    within = make_fund(staff, name="助学一", parent=school, **earmarked)
    make_income(staff, "3", fund=general)
    gift = make_cash_gift(staff, "500", fund=within, rounded=["amount:about"])
    make_refund(staff, "120.50", gift=gift)
    aid = make_aid(staff, fund=school, amount=Decimal(40))
    make_recovery(staff, "15", aid=aid)
    make_fund_transfer(staff, "10", from_fund=general, to_fund=within)
    make_cash_gift(staff, "5", fund=general, date=date(2022, 1, 1))
    return general, school, within


def test_the_paper_has_the_lines_and_funds_of_its_page(signed_in, leader, funds):
    client = signed_in(leader)
    text = printed_of_society(client, "money-statement", **YEAR).text
    for part in (
        *("收支表", "2021年1月1日至2021年12月31日", "上期结转1,000.101,000.10"),
        *("日常1,000.103.00-10.00993.10", "助学50.00约500.00120.5040.0015.0010.00约414.50"),
        *("助学一约500.00120.5010.00约389.50", "期末结余993.10约414.50约1,407.60"),
        *("制表：", "复核：", "负责人："),
    ):
        assert part in text, part
    page = client.get(reverse("reports:statement_of_year", args=[2021])).content.decode()
    for number in ("993.10", "约414.50", "约389.50", "约1,407.60"):
        assert number in page


def test_income_is_told_by_source_and_the_file_by_period(signed_in, staff, funds):
    client = signed_in(staff)
    for fund, told in ((funds[1], "社会捐赠约500.00"), (None, "收入3.00约500.00")):
        asked = YEAR | ({"fund": fund.pk} if fund else {})
        assert told in printed_of_society(client, "money-statement", **asked).text
    answer = client.post(reverse("society_paper", args=["money-statement"]), YEAR)
    assert "2021-01-01至2021-12-31" in unquote(answer["Content-Disposition"])


def test_of_one_fund_its_lines_and_those_within_it(signed_in, staff, funds):
    general, school, _within = funds
    client = signed_in(staff)
    text = printed_of_society(client, "money-statement", fund=school.pk, **YEAR).text
    for part in (
        *("捐赠项目（资金）助学", "本期启用项目的期初余额50.00", "收入约500.00"),
        *("退回捐赠人120.50", "支出40.00", "期末结余约414.50", "助学一约500.00"),
    ):
        assert part in text, part
    assert "日常" not in text and "1,000.10" not in text
    text = printed_of_society(client, "money-statement", fund=general.pk, **YEAR).text
    assert "期末结余993.10" in text and "助学" not in text


def test_what_was_paid_of_no_fund_is_said_below(signed_in, staff, funds):
    make_aid(staff, amount=Decimal("7777"))
    text = printed_of_society(signed_in(staff), "money-statement", **YEAR).text
    assert "未列入本表" in text and "7,777.00元" in text


def test_days_the_wrong_way_round_and_funds_of_others_are_refused(
    signed_in, staff, outsider, funds
):
    client, path = signed_in(staff), reverse("society_paper", args=["money-statement"])
    theirs = make_fund(outsider)
    for wrong in (
        {"date_from": "2021-12-31", "date_to": "2021-01-01"},
        {"date_from": "", "date_to": "2021-01-01"},
        {**YEAR, "fund": theirs.pk},
    ):
        assert client.post(path, wrong).status_code == 422
    assert theirs.name not in client.get(path).content.decode()


def test_who_may_see_no_figures_prints_no_statement(signed_in, society):
    client = signed_in(make_user("reader", society))
    for key in ("money-statement", "goods-statement"):
        assert client.get(reverse("society_paper", args=[key])).status_code == 403


def test_a_year_in_which_nothing_moved_is_empty(signed_in, staff):
    client = signed_in(staff)
    for key in ("money-statement", "goods-statement"):
        text = printed_of_society(client, key, **YEAR).text
        assert "2021年1月1日" in text and "制表：" in text
    assert "本期没有物资收支" in text


def test_goods_are_told_in_quantities_and_yuan(signed_in, staff):
    """Of 10 at 12.50 yuan 4 were written off: 6 are left, 75 yuan."""
    lot = {"item": "手套", "quantity": 10, "unit": "箱", "unit_value": Decimal("12.5")}
    gift = make_goods_gift(staff, lots=[lot, {"item": "药", "quantity": 2, "unit": "盒"}])
    goods = [{"lot": gift.lots.get(item="手套"), "quantity": 4}]
    make_stock_removal(staff, goods=goods)
    text = printed_of_society(signed_in(staff), "goods-statement", **YEAR).text
    for part in ("手套（箱）1046", "金额（元）125.0050.0075.00", "药（盒）22"):
        assert part in text


def test_with_the_societies_below_or_without(signed_in, above, roles, society, staff):
    make_cash_gift(staff, "70", fund=make_fund(staff, name="下级项目"))
    make_cash_gift(above, "30", fund=make_fund(above, name="本级项目"))
    client = signed_in(above)
    text = printed_of_society(client, "money-statement", **YEAR).text
    assert "范围本级和下级" in text and f"下级项目（{society}）" in text and "100.00" in text
    text = printed_of_society(client, "money-statement", alone="on", **YEAR).text
    assert "范围本级" in text and "下级项目" not in text
    lone = make_user("lone", make_society("独立红十字会"), roles["staff"])
    page = signed_in(lone).get(reverse("society_paper", args=["money-statement"]))
    assert 'name="alone"' not in page.content.decode()
