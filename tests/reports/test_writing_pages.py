"""The pages on which an evaluation is written: saved as they came, closed ones, what came back."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from reports import workflow
from reports.models import Annex, ProjectEvaluation
from tests.factories import (
    make_annex,
    make_chapter,
    make_evaluation,
    make_kept_text,
    make_project_evaluation,
)
from tests.pages import form_data
from tests.signed import make_submitted, waive

pytestmark = pytest.mark.django_db
PARTS = ("change", "budget", "basic_data", "goals", "library", "text")
LINES = "第一行\n第二行"


@pytest.fixture
def written(staff):
    """An evaluation whose every text has two lines, and all that belongs to it."""
    evaluation = make_evaluation(
        staff, year=2021, goal=LINES, achieved=LINES, goals_number="1号", goals_date="2021-02-01"
    )
    chapter = make_chapter(staff, evaluation=evaluation, heading="一", text=LINES)
    annex = make_annex(staff, evaluation=evaluation, text=LINES)
    project = make_project_evaluation(staff, evaluation=evaluation, goal=LINES, achieved=LINES)
    return evaluation, chapter, annex, project


def addresses(evaluation, chapter, annex, project):
    for part in PARTS:
        yield reverse(f"reports:evaluation_{part}", args=[evaluation.pk])
    for entry in (chapter, annex, project):
        yield reverse(entry.url_name("change"), args=[entry.pk])
    for model in (Annex, ProjectEvaluation, type(chapter)):
        yield f"{reverse(model.url_name('add'))}?evaluation={evaluation.pk}"


def test_texts_of_several_lines_are_saved_unchanged_as_a_browser_sends_them(
    staff, signed_in, written
):
    client = signed_in(staff)
    paths = [*addresses(*written)][: len(PARTS) + 3]
    # Another paper is asked for there, and an indicator to be chosen.
    paths = [path for path in paths if not path.endswith(("/goals/", "/library/"))]
    paths.append(reverse("reports:kept_text_change", args=[make_kept_text(staff, text=LINES).pk]))
    for path in paths:
        data = form_data(client.get(path))
        assert any("\r\n" in str(value) for value in data.values()) or "/text/" not in path
        assert client.post(path, data).status_code == 302, path
    for entry in written:
        stored = type(entry).objects.get(pk=entry.pk)
        assert (stored.version, stored.history.count()) == (1, 1)


def test_what_is_typed_with_other_line_ends_is_kept_with_ours(staff):
    chapter = make_chapter(staff, text="甲\r\n乙\r丙")
    assert chapter.text == "甲\n乙\n丙"
    evaluation = make_evaluation(staff, goal="甲\r\n乙")
    assert evaluation.goal == "甲\n乙"


def test_in_review_and_signed_no_page_offers_a_field(staff, leader, signed_in, written):
    evaluation, *_parts = written
    client = signed_in(staff)
    for path in addresses(*written):
        assert b"<textarea" in (page := client.get(path).content) or b"<input" in page, path
    waive(evaluation, staff)
    workflow.submit(evaluation, by=staff)
    for signed in (False, True):
        if signed:
            workflow.approve(evaluation, by=leader)
        for path in addresses(*written):
            page = client.get(path)
            assert page.status_code == 200, path
            assert "not-writable" in page.content.decode(), path
            assert "data-entry" not in page.content.decode(), path


def test_why_it_was_sent_back_stands_on_its_page_and_on_the_home_page(staff, leader, signed_in):
    # Others that were changed later do not push it away.
    evaluation = make_submitted(staff)
    workflow.send_back(evaluation, by=leader, reason="请补写存在问题")
    for year in range(2010, 2018):
        make_evaluation(staff, year=year)
    client = signed_in(staff)
    for path in ("/", evaluation.get_absolute_url()):
        assert client.get(path).content.decode().count("请补写存在问题") >= 1, path
    page = client.get(evaluation.get_absolute_url()).content.decode()
    assert page.index("请补写存在问题") < page.index("steps-heading")
    answer = client.post(f"/drafts/{evaluation.pk}/submit/", follow=True).content.decode()
    with override("zh-hans"):
        told = gettext(
            "Submitted. The leader finds it on the home page and signs it, or sends it back with a"
            " reason; until then nothing in it is changed."
        )
    assert told in answer
    assert "请补写存在问题" not in client.get("/").content.decode()


@pytest.mark.parametrize("name", ["initial", "adjusted", "executed"])
def test_a_sum_below_zero_is_said_beside_that_sum(staff, signed_in, name):
    evaluation = make_evaluation(staff)
    path = reverse("reports:evaluation_budget", args=[evaluation.pk])
    data = form_data(signed_in(staff).get(path)) | {f"budget-0-{name}": "-5"}
    page = signed_in(staff).post(path, data)
    [errors] = [f.errors for s in page.context["form"].linesets for f in s.forms if f.errors]
    assert [*errors] == [name]


def test_a_title_that_is_too_long_is_not_called_missing(staff, signed_in):
    annex = make_annex(staff)
    path = reverse("reports:annex_change", args=[annex.pk])
    data = form_data(signed_in(staff).get(path)) | {"title": "长" * 61}
    page = signed_in(staff).post(path, data)
    assert [len(errors) for errors in page.context["form"].errors.values()] == [1]
