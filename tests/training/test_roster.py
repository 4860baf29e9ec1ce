from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.factories import close_year, make_course, make_session
from training.models import Enrolment, Session, three_years_after

ADD = "/training/sessions/add/"
DAY = date(2021, 6, 1)


@pytest.fixture
def course(staff):
    return make_course(staff, kind="certified")


@pytest.fixture
def sent(staff, signed_in, course):
    """A function that sends the add page with these rows on the roster."""
    client = signed_in(staff)

    def send(*rows, url=ADD, **fields):
        fields |= {"roster-TOTAL_FORMS": len(rows), "roster-INITIAL_FORMS": 0}
        for number, cells in enumerate(rows):
            fields |= {f"roster-{number}-{name}": value for name, value in cells.items()}
        start = {"date": "2021-08-04", "course": course.pk, "date_precision": "day", "times": 1}
        return client.post(url, start | fields)

    return send


def holder(number, name="N1", **cells):
    return {"name": name, "passed": "on", "certificate_number": number} | cells


def test_a_roster_counts_who_came_passed_and_has_a_certificate(sent):
    rows = (holder("A1"), {"name": "N2", "passed": "on"}, {"name": "N3", "theory": "59.5"})
    assert sent(*rows, attendance=40, passed=30, certified=20).status_code == 302

    session = Session.objects.get()
    assert (session.attended, session.passed_counted, session.certified_counted) == (3, 2, 1)
    assert (session.attendance, session.passed, session.certified) == (40, 30, 20)


def test_without_a_roster_the_headcounts_count(sent):
    assert sent(attendance=40, passed=30, certified=20).status_code == 302
    session = Session.objects.get()
    assert (session.attended, session.passed_counted, session.certified_counted) == (40, 30, 20)


def test_a_session_whose_roster_is_taken_away_counts_its_headcount_again(staff, sent, course):
    session = make_session(staff, course=course, attendance=40, roster=[{"name": "N1"}])
    url = f"/training/sessions/{session.pk}/change/"
    assert sent(url=url, version=1, attendance=40).status_code == 302

    session.refresh_from_db()
    assert (session.attended, session.roster.count(), session.version) == (40, 0, 2)


@pytest.mark.parametrize(
    ("headcounts", "named"),
    [
        ({"attendance": 3, "passed": 2, "certified": 1}, set()),
        ({"attendance": 4, "passed": 2, "certified": 1}, {"attendance"}),
        ({"attendance": 2, "passed": 1, "certified": 2}, {"attendance", "passed", "certified"}),
        ({}, set()),
    ],
)
def test_a_difference_between_headcount_and_roster_is_shown(
    staff, signed_in, course, headcounts, named
):
    roster = [
        {"name": "N1", "passed": True, "certificate_number": "A1"},
        {"name": "N2", "passed": True},
        {"name": "N3"},
    ]
    session = make_session(staff, course=course, roster=roster, **headcounts)
    page = signed_in(staff).get(session.get_absolute_url())

    shown = [message for message, _other in page.context["warnings"]]
    labels = {name: str(Session._meta.get_field(name).verbose_name) for name in named}
    assert len(shown) == len(named)
    for name, label in labels.items():
        assert any(label in text and str(headcounts[name]) in text for text in shown), shown
    assert all(text in page.content.decode() for text in shown)


@pytest.mark.parametrize("name", ["passed", "certified"])
def test_no_more_pass_than_came(sent, name):
    one_too_many = sent({"name": "N1"}, {"name": "N2"}, **{name: 3})
    assert list(one_too_many.context["form"].errors) == [name]
    assert sent(attendance=2, **{name: 3}).status_code == 422
    assert not Session.objects.exists()
    assert sent({"name": "N1"}, {"name": "N2"}, **{name: 2}).status_code == 302


def test_a_certificate_number_serves_once(sent, staff, course):
    earlier = make_session(
        staff, course=course, roster=[{"name": "N9", "passed": True, "certificate_number": "A1"}]
    )
    twice = sent(holder("A2"), holder("A2", "N2"))
    assert twice.status_code == 422
    [roster] = twice.context["form"].linesets
    assert [list(row.errors) for row in roster.forms[:2]] == [[], ["certificate_number"]]
    used = sent(holder(" A1 "))
    assert used.status_code == 422 and "A1" in used.context["form"].non_field_errors()[0]
    assert Enrolment.objects.count() == 1

    earlier.void(by=staff, reason="entered twice")
    assert sent(holder("A1")).status_code == 302


def test_numbers_of_another_society_are_its_own(sent, outsider):
    make_session(outsider, roster=[{"name": "N9", "passed": True, "certificate_number": "A1"}])
    assert sent(holder("A1")).status_code == 302


