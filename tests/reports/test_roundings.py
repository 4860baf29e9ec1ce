"""How well a number is known is kept from the record to the text: 余, 近, 约, or exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcross.figures import Period, Scope
from redcross.typed_values import Rounding
from reports.figures import figure_values
from reports.text.wording import number_run, record_number_run
from tests.factories import make_aid, make_cash_gift, make_fund, make_goods_gift
from tests.refusals import refused

YEAR = Period.year(2021)
OVER, NEARLY, ABOUT = ("households", "households:nearly", "households:about")


@pytest.fixture
def told(society):
    def values():
        return figure_values(Scope(society, YEAR))

    return values


@pytest.mark.parametrize(
    ("rounded", "words"),
    [((), "30户"), ((OVER,), "30余户"), ((NEARLY,), "近30户"), ((ABOUT,), "约30户")],
)
def test_a_number_is_told_as_it_is_known(staff, told, rounded, words):
    aid = make_aid(staff, households=30, value=Decimal(5), rounded=list(rounded))
    assert number_run(told()["relief.aid.households"]).text == words
    assert record_number_run(aid, "households", 30, "户").text == words


def test_what_is_nearly_so_many_is_never_told_as_more(staff, told):
    make_aid(staff, households=30, value=Decimal(5), rounded=[NEARLY])
    make_aid(staff, households=12, value=Decimal(5))
    assert number_run(told()["relief.aid.households"]).text == "近42户"
    make_aid(staff, households=10, value=Decimal(5), rounded=[OVER])
    assert number_run(told()["relief.aid.households"]).text == "约52户"


def test_a_sum_of_figures_is_known_as_its_parts_and_a_share_only_about(staff, told):
    fund = make_fund(staff, kind="earmarked")
    make_cash_gift(staff, "100", fund=fund, rounded=["amount:nearly"])
    make_cash_gift(staff, "100")
    make_goods_gift(staff, [{"item": "米", "quantity": 1, "unit_value": 9}])
    values = told()
    assert values["reports.gifts.value"].rounded is Rounding.NEARLY
    assert values["reports.cash.earmarked_share"].rounded is Rounding.ABOUT
    assert values["donations.cash.gifts"].rounded is Rounding.EXACT
    assert values["donations.funds.balance"].rounded is Rounding.ABOUT


@pytest.mark.parametrize(
    "rounded", [["households", "households:about"], ["households:x"], ["place:about"]]
)
def test_a_number_is_known_in_one_way(staff, rounded):
    with refused("rounded"):
        make_aid(staff, households=30, value=Decimal(5), rounded=rounded)


@given(ways=st.lists(st.sampled_from(Rounding), max_size=5))
def test_opposites_never_become_each_other(ways):
    known = Rounding.of_sum(ways)
    inexact = {way for way in ways if way}
    assert bool(known) == bool(inexact)
    if known in (Rounding.OVER, Rounding.NEARLY):
        assert inexact == {known}


def test_page_and_list_show_it(staff, signed_in):
    make_aid(staff, households=30, value=Decimal(5), rounded=[NEARLY])
    client = signed_in(staff)
    assert ">近30<" in client.get("/figures/2021/").content.decode()
    form = client.get("/relief/aid/add/").content.decode()
    assert all(way in form for way in ("户数: 余", "户数: 近", "户数: 约"))
