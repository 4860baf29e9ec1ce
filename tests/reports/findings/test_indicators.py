"""Indicators typed by hand are held against what was reached and against the figures."""

from decimal import Decimal

import pytest

from tests.factories import make_aid, make_evaluation
from tests.reports.findings.evidence import shown, texts

pytestmark = pytest.mark.django_db


def _indicator(**fields):
    named = {"first": "产出指标", "second": "数量指标", "third": "慰问困难群众", "unit": "户"}
    return named | {"target": Decimal(200), "weight": Decimal(100)} | fields


@pytest.mark.parametrize(("score", "found"), [(60, True), (50, False)])
def test_a_score_by_hand_above_what_was_reached_is_found(staff, score, found):
    scored = {"manual_score": Decimal(score), "rule": "Y1", "reason": "Y2"}
    reached = {"actual": Decimal(100), "evidence": "Y3"}
    indicator = _indicator(**scored, **reached)
    draft = make_evaluation(staff, year=2021, budget_points=0, indicators=[indicator])
    text = "“慰问困难群众”: 60 points by hand, what was reached earns 50."
    assert (text in texts(draft)) is found


@pytest.mark.parametrize(("actual", "found"), [(230, True), (223, False)])
def test_a_number_typed_as_reached_is_held_against_its_figure(staff, actual, found):
    shown(make_aid(staff, households=223), staff)
    indicator = _indicator(actual=Decimal(actual), evidence="Y1", reason="Y2")
    draft = make_evaluation(staff, year=2021, budget_points=0, indicators=[indicator])
    text = "“慰问困难群众”: 230户 typed as reached; “Households helped” is 223户."
    assert (text in texts(draft)) is found
