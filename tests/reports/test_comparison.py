"""Periods side by side."""

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from redcross.figures import Period
from reports.forms import parse_period
from reports.views.comparison import period_parameter
from tests.factories import make_aid, make_cash_gift, make_session

pytestmark = pytest.mark.django_db
ADDRESS = "/figures/compare/"


@pytest.fixture(autouse=True)
def read_in_english(settings, in_english):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def compared(signed_in, staff):
    """A function that asks for periods and gives the answer."""
    client = signed_in(staff)

    def compared(*periods, **other):
        return client.get(ADDRESS, {"period": periods, **other})

    return compared


def row_of(answer, key):
    groups = answer.context["groups"]
    rows = (row for _id, _label, rows in groups for row in rows)
    return next(row for row in rows if row.figure.key == key)


def numbers(answer, key):
    return [cell.value.number for cell in row_of(answer, key).cells]


def faults(answer):
    return answer.context["form"].errors.get("period", [])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2020", Period.year(2020)),
        (" 2020 ", Period.year(2020)),
        ("２０２０年", Period.year(2020)),
        ("2021.1.1..2021年6月30日", Period(date(2021, 1, 1), date(2021, 6, 30))),
        ("2021-01-01..2021-06-30", Period(date(2021, 1, 1), date(2021, 6, 30))),
        ("2020-01-01..2021-12-31", Period(date(2020, 1, 1), date(2021, 12, 31))),
    ],
)
def test_a_period_is_a_year_or_two_dates(words, expected):
    assert parse_period(words) == expected
    assert parse_period(period_parameter(expected)) == expected


def test_years_stand_side_by_side_each_number_with_its_list(compared, staff, client):
    for amount, year in (("100", 2019), ("300", 2020), ("450", 2021)):
        make_cash_gift(staff, amount, date=date(year, 5, 1))
    answer = compared("2019", "2020", "2021")
    row = row_of(answer, "donations.cash.amount")
    assert numbers(answer, "donations.cash.amount") == [100, 300, 450]
    assert [cell.change for cell in row.cells] == [None, 200, 50]
    page = unescape(answer.content.decode())
    for cell in row.cells:
        assert f'href="{cell.value.url}"' in page
        rows = client.get(cell.value.url).context["table"].rows
        assert [one.record.amount for one in rows] == [cell.value.number]
    assert "+200.0%" in page


def test_halves_of_a_year_and_of_several_are_compared(compared, staff):
    make_cash_gift(staff, "100", date=date(2021, 6, 30))
    make_cash_gift(staff, "30", date=date(2021, 7, 1))
    answer = compared("2021-01-01..2021-06-30", "2021-07-01..2021-12-31", "2020-01-01..2021-12-31")
    assert numbers(answer, "donations.cash.amount") == [100, 30, 130]


def test_nothing_before_gives_no_change(compared, staff):
    make_cash_gift(staff, "100", date=date(2021, 5, 1))
    answer = compared("2020", "2021")
    assert [cell.change for cell in row_of(answer, "donations.cash.amount").cells] == [None, None]


def test_the_society_alone_or_with_those_below(signed_in, above, staff):
    make_cash_gift(staff, "100", date=date(2021, 5, 1))
    make_cash_gift(above, "7", date=date(2021, 5, 1))
    client = signed_in(above)

    def asked(**other):
        return client.get(ADDRESS, {"period": ["2020", "2021"], **other})

    key = "donations.cash.amount"
    assert numbers(asked(), key) == [0, 107]
    assert numbers(asked(scope="alone"), key) == [0, 7]
    assert numbers(asked(society=staff.society.pk), key) == [0, 100]
    page = asked(society=staff.society.pk, scope="alone").content.decode()
    assert page.count(" selected>") == 2


def test_another_society_is_not_compared(compared, outsider):
    assert compared("2020", "2021", society=outsider.society.pk).status_code == 404


