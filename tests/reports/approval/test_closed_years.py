"""The approval closes the year; an administrator reopens it with a reason."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from redcross.models import ClosedYear, LogEntry
from reports import workflow
from tests.factories import make_cash_gift
from tests.refusals import refused
from tests.signed import make_signed, waive


def test_the_year_is_closed_by_the_approval_and_reopened_with_a_reason(
    staff, leader, administrator, signed_in
):
    gift = make_cash_gift(staff, amount="300")
    signed_copy = make_signed(staff, leader)
    gift.amount = Decimal(400)
    with refused(saying="2021 is closed"):
        gift.save_entry(by=staff)
    url = f"/drafts/{signed_copy.evaluation_id}/"
    client = signed_in(administrator)
    client.post(f"{url}reopen/", {"year": "2021", "reason": " "})
    assert ClosedYear.objects.exists()
    client.post(f"{url}reopen/", {"year": "2021", "reason": "补录一笔漏登捐款"})
    assert not ClosedYear.objects.exists()
    logged = LogEntry.objects.filter(action="reopen").get()
    assert (logged.user, logged.reason) == (administrator, "补录一笔漏登捐款")
    gift.refresh_from_db()
    gift.amount = Decimal(400)
    gift.save_entry(by=staff)

    revision = workflow.revise(signed_copy.evaluation, by=staff, reason="补录一笔漏登捐款")
    waive(revision, staff)
    workflow.submit(revision, by=staff)
    workflow.approve(revision, by=leader)
    assert ClosedYear.objects.get().year == 2021


@pytest.mark.parametrize("role", ["staff", "leader"])
def test_only_an_administrator_reopens_a_year(role, staff, leader, signed_in, request):
    signed_copy = make_signed(staff, leader)
    client, url = signed_in(request.getfixturevalue(role)), f"/drafts/{signed_copy.evaluation_id}/"
    answer = client.post(f"{url}reopen/", {"year": "2021", "reason": "x"})
    assert answer.status_code == 403
    assert "reopen/" not in client.get(url).content.decode()
    assert ClosedYear.objects.exists()


def test_another_societys_year_is_not_reopened(staff, leader, above):
    make_signed(staff, leader)
    with pytest.raises(PermissionDenied):
        ClosedYear.objects.get().reopen(by=above, reason="x")


@pytest.mark.parametrize(
    ("start", "end", "closed"),
    [
        (date(2021, 1, 1), date(2021, 12, 31), [2021]),
        (date(2021, 1, 1), date(2021, 6, 30), []),
        (date(2020, 7, 1), date(2021, 12, 31), [2021]),
        (date(2020, 1, 1), date(2021, 12, 31), [2020, 2021]),
    ],
)
def test_only_years_that_lie_wholly_within_it_are_closed(start, end, closed, staff, leader):
    make_signed(staff, leader, start=start, end=end)
    assert sorted(ClosedYear.objects.values_list("year", flat=True)) == closed
