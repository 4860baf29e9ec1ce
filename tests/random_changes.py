"""Records of a signed year that go on changing."""

import random
from datetime import date
from decimal import Decimal

from donations.models import CashGift
from redcross.models import ClosedYear, StandingNumber
from reports.frozen import Frozen
from reports.snapshot import moved
from reports.values import values_of
from tests.factories import make_aid, make_cash_gift, make_event, make_session, make_standing_number


def reopen(society):
    ClosedYear.objects.filter(society=society).delete()


def signed_numbers(evaluation):
    """Key to (number, rounded), counted without anything of the frozen copy."""
    values = values_of(evaluation.society, evaluation.period, evaluation.alone)
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
        standing.keep(by=by)
    elif act == 5 and kept:
        rng.choice(kept).void(by=by, reason="x")
    elif kept:
        gift = rng.choice(kept)
        gift.amount = rng.randrange(1, 1000)
        gift.keep(by=by)


def check_stays(frozen, by, changes):
    """However often records change: the copy stays, and exactly what has moved is named."""
    rng = random.Random(changes)  # noqa: S311
    evaluation, before = frozen.evaluation, signed_numbers(frozen.evaluation)
    row = Frozen.objects.filter(pk=frozen.pk).values().get()
    content = frozen.content()
    for number in range(changes):
        random_change(by, rng)
        if number % 20 == 0:
            found = {one.figure.key for one in moved(frozen)}
            assert found == expected_moves(before, evaluation)
    assert moved(frozen)
    assert Frozen.objects.filter(pk=frozen.pk).values().get() == row
    assert Frozen.objects.get(pk=frozen.pk).content() == content
