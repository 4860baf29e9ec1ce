from contextlib import nullcontext
from datetime import date
from decimal import Decimal

import pytest

from reports.evaluation.budget_execution import BudgetExecution
from reports.evaluation.scoring import grade_of, score_evaluation
from reports.models import Indicator
from tests import factories
from tests.refusals import refused
from tests.reports.scores import scoring_faults

D = Decimal


def row_of(fields):
    """An indicator of 10 points with a target of at least 10."""
    words = fields.get("direction") == "quality"
    row = {"first": "产出指标", "second": "数量指标", "third": "I1", "weight": D(10)}
    return row | {"target": None if words else D(10)} | fields


def make_indicator(by, *, budget=(), evaluation=None, **fields):
    """One in an evaluation of 2021."""
    evaluation = evaluation or factories.make_evaluation(by, year=2021, budget=budget)
    return evaluation.indicators.create(**row_of(fields))


def scored(indicator):
    (row,) = score_evaluation(indicator.evaluation).rows
    return row


@pytest.mark.parametrize(
    ("direction", "target", "actual", "score"),
    [
        ("at_least", "50", "50", "10"),
        ("at_least", "50", "80", "10"),
        ("at_least", "50", "49", "9.8"),
        ("at_least", "3", "2", "6.67"),
        ("at_least", "50", "0", "0"),
        ("at_least", "0", "0", "10"),
        ("at_least", "95.5", "95.4", "9.99"),
        ("at_most", "90", "90", "10"),
        ("at_most", "90", "1", "10"),
        ("at_most", "90", "100", "9"),
        ("at_most", "90", "0", "10"),
        ("at_most", "0", "0", "10"),
        ("at_most", "0", "-15", "10"),
        ("at_most", "0", "5", "0"),
        ("exactly", "4", "4", "10"),
        ("exactly", "4", "3", "7.5"),
        ("exactly", "4", "5", "8"),
        ("exactly", "0", "1", "0"),
    ],
)
def test_what_is_met_earns_all_points_and_the_rest_its_share(
    staff, direction, target, actual, score
):
    one = make_indicator(
        staff, direction=direction, target=D(target), actual=D(actual), evidence="E1"
    )
    assert scored(one).score == D(score)


@pytest.mark.parametrize(("met", "score"), [("fully", "10"), ("partly", "7"), ("not", "0")])
def test_what_is_said_in_words_earns_its_usual_share(staff, met, score):
    one = make_indicator(staff, direction="quality", target_words="W1", met=met)
    one.full_clean()
    assert scored(one).score == D(score)


