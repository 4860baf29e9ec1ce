"""Goods allocated from above: the notice, receipt, use and feedback."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from donations.models import Fund, GoodsGift
from relief.models import Aid, Disbursement
from relief.models.allocation import StepState
from relief.views import ISSUES_SHOWN
from tests.factories import (
    close_year,
    make_aid,
    make_allocation,
    make_cash_gift,
    make_disbursement,
    make_fund,
    make_goods_gift,
)
from tests.pages import form_data, line_data
from tests.refusals import NO_FIELD, refused

DAY = date(2021, 5, 1)
QUILTS = {"item": "棉被", "quantity": 100, "unit": "床"}


def step(allocation, name):
    return reverse(f"relief:allocation_{name}", args=[allocation.pk])


def received(staff, **fields):
    """An allocation of a hundred quilts that came."""
    gift = make_goods_gift(staff, source=GoodsGift.Source.ABOVE, lots=[QUILTS])
    return make_allocation(staff, gift=gift, **fields)


def states(page):
    return [page.context[f"{name}_state"] for name in ("receipt", "use", "feedback")]


def test_each_step_is_a_click_from_the_last(signed_in, staff):
    allocation, client = make_allocation(staff, due_on=DAY), signed_in(staff)
    today = timezone.localdate()

    def go_on(name, typed):
        """Open the step from the allocation's page and save it with what is typed."""
        page = client.get(allocation.get_absolute_url())
        assert f'href="{step(allocation, name)}"' in page.content.decode()
        data = form_data(client.get(step(allocation, name))) | typed
        answer = client.post(step(allocation, name), data)
        assert (answer.status_code, answer.url) == (302, allocation.get_absolute_url())
        allocation.refresh_from_db()
        return states(client.get(allocation.get_absolute_url()))

    done, late = StepState.DONE, StepState.OVERDUE
    lot = line_data("lots", 0, item="棉被", quantity=100, unit="床")
    assert go_on("receive", lot) == [done, late, late]
    gift = allocation.gift
    assert (gift.donor, gift.source, gift.date) == (allocation.donor, "above", today)

    sixty = {"recipient": "H1", "goods-0-quantity": "60"}
    assert go_on("hand_on", sixty) == [done, late, late]
    # What is left is what the next form starts with.
    assert go_on("give_in_aid", {}) == [done, done, late]
    [disbursed], [given] = Disbursement.objects.all(), Aid.objects.all()
    assert (disbursed.goods.get().quantity, given.goods.get().quantity) == (60, 40)

    assert go_on("feedback", {"feedback_paper": "F1"}) == [done, done, done]
    told = (allocation.fed_back_on, allocation.fed_back_to, allocation.feedback_paper)
    assert told == (today, str(allocation.donor), "F1")


def test_what_is_left_and_what_went_out_stand_on_the_page(signed_in, staff):
    allocation = received(staff)
    lot = allocation.gift.lots.get()
    gone = make_disbursement(staff, goods=[{"lot": lot, "quantity": 30}])
    given = make_aid(staff, goods=[{"lot": lot, "quantity": 20}])
    make_aid(staff, goods=[{"lot": lot, "quantity": 5}]).void(by=staff, reason="entered twice")
    page = signed_in(staff).get(allocation.get_absolute_url())

    assert [lot.remaining for lot in page.context["lots"]] == [50]
    assert [issue.issued_in for issue in page.context["issues"]] == [gone, given]
    assert states(page) == [StepState.DONE, StepState.TO_DO, StepState.TO_DO]


def test_the_first_that_went_out_are_listed_and_that_there_are_more_is_said(signed_in, staff):
    allocation, client = received(staff), signed_in(staff)
    lot = allocation.gift.lots.get()
    for number in range(ISSUES_SHOWN):
        make_disbursement(
            staff, date=DAY + timedelta(days=number), goods=[{"lot": lot, "quantity": 1}]
        )
    assert not client.get(allocation.get_absolute_url()).context["more_issues"]

    first = make_aid(staff, date=DAY, goods=[{"lot": lot, "quantity": 1}])
    page = client.get(allocation.get_absolute_url())
    assert page.context["more_issues"] and len(page.context["issues"]) == ISSUES_SHOWN
    assert first in [issue.issued_in for issue in page.context["issues"]]


def test_the_fund_of_the_goods_goes_with_them(signed_in, staff):
    fund = make_fund(staff, kind=Fund.Kind.ABOVE)
    gift = make_goods_gift(staff, fund=fund, lots=[QUILTS])
    allocation, client = make_allocation(staff, gift=gift), signed_in(staff)

    for name in ("hand_on", "give_in_aid"):
        assert form_data(client.get(step(allocation, name)))["fund"] == str(fund.pk)