@pytest.mark.parametrize(
    ("periods", "words"),
    [
        (["2020"], "two periods"),
        (["2020", "2020"], "two periods"),
        (["2020", "2020-01-01..2020-12-31"], "two periods"),
        ([str(year) for year in range(2010, 2017)], "At most 6"),
        (["2020", "abcd"], "“abcd” is no period"),
        (["2020", "21"], "is no period"),
        (["2020", "2021-01-01"], "is no period"),
        (["2020", "2021-02-30..2021-03-01"], "is no period"),
        (["2020", "2021-01-01..2021-02-01..2021-03-01"], "is no period"),
        (["2020", "2021-06-01..2021-01-01"], "ends before it starts"),
        (["2020", "1800"], "does not lie between 1990"),
        (["2020", "0000"], "is no period"),
    ],
)
def test_wrong_periods_are_said_and_stay_in_the_form(compared, periods, words):
    answer = compared(*periods)
    assert answer.status_code == 422
    assert any(words in fault for fault in faults(answer))
    assert f'value="{periods[0]}"' in answer.content.decode()


def test_without_periods_the_last_two_full_years_are_compared(signed_in, staff):
    answer = signed_in(staff).get(ADDRESS)
    this = timezone.localdate().year
    assert [label for label, _period in answer.context["periods"]] == [str(this - 2), str(this - 1)]


def test_empty_fields_are_no_periods(compared):
    answer = compared("2020", "", "2021", "")
    assert [label for label, _period in answer.context["periods"]] == ["2020", "2021"]


def test_figures_that_are_zero_in_all_periods_are_shown_when_asked_for(compared, staff):
    make_cash_gift(staff, "100", date=date(2021, 5, 1))
    few, all_ = compared("2020", "2021"), compared("2020", "2021", all="yes")
    assert {id for id, _label, _rows in few.context["groups"]} == {"donations", "reports"}
    assert few.context["hidden"] > 50 and all_.context["hidden"] == 0
    assert numbers(all_, "training.awareness.people") == [0, 0]


def test_a_chart_is_drawn_of_each_figure_chosen(compared, staff, client):
    make_cash_gift(staff, "100", date=date(2020, 5, 1))
    make_cash_gift(staff, "300", date=date(2021, 5, 1))
    answer = compared("2020", "2021")
    assert answer.context["charts"] == []
    drawn = client.get(ADDRESS + row_of(answer, "donations.cash.amount").choose)
    (chart,) = drawn.context["charts"]
    assert list(chart.categories) == ["2020", "2021"]
    assert [value.number for value in chart.series[0].values] == [100, 300]
    more = client.get(ADDRESS + row_of(drawn, "donations.cash.gifts").choose)
    assert len(more.context["charts"]) == 2
    less = client.get(ADDRESS + row_of(more, "donations.cash.amount").choose)
    assert [one.key for one in less.context["charts"]] == ["chart-donations-cash-gifts"]


def test_a_chart_of_nothing_known_is_none(compared):
    assert compared("2020", "2021", chart="nothing.here").context["charts"] == []


def test_queries_grow_with_periods_and_not_with_records(compared, staff):
    def queries(*periods):
        with CaptureQueriesContext(connection) as found:
            assert compared(*periods).status_code == 200
        return len(found)

    queries("2019", "2020")
    two, three = queries("2019", "2020"), queries("2019", "2020", "2021")
    six = queries(*map(str, range(2016, 2022)))
    each = three - two
    assert six == two + 4 * each
    for _number in range(5):
        make_cash_gift(staff, "10", date=date(2020, 5, 1))
        make_aid(staff, date=date(2020, 5, 1))
        make_session(staff, attendance=3, date=date(2020, 5, 1))
    assert queries("2019", "2020") == two


def test_the_page_of_figures_leads_here(signed_in, staff):
    make_cash_gift(staff, "100", date=date(2021, 5, 1))
    client = signed_in(staff)
    asked = "?date_from=2021-01-01&date_to=2021-06-30"
    for address, label in (
        (reverse("reports:figures_of_year", args=[2021]), ["2020", "2021"]),
        (
            reverse("reports:figures") + asked,
            ["2020-01-01 — 2020-06-30", "2021-01-01 — 2021-06-30"],
        ),
    ):
        page = unescape(client.get(address).content.decode())
        link = page.split(f'href="{ADDRESS}', 1)[1].split('"', 1)[0]
        answer = client.get(ADDRESS + link)
        assert [one for one, _period in answer.context["periods"]] == label
