"""The budget of an evaluation: its points, its sums, and what does not tie."""

from decimal import Decimal

import pytest

from reports.evaluation.budget_execution import BudgetSums, StatedTotal, format_change_rate
from reports.evaluation.scoring import score_evaluation
from tests import factories
from tests.reports.scores import scoring_faults

D = Decimal


@pytest.mark.parametrize(
    ("adjusted", "executed", "rate", "score"),
    [
        ("100", "98.765", "98.77%", "9.88"),
        ("100", "100", "100%", "10"),
        ("100", "123.4", "123.40%", "10"),
        ("100", "0", "0%", "0"),
        ("0", "0", "", "0"),
    ],
)
def test_the_budget_scores_its_rate_and_no_more_than_all(staff, adjusted, executed, rate, score):
    lines = [{"adjusted": D(adjusted), "executed": D(executed)}]
    budget = score_evaluation(factories.make_evaluation(staff, budget=lines)).budget
    assert (budget.total.shown[-1], budget.score) == (rate, D(score))


LINES = [
    {"kind": "basic", "source": "year", "initial": D(60), "adjusted": D(66), "executed": D(65)},
    {"kind": "basic", "source": "carried", "initial": D(1), "adjusted": D(1), "executed": D(1)},
    {"kind": "project", "source": "year", "initial": D(20), "adjusted": D(25), "executed": D(24)},
    {"kind": "project", "source": "other", "initial": D(0), "adjusted": D(2), "executed": D(0)},
]


def test_sums_are_made_by_kind_by_source_and_in_all(staff):
    budget = score_evaluation(factories.make_evaluation(staff, budget=LINES)).budget
    assert budget.total == BudgetSums(D(81), D(94), D(90))
    assert [of for _kind, of in budget.by_kind] == [
        BudgetSums(D(61), D(67), D(66)),
        BudgetSums(D(20), D(27), D(24)),
    ]
    assert [of for _source, of in budget.by_source] == [
        BudgetSums(D(80), D(91), D(89)),
        BudgetSums(D(1), D(1), D(1)),
        BudgetSums(D(0), D(2), D(0)),
    ]


@pytest.mark.parametrize(
    ("stated", "ties", "stands"),
    [
        (None, [], "90.00"),
        ("90", [], "90.00"),
        ("90.01", [True], "90.01"),
        ("89.99", [True], "89.99"),
        ("90.02", [False], "90.00"),
        ("89.5", [False], "90.00"),
    ],
)
def test_a_difference_by_rounding_is_told_apart_from_a_fault(staff, stated, ties, stands):
    evaluation = factories.make_evaluation(
        staff, budget=LINES, budget_points=D(100), executed_stated=stated and D(stated)
    )
    budget = score_evaluation(evaluation).budget
    assert [total.is_rounding for total in budget.differing_totals] == ties
    assert budget.total.shown[2] == stands
    assert len(scoring_faults(evaluation)) == (ties == [False])


def test_a_difference_is_named_with_its_sign():
    text = StatedTotal("L1", D("89.5"), D(90)).text
    assert "89.50" in text and "90.00" in text and "−0.50" in text
    assert "+0.01" in StatedTotal("L1", D("90.01"), D(90)).text


def test_the_differences_are_shown_at_once_on_the_page(staff, signed_in):
    evaluation = factories.make_evaluation(
        staff, budget=LINES, executed_stated=D(95), adjusted_stated=D("94.01")
    )
    page = signed_in(staff).get(evaluation.get_absolute_url()).content.decode()
    assert "alert-warning" in page and "+5.00" in page
    assert "alert-info" in page and "+0.01" in page


def test_the_rate_of_change_needs_both_years():
    assert format_change_rate(D("1.02"), D("1.20")) == "-15%"
    assert (
        format_change_rate(D("1"), D(0))
        == format_change_rate(None, D(1))
        == format_change_rate(D(1), None)
        == ""
    )
