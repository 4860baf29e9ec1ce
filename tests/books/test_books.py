"""Whatever happens to money and goods: the books tie, and every number is what its list comes to.

Held against a ledger in plain Python of what was accepted. `make drill` tries many more.
"""

from collections import Counter
from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from donations.models import Fund
from redcross.figures import Period, Scope
from tests import factories
from tests.books.acts import DAYS, EDGES, FIRST, REFUSALS, NothingToDo, World, receive_lots
from tests.books.checks import check_goods, check_money, check_page, check_stores
from tests.books.corrections import ACTS, open_fund
from tests.books.ledger import Ledger
from tests.depth import DRILL

BEFORE, AFTER = date(1990, 5, 1), date(2025, 12, 31)
# Of any days; of one; long before and long after all of it.
PERIODS = st.one_of(
    st.builds(lambda a, b: Period(*sorted((a, b))), DAYS, DAYS),
    st.sampled_from(EDGES).map(lambda day: Period(day, day)),
    st.sampled_from([Period(BEFORE, BEFORE), Period(AFTER, AFTER), Period(BEFORE, AFTER)]),
    st.sampled_from([2020, 2021, 2022]).map(Period.year),
)


# What there is when it begins, in each society: funds, the first three each within the one before.
KINDS = [Fund.Kind.EARMARKED] * 3 + [Fund.Kind.GENERAL] * 2 + ["above", "own", "fiscal"]
LOTS = [
    {"item": "大米", "unit": "袋", "quantity": Decimal(9), "unit_value": Decimal("3.33")},
    {"item": "大米", "unit": "袋", "quantity": Decimal(5), "unit_value": None},
    {"item": "油", "unit": "件", "quantity": Decimal(7), "unit_value": Decimal(50)},
]


@pytest.fixture
def begun(staff, outsider, above):
    """Three societies, one above the others, with something in every fund and in store."""
    users = {user.society_id: user for user in (staff, outsider, above)}
    donors = {key: factories.make_donor(user) for key, user in users.items()}
    world = World(Ledger(), users, donors, None)
    for society in users:
        parent = None
        for number, kind in enumerate(KINDS):
            above_it = parent if number < 3 else None
            parent = open_fund(world, society, kind=kind, opening=Decimal(60), parent=above_it)
        receive_lots(world, society, LOTS, date=FIRST)
    return world


def do_all(world, acts, told):
    for act in acts:
        try:
            act(world)
        except NothingToDo:
            continue
        except REFUSALS:
            told[act.__name__, "refused"] += 1
        else:
            told[act.__name__, "accepted"] += 1


@pytest.mark.deep
def test_the_books_tie_whatever_happens(begun, society, province, staff, above, client):
    told = Counter()
    scopes = [(society, False, staff), (province, False, above), (province, True, above)]

    # The gate tries three, `make drill` a hundred.
    @settings(max_examples=settings().max_examples // 3)
    @given(
        acts=st.lists(st.sampled_from([*enumerate(ACTS)]), min_size=15, max_size=35, unique=True),
        data=st.data(),
    )
    def whatever_happens(acts, data):
        with transaction.atomic():
            world = World(deepcopy(begun.ledger), begun.users, begun.donors, data)
            do_all(world, [act for _place, act in acts], told)
            world.ledger.check_no_day_below_zero()
            world.ledger.check_no_more_came_back()
            world.ledger.check_closed_stays()
            everything = Scope(province, Period(data.draw(DAYS), AFTER))
            of, alone, user = world.among(scopes)
            scope = Scope(of, data.draw(PERIODS), own_records_only=alone)
            for one in (everything, scope):
                check_money(world.ledger, one)
                check_goods(world.ledger, one)
            check_stores(world.ledger, scope.period.end)
            check_page(client, user, scope, world.some_of)
            transaction.set_rollback(True)

    def accepted():
        return {act for act, how in told if how == "accepted"}

    # Which act finds something to do is chance: the drill goes on until each has been accepted.
    every = {act.__name__ for act in ACTS} if DRILL else set()
    for _round in range(4):
        whatever_happens()
        if accepted() >= every:
            break
    # One that sees only refusals proves nothing.
    assert sum(told[act, "accepted"] for act in accepted()) > sum(told.values()) / 2, told
    assert accepted() >= every, told
