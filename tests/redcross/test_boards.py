"""Members, and who sits on the council and the supervisory board."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.http import QueryDict

from redcross.directory.filters import BoardTermFilter, MemberFilter
from redcross.models import Board, BoardTerm, Member
from tests.factories import make_board_term, make_member, make_person
from tests.refusals import refused

Post = BoardTerm.Post
START, END = date(2020, 1, 1), date(2024, 12, 31)
TERM = {"starts_on": START, "ends_on": END}


def listed(filterset, address):
    page = filterset(data=QueryDict(address), queryset=filterset._meta.model.objects.all())
    assert page.is_valid(), page.errors
    return set(page.qs)


@pytest.mark.parametrize(
    ("day", "sits"),
    [
        (START - timedelta(days=1), False),
        (START, True),
        (END, True),
        (END + timedelta(days=1), False),
    ],
)
def test_who_sits_sits_within_the_term(staff, day, sits):
    term = make_board_term(staff, **TERM)

    assert listed(BoardTermFilter, f"on={day}") == ({term} if sits else set())
    assert BoardTerm.objects.with_sitting(day).get().sits_today == sits


def test_who_left_sits_no_more(staff):
    make_board_term(staff, left_on=date(2022, 3, 1), **TERM)

    assert listed(BoardTermFilter, "on=2022-02-28")
    assert not listed(BoardTermFilter, "on=2022-03-01")


def test_the_list_shows_who_sits_today(signed_in, staff):
    make_board_term(staff, term=2, starts_on=date(2000, 1, 1), ends_on=date(2004, 12, 31))
    make_board_term(staff, term=3, starts_on=date(2000, 1, 1), ends_on=date(2999, 12, 31))
    rows = signed_in(staff).get("/reference/boards/").context["table"].data.data

    assert {row.term: row.sits_today for row in rows} == {2: False, 3: True}


def test_every_post_is_of_one_board(staff):
    for post in Post:
        make_board_term(staff, post=post)
    of_council, of_supervisors = (listed(BoardTermFilter, f"board={board}") for board in Board)

    assert {term.post for term in of_supervisors} == {
        Post.CHIEF_SUPERVISOR,
        Post.DEPUTY_CHIEF_SUPERVISOR,
        Post.SUPERVISOR,
    }
    assert {term.post for term in of_council} == set(Post) - {term.post for term in of_supervisors}


def due(society, today):
    rows = BoardTerm.objects.countable().filter(society=society)
    return [(reminder.due_on, reminder.url) for reminder in rows.reminders(today, 9)]


def test_the_end_of_a_term_is_due_half_a_year_before_once_a_board(staff, society):
    for post in (Post.PRESIDENT, Post.COUNCIL, Post.COUNCIL):
        make_board_term(staff, post=post, term=3, **TERM)
    make_board_term(staff, post=Post.SUPERVISOR, term=2, starts_on=START, ends_on=date(2029, 1, 1))
    soon = END - timedelta(days=settings.TERM_NOTICE_DAYS)

    assert due(society, soon - timedelta(days=1)) == []
    assert due(society, soon) == [(END, "/reference/boards/?board=council&term=3")]


def test_a_later_term_or_leaving_ends_the_reminder(staff, society):
    make_board_term(staff, term=3, **TERM)
    left = make_board_term(staff, post=Post.SUPERVISOR, left_on=END, **TERM)
    assert len(due(society, END)) == 1 and left

    make_board_term(staff, term=4, starts_on=END, ends_on=date(2029, 12, 31))
    assert due(society, END) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_on": END, "ends_on": START},
        {"left_on": START - timedelta(days=1)},
        {"term": 0},
    ],
)
def test_a_term_has_a_number_and_ends_after_its_start(staff, wrong):
    with refused():
        make_board_term(staff, **TERM | wrong)

    make_board_term(staff, **TERM | {"left_on": START})


def test_a_person_has_a_post_once_a_term(staff):
    person = make_person(staff)
    first = make_board_term(staff, person=person)
    with refused(saying="already has this post"):
        make_board_term(staff, person=person)

    make_board_term(staff, person=person, post=Post.PRESIDENT)
    make_board_term(staff, person=person, term=2)
    first.void(by=staff, reason="entered twice")
    make_board_term(staff, person=person)


def test_a_member_s_card_is_unique_and_leaving_follows_joining(staff, outsider):
    make_member(staff, card_number="A1")
    with refused("card_number", saying="already recorded"):
        make_member(staff, card_number=" A1")
    with refused():
        make_member(staff, joined_on=END, left_on=START)

    make_member(outsider, card_number="A1")
    make_member(staff, joined_on=START, left_on=START, kind=Member.Kind.ORGANISATION)


def test_members_are_found_as_of_a_day(staff):
    always = make_member(staff)
    between = make_member(staff, joined_on=START, left_on=END)

    assert listed(MemberFilter, f"on={START}") == {always, between}
    assert listed(MemberFilter, f"on={START - timedelta(days=1)}") == {always}
    assert listed(MemberFilter, f"on={END}") == {always}
