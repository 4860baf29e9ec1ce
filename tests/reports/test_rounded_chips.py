"""Chips and indicators keep how well a number is known, in every form."""

import re
from datetime import date
from decimal import Decimal

import pytest

from redcross.figures import Scope, Unit, Value, figures_by_key
from redcross.typed_values import Rounding
from reports.evaluation.scoring import score_evaluation
from reports.evaluation.text_renderer import TextRenderer, format_value
from reports.text.figure_references import DISPLAY_FORMS
from tests.factories import make_aid, make_cash_gift, make_evaluation, make_fund
from tests.figures import YEAR, year_values

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


def test_money_that_is_only_about_reads_in_ten_thousands_too(staff, society):
    make_aid(staff, amount=Decimal(234634), rounded=["amount:about"])
    value = year_values(society)["reports.aid.worth"]
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
