from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcross.figures import Period, Scope, count
from redcross.models import StandingNumber
from reports.figures import figure_values, figures
from tests.factories import (
    make_course,
    make_honour,
    make_life_gift,
    make_session,
    make_society,
    make_standing_number,
)
from tests.figures import YEAR, check_lists, check_table

BY_KEY = {figure.key: figure for figure in figures}
# Of volunteers added there is no number without two to compare.
NOTHING = dict.fromkeys(BY_KEY.keys() - {"standing.volunteers_added"}, 0)
Kind = StandingNumber.Kind
OWN = {
    "standing.established": 3,
    "standing.staff": 2,
    "standing.members": 1200,
    "standing.volunteers": 350,
    "standing.branches": 46,
    "standing.aed": 12,
    "standing.training_bases": 3,
    "standing.population": 300000,
    "standing.trained": 8000,
    "standing.certified": 900,
    "standing.blood": 5000,
    "standing.sampled": 80,
    "standing.stored": 70,
    "standing.stem_cells": 2,
    "standing.body_registered": 30,
    "standing.body": 4,
    "standing.organ_registered": 20,
    "standing.organ": 1,
    "standing.together_registered": 12,
    "standing.together": 3,
    "reports.honours": 4,
}


@pytest.fixture
def recorded(staff, above, outsider):
    """Numbers of three societies with later, earlier and voided ones, and honours."""
    for key, number in OWN.items():
        if key.startswith("standing."):
            kind = key.removeprefix("standing.")
            make_standing_number(staff, number, kind=kind, date=date(2020, 6, 30))
    # The latest as of the day counts, not the largest, and not what was voided.
    make_standing_number(staff, 9999, kind=Kind.MEMBERS, date=date(2019, 12, 31))
    make_standing_number(staff, 7777, kind=Kind.MEMBERS, date=date(2022, 1, 1))
    last = make_standing_number(staff, 8888, kind=Kind.MEMBERS, date=date(2021, 12, 31))
    last.void(by=staff, reason="entered twice")
    make_standing_number(staff, 10, kind=Kind.AED, date=date(2019, 12, 31), rounded=["number"])
    make_standing_number(staff, 11, kind=Kind.BRANCHES, date=date(2019, 12, 31))
    make_standing_number(
        above, 50000, kind=Kind.MEMBERS, date=date(2021, 12, 31), rounded=["number"]
    )
    make_standing_number(outsider, 70, kind=Kind.AED)

    make_honour(staff, date=date(2021, 1, 1))
    make_honour(staff, date=date(2021, 12, 31), times=3)
    make_honour(staff, date=date(2020, 12, 31))
    make_honour(staff, date=date(2022, 1, 1))
    make_honour(staff).void(by=staff, reason="entered twice")
    make_honour(above)


def test_every_figure_equals_what_was_worked_out_by_hand(recorded, society):
    check_table(figures, OWN, society, YEAR)


def test_those_below_are_counted_unless_a_society_stands_alone(recorded, province, society):
    check_table(figures, OWN, society, YEAR, own_records_only=True)
    of_it_alone = {"standing.members": 50000, "reports.honours": 1}
    check_table(
        figures,
        NOTHING | of_it_alone,
        province,
        YEAR,
        own_records_only=True,
        rounded={"standing.members"},
    )
    # The latest of each society, added up.
    both = {"standing.members": 51200, "standing.aed": 82, "reports.honours": 5}
    check_table(figures, OWN | both, province, YEAR, rounded={"standing.members"})


def test_before_the_first_number_there_is_none(recorded, society, db):
    check_table(figures, NOTHING, society, Period.year(2018))
    check_table(figures, NOTHING, make_society("S9"), YEAR)


@pytest.mark.parametrize(
    ("day", "number", "rounded"),
    [
        (date(2019, 12, 30), 0, False),
        (date(2019, 12, 31), 10, True),
        (date(2020, 6, 29), 10, True),
        (date(2020, 6, 30), 12, False),
        (date(2030, 1, 1), 12, False),
    ],
)
def test_the_latest_number_as_of_the_day_holds(recorded, society, day, number, rounded):
    value = count(figures, Scope(society, Period(date(2000, 1, 1), day)))["standing.aed"]
    assert (value.number, bool(value.rounded)) == (number, rounded)


