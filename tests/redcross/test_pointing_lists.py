"""What a page shows of what points to its entry."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from redcross.views.listing import SHOWN_ROWS
from tests.factories import (
    make_aid,
    make_application,
    make_cash_gift,
    make_community_project,
    make_course,
    make_disbursement,
    make_donor,
    make_event,
    make_fund,
    make_goods_gift,
    make_partner,
    make_person,
    make_place,
    make_programme,
    make_session,
)


@pytest.fixture
def page_of(staff, signed_in):
    """A function that gives the page of an entry."""

    def page(entry, by=staff):
        answer = signed_in(by).get(entry.get_absolute_url())
        assert answer.status_code == 200
        return answer

    return page


def listings(page):
    return {str(listing.label): listing for listing in page.context["listings"]}


def facts(page):
    return {str(fact.label): (fact.number, fact.url) for fact in page.context["facts"]}


def test_a_donor_shows_its_gifts_with_totals_by_year(staff, page_of, client):
    donor = make_donor(staff)
    for amount, year in (("100", 2020), ("30", 2021), ("7", 2021)):
        make_cash_gift(staff, amount, donor=donor, date=date(year, 5, 1))
    make_cash_gift(staff, "1000", donor=donor).void(by=staff, reason="x")
    make_cash_gift(staff, "5000")
    make_goods_gift(staff, donor=donor)
    found = listings(page_of(donor))
    assert list(found) == ["捐款", "接收物资"]
    gifts = found["捐款"]
    assert [(sums.label, sums.number, sums.totals) for sums in gifts.years] == [
        ("2021", 2, [37, 2]),
        ("2020", 1, [100, 1]),
    ]
    assert (gifts.whole.number, gifts.whole.totals) == (3, [137, 3])
    for sums in (*gifts.years, gifts.whole):
        counted = client.get(sums.url)
        assert counted.context["table"].paginator.count == sums.number
        assert [sum for _label, sum in counted.context["totals"]] == sums.totals


def test_many_rows_are_cut_and_lead_to_all_of_them(staff, page_of, client):
    donor, fund = make_donor(staff), make_fund(staff)
    for _number in range(SHOWN_ROWS + 2):
        make_cash_gift(staff, donor=donor, fund=fund)
    listing = listings(page_of(donor))["捐款"]
    assert len(list(listing.table.body())) == SHOWN_ROWS and listing.more
    assert client.get(listing.url).context["table"].paginator.count == SHOWN_ROWS + 2


def test_an_entry_that_nothing_points_to_shows_no_list(staff, page_of):
    page = page_of(make_donor(staff))
    assert page.context["listings"] == [] and 'id="listing-' not in page.content.decode()


def test_a_place_and_a_person_show_what_happened_there_and_to_them(staff, page_of):
    place, person = make_place(staff), make_person(staff)
    make_place(staff, parent=place)
    make_aid(staff, place=place, person=person)
    make_event(staff, place=place)
    make_community_project(staff, place=place)
    make_application(staff, place=place, applicant=person)
    make_session(staff, place=place, roster=[{"name": "N1", "person": person}])
    assert {label: found.whole.number for label, found in listings(page_of(place)).items()} == {
        "救助慰问": 1,
        "活动": 1,
        "博爱项目": 1,
        "救助申请": 1,
        "培训班": 1,
        "地点（上级地点）": 1,
    }
    assert set(listings(page_of(person))) == {"救助慰问", "救助申请", "学员名单"}


def test_an_organisation_shows_where_it_hosted_and_where_it_helped(staff, page_of, client):
    partner = make_partner(staff)
    make_session(staff, several={"hosts": [partner], "partners": [partner]})
    make_session(staff, several={"partners": [partner]})
    found = page_of(partner).context["listings"]
    assert sorted(listing.whole.number for listing in found) == [1, 2]
    for listing in found:
        counted = client.get(listing.url).context["table"].paginator.count
        assert counted == listing.whole.number


def test_a_fund_shows_what_came_what_left_and_what_is_left(staff, page_of, client):
    fund = make_fund(staff, opening_balance=Decimal(50))
    child = make_fund(staff, parent=fund, opening_balance=Decimal(5))
    make_fund(staff, parent=child, opening_balance=Decimal(2))
    make_cash_gift(staff, "300", fund=fund)
    make_cash_gift(staff, "9", fund=child)
    make_aid(staff, fund=fund, amount="120")
    make_disbursement(staff, fund=fund, amount="30")
    page = page_of(fund)
    assert [number for number, _url in facts(page).values()] == [50, 300, 120, 30, 200, 216]
    for label, (number, url) in facts(page).items():
        if not url or "含" in label:
            continue
        sums = [sum for _label, sum in client.get(url).context["totals"]]
        assert number in sums or label.startswith("结余")
    whole = facts(page)["含下级资金的余额（元）"]
    assert [sum_ for _label, sum_ in client.get(whole[1]).context["totals"]] == [57, 216]
    # The lists below count this fund alone, as its balance does.
    assert listings(page)["捐款"].whole.totals[0] == 300


def test_a_programme_shows_what_each_year_used_of_its_budget(staff, page_of, client):
    programme, fund = make_programme(staff, budget=Decimal(1000)), make_fund(staff)
    make_cash_gift(staff, "900", fund=fund, date=date(2019, 1, 1))
    make_aid(staff, programme=programme, fund=fund, amount="300", date=date(2020, 5, 1))
    make_aid(staff, programme=programme, fund=fund, amount="200")
    make_aid(staff, programme=programme, paid="other", amount="70")
    make_application(staff, programme=programme)
    page = page_of(programme)
    assert [number for number, _url in facts(page).values()] == [1000, 200, 300]
    used = list(facts(page).values())[1]
    assert client.get(used[1]).context["totals"][0][1] == used[0]
    assert len(listings(page)) == 2
    assert facts(page_of(make_programme(staff))) == {}


def test_a_batch_of_goods_shows_what_is_left_of_each_lot(staff, page_of):
    batch = make_goods_gift(
        staff, lots=[{"item": "I1", "quantity": 10}, {"item": "I2", "quantity": 4}]
    )
    lot = batch.lots.first()
    make_aid(staff, goods=[{"lot": lot, "quantity": 3}])
    [table] = page_of(batch).context["tables"]
    assert [row[-1] for row in table["rows"]] == ["7", "4"]


def test_a_session_shows_its_totals_and_where_they_stand(staff, page_of, client):
    passed = {"passed": True, "certificate_number": "Z1"}
    roster = [{"name": "N1"} | passed, {"name": "N2", "passed": True}, {"name": "N3"}]
    session = make_session(staff, roster=roster)
    found = list(facts(page_of(session)).values())
    assert [number for number, _url in found] == [3, 2, 1]
    assert [client.get(url).context["table"].paginator.count for _number, url in found] == [3, 2, 1]
    counted = make_session(staff, attendance=40, passed=30)
    assert list(facts(page_of(counted)).values()) == [(40, ""), (30, "")]


def test_a_course_shows_its_sessions(staff, page_of):
    course = make_course(staff)
    make_session(staff, course=course, attendance=40)
    assert listings(page_of(course))["培训班"].whole.number == 1


def test_empty_fields_are_not_listed(staff, page_of):
    page = page_of(make_cash_gift(staff))
    names = [row["name"] for row in page.context["rows"]]
    assert "receipt_number" not in names and "amount" in names
    assert "<dd" in page.content.decode() and "—" not in page.content.decode().split("history")[0]


def test_only_kinds_that_the_user_may_see_are_shown(staff, page_of, roles):
    donor = make_donor(staff)
    make_cash_gift(staff, donor=donor)
    roles["staff"].permissions.remove(Permission.objects.get(codename="view_cashgift"))
    page = page_of(donor)
    assert page.context["listings"] == [] and "300" not in page.content.decode()


def test_rows_of_a_society_beside_are_not_counted(staff, above, outsider, page_of):
    """The society above sees those below it."""
    donor = make_donor(staff)
    make_cash_gift(staff, donor=donor)
    assert listings(page_of(donor, above))["捐款"].whole.number == 1


def test_sensitive_columns_stay_masked(staff, page_of):
    place = make_place(staff)
    make_application(
        staff, place=place, applicant=make_person(staff), account="6222020200112233445"
    )
    assert "6222020200112233445" not in page_of(place).content.decode()


def test_a_page_takes_as_many_queries_for_many_rows_as_for_one(
    staff, signed_in, django_assert_max_num_queries
):
    few, many, fund = make_donor(staff), make_donor(staff), make_fund(staff)
    for donor, number in ((few, 1), (many, SHOWN_ROWS + 5)):
        for _number in range(number):
            make_cash_gift(staff, donor=donor, fund=fund, date=date(2015 + _number % 7, 1, 1))
    client, taken = signed_in(staff), []
    for donor in (few, many):
        client.get(donor.get_absolute_url())
        with django_assert_max_num_queries(40) as queries:
            client.get(donor.get_absolute_url())
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_the_listed_addresses_are_those_of_the_list_pages(staff, page_of):
    donor = make_donor(staff)
    make_cash_gift(staff, donor=donor)
    listing = listings(page_of(donor))["捐款"]
    assert listing.url == f"{reverse('donations:cash_gift_list')}?donor={donor.pk}"
    assert listing.years[0].url.endswith("&date_from=2021-01-01&date_to=2021-12-31")
