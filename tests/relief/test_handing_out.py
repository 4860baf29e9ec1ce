"""Aid of many approved applications at once: all of them or none, and once."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from relief.models import Aid, Application
from tests.factories import (
    make_aid,
    make_application,
    make_fund,
    make_person,
    make_place,
    make_programme,
)

APPROVED = Application.Decision.APPROVED
PAGE = reverse("relief:application_hand_out")


@pytest.fixture
def money(staff):
    return make_fund(staff, opening_balance=1000)


@pytest.fixture
def programme(staff, money):
    return make_programme(staff, fund=money)


@pytest.fixture
def approved(staff, programme):
    """A function that makes an approved application of 100 yuan."""

    def make(by=staff, amount=100, **fields):
        given = {"programme": programme, "decision": APPROVED, "decided_by": "L1"}
        if "applicant" not in fields:
            fields["applicant"] = make_person(by)
        return make_application(by, amount=amount, **given | fields)

    return make


def sent(client, applications, money, **changed):
    """Return what the page of these would send, with changes."""
    page = client.get(PAGE, {"row": [one.pk for one in applications]})
    data = {
        "date": "2021-06-01",
        "fund": money.pk,
        "means": "cash",
        "handed_out_by": "甲",
        "handed_out_with": "乙",
        "row": [row.application.pk for row in page.context["rows"] if not row.refusal],
    }
    for row in page.context["rows"]:
        for name in ("amount", "submission"):
            value = row.form[name].value()
            data[row.form[name].html_name] = "" if value is None else str(value)
    return data | changed


def test_each_is_given_what_was_granted_from_one_page(signed_in, staff, approved, money):
    client, place = signed_in(staff), make_place(staff)
    first, second = approved(place=place), approved(amount=200)

    answer = client.post(PAGE, sent(client, [first, second], money))

    assert answer.status_code == 302
    aid = Aid.objects.get(application=first)
    assert (aid.amount, aid.person, aid.place) == (100, first.applicant, place)
    assert (aid.fund, aid.programme, aid.means) == (money, first.programme, "cash")
    assert (aid.handed_out_by, aid.handed_out_with, aid.people) == ("甲", "乙", 1)
    assert Aid.objects.get(application=second).amount == 200
    assert aid.history.get().user == staff


def test_another_amount_than_the_granted_one_may_be_given(signed_in, staff, approved, money):
    client, application = signed_in(staff), approved()
    data = sent(client, [application], money, **{f"row-{application.pk}-amount": "80.50"})

    client.post(PAGE, data)

    assert Aid.objects.get().amount == Decimal("80.50")


def test_more_than_was_granted_is_refused(signed_in, staff, approved, money):
    client, application = signed_in(staff), approved()
    data = sent(client, [application], money, **{f"row-{application.pk}-amount": "100.01"})

    answer = client.post(PAGE, data)

    assert answer.status_code == 422 and answer.context["rows"][0].refusal
    assert not Aid.objects.exists()


def test_pressed_twice_it_is_saved_once(signed_in, staff, approved, money):
    client, rows = signed_in(staff), [approved(), approved()]
    data = sent(client, rows, money)

    assert [client.post(PAGE, data).status_code for _again in range(2)] == [302, 302]

    assert Aid.objects.count() == 2


def test_what_is_handed_out_already_is_refused_also_from_an_older_page(
    signed_in, staff, approved, money
):
    client, rows = signed_in(staff), [approved(), approved()]
    older, newer = sent(client, rows, money), sent(client, rows[:1], money)
    assert client.post(PAGE, newer).status_code == 302

    answer = client.post(PAGE, older)

    assert answer.status_code == 422
    refused = {row.application: bool(row.refusal) for row in answer.context["rows"]}
    assert refused == {rows[0]: True, rows[1]: False}
    assert Aid.objects.count() == 1


def test_nothing_is_saved_where_one_row_is_refused(signed_in, staff, approved, money):
    client, rows = signed_in(staff), [approved(), approved()]
    data = sent(client, rows, money, **{f"row-{rows[1].pk}-amount": "0"})

    answer = client.post(PAGE, data)

    assert answer.status_code == 422
    assert [row.application for row in answer.context["rows"] if row.form.errors] == [rows[1]]
    assert not Aid.objects.exists()


def test_what_is_not_approved_or_known_by_its_number_alone_is_not_handed_out(
    signed_in, staff, approved, money
):
    client = signed_in(staff)
    pending = make_application(staff, applicant=make_person(staff))
    batch = approved(applicant=None, times=3)

    page = client.get(PAGE, {"row": [pending.pk, batch.pk, approved().pk]})
    assert sum(bool(row.refusal) for row in page.context["rows"]) == 2

    data = sent(client, [pending, batch], money, row=[pending.pk, batch.pk])
    data |= {f"row-{one.pk}-amount": "5" for one in (pending, batch)}
    assert client.post(PAGE, data).status_code == 422
    assert not Aid.objects.exists()


def test_a_fund_without_enough_money_refuses_all(signed_in, staff, approved, money):
    client, rows = signed_in(staff), [approved(amount=600), approved(amount=600)]

    answer = client.post(PAGE, sent(client, rows, money))

    assert answer.status_code == 422
    assert any(row.refusal for row in answer.context["rows"])
    assert not Aid.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"handed_out_with": ""}, "handed_out_with"),
        ({"handed_out_with": "甲"}, "handed_out_with"),
        ({"fund": ""}, "fund"),
        ({"means": ""}, "means"),
        ({"date": "2999-01-01"}, "date"),
    ],
)
def test_what_all_have_in_common_is_asked_for(signed_in, staff, approved, money, changed, field):
    client = signed_in(staff)
    answer = client.post(PAGE, sent(client, [approved()], money, **changed))

    assert answer.status_code == 422 and field in answer.context["shared"].errors
    assert not Aid.objects.exists()


def test_what_a_bank_pays_out_nobody_hands_out(signed_in, staff, approved, money):
    client = signed_in(staff)
    nobody = {"means": "payroll", "handed_out_by": "", "handed_out_with": ""}

    assert client.post(PAGE, sent(client, [approved()], money, **nobody)).status_code == 302


def test_what_says_the_same_as_a_record_is_asked_about(
    signed_in, staff, approved, programme, money
):
    client, application = signed_in(staff), approved()
    told = {"person": application.applicant, "programme": programme, "amount": 100}
    double = make_aid(staff, date=date(2021, 6, 1), fund=money, **told)
    data = sent(client, [application], money)

    answer = client.post(PAGE, data)
    [doubt] = answer.context["doubts"]
    assert answer.status_code == 422 and str(double.pk) in doubt.key

    assert client.post(PAGE, data | {"confirmed": [doubt.key]}).status_code == 302


def test_all_that_is_listed_can_be_handed_out(signed_in, staff, approved):
    client, waiting, given = signed_in(staff), approved(), approved()
    make_aid(staff, application=given, amount=5)
    make_application(staff, applicant=make_person(staff))

    page = client.get(PAGE, {"listed": "handed_out=no"})

    assert [row.application for row in page.context["rows"]] == [waiting]
    shown = client.get(reverse("relief:application_list"), {"handed_out": "yes"})
    assert [row.record for row in shown.context["table"].rows] == [given]


def test_only_who_may_enter_aid_hands_out_and_only_for_the_own_society(
    signed_in, staff, leader, outsider, approved, money
):
    application = approved()
    assert signed_in(leader).get(PAGE, {"row": application.pk}).status_code == 403
    page = signed_in(leader).get(reverse("relief:application_list"))
    assert not page.context["bulk_actions"]

    other = signed_in(outsider)
    assert other.get(PAGE, {"row": application.pk}).context["rows"] == []
    assert other.post(PAGE, {"row": application.pk}).status_code == 422
    assert not Aid.objects.exists()


def test_many_are_handed_out_with_few_queries_a_row(
    signed_in, staff, approved, django_assert_max_num_queries
):
    client, fund = signed_in(staff), make_fund(staff, opening_balance=10**6)
    rows = [approved() for _each in range(30)]
    data = sent(client, rows, fund)
    with django_assert_max_num_queries(30 * 14 + 120):
        assert client.post(PAGE, data).status_code == 302
    assert Aid.objects.count() == 30
