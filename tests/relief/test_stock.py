"""Goods that are written off, given back, returned to the store or counted."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from donations.models import GoodsLot
from tests.factories import (
    make_aid,
    make_disbursement,
    make_goods_gift,
    make_goods_return,
    make_stock_count,
    make_stock_removal,
)

MAY, JUNE, JULY = date(2021, 5, 1), date(2021, 6, 1), date(2021, 7, 1)


@pytest.fixture
def lot(staff):
    """Ten of something, received in May."""
    return make_goods_gift(staff, lots=[{"item": "大米", "quantity": 10, "unit": "袋"}]).lots.get()


def left(lot, on=JULY):
    return GoodsLot.objects.with_remaining(on).get(pk=lot.pk).remaining


def of(lot, quantity):
    return [{"lot": lot, "quantity": Decimal(quantity)}]


@pytest.mark.parametrize("kind", ["expired", "damaged", "lost", "returned"])
def test_what_is_removed_is_no_longer_in_store(staff, lot, kind):
    make_stock_removal(staff, goods=of(lot, "2.5"), kind=kind, date=JUNE)
    assert (left(lot, JUNE - timedelta(1)), left(lot, JUNE)) == (10, Decimal("7.5"))


@pytest.mark.parametrize(
    "fields",
    [
        {"quantity": "10.001"},
        {"date": MAY - timedelta(1)},
        {"second_checker": "N1"},
        {"second_checker": ""},
        {"decided_by": ""},
        {"kind": ""},
    ],
)
def test_a_removal_is_refused(staff, lot, fields):
    goods = of(lot, fields.pop("quantity", "1"))
    with pytest.raises(ValidationError):
        make_stock_removal(staff, goods=goods, **fields)
    assert left(lot) == 10


def test_a_count_makes_what_was_found_what_is_left(staff, lot):
    make_aid(staff, goods=of(lot, 4), date=JUNE)
    count = make_stock_count(staff, counted=[{"lot": lot, "found": Decimal("5.5")}], date=JUNE)
    line = count.counted.get()
    assert (line.book, line.found, line.quantity) == (6, Decimal("5.5"), Decimal("-0.5"))
    assert (left(lot), count.warnings()) == (Decimal("5.5"), [])

    # A surplus, in a count of its own, is beside what the first one left.
    later = make_stock_count(staff, counted=[{"lot": lot, "found": 8}], date=JULY)
    assert later.counted.get().quantity == Decimal("2.5")
    assert left(lot) == 8


def test_a_count_keeps_what_the_books_said_until_it_is_counted_anew(staff, lot):
    count = make_stock_count(staff, counted=[{"lot": lot, "found": 9}], date=JULY)
    make_aid(staff, goods=of(lot, 3), date=JUNE)
    assert (left(lot), len(count.warnings())) == (6, 1)
    count.note = "again"
    count.save_entry(by=staff)
    line = count.counted.get()
    assert (line.book, line.quantity, left(lot)) == (10, -1, 6)

    count.date = MAY
    count.save_entry(by=staff)
    assert (count.counted.get().book, left(lot)) == (10, 6)
    count.date = JULY
    count.save_entry(by=staff, save_related=lambda: count.counted.update(found=7))
    assert (count.counted.get().book, left(lot)) == (7, 7)
    assert "7 → 7" in str(count.history.first().changes)
    count.void(by=staff, reason="twice")
    assert left(lot) == 7


def test_a_shortage_that_was_given_out_already_is_refused(staff, lot):
    make_aid(staff, goods=of(lot, 8), date=JULY)
    with pytest.raises(ValidationError) as refused:
        make_stock_count(staff, counted=[{"lot": lot, "found": 7}], date=JUNE)
    assert "大米" in str(refused.value)
    assert left(lot) == 2


@pytest.mark.parametrize("make", [make_aid, make_disbursement])
def test_goods_come_back_to_the_store_no_more_than_were_given_out(staff, lot, make):
    issue = make(staff, goods=of(lot, 4), date=JUNE)
    back = {issue._meta.model_name: issue}
    make_goods_return(staff, goods=of(lot, 3), date=JULY, **back)
    assert (left(lot, JUNE), left(lot, JULY)) == (6, 9)
    for goods, day in ((of(lot, "1.001"), JULY), (of(lot, 1), JUNE - timedelta(1))):
        with pytest.raises(ValidationError):
            make_goods_return(staff, goods=goods, date=day, **back)
    issue.refresh_from_db()
    for change in ({"date": JULY + timedelta(1)}, {"goods": 2}):
        if "goods" in change:
            issue.refresh_from_db()
        else:
            issue.date = change["date"]
        with pytest.raises(ValidationError):
            issue.note = str(change)
            issue.save_entry(
                by=staff,
                save_related=lambda change=change: (
                    issue.goods.update(quantity=change["goods"]) if "goods" in change else None
                ),
            )
    issue.refresh_from_db()
    with pytest.raises(ValidationError):
        issue.void(by=staff, reason="twice")


@pytest.mark.parametrize("made", ["return", "count"])
@pytest.mark.parametrize("way", ["deleted", "swapped"])
def test_what_was_brought_and_given_out_again_is_not_taken_away(staff, lot, made, way):
    other = make_goods_gift(staff, lots=[{"item": "油", "quantity": 10}]).lots.get()
    aid = make_aid(staff, goods=of(lot, 10) + of(other, 10), date=JUNE)
    if made == "return":
        goods = [*of(lot, 5), *of(other, 1)]
        entry = make_goods_return(staff, aid=aid, goods=goods, date=JUNE)
        lines = entry.goods
    else:
        counted = [{"lot": lot, "found": 5}, {"lot": other, "found": 1}]
        entry = make_stock_count(staff, counted=counted, date=JUNE)
        lines = entry.counted
    make_aid(staff, goods=of(lot, 5), date=JULY)

    def change():
        line = lines.filter(lot=lot)
        if way == "deleted":
            line.delete()
        else:
            lines.filter(lot=other).delete()
            line.update(lot=other)

    with pytest.raises(ValidationError) as refused:
        entry.save_entry(by=staff, save_related=change)
    assert "大米" in str(refused.value) and left(lot) == 0


def test_aid_of_goods_worth_less_than_a_fen_has_no_worth(staff):
    lots = [{"item": "米", "quantity": 1, "unit": "吨", "unit_value": 4}]
    rice = make_goods_gift(staff, lots=lots).lots.get()
    assert make_aid(staff, goods=of(rice, "0.001")).value is None


def test_goods_come_back_of_one_payment_and_of_its_own_lots(staff, lot):
    aid = make_aid(staff, goods=of(lot, 4))
    other = make_goods_gift(staff, lots=[{"item": "油", "quantity": 3}]).lots.get()
    paid = make_disbursement(staff, goods=of(other, 1))
    for fields, goods in (({"aid": aid, "disbursement": paid}, lot), ({"aid": aid}, other)):
        with pytest.raises(ValidationError):
            make_goods_return(staff, goods=of(goods, 1), **fields)


def test_the_page_of_a_count_shows_book_count_and_difference(staff, signed_in, lot):
    count = make_stock_count(staff, counted=[{"lot": lot, "found": 9, "reason": "鼠咬"}])
    [table] = signed_in(staff).get(count.get_absolute_url()).context["tables"]
    [row] = table["rows"]
    assert row[1:] == ["9", "鼠咬", "10", "-1"]


def test_lots_of_which_nothing_is_left_are_offered_where_they_may_be_meant(staff, signed_in, lot):
    make_aid(staff, goods=of(lot, 10))
    client, address = signed_in(staff), reverse("donations:goods_lot_search")
    offered = [client.get(address, {"q": "大米"} | every) for every in ({}, {"all": "1"})]
    assert [len(answer.json()["results"]) for answer in offered] == [0, 1]
    assert 'search/?all=1"' in client.get(reverse("donations:stock_count_add")).content.decode()
    assert 'search/?all=1"' in client.get(reverse("relief:goods_return_add")).content.decode()
