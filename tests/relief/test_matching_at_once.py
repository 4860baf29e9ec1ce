"""A line of the bank, or a record, is matched once by two at the same moment."""

from decimal import Decimal

import pytest

from donations.models import BankMatch
from tests.factories import make_aid, make_bank_account, make_bank_line
from tests.relief.test_spending_at_once import at_once, sender


@pytest.mark.django_db(transaction=True)
def test_a_line_is_matched_once_by_two_at_the_same_moment(staff, administrator, fund):
    line = make_bank_line(staff, "-40", account=make_bank_account(staff))
    acts = []
    for user in (staff, administrator):
        aid = make_aid(staff, fund=fund, amount=Decimal(40))
        sent = {"version": line.version, "record": aid.bank_key}
        acts.append(sender(user, f"/donations/bank-lines/{line.pk}/match/", sent))
    assert at_once(*acts) == [302, 422]
    assert BankMatch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_record_is_matched_with_one_of_two_lines_at_the_same_moment(staff, administrator, fund):
    aid = make_aid(staff, fund=fund, amount=Decimal(40))
    account, acts = make_bank_account(staff), []
    for user in (staff, administrator):
        line = make_bank_line(staff, "-40", account=account)
        sent = {"version": line.version, "record": aid.bank_key}
        acts.append(sender(user, f"/donations/bank-lines/{line.pk}/match/", sent))
    assert at_once(*acts) == [302, 422]
    assert BankMatch.objects.count() == 1