def test_a_double_certificate_is_refused_below_the_pages_too(staff, course):
    line = {"name": "N1", "passed": True, "certificate_number": "A1"}
    with pytest.raises(ValidationError, match="A1"):
        make_session(staff, course=course, roster=[line, line])
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"passed": ""}, "passed"),
        ({"issued_on": "2021-08-04", "expires_on": "2021-08-03"}, "expires_on"),
        ({"theory": "1000"}, "theory"),
    ],
)
def test_a_wrong_cell_of_the_roster_is_told_beside_it(sent, cells, named):
    refused = sent(holder("A1", **cells))
    assert refused.status_code == 422
    assert list(refused.context["form"].linesets[0].forms[0].errors) == [named]
    assert sent(holder("A1", issued_on="2021-08-04", expires_on="2021-08-04")).status_code == 302


@pytest.mark.parametrize(
    ("issued", "expires"),
    [
        (date(2021, 8, 4), date(2024, 8, 4)),
        (date(2020, 2, 29), date(2023, 2, 28)),
        (date(2021, 2, 28), date(2024, 2, 28)),
        (date(2021, 12, 31), date(2024, 12, 31)),
    ],
)
def test_a_certificate_is_valid_for_three_years(sent, issued, expires):
    assert three_years_after(issued) == expires
    assert sent(holder("A1", issued_on=issued.isoformat())).status_code == 302
    assert Enrolment.objects.get().expires_on == expires


def test_an_expiry_that_was_typed_stays(sent):
    sent(holder("A1", issued_on="2021-08-04", expires_on="2022-08-04"))
    assert Enrolment.objects.get().expires_on == date(2022, 8, 4)


def test_a_certificate_without_its_day_of_issue_is_on_no_list_of_valid_ones(sent, client):
    assert sent(holder("A1"), holder("A2", "N2", issued_on="2021-08-04")).status_code == 302
    rows = client.get("/training/roster/", {"on": "2021-08-04"}).context["table"].data.data
    assert [row.certificate_number for row in rows] == ["A2"]


@pytest.mark.parametrize("q", ["N7", "a7"])
def test_a_learner_is_found_by_name_and_certificate(sent, client, q):
    sent(holder("A7", "N7"), holder("A8", "N8"))
    rows = client.get("/training/roster/", {"q": q}).context["table"].data.data
    assert [row.name for row in rows] == ["N7"]


def test_a_session_that_was_held_and_has_no_headcount_is_to_be_completed(staff):
    today = timezone.localdate()
    sessions = {
        "nobody said": make_session(staff),
        "nobody came": make_session(staff, attendance=0),
        "counted": make_session(staff, attendance=12),
        "listed": make_session(staff, roster=[{"name": "N1"}]),
        "planned": make_session(staff, date=today + timedelta(days=3)),
    }
    lacking = Session.objects.filter(Session.incomplete())
    assert list(lacking) == [sessions["nobody said"]]
    assert {name for name, one in sessions.items() if one.missing()} == {"nobody said"}


def listed(number, name="N1", **cells):
    return {"name": name, "passed": True, "certificate_number": number} | cells


def test_a_certificate_s_number_is_one_however_it_is_typed(sent):
    assert sent(holder("c 001")).status_code == 302
    assert Enrolment.objects.get().certificate_number == "C001"
    for typed in ("Ｃ００１", "C-001", "c001"):
        assert sent(holder(typed), title=typed).status_code == 422
    assert sent(holder("F6"), holder("Ｆ６", "N2"), title="F").status_code == 422


@pytest.mark.parametrize("score", ["-5", "100.5"])
def test_a_score_lies_between_0_and_100(sent, score):
    assert sent({"name": "N1", "theory": score}).status_code == 422
    assert sent({"name": "N1", "theory": "100", "practice": "0"}).status_code == 302


def test_certificates_of_a_closed_period_stay_whatever_the_day_of_the_course(
    staff, society, course
):
    late = make_session(
        staff, course=course, date=date(2022, 1, 6), roster=[listed("A1", issued_on=DAY)]
    )
    close_year(society, 2021)
    later = date(2022, 2, 1)
    for roster in ([listed("D1", issued_on=DAY)], [listed("D2", issued_on=date(2019, 5, 1))]):
        with pytest.raises(ValidationError, match="D"):
            make_session(staff, course=course, date=later, roster=roster)
    make_session(staff, course=course, date=later, roster=[listed("D3", issued_on=later)])
    late = Session.objects.get(pk=late.pk)
    line = late.roster.get()
    line.issued_on = date(2022, 1, 7)
    with pytest.raises(ValidationError, match="A1"):
        late.save_entry(by=staff, save_related=line.save)
    with pytest.raises(ValidationError, match="A1"):
        Session.objects.get(pk=late.pk).void(by=staff, reason="x")
    late = Session.objects.get(pk=late.pk)
    late.topics = "心肺复苏"
    late.save_entry(by=staff)
