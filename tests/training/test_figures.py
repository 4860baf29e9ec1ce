from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from redcross.figures import Period, Scope, break_down, tabulate
from tests.factories import (
    make_aed,
    make_aed_inspection,
    make_course,
    make_person,
    make_session,
    make_society,
)
from tests.figures import YEAR, check_lists, check_table, linked
from training.figures import BY_KEY, figures
from training.listings import MOST, held
from training.models import Course, Enrolment, Session

NOTHING = dict.fromkeys(BY_KEY, 0)
Kind = Course.Kind


@pytest.fixture
def recorded(staff, above, outsider):
    """Sessions of three societies, with the year's edges and a voided one."""
    courses = {kind: make_course(staff, kind=kind) for kind in Kind}
    person, other = make_person(staff), make_person(staff)

    def session(kind, day="2021-05-01", **fields):
        return make_session(staff, course=courses[kind], date=date.fromisoformat(day), **fields)

    session(Kind.AWARENESS, "2021-01-01", times=8, attendance=40, rounded=["attendance"])
    session(Kind.AWARENESS, "2021-12-31", attendance=1)
    session(Kind.AWARENESS, "2020-12-31", attendance=1000)
    session(Kind.AWARENESS, "2022-01-01", attendance=2000)
    session(Kind.AWARENESS, attendance=500).void(by=staff, reason="entered twice")

    # The roster replaces the headcount, and is exact.
    session(
        Kind.CPR_AED,
        attendance=30,
        rounded=["attendance", "times"],
        times=2,
        roster=[{"name": "N1"}, {"name": "N2", "passed": True}],
    )
    session(Kind.TRAINER, attendance=3, passed=3)
    session(Kind.CARE, times=2, attendance=5)
    session(Kind.OTHER, attendance=7)

    session(Kind.CERTIFIED, attendance=20, passed=18, certified=17, rounded=["passed"])
    session(
        Kind.CERTIFIED,
        roster=[
            _holder("N3", "A1", "2021-05-01", "2024-05-01", person=person),
            _holder("N4", "A2", "2021-05-02", "2024-05-02"),
            {"name": "N5", "passed": True, "person": other},
            {"name": "N6"},
        ],
    )
    session(Kind.CERTIFIED, "2020-03-01", attendance=9, passed=9, certified=9)
    session(
        Kind.CERTIFIED,
        "2019-01-05",
        roster=[
            _holder("N7", "A3", "2018-12-31", "2021-12-31"),
            _holder("N8", "A4", "2018-12-30", "2021-12-30"),
        ],
    )
    session(
        Kind.CERTIFIED,
        "2021-12-31",
        roster=[_holder("N3", "A5", "2022-01-01", "2025-01-01", person=person)],
    )
    session(Kind.CERTIFIED, "2022-02-01", roster=[_holder("N9", "A6", "2021-12-31", "2024-12-31")])
    session(
        Kind.CERTIFIED, roster=[_holder("N9", "A7", "2021-05-01", "2024-05-01", person=person)]
    ).void(by=staff, reason="entered twice")

    _record_aeds(staff)
    make_session(above, attendance=10000)
    make_session(outsider, attendance=100, times=3)


def _record_aeds(staff):
    """AEDs at the year's edges and a voided one, and inspections of one of them."""
    first, last = date(2021, 1, 1), date(2021, 12, 31)
    kept = make_aed(staff, installed_on=date(2020, 1, 1))
    make_aed(staff, installed_on=last)
    make_aed(staff, installed_on=date(2022, 1, 1))
    make_aed(staff, installed_on=first, state="removed", removed_on=last)
    make_aed(staff, installed_on=first).void(by=staff, reason="entered twice")
    make_aed_inspection(staff, aed=kept, date=first, times=3)
    make_aed_inspection(staff, aed=kept, date=last)
    make_aed_inspection(staff, aed=kept, date=date(2020, 12, 31))
    make_aed_inspection(staff, aed=kept, date=date(2022, 1, 1))
    make_aed_inspection(staff, aed=kept).void(by=staff, reason="entered twice")


def _holder(name, number, issued, expires, **fields):
    days = {"issued_on": date.fromisoformat(issued), "expires_on": date.fromisoformat(expires)}
    return {"name": name, "passed": True, "certificate_number": number, **days, **fields}


