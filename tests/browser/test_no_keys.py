"""Nobody sees how a figure is called inside: on no page of an evaluation, whatever is wrong."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from redcross.figures import figures_by_key
from redcross.models import ColumnChoice
from reports.models import (
    Annex,
    Chapter,
    Evaluation,
    Indicator,
    KeptText,
    Outline,
    ProjectEvaluation,
)
from tests.factories import (
    make_aid,
    make_annex,
    make_cash_gift,
    make_chapter,
    make_evaluation,
    make_fund,
    make_kept_text,
    make_outline,
    make_project_evaluation,
    make_remark,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# All that a page tells: its text, what stands in its boxes, and what it says of its elements.
TOLD = """() => {
    const told = [document.title, document.body.innerText];
    const hidden = (element) => element.type === "hidden" || !element.checkVisibility();
    for (const element of document.querySelectorAll("main *")) {
        for (const name of ["title", "aria-label", "placeholder", "alt", "aria-description"]) {
            if (element.hasAttribute(name)) told.push(element.getAttribute(name));
        }
        if (element.matches("input, textarea") && !hidden(element)) told.push(element.value);
    }
    return told.join("\\n");
}"""
AMOUNT = "donations.cash.amount"
OTHERS = re.compile(
    r"\[\[|\]\]|@\w+\.\w+:|;(?:period|as|of|line|fund|by|kind|own_fund)=|no\.such|at_least|"
    r"\b(?:completion|statement|execution)\b"
)


def seen_keys(page):
    told = page.evaluate(TOLD)
    return [key for key in figures_by_key() if key in told] + OTHERS.findall(told)


@pytest.fixture
def everything(staff, administrator):
    """An evaluation with every kind of reference in it, right and wrong, changed once more."""
    fund = make_fund(staff, name="甲基金")
    make_cash_gift(staff, "124000", fund=fund)
    aid = make_aid(staff, value=Decimal(100), households=23)
    row = {
        "first": "产出指标",
        "second": "数量指标",
        "third": "捐款金额",
        "target": 10,
        "weight": 90,
        "figure": f"{AMOUNT};own_fund={fund.pk};period=before;as=wan",
    }
    goal = f"接受[[{AMOUNT}]]。"
    evaluation = make_evaluation(staff, year=2021, indicators=[row], goal=goal, achieved=goal)
    text = "\n".join(
        [
            f"款[[{AMOUNT};own_fund={fund.pk};period=2020-01-01..2020-06-30;as=about]]，[?46?]名。",
            f"[[table;figure={AMOUNT};by=fund]]",
            "[[list;of=gifts]]",
            f"[[statement;line=income;fund={fund.pk}]]，[[score]]，[[grade]]，[[execution]]。",
            f"户[[@relief.aid:{aid.pk};households;户]]。",
        ]
    )
    chapter = make_chapter(staff, evaluation=evaluation, text=text, source="gifts")
    chapter.text += "\n又及。"
    chapter.save_entry(by=staff)
    make_remark(staff, chapter=chapter) if evaluation.status == "review" else None
    section = {"position": 10, "heading": "一", "text": goal}
    outline = make_outline(administrator, sections=[section])
    for kind in ("text", "table", "duties"):
        cells = f"甲\t[[{AMOUNT}]]" if kind == "table" else goal
        make_annex(staff, evaluation=evaluation, kind=kind, title="附", text=cells)
    project = make_project_evaluation(staff, evaluation=evaluation, goal=goal, achieved=goal)
    project.achieved += "又及。"
    project.save_entry(by=staff)
    make_kept_text(staff, text=goal)
    # What was right once and is not any more.
    Chapter.objects.filter(pk=chapter.pk).update(text=chapter.text + "\n误[[no.such;of=x]]。")
    aid.void(by=staff, reason="entered twice")
    return evaluation, chapter, outline


def test_no_page_of_an_evaluation_shows_a_key(live_server, sign_in, administrator, everything):
    evaluation, chapter, outline = everything
    page = sign_in(administrator)
    # Lists show all that they can.
    for model in (Annex, Chapter, Evaluation, KeptText, Outline, ProjectEvaluation):
        columns = [field.name for field in model._meta.concrete_fields]
        ColumnChoice.objects.create(
            user=administrator, list_name=model.url_name("list"), columns=columns
        )
    paths = [
        "/",
        f"/drafts/{evaluation.pk}/",
        f"/drafts/{evaluation.pk}/change/",
        f"/drafts/{evaluation.pk}/text/",
        f"/drafts/{evaluation.pk}/void/",
        "/drafts/",
        "/drafts/add/",
        f"/chapters/{chapter.pk}/",
        f"/chapters/{chapter.pk}/change/",
        "/chapters/",
        "/waivers/",
        "/outlines/",
        f"/outlines/{outline.pk}/",
        f"/outlines/{outline.pk}/change/",
        "/outlines/add/?shipped=formal",
        "/evaluations/2021/",
        "/search/?q=donations",
        f"/drafts/{evaluation.pk}/goals/",
        f"/drafts/{evaluation.pk}/budget/",
        f"/drafts/{evaluation.pk}/library/",
        f"/annexes/add/?evaluation={evaluation.pk}&kind=survey",
        f"/chapters/add/?copy={chapter.pk}",
        # Of whatever else has a text with figures: its list, its page and its form.
        *(
            address
            for model in (Annex, ProjectEvaluation, KeptText)
            for row in model.objects.all()
            for address in (
                reverse(model.url_name("list")),
                row.get_absolute_url(),
                reverse(model.url_name("change"), args=[row.pk]),
            )
        ),
    ]
    for path in paths:
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        assert seen_keys(page) == [], path


def test_what_is_refused_names_a_figure_in_words(live_server, sign_in, administrator, everything):
    evaluation, chapter, _outline = everything
    page = sign_in(administrator)
    for path in (f"/chapters/{chapter.pk}/change/", f"/drafts/{evaluation.pk}/text/"):
        page.goto(live_server.url + path)
        page.locator(".editor").first.click()
        page.keyboard.press("Control+End")
        page.keyboard.insert_text("再记。")
        with page.expect_navigation():
            page.locator("main form .btn-primary").first.click()
        page.wait_for_load_state("networkidle")
        assert page.locator(".invalid-feedback").count()
        assert seen_keys(page) == [], path
    assert not Chapter.objects.filter(text__contains="再记").exists()


def test_a_figure_that_is_gone_is_no_key_in_the_form(live_server, sign_in, staff, everything):
    evaluation, _chapter, _outline = everything
    Indicator.objects.update(figure="no.such.figure")
    page = sign_in(staff)
    page.goto(f"{live_server.url}/drafts/{evaluation.pk}/change/")
    page.wait_for_load_state("networkidle")
    assert seen_keys(page) == []
    with page.expect_navigation():
        page.locator("main form .btn-primary").first.click()
    assert seen_keys(page) == []
    assert Evaluation.objects.get(pk=evaluation.pk).version == evaluation.version
