"""Working papers of an evaluation, read back."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest

from donations.models import CashGift, GoodsGift
from redcross.figures import Period, Scope, count, registered_figures
from redcross.models import ClosedPeriod
from reports.figures import derived
from tests.factories import (
    VALID_ID,
    make_application,
    make_cash_gift,
    make_donor,
    make_goods_gift,
    make_person,
    make_session,
)
from tests.reports.working_papers import figures_of, papers_of, records_of, zh
from tests.signed import make_draft, make_signed
from tests.spreadsheets.exported import sheets_in

pytestmark = pytest.mark.usefixtures("media")


def test_every_figure_is_on_the_first_sheet_with_its_rule_and_records(
    staff, leader, signed_in, society
):
    make_cash_gift(staff, amount="300", rounded=["amount"])
    make_cash_gift(staff, amount="50.25")
    make_cash_gift(staff, amount="7", date=date(2020, 5, 1))
    book = papers_of(signed_in(leader), make_draft(staff))

    found = figures_of(book)
    assert found.keys() == {figure.key for figure in (*registered_figures(), *derived)}
    label, value, rounded, unit, rule, records, link = found["donations.cash.amount"][:7]
    assert (label, value) == (zh("Cash given by the public"), 350.25)
    assert (rounded, unit, records) == ("余（不止）", "元", 2)
    assert rule and link.startswith("http://testserver/donations/cash-gifts/?")
    assert signed_in(leader).get(link).status_code == 200
    for key, one in count(registered_figures(), Scope(society, Period.year(2021))).items():
        assert Decimal(str(found[key][1])) == Decimal(one.number), key
    assert str(society) in book["数据"][0]


def test_no_number_stands_for_one_that_is_not_known(staff, leader, signed_in):
    make_cash_gift(staff, donor=None, times=None, rounded=["times:unknown"])
    make_goods_gift(staff, times=None, rounded=["times:unknown"])
    make_goods_gift(staff, times=4)
    book = papers_of(signed_in(leader), make_draft(staff))
    found = figures_of(book)
    assert found["donations.cash.gifts"][1:3] == ["不详", "不详"]
    assert found["donations.cash.donors"][1:3] == ["不详", "不详"]
    assert found["donations.goods.batches_public"][1:3] == [4, "至少"]
    shown = {row["批次"] for row in records_of(book, GoodsGift).values()}
    assert shown == {"不详", 4}


def test_behind_it_stands_every_counted_record_and_no_other(staff, leader, signed_in):
    gifts = [make_cash_gift(staff, amount=str(n)) for n in (1, 2)]
    make_cash_gift(staff, amount="3", date=date(2020, 5, 1))
    make_cash_gift(staff, amount="4").void(by=staff, reason="x")
    book = papers_of(signed_in(leader), make_draft(staff))

    rows = records_of(book, CashGift)
    assert rows.keys() == {gift.pk for gift in gifts}
    row = rows[gifts[0].pk]
    assert (row["版本"], row["红十字会"]) == (1, str(staff.society))
    assert date(2021, 5, 1) in row.values() and 1 in row.values()
    assert str(gifts[0].donor) in row.values()


def test_records_of_earlier_years_stand_behind_what_is_counted_in_all(staff, leader, signed_in):
    """A number in all counts them, and so they are shown; the sums of the year leave them out."""
    session = make_session(staff, date=date(2019, 5, 1), attendance=20)
    book = papers_of(signed_in(leader), make_draft(staff))
    assert records_of(book, type(session)).keys() == {session.pk}


def test_a_record_that_only_the_text_names_is_behind_it_too(staff, leader, signed_in):
    gift = make_cash_gift(staff, amount="5", date=date(2018, 5, 1))
    text = f"上年捐款[[@donations.cashgift:{gift.pk};amount;元]]。"
    book = papers_of(signed_in(leader), make_draft(staff, text=text))
    assert records_of(book, CashGift).keys() == {gift.pk}


def test_lines_stand_with_their_records(staff, leader, signed_in):
    make_goods_gift(staff, lots=[{"item": "口罩", "quantity": 10, "unit": "个", "unit_value": 2}])
    book = papers_of(signed_in(leader), make_draft(staff))
    lots = next(rows for rows in book.values() if any("口罩" in row for row in rows))
    assert len(lots) == 2


def test_secrets_are_masked(staff, leader, signed_in):
    donor = make_donor(staff, id_number=VALID_ID)
    make_cash_gift(staff, donor=donor)
    person = make_person(staff, id_number=VALID_ID, phone="13812345678")
    make_application(staff, applicant=person, account="6222020000001234567")
    roster = [{"name": "N", "person": person, "passed": True}]
    make_session(staff, roster=roster)
    answer = signed_in(leader).get(f"/drafts/{make_draft(staff).pk}/papers.xlsx")
    everything = str(sheets_in(b"".join(answer)))
    for secret in (VALID_ID, "13812345678", "6222020000001234567"):
        assert secret not in everything


def test_a_name_that_begins_with_an_equals_sign_stays_text(staff, leader, signed_in):
    make_cash_gift(staff, donor=make_donor(staff, name="=1+1"))
    answer = signed_in(leader).get(f"/drafts/{make_draft(staff).pk}/papers.xlsx")
    content = b"".join(answer)
    assert "=1+1" in str(sheets_in(content))
    parts = ZipFile(BytesIO(content))
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_of_a_signed_one_they_say_what_was_signed_and_what_came_after(staff, leader, signed_in):
    kept, changed, voided = (make_cash_gift(staff, amount=str(n)) for n in (100, 20, 3))
    signed_copy = make_signed(staff, leader)
    ClosedPeriod.objects.all().delete()
    changed.amount = Decimal(25)
    changed.save_entry(by=staff)
    voided.void(by=staff, reason="x")
    added = make_cash_gift(staff, amount="1000")
    book = papers_of(signed_in(leader), signed_copy.evaluation)

    row = figures_of(book)["donations.cash.amount"]
    assert (row[1], row[5], row[7]) == (123, 3, 1125)
    assert signed_copy.code in book["数据"][1]
    assert isinstance(book["数据"][1][1], datetime)
    rows = records_of(book, CashGift)
    assert added.pk not in rows
    states = {pk: (row["版本"], row[zh("since then")]) for pk, row in rows.items()}
    assert states == {
        kept.pk: (1, ""),
        changed.pk: (1, zh("changed since")),
        voided.pk: (1, zh("voided since")),
    }
