"""What aid is worth follows the unit values of its lots, in the same save and logged."""

from datetime import date
from decimal import Decimal

import pytest

from donations.goods_statements import goods_statements
from redcross.figures import Period, Scope
from redcross.models import EntryToSave, LogEntry, save_entries
from reports.figures import figure_values
from tests.factories import close_year, make_aid, make_goods_gift
from tests.refusals import refused


@pytest.fixture
def rice(staff):
    """300 sacks at 100 yuan, of which 80 are given out."""
    lots = [{"item": "大米", "quantity": 300, "unit": "袋", "unit_value": 100}]
    [lot] = make_goods_gift(staff, lots, date=date(2021, 3, 1)).lots.all()
    aid = make_aid(staff, goods=[{"lot": lot, "quantity": 80}], date=date(2021, 4, 1))
    return lot, aid


def correct(lot, by, **fields):
    def save():
        for name, value in fields.items():
            setattr(lot, name, value)
        lot.save()

    lot.gift.refresh_from_db()
    lot.gift.save_entry(by=by, save_related=save)


def worth(society):
    [one] = goods_statements(Scope(society, Period.year(2021)))
    given = figure_values(Scope(society, Period.year(2021)))["relief.aid.value"].number
    return one.received.value, given, one.left.value


def test_a_corrected_price_is_the_price_of_what_was_given_out(staff, society, rice):
    lot, aid = rice
    assert worth(society) == (30000, 8000, 22000)
    correct(lot, staff, unit_value=Decimal(90))
    assert worth(society) == (27000, 7200, 19800)
    [entry] = LogEntry.objects.filter(model="relief.aid", object_id=aid.pk, action="change")
    assert entry.changes == {"value": ["8000.00", "7200.00"]}
    assert "大米" in entry.reason or str(lot.gift) in entry.reason
    correct(lot, staff, unit_value=None, value_basis="")
    aid.refresh_from_db()
    assert (aid.value, aid.value_basis) == (None, "")
    correct(lot, staff, unit_value=Decimal("0.01"), value_basis="voucher")
    aid.refresh_from_db()
    assert aid.value == Decimal("0.80")


def test_a_worth_that_was_typed_stays(staff, rice):
    lot, _aid = rice
    typed = make_aid(
        staff,
        goods=[{"lot": lot, "quantity": 1}],
        value=Decimal(150),
        value_basis="发票",
        date=date(2021, 4, 1),
    )
    correct(lot, staff, unit_value=Decimal(90))
    typed.refresh_from_db()
    assert (typed.value, typed.version) == (150, 1)


def test_it_follows_when_many_are_saved_at_once(staff, rice):
    lot, aid = rice
    lot.gift.refresh_from_db()
    lot.unit_value = Decimal(70)
    save_entries([EntryToSave(lot.gift, lines={"lots": [lot]})], by=staff)
    aid.refresh_from_db()
    assert aid.value == 5600


def test_each_line_is_rounded_as_the_statement_rounds_it(staff, society):
    lots = [{"item": "油", "quantity": 9, "unit_value": Decimal("3.33")} for _number in range(3)]
    rows = make_goods_gift(staff, lots, date=date(2021, 3, 1)).lots.all()
    goods = [{"lot": lot, "quantity": Decimal("0.5")} for lot in rows]
    aid = make_aid(staff, goods=goods, date=date(2021, 4, 1))
    assert aid.value == 3 * Decimal("1.67")


def test_in_a_closed_period_it_is_refused_with_the_way_out(staff, society, rice):
    lot, aid = rice
    close_year(society, 2021)
    with refused("date", saying="Record a correction on a later day"):
        correct(lot, staff, unit_value=Decimal(90))
    aid.refresh_from_db()
    lot.refresh_from_db()
    assert (aid.value, lot.unit_value) == (8000, 100)