@pytest.mark.parametrize(
    ("met", "given", "fits"),
    [
        ("fully", "10", True),
        ("fully", "8", True),
        ("fully", "7.99", False),
        ("partly", "7.99", True),
        ("partly", "6", True),
        ("partly", "8", False),
        ("partly", "5.99", False),
        ("not", "5.99", True),
        ("not", "0", True),
        ("not", "6", False),
    ],
)
def test_a_score_by_hand_stays_within_what_was_said(staff, met, given, fits):
    one = make_indicator(
        staff, direction="quality", target_words="W1", met=met, manual_score=D(given)
    )
    with nullcontext() if fits else refused("manual_score"):
        one.full_clean()
    assert scored(one).score == D(given)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"direction": "quality"}, "target_words"),
        ({"direction": "quality", "target_words": "W1", "actual": D(1)}, "actual"),
        ({"direction": "quality", "target_words": "W1", "manual_score": D(1)}, "met"),
        ({"target": None}, "target"),
        ({"met": "fully"}, "met"),
        ({"actual": D(1)}, "evidence"),
        ({"actual": D(1), "figure": "relief.aid.people"}, "actual"),
        ({"manual_score": D(1)}, "rule"),
        ({"manual_score": D(11), "rule": "R1"}, "manual_score"),
        ({"figure": "relief.aid.nobody"}, "figure"),
        ({"figure": "[[relief.aid.people]]"}, "figure"),
        ({"figure": "relief.aid.people;as=wan"}, "figure"),
        ({"figure": "relief.aid.people;programme=x"}, "figure"),
        ({"figure": "table;figure=relief.aid.people;by=programme"}, "figure"),
        ({"figure": "@relief.aid:987654;people;人"}, "figure"),
        ({"figure": "donations.cash.amount", "unit": "万元"}, "figure"),
        ({"figure": "donations.cash.amount;as=wan", "unit": "元"}, "figure"),
        ({"figure": "reports.staffing", "unit": "人"}, "figure"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_beside_its_field(staff, fields, field):
    evaluation = factories.make_evaluation(staff, year=2021)
    with refused(field):
        Indicator(evaluation=evaluation, **row_of(fields)).full_clean()


def test_a_number_from_a_figure_opens_its_list_and_needs_no_evidence(staff, signed_in):
    factories.make_cash_gift(staff, "66000")
    one = make_indicator(staff, figure="donations.cash.amount;as=wan", unit="万元", target=D(6))
    one.full_clean()
    row = scored(one)
    assert (row.target, row.reached.text, row.score) == ("≥6万元", "6.6万元", D(10))
    page = signed_in(staff).get(row.reached.url).content.decode()
    assert "66,000" in page or "66000" in page


def test_a_figure_may_be_of_the_year_before_or_restricted_or_of_one_record(staff):
    fund = factories.make_fund(staff)
    factories.make_cash_gift(staff, "10", fund=fund)
    factories.make_cash_gift(staff, "5", date=date(2020, 5, 1))
    aid = factories.make_aid(staff, households=7, value=D(5))
    evaluation = factories.make_evaluation(staff, year=2021)
    wanted = {
        "donations.cash.amount;period=before": "5元",
        f"donations.cash.amount;own_fund={fund.pk}": "10元",
        "donations.cash.amount;as=change": "100%",
        f"@relief.aid:{aid.pk};households;户": "7户",
    }
    for figure in wanted:
        make_indicator(staff, evaluation=evaluation, figure=figure)
    assert [row.reached.text for row in score_evaluation(evaluation).rows] == [*wanted.values()]


def test_a_record_of_another_society_is_no_number_of_ours(staff, outsider):
    aid = factories.make_aid(outsider, households=7, value=D(5))
    one = make_indicator(staff, figure=f"@relief.aid:{aid.pk};households;户")
    with refused("figure"):
        one.full_clean()
    assert scored(one).actual is None


def test_a_rounded_number_says_so(staff):
    factories.make_aid(staff, households=200, rounded=["households"], value=D(5))
    one = make_indicator(staff, figure="relief.aid.households", unit="户", target=D(200))
    assert (scored(one).reached.text, scored(one).score) == ("200余户", D(10))


def test_a_number_that_is_not_known_is_not_scored_and_says_so(staff):
    gift = factories.make_cash_gift(staff, times=None, rounded=["times:unknown"])
    factories.make_cash_gift(staff, times=30)
    for figure, reached in (
        ("donations.cash.gifts", "至少30笔"),
        ("donations.cash.gifts;as=change", "因数量不详，不与上年比较"),
        (f"@donations.cashgift:{gift.pk};times;笔", "不详"),
    ):
        one = make_indicator(staff, figure=figure, target=D(20))
        row = scored(one)
        assert (row.reached.text, row.score) == (reached, None)
        assert row.off == "" and "不详" in row.faults[0]
        one.manual_score, one.rule = D(6), "按已知部分评分"
        one.save()
        assert (scored(one).score, scored(one).faults) == (6, [])
        one.evaluation.void(by=staff, reason="x")


def test_a_share_with_a_part_that_is_not_known_is_not_known(staff):
    factories.make_standing_number(staff, 100, kind="population")
    factories.make_session(staff, course=factories.make_course(staff, kind="awareness"))
    one = make_indicator(staff, figure="reports.trained_share", target=D(2), unit="%")
    assert (scored(one).reached.text, scored(one).score) == ("不详", None)


def test_what_is_printed_of_a_share_is_what_is_scored(staff):
    for kind, number in (("staff", 146), ("established", 150)):
        factories.make_standing_number(staff, number, kind=kind)
    one = make_indicator(staff, figure="reports.staffing", target=D("97.3"))
    assert (scored(one).reached.text, scored(one).score) == ("97.3%", D(10))


def test_without_a_number_there_is_no_score_and_it_counts_nothing(staff):
    one = make_indicator(staff, figure="reports.staffing", weight=D(90))
    assert (scored(one).actual, scored(one).score) == (None, None)
    assert score_evaluation(one.evaluation).total == 0
    assert any("I1" in fault for fault in scoring_faults(one.evaluation))


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"actual": D(10)}, False),
        ({"actual": D(12)}, False),
        ({"actual": D("12.1")}, True),
        ({"actual": D(9)}, True),
        ({"direction": "at_most", "actual": D(8)}, False),
        # Less spent than a target allows is no excess.
        ({"direction": "at_most", "actual": D("7.9")}, False),
        ({"direction": "at_most", "actual": D(0)}, False),
        ({"direction": "at_most", "actual": D(11)}, True),
        ({"direction": "at_most", "target": D(0), "actual": D(-15)}, False),
        ({"direction": "exactly", "actual": D(11)}, True),
        ({"direction": "quality", "target_words": "W1", "met": "fully"}, False),
        ({"direction": "quality", "target_words": "W1", "met": "partly"}, True),
    ],
)
def test_what_is_missed_or_exceeded_by_more_than_a_fifth_needs_a_reason(staff, fields, asked):
    budget = [{"adjusted": D(1), "executed": D(1)}]
    one = make_indicator(staff, weight=D(90), evidence="E1", budget=budget, **fields)
    assert len(scoring_faults(one.evaluation)) == asked
    one.reason = "Y1"
    one.save()
    assert scoring_faults(one.evaluation) == []


