"""Annexes of an evaluation: written, pasted, uploaded or generated, in the order of the society."""

from io import BytesIO

import docx
import pdfplumber
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from redcross.printing.pdf_pages import page_pictures
from reports import workflow
from reports.evaluation.annex_order import annexes_in_order, move_annex
from reports.evaluation.carry_over import start_next_evaluation
from reports.evaluation.document import compose_document
from reports.models import Annex
from reports.models.long_text import MAX_CHARACTERS
from reports.output.docx import evaluation_docx
from reports.output.pdf import evaluation_pdf
from tests import factories
from tests.pdfs import UNFIT, pdf_of
from tests.refusals import refused
from tests.reports.forms.grids import rows_of
from tests.signed import make_signed

BUDGET = [{"kind": "project", "adjusted": 2, "executed": 1}]


@pytest.fixture
def evaluation(staff):
    return factories.make_evaluation(staff, year=2021, budget=BUDGET)


def titles(evaluation):
    return [(one.mark, one.title) for one in compose_document(evaluation).annexes]


def words(annex):
    return ["".join(run.text for run in line) for line in annex.paragraphs]


def test_they_are_numbered_in_their_order_and_moved_one_place_at_a_time(staff, evaluation):
    first = factories.make_annex(staff, evaluation=evaluation, title="说明一", text="一")
    second = factories.make_annex(staff, evaluation=evaluation, title="说明二", text="二")
    usual = ["部门整体支出绩效自评表", "部门整体支出绩效评价基础数据表"]
    assert titles(evaluation) == [
        (f"附件{n}", title) for n, title in enumerate([*usual, "说明一", "说明二"], 1)
    ]
    move_annex(evaluation, str(second.pk), up=True, by=staff)
    move_annex(evaluation, "self", up=False, by=staff)
    move_annex(evaluation, str(first.pk), up=False, by=staff)  # the last stays
    found = [title for _mark, title in titles(evaluation)]
    assert found == ["部门整体支出绩效自评表", usual[1], "说明二", "说明一"]
    move_annex(evaluation, str(second.pk), up=True, by=staff)
    assert [title for _mark, title in titles(evaluation)][1] == "说明二"
    with refused(saying="no such annex"):
        move_annex(evaluation, "987654", up=True, by=staff)


def test_a_moved_annex_is_logged_and_a_reviewed_evaluation_keeps_its_order(staff, evaluation):
    factories.make_annex(staff, evaluation=evaluation)
    move_annex(evaluation, "basic", up=True, by=staff)
    kept = evaluation.annexes.get(kind="basic")
    assert kept.history.count() == 1
    evaluation.status = "review"
    evaluation.save()
    with refused(saying="in review"):
        move_annex(evaluation, "basic", up=True, by=staff)
    assert [one.kind for one in annexes_in_order(evaluation)][:2] == ["self", "basic"]


def test_a_text_may_hold_figures_and_none_that_lead_nowhere(staff, evaluation):
    factories.make_aid(staff, households=7, people=None, value=5)
    one = factories.make_annex(staff, evaluation=evaluation, text="慰问[[relief.aid.households]]。")
    [printed] = [a for a in compose_document(evaluation).annexes if a.title == one.title]
    assert words(printed) == ["慰问7户。"]
    with refused("text"):
        factories.make_annex(staff, evaluation=evaluation, text="[[relief.nothing]]")


def test_a_pasted_table_has_a_head_and_its_cells_may_hold_figures(staff, evaluation):
    factories.make_aid(staff, households=7, people=None, value=5)
    text = "项目\t数量\t金额\n慰问\t[[relief.aid.households]]\t1,200.50\n\n合计\t\t1,200.50"
    factories.make_annex(staff, evaluation=evaluation, kind="table", title="表", text=text)
    grid = compose_document(evaluation).annexes[-1].grids[0]
    assert rows_of(grid) == [
        ["项目", "数量", "金额"],
        ["慰问", "7户", "1,200.50"],
        ["合计", "", "1,200.50"],
    ]
    assert sum(grid.widths) == 156
    wide = "\t".join("列" for _n in range(17))
    with refused("text"):
        factories.make_annex(staff, evaluation=evaluation, kind="table", title="宽", text=wide)


def test_a_table_of_a_row_has_content_with_a_head_or_without(staff, evaluation):
    for title, text in (("甲", "项目\t金额\n慰问\t5"), ("乙", "慰问\t5")):
        factories.make_annex(staff, evaluation=evaluation, kind="table", title=title, text=text)
    printed = {one.title: one.grids[0] for one in compose_document(evaluation).annexes if one.grids}
    assert len(printed["甲"].head) == 1 and rows_of(printed["甲"])[1:] == [["慰问", "5"]]
    assert printed["乙"].head == [] and rows_of(printed["乙"]) == [["慰问", "5"]]


