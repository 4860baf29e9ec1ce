"""Whoever prepared an evaluation does not approve it."""

import pytest

from reports import workflow
from tests.factories import make_chapter, make_evaluation, make_remark, make_user
from tests.pdfs import pdf_file
from tests.refusals import refused
from tests.signed import make_draft, make_submitted, waive


@pytest.fixture
def lone_worker(society, roles):
    """The one person of a society: entered and submitted it, and has been its leader since."""
    return make_user("alone", society, roles["leader"])


@pytest.fixture
def both(society, roles):
    """Wrote, and has been a leader since; another leader of the society could approve too."""
    make_user("other", society, roles["leader"])
    return make_user("both", society, roles["leader"])


def test_whoever_entered_it_does_not_approve_it(both, staff):
    evaluation = make_evaluation(both, year=2021)
    make_chapter(staff, evaluation=evaluation, text="x")
    waive(evaluation, staff)
    workflow.submit(evaluation, by=staff)
    with refused(saying="somebody else approves"):
        workflow.approve(evaluation, by=both, self_approval_reason="x")


def test_whoever_submitted_it_does_not_approve_it_even_after_another_did_again(both, staff):
    evaluation = make_draft(staff)
    workflow.submit(evaluation, by=both)
    workflow.send_back(evaluation, by=staff, reason="x")
    workflow.submit(evaluation, by=staff)
    with refused(saying="somebody else approves"):
        workflow.approve(evaluation, by=both)


def test_whoever_wrote_a_chapter_does_not_approve_it(both, staff):
    evaluation = make_draft(staff)
    chapter = evaluation.chapters.get()
    chapter.text = "改过"
    chapter.save_entry(by=both)
    waive(evaluation, staff)
    workflow.submit(evaluation, by=staff)
    with refused(saying="somebody else approves"):
        workflow.approve(evaluation, by=both)


def test_whoever_changed_its_goal_does_not_approve_it(both, staff):
    evaluation = make_draft(staff)
    evaluation.goal = "x"
    evaluation.save_entry(by=both)
    waive(evaluation, staff)
    workflow.submit(evaluation, by=staff)
    with refused(saying="somebody else approves"):
        workflow.approve(evaluation, by=both)


def test_whoever_wrote_what_a_revision_corrects_does_not_approve_the_revision(both, staff, second):
    first = make_draft(staff)
    chapter = first.chapters.get()
    chapter.text = "原文"
    chapter.save_entry(by=both)
    waive(first, staff)
    workflow.submit(first, by=staff)
    workflow.approve(first, by=second)
    revision = workflow.revise(first, by=staff, reason="x")
    waive(revision, staff)
    workflow.submit(revision, by=staff)
    with refused(saying="somebody else approves"):
        workflow.approve(revision, by=both)
    workflow.approve(revision, by=second)


def test_a_leader_who_only_remarked_and_sent_back_did_not_prepare_it(staff, leader):
    evaluation = make_submitted(staff)
    remark = make_remark(leader, chapter=evaluation.chapters.get())
    workflow.send_back(evaluation, by=leader, reason="x")
    remark.settled = True
    remark.save_entry(by=staff)
    workflow.submit(evaluation, by=staff)
    workflow.approve(evaluation, by=leader)
    assert leader.pk not in workflow.preparers(evaluation)


def test_one_person_alone_approves_with_a_reason_and_the_signed_page(lone_worker):
    evaluation = make_submitted(lone_worker)
    with refused(saying="Say why"):
        workflow.approve(evaluation, by=lone_worker)
    with refused(saying="Attach the signed page"):
        workflow.approve(evaluation, by=lone_worker, self_approval_reason="本会仅有一名工作人员")
    evaluation.attach(pdf_file(name="签字页.pdf"), by=lone_worker)
    workflow.approve(evaluation, by=lone_worker, self_approval_reason="本会仅有一名工作人员")

    evaluation.refresh_from_db()
    assert evaluation.self_approval_reason == "本会仅有一名工作人员"
    assert evaluation.history.first().reason == "本会仅有一名工作人员"


def test_the_exception_is_for_nobody_else_being_there(lone_worker, leader, roles):
    evaluation = make_submitted(lone_worker)
    evaluation.attach(pdf_file(name="签字页.pdf"), by=lone_worker)
    with refused(saying="somebody else approves"):
        workflow.approve(evaluation, by=lone_worker, self_approval_reason="x")
    leader.is_active = False
    leader.save()
    workflow.approve(evaluation, by=lone_worker, self_approval_reason="x")


def test_a_reason_given_without_need_is_not_kept_as_an_exception(staff, leader):
    evaluation = make_submitted(staff)
    workflow.approve(evaluation, by=leader, self_approval_reason="x")
    evaluation.refresh_from_db()
    assert evaluation.self_approval_reason == ""