OWN = {
    "training.awareness.sessions": 9,
    "training.awareness.people": 41,
    "training.cpr_aed.sessions": 2,
    "training.cpr_aed.people": 2,
    "training.certified.sessions": 3,
    "training.certified.people": 25,
    "training.trainer.sessions": 1,
    "training.trainer.people": 3,
    "training.care.sessions": 2,
    "training.care.people": 5,
    "training.other.sessions": 1,
    "training.other.people": 7,
    # 41 of the year, 1000 of the day before.
    "training.awareness.recorded": 1041,
    "training.certified.passed": 22,
    "training.certified.certificates": 20,
    # 17 and 2 and 1 of the year, 9 of 2020, 2 of 2019.
    "training.certified.recorded": 31,
    # A1, A2, A3 on its last day, A6 issued on the last day; A5 is issued a day later.
    "training.certificates.valid": 4,
    "training.certificates.valid_number": 4,
    "training.roster.people": 2,
    "training.aed.in_place": 2,
    "training.aed.inspections": 4,
}
ROUNDED = {
    "training.awareness.people",
    "training.awareness.recorded",
    "training.cpr_aed.sessions",
    "training.certified.passed",
}


def test_every_figure_equals_what_was_worked_out_by_hand(recorded, society):
    check_table(figures, OWN, society, YEAR, rounded=ROUNDED)


def test_those_below_are_counted_unless_a_society_stands_alone(recorded, province, society):
    check_table(figures, OWN, society, YEAR, own_records_only=True, rounded=ROUNDED)
    of_the_province = {
        "training.awareness.sessions": 1,
        "training.awareness.people": 10000,
        "training.awareness.recorded": 10000,
    }
    check_table(figures, NOTHING | of_the_province, province, YEAR, own_records_only=True)
    of_all = {
        "training.awareness.sessions": 13,
        "training.awareness.people": 10141,
        "training.awareness.recorded": 11141,
    }
    check_table(figures, OWN | of_all, province, YEAR, rounded=ROUNDED)


def test_an_empty_year_is_all_zeros(recorded, society, db):
    check_table(figures, NOTHING, make_society("S9"), YEAR)
    check_table(figures, NOTHING, society, Period.year(2017))


def test_what_is_passed_counts_from_its_roster_only_where_it_is_marked(staff, society):
    course = make_course(staff, kind=Kind.CERTIFIED)
    names = [{"name": "N1"}, {"name": "N2"}]
    make_session(staff, course=course, attendance=9, passed=2, certified=1, roster=names)
    expected = NOTHING | {
        "training.certified.sessions": 1,
        "training.certified.people": 2,
        "training.certified.passed": 2,
        "training.certified.certificates": 1,
        "training.certified.recorded": 1,
    }
    check_table(figures, expected, society, YEAR)


def test_learners_break_down_by_the_kind_of_course(recorded, society):
    people = replace(BY_KEY["training.awareness.people"], where={})
    found = break_down(people, "course__kind", Scope(society, YEAR), parameter="kind")
    assert [(label, value.number, bool(value.rounded)) for label, value in found] == [
        (Kind.AWARENESS.label, 41, True),
        (Kind.CERTIFIED.label, 25, False),
        (Kind.OTHER.label, 7, False),
        (Kind.CARE.label, 5, False),
        (Kind.TRAINER.label, 3, False),
        (Kind.CPR_AED.label, 2, False),
    ]
    for _label, value in found:
        assert linked(value).aggregate(n=people.value)["n"] == value.number


def test_sessions_and_learners_stand_side_by_side_by_course(recorded, society):
    both = [BY_KEY["training.certified.sessions"], BY_KEY["training.certified.people"]]
    found = tabulate(both, "course", Scope(society, YEAR))
    shown = {course.kind: [v.number for v in values.values()] for course, values in found}
    assert shown == {Kind.CERTIFIED: [3, 25]}
    for value in found[0][1].values():
        assert linked(value).aggregate(n=value.figure.value)["n"] == value.number


