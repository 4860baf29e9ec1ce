from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from donations.models import Fund
from redcross.figures import Period, Scope, break_down, by_month, count
from relief.figures import BY_KEY, figures
from relief.listings import emergencies, handed_on, programmes
from relief.models import Aid, Application, Disbursement, Programme, Response
from tests.factories import (
    make_aid,
    make_allocation,
    make_application,
    make_disbursement,
    make_fund,
    make_person,
    make_programme,
    make_response,
)
from tests.figures import AFTER, BEFORE, FIRST, LAST, MIDDLE, YEAR, check_lists, check_table, linked

# Without a payment whose days are known there are no days to count.
NOTHING = dict.fromkeys((key for key in BY_KEY if ".days_" not in key), 0)

EXPECTED = {
    "relief.applications": 35,
    "relief.applications_approved": 1,
    "relief.aid.amount": Decimal("1350.10"),
    "relief.aid.amount_general": Decimal("300.10"),
    "relief.aid.amount_earmarked": 1000,
    "relief.aid.amount_above": 50,
    "relief.aid.value": Decimal("30012.34"),
    "relief.aid.obtained": 20000,
    "relief.aid.households": 302,
    "relief.aid.people": 9,
    "relief.aid.person_times": 40,
    "relief.aid.packages": 307,
    "relief.aid.named": 2,
    "relief.illness.people": 4,
    "relief.illness.amount": 50,
    "relief.recovered": 0,
    "relief.disbursed.amount": Decimal("2015.01"),
    "relief.disbursed.amount_general": Decimal("10.01"),
    "relief.disbursed.amount_earmarked": 2000,
    "relief.disbursed.amount_above": 5,
    "relief.disbursed.batches": 30,
    "relief.goods.given_value": 0,
    "relief.goods.disbursed_value": 0,
    "relief.goods.returned_value": 0,
    "relief.allocations": 5,
    "relief.responses": 3,
    "relief.responses.moved": 112,
    "relief.responses.treated": 3,
}
ROUNDED = {
    "relief.applications",
    "relief.aid.amount",
    "relief.aid.amount_earmarked",
    "relief.aid.households",
    "relief.aid.people",
    "relief.illness.people",
    "relief.disbursed.batches",
    "relief.responses.moved",
}


@pytest.fixture
def purses(staff):
    """A fund of each kind, with money enough."""
    return {kind: make_fund(staff, kind=kind, opening_balance=100000) for kind in Fund.Kind}


@pytest.fixture
def visits(staff):
    return make_programme(staff, kind=Programme.Kind.VISITS)


@pytest.fixture
def illness(staff):
    return make_programme(staff, kind=Programme.Kind.ILLNESS)


@pytest.fixture
def applied(staff, illness):
    approved = {"programme": illness, "decision": Application.Decision.APPROVED}
    make_application(staff, date=FIRST, applicant=make_person(staff), **approved)
    make_application(staff, date=LAST, programme=illness, times=30, rounded=["times"])
    make_application(
        staff,
        date=MIDDLE,
        programme=illness,
        times=4,
        decision=Application.Decision.REFUSED,
    )
    make_application(staff, date=BEFORE, times=1000, **approved)
    make_application(staff, date=AFTER, times=2000, **approved)
    make_application(staff, times=7, **approved).void(by=staff, reason="entered twice")


@pytest.fixture
def helped(staff, purses, visits, illness):
    """Aid at the year's edges from three funds and from others, in cash and goods."""
    general, earmarked, above = (purses[kind] for kind in Fund.DONATED)
    first, second = make_person(staff), make_person(staff)
    heads = {"households": 1000, "people": 1000, "person_times": 1000, "packages": 1000}

    def aid(day=MIDDLE, **fields):
        return make_aid(staff, date=day, **fields)

    aid(
        FIRST,
        programme=visits,
        fund=general,
        amount=Decimal("300.10"),
        households=2,
        people=5,
        person=first,
    )
    aid(
        LAST,
        programme=visits,
        fund=earmarked,
        amount=1000,
        households=300,
        packages=300,
        value=30000,
        rounded=["amount", "households"],
    )
    aid(programme=illness, fund=above, amount=50, people=3, person=second, rounded=["people"])
    aid(programme=illness, paid=Aid.Paid.OTHER, amount=20000, people=1, person=first)
    aid(value=Decimal("12.34"), person_times=40, packages=7, times=2)
    aid(paid=Aid.Paid.OTHER, value=500)
    aid(BEFORE, fund=general, amount=7000, value=1, person=make_person(staff), **heads)
    aid(AFTER, fund=general, amount=8000, value=1, person=make_person(staff), **heads)
    twice = aid(fund=general, amount=9000, value=1, person=make_person(staff), **heads)
    twice.void(by=staff, reason="entered twice")


