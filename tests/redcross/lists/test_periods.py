"""The periods that a dated list offers in one click."""

from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from redcross.figures import Period
from redcross.views.periods import period_links
from tests.factories import make_cash_gift

pytestmark = pytest.mark.usefixtures("in_english")
TODAY = date(2024, 3, 31)


def links(chosen=None, query="", today=TODAY):
    return {str(link.label): link for link in period_links(QueryDict(query), chosen, today)}


def dates(link):
    query = QueryDict(link.query)
    return query["date_from"], query["date_to"]


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("This year", "2024-01-01", "2024-12-31"),
        ("Last year", "2023-01-01", "2023-12-31"),
        ("This quarter", "2024-01-01", "2024-03-31"),
        ("This month", "2024-03-01", "2024-03-31"),
        ("Last month", "2024-02-01", "2024-02-29"),
        ("Same days of last year", "2023-01-01", "2023-03-31"),
    ],
)
def test_periods_lie_around_today(label, start, end):
    assert dates(links()[label]) == (start, end)


def test_last_month_of_january_is_december_and_quarters_end_in_their_last_month():
    assert dates(links(today=date(2024, 1, 5))["Last month"]) == ("2023-12-01", "2023-12-31")
    assert dates(links(today=date(2024, 11, 30))["This quarter"]) == ("2024-10-01", "2024-12-31")


def test_the_same_days_are_those_of_the_dates_chosen():
    chosen = Period(date(2024, 2, 1), date(2024, 2, 29))
    found = links(chosen)
    assert dates(found["Same days of last year"]) == ("2023-02-01", "2023-02-28")
    assert [label for label, link in found.items() if link.current] == ["Last month"]
    moved = links(chosen.previous())
    assert [label for label, link in moved.items() if link.current] == ["Same days of last year"]
    assert dates(moved["Same days of last year"]) == ("2023-02-01", "2023-02-28")


def test_other_conditions_stay_and_the_page_does_not():
    assert QueryDict(links(query="q=a&page=3&date_from=x")["This year"].query).dict() == {
        "q": "a",
        "date_from": "2024-01-01",
        "date_to": "2024-12-31",
    }


def test_only_lists_of_dated_entries_offer_periods(staff, signed_in):
    client = signed_in(staff)
    dated = client.get(reverse("training:enrolment_list"))
    undated = client.get(reverse("donations:donor_list"))
    assert len(dated.context["periods"]) == 6
    assert undated.context["periods"] == []


def test_a_period_that_ends_before_it_starts_says_so(signed_in, staff):
    make_cash_gift(staff)
    page = signed_in(staff).get(
        "/donations/cash-gifts/", {"date_from": "2021-12-31", "date_to": "2021-1-1"}
    )
    assert "早于" in str(page.context["filter"].form.errors["date_to"])
    assert not page.context["table"].data


@pytest.mark.parametrize("kind", ["donations:cash_gift", "relief:aid", "training:session"])
def test_everything_until_a_day_may_begin_in_the_first_year_there_is(kind, staff, signed_in):
    query = {"date_from": "0001-01-01", "date_to": "2021-12-31"}
    assert signed_in(staff).get(reverse(f"{kind}_list"), query).status_code == 200


def test_figures_of_the_first_year_there_is_are_zeros(staff, signed_in):
    query = {"date_from": "0001-01-01", "date_to": "0001-12-31"}
    assert signed_in(staff).get(reverse("reports:figures"), query).status_code == 200
