"""Many entries saved at once: as each would be by itself, and in a fixed number of queries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import BooleanField, DateField, IntegerField, UniqueConstraint
from django.test.utils import CaptureQueriesContext

from donations.models import CashGift, GoodsGift, GoodsLot
from redcross.models import EntriesRefused, EntryToSave, LogEntry, Society, save_entries
from relief.models import Aid
from tests.factories import (
    close_year,
    make_aid,
    make_cash_gift,
    make_donor,
    make_fund,
    make_goods_gift,
    make_session,
)
from tests.kinds import KINDS


def twin_of(entry):
    """Return an unsaved entry that says the same, but for what must be unique, and its lines."""
    twin = type(entry)._base_manager.get(pk=entry.pk)
    twin.pk = twin.version = None
    twin.version, twin.submission = 0, type(entry)._meta.get_field("submission").get_default()
    for rule in type(entry)._meta.constraints:
        if not isinstance(rule, UniqueConstraint):
            continue
        field = twin._meta.get_field(rule.fields[-1].removesuffix("_digest"))
        if isinstance(field, DateField):
            setattr(twin, field.name, getattr(twin, field.name) - timedelta(days=32))
        elif field.name == "name":
            twin.name += "2"
        elif isinstance(field, BooleanField):
            setattr(twin, field.name, False)
        elif isinstance(field, IntegerField):
            setattr(twin, field.name, getattr(twin, field.name) + 1)
        elif not field.is_relation:
            setattr(twin, field.attname, "")
    if hasattr(twin, "first_number"):
        twin.first_number = twin.last_number = "99999999"  # its numbers are in no other
    elif hasattr(twin, "check_code"):
        twin.number = "99999999"  # of which its receipt number is made
    lines = {}
    for name in entry.lines:
        lines[name] = list(getattr(entry, name).all())
        for line in lines[name]:
            line.pk = None
    several = {f.name: list(getattr(entry, f.name).all()) for f in entry._meta.many_to_many}
    return EntryToSave(twin, several, lines)


def stored(entry):
    """Return what is stored of the entry, and what the log says of its making."""
    own = ("id", "submission", "entered_at", "updated_at")
    row = type(entry)._base_manager.filter(pk=entry.pk).values().get()
    lines = {name: [line.describe() for line in getattr(entry, name).all()] for name in entry.lines}
    several = {f.name: list(getattr(entry, f.name).all()) for f in entry._meta.many_to_many}
    secret = [f.attname for f in entry._meta.concrete_fields if hasattr(f, "mask")]
    told = {name: value for name, value in row.items() if name not in (*own, *secret)}
    secrets = {name: getattr(entry, name).reveal() for name in secret}
    log = entry.history.get()
    return told, secrets, lines, several, (log.action, log.version, log.changes, log.user)


# An evaluation's pages are written with it, and no spreadsheet holds one.
@pytest.mark.alike
@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("reports:")])
def test_each_is_saved_as_it_would_be_by_itself(staff, kind):
    _pages, make = KINDS[kind]
    entry = make(staff)
    with transaction.atomic():
        one = twin_of(entry)

        def write_related():
            for name, chosen in one.many_to_many.items():
                getattr(one.entry, name).set(chosen)
            for lines in one.lines.values():
                for line in lines:
                    setattr(line, line.owner, one.entry)
                    line.save()

        one.entry.save_entry(by=staff, save_related=write_related)
        by_itself = stored(type(entry)._base_manager.get(pk=one.entry.pk))
        transaction.set_rollback(True)
    [saved] = save_entries([twin_of(entry)], by=staff)
    assert stored(type(entry)._base_manager.get(pk=saved.pk)) == by_itself


def new_gift(by, number, **fields):
    base = {"date": date(2021, 5, 1), "amount": Decimal(number + 1)}
    return EntryToSave(CashGift(society=by.society, **base, **fields))


@pytest.fixture
def parties(staff):
    return {"donor": make_donor(staff), "fund": make_fund(staff)}


def queries_of(staff, parties, number):
    rows = [new_gift(staff, n, **parties, receipt_number=f"{number}-{n}") for n in range(number)]
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert len(save_entries(rows, by=staff)) == number
    return len(captured)


def test_a_hundred_gifts_take_as_many_queries_as_two(staff, parties):
    assert queries_of(staff, parties, 2) == queries_of(staff, parties, 100)
    assert (
        CashGift.objects.count()
        == LogEntry.objects.filter(model="donations.cashgift", action="add").count()
    )


def test_every_wrong_row_is_told_and_none_is_saved(staff, parties):
    make_cash_gift(staff, receipt_number="R1")
    close_year(staff.society, 2020)
    rows = [
        new_gift(staff, 1, **parties),
        new_gift(staff, -9, **parties),
        new_gift(staff, 1, **parties, receipt_number="R1"),
        new_gift(staff, 1, **parties, receipt_number="R2"),
        new_gift(staff, 1, **parties, receipt_number="R2"),
        new_gift(staff, 1, **parties),
    ]
    rows[5].entry.date = date(2020, 5, 1)
    rows[5].entry.channel = "x"
    with pytest.raises(EntriesRefused) as refusal:
        save_entries(rows, by=staff)
    told = {rows.index(row): sorted(row.errors) for row in refusal.value.refused}
    assert told == {
        1: ["amount"],
        2: ["receipt_number"],
        4: ["receipt_number"],
        5: ["channel", "date"],
    }
    assert CashGift.objects.count() == 1


def test_a_fund_is_not_overdrawn_by_many_either(staff):
    fund = make_fund(staff, opening_balance=100)
    rows = [
        EntryToSave(
            Aid(society=staff.society, date=date(2021, 5, n), amount=Decimal(40), fund=fund)
        )
        for n in (1, 2, 3)
    ]
    with pytest.raises(EntriesRefused) as refusal:
        save_entries(rows, by=staff)
    assert [list(row.errors) for row in refusal.value.refused] == [["amount"]]
    assert not Aid.objects.exists() and all(row.entry.pk is None for row in rows)
    for row in rows:
        row.errors.clear()
    assert len(save_entries(rows[:2], by=staff)) == 2


def test_what_was_sent_before_or_is_unchanged_is_not_written_again(staff, parties):
    rows = [new_gift(staff, n, **parties) for n in range(3)]
    first = save_entries(rows[:2], by=staff)
    again = [new_gift(staff, n, **parties) for n in range(3)]
    for row, before in zip(again, rows, strict=True):
        row.entry.submission = before.entry.submission
    assert len(save_entries(again, by=staff)) == 1
    changed = [EntryToSave(CashGift.objects.get(pk=gift.pk)) for gift in first]
    changed[0].entry.note = "x"
    assert save_entries(changed, by=staff, reason="y") == [first[0]]
    log = first[0].history[0]
    assert (log.action, log.changes, log.reason) == ("change", {"note": ["", "x"]}, "y")
    assert (changed[0].entry.version, first[1].history.count()) == (2, 1)


def test_what_somebody_else_changed_is_refused(staff):
    gift = make_cash_gift(staff)
    mine, theirs = CashGift.objects.get(pk=gift.pk), CashGift.objects.get(pk=gift.pk)
    theirs.note = "theirs"
    theirs.save_entry(by=staff)
    mine.note = "mine"
    with pytest.raises(EntriesRefused):
        save_entries([EntryToSave(mine)], by=staff)
    gift.refresh_from_db()
    assert gift.note == "theirs"


def test_lines_are_replaced_and_kept_as_they_are_named(staff):
    gift = make_goods_gift(staff, lots=[{"item": "A", "quantity": 2}, {"item": "B", "quantity": 3}])
    kept = gift.lots.get(item="A")
    kept.quantity = Decimal(5)
    row = EntryToSave(
        GoodsGift.objects.get(pk=gift.pk), lines={"lots": [kept, GoodsLot(item="C", quantity=1)]}
    )
    assert save_entries([row], by=staff)
    assert list(gift.lots.values_list("item", "quantity")) == [("A", 5), ("C", 1)]
    assert list(gift.history[0].changes) == ["lots"]

    # Not named, they stay.
    row = EntryToSave(GoodsGift.objects.get(pk=gift.pk))
    row.entry.note = "x"
    save_entries([row], by=staff)
    assert gift.lots.count() == 2 and list(gift.history[0].changes) == ["note"]


def test_a_line_in_use_is_not_taken_away(staff):
    gift = make_goods_gift(staff, lots=[{"item": "A", "quantity": 2}])
    make_aid(staff, goods=[{"lot": gift.lots.get(), "quantity": 1}])
    row = EntryToSave(
        GoodsGift.objects.get(pk=gift.pk), lines={"lots": [GoodsLot(item="B", quantity=1)]}
    )
    with pytest.raises(EntriesRefused):
        save_entries([row], by=staff)
    assert gift.lots.get().item == "A"


def test_a_session_counts_its_roster(staff):
    session = make_session(staff, roster=[{"name": "N1"}, {"name": "N2", "passed": True}])
    [saved] = save_entries([twin_of(session)], by=staff)
    saved.refresh_from_db()
    assert (saved.attended, saved.passed_counted) == (2, 1)


def test_another_societys_are_refused(staff, outsider, parties):
    with pytest.raises(PermissionDenied):
        save_entries([new_gift(outsider, 1, **parties)], by=staff)
    assert save_entries([], by=staff) == []


def test_a_year_closed_meanwhile_is_seen(staff, parties):
    row = new_gift(staff, 1, **parties)
    assert not row.entry.society.locked_periods
    close_year(Society.objects.get(pk=staff.society_id), 2021)
    with pytest.raises(EntriesRefused):
        save_entries([row], by=staff)
