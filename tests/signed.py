"""Evaluations on their way to being signed, for the tests of what follows."""

from reports import workflow
from reports.evaluation.consistency_checks import findings
from tests.factories import make_chapter, make_evaluation, make_waiver

TEXT = "全年接受社会捐款[[donations.cash.amount]]。"


def make_draft(by, year=2021, text=TEXT, **fields):
    """One chapter with a figure in it; what else stands against it is waived."""
    evaluation = make_evaluation(by, year=year, **fields)
    make_chapter(by, evaluation=evaluation, heading="接受社会捐赠", text=text)
    waive(evaluation, by)
    return evaluation


def waive(evaluation, by):
    for one in findings(evaluation):
        if not one.waived:
            make_waiver(by, evaluation=evaluation, finding=one.text)


def make_submitted(by, **fields):
    evaluation = make_draft(by, **fields)
    workflow.submit(evaluation, by=by)
    return evaluation


def make_signed(by, leader, **fields):
    """The signed copy."""
    return workflow.approve(make_submitted(by, **fields), by=leader)