@pytest.mark.parametrize(
    ("weight", "points", "fits"), [(90, 10, True), (85, 15, True), (89, 10, False), (91, 10, False)]
)
def test_the_points_total_a_hundred_with_those_of_the_budget(staff, weight, points, fits):
    evaluation = factories.make_evaluation(
        staff, year=2021, budget_points=D(points), budget=[{"adjusted": D(1), "executed": D(1)}]
    )
    make_indicator(staff, evaluation=evaluation, weight=D(weight), actual=D(10), evidence="E1")
    assert (scoring_faults(evaluation) == []) == fits
    assert (score_evaluation(evaluation).grade == "优") == fits


def test_nothing_stands_against_an_evaluation_without_indicators_and_budget(staff):
    assert scoring_faults(factories.make_evaluation(staff)) == []


@pytest.mark.parametrize(
    ("total", "name"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_grades_are_half_open(total, name):
    assert grade_of(D(total)) == name


def test_a_budget_without_a_line_and_with_points_is_a_fault(staff):
    one = make_indicator(staff, weight=D(90), actual=D(10), evidence="E1")
    assert len(scoring_faults(one.evaluation)) == 1
    assert BudgetExecution([], D(0), {}).points == 0


def test_the_form_keeps_a_row_and_refuses_a_wrong_one_beside_it(staff, signed_in):
    evaluation = factories.make_evaluation(staff, year=2021)
    client = signed_in(staff)
    address = f"{evaluation.get_absolute_url()}change/"
    posted = {
        "version": evaluation.version,
        "title": "V1",
        "start": "2021-01-01",
        "end": "2021-12-31",
        "budget_points": "10",
        "indicators-TOTAL_FORMS": "1",
        "indicators-INITIAL_FORMS": "0",
        "indicators-0-first": "产出指标",
        "indicators-0-second": "数量指标",
        "indicators-0-third": "I1",
        "indicators-0-direction": "at_least",
        "indicators-0-target": "10",
        "indicators-0-weight": "90",
        "indicators-0-figure": "relief.aid.nobody",
    }
    answer = client.post(address, posted)
    assert answer.status_code == 422
    (lines, *_rest) = answer.context["form"].linesets
    assert set(lines.forms[0].errors) == {"figure"}
    assert (
        client.post(address, posted | {"indicators-0-figure": "relief.aid.people"}).status_code
        == 302
    )
    (kept,) = evaluation.indicators.all()
    assert kept.figure == "relief.aid.people"


@pytest.mark.parametrize(
    ("text", "fits"), [("[[relief.aid.people]]", True), ("[[nothing]]", False)]
)
def test_goals_may_hold_figures_and_none_that_lead_nowhere(staff, text, fits):
    evaluation = factories.make_evaluation(staff, year=2021)
    evaluation.goal = text
    if fits:
        evaluation.save_entry(by=staff)
        return
    with refused("goal"):
        evaluation.save_entry(by=staff)