def test_every_kind_of_standing_number_has_a_figure():
    assert {f"standing.{kind}" for kind in Kind.values} - set(BY_KEY) == set()


def test_in_all_is_what_was_counted_before_records_and_since(staff, society):
    course = make_course(staff, kind="certified")
    make_standing_number(staff, 900, kind=Kind.CERTIFIED)
    make_standing_number(staff, 10000, kind=Kind.POPULATION)
    make_session(staff, course=course, certified=25, date=date(2020, 5, 1))
    make_session(staff, course=course, certified=75)
    make_standing_number(staff, 8000, kind=Kind.TRAINED)
    make_session(staff, attendance=46, rounded=["attendance"])
    make_standing_number(staff, 500, kind=Kind.BLOOD)
    make_life_gift(staff, 7)
    make_life_gift(staff, 90, date=date(2020, 12, 31))
    make_standing_number(staff, 4, kind=Kind.ESTABLISHED)
    make_standing_number(staff, 3, kind=Kind.STAFF)
    values = figure_values(Scope(society, YEAR))

    # What was given and certified before the day of the number is in it already.
    assert values["reports.certified_total"].number == 975
    assert values["reports.certified_share"].number == Decimal("9.75")
    trained = values["reports.trained_total"]
    assert (trained.number, trained.rounded) == (8046, "over")
    assert values["reports.life.blood_total"].number == 507
    assert values["reports.staffing"].number == 75
    assert values["training.certified.certificates"].number == 75


def test_without_a_population_there_is_no_share(staff, society):
    make_standing_number(staff, 900, kind=Kind.CERTIFIED)
    assert "reports.certified_share" not in figure_values(Scope(society, YEAR))


def test_a_number_is_recorded_once_a_day(staff, signed_in):
    make_standing_number(staff, 5, kind=Kind.MEMBERS, date=date(2021, 3, 1))
    client = signed_in(staff)
    sent = {"kind": "members", "number": "6", "date_precision": "day"}
    refused = client.post("/reference/standing/add/", sent | {"date": "2021-03-01"})

    assert "date" in refused.context["form"].errors
    assert client.post("/reference/standing/add/", sent | {"date": "2021-03-02"}).status_code == 302


NUMBER = st.tuples(
    st.integers(0, 1),
    st.sampled_from(Kind.values),
    st.integers(-3, 3),
    st.integers(0, 10**6),
    st.booleans(),
    st.booleans(),
)


@pytest.mark.deep
@given(numbers=st.lists(NUMBER, max_size=25, unique_by=lambda n: n[:3]))
def test_over_random_numbers_every_linked_list_agrees(numbers, staff, above, society, province):
    StandingNumber.objects.all().delete()
    for whose, kind, days, number, rounded, voided in numbers:
        by = (staff, above)[whose]
        day = date(2021, 12, 31) + timedelta(days=days)
        kept = make_standing_number(by, number, kind=kind, date=day, rounded=["number"] * rounded)
        if voided:
            kept.void(by=by, reason="x")
        if days == 0:
            make_honour(by, date=day, times=number % 5 + 1)
    for of, own_records_only in ((society, False), (province, True), (province, False)):
        check_lists(figures, of, YEAR, own_records_only)


@pytest.mark.parametrize(
    ("day", "precision", "counts"),
    [
        (date(2021, 8, 25), "month", False),
        (date(2021, 9, 30), "year", False),
        (date(2021, 8, 21), "day", True),
        (date(2021, 8, 20), "day", False),
        (date(2021, 9, 1), "month", True),
        (date(2022, 1, 1), "year", True),
    ],
)
def test_an_opening_number_holds_what_is_known_only_to_its_month_or_year(
    staff, society, day, precision, counts
):
    make_standing_number(staff, 100, kind="stored", date=date(2021, 8, 20))
    make_life_gift(staff, 3, kind="stored", date=day, date_precision=precision)
    values = figure_values(Scope(society, Period.year(2022)))
    assert values["reports.life.stored_total"].number == 100 + 3 * counts
