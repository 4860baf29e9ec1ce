from datetime import date
from io import BytesIO

import pdfplumber
import pytest

from reports.evaluation.document import DocumentSection, EvaluationDocument, compose_document
from reports.output.pdf import evaluation_pdf
from reports.text.wording import TextRun
from tests import factories
from tests.demonstration import lasting_records
from tests.reports.printed.indicators import BUDGET, LONG, D, rows


@pytest.fixture
def make_pages():
    """A function that prints an evaluation and gives its pages."""
    opened = []

    def pages(evaluation, **changed):
        composed = compose_document(evaluation, **changed)
        pdf = pdfplumber.open(BytesIO(evaluation_pdf(composed)))
        opened.append(pdf)
        return pdf.pages

    yield pages
    for pdf in opened:
        pdf.close()


@pytest.fixture
def full(staff):
    return make_full(staff)


@pytest.fixture(scope="package")
def full_pages(django_db_setup, django_db_blocker):
    """The pages of one like `full`, with a code: printed once for all tests that only read them."""
    with lasting_records(django_db_blocker):
        staff = factories.make_user("staff", factories.make_society("株洲市渌口区红十字会"))
        content = evaluation_pdf(compose_document(make_full(staff), code="2345-6789-ABCD"))
    with pdfplumber.open(BytesIO(content)) as pdf:
        yield pdf.pages


def make_full(staff):
    """With cover, text, a breakdown as table and as chart, and annexes of several pages."""
    programmes = [factories.make_programme(staff, name=f"救助项目{n}") for n in range(20)]
    for place, programme in enumerate(programmes):
        month = place % 12 + 1
        factories.make_aid(staff, programme=programme, value=D(100), date=date(2021, month, 3))
    evaluation = factories.make_evaluation(
        staff,
        year=2021,
        cover=True,
        goal="目标一。" * 40,
        achieved="[[relief.aid.value]]\n完成。",
        three_public_expenses=D("1.02"),
        three_public_expenses_before=D("1.20"),
        indicators=rows(30, LONG),
        budget=BUDGET,
    )
    text = "红十字会依法履行职责，开展救援救护救助工作。" * 40
    chapters = (
        (1, "部门概况", f"{text}\n[[table;figure=relief.aid.value;by=programme]]"),
        (2, "职能", f"{text}\n{text}\n[[chart;figure=relief.aid.value;by=programme]]"),
        (3, "救助", f"{text}\n[[chart;figure=relief.aid.value;by=month]]"),
        (1, "绩效分析", f"{text}\n{text}"),
    )
    for position, (level, heading, told) in enumerate(chapters):
        factories.make_chapter(
            staff, evaluation=evaluation, position=position, level=level, heading=heading, text=told
        )
    return evaluation


@pytest.fixture
def evaluation(society):
    """Headings of every level, and paragraphs that fill more than two pages."""
    long = [
        TextRun("红十字会依法履行人道救助职责，全年接受捐款"),
        TextRun("12笔", "/gifts/"),
        TextRun("。"),
    ] * 20
    sections = [
        DocumentSection("一、人道救助", 1),
        DocumentSection("（一）救助", 2, [long, long, [TextRun("另有“博爱送万家”活动。")]]),
        DocumentSection("1.大病救助", 3, [long]),
        DocumentSection("（1）儿童", 4, [[TextRun("救助3人。")]]),
        DocumentSection("二、宣传", 1, [long]),
    ]
    return EvaluationDocument(
        society, 2021, "2021年部门整体绩效评价报告", [TextRun("引言。")], sections
    )
