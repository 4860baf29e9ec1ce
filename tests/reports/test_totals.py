"""Totals over opening numbers, and what was added between two of them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from donations.figures import figures as of_donations
from redcross.figures import Period, Scope, count
from redcross.models import StandingNumber
from reports.figures import figure_values, figures
from tests.factories import (
    close_year,
    make_course,
    make_life_gift,
    make_session,
    make_standing_number,
)
from tests.figures import (
    AFTER,
    BEFORE,
    FIRST,
    LAST,
    MIDDLE,
    YEAR,
    check_lists,
    figure_numbers,
    linked,
)
from training.figures import figures as of_training

Kind = StandingNumber.Kind


def test_in_all_is_the_latest_opening_number_and_what_came_after_its_date(staff, society):
    make_life_gift(staff, 1, date=date(2019, 1, 1))
    make_standing_number(staff, 100, kind=Kind.BLOOD, date=date(2019, 6, 30))
    make_life_gift(staff, 2, date=date(2019, 6, 30))
    make_life_gift(staff, 4, date=date(2019, 7, 1))
    make_standing_number(staff, 500, kind=Kind.BLOOD, date=BEFORE)
    make_life_gift(staff, 8, date=BEFORE)
    make_life_gift(staff, 16, date=FIRST)
    make_life_gift(staff, 32, date=LAST)
    make_life_gift(staff, 64, date=AFTER)
    make_life_gift(staff, 128, date=MIDDLE).void(by=staff, reason="entered twice")
    twice = make_standing_number(staff, 9999, kind=Kind.BLOOD, date=LAST)
    twice.void(by=staff, reason="entered twice")
    # Of another kind.
    make_standing_number(staff, 7, kind=Kind.SAMPLED, date=LAST)

    def total(day):
        numbers = figure_numbers(society, Period(date(2018, 1, 1), day))
        return numbers["donations.life.blood_recorded"], numbers["reports.life.blood_total"]

    assert total(date(2019, 6, 29)) == (1, 1)
    assert total(date(2019, 6, 30)) == (0, 100)
    assert total(date(2019, 7, 1)) == (4, 104)
    assert total(date(2020, 12, 30)) == (4, 104)
    assert total(BEFORE) == (0, 500)
    assert total(LAST) == (48, 548)
    assert total(AFTER) == (112, 612)
    check_lists([f for f in of_donations if "blood" in f.key], society, YEAR)


def test_each_kind_of_training_has_its_own_opening_number(staff, society):
    awareness, certified = make_course(staff), make_course(staff, kind="certified")
    make_standing_number(staff, 1000, kind=Kind.TRAINED, date=MIDDLE)
    make_standing_number(staff, 100, kind=Kind.CERTIFIED, date=BEFORE)
    for day in (FIRST, LAST):
        make_session(staff, course=awareness, date=day, attendance=10)
        make_session(staff, course=certified, date=day, attendance=5, passed=5, certified=5)
    numbers = figure_numbers(society)

    assert numbers["training.awareness.recorded"] == 10
    assert numbers["reports.trained_total"] == 1010
    assert numbers["training.certified.recorded"] == 10
    assert numbers["reports.certified_total"] == 110
    check_lists([f for f in of_training if "recorded" in f.key], society, YEAR)


def test_each_society_has_its_own_opening_number(staff, above, province):
    make_standing_number(staff, 100, kind=Kind.BLOOD, date=LAST)
    make_life_gift(staff, 1, date=MIDDLE)
    make_life_gift(above, 7, date=MIDDLE)
    values = figure_values(Scope(province, YEAR))
    assert values["reports.life.blood_total"].number == 107
    alone = figure_values(Scope(province, YEAR, own_records_only=True))
    assert alone["reports.life.blood_total"].number == 7


def test_without_an_opening_number_all_records_count(staff, society):
    make_life_gift(staff, 3, kind="cornea", date=date(2015, 1, 1))
    make_life_gift(staff, 4, kind="blood", date=date(2015, 1, 1))
    assert figure_numbers(society)["donations.life.cornea_recorded"] == 3
    assert figure_numbers(society)["reports.life.blood_total"] == 4


def test_an_opening_number_in_or_before_a_closed_year_stays(staff, society):
    kept = [make_standing_number(staff, 1, kind=Kind.BLOOD, date=day) for day in (BEFORE, FIRST)]
    free = make_standing_number(staff, 1, kind=Kind.BLOOD, date=AFTER)
    close_year(society, 2021)
    society.forget_locked_periods()
    for number in kept:
        number.society.forget_locked_periods()
        number.number = 2
        with pytest.raises(ValidationError) as refused:
            number.save_entry(by=staff)
        assert "2021" in str(refused.value)
    with pytest.raises(ValidationError):
        make_standing_number(staff, 1, kind=Kind.SAMPLED, date=date(2019, 1, 1))
    free.society.forget_locked_periods()
    free.number = 2
    free.save_entry(by=staff)
    make_standing_number(staff, 1, kind=Kind.SAMPLED, date=AFTER)


@pytest.mark.parametrize(
    ("numbers", "added"),
    [
        ({}, None),
        ({BEFORE: 300}, None),
        ({MIDDLE: 300}, None),
        ({BEFORE: 300, LAST: 350}, 50),
        ({BEFORE: 300, MIDDLE: 400, LAST: 350}, 50),
        ({FIRST: 300, LAST: 350}, 50),
        ({MIDDLE: 300, LAST: 280}, -20),
        ({BEFORE: 300, FIRST: 310, LAST: 350}, 40),
        ({date(2019, 1, 1): 100, BEFORE: 300, LAST: 300}, 0),
        ({LAST: 350, AFTER: 900}, None),
        ({BEFORE: 300, AFTER: 900}, None),
    ],
)
def test_volunteers_added_are_told_only_where_there_are_two_numbers(staff, society, numbers, added):
    for day, number in numbers.items():
        make_standing_number(staff, number, kind=Kind.VOLUNTEERS, date=day)
    twice = make_standing_number(staff, 9, kind=Kind.VOLUNTEERS, date=date(2021, 12, 30))
    twice.void(by=staff, reason="entered twice")
    make_standing_number(staff, 7, kind=Kind.MEMBERS, date=BEFORE)

    assert figure_numbers(society).get("standing.volunteers_added") == added
    [figure] = [f for f in figures if f.key == "standing.volunteers_added"]
    if added is not None:
        check_lists([figure], society, YEAR)


@pytest.mark.parametrize("way", ["number", "number:nearly", "number:about"])
@pytest.mark.parametrize("which", [0, 1])
def test_volunteers_added_are_rounded_when_either_number_is(staff, society, way, which):
    rounded = [[], []]
    rounded[which] = [way]
    make_standing_number(staff, 300, kind=Kind.VOLUNTEERS, date=BEFORE, rounded=rounded[0])
    make_standing_number(staff, 350, kind=Kind.VOLUNTEERS, date=LAST, rounded=rounded[1])
    [figure] = [f for f in figures if f.key == "standing.volunteers_added"]
    value = count([figure], Scope(society, YEAR))[figure.key]
    assert (value.number, value.rounded) == (50, "about")
    assert [row.number for row in linked(value)] == [350]


def test_each_society_is_compared_with_itself(staff, above, province):
    make_standing_number(staff, 300, kind=Kind.VOLUNTEERS, date=BEFORE)
    make_standing_number(staff, 350, kind=Kind.VOLUNTEERS, date=LAST)
    make_standing_number(above, 5000, kind=Kind.VOLUNTEERS, date=LAST)
    assert figure_values(Scope(province, YEAR))["standing.volunteers_added"].number == 50
