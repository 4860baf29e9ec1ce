"""How well a number is known is kept from the record to the text: 余, 近, 约, or exactly."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from redcross.figures import Period, Scope, Unit, Value, figures_by_key
from redcross.typed_values import Rounding
from reports.evaluation.scoring import score_evaluation
from reports.evaluation.text_renderer import TextRenderer, format_value
from reports.figures import figure_values
from reports.text.figure_references import DISPLAY_FORMS
from reports.text.wording import format_percent, number_run, record_number_run
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_donor,
    make_evaluation,
    make_fund,
    make_goods_gift,
    make_life_gift,
)
from tests.refusals import refused
from tests.reports.text_rules import year_in_words

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


def test_a_page_says_of_more_than_so_many_what_the_text_says(staff, told):
    make_aid(staff, households=10, value=Decimal(5), rounded=[OVER])
    make_aid(staff, households=2, value=Decimal(5))
    value = told()["relief.aid.households"]
    with override("zh-hans"):
        assert number_run(value).text == f"{value.shown}户" == "10余户"
    make_aid(staff, households=3, value=Decimal(5), rounded=[NEARLY])
    with override("zh-hans"):
        assert told()["relief.aid.households"].shown == "约15"


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


# --- lists ---


def totals(page):
    return [str(total) for _label, total in page.context["totals"]]


def test_a_list_adds_up_only_to_what_is_known(staff, signed_in):
    client = signed_in(staff)
    make_aid(staff, households=30, value=Decimal(5), rounded=[NEARLY])
    make_aid(staff, households=12, amount=Decimal("1234.50"))
    assert totals(client.get("/relief/aid/")) == ["1234.50", "5.00", "近42", "None"]
    make_aid(staff, households=10, value=Decimal(5), rounded=[OVER, "value:about"])
    assert totals(client.get("/relief/aid/")) == ["1234.50", "约10", "约52", "None"]
    english = client.get("/relief/aid/", headers={"accept-language": "en"}).content.decode()
    for words in ("nearly 30", "over 10", "about 52", "about 5.00"):
        assert f">{words}<" in english


def test_what_is_no_part_of_a_total_leaves_it_exact(staff, signed_in):
    make_life_gift(staff, 30, kind="blood", rounded=["number:about"])
    make_life_gift(staff, 4, kind="organ")
    assert totals(signed_in(staff).get(reverse("donations:life_gift_list")))[:2] == ["约30", "4"]


def test_lists_on_other_pages_tell_each_year_as_it_is_known(staff, signed_in):
    donor = make_donor(staff)
    for year, amount, rounded in ((2020, 100, ["amount"]), (2021, 30, ["amount:about"])):
        make_cash_gift(staff, amount, donor=donor, date=date(year, 5, 1), rounded=rounded)
    make_cash_gift(staff, 7, donor=donor, date=date(2019, 5, 1))
    page = signed_in(staff).get(donor.get_absolute_url())
    [listing] = page.context["listings"]
    shown = [str(sums.totals[0]) for sums in (*listing.years, listing.whole)]
    assert shown == ["约30", "100余", "7.00", "约137"]
    assert all(f">{words}<" in page.content.decode() for words in ("约30.00", "100.00余", "约137"))


def test_a_fund_of_rough_money_holds_only_about_so_much(staff, signed_in):
    fund, other = make_fund(staff), make_fund(staff)
    make_cash_gift(staff, 800, fund=fund, rounded=["amount"])
    make_cash_gift(staff, 100, fund=other)
    client = signed_in(staff)
    page = client.get("/donations/funds/")
    assert totals(page)[1] == "约900"
    assert ">约800.00<" in page.content.decode() and ">100.00<" in page.content.decode()
    facts = [fact.shown for fact in client.get(fund.get_absolute_url()).context["facts"]]
    assert facts == ["0", "800余", "约800"]


def test_reading_how_well_numbers_are_known_costs_no_query(staff, signed_in):
    client, asked = signed_in(staff), []
    for _round in range(2):
        make_aid(staff, households=30, value=Decimal(5), rounded=[NEARLY])
        client.get("/relief/aid/")
        with CaptureQueriesContext(connection) as found:
            client.get("/relief/aid/")
        asked.append(len(found))
    assert asked[0] == asked[1]


# --- shares and changes ---


@given(whole=st.integers(1, 10**12), part=st.integers(0, 10**12), known=st.sampled_from(Rounding))
def test_all_and_nothing_are_said_only_of_what_is_just_that(whole, part, known):
    part = min(part, whole)
    text = format_percent(Decimal(part) * 100 / whole, known)
    assert (text in ("100%", "约100%")) == (part == whole)
    assert (text in ("0%", "约0%")) == (part == 0)
    assert text.startswith("约") == bool(known)
    if not known and part not in (0, whole):
        share, digits = Decimal(part) * 100 / whole, Decimal(text.strip("不足%以上"))
        assert abs(digits - share) <= Decimal("0.1")
        assert not text.startswith("不足") or share < digits
        assert not text.endswith("以上") or share > digits


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Decimal(124000) * 100 / Decimal("124000.01"), "99.9%以上"),
        (Decimal("0.01"), "不足0.1%"),
        (Decimal("0.05"), "0.1%"),
        (Decimal("99.95"), "99.9%以上"),
        (Decimal("99.94"), "99.9%"),
        (Decimal("100.01"), "不足100.1%"),
        (Decimal(100), "100%"),
    ],
)
def test_a_share_reads_as_an_office_writes_it(share, text):
    assert format_percent(share) == text


@pytest.mark.parametrize(
    ("rounded", "words"),
    [([], "占比81.9%"), (["amount"], "占比约81.9%"), (["amount:nearly"], "占比约81.9%")],
)
def test_the_share_of_an_inexact_part_is_told_as_about(staff, society, rounded, words):
    earmarked = make_fund(staff, kind="earmarked")
    make_cash_gift(staff, "819", fund=earmarked, rounded=rounded)
    make_cash_gift(staff, "181")
    assert words in year_in_words(society)


# --- chips and indicators, in every form ---

YUAN, PEOPLE, SHARE = (
    "reports.aid.worth",
    "relief.aid.people",
    "reports.trained_share",
)
WORDS = {Rounding.OVER: "余|以上", Rounding.NEARLY: "^近", Rounding.ABOUT: "^约"}


@pytest.mark.parametrize("form", [form for form in DISPLAY_FORMS if form != "change"])
@pytest.mark.parametrize("known", list(Rounding))
@pytest.mark.parametrize("key", [YUAN, PEOPLE, SHARE])
@pytest.mark.parametrize("number", ["234634", "300000", "56", "8", "70800.44"])
def test_every_form_of_a_chip_keeps_how_well_its_number_is_known(form, known, key, number):
    figure = figures_by_key()[key]
    # A share that is not exact is only about right.
    if figure.unit == Unit.PERCENT and known in (Rounding.OVER, Rounding.NEARLY):
        known = Rounding.ABOUT
    text = format_value(Value(figure, Decimal(number), known), form).text
    marks = {way for way, pattern in WORDS.items() if re.search(pattern, text)}
    if form == "about" and not known:
        return  # asked for with 余 below its digits
    assert marks == ({known} if known in WORDS else set())
    assert text.startswith("至少") == (known is Rounding.UNKNOWN)


def test_money_that_is_only_about_reads_in_ten_thousands_too(staff, told):
    make_aid(staff, amount=Decimal(234634), rounded=["amount:about"])
    value = told()["reports.aid.worth"]
    texts = [format_value(value, form).text for form in ("", "wan", "yuan", "about", "bare")]
    assert texts == ["约234634元", "约23.4634万元", "约234634元", "约234634元", "约234634"]


def indicator(evaluation, figure, **fields):
    row = {"first": "产出指标", "second": "数量指标", "third": "I1", "weight": Decimal(10)}
    evaluation.indicators.create(**row, target=Decimal(1), figure=figure, **fields)
    [scored] = score_evaluation(evaluation).rows
    return scored


@pytest.mark.parametrize(
    ("rounded", "yuan", "wan"),
    [
        ([], "234634元", "23.4634万元"),
        (["amount"], "23万余元", "23万余元"),
        (["amount:nearly"], "近234634元", "近23.4634万元"),
        (["amount:about"], "约234634元", "约23.4634万元"),
    ],
)
def test_an_indicator_says_how_well_its_number_is_known(staff, rounded, yuan, wan):
    make_aid(staff, amount=Decimal(234634), rounded=rounded)
    for form, words in (("", yuan), (";as=wan", wan)):
        evaluation = make_evaluation(staff, year=2021, revision=len(form) + 1)
        assert indicator(evaluation, f"reports.aid.worth{form}").reached.text == words


@pytest.mark.parametrize("when", [2020, 2021])
@pytest.mark.parametrize("rounded", ["amount", "amount:nearly", "amount:about"])
def test_no_change_is_told_of_what_is_not_exact(staff, society, rounded, when):
    for year, amount in ((2020, 100), (2021, 156)):
        known = [rounded] if year == when else []
        make_cash_gift(staff, amount, date=date(year, 5, 1), rounded=known)
    chip = "donations.cash.amount;as=change"
    row = indicator(make_evaluation(staff, year=2021), chip)
    told = TextRenderer(Scope(society, YEAR)).line(f"[[{chip}]]")[0].text
    assert row.reached.text == told == "因含约数，不与上年比较"
    assert row.score is None and any("不与上年比较" in fault for fault in row.faults)


def test_an_indicator_that_is_all_but_met_is_not_met(staff):
    fund = make_fund(staff, kind="earmarked")
    make_cash_gift(staff, "124000", fund=fund)
    make_cash_gift(staff, "0.01")
    row = indicator(make_evaluation(staff, year=2021), "reports.cash.earmarked_share")
    assert row.reached.text == "99.9%"
