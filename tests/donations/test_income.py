"""Income of every source: what was given, fiscal money, the society's own, and what others hold."""

from datetime import date
from decimal import Decimal

import pytest

from donations.models import CashGift, Fund, Income
from donations.statements import StatementSums, statements
from redcross.figures import Scope
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_donor,
    make_fund,
    make_fund_transfer,
    make_goods_gift,
    make_income,
)
from tests.figures import YEAR, figure_numbers
from tests.refusals import refused

Source = Income.Source


@pytest.fixture
def every_source(staff):
    own, fiscal = (make_fund(staff, kind=kind) for kind in (Fund.Kind.OWN, Fund.Kind.FISCAL))
    general = make_fund(staff)
    make_cash_gift(staff, "1000", fund=general, fee=Decimal("6.50"))
    make_cash_gift(staff, "200", source=CashGift.Source.ABOVE)
    make_income(staff, "50000", source=Source.FISCAL, fund=fiscal)
    make_income(staff, "3000", source=Source.FISCAL_ABOVE, fund=fiscal)
    make_income(staff, "70", source=Source.DUES, fund=own)
    make_income(staff, "80", source=Source.TRAINING, fund=own)
    make_income(staff, "0.90", source=Source.INTEREST, fund=general)
    make_income(staff, "11", source=Source.OTHER, name="废旧物资处置", fund=own)
    for day in (date(2020, 12, 31), date(2022, 1, 1)):
        make_income(staff, "9999", source=Source.DUES, fund=own, date=day)
    make_income(staff, "7", fund=own).void(by=staff, reason="entered twice")
    make_aid(staff, fund=fiscal, amount=Decimal(400))
    make_aid(staff, fund=general, amount=Decimal(100))


def test_every_source_is_a_figure_and_they_make_the_income_of_the_year(every_source, society):
    told = figure_numbers(society)
    about = ("cash", "income", "spending")
    assert {k: n for k, n in told.items() if n and any(word in k for word in about)} == {
        "donations.cash.amount": 1000,
        "donations.cash.gifts": 1,
        "donations.cash.donors": 1,
        "donations.cash.unearmarked": 1000,
        "donations.cash.from_above": 200,
        "donations.cash.fees": Decimal("6.50"),
        "donations.cash.fees_general": Decimal("6.50"),
        "donations.income.fiscal": 50000,
        "donations.income.fiscal_above": 3000,
        "donations.income.dues": 70,
        "donations.income.training": 80,
        "donations.income.interest": Decimal("0.90"),
        "donations.income.other": 11,
        "donations.income.donated": Decimal("0.90"),
        "reports.cash.income": Decimal("54361.90"),
        "reports.cash.fiscal": 53000,
        "reports.cash.net": Decimal("993.50"),
        "reports.spending": Decimal("506.50"),
        "reports.spending.general": Decimal("106.50"),
        "reports.spending.donated": Decimal("106.50"),
        "reports.spending.fiscal": 400,
        "reports.spending.fiscal_net": 400,
        "reports.spending.donated_aid": 100,
        "reports.spending.donated_fees": Decimal("6.50"),
        "reports.funds.income": Decimal("1200.90"),
        "reports.funds.spending": Decimal("106.50"),
    }


def test_fiscal_money_and_own_income_are_outside_the_balance_of_what_was_given(
    every_source, society
):
    told = figure_numbers(society)
    # 1000 - 6.50 + 0.90 - 100, and 200 from above.
    assert told["donations.funds.balance"] == Decimal("1094.40")
    assert told["donations.funds.balance_fiscal"] == 52600
    assert told["donations.funds.balance_own"] == 10160
    assert told["donations.funds.open"] == 2


def test_the_statement_tells_them_by_source_and_ties(every_source, society, signed_in, staff):
    tops = statements(Scope(society, YEAR))
    sums = StatementSums.of(tops and [one for top in tops for one in top.with_all_below()])
    assert (sums.opening, sums.income, sums.spending) == (
        9999,
        Decimal("54361.90"),
        Decimal("506.50"),
    )
    page = signed_in(staff).get("/statement/2021/")
    [table] = [table for table in page.context["tables"] if table.id == "by-kind"]
    assert list(table.heads) == [
        *("非定向", "定向", "上级拨入", "捐赠资金", "自有资金", "财政资金", "合计")
    ]
    rows = {row.label: [cell.number for cell in row.cells] for row in table.rows}
    assert rows["期末结余"] == [
        *(Decimal("894.40"), 0, 200, Decimal("1094.40"), 10160, 52600, Decimal("63854.40"))
    ]
    assert rows["平台手续费（元）"][3] == Decimal("6.50")


