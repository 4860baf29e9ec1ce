from datetime import date
from decimal import Decimal

import pytest

from donations.figures import BY_KEY, figures
from donations.listings import received_by_fund
from donations.models import Donor, Fund, GoodsGift, LifeGift
from donations.statements import statements
from redcross.figures import Scope, count
from tests.factories import (
    in_yuan,
    make_aid,
    make_cash_gift,
    make_disbursement,
    make_donor,
    make_fund,
    make_goods_gift,
    make_income,
    make_life_gift,
    make_receipt,
    make_red_receipt,
    make_stock_removal,
)
from tests.figures import AFTER, BEFORE, FIRST, LAST, MIDDLE, YEAR, check_lists, check_table, linked

NOTHING = dict.fromkeys(BY_KEY, 0)
CASH = {
    "donations.cash.without_receipt": 3,
    "donations.cash.amount": Decimal("380.30"),
    "donations.cash.gifts": 6,
    "donations.cash.earmarked": Decimal("250.20"),
    "donations.cash.unearmarked": Decimal("130.10"),
    "donations.cash.donors": 2,
    "donations.cash.from_above": 1000,
    "donations.cash.refunded": 0,
    "donations.income.interest": Decimal("0.70"),
    "donations.income.donated": Decimal("0.70"),
    "donations.funds.opening": Decimal("10500.25"),
    "donations.funds.brought": 1000,
    "donations.funds.open": 3,
    "donations.funds.balance": Decimal("12540.85"),
    "donations.funds.balance_earmarked": Decimal("1209.80"),
    "donations.funds.balance_general": Decimal("10331.05"),
    "donations.funds.balance_above": 1000,
}
GOODS = {
    "donations.goods.without_receipt": 3,
    "donations.goods.batches_public": 5,
    "donations.goods.batches_above": 1,
    "donations.goods.batches_purchased": 1,
    # 100 of rice at 50; 1.5 of salt at 0.33 and toys of 700 are estimated.
    "donations.goods.value": Decimal("5700.50"),
    "donations.goods.value_vouched": 5000,
    "donations.goods.value_estimated": Decimal("700.50"),
    "donations.goods.unpriced": 1,
    "donations.goods.written_off": Decimal("9.33"),
    "donations.goods.written_off_estimated": Decimal("0.33"),
    # Toys and books are no number of lots.
    "donations.goods.in_store": 5,
    "donations.goods.in_store_value": Decimal("6361.17"),
    "donations.goods.in_store_estimated": Decimal("700.17"),
    # The old rice and books; what the public gave and 40 blankets from above.
    "donations.goods.opening_value": 170,
    "donations.goods.received_value": Decimal("9700.50"),
}
LIFE = {
    "donations.life.blood": 21,
    "donations.life.blood_recorded": 1021,
    "donations.life.blood_millilitres": 7300,
    "donations.life.sampled": 22,
    "donations.life.sampled_recorded": 1022,
    "donations.life.stored": 23,
    "donations.life.stored_recorded": 1023,
    "donations.life.stem_cells": 24,
    "donations.life.stem_cells_recorded": 1024,
    "donations.life.body_registered": 25,
    "donations.life.body_registered_recorded": 1025,
    "donations.life.body": 26,
    "donations.life.body_recorded": 1026,
    "donations.life.organ_registered": 27,
    "donations.life.organ_registered_recorded": 1027,
    "donations.life.organ": 28,
    "donations.life.organ_recorded": 1028,
    "donations.life.cornea_registered": 29,
    "donations.life.cornea_registered_recorded": 1029,
    "donations.life.cornea": 30,
    "donations.life.cornea_recorded": 1030,
    "donations.life.together_registered": 31,
    "donations.life.together_registered_recorded": 1031,
    "donations.life.together": 32,
    "donations.life.together_recorded": 1032,
}
RECEIPTS = {
    "donations.receipts.issued": 2,
    "donations.receipts.void": 1,
    "donations.receipts.red": 1,
}
ROUNDED = {
    "donations.cash.without_receipt",
    "donations.goods.without_receipt",
    "donations.cash.amount",
    "donations.cash.gifts",
    "donations.cash.earmarked",
    "donations.funds.balance",
    "donations.funds.balance_earmarked",
    "donations.goods.batches_public",
    "donations.life.blood_millilitres",
    "donations.life.stored",
    "donations.life.stored_recorded",
}


