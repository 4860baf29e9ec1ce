from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.figures import BY_KEY, figures
from campaigns.listings import MOST, accepted, events_of, publicity_summary
from campaigns.models import CommunityProject, Event, Material
from redcross.figures import Period, Scope, break_down, by_month, tabulate
from tests.factories import (
    make_community_project,
    make_event,
    make_place,
    make_society,
    make_survey,
)
from tests.figures import YEAR, check_lists, check_table, linked

NOTHING = dict.fromkeys(BY_KEY, 0)
Kind, Topic, Stage = Event.Kind, Event.Topic, CommunityProject.Stage
LEAFLETS = {"item": "G1", "quantity": 300}
BOOKLETS = {"item": "G2", "quantity": 50, "unit": "本", "rounded": True}
UMBRELLAS = {"item": "G3", "quantity": 20, "kind": Material.Kind.ARTICLE}


@pytest.fixture
def recorded(staff, above, outsider):
    """Events and projects of three societies, with the year's edges and voided ones."""
    first, last = date(2021, 1, 1), date(2021, 12, 31)
    make_event(
        staff,
        date=first,
        times=3,
        people=200,
        rounded=["people"],
        volunteers=5,
        hours="10.5",
        topics=[Topic.BLOOD, Topic.FIRST_AID],
        materials=[LEAFLETS, BOOKLETS, UMBRELLAS],
    )
    make_event(
        staff,
        date=last,
        people=46,
        topics=[Topic.BLOOD, Topic.STEM_CELLS, Topic.BODY, Topic.SPIRIT],
        materials=[LEAFLETS],
    )
    for beyond in (date(2020, 12, 31), date(2022, 1, 1)):
        make_event(
            staff,
            date=beyond,
            people=1000,
            volunteers=1000,
            hours=1000,
            topics=[Topic.BLOOD],
            materials=[LEAFLETS],
        )
        make_community_project(staff, date=beyond, stage=Stage.ACCEPTED)
    twice = make_event(
        staff, people=500, volunteers=5, hours=5, topics=[Topic.BLOOD], materials=[UMBRELLAS]
    )
    twice.void(by=staff, reason="entered twice")
    # Neither its people nor its topic are publicity; its leaflets are handed out all the same.
    make_event(
        staff,
        kind=Kind.CLINIC,
        people=80,
        volunteers=2,
        topics=[Topic.BLOOD],
        materials=[{"item": "G1", "quantity": 7}],
    )
    make_event(
        staff,
        kind=Kind.SERVICE,
        times=2,
        volunteers=12,
        hours=24,
        rounded=["volunteers", "hours", "times"],
    )
    make_event(staff, kind=Kind.MEETING, people=15)
    make_event(staff, kind=Kind.OTHER, volunteers=1)

    make_community_project(staff, date=first, stage=Stage.BUILDING)
    make_community_project(staff, date=last, stage=Stage.ACCEPTED, times=3, rounded=["times"])
    make_community_project(staff, date=last, stage=Stage.ACCEPTED)
    make_community_project(staff, stage=Stage.PLANNED)
    make_community_project(staff, stage=Stage.STOPPED)
    twice = make_community_project(staff, stage=Stage.BUILDING)
    twice.void(by=staff, reason="entered twice")

    make_survey(staff, 50, 45, date=first, asked=60)
    make_survey(staff, 30, 28, date=last)
    make_survey(staff, 1000, 1000, date=date(2020, 12, 31))
    make_survey(staff, 1000, 1000, date=date(2022, 1, 1))
    make_survey(staff, 500, 1).void(by=staff, reason="entered twice")

    make_event(above, people=10000, topics=[Topic.BODY], materials=[UMBRELLAS])
    make_community_project(above, stage=Stage.ACCEPTED)
    make_event(outsider, kind=Kind.SERVICE, hours=100)


OWN = {
    "campaigns.publicity.events": 4,
    "campaigns.clinic.events": 1,
    "campaigns.service.events": 2,
    "campaigns.meeting.events": 1,
    "campaigns.other.events": 1,
    "campaigns.publicity.people": 246,
    "campaigns.volunteers": 20,
    "campaigns.hours": 34.5,
    "campaigns.topic.blood": 4,
    "campaigns.topic.stem_cells": 1,
    "campaigns.topic.body": 1,
    "campaigns.topic.first_aid": 3,
    "campaigns.materials.printed": 657,
    "campaigns.materials.articles": 20,
    "campaigns.projects.building": 1,
    "campaigns.projects.accepted": 4,
    "campaigns.surveys.answered": 80,
    "campaigns.surveys.satisfied": 73,
}
ROUNDED = {
    "campaigns.publicity.people",
    "campaigns.service.events",
    "campaigns.volunteers",
    "campaigns.hours",
    "campaigns.materials.printed",
    "campaigns.projects.accepted",
}


