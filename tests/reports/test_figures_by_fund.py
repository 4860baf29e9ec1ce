"""Figures by fund: each with those below it, the top of all of them the whole."""

from hypothesis import given
from hypothesis import strategies as st

from donations.figures import figures as of_donations
from donations.models import CashGift, Fund
from redcross.figures import Scope, break_down_nested, count
from relief.figures import figures as of_relief
from tests.factories import make_aid, make_cash_gift, make_donor, make_fund
from tests.figures import AFTER, YEAR, linked


def test_a_fund_counts_with_all_below_it_and_the_top_is_the_whole(staff, society):
    top = make_fund(staff)
    middle = make_fund(staff, parent=top)
    low, other = make_fund(staff, parent=middle), make_fund(staff)
    donor = make_donor(staff)
    for fund, amount in ((middle, "5"), (low, "30"), (low, "7"), (other, "20")):
        make_cash_gift(staff, amount, fund=fund, donor=donor)
    make_cash_gift(staff, "900", fund=low).void(by=staff, reason="entered twice")
    make_cash_gift(staff, "900", fund=low, date=AFTER)
    cash = {figure.key: figure for figure in of_donations}
    amount, donors = cash["donations.cash.amount"], cash["donations.cash.donors"]
    scope = Scope(society, YEAR)
    found = break_down_nested(amount, "fund", scope, "fund")

    assert [(one.level, one.group, one.value.number) for one in found] == [
        (0, top, 42),
        (1, middle, 42),
        (2, low, 37),
        (0, other, 20),
    ]
    whole = count([amount], scope)[amount.key].number
    assert sum(one.value.number for one in found if not one.level) == whole == 62
    for one in found:
        assert sum(row.amount for row in linked(one.value)) == one.value.number
    # Who gave into two funds is one donor.
    people = break_down_nested(donors, "fund", scope, "fund")
    assert {one.value.number for one in people} == {1}


def test_what_is_of_no_fund_stands_at_the_end(staff, society):
    make_aid(staff, fund=make_fund(staff, opening_balance=9), amount=5, people=1)
    make_aid(staff, people=2)
    [people] = [f for f in of_relief if f.key == "relief.aid.people"]
    found = break_down_nested(people, "fund", Scope(society, YEAR), "fund")
    assert [(one.group is None, one.value.number) for one in found] == [(False, 1), (True, 2)]
    assert found[-1].value.url == ""


@given(
    parents=st.lists(st.integers(0, 9), min_size=1, max_size=6),
    gifts=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 99)), max_size=8),
)
def test_over_random_funds_the_top_is_the_whole(staff, society, parents, gifts):
    CashGift.objects.all().delete()
    Fund.objects.update(parent=None)
    Fund.objects.all().delete()
    funds, depth = [], []
    for chosen in parents:
        above = chosen if chosen < len(funds) and depth[chosen] < 3 else None
        funds.append(make_fund(staff, parent=None if above is None else funds[above]))
        depth.append(1 if above is None else depth[above] + 1)
    for place, amount in gifts:
        make_cash_gift(staff, amount, fund=funds[place % len(funds)])
    [figure] = [f for f in of_donations if f.key == "donations.cash.amount"]
    found = break_down_nested(figure, "fund", Scope(society, YEAR), "fund")
    assert sum(one.value.number for one in found if not one.level) == sum(a for _p, a in gifts)
    for one in found:
        assert sum(row.amount for row in linked(one.value)) == one.value.number
