"""How the bureau's year wants points given: shares, all or nothing, bands, points off a percent."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from reports.evaluation.budget_execution import format_rate
from reports.evaluation.indicator_choice import library_choices, new_indicator, set_target
from reports.evaluation.scoring import score_evaluation
from reports.text.figure_references import FigureReference, reference_fault
from reports.text.indicator_library import INDICATOR_LIBRARY
from tests import factories
from tests.refusals import refused
from tests.reports.scores import scoring_faults

D = Decimal


def make_indicator(by, rules=None, **fields):
    row = {"first": "F", "second": "数量指标", "third": "I1", "weight": D(10), "evidence": "E1"}
    evaluation = factories.make_evaluation(by, **{"year": 2021, **(rules or {})})
    indicator = evaluation.indicators.create(**row | {"target": D(100), "unit": "户"} | fields)
    indicator.full_clean()
    return indicator


def score(indicator):
    [row] = score_evaluation(indicator.evaluation).rows
    return row.score


@pytest.mark.parametrize(
    ("fields", "points"),
    [
        # Control rate of staff: all points up to 100 %, each point above 0.5 off.
        ({"actual": D(100)}, "5"),
        ({"actual": D(104)}, "3"),
        ({"actual": D(120)}, "0"),
    ],
)
def test_each_percent_above_takes_points_off(staff, fields, points):
    one = make_indicator(
        staff,
        direction="at_most",
        unit="%",
        weight=D(5),
        missed_earns="deduct",
        missed_deduction=D("0.5"),
        **fields,
    )
    assert score(one) == D(points)


@pytest.mark.parametrize(
    ("actual", "points"),
    [("0", "5"), ("-3", "5"), ("0.1", "4"), ("10", "4"), ("20", "3"), ("30", "2"), ("30.1", "0")],
)
def test_bands_give_the_points_of_the_best_that_holds(staff, actual, points):
    one = make_indicator(
        staff,
        direction="at_most",
        unit="%",
        weight=D(5),
        target=D(0),
        actual=D(actual),
        missed_earns="bands",
        bands="0:5 10:4，20：3 30:2",
    )
    assert score(one) == D(points)


def test_bands_of_at_least_are_read_from_below(staff):
    one = make_indicator(staff, actual=D(85), missed_earns="bands", bands="100:10 90:8 80:5")
    assert score(one) == 5


@pytest.mark.parametrize(
    ("rules", "points"),
    [
        ({}, "8"),
        ({"missed_earns": "full"}, "0"),
        ({"missed_earns": "deduct", "missed_deduction": D("0.2")}, "6"),
    ],
)
def test_what_the_evaluation_says_holds_where_the_indicator_says_nothing(staff, rules, points):
    assert score(make_indicator(staff, rules, actual=D(80))) == D(points)
    own = make_indicator(staff, rules | {"year": 2020}, actual=D(80), missed_earns="share")
    assert score(own) == 8


def test_exceeding_far_takes_points_off_only_where_the_year_wants_it(staff):
    rules = {"excess_limit": D(30), "excess_deduction": D(10)}
    assert score(make_indicator(staff, rules, actual=D(130))) == 10
    assert score(make_indicator(staff, rules | {"year": 2020}, actual=D(131))) == 9
    assert score(make_indicator(staff, {"year": 2019}, actual=D(131))) == 10
    # Nothing spent is no excess.
    saved = make_indicator(staff, rules | {"year": 2018}, direction="at_most", actual=D(0))
    assert score(saved) == 10
    with override("en"):
        assert not any("exceeded" in fault for fault in scoring_faults(saved.evaluation))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"missed_earns": "bands"}, "bands"),
        ({"missed_earns": "bands", "bands": "0:5 ten"}, "bands"),
        ({"missed_earns": "bands", "bands": "0:11"}, "bands"),
        ({"missed_earns": "bands", "bands": "0:5", "direction": "exactly"}, "bands"),
        ({"bands": "0:5"}, "bands"),
        ({"missed_earns": "deduct"}, "missed_deduction"),
        ({"missed_deduction": D(1)}, "missed_deduction"),
        ({"target_date": date(2021, 1, 1)}, "target_date"),
        ({"direction": "by_date", "target": None}, "target_date"),
        ({"direction": "by_date", "target_date": date(2021, 12, 31)}, "target"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_beside_its_field(staff, fields, field):
    with refused(field):
        make_indicator(staff, **fields)


def test_rules_of_an_evaluation_make_sense(staff):
    for fields in (
        {"missed_earns": "bands"},
        {"missed_earns": "deduct"},
        {"excess_deduction": D(101)},
    ):
        with refused():
            factories.make_evaluation(staff, **fields)


@pytest.mark.parametrize(
    ("reached", "points"),
    [(date(2021, 12, 20), "10"), (date(2021, 12, 31), "10"), (date(2022, 1, 1), "0"), (None, None)],
)
def test_a_target_may_be_a_day(staff, reached, points):
    one = make_indicator(
        staff,
        direction="by_date",
        target=None,
        unit="",
        second="时效指标",
        target_date=date(2021, 12, 31),
        actual_date=reached,
    )
    [row] = score_evaluation(one.evaluation).rows
    assert row.score == (None if points is None else D(points))
    assert row.target == "不晚于2021年12月31日"
    with override("en"):
        assert not any("timely" in fault for fault in row.faults)


def test_each_day_late_takes_points_off_where_that_is_the_rule(staff):
    one = make_indicator(
        staff,
        direction="by_date",
        target=None,
        unit="",
        target_date=date(2021, 12, 31),
        actual_date=date(2022, 1, 4),
        missed_earns="deduct",
        missed_deduction=D("0.5"),
    )
    assert score(one) == 8


@pytest.mark.parametrize(
    ("unit", "stands"), [("批次", True), ("户", True), ("天", False), ("%", False)]
)
def test_what_is_timely_is_no_count_of_things(staff, unit, stands):
    one = make_indicator(staff, second="时效指标", unit=unit, actual=D(100))
    with override("en"):
        assert any("timely" in f for f in scoring_faults(one.evaluation)) == stands


def test_costs_may_stand_below_output_or_by_themselves(staff):
    for first, second in (("产出指标", "成本指标"), ("成本指标", "经济成本指标")):
        make_indicator(staff, {"year": 2021 - len(first + second)}, first=first, second=second)


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        ("99.996", "99.99%"),
        ("100", "100%"),
        ("100.001", "100.01%"),
        ("0.001", "0.01%"),
        ("98.765", "98.77%"),
        ("0", "0%"),
    ],
)
def test_a_rate_is_100_only_where_it_is_just_that(rate, shown):
    assert format_rate(D(rate)) == shown


def test_every_indicator_of_the_library_can_be_taken_as_it_is(staff):
    evaluation = factories.make_evaluation(staff, year=2021)
    for choice in library_choices(evaluation):
        indicator = new_indicator(evaluation, choice.indicator)
        typed = (
            D(choice.target or 1) if choice.indicator.direction in ("at_least", "at_most") else None
        )
        if choice.indicator.direction == "by_date":
            typed = date.fromisoformat(choice.target)
        set_target(indicator, choice.target if typed is None else typed)
        indicator.weight = D(choice.indicator.weight)
        indicator.full_clean()
        if choice.indicator.figure:
            assert reference_fault(FigureReference.read(choice.indicator.figure)) == ""
    names = [one.third for one in INDICATOR_LIBRARY]
    assert len(names) == len(set(names))


def test_several_are_taken_over_at_once_with_target_and_points(staff, signed_in):
    evaluation = factories.make_evaluation(staff, year=2021)
    client, address = signed_in(staff), f"/drafts/{evaluation.pk}/library/"
    assert client.get(address).status_code == 200
    sent = {"i0-taken": "on", "i0-target": "45", "i0-weight": "5", "i1-taken": "on"}
    answer = client.post(address, sent)
    assert answer.status_code == 422 and not evaluation.indicators.exists()
    answer = client.post(address, sent | {"i1-target": "1000", "i1-weight": "4"})
    assert answer.status_code == 302
    taken = evaluation.indicators.order_by("pk").values_list("third", "target", "weight")
    assert list(taken) == [("新增持证救护员", 45, 5), ("应急救护普及培训人次", 1000, 4)]
    # What is there already is not taken twice.
    client.post(address, sent)
    assert evaluation.indicators.count() == 2