def test_every_figure_equals_what_was_worked_out_by_hand(recorded, society):
    check_table(figures, OWN, society, YEAR, rounded=ROUNDED)


def test_those_below_are_counted_unless_a_society_stands_alone(recorded, province, society):
    check_table(figures, OWN, society, YEAR, own_records_only=True, rounded=ROUNDED)
    of_the_province = {
        "campaigns.publicity.events": 1,
        "campaigns.publicity.people": 10000,
        "campaigns.topic.body": 1,
        "campaigns.materials.articles": 20,
        "campaigns.projects.accepted": 1,
    }
    check_table(figures, NOTHING | of_the_province, province, YEAR, own_records_only=True)
    of_all = {key: OWN[key] + number for key, number in of_the_province.items()}
    beside = {"campaigns.service.events": 3, "campaigns.hours": 134.5}
    check_table(figures, OWN | of_all | beside, province, YEAR, rounded=ROUNDED)


def test_an_empty_year_is_all_zeros(recorded, society, db):
    check_table(figures, NOTHING, society, Period.year(2019))
    check_table(figures, NOTHING, make_society("S9"), YEAR)


def test_publicity_breaks_down_by_topic_and_one_event_counts_under_each(recorded, society):
    events, people = BY_KEY["campaigns.publicity.events"], BY_KEY["campaigns.publicity.people"]
    found = break_down(events, "topics", Scope(society, YEAR), parameter="topic")
    assert [(label, value.number, bool(value.rounded)) for label, value in found] == [
        (Topic.BLOOD.label, 4, False),
        (Topic.FIRST_AID.label, 3, False),
        (Topic.STEM_CELLS.label, 1, False),
        (Topic.BODY.label, 1, False),
        (Topic.SPIRIT.label, 1, False),
    ]
    reached = break_down(people, "topics", Scope(society, YEAR), parameter="topic")
    assert [(label, value.number, bool(value.rounded)) for label, value in reached][:2] == [
        (Topic.BLOOD.label, 246, True),
        (Topic.FIRST_AID.label, 200, True),
    ]
    for _label, value in (*found, *reached):
        assert linked(value).aggregate(n=value.figure.value)["n"] == value.number


def test_what_is_not_counted_under_any_topic_has_no_line(society, staff):
    make_event(staff)
    events = BY_KEY["campaigns.publicity.events"]
    assert break_down(events, "topics", Scope(society, YEAR), parameter="topic") == []


def test_events_and_volunteers_stand_side_by_side_by_kind(recorded, society):
    times = replace(BY_KEY["campaigns.publicity.events"], where={})
    found = tabulate([times, BY_KEY["campaigns.volunteers"]], "kind", Scope(society, YEAR))
    assert {label: [v.number for v in values.values()] for label, values in found} == {
        Kind.CLINIC.label: [1, 2],
        Kind.MEETING.label: [1, 0],
        Kind.OTHER.label: [1, 1],
        Kind.PUBLICITY.label: [4, 5],
        Kind.SERVICE.label: [2, 12],
    }
    for _label, values in found:
        for value in values.values():
            assert (linked(value).aggregate(n=value.figure.value)["n"] or 0) == value.number


def test_what_has_no_place_or_theme_day_is_counted_without_a_list(staff, society):
    place = make_place(staff)
    make_event(staff, times=2)
    make_event(staff, place=place, theme_day=Event.ThemeDay.AIDS)
    events = BY_KEY["campaigns.publicity.events"]
    by_place = break_down(events, "place", Scope(society, YEAR))
    by_day = break_down(events, "theme_day", Scope(society, YEAR))

    assert [(group, value.number) for group, value in by_place] == [(None, 2), (place, 1)]
    assert [value.number for _group, value in by_day] == [2, 1]
    for (_none, without), (_group, some) in (by_place, by_day):
        assert without.url == ""
        assert linked(some).aggregate(n=events.value)["n"] == 1


def test_events_break_down_by_month(recorded, society):
    times = BY_KEY["campaigns.publicity.events"]
    assert [
        (m.start.month, v.number) for m, v in by_month(times, Scope(society, Period.year(2021)))
    ] == [
        (1, 3),
        (12, 1),
    ]


