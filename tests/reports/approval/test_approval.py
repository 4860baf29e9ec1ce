"""Who makes an evaluation final, and as what it was seen."""

import pytest
from django.core.exceptions import PermissionDenied

from redcross.models import LogEntry
from reports import workflow
from reports.evaluation.document import compose_document
from reports.models import Evaluation, SignedCopy
from tests.factories import make_cash_gift, make_remark, make_user
from tests.refusals import refused
from tests.signed import make_draft, make_submitted, waive

STATUS = Evaluation.Status


def seen(evaluation):
    """What the page posts back."""
    return workflow.document_state(evaluation, compose_document(evaluation))


def test_a_leader_who_did_not_prepare_it_makes_it_final(staff, leader):
    make_cash_gift(staff, amount="300")
    evaluation = make_submitted(staff)
    signed_copy = workflow.approve(evaluation, by=leader)

    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.approved_by) == (STATUS.FINAL, leader)
    assert signed_copy.content().startswith(b"%PDF")
    assert signed_copy.values["donations.cash.amount"][0] == "300"
    logged = LogEntry.objects.filter(model="reports.evaluation", object_id=evaluation.pk)
    acts = ["add", "submit", "approve"]
    assert list(logged.order_by("pk").values_list("action", flat=True)) == acts


def test_only_a_leader_of_the_society_approves(staff, administrator, province, roles):
    evaluation = make_submitted(staff)
    for user in (staff, administrator, make_user("over", province, roles["leader"])):
        with pytest.raises(PermissionDenied):
            workflow.approve(evaluation, by=user)
    assert not SignedCopy.objects.exists()


def test_only_what_is_in_review_is_approved(staff, leader):
    evaluation = make_draft(staff)
    with refused(saying="in review"):
        workflow.approve(evaluation, by=leader)
    workflow.submit(evaluation, by=staff)
    workflow.send_back(evaluation, by=leader, reason="x")
    with refused(saying="in review"):
        workflow.approve(evaluation, by=leader)


def test_sending_back_needs_a_reason_that_the_log_keeps(staff, leader):
    evaluation = make_submitted(staff)
    with refused(saying="what is to be done"):
        workflow.send_back(evaluation, by=leader, reason=" ")
    workflow.send_back(evaluation, by=leader, reason="第二段请核对")

    evaluation.refresh_from_db()
    assert evaluation.status == STATUS.DRAFT
    assert evaluation.history.first().reason == "第二段请核对"


def test_a_remark_must_be_settled_before_the_approval(staff, leader):
    evaluation = make_submitted(staff)
    remark = make_remark(leader, chapter=evaluation.chapters.get())
    with refused(saying="not settled"):
        workflow.approve(evaluation, by=leader)
    remark.settled = True
    remark.save_entry(by=leader)
    workflow.approve(evaluation, by=leader)


def test_a_voided_remark_stands_against_nothing(staff, leader):
    evaluation = make_submitted(staff)
    remark = make_remark(leader, chapter=evaluation.chapters.get())
    remark.void(by=staff, reason="x")
    workflow.approve(evaluation, by=leader)


def test_it_is_approved_as_it_was_seen(staff, leader):
    evaluation = make_submitted(staff)
    workflow.approve(evaluation, by=leader, seen=seen(evaluation))


def test_a_chapter_changed_since_it_was_seen_stops_the_approval(staff, leader):
    evaluation = make_submitted(staff)
    shown = seen(evaluation)
    workflow.send_back(evaluation, by=staff, reason="x")
    chapter = evaluation.chapters.get()
    chapter.text = "另一句"
    chapter.save_entry(by=staff)
    waive(evaluation, staff)
    workflow.submit(evaluation, by=staff)
    with refused(saying="look again"):
        workflow.approve(evaluation, by=leader, seen=shown)
    workflow.approve(evaluation, by=leader, seen=seen(evaluation))


def test_a_number_that_moved_since_it_was_seen_stops_the_approval(staff, leader):
    evaluation = make_submitted(staff)
    shown = seen(evaluation)
    make_cash_gift(staff, amount="7")
    with refused(saying="look again"):
        workflow.approve(evaluation, by=leader, seen=shown)