def test_each_book_takes_only_its_own_money(staff):
    fiscal, general = make_fund(staff, kind=Fund.Kind.FISCAL), make_fund(staff)
    own = make_fund(staff, kind=Fund.Kind.OWN)
    make_income(staff, source=Source.INTEREST, fund=fiscal)
    for source, fund in (
        (Source.FISCAL, general),
        (Source.FISCAL_ABOVE, own),
        (Source.DUES, fiscal),
        (Source.OTHER, fiscal),
    ):
        with refused("fund"):
            make_income(staff, source=source, fund=fund, name="x")
    for fund in (fiscal, own):
        with refused("fund"):
            make_cash_gift(staff, fund=fund)
        with refused("fund"):
            make_goods_gift(staff, fund=fund)
        with refused("parent"):
            make_fund(staff, parent=fund)
    for one, other in ((fiscal, general), (general, own), (own, general)):
        with refused("to_fund"):
            make_fund_transfer(staff, "1", from_fund=one, to_fund=other)


def test_a_fund_that_money_has_come_into_stays_in_its_book(staff):
    fund = make_fund(staff)
    make_income(staff, fund=fund)
    fund.kind = Fund.Kind.FISCAL
    with refused("kind"):
        fund.save_entry(by=staff)


def test_other_income_has_a_name_and_a_sum(staff):
    with refused("name"):
        make_income(staff, source=Source.OTHER)
    make_income(staff, source=Source.OTHER, name="捐赠物资拍卖")
    with refused("amount"):
        make_income(staff, "0")


@pytest.mark.parametrize("fee", ["0", "300.01", "-1"])
def test_a_fee_is_a_part_of_the_gift(staff, fee):
    with refused("fee"):
        make_cash_gift(staff, "300", fee=Decimal(fee))
    make_cash_gift(staff, "300", fee=Decimal(300))


def test_a_fee_overdraws_no_fund(staff):
    fund = make_fund(staff)
    gift = make_cash_gift(staff, "300", fund=fund)
    make_aid(staff, fund=fund, amount=Decimal(300))
    gift.fee = Decimal(1)
    with refused("amount"):
        gift.save_entry(by=staff)


def test_what_is_held_for_others_is_told_apart(staff, society):
    agency = make_fund(staff, held_as=Fund.HeldAs.AGENCY)
    make_cash_gift(staff, "40", fund=agency)
    make_cash_gift(staff, "2")
    told = figure_numbers(society)
    assert told["donations.cash.held_for_others"] == 40
    assert told["donations.funds.balance_held_for_others"] == 40
    assert told["donations.funds.balance"] == 42


def test_what_is_kept_for_own_use_is_told_apart_and_not_offered_for_giving_out(
    staff, society, signed_in
):
    lots = [
        {"item": "AED训练机", "quantity": 2, "unit": "台", "unit_value": 900, "fixed_asset": True},
        {"item": "大米", "quantity": 1, "unit": "袋", "unit_value": 50},
    ]
    make_goods_gift(staff, lots)
    told = figure_numbers(society)
    assert told["donations.goods.in_store_value"] == 1850
    assert told["donations.goods.fixed_assets_value"] == 1800
    client = signed_in(staff)
    [offered] = client.get("/donations/lots/search/").json()["results"]
    assert offered["text"].startswith("大米")
    listed = client.get("/donations/lots/?fixed_asset=yes").context["table"].data.data
    assert [lot.item for lot in listed] == ["AED训练机"]


def test_both_amounts_make_the_total_of_money_and_goods(staff, society):
    make_cash_gift(staff, "100", donor=make_donor(staff))
    make_goods_gift(
        staff, [{"item": "米", "quantity": 2, "unit_value": 3}, {"item": "药", "quantity": 9}]
    )
    assert figure_numbers(society)["reports.gifts.value"] == 106
