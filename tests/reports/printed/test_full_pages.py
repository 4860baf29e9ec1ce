"""No page with next to nothing on it, and columns and names that look as one."""

import re
from io import BytesIO

import pdfplumber
import pytest

from redcross.printing.faces import split_rare
from reports.evaluation.basic_data import basic_data_grids
from reports.evaluation.document import DocumentSection, EvaluationDocument, compose_document
from reports.evaluation.scoring import score_evaluation
from reports.evaluation.text_renderer import renderer_of
from reports.output.pdf import evaluation_pdf
from reports.text.wording import TextRun, level_percents
from tests import factories
from tests.reports.printed.indicators import BUDGET, D, rows
from tests.reports.printed.reading import body, wide
from tests.reports.printed.word import read

ENTRY = re.compile("…")


@pytest.mark.parametrize("number", [3, 20, 21, 22, 24, 25, 42, 44, 47])
def test_no_page_of_the_contents_holds_a_line_or_two(society, number):
    told = [[TextRun("救助3人。")]]
    sections = [DocumentSection(f"{n}、人道救助", 1 + n % 2, told) for n in range(number)]
    document = EvaluationDocument(society, 2021, "绩效评价报告", [], sections, cover=True)
    with pdfplumber.open(BytesIO(evaluation_pdf(document))) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
    lines = [[line for line in text.split("\n") if ENTRY.search(line)] for text in texts]
    found = [len(page) for page in lines if page]
    assert sum(found) == number
    assert min(found) >= min(5, number), found


@pytest.mark.parametrize("number", range(4, 40, 5))
def test_a_table_is_drawn_together_where_that_saves_a_page(staff, make_pages, number):
    evaluation = factories.make_evaluation(
        staff, year=2021, goal="目标一。" * 60, indicators=rows(number), budget=BUDGET
    )
    pages = [page for page in make_pages(evaluation) if wide(page)]
    counts = [
        len(re.findall(r"第\d+项指标", "".join(c["text"] for c in body(page)))) for page in pages
    ]
    assert sum(counts) == number
    # A row or two stand alone on no page: neither below the goals nor at the end.
    assert len(pages) == 1 or all(count >= 3 for count in counts if count), counts
    grids = compose_document(evaluation).annexes[0].grids
    assert len(grids[-1].groups) == len([count for count in counts if count])


def test_percentages_of_a_column_have_as_many_decimals(staff):
    assert level_percents(["-12.5%", "", "不足0.1%", "100%"]) == [
        *("-12.5%", "", "不足0.1%", "100.0%")
    ]
    assert level_percents(["-20%", "-15%", "不详"]) == ["-20%", "-15%", "不详"]
    evaluation = factories.make_evaluation(staff, year=2021, budget=BUDGET)
    evaluation.basic_amounts.create(kind="cars", before=D(80), now=D(70))
    evaluation.basic_amounts.create(kind="reception", before=D(40), now=D(32))
    scores = score_evaluation(evaluation)
    grids = basic_data_grids(evaluation, scores, renderer_of(evaluation))
    shown = [
        row[-1].lines[0][0].text
        for grid in grids
        if grid.head[-1][-1].lines[0][0].text == "变动率"
        for group in grid.groups
        for row in group
    ]
    assert shown == ["-12.50%", "-20.00%", "-15.00%"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("全年接受刘䶮向区红十字会捐款五百元", ["刘䶮"]),
        ("张晓䶮、王喆堃、李明祎等三人参加", ["张晓䶮", "王喆堃", "李明祎"]),
        ("浉河区红十字会接收物资", ["浉"]),
        ("捐赠人向刘䶮致谢", ["刘䶮"]),
        ("刘䶮", ["刘䶮"]),
        ("占地500㎡", ["㎡"]),
        ("区红十字会救助三户", []),
    ],
)
def test_a_rare_name_takes_nothing_of_its_clause_into_its_face(text, names):
    parts = list(split_rare(text))
    assert "".join(part for part, _rare in parts) == text
    assert [part for part, rare in parts if rare] == names


def test_in_word_too_tables_stand_closer_and_the_cover_names_whose_form_it_is(staff):
    evaluation = factories.make_evaluation(
        staff,
        year=2021,
        cover=True,
        addressee="渌口区财政局",
        budget_code="310001",
        goal="目标一。" * 60,
        indicators=rows(14),
        budget=BUDGET,
    )
    composed = compose_document(evaluation)
    document = read(composed)
    assert "渌口区财政局（制）" in [paragraph.text for paragraph in document.paragraphs]
    # Title and fields leave room for each other on one page.
    spaced = document.styles["Cover Title"].paragraph_format
    assert spaced.space_before.pt + spaced.space_after.pt < 200
    assert all(grid.close for grid in composed.annexes[0].grids)
    [table] = [t for t in document.tables if t.cell(0, 0).text == "一级指标"]
    assert table.cell(1, 2).paragraphs[0].paragraph_format.line_spacing.pt == 12.5
