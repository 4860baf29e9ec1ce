from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from donations.models import GoodsGift, LifeGift
from tests.factories import make_disbursement, make_fund, make_goods_gift, make_life_gift
from tests.refusals import refused

DAY = date(2021, 5, 1)


def test_goods_that_expire_too_soon_are_pointed_out(staff, settings):
    settings.SHELF_LIFE_DAYS = 183
    late = DAY + timedelta(days=183)
    soon = late - timedelta(days=1)

    def lots(*days):
        return [{"item": f"药{n}", "quantity": 1, "expires_on": d} for n, d in enumerate(days)]

    batch = make_goods_gift(staff, date=DAY, lots=lots(late, soon, None))
    [(message, other)] = batch.warnings()
    assert "药1" in message and str(soon) in message and other is None
    assert make_goods_gift(staff, date=DAY, lots=lots(late)).warnings() == []


def test_a_batch_says_what_it_was_in_lots_or_in_words(staff):
    with refused("description"):
        make_goods_gift(staff, description="")
    assert not GoodsGift.objects.exists()
    make_goods_gift(staff, description="", lots=[{"item": "rice", "quantity": 1}])


def test_two_different_people_check_the_goods(staff):
    with refused("second_checker"):
        make_goods_gift(staff, checker="甲", second_checker="甲")
    make_goods_gift(staff, checker="甲", second_checker="乙")


def test_a_batch_that_was_bought_is_not_voided_before_its_purchase(staff):
    fund = make_fund(staff, opening_balance=100)
    batch = make_goods_gift(staff, source=GoodsGift.Source.PURCHASED, fund=fund)
    purchase = make_disbursement(staff, kind="purchase", fund=fund, amount=100, bought=batch)
    with pytest.raises(ValidationError):
        GoodsGift.objects.get().void(by=staff, reason="entered twice")

    purchase.void(by=staff, reason="entered twice")
    GoodsGift.objects.get().void(by=staff, reason="entered twice")


@pytest.mark.parametrize(
    ("number", "millilitres", "warned"),
    [(2, 399, True), (2, 400, False), (2, 800, False), (2, 801, True), (2, None, False)],
)
def test_blood_of_less_than_200_or_more_than_400_ml_a_time_is_pointed_out(
    staff, number, millilitres, warned
):
    gift = make_life_gift(staff, number, millilitres=millilitres)

    assert bool(gift.warnings()) == warned


def test_only_blood_is_measured_in_millilitres(staff):
    with refused("millilitres"):
        make_life_gift(staff, kind=LifeGift.Kind.STORED, millilitres=300)
    make_life_gift(staff, kind=LifeGift.Kind.STORED)
