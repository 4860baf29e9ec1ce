"""Records of a signed year that go on changing."""

import random
from datetime import date
from decimal import Decimal

from donations.models import CashGift
from redcross.figures import Scope
from redcross.models import ClosedPeriod, StandingNumber
from reports.evaluation.snapshot import changed_figures
from reports.figures import figure_values
from reports.models import SignedCopy
from tests.factories import make_aid, make_cash_gift, make_event, make_session, make_standing_number


def reopen(society):
    ClosedPeriod.objects.filter(society=society).delete()


def signed_numbers(evaluation):
    """Key to (number, rounded), counted without anything of the signed copy."""
    values = figure_values(
        Scope(evaluation.society, evaluation.period, own_records_only=evaluation.own_records_only)
    )
    return {key: (Decimal(value.number), value.rounded) for key, value in values.items()}


def expected_moves(before, evaluation):
    now = signed_numbers(evaluation)
    keys = before.keys() | now.keys()
    return {key for key in keys if before.get(key) != now.get(key)}


def random_change(by, rng):
    """One addition, change or voiding of a record of the year, through the one save."""
    day = date(2021, rng.randrange(1, 13), rng.randrange(1, 29))
    kept = CashGift.objects.countable().order_by("pk")
    act = rng.randrange(8)
    if act == 0:
        make_cash_gift(
            by, amount=rng.randrange(1, 1000), date=day, rounded=rng.choice([[], ["amount"]])
        )
    elif act == 1:
        make_aid(by, value=rng.randrange(1, 1000), date=day, people=rng.randrange(1, 9))
    elif act == 2:
        make_event(by, date=day, people=rng.randrange(1, 99))
    elif act == 3:
        make_session(by, date=day, attendance=rng.randrange(1, 99))
    elif act == 4:
        taken = StandingNumber.objects.countable().filter(date=day).first()
        standing = taken or make_standing_number(by, date=day)
        standing.number = rng.randrange(100, 200)
        standing.save_entry(by=by)
    elif act == 5 and kept:
        rng.choice(kept).void(by=by, reason="x")
    elif kept:
        gift = rng.choice(kept)
        gift.amount = rng.randrange(1, 1000)
        gift.save_entry(by=by)


def check_stays(signed_copy, by, changes):
    """However often records change: the copy stays, and exactly what has moved is named."""
    rng = random.Random(changes)  # noqa: S311
    evaluation, before = signed_copy.evaluation, signed_numbers(signed_copy.evaluation)
    row = SignedCopy.objects.filter(pk=signed_copy.pk).values().get()
    content = signed_copy.content()
    for number in range(changes):
        random_change(by, rng)
        if number % 20 == 0:
            found = {one.figure.key for one in changed_figures(signed_copy)}
            assert found == expected_moves(before, evaluation)
    assert changed_figures(signed_copy)
    assert SignedCopy.objects.filter(pk=signed_copy.pk).values().get() == row
    assert SignedCopy.objects.get(pk=signed_copy.pk).content() == content