def test_the_listing_names_the_events_that_reached_most(staff, society, above):
    for number in range(1, MOST + 3):
        make_event(
            staff, people=number, date=date(2021, 12, 31) - timedelta(days=number), materials=[]
        )
    make_event(staff)
    make_event(staff, people=99).void(by=staff, reason="entered twice")
    make_event(staff, people=99, kind=Kind.CLINIC)
    make_event(above, people=99)

    assert [e.people for e in events_of("publicity", Scope(society, YEAR))] == list(
        range(MOST + 2, 2, -1)
    )
    assert [e.people for e in events_of("clinic", Scope(society, YEAR))] == [99]


def test_what_the_publicity_was_about_is_named_once_in_the_order_of_definition(staff, society):
    make_event(staff, topics=[Topic.SPIRIT], channels=["press"], theme_day="aids")
    make_event(staff, topics=[Topic.FIRST_AID, Topic.SPIRIT], channels=["boards"])
    make_event(staff, contents=["visits", "talks"], theme_day="red_cross_day")
    make_event(staff, kind=Kind.CLINIC, topics=[Topic.BODY], theme_day="law")

    said = publicity_summary(Scope(society, YEAR))
    assert said.theme_days == [Event.ThemeDay.RED_CROSS_DAY.label, Event.ThemeDay.AIDS.label]
    assert said.topics == [Topic.FIRST_AID.label, Topic.SPIRIT.label]
    assert said.channels == [Event.Channel.BOARDS.label, Event.Channel.PRESS.label]
    assert said.contents == [Event.Content.TALKS.label, Event.Content.VISITS.label]


def test_the_projects_accepted_are_listed(recorded, society, province):
    assert {p.stage for p in accepted(Scope(society, YEAR))} == {Stage.ACCEPTED}
    assert len(accepted(Scope(society, YEAR))) == 2
    assert len(accepted(Scope(province, YEAR))) == 3


EVENT = st.fixed_dictionaries(
    {
        "days": st.integers(-200, 200),
        "kind": st.sampled_from(Kind.values),
        "people": st.none() | st.integers(0, 5000),
        "volunteers": st.none() | st.integers(0, 50),
        "hours": st.none() | st.decimals(1, 100, places=1),
        "times": st.integers(1, 9),
        "rounded": st.lists(st.sampled_from(Event.roundable_fields), unique=True),
        "topics": st.lists(st.sampled_from(Topic.values), unique=True),
    }
)
MATERIAL = st.fixed_dictionaries(
    {
        "item": st.just("G1"),
        "quantity": st.integers(1, 10**6),
        "kind": st.sampled_from(Material.Kind.values),
        "rounded": st.booleans(),
    }
)
PROJECT = st.fixed_dictionaries(
    {
        "days": st.integers(-200, 200),
        "stage": st.sampled_from(Stage.values),
        "times": st.integers(1, 9),
        "rounded": st.lists(st.sampled_from(CommunityProject.roundable_fields), unique=True),
    }
)
ROWS = st.tuples(st.integers(0, 1), st.booleans(), EVENT, st.lists(MATERIAL, max_size=3), PROJECT)


@pytest.mark.deep
@given(rows=st.lists(ROWS, max_size=10))
def test_over_random_events_every_linked_list_agrees(rows, staff, above, society, province):
    Event.objects.all().delete()
    CommunityProject.objects.all().delete()
    places = {by: make_place(by) for by in (staff, above)}
    middle = date(2021, 7, 1)
    for whose, voided, event, materials, project in rows:
        by = (staff, above)[whose]
        for make, values, more in (
            (make_event, event, {"materials": materials}),
            (make_community_project, project, {"place": places[by]}),
        ):
            own = {name: value for name, value in values.items() if name != "days"}
            kept = make(by, date=middle + timedelta(days=values["days"]), **own, **more)
            if voided:
                kept.void(by=by, reason="x")
    half = Period(date(2021, 1, 1), date(2021, 6, 30))
    for of, own_records_only, period in (
        (society, False, YEAR),
        (province, True, YEAR),
        (province, False, half),
    ):
        check_lists(figures, of, period, own_records_only)
        events = BY_KEY["campaigns.publicity.events"]
        parts = break_down(
            events,
            "topics",
            Scope(of, period, own_records_only=own_records_only),
            parameter="topic",
        )
        parts += break_down(
            replace(events, where={}), "kind", Scope(of, period, own_records_only=own_records_only)
        )
        for _group, value in parts:
            assert linked(value).aggregate(n=events.value)["n"] == value.number, value.url
