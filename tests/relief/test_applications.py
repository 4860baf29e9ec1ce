"""Applications: what one may hold, and what it warns of."""

from datetime import date
from decimal import Decimal

from relief.models import Application
from tests.factories import make_application, make_person, make_programme
from tests.refusals import refused
from tests.relief.warnings import others

APPROVED = Application.Decision.APPROVED


def test_the_same_person_and_cause_is_pointed_out_where_help_is_given_once(staff):
    once, again = make_programme(staff, once=True), make_programme(staff)
    person, other = make_person(staff), make_person(staff)

    def apply(programme=once, applicant=person, cause="白血病", day=date(2021, 5, 1)):
        return make_application(
            staff, programme=programme, applicant=applicant, cause=cause, date=day
        )

    first = apply(day=date(2019, 5, 1))
    apply().void(by=staff, reason="entered twice")
    second = apply()
    assert others(second) == [first]
    assert others(first) == [second]
    assert others(apply(cause="尿毒症")) == []
    assert others(apply(applicant=other)) == []
    assert others(apply(programme=again)) == others(apply(programme=again)) == []


def test_the_same_account_for_somebody_else_is_pointed_out(staff, outsider):
    person, other = make_person(staff), make_person(staff)
    first = make_application(staff, applicant=person, account="6222 0001")
    assert others(make_application(staff, applicant=person, account="6222 0001")) == []
    make_application(outsider, applicant=make_person(outsider), account="6222 0001")
    make_application(staff, applicant=other, account="6222 0002")

    second = make_application(staff, applicant=other, account="6222 0001")
    assert first in others(second) and len(others(second)) == 2
    assert "0001" not in str(second.warnings()[0][0])


def test_somebody_else_than_who_entered_it_decides(staff):
    def decided(**fields):
        return len(make_application(staff, **fields).warnings())

    assert decided(decision=APPROVED, decided_by=str(staff)) == 1
    assert decided(decision=APPROVED) == 1
    assert decided(decision=APPROVED, decided_by="L1") == 0
    assert decided(decided_by=str(staff)) == 0


def test_a_posting_of_less_than_three_days_is_pointed_out(staff):
    def posted(to):
        days = {"posted_from": date(2021, 5, 1), "posted_to": date(2021, 5, to)}
        entry = make_application(staff, decision=APPROVED, decided_by="L1", **days)
        return bool(entry.warnings())

    assert posted(to=2) and not posted(to=3)


def test_what_is_left_to_pay_measures_the_need(staff):
    costs = {"total_cost": 90000, "insurance_paid": Decimal("55000.50"), "other_aid": 5000}

    assert make_application(staff, **costs).own_cost == Decimal("29999.50")
    assert make_application(staff, insurance_paid=5).own_cost is None


def test_one_persons_application_counts_once_and_a_batch_as_it_says(staff):
    with refused("times"):
        make_application(staff, applicant=make_person(staff), times=2)
    assert make_application(staff, times=2).missing() == []
    assert len(make_application(staff, applicant=make_person(staff)).missing()) == 5
