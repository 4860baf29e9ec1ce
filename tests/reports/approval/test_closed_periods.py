"""The approval closes the year; an administrator reopens it with a reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from redcross.models import ClosedPeriod, LogEntry
from reports import workflow
from tests.factories import close_year, make_cash_gift, make_event
from tests.refusals import refused
from tests.signed import make_signed, waive


def test_the_year_is_closed_by_the_approval_and_reopened_with_a_reason(
    staff, leader, administrator, signed_in
):
    gift = make_cash_gift(staff, amount="300")
    signed_copy = make_signed(staff, leader)
    gift.amount = Decimal(400)
    with refused(saying="the year 2021"):
        gift.save_entry(by=staff)
    url = f"/drafts/{signed_copy.evaluation_id}/"
    client = signed_in(administrator)
    key = ClosedPeriod.objects.get().pk
    client.post(f"{url}reopen/", {"period": key, "reason": " "})
    assert ClosedPeriod.objects.exists()
    client.post(f"{url}reopen/", {"period": key, "reason": "补录一笔漏登捐款"})
    assert not ClosedPeriod.objects.exists()
    logged = LogEntry.objects.filter(action="reopen").get()
    assert (logged.user, logged.reason) == (administrator, "补录一笔漏登捐款")
    gift.refresh_from_db()
    gift.amount = Decimal(400)
    gift.save_entry(by=staff)

    revision = workflow.revise(signed_copy.evaluation, by=staff, reason="补录一笔漏登捐款")
    waive(revision, staff)
    workflow.submit(revision, by=staff)
    workflow.approve(revision, by=leader)
    with override("en"):
        assert ClosedPeriod.objects.get().days == "the year 2021"


@pytest.mark.parametrize("role", ["staff", "leader"])
def test_only_an_administrator_reopens_a_year(role, staff, leader, signed_in, request):
    signed_copy = make_signed(staff, leader)
    client, url = signed_in(request.getfixturevalue(role)), f"/drafts/{signed_copy.evaluation_id}/"
    answer = client.post(f"{url}reopen/", {"period": ClosedPeriod.objects.get().pk, "reason": "x"})
    assert answer.status_code == 403
    assert "reopen/" not in client.get(url).content.decode()
    assert ClosedPeriod.objects.exists()


def test_another_societys_year_is_not_reopened(staff, leader, above):
    make_signed(staff, leader)
    with pytest.raises(PermissionDenied):
        ClosedPeriod.objects.get().reopen(by=above, reason="x")


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2021, 1, 1), date(2021, 12, 31), "the year 2021"),
        (date(2021, 1, 1), date(2021, 6, 30), "2021-01-01 to 2021-06-30"),
        (date(2020, 7, 1), date(2021, 12, 31), "2020-07-01 to 2021-12-31"),
        (date(2020, 1, 1), date(2021, 12, 31), "2020 to 2021"),
    ],
)
def test_whatever_days_it_is_of_are_closed_and_no_other(start, end, days, staff, leader):
    make_signed(staff, leader, start=start, end=end)
    closed = ClosedPeriod.objects.get()
    with override("en"):
        assert (closed.start, closed.end, closed.days) == (start, end, days)
    staff.society.forget_locked_periods()
    for day in (start, end):
        with refused(saying=days):
            make_event(staff, date=day)
    for day in (start - timedelta(days=1), end + timedelta(days=1)):
        make_event(staff, date=day)


def test_what_a_society_above_counted_is_closed_below_it_and_reopened_by_it(staff, society, above):
    """`above` is an administrator of the society above."""
    own = close_year(above.society, 2020)
    both = close_year(above.society, 2021, with_below=True)
    society.forget_locked_periods()
    make_event(staff, date=date(2020, 5, 1))
    with refused(saying=str(above.society)):
        make_event(staff, date=date(2021, 5, 1))
    both.reopen(by=above, reason="x")
    own.delete()
    society.forget_locked_periods()
    make_event(staff, date=date(2021, 5, 1))


def test_a_society_neither_joins_nor_leaves_what_has_been_counted_above(society, above):
    close_year(above.society, 2021, with_below=True)
    society.parent = None
    with pytest.raises(ValidationError) as refusal:
        society.full_clean()
    assert "2021" in str(refusal.value.message_dict["parent"])
    society.parent = above.society
    society.full_clean()
