"""No lot is given out twice, however the records are changed."""

import pytest

from donations.models import GoodsGift, GoodsLot
from relief.models import Aid
from tests.factories import make_aid, make_disbursement
from tests.refusals import NO_FIELD, refused
from tests.relief.balances import JANUARY, JULY, MARCH, MAY, left


@pytest.mark.parametrize("make", [make_aid, make_disbursement])
def test_a_lot_is_given_out_to_the_last_piece_and_not_beyond(staff, lot, make):
    make(staff, date=JULY, goods=[{"lot": lot, "quantity": "9.999"}])

    with refused(NO_FIELD, saying=("大米", "0.001")):
        make(staff, date=JULY, goods=[{"lot": lot, "quantity": "0.002"}])
    make(staff, date=JULY, goods=[{"lot": lot, "quantity": "0.001"}])
    assert left(lot) == 0


def test_a_lot_named_twice_in_one_record_is_not_overdrawn(staff, lot):
    twice = [{"lot": lot, "quantity": 6}, {"lot": lot, "quantity": 5}]

    with refused(NO_FIELD, saying="1 袋"):
        make_aid(staff, date=JULY, goods=twice)
    assert not Aid.objects.exists() and left(lot) == 10


def test_goods_are_not_given_out_before_they_came(staff, lot):
    goods = [{"lot": lot, "quantity": 1}]
    with refused(NO_FIELD, saying="2021-03-01"):
        make_aid(staff, date=JANUARY, goods=goods)

    aid = make_aid(staff, date=MARCH, goods=goods)
    aid.date = JANUARY
    with refused(NO_FIELD, saying="2021-03-01"):
        aid.save_entry(by=staff)
    batch = GoodsGift.objects.get()
    batch.date = MAY
    with refused(NO_FIELD, saying="2021-05-01"):
        batch.save_entry(by=staff)


def test_a_batch_given_out_is_not_voided_and_a_voided_one_not_given_out(staff, lot):
    aid = make_aid(staff, date=MAY, goods=[{"lot": lot, "quantity": 1}])
    with refused(NO_FIELD, saying="大米"):
        GoodsGift.objects.get().void(by=staff, reason="entered twice")
    assert GoodsGift.objects.get().voided_at is None

    aid.void(by=staff, reason="entered twice")
    GoodsGift.objects.get().void(by=staff, reason="entered twice")
    with refused(NO_FIELD, saying="大米"):
        make_aid(staff, goods=[{"lot": lot, "quantity": 1}])


def test_voided_aid_gives_its_goods_back(staff, lot):
    make_aid(staff, date=MAY, goods=[{"lot": lot, "quantity": 10}]).void(by=staff, reason="x")

    make_aid(staff, date=MAY, goods=[{"lot": lot, "quantity": 10}])
    assert (left(lot, MARCH), left(lot, MAY)) == (10, 0)


def test_goods_of_another_society_are_not_given_out(staff, outsider, lot):
    goods = [{"lot": lot, "quantity": 1}]

    with refused():
        make_aid(outsider, date=JULY, goods=goods)
    assert left(lot) == 10


@pytest.fixture
def change(staff, lot, signed_in):
    """Sends the change page of the batch with these lines: item and quantity, by lot or new."""
    client, batch = signed_in(staff), lot.gift

    def send(*lines):
        data = {"date": "2021-03-01", "date_precision": "day", "times": "1", "source": "public"}
        data |= {"version": str(GoodsGift.objects.get().version), "lots-INITIAL_FORMS": "0"}
        data["lots-TOTAL_FORMS"] = str(len(lines))
        for number, (key, item, quantity) in enumerate(lines):
            row = {"key": key, "item": item, "quantity": quantity, "unit": "袋"}
            data |= {f"lots-{number}-{name}": value for name, value in row.items()}
        return client.post(f"/donations/goods/{batch.pk}/change/", data)

    return send


def test_the_page_does_not_take_a_lot_away_that_was_given_out(staff, lot, change):
    make_aid(staff, date=MAY, goods=[{"lot": lot, "quantity": 4}])
    page = change(("", "面粉", "3"))

    assert page.status_code == 422
    [message] = page.context["form"].non_field_errors()
    assert "大米 4袋" in message
    assert GoodsLot.objects.get() == lot


def test_the_page_does_not_lower_a_lot_below_what_was_given_out(staff, lot, change):
    make_aid(staff, date=MAY, goods=[{"lot": lot, "quantity": 4}])
    page = change((lot.pk, "大米", "3.5"))

    assert page.status_code == 422
    [message] = page.context["form"].non_field_errors()
    assert "0.5袋" in message
    assert change((lot.pk, "大米", "4")).status_code == 302
    assert left(lot) == 0


def test_a_lot_that_is_in_store_is_changed_and_taken_away(lot, change):
    assert change((lot.pk, "大米", "7"), ("", "面粉", "3")).status_code == 302
    assert [str(one) for one in GoodsLot.objects.all()] == ["大米 7袋", "面粉 3袋"]
    assert change(("", "面粉", "3")).status_code == 302
    assert [str(one) for one in GoodsLot.objects.all()] == ["面粉 3袋"]