def test_goods_received_in_words_leave_it_open_what_is_left(signed_in, staff):
    gift = make_goods_gift(staff, source=GoodsGift.Source.ABOVE)
    allocation = make_allocation(staff, gift=gift)
    page = signed_in(staff).get(allocation.get_absolute_url())

    assert page.context["use_state"] == StepState.TO_DO
    assert step(allocation, "hand_on") not in page.content.decode()


def test_receipt_is_confirmed_once(signed_in, staff):
    allocation, client = make_allocation(staff), signed_in(staff)
    first, second = (form_data(client.get(step(allocation, "receive"))) for _number in range(2))
    words = {"description": "G2"}
    for _sent_twice in range(2):
        assert client.post(step(allocation, "receive"), first | words).status_code == 302
    assert client.post(step(allocation, "receive"), second | words).status_code == 422
    assert GoodsGift.objects.count() == 1
    assert client.get(step(allocation, "receive")).url == allocation.get_absolute_url()


def test_goods_that_are_refused_leave_the_allocation_open(signed_in, staff):
    allocation, client = make_allocation(staff), signed_in(staff)
    data = form_data(client.get(step(allocation, "receive")))
    for wrong in ({}, {"description": "G2", "source": GoodsGift.Source.PUBLIC}):
        page = client.post(step(allocation, "receive"), data | wrong)
        assert page.status_code == 422
    allocation.refresh_from_db()
    assert allocation.gift is None and not GoodsGift.objects.exists()

    assert client.post(step(allocation, "receive"), data | {"description": "G2"}).status_code == 302


def test_a_fund_of_another_kind_is_refused_beside_its_field(signed_in, staff):
    allocation, client = make_allocation(staff), signed_in(staff)
    data = form_data(client.get(step(allocation, "receive"))) | {"description": "G2"}
    page = client.post(step(allocation, "receive"), data | {"fund": make_fund(staff).pk})

    assert page.status_code == 422 and "fund" in page.context["form"].errors


def test_a_voided_allocation_goes_no_further(signed_in, staff):
    allocation, client = received(staff), signed_in(staff)
    allocation.void(by=staff, reason="entered twice")

    for name in ("receive", "hand_on", "give_in_aid"):
        assert client.get(step(allocation, name)).status_code == 404, name
        assert step(allocation, name) not in str(client.get(allocation.get_absolute_url()).content)


def test_only_goods_from_above_are_its_receipt_and_only_of_one(staff):
    given = make_goods_gift(staff)
    with refused("gift", saying="from above"):
        make_allocation(staff, gift=given)
    first = received(staff)
    with refused("gift", saying="another allocation"):
        make_allocation(staff, gift=first.gift)
    with refused(NO_FIELD, saying="Still used"):
        first.gift.void(by=staff, reason="entered twice")

    first.refresh_from_db()
    first.void(by=staff, reason="entered twice")
    make_allocation(staff, gift=first.gift)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"due_on": DAY - timedelta(days=1)}, "due_on"),
        ({"fed_back_on": DAY - timedelta(days=1)}, "fed_back_on"),
        ({"fed_back_to": "H1"}, "fed_back_on"),
        ({"feedback_paper": "F1"}, "fed_back_on"),
    ],
)
def test_days_and_words_of_the_feedback_fit_together(staff, wrong, field):
    with refused():
        make_allocation(staff, date=DAY, **wrong)

    make_allocation(staff, date=DAY, due_on=DAY, fed_back_on=DAY, fed_back_to="H1")


def test_feedback_does_not_lie_ahead(staff):
    today = timezone.localdate()
    with refused("fed_back_on", saying="future"):
        make_allocation(staff, fed_back_on=today + timedelta(days=1))

    make_allocation(staff, fed_back_on=today)


def test_late_feedback_and_feedback_before_receipt_are_pointed_out(staff):
    late = received(staff, due_on=DAY, fed_back_on=DAY + timedelta(days=1))
    early = make_allocation(staff, due_on=DAY, fed_back_on=DAY)
    fine = received(staff, due_on=DAY, fed_back_on=DAY)

    assert [len(one.warnings()) for one in (late, early, fine)] == [1, 1, 0]


def test_what_comes_later_is_recorded_though_the_year_was_closed(staff, society):
    allocation = make_allocation(staff, date=DAY)
    make_cash_gift(staff, date=DAY)
    close_year(society, DAY.year)
    allocation.fed_back_on = date(2022, 2, 1)
    allocation.save_entry(by=staff)

    for change in ({"times": 2}, {"date": date(2022, 1, 1)}, {"contents": "G2"}):
        allocation.refresh_from_db()
        for name, value in change.items():
            setattr(allocation, name, value)
        with refused("date", saying="Closed"):
            allocation.save_entry(by=staff)
    allocation.refresh_from_db()
    with refused("date", saying="Closed"):
        allocation.void(by=staff, reason="entered twice")
    with refused("date", saying="Closed"):
        make_allocation(staff, date=DAY)
