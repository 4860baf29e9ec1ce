"""救助申请审批表 and what is to be completed: whom they name, and who sees which values."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from redcross.models import Printout
from relief.models import Application, Programme
from tests.factories import (
    VALID_ID,
    id_of,
    make_aid,
    make_application,
    make_fund,
    make_person,
    make_place,
    make_programme,
)
from tests.paper_pages import pages_of, print_one

FORM, NOTICE = "application-form", "application-notice"


@pytest.fixture
def complete(staff):
    """A function that makes an application that lacks nothing, but for the changes."""

    def make(**changed):
        if "applicant" not in changed:
            person = {"name": "李喆䶮", "id_number": VALID_ID, "phone": "13900001234"}
            changed["applicant"] = make_person(staff, **person)
        if "place" not in changed:
            town = make_place(staff, name="渌口镇")
            changed["place"] = make_place(staff, name="松岗村", parent=town)
        told = {
            "programme": make_programme(staff, kind=Programme.Kind.ILLNESS),
            "household": "minimum",
            "household_size": 3,
            "yearly_income": 20000,
            "cause": "尿毒症",
            "total_cost": 90000,
            "insurance_paid": 55000,
            "account": "6222000011112222",
            "village_opinion": "情况属实",
            "town_opinion": "同意上报",
            "posted_from": date(2021, 5, 3),
        }
        return make_application(staff, **told | changed)

    return make


def test_the_form_of_application_says_all_that_is_known(signed_in, staff, complete):
    fund = make_fund(staff, opening_balance=9000)
    application = complete(
        decision=Application.Decision.APPROVED, decided_by="L1", amount=3000, guardian=""
    )
    make_aid(
        staff,
        person=application.applicant,
        date=date(2020, 2, 1),
        amount=800,
        fund=fund,
        programme=make_programme(staff, name="博爱送万家"),
    )
    make_aid(staff, person=application.applicant, date=date(2021, 5, 2), amount=7, fund=fund)

    text = pages_of(print_one(signed_in(staff), application, FORM)).text

    for told in ("李喆䶮", "男", "渌口镇松岗村", "低保", "尿毒症", "35,000.00"):
        assert told in text, told
    for told in ("2020年2月1日博爱送万家800.00元", "情况属实", "同意上报", "叁仟元整"):
        assert told in text, told
    assert "7.00元" not in text
    order = ["村（社区）评议", "镇（街道）审核", "经办人意见", "分管领导", "审批意见"]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    assert text.count("签字（盖章）：") == 5


def test_numbers_stand_in_full_only_for_who_may_reveal_them(signed_in, staff, leader, complete):
    application = complete()
    in_full = pages_of(print_one(signed_in(staff), application, FORM)).text
    assert VALID_ID in in_full and "13900001234" in in_full

    masked = pages_of(print_one(signed_in(leader), application, FORM)).text
    assert f"{VALID_ID[:6]}********{VALID_ID[-4:]}" in masked
    assert VALID_ID not in masked and "13900001234" not in masked


def test_an_application_that_says_nothing_has_its_form_and_a_batch_has_none(signed_in, staff):
    client = signed_in(staff)
    bare = make_application(staff, applicant=make_person(staff, name="䶮"))
    assert "䶮" in pages_of(print_one(client, bare, FORM)).texts[0]

    assert print_one(client, make_application(staff, times=20), FORM).status_code == 422


def test_a_form_of_many_opinions_in_full_length_loses_nothing(signed_in, staff, complete):
    long = "该户因病致贫情况属实" * 20
    application = complete(village_opinion=long, town_opinion=long, household_size=12)
    text = pages_of(print_one(signed_in(staff), application, FORM)).text
    # Lines of a cell stand between those of its neighbour.
    assert text.count("贫") == 40


def test_the_blank_form_is_for_whoever_may_see_applications(signed_in, staff, leader):
    address = reverse("society_paper", args=["blank-application-form"])
    for user in (staff, leader):
        text = pages_of(signed_in(user).post(address)).text
        assert "救助申请审批表" in text and "村（社区）评议" in text


def test_all_that_is_missing_is_said_once(signed_in, staff, complete):
    application = complete(
        household="",
        cause="",
        total_cost=None,
        account="",
        papers_missing="诊断证明原件\n\n费用清单",
    )

    text = pages_of(
        print_one(signed_in(staff), application, NOTICE, days="15", phone="0731-1")
    ).text

    with override("zh-hans"):
        lacking = [str(name) for name in application.lacking()]
    assert len(lacking) == len(set(lacking)) == 6
    for number, name in enumerate(lacking, 1):
        assert text.count(f"{number}.{''.join(name.split())}") == 1, name
    for told in ("李喆䶮", "诊断证明原件", "费用清单", "15日内", "0731-1", "一次性告知"):
        assert told in text


def test_where_nothing_is_missing_there_is_no_notice(signed_in, staff, complete):
    client, whole = signed_in(staff), complete()
    assert whole.lacking() == []
    assert print_one(client, whole, NOTICE).status_code == 422
    assert print_one(client, make_application(staff, times=3), NOTICE).status_code == 422


def test_what_the_programme_asks_differs_by_its_kind(staff, complete):
    def lacking(kind):
        asked = {"programme": make_programme(staff, kind=kind), "place": make_place(staff)}
        unknown = {"applicant": make_person(staff), "total_cost": None, "insurance_paid": None}
        return len(complete(**asked, **unknown).lacking())

    assert lacking(Programme.Kind.ILLNESS) - lacking(Programme.Kind.VISITS) == 2


def test_a_guardian_is_asked_for_of_who_is_under_age(staff, complete):
    told = {"place": make_place(staff)}
    told["applicant"] = make_person(staff, id_number=id_of(date(2010, 5, 2)), phone="1")
    assert len(complete(**told).lacking()) == 1
    assert complete(**told, guardian="王五", cause="Y2").lacking() == []


def test_another_society_finds_nothing_and_a_second_copy_is_marked(
    signed_in, staff, outsider, complete
):
    application = complete()
    assert print_one(signed_in(outsider), application, FORM).status_code == 404
    print_one(signed_in(staff), application, FORM)
    Printout.objects.update(printed_at="2021-01-01T00:00:00+08:00")
    assert "补打（第2次）" in pages_of(print_one(signed_in(staff), application, FORM)).texts[0]
    assert application.history.filter(action="print").count() == 2