@pytest.fixture
def disbursed(staff, purses):
    general, earmarked, above = (purses[kind] for kind in Fund.DONATED)

    def left(day=MIDDLE, **fields):
        return make_disbursement(staff, date=day, **fields)

    left(FIRST, fund=general, amount=Decimal("10.01"))
    left(LAST, fund=earmarked, amount=2000, batches=27, rounded=["batches"])
    left(fund=above, amount=5, kind=Disbursement.Kind.PURCHASE)
    left(batches=3)
    left(BEFORE, fund=general, amount=100, batches=100)
    left(AFTER, fund=general, amount=200, batches=200)
    left(fund=general, amount=300, batches=300).void(by=staff, reason="entered twice")


@pytest.fixture
def rescued(staff):
    make_response(staff, date=FIRST, moved=12, treated=3, times=2)
    make_response(staff, date=LAST, moved=100, rounded=["moved"])
    make_response(staff, date=BEFORE, moved=1000, treated=1000)
    make_response(staff, date=AFTER, moved=2000, treated=2000)
    make_response(staff, moved=7, treated=7).void(by=staff, reason="entered twice")


@pytest.fixture
def allocated(staff):
    make_allocation(staff, date=FIRST, times=4)
    make_allocation(staff, date=LAST)
    make_allocation(staff, date=BEFORE, times=100)
    make_allocation(staff, date=AFTER, times=200)
    make_allocation(staff, times=7).void(by=staff, reason="entered twice")


@pytest.fixture
def recorded(applied, helped, disbursed, allocated, rescued):
    """The whole year."""


@pytest.fixture
def elsewhere(above, outsider):
    """What the society above and one beside recorded."""
    for user in (above, outsider):
        fund = make_fund(user, opening_balance=10)
        make_aid(user, amount=7, fund=fund, person=make_person(user), households=1)
        make_disbursement(user, amount=3, fund=fund)
        make_response(user, treated=2)
        make_application(user, times=6)


def test_every_figure_of_the_year_equals_what_was_worked_out_by_hand(society, recorded, elsewhere):
    check_table(figures, NOTHING | EXPECTED, society, YEAR, rounded=ROUNDED)
    check_table(figures, NOTHING | EXPECTED, society, YEAR, own_records_only=True, rounded=ROUNDED)


def test_an_empty_year_is_all_zeros(society, recorded):
    check_table(figures, NOTHING, society, Period.year(2019))


def test_the_society_above_counts_those_below_and_alone_only_itself(
    society, province, beside, recorded, elsewhere
):
    own = NOTHING | {
        "relief.applications": 6,
        "relief.aid.amount": 7,
        "relief.aid.amount_general": 7,
        "relief.aid.households": 1,
        "relief.aid.people": 1,
        "relief.aid.named": 1,
        "relief.disbursed.amount": 3,
        "relief.disbursed.amount_general": 3,
        "relief.responses": 1,
        "relief.responses.treated": 2,
    }
    check_table(figures, own, province, YEAR, own_records_only=True)
    check_lists(figures, province, YEAR)
    whole = count(figures, Scope(province, YEAR))
    assert whole["relief.aid.amount"].number == Decimal("1364.10")
    parts = [
        count(figures, Scope(one, YEAR, own_records_only=True))
        for one in (society, province, beside)
    ]
    for key, value in whole.items():
        assert value.number == sum(part[key].number for part in parts), key