def test_a_generated_annex_is_there_once_and_has_its_usual_title(staff, evaluation):
    one = factories.make_annex(staff, evaluation=evaluation, kind="costs")
    assert one.title == "成本费用分析"
    with refused(saying="already"):
        factories.make_annex(staff, evaluation=evaluation, kind="costs")
    one.void(by=staff, reason="not wanted")
    factories.make_annex(staff, evaluation=evaluation, kind="costs")


def test_duties_say_only_what_is_recorded(staff, evaluation):
    factories.make_aid(staff, households=7, people=None, value=5)
    factories.make_annex(staff, evaluation=evaluation, kind="duties")
    rows = rows_of(compose_document(evaluation).annexes[-1].grids[0])
    done = {row[0]: row[2] for row in rows[1:]}
    assert done["人道救助"].startswith("救助慰问7户")
    assert done["应急救援"] == "" and done["无偿献血"] == ""


def test_costs_are_shares_of_what_was_spent(staff):
    budget = [
        {"kind": "personnel", "adjusted": 70, "executed": 60},
        {"kind": "project", "adjusted": 30, "executed": 20},
    ]
    evaluation = factories.make_evaluation(staff, year=2021, budget=budget, annexes=("costs",))
    [costs] = [a for a in compose_document(evaluation).annexes if a.title == "成本费用分析"]
    assert rows_of(costs.grids[0])[1:] == [
        ["基本支出", "70.00", "60.00", "75%"],
        ["项目支出", "30.00", "20.00", "25%"],
        ["合计", "100.00", "80.00", "100%"],
    ]


def test_the_survey_gives_the_satisfaction_and_opens_its_record(staff, evaluation):
    factories.make_annex(staff, evaluation=evaluation, kind="survey")
    assert "满意度问卷调查报告" not in dict(titles(evaluation)).values()
    survey = factories.make_survey(staff, subject="救助", asked=60, answered=50, satisfied=48)
    survey.void(by=staff, reason="entered twice")
    survey = factories.make_survey(staff, subject="培训", asked=60, answered=50, satisfied=48)
    [told] = [a for a in compose_document(evaluation).annexes if a.title == "满意度问卷调查报告"]
    _head, row, total = rows_of(told.grids[0])
    assert (row[0], row[2:], total) == ("培训", ["60", "50", "48", "96%"], ["满意度", "96%"])
    runs = [cell.lines[0][0] for cell in told.grids[0].groups[0][0]]
    assert runs[3].url == survey.get_absolute_url()


def test_the_pages_of_an_uploaded_file_are_printed_and_run_nothing(staff, evaluation):
    annex = factories.make_annex(staff, evaluation=evaluation, kind="file", title="决算报表")
    assert "决算报表" not in dict(titles(evaluation)).values()
    annex.attach(ContentFile(pdf_of(3), "决算.pdf"), by=staff)
    composed = compose_document(evaluation)
    content = evaluation_pdf(composed)
    with pdfplumber.open(BytesIO(content)) as pdf:
        last = pdf.pages[-3:]
        assert all(page.images for page in last)
        assert "决算报表" in last[0].extract_text()
    assert b"/JavaScript" not in content
    word = docx.Document(BytesIO(evaluation_docx(composed)))
    assert [(p.width.mm <= 156, p.height.mm <= 222) for p in word.inline_shapes] == [
        (True,) * 2
    ] * 3
    assert not any("另附" in paragraph.text for paragraph in word.paragraphs)


def test_what_cannot_be_drawn_is_named_and_not_printed(staff, evaluation):
    annex = factories.make_annex(staff, evaluation=evaluation, kind="file", title="坏文件")
    kept = annex.attach(ContentFile(pdf_of(), "坏.pdf"), by=staff)
    with open(kept.file.path, "wb") as file:
        file.write(b"%PDF-1.7 nothing")
    assert page_pictures(b"%PDF-1.7 nothing") == []
    with pdfplumber.open(BytesIO(evaluation_pdf(compose_document(evaluation)))) as pdf:
        assert "另附：坏.pdf" in pdf.pages[-1].extract_text()
    word = docx.Document(BytesIO(evaluation_docx(compose_document(evaluation))))
    assert any("另附：坏.pdf" in paragraph.text for paragraph in word.paragraphs)


