"""What is said of records that stand for several sessions, events, projects."""

from datetime import date
from decimal import Decimal

import pytest

from redcross.figures import Scope
from reports.evaluation.document import generate_document_of
from reports.text.wording import quoted
from tests.factories import (
    make_community_project,
    make_course,
    make_event,
    make_place,
    make_response,
    make_session,
)
from tests.figures import YEAR
from tests.reports.text_rules import text_of

WHOLE = {"date": date(2021, 1, 1), "end_date": date(2021, 12, 31)}


@pytest.fixture
def told(society):
    """A function that gives the text of 2021."""
    return lambda: text_of(generate_document_of(Scope(society, YEAR)))


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (1, "全年，为88名村民开展普及培训。"),
        (3, "全年，面向村民开展普及培训3场，参训88人次。"),
    ],
)
def test_who_attended_several_sessions_is_not_one_person(staff, told, times, words):
    course = make_course(staff, name="普及培训", kind="awareness")
    make_session(staff, course=course, attendance=88, times=times, audience="村民", **WHOLE)

    assert words in told()


def test_several_named_sessions_tell_times_attended(staff, told):
    fields = {"title": "救护讲座", "attendance": 50, "audience": "", **WHOLE}
    make_session(staff, course=make_course(staff, kind="awareness"), times=2, **fields)

    assert "举办救护讲座2场，50人次参加" in told()


@pytest.mark.parametrize(
    ("times", "words"), [(1, "9名志愿者参加"), (3, "志愿者9人次参加")], ids=["one", "several"]
)
def test_volunteers_of_several_events_are_counted_by_event(staff, told, times, words):
    make_event(staff, title="关爱老人", kind="service", times=times, volunteers=9)

    assert words in told()


@pytest.mark.parametrize(("times", "words"), [(1, "志愿者9名，"), (3, "志愿者9人次，")])
def test_so_are_rescuers(staff, told, times, words):
    make_response(staff, title="抢险", times=times, volunteers=9, moved=2)

    assert words in told()


def test_what_was_on_one_day_was_not_often(staff, told):
    course = make_course(staff, name="救护员培训", kind="certified")
    make_session(staff, course=course, attendance=200, times=4, rounded=["times"])

    assert "多次" not in told() and "开展救护员培训4期以上" in told()


def test_what_was_over_some_days_was(staff, told):
    course = make_course(staff, name="救护员培训", kind="certified")
    make_session(staff, course=course, attendance=200, times=4, rounded=["times"], **WHOLE)

    assert "全年，多次开展救护员培训" in told()


@pytest.mark.parametrize(("times", "words"), [(1, "博爱家园项目通过"), (2, "博爱家园2个项目通过")])
def test_projects_are_told_with_their_number(staff, told, times, words):
    place = make_place(staff, name="石门村")
    fields = {"place": place, "times": times, "kind": "home", "amount": Decimal(80000)}
    make_community_project(staff, stage="accepted", **fields)

    assert words in told()


def test_a_name_that_is_a_quotation_is_quoted_once():
    assert quoted("“清泉助学”") == "“清泉助学”"
    assert quoted("“温暖前行”大病救助") == "“‘温暖前行’大病救助”"
    assert quoted("“甲”和“乙”") == "“‘甲’和‘乙’”"
