"""What becomes of indicators, budget and remarks."""

from datetime import date

import pytest

from reports.evaluation.carry_over import previous_actuals, start_next_evaluation
from reports.models import Evaluation, Waiver
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_chapter,
    make_evaluation,
    make_remark,
    make_waiver,
)

pytestmark = pytest.mark.django_db


TARGET = {"first": "产出指标", "second": "数量指标", "weight": 90}


def test_indicators_keep_targets_and_lose_what_was_reached(staff):
    last = make_evaluation(
        staff,
        year=2021,
        indicators=[
            TARGET
            | {"third": "培训场次", "target": 10, "unit": "场"}
            | {
                "actual": 8,
                "evidence": "签到表",
                "manual_score": 70,
                "rule": "酌情",
                "reason": "疫情",
            },
            TARGET
            | {"third": "群众满意度", "direction": "quality", "target_words": "满意"}
            | {"met": "fully", "weight": 10},
            TARGET
            | {"third": "上半年捐款", "target": 100}
            | {"figure": "donations.cash.amount;period=2021-01-01..2021-06-30"},
        ],
        budget=[{"initial": 120, "adjusted": 130, "executed": 117}],
        adjusted_stated=130,
    )
    new = start_next_evaluation(last, staff)
    talks, content, cash = new.indicators.all()
    assert (talks.third, talks.target, talks.unit, talks.weight) == ("培训场次", 10, "场", 90)
    assert (talks.actual, talks.manual_score, talks.evidence, talks.reason) == (None, None, "", "")
    assert (content.target_words, content.met) == ("满意", "")
    assert cash.figure == "donations.cash.amount;period=2022-01-01..2022-06-30"
    assert [(line.initial, line.adjusted, line.executed) for line in new.budget.all()] == [
        (0, 0, 0)
    ]
    assert new.adjusted_stated is None
    assert last.indicators.count() == 3


def test_an_indicator_of_a_single_record_has_to_be_given_another(staff):
    aid = make_aid(staff, households=23)
    figure = f"@relief.aid:{aid.pk};households;户"
    row = TARGET | {"third": "慰问", "target": 20, "unit": "户", "figure": figure}
    last = make_evaluation(staff, year=2021, indicators=[row])
    assert start_next_evaluation(last, staff).indicators.get().figure == ""


def test_last_years_actuals_stand_beside(staff):
    make_cash_gift(staff, "300", date=date(2021, 5, 1))
    rows = [
        TARGET
        | {"third": "培训场次", "target": 10, "unit": "场", "actual": 8, "evidence": "签到表"},
        TARGET | {"third": "捐款", "target": 100, "figure": "donations.cash.amount"},
        TARGET | {"third": "宣传", "target": 100},
    ]
    last = make_evaluation(staff, year=2021, indicators=rows)
    assert previous_actuals(last) == []
    found = previous_actuals(start_next_evaluation(last, staff))
    assert [(one.third, part.text) for one, part in found] == [
        ("培训场次", "8场"),
        ("捐款", "300元"),
    ]


def test_remarks_and_waivers_stay_behind(staff, last):
    chapter = make_chapter(staff, evaluation=last, text="如下。")
    make_remark(staff, chapter=chapter)
    make_waiver(staff, evaluation=last)
    new = start_next_evaluation(last, staff)
    assert not new.chapters.filter(remarks__isnull=False).exists()
    assert Waiver.objects.filter(evaluation=new).count() == 0


def test_a_signed_year_can_be_gone_on_from(staff, last):
    make_chapter(staff, evaluation=last, text="如下。")
    Evaluation.objects.filter(pk=last.pk).update(status=Evaluation.Status.FINAL)
    last.refresh_from_db()
    assert start_next_evaluation(last, staff).status == Evaluation.Status.DRAFT