def test_each_programme_of_the_year_tells_its_numbers_and_its_first_records(
    society, staff, recorded, visits, illness
):
    first, second = programmes(Scope(society, YEAR))

    assert (first.programme, second.programme) == (illness, visits)
    assert first.values["relief.applications"].number == 35
    assert first.values["relief.aid.obtained"].number == 20000
    assert (first.date, first.is_several) == (FIRST, True)
    assert second.values["relief.aid.amount"].number == Decimal("1300.10")
    assert second.values["relief.aid.households"].number == 302
    assert "relief.applications" not in second.values and second.date == FIRST
    rows = linked(first.values["relief.aid.people"])
    assert sum(aid.people for aid in rows) == 4


def test_only_what_was_handed_on_is_listed_as_such_the_largest_first(society, staff, recorded):
    largest = handed_on(Scope(society, YEAR))
    assert sorted((one.date, one.batches) for one in largest) == [
        (FIRST, None),
        (MIDDLE, 3),
        (LAST, 27),
    ]
    sums = [one.amount or 0 for one in largest]
    assert sums == sorted(sums, reverse=True)
    assert [one.moved for one in emergencies(Scope(society, YEAR))] == [100, 12]


HEAD = st.none() | st.integers(1, 9999)


def records(model, **fields):
    row = {
        "days": st.integers(-3, 368),
        "whose": st.integers(0, 1),
        "voided": st.booleans(),
        "times": st.integers(1, 9),
        "rounded": st.lists(st.sampled_from(model.roundable_fields), unique=True, max_size=3),
    }
    return st.lists(st.fixed_dictionaries(row | fields), max_size=6)


FUND = st.sampled_from(Fund.Kind.values)
SUM = st.none() | st.integers(1, 10**8).map(lambda fen: Decimal(fen) / 100)
ROWS = {
    Application: records(Application, decision=st.sampled_from(Application.Decision.values)),
    Aid: records(
        Aid,
        fund=FUND,
        paid=st.sampled_from(Aid.Paid.values),
        programme=st.none() | st.sampled_from(Programme.Kind.values),
        person=st.none() | st.integers(0, 2),
        amount=SUM,
        value=SUM,
        households=HEAD,
        people=HEAD,
        person_times=HEAD,
        packages=HEAD,
    ),
    Disbursement: records(
        Disbursement,
        fund=FUND,
        amount=SUM,
        batches=HEAD,
        kind=st.sampled_from(Disbursement.Kind.values),
        decided_by=st.just("B1"),
    ),
    Response: records(Response, moved=HEAD, treated=HEAD),
}


@pytest.mark.deep
@given(rows=st.fixed_dictionaries(ROWS))
def test_the_linked_lists_agree_over_any_records(rows, society, province, staff, above):
    with transaction.atomic():
        funds = {kind: make_fund(staff, kind=kind) for kind in Fund.Kind.values}
        kinds = {kind: make_programme(staff, kind=kind) for kind in Programme.Kind.values}
        people = [make_person(staff) for _ in range(3)]

        def entry(model, row):
            user = (staff, above)[row.pop("whose")]
            if row.pop("voided"):
                row |= {"voided_at": "2022-01-01T00:00Z", "void_reason": "x"}
            if model is Application:
                row["programme"] = kinds["visits"]
            elif "programme" in row:
                row["programme"] = kinds.get(row["programme"])
            if row.get("person") is not None:
                row["person"] = people[row["person"]]
            if "fund" in row:
                ours = row.get("paid") != "other"
                row["fund"] = funds[row["fund"]] if ours else None
            day = FIRST + timedelta(days=row.pop("days"))
            return model(society=user.society, entered_by=user, date=day, **row)

        for model, found in rows.items():
            model.objects.bulk_create(entry(model, dict(row)) for row in found)
        for whose, own_records_only in ((society, False), (province, False), (province, True)):
            check_lists(figures, whose, YEAR, own_records_only)
            of_aid = BY_KEY["relief.aid.households"]
            parts = [
                v
                for _month, v in by_month(
                    of_aid, Scope(whose, Period.year(2021), own_records_only=own_records_only)
                )
            ]
            for by in ("programme", "paid"):
                groups = break_down(
                    of_aid, by, Scope(whose, YEAR, own_records_only=own_records_only)
                )
                parts += [value for _group, value in groups if value.url]
            for value in parts:
                sum_ = linked(value).aggregate(n=value.figure.aggregate(YEAR))["n"] or 0
                assert sum_ == value.number, value.url
        transaction.set_rollback(True)
