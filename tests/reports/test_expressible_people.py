"""What can be expressed of life, training and shares."""

from datetime import date
from decimal import Decimal

import pytest

from donations.models import LifeGift
from redcross.figures import Derived, Scope, Unit, Value, derive
from redcross.models import StandingNumber
from reports.figures import derived, figure_values, share
from reports.text.wording import format_percent, number_run
from tests.factories import (
    make_cash_gift,
    make_course,
    make_life_gift,
    make_session,
    make_standing_number,
)
from tests.figures import FIRST_HALF, SECOND_HALF, TWO_YEARS, YEAR, figure_numbers

Kind = LifeGift.Kind


def test_stem_cells_sampled_stored_and_donated_are_three_numbers_of_the_year_and_in_all(
    staff, society
):
    for kind, before, year in ((Kind.SAMPLED, 500, 41), (Kind.STORED, 450, 38)):
        make_standing_number(staff, before, kind=kind.value, date=date(2019, 12, 31))
        make_life_gift(staff, 7, kind=kind, date=date(2020, 12, 31))
        make_life_gift(staff, year, kind=kind, date=date(2021, 12, 31))
    make_life_gift(staff, 3, kind=Kind.STEM_CELLS)
    make_life_gift(staff, 90, kind=Kind.SAMPLED, date=date(2022, 1, 1))

    numbers = figure_numbers(society)
    kinds = ("sampled", "stored", "stem_cells")
    assert [numbers[f"donations.life.{kind}"] for kind in kinds] == [41, 38, 3]
    assert [numbers[f"reports.life.{kind}_total"] for kind in kinds] == [548, 495, 3]


@pytest.mark.parametrize(
    ("millilitres", "text"),
    [(3_480_000, "348万毫升"), (3_481_250, "348.125万毫升"), (400, "0.04万毫升")],
)
def test_blood_reads_in_ten_thousands_of_millilitres(society, staff, millilitres, text):
    make_life_gift(staff, 10000, kind=Kind.BLOOD, millilitres=millilitres)
    values = figure_values(Scope(society, YEAR))

    assert number_run(values["donations.life.blood_millilitres"], wan=True).text == text
    assert number_run(values["donations.life.blood"], wan=True).text == "1万人次"


def test_half_years_make_the_year_and_two_years_are_a_period(staff, society):
    for day in (
        date(2019, 12, 31),
        date(2020, 1, 1),
        date(2020, 12, 31),
        date(2021, 1, 1),
        date(2021, 6, 30),
        date(2021, 7, 1),
        date(2021, 12, 31),
        date(2022, 1, 1),
    ):
        make_cash_gift(staff, "10", date=day)

    gifts = [
        figure_numbers(society, period)["donations.cash.gifts"]
        for period in (FIRST_HALF, SECOND_HALF, YEAR, TWO_YEARS)
    ]
    assert gifts == [2, 2, 4, 6]


def test_awareness_and_certified_training_are_never_one_number(staff, society):
    for kind, attendance in (("awareness", 5000), ("certified", 60), ("cpr_aed", 700)):
        course = make_course(staff, kind=kind)
        make_session(staff, course=course, attendance=attendance, certified=50, times=2)

    numbers = figure_numbers(society)
    kinds = ("awareness", "certified", "cpr_aed")
    assert [numbers[f"training.{kind}.people"] for kind in kinds] == [5000, 60, 700]
    assert numbers["training.certified.certificates"] == 50
    of_training = {key: n for key, n in numbers.items() if key.startswith("training.")}
    assert not {5060, 5700, 5760, 760} & set(of_training.values())


def test_a_target_and_what_was_done_make_a_percentage(society, staff):
    make_session(staff, course=make_course(staff, kind="awareness"), attendance=4820)
    values = figure_values(Scope(society, YEAR))
    target = Derived(
        key="target", label="", unit=Unit.PERSON_TIMES, rule="", parts=(), expression=lambda: 4000
    )
    reached = Derived(
        key="reached",
        label="",
        unit=Unit.PERCENT,
        rule="",
        parts=("training.awareness.people", "target"),
        expression=share,
    )
    found = derive([target, reached], values)

    assert (found["target"].number, found["reached"].number) == (4000, Decimal("120.5"))
    assert format_percent(found["reached"].number) == "120.5%"
    nothing = Value(target, 0)
    assert "reached" not in derive([reached], values | {"target": nothing})


def test_certified_people_are_told_as_a_share_of_the_population(staff, society):
    kinds = StandingNumber.Kind
    assert "reports.certified_share" not in figure_numbers(society)
    make_standing_number(staff, 300000, kind=kinds.POPULATION)
    make_standing_number(staff, 2940, kind=kinds.CERTIFIED)
    make_session(
        staff, course=make_course(staff, kind="certified"), attendance=60, passed=60, certified=60
    )

    numbers = figure_numbers(society)
    assert (numbers["reports.certified_total"], numbers["reports.certified_share"]) == (3000, 1)


def test_every_derived_figure_names_figures_that_exist(society):
    counted = set(figure_values(Scope(society, YEAR)))
    known = counted | {figure.key for figure in derived}
    assert {part for figure in derived for part in figure.parts} <= known