def test_the_listing_names_the_largest_sessions_of_a_kind(staff, society, above):
    sessions = [
        make_session(staff, attendance=number, date=date(2021, 12, 31) - timedelta(days=number))
        for number in range(1, MOST + 3)
    ]
    sessions[-1].void(by=staff, reason="entered twice")
    make_session(staff, attendance=99, date=date(2022, 1, 1))
    make_session(above, attendance=99)

    largest = held("awareness", Scope(society, YEAR))
    assert [s.attended for s in largest] == list(range(MOST + 1, 1, -1))
    assert held("certified", Scope(society, YEAR)) == []
    assert held("awareness", Scope(society, Period.year(2020))) == []


def test_a_list_of_certificates_valid_on_a_day(recorded, staff, signed_in):
    client = signed_in(staff)

    def numbers(day):
        rows = client.get("/training/roster/", {"on": day}).context["table"].data.data
        return sorted(row.certificate_number for row in rows)

    assert numbers("2021-12-30") == ["A1", "A2", "A3", "A4"]
    assert numbers("2021-12-31") == ["A1", "A2", "A3", "A6"]
    assert numbers("2018-12-29") == []


SESSION = st.fixed_dictionaries(
    {
        "days": st.integers(-400, 400),
        "course": st.integers(0, len(Kind) - 1),
        "attendance": st.none() | st.integers(0, 500),
        "times": st.integers(1, 9),
        "rounded": st.lists(st.sampled_from(Session.roundable_fields), unique=True),
        "society": st.integers(0, 1),
        "voided": st.booleans(),
        "roster": st.lists(
            st.fixed_dictionaries(
                {
                    "person": st.none() | st.integers(0, 2),
                    "issued": st.none() | st.integers(-1500, 400),
                    "passed": st.booleans(),
                }
            ),
            max_size=3,
        ),
    }
)


@pytest.mark.deep
@given(sessions=st.lists(SESSION, max_size=12))
def test_over_random_sessions_every_linked_list_agrees(sessions, staff, above, society, province):
    Enrolment.objects.all().delete()
    Session.objects.all().delete()
    courses = [make_course(staff, kind=kind) for kind in Kind]
    people = [make_person(staff) for _ in range(3)]
    for number, row in enumerate(sessions):
        kept = make_session(
            above if row["society"] else staff,
            # The course of another society is refused.
            **({} if row["society"] else {"course": courses[row["course"]]}),
            date=date(2021, 6, 1) + timedelta(days=row["days"]),
            attendance=row["attendance"],
            times=row["times"],
            rounded=row["rounded"],
            roster=[
                {
                    "name": "N1",
                    "person": _person(people, row["roster"], place),
                    **_certificate(line, f"B{number}-{place}"),
                }
                for place, line in enumerate(row["roster"])
            ],
        )
        if row["voided"]:
            kept.void(by=kept.entered_by, reason="x")
    for of, own_records_only in ((society, False), (province, True), (province, False)):
        check_lists(figures, of, YEAR, own_records_only)
        for figure in (BY_KEY["training.awareness.people"], BY_KEY["training.certified.sessions"]):
            for _group, value in break_down(
                figure, "course", Scope(of, YEAR, own_records_only=own_records_only)
            ):
                rows = linked(value)
                assert (rows.aggregate(n=figure.value)["n"] or 0) == value.number, value.url


def _person(people, roster, place):
    """Whom the line of this place is joined to: nobody who stands above already."""
    chosen = roster[place]["person"]
    taken = [line["person"] for line in roster[:place]]
    return None if chosen is None or chosen in taken else people[chosen]


def _certificate(line, number):
    if line["issued"] is None:
        return {"passed": line["passed"]}
    issued = date(2021, 6, 1) + timedelta(days=line["issued"])
    return {
        "passed": True,
        "certificate_number": number,
        "issued_on": issued,
        "expires_on": issued + timedelta(days=1095),
    }


def test_the_address_of_a_figure_is_a_query_of_its_list(society):
    figure = BY_KEY["training.certificates.valid"]
    asked = QueryDict(
        figure.url(figure.parameters(Scope(society, YEAR, own_records_only=True))).partition("?")[2]
    )
    assert asked.dict() == {"alone": str(society.pk), "on": "2021-12-31"}