@pytest.fixture
def money(staff):
    """Gifts at the year's edges into five funds, two of which pay for something."""
    known, second = make_donor(staff), make_donor(staff)
    unknown = make_donor(staff, kind=Donor.Kind.ANONYMOUS)
    appeal = make_fund(
        staff, kind=Fund.Kind.EARMARKED, opens_on=date(2021, 2, 1), opening_balance=1000
    )
    general = make_fund(staff, opening_balance=Decimal("500.25"))
    from_above = make_fund(staff, kind=Fund.Kind.ABOVE)
    closed = make_fund(staff, closes_on=date(2021, 12, 30))
    make_fund(staff, kind=Fund.Kind.EARMARKED, opens_on=AFTER, opening_balance=9999)
    make_fund(staff, opening_balance=7777).void(by=staff, reason="entered twice")

    def gift(amount, day, fund, donor=known, **fields):
        return make_cash_gift(staff, amount, date=day, fund=fund, donor=donor, **fields)

    gift("10000", BEFORE, general)
    without = {"receipt_waived": False}
    gift("100.10", FIRST, general, times=3, rounded=["times"], **without)
    gift("50", date(2021, 5, 1), appeal, unknown, rounded=["amount"], **without)
    gift("1000", MIDDLE, from_above)
    make_income(staff, "0.70", date=MIDDLE, fund=general)
    gift("30", date(2021, 12, 30), closed, second)
    gift("200.20", LAST, appeal)
    gift("20000", AFTER, general, **without)
    gift("7", MIDDLE, general, make_donor(staff)).void(by=staff, reason="entered twice")

    make_aid(staff, amount=300, fund=general, date=MIDDLE)
    make_aid(staff, amount=8, fund=general, date=MIDDLE).void(by=staff, reason="entered twice")
    make_aid(staff, amount=1, fund=general, date=AFTER)
    make_disbursement(staff, amount=Decimal("40.40"), fund=appeal, date=LAST)


@pytest.fixture
def goods(staff):
    """Batches at the year's edges, some of which left again."""
    rice, masks = {"item": "rice", "quantity": 100, "unit_value": 50}, {"item": "m", "quantity": 20}
    salt = {"item": "salt", "quantity": Decimal("1.5"), "unit_value": Decimal("0.33")}
    salt["value_basis"] = "market"
    batch = make_goods_gift(staff, lots=[rice, salt, masks], date=FIRST)
    rice, salt, masks = batch.lots.order_by("pk")
    make_goods_gift(staff, date=LAST, times=1, lots=[in_yuan("toys", 700, "assessed")])
    old = make_goods_gift(staff, date=BEFORE, lots=[in_yuan("books", 90)]).lots.get()
    make_stock_removal(staff, goods=[{"lot": salt, "quantity": 1}, {"lot": old, "quantity": 9}])
    make_goods_gift(staff, date=LAST, times=3, rounded=["times"], receipt_waived=False)
    make_goods_gift(staff, date=BEFORE, lots=[{"item": "old", "quantity": 10, "unit_value": 8}])
    make_goods_gift(staff, date=AFTER, lots=[{"item": "new", "quantity": 1, "unit_value": 1}])
    above = make_goods_gift(
        staff,
        source=GoodsGift.Source.ABOVE,
        lots=[{"item": "blankets", "quantity": 40, "unit_value": 100}],
    )
    bought = {"item": "bought", "quantity": 5}
    make_goods_gift(staff, source=GoodsGift.Source.PURCHASED, lots=[bought])
    twice = {"item": "twice", "quantity": 1, "unit_value": 999}
    make_goods_gift(staff, lots=[twice]).void(by=staff, reason="entered twice")

    make_aid(
        staff, date=MIDDLE, goods=[{"lot": rice, "quantity": 40}, {"lot": masks, "quantity": 20}]
    )
    make_aid(staff, date=MIDDLE, goods=[{"lot": rice, "quantity": 5}]).void(by=staff, reason="x")
    make_aid(staff, date=AFTER, goods=[{"lot": rice, "quantity": 60}])
    make_disbursement(staff, date=LAST, goods=[{"lot": above.lots.get(), "quantity": 15}])


@pytest.fixture
def life(staff):
    for number, kind in enumerate(LifeGift.Kind, start=1):
        blood, stored = kind == LifeGift.Kind.BLOOD, kind == LifeGift.Kind.STORED
        make_life_gift(staff, 1000, kind=kind, date=BEFORE, millilitres=(blood and 400000) or None)
        make_life_gift(staff, number, kind=kind, date=FIRST, millilitres=(blood and 300) or None)
        make_life_gift(
            staff,
            20,
            kind=kind,
            date=LAST,
            millilitres=(blood and 7000) or None,
            rounded=["millilitres"] if blood else ["number"] if stored else [],
        )
        make_life_gift(staff, 500, kind=kind, date=AFTER)
        make_life_gift(staff, 7, kind=kind).void(by=staff, reason="entered twice")


@pytest.fixture
def receipts(staff):
    """One at each edge of the year, one of them red-lettered, and one void."""
    reason = {"reason": "entered twice"}
    taken_back = make_receipt(staff, date=FIRST)
    make_receipt(staff, date=LAST)
    make_red_receipt(staff, taken_back, date=LAST)
    make_receipt(staff, kind="void", amount=None, **reason)
    make_receipt(staff, date=BEFORE)
    make_receipt(staff, date=AFTER)
    make_receipt(staff).void(by=staff, reason="entered twice")


