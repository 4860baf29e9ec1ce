"""One search through everything that the user may see."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.factories import (
    make_aid,
    make_cash_gift,
    make_donor,
    make_event,
    make_fund,
    make_person,
    make_place,
    make_session,
)

SEARCH = reverse("search")


@pytest.fixture
def found(staff, signed_in):
    """A function that searches and gives the labels of the lists with how many rows each."""

    def ask(q, by=staff):
        page = signed_in(by).get(SEARCH, {"q": q})
        assert page.status_code == 200
        return {
            str(listing.label): len(list(listing.table.body()))
            for listing in page.context["listings"]
        }

    return ask


def test_every_kind_is_searched(staff, found):
    donor = make_donor(staff, name="渌口张建国")
    make_cash_gift(staff, "5000", donor=donor, receipt_number="SJ001")
    make_event(staff, title="渌口宣传", place=make_place(staff, name="渌口镇"))
    roster = [{"name": "渌口李四", "passed": True, "certificate_number": "Z77"}]
    make_session(staff, roster=roster)
    assert set(found("渌口")) == {"捐赠人", "捐款", "活动", "学员名单", "地点"}
    assert set(found("zjg 渌口")) == {"捐赠人", "捐款"}
    assert set(found("5,000.00")) == {"捐款"}
    assert set(found("SJ001")) == {"捐款"}
    assert len(found("Z77")) == 1
    assert set(found("张建国 渌口")) == set(found("渌口 张建国")) == {"捐赠人", "捐款"}


def test_five_of_a_kind_are_shown_and_the_list_has_all(staff, signed_in):
    for number in range(7):
        make_person(staff, name=f"王{number}")
    page = signed_in(staff).get(SEARCH, {"q": "王"})
    [listing] = page.context["listings"]
    assert len(list(listing.table.body())) == 5 and listing.more
    all_of_them = page.client.get(listing.url).context["table"].paginator.count
    assert all_of_them == 7


def test_voided_records_and_those_of_others_are_not_found(staff, outsider, above, found):
    make_donor(staff, name="甲公司")
    make_donor(staff, name="甲商店").void(by=staff, reason="x")
    make_donor(outsider, name="甲学校")
    assert found("甲") == {"捐赠人": 1}
    assert found("甲", by=above) == {"捐赠人": 2}


def test_kinds_that_the_user_may_not_see_are_not_searched(staff, found, roles):
    make_donor(staff, name="甲公司")
    roles["staff"].permissions.remove(Permission.objects.get(codename="view_donor"))
    assert found("甲公司") == {}


def test_nothing_asked_finds_nothing(staff, signed_in):
    make_donor(staff)
    page = signed_in(staff).get(SEARCH)
    assert page.context["listings"] == []
    assert "收据号" in page.content.decode()


def test_what_is_searched_is_shown_escaped(staff, signed_in):
    page = signed_in(staff).get(SEARCH, {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_search_asks_once_a_kind_whatever_it_finds(
    staff, signed_in, django_assert_max_num_queries
):
    def makes(number):
        donor, fund = make_donor(staff, name="甲"), make_fund(staff, name=f"甲基金{number}")
        make_cash_gift(staff, "300", donor=donor, fund=fund)
        make_aid(staff, recipients="甲村", place=make_place(staff, name=f"甲{number}"))
        roster = [{"name": "甲", "person": make_person(staff, name="甲")}]
        make_session(staff, title="甲班", roster=roster, place=make_place(staff))

    client, taken = signed_in(staff), []
    for rounds in (range(1), range(1, 4)):
        for number in rounds:
            makes(number)
        client.get(SEARCH, {"q": "甲"})
        with django_assert_max_num_queries(65) as queries:
            client.get(SEARCH, {"q": "甲"})
        taken.append(len(queries))
    assert taken[0] == taken[1]
