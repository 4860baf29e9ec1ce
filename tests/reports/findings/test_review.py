"""Remarks, revisions and waivers, and what stops the review."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from reports.evaluation.consistency_checks import findings
from reports.models import Evaluation
from reports.workflow import submit
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_chapter,
    make_evaluation,
    make_remark,
    make_session,
    make_waiver,
)
from tests.reports.findings.evidence import texts

pytestmark = pytest.mark.django_db


def test_a_remark_that_is_not_settled_is_found(staff, draft, said):
    chapter = make_chapter(staff, evaluation=draft, heading="会议", text="如下。")
    remark = make_remark(staff, chapter=chapter, text="请补充地点")
    (one,) = findings(draft)
    assert one.text == "“会议”: a remark is not settled: 请补充地点"
    assert one.url == remark.get_absolute_url()
    remark.settled = True
    remark.save_entry(by=staff)
    assert findings(draft) == []


def test_two_revisions_in_work_are_found_and_one_signed_later(staff, draft):
    other = make_evaluation(staff, year=2021, revision=2)
    assert texts(draft) == ["Revision 2 of this period is in work too."]
    Evaluation.objects.filter(pk=other.pk).update(status=Evaluation.Status.FINAL)
    assert texts(draft) == ["Revision 2 of this period is final already."]
    other.refresh_from_db()
    Evaluation.objects.filter(pk=draft.pk).update(status=Evaluation.Status.FINAL)
    assert texts(other) == []


def test_the_society_alone_is_another_evaluation(staff, draft):
    make_evaluation(staff, year=2021, own_records_only=True)
    assert texts(draft) == []


def test_a_waived_finding_carries_its_reason_in_every_language(staff, draft, said):
    text = said("于2020年召开会议。")[0]
    make_waiver(staff, evaluation=draft, finding=text, reason="上年延续")
    assert [one.waived for one in findings(draft)] == ["上年延续"]
    with override("zh-hans"):
        assert [one.waived for one in findings(draft)] == ["上年延续"]


def test_a_waiver_whose_finding_has_vanished_does_no_harm(staff, draft, said):
    make_waiver(staff, evaluation=draft, finding="gone", reason="Y1")
    assert said("如下。") == []
    submit(draft, by=staff)
    assert draft.status == Evaluation.Status.REVIEW


def test_what_is_found_stops_the_review_and_a_reason_lets_it_pass(staff, draft, said):
    text = said("于2020年召开会议。")[0]
    with pytest.raises(ValidationError):
        submit(draft, by=staff)
    draft.refresh_from_db()
    make_waiver(staff, evaluation=draft, finding=text, reason="上年延续")
    submit(draft, by=staff)
    assert draft.status == Evaluation.Status.REVIEW


def test_more_records_need_no_more_queries(staff, draft, django_assert_num_queries):
    def several(number):
        found = []
        for _each in range(number):
            make_cash_gift(staff, "10")
            make_aid(staff, value=Decimal(100), households=2)
            found.append(make_session(staff, attendance=30))
        return found

    one = several(1)[0]
    text = "[[donations.cash.amount]]，[[reports.aid.worth]]，[[training.awareness.people]]，"
    chapter = make_chapter(
        staff,
        evaluation=draft,
        source="training",
        text=f"{text}[[@training.session:{one.pk};attended;名]]，共9户，于2020年开展。",
    )
    with CaptureQueriesContext(
        connection,
    ) as few:
        findings(draft)
    more = several(5)
    chapter.text += "".join(f"[[@training.session:{one.pk};attended;名]]" for one in more)
    chapter.save_entry(by=staff)
    with django_assert_num_queries(len(few)):
        findings(draft)
