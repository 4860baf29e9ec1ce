"""How well a number is known is kept from the record to the text: 余, 近, 约, or exactly."""

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from redcross.typed_values import Rounding
from reports.text.wording import number_run, record_number_run
from tests.factories import make_aid, make_cash_gift, make_fund, make_goods_gift
from tests.figures import year_values
from tests.refusals import refused

OVER, NEARLY, ABOUT = ("households", "households:nearly", "households:about")


@pytest.mark.parametrize(
    ("rounded", "words"),
    [((), "30户"), ((OVER,), "30余户"), ((NEARLY,), "近30户"), ((ABOUT,), "约30户")],
)
def test_a_number_is_told_as_it_is_known(staff, society, rounded, words):
    aid = make_aid(staff, households=30, value=Decimal(5), rounded=list(rounded))
    assert number_run(year_values(society)["relief.aid.households"]).text == words
    assert record_number_run(aid, "households", 30, "户").text == words


def test_a_page_says_of_more_than_so_many_what_the_text_says(staff, society):
    make_aid(staff, households=10, value=Decimal(5), rounded=[OVER])
    make_aid(staff, households=2, value=Decimal(5))
    value = year_values(society)["relief.aid.households"]
    with override("zh-hans"):
        assert number_run(value).text == f"{value.shown}户" == "10余户"
    make_aid(staff, households=3, value=Decimal(5), rounded=[NEARLY])
    with override("zh-hans"):
        assert year_values(society)["relief.aid.households"].shown == "约15"


def test_what_is_nearly_so_many_is_never_told_as_more(staff, society):
    make_aid(staff, households=30, value=Decimal(5), rounded=[NEARLY])
    make_aid(staff, households=12, value=Decimal(5))
    assert number_run(year_values(society)["relief.aid.households"]).text == "近42户"
    make_aid(staff, households=10, value=Decimal(5), rounded=[OVER])
    assert number_run(year_values(society)["relief.aid.households"]).text == "约52户"


def test_a_sum_of_figures_is_known_as_its_parts_and_a_share_only_about(staff, society):
    fund = make_fund(staff, kind="earmarked")
    make_cash_gift(staff, "100", fund=fund, rounded=["amount:nearly"])
    make_cash_gift(staff, "100")
    make_goods_gift(staff, [{"item": "米", "quantity": 1, "unit_value": 9}])
    values = year_values(society)
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
