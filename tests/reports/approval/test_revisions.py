"""What is final is corrected by a revision."""

import pytest
from django.core.exceptions import PermissionDenied

from reports import workflow
from reports.evaluation.consistency_checks import findings
from reports.models import Evaluation, Waiver
from tests.refusals import refused
from tests.signed import make_signed

STATUS = Evaluation.Status


def test_a_correction_is_a_revision_that_says_what_it_corrects(staff, leader, signed_in):
    first = make_signed(staff, leader).evaluation
    with refused(saying="why it is revised"):
        workflow.revise(first, by=staff, reason="")
    revision = workflow.revise(first, by=staff, reason="捐款漏登一笔")
    assert (revision.revision, revision.status) == (2, STATUS.DRAFT)
    texts = [list(e.chapters.values_list("heading", "text")) for e in (first, revision)]
    assert texts[0] == texts[1]
    for evaluation in (first, revision):
        page = signed_in(staff).get(f"/drafts/{evaluation.pk}/").content.decode()
        listed = page[page.index('id="revisions"') :]
        assert "捐款漏登一笔" in listed
        assert f"/drafts/{first.pk}/" in listed and f"/drafts/{revision.pk}/" in listed


def test_only_the_latest_and_only_a_final_one_is_revised(staff, leader, above):
    first = make_signed(staff, leader).evaluation
    revision = workflow.revise(first, by=staff, reason="x")
    with refused(saying="later revision"):
        workflow.revise(first, by=staff, reason="x")
    with refused(saying="Only what is final"):
        workflow.revise(revision, by=staff, reason="x")
    with pytest.raises(PermissionDenied):
        workflow.revise(first, by=above, reason="x")


def test_the_society_alone_and_with_those_below_are_revised_apart(staff, leader):
    whole = make_signed(staff, leader).evaluation
    own_records_only = make_signed(staff, leader, own_records_only=True).evaluation
    assert workflow.revise(whole, by=staff, reason="x").revision == 2
    assert workflow.revise(own_records_only, by=staff, reason="x").revision == 2


def test_what_is_waived_stays_waived_in_a_revision_where_it_is_the_very_same(staff, leader):
    first = make_signed(staff, leader, text="全年接受社会捐款300元，另有5笔。").evaluation
    waived = {one.text: one.waived for one in findings(first) if one.waived}
    assert len(waived) >= 2
    revision = workflow.revise(first, by=staff, reason="x")
    again = {one.text: one.waived for one in findings(revision) if one.waived}
    assert again == waived
    assert Waiver.objects.filter(evaluation=revision).count() == len(waived)
    # What is found of other words or other numbers is asked about anew.
    chapter = revision.chapters.get(heading="接受社会捐赠")
    chapter.text = chapter.text.replace("300元", "301元")
    chapter.save_entry(by=staff)
    open_now = [one.text for one in findings(revision) if not one.waived]
    assert any("301" in text for text in open_now)
