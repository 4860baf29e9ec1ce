"""What may still be changed of an evaluation that is in review or final."""

import pytest

from reports import workflow
from reports.models import Chapter, Evaluation
from tests.factories import make_chapter, make_evaluation, make_remark, make_waiver
from tests.pdfs import pdf_file
from tests.refusals import refused
from tests.signed import make_draft, make_signed, make_submitted


def changes_of(evaluation, by):
    """Every way to change an evaluation or what belongs to it, by name."""
    chapter, elsewhere = evaluation.chapters.get(), make_evaluation(by)

    def change(entry, **values):
        for name, value in values.items():
            setattr(entry, name, value)
        entry.save_entry(by=by)

    return {
        "title": lambda: change(Evaluation.objects.get(pk=evaluation.pk), title="x"),
        "indicators": lambda: Evaluation.objects.get(pk=evaluation.pk).save_entry(
            by=by,
            save_related=lambda: evaluation.indicators.create(
                first="产出", second="数量", third="x", weight=1, direction="quality"
            ),
        ),
        "chapter": lambda: change(Chapter.objects.get(pk=chapter.pk), text="x"),
        "chapter taken out": lambda: change(
            Chapter.objects.get(pk=chapter.pk), evaluation=elsewhere
        ),
        "chapter put in": lambda: make_chapter(by, evaluation=evaluation),
        "chapter moved in": lambda: change(
            make_chapter(by, evaluation=elsewhere), evaluation=evaluation
        ),
        "chapter voided": lambda: Chapter.objects.get(pk=chapter.pk).void(by=by, reason="x"),
        "waiver": lambda: make_waiver(by, evaluation=evaluation),
        "voided": lambda: Evaluation.objects.get(pk=evaluation.pk).void(by=by, reason="x"),
    }


def test_nothing_of_a_final_one_is_changed(staff, leader):
    evaluation = make_submitted(staff)
    remark = make_remark(leader, chapter=evaluation.chapters.get(), settled=True)
    workflow.approve(evaluation, by=leader)
    for name, act in changes_of(evaluation, staff).items():
        with refused(saying="is final"):
            act()
            pytest.fail(name)
    remark.text = "x"
    with refused(saying="is final"):
        remark.save_entry(by=leader)
    with refused(saying="is final"):
        make_remark(leader, chapter=evaluation.chapters.get())


def test_in_review_only_remarks_are_made(staff, leader):
    evaluation = make_submitted(staff)
    for name, act in changes_of(evaluation, staff).items():
        with refused(saying="in review: send it back"):
            act()
            pytest.fail(name)
    remark = make_remark(leader, chapter=evaluation.chapters.get())
    remark.text = "x"
    remark.save_entry(by=leader)


@pytest.mark.parametrize(
    "name", ["title", "indicators", "chapter", "chapter put in", "chapter moved in", "waiver"]
)
def test_a_draft_is_changed_freely(staff, name):
    changes_of(make_draft(staff), staff)[name]()


def test_a_chapter_read_before_the_approval_is_not_saved_after_it(staff, leader):
    evaluation = make_submitted(staff)
    chapter = Chapter.objects.select_related("evaluation").get()
    workflow.approve(evaluation, by=leader)
    chapter.text = "x"
    with refused(saying="is final"):
        chapter.save_entry(by=staff)


def test_a_draft_is_voided_with_its_chapters_remarks_and_waivers(staff, leader):
    evaluation = make_draft(staff)
    make_remark(leader, chapter=evaluation.chapters.get())
    make_waiver(staff, evaluation=evaluation)
    evaluation = Evaluation.objects.get()
    evaluation.void(by=staff, reason="重新设立")
    assert not Evaluation.objects.countable().exists()
    assert not Chapter.objects.countable().exists()
    make_draft(staff)  # the year is free again


def test_the_scan_of_the_signed_page_is_kept_beside_the_final_one(staff, leader, signed_in):
    evaluation = make_signed(staff, leader).evaluation
    url = f"/drafts/{evaluation.pk}/"
    scan = pdf_file(name="盖章扫描件.pdf")
    page = signed_in(staff).post(f"{url}attach/", {"file": scan}, follow=True)
    assert "盖章扫描件.pdf" in page.content.decode()
    assert evaluation.evidence.get().name == "盖章扫描件.pdf"