@pytest.mark.parametrize(("content", "why"), [*UNFIT, (pdf_of(61), "61 pages")])
def test_a_file_whose_pages_cannot_be_printed_is_no_annex(
    staff, signed_in, evaluation, content, why
):
    client, address = signed_in(staff), reverse("reports:annex_add")
    sent = {"evaluation": evaluation.pk, "kind": "file", "title": "决算", "position": 1000}
    file = SimpleUploadedFile("决算.pdf", content)
    answer = client.post(f"{address}?kind=file", sent | {"files": file})
    assert answer.status_code == 422 and not Annex.objects.exists()
    with override("en"):
        annex = factories.make_annex(staff, evaluation=evaluation, kind="file", title="附表")
        with refused("file", saying=why):
            annex.attach(ContentFile(content, "附表.pdf"), by=staff)
    assert not annex.evidence.exists()


def test_what_is_too_long_to_print_is_evidence_of_the_evaluation(staff, signed_in, evaluation):
    client, address = signed_in(staff), reverse("reports:annex_add")
    sent = {"evaluation": evaluation.pk, "kind": "file", "title": "决算", "position": 1000}
    sixty = [SimpleUploadedFile(f"{n}.pdf", pdf_of(60 - n)) for n in range(2)]
    assert client.post(address, sent | {"files": sixty}).status_code == 302
    assert Annex.objects.get().evidence.count() == 2
    evaluation.attach(ContentFile(pdf_of(61), "全册.pdf"), by=staff)
    with refused("file"):
        evaluation.attach(ContentFile(b"%PDF-<html>", "签字页.pdf"), by=staff)


def test_a_text_has_an_end(staff, evaluation):
    factories.make_annex(staff, evaluation=evaluation, text="字" * MAX_CHARACTERS)
    for make, field in (
        (factories.make_annex, "text"),
        (factories.make_chapter, "text"),
        (factories.make_project_evaluation, "achieved"),
    ):
        with refused(field, saying="30,000"):
            make(staff, evaluation=evaluation, **{field: "字" * (MAX_CHARACTERS + 1)})
    evaluation.goal = "字" * (MAX_CHARACTERS + 1)
    with refused("goal", saying="30,000"):
        evaluation.save_entry(by=staff)


def test_the_first_sheet_of_a_spreadsheet_becomes_the_table(staff, signed_in, evaluation):
    client, address = signed_in(staff), reverse("reports:annex_add")
    sent = {"evaluation": evaluation.pk, "kind": "text", "title": "测算", "position": 1000}
    sheet = SimpleUploadedFile("a.csv", "项目,金额\n救助,5.5\n[[x]],1\n".encode())
    answer = client.post(address, sent | {"sheet": sheet})
    assert answer.status_code == 302, answer.context["form"].errors
    annex = Annex.objects.get(title="测算")
    assert (annex.kind, annex.cells[1]) == ("table", ["救助", "5.5"])
    assert compose_document(evaluation).annexes[-1].grids
    damaged = SimpleUploadedFile("a.xlsx", b"PK\x03\x04nothing")
    answer = client.post(address, sent | {"title": "坏", "sheet": damaged})
    assert answer.status_code == 422 and "sheet" in answer.context["form"].errors


def test_the_signed_copy_keeps_annexes_and_nobody_changes_them(staff, leader, media):
    evaluation = make_signed(staff, leader, annexes=("costs",), budget_points=0).evaluation
    evaluation.refresh_from_db()
    with refused(saying="final"):
        factories.make_annex(staff, evaluation=evaluation)


def test_a_revision_has_the_annexes_with_their_files(staff, leader, media):
    evaluation = make_signed(staff, leader).evaluation
    # As it was before it was signed.
    evaluation.status = "draft"
    evaluation.save()
    annex = factories.make_annex(staff, evaluation=evaluation, kind="file", title="附表")
    annex.attach(ContentFile(pdf_of(1), "附表.pdf"), by=staff)
    evaluation.status = "final"
    evaluation.save()
    [copy] = workflow.revise(evaluation, by=staff, reason="sent back").annexes.all()
    [file] = copy.evidence
    assert (copy.title, file.name) == ("附表", "附表.pdf")
    assert file.sha256 == annex.evidence.get().sha256


def test_next_year_has_the_texts_to_confirm_and_no_files(staff, evaluation):
    factories.make_annex(staff, evaluation=evaluation, title="说明", text="共5次。")
    annex = factories.make_annex(staff, evaluation=evaluation, kind="file", title="附表")
    annex.attach(ContentFile(pdf_of(1), "附表.pdf"), by=staff)
    text, file = start_next_evaluation(evaluation, by=staff).annexes.order_by("pk")
    assert "[?" in text.text
    assert not file.evidence.exists()


def test_they_are_voided_with_their_evaluation(staff, evaluation):
    annex = factories.make_annex(staff, evaluation=evaluation)
    evaluation.void(by=staff, reason="entered twice")
    annex.refresh_from_db()
    assert annex.voided_at