@pytest.fixture
def elsewhere(above, outsider):
    """What the society above and one beside recorded."""
    for user, amount in ((above, "10"), (outsider, "100")):
        make_cash_gift(user, amount)
        make_goods_gift(user, lots=[{"item": "rice", "quantity": 2, "unit_value": 3}])
        make_life_gift(user, 5, kind=LifeGift.Kind.STORED)


def test_every_figure_of_the_year_equals_what_was_worked_out_by_hand(
    society, money, goods, life, receipts, elsewhere
):
    table = NOTHING | CASH | GOODS | LIFE | RECEIPTS
    check_table(figures, table, society, YEAR, rounded=ROUNDED)
    check_table(figures, table, society, YEAR, own_records_only=True, rounded=ROUNDED)


def test_an_empty_year_is_all_zeros(society):
    check_table(figures, NOTHING, society, YEAR)


def test_the_society_above_counts_those_below_and_alone_only_itself(
    society, province, beside, money, goods, life, elsewhere
):
    own = NOTHING | {
        "donations.cash.amount": 10,
        "donations.cash.gifts": 1,
        "donations.cash.unearmarked": 10,
        "donations.cash.donors": 1,
        "donations.funds.open": 1,
        "donations.funds.balance": 10,
        "donations.funds.balance_general": 10,
        "donations.goods.batches_public": 1,
        "donations.goods.value": 6,
        "donations.goods.in_store": 1,
        "donations.goods.in_store_value": 6,
        "donations.goods.received_value": 6,
        "donations.goods.value_vouched": 6,
        "donations.life.stored": 5,
        "donations.life.stored_recorded": 5,
    }
    check_table(figures, own, province, YEAR, own_records_only=True)
    check_lists(figures, province, YEAR)
    whole = count(figures, Scope(province, YEAR))
    assert whole["donations.cash.amount"].number == Decimal("490.30")
    parts = [
        count(figures, Scope(one, YEAR, own_records_only=True))
        for one in (society, province, beside)
    ]
    for key, value in whole.items():
        assert value.number == sum(part[key].number for part in parts), key


def test_a_lot_worth_half_a_fen_is_counted_to_the_fen_on_the_page_too(society, staff, signed_in):
    salt = {"item": "salt", "quantity": Decimal("1.5"), "unit_value": Decimal("0.33")}
    make_goods_gift(staff, lots=[salt, salt])
    page = signed_in(staff).get("/donations/lots/")

    assert count(figures, Scope(society, YEAR))["donations.goods.value"].number == 1
    assert [sum_ for _label, sum_ in page.context["totals"]] == [1, 1]


def test_what_the_public_gave_into_a_fund_is_one_line_of_money_and_batches(society, staff):
    both, goods, money = make_fund(staff), make_fund(staff), make_fund(staff)
    make_cash_gift(staff, "70", fund=both, date=date(2021, 3, 1), end_date=date(2021, 3, 9))
    make_cash_gift(staff, "30", fund=both, date=FIRST, times=2)
    make_goods_gift(staff, fund=both, date=LAST, times=26, rounded=["times"])
    make_goods_gift(staff, fund=goods, date=MIDDLE)
    make_goods_gift(staff, date=MIDDLE)
    make_cash_gift(staff, "5", fund=money, date=date(2021, 3, 1), end_date=date(2021, 3, 9))
    make_cash_gift(staff, "9", fund=money, date=MIDDLE).void(by=staff, reason="x")
    lines = received_by_fund(Scope(society, YEAR))

    assert [
        (x.fund, x.date, x.end_date, x.amount.number, x.gifts.number, x.batches.number)
        for x in lines
    ] == [
        (both, FIRST, LAST, 100, 3, 26),
        (money, date(2021, 3, 1), date(2021, 3, 9), 5, 1, 0),
        (goods, MIDDLE, MIDDLE, 0, 0, 1),
    ]
    assert lines[0].batches.rounded and not lines[0].amount.rounded
    rows = linked(lines[0].amount)
    assert sum(gift.amount for gift in rows) == 100


def test_a_statement_has_the_funds_of_one_society_alone_or_of_all(
    society, province, money, elsewhere
):
    def balances(of, own_records_only=False):
        return sorted(
            one.sums.balance
            for one in statements(Scope(of, YEAR, own_records_only=own_records_only))
        )

    own = [0, Decimal(30), Decimal("1000"), Decimal("1209.80"), Decimal("10301.05")]
    assert balances(society) == own
    assert balances(province, own_records_only=True) == [10]
    assert balances(province) == sorted([*own, 10, 100])
