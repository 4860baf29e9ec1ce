from datetime import date

import pytest
from django.core.exceptions import ValidationError

from donations.models import CashGift, Fund, GoodsGift, Income
from tests.factories import make_aid, make_cash_gift, make_fund, make_goods_gift, make_income
from tests.refusals import refused

MARCH, MAY, JULY = (date(2021, month, 1) for month in (3, 5, 7))


def test_funds_nest_three_deep_from_whichever_end_they_are_joined(staff):
    top, middle = make_fund(staff), make_fund(staff)
    lower = make_fund(staff, parent=middle)
    lowest = make_fund(staff, parent=lower)
    with refused("parent"):
        make_fund(staff, parent=lowest)

    middle.parent = top
    with refused("parent"):
        middle.save_entry(by=staff)
    Fund.objects.get(pk=lowest.pk).void(by=staff, reason="entered twice")
    middle.save_entry(by=staff)
    assert [fund.levels_below() for fund in (top, middle, lower)] == [2, 1, 0]


def test_a_fund_is_no_part_of_itself(staff):
    top = make_fund(staff)
    top.parent = make_fund(staff, parent=make_fund(staff, parent=top))

    with refused("parent"):
        top.save_entry(by=staff)


def test_a_fund_is_not_voided_while_gifts_aid_or_funds_are_in_it(staff):
    fund = make_fund(staff, opening_balance=10)
    child = make_fund(staff, parent=fund)
    aid = make_aid(staff, fund=fund, amount=10)
    for used in (child, aid):
        with pytest.raises(ValidationError):
            Fund.objects.get(pk=fund.pk).void(by=staff, reason="entered twice")
        used.void(by=staff, reason="entered twice")
    Fund.objects.get(pk=fund.pk).void(by=staff, reason="entered twice")


@pytest.mark.parametrize(
    ("name", "wrong", "right"), [("opens_on", JULY, MAY), ("closes_on", MARCH, MAY)]
)
def test_a_fund_is_open_on_the_days_of_its_gifts(staff, name, wrong, right):
    fund = make_fund(staff)
    make_cash_gift(staff, fund=fund, date=MAY)
    setattr(fund, name, wrong)
    with refused(name):
        fund.save_entry(by=staff)

    setattr(fund, name, right)
    fund.save_entry(by=staff)


def test_a_gift_lies_within_the_days_of_its_fund_but_what_is_left_is_spent_later(staff):
    fund = make_fund(staff, opens_on=MARCH, closes_on=MAY)
    for day in (date(2021, 2, 28), date(2021, 5, 2)):
        with refused("date"):
            make_cash_gift(staff, fund=fund, date=day)
    for day in (MARCH, MAY):
        make_cash_gift(staff, "50", fund=fund, date=day)

    make_aid(staff, fund=fund, amount=100, date=JULY)


def test_what_comes_from_above_is_kept_in_funds_of_its_own(staff):
    general, above = make_fund(staff), make_fund(staff, kind=Fund.Kind.ABOVE)

    assert make_cash_gift(staff, fund=above).source == CashGift.Source.ABOVE
    assert make_income(staff, fund=above).source == Income.Source.INTEREST
    with refused("fund"):
        make_cash_gift(staff, fund=general, source=CashGift.Source.ABOVE)
    assert make_goods_gift(staff, fund=above).source == GoodsGift.Source.ABOVE
    with refused("fund"):
        make_goods_gift(staff, fund=general, source=GoodsGift.Source.ABOVE)
    bought = make_goods_gift(staff, fund=above, source=GoodsGift.Source.PURCHASED)
    assert bought.source == GoodsGift.Source.PURCHASED
    assert make_goods_gift(staff, source=GoodsGift.Source.ABOVE).source == GoodsGift.Source.ABOVE


def test_a_fund_with_gifts_does_not_turn_into_one_for_what_comes_from_above(staff):
    fund = make_fund(staff)
    gift = make_cash_gift(staff, fund=fund)
    fund.kind = Fund.Kind.EARMARKED
    fund.save_entry(by=staff)
    fund.kind = Fund.Kind.ABOVE
    with refused("kind"):
        fund.save_entry(by=staff)

    gift.void(by=staff, reason="entered twice")
    fund.save_entry(by=staff)
