"""Edits of all kinds against what is closed: no figure of it moves."""

import random
from datetime import date

from redcross.figures import Period, Scope
from redcross.models import Society, User
from reports.figures import figure_values
from tests.factories import close_days
from tests.random_edits import random_edit

# A year, and half of the year after the next.
CLOSED = (
    Period(date(2020, 1, 1), date(2020, 12, 31)),
    Period(date(2021, 1, 1), date(2021, 6, 30)),
)


def numbers(society, period):
    values = figure_values(Scope(society, period))
    return {key: (value.number, value.rounded) for key, value in values.items()}


def check_edits(edits, seed):
    society = Society.objects.get(parent=None)
    by = User.objects.filter(society=society, groups__name="staff").first()
    for period in CLOSED:
        close_days(society, period.start, period.end, with_below=True)
    signed = {period: numbers(society, period) for period in CLOSED}
    rng, refused, done = random.Random(seed), 0, []  # noqa: S311
    for number in range(edits):
        what, why = random_edit(by, rng)
        refused += bool(why)
        done.append(what)
        if number % 25 == 24:
            now = {period: numbers(society, period) for period in CLOSED}
            assert now == signed, done[-25:]
    # Neither is everything refused, nor nothing.
    assert edits * 0.2 < refused < edits * 0.9
    return refused
