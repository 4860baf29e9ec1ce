"""Whatever is edited after the signing, no figure of what was signed is another."""

import random
from collections import Counter
from datetime import date

import pytest

from redcross.figures import Period, Scope
from redcross.models import Society, User
from reports.figures import figure_values
from tests.demonstration import demonstration_records
from tests.factories import close_days
from tests.random_edits import random_edit

# A year, and half of the year after the next.
CLOSED = (
    Period(date(2020, 1, 1), date(2020, 12, 31)),
    Period(date(2021, 1, 1), date(2021, 6, 30)),
)


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    with demonstration_records(django_db_blocker, tmp_path_factory.mktemp("var")):
        yield


def numbers(society, period):
    values = figure_values(Scope(society, period))
    return {key: (value.number, value.rounded) for key, value in values.items()}


def check_edits(edits, seed):
    society = Society.objects.get(parent=None)
    by = User.objects.filter(society=society, groups__name="staff").first()
    for period in CLOSED:
        close_days(society, period.start, period.end, with_below=True)
    signed = {period: numbers(society, period) for period in CLOSED}
    rng, told, refused = random.Random(seed), Counter(), 0  # noqa: S311
    done = []
    for number in range(edits):
        what, why = random_edit(by, rng)
        refused += bool(why)
        done.append(what)
        told[why and "refused"] += 1
        if number % 25 == 24:
            for period in CLOSED:
                now = numbers(society, period)
                moved = {
                    k: (signed[period].get(k), v)
                    for k, v in now.items()
                    if signed[period].get(k) != v
                }
                assert not moved, (moved, done[-25:])
                assert now.keys() == signed[period].keys()
    # Neither is everything refused, nor nothing.
    assert edits * 0.2 < refused < edits * 0.9
    return told


@pytest.mark.django_db
def test_no_edit_moves_a_figure_of_a_closed_period(demonstration):
    print(check_edits(300, seed=1))
