"""What was applied for in one year and decided in the next."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from redcross.figures import Period, Scope, count
from relief.figures import figures
from relief.models import Application
from tests.factories import close_year, make_aid, make_application

RECEIVED, DECIDED = date(2021, 12, 20), date(2022, 1, 10)
APPROVED, REFUSED = Application.Decision.APPROVED, Application.Decision.REFUSED


def approved(society, year):
    figure = next(one for one in figures if one.key == "relief.applications_approved")
    return count([figure], Scope(society, Period.year(year)))[figure.key].number


def decide(application, by, **changes):
    for name, value in changes.items():
        setattr(application, name, value)
    application.save_entry(by=by)


@pytest.fixture
def waiting(staff):
    return make_application(staff, date=RECEIVED, times=3)


def test_an_approval_counts_on_the_day_of_the_decision(staff, society, waiting):
    assert [approved(society, year) for year in (2021, 2022)] == [0, 0]

    decide(waiting, staff, decision=APPROVED, decided_on=DECIDED)

    assert [approved(society, year) for year in (2021, 2022)] == [0, 3]
    assert [approved(society, year) for year in (2020, 2023)] == [0, 0]


def test_without_a_day_it_counts_on_that_of_the_application(staff, society, waiting):
    decide(waiting, staff, decision=APPROVED)

    assert [approved(society, year) for year in (2021, 2022)] == [3, 0]


def test_a_refusal_is_no_approval_on_any_day(staff, society, waiting):
    decide(waiting, staff, decision=REFUSED, decided_on=DECIDED)

    assert [approved(society, year) for year in (2021, 2022)] == [0, 0]


def test_what_waits_in_a_closed_year_is_decided_after_it(staff, society, waiting):
    close_year(society, 2021)

    with pytest.raises(ValidationError) as refused:
        decide(waiting, staff, decision=APPROVED)
    assert "decided_on" in refused.value.error_dict
    with pytest.raises(ValidationError):
        decide(waiting, staff, decision=APPROVED, decided_on=RECEIVED)
    decide(waiting, staff, decision=APPROVED, decided_on=DECIDED, decided_by="L1", amount=500)

    assert [approved(society, year) for year in (2021, 2022)] == [0, 3]


def test_what_was_decided_in_a_closed_year_stays_decided(staff, society, waiting):
    decide(waiting, staff, decision=APPROVED, decided_on=RECEIVED)
    close_year(society, 2021)

    for changes in (
        {"decision": REFUSED},
        {"decision": Application.Decision.PENDING, "decided_on": None},
        {"decided_on": DECIDED},
    ):
        with pytest.raises(ValidationError):
            decide(Application.objects.get(pk=waiting.pk), staff, **changes)
    with pytest.raises(ValidationError):
        Application.objects.get(pk=waiting.pk).void(by=staff, reason="entered twice")
    assert approved(society, 2021) == 3


def test_what_is_received_later_is_not_decided_in_a_closed_year(staff, society):
    """A year known only by itself lets a decision of any day of it pass for later."""
    close_year(society, 2022)

    with pytest.raises(ValidationError):
        make_application(staff, date=RECEIVED, decision=APPROVED, decided_on=DECIDED)
    make_application(staff, date=RECEIVED, decision=APPROVED, decided_on=RECEIVED)
    decided = make_application(staff, date=RECEIVED)
    with pytest.raises(ValidationError):
        decide(decided, staff, decision=APPROVED, decided_on=DECIDED)

    assert [approved(society, year) for year in (2021, 2022)] == [1, 0]


def test_a_decision_that_aid_of_a_closed_year_followed_stays(staff, society):
    application = make_application(staff, date=RECEIVED, decision=APPROVED, decided_on=RECEIVED)
    make_aid(staff, date=DECIDED, application=application, amount=5)
    close_year(society, 2022)

    with pytest.raises(ValidationError):
        decide(application, staff, decided_on=date(2021, 12, 21))
