from datetime import date
from io import BytesIO

import pdfplumber
import pytest

from reports.evaluation import Composed, Section, compose_evaluation
from reports.printing import evaluation_pdf
from reports.wording import Part
from tests import factories
from tests.reports.printed.indicators import BUDGET, LONG, D, rows


@pytest.fixture
def make_pages():
    """A function that prints an evaluation and gives its pages."""
    opened = []

    def pages(evaluation, **changed):
        composed = compose_evaluation(evaluation, **changed)
        pdf = pdfplumber.open(BytesIO(evaluation_pdf(composed)))
        opened.append(pdf)
        return pdf.pages

    yield pages
    for pdf in opened:
        pdf.close()


@pytest.fixture
def full(staff):
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
        travel_cars_guests=D("1.02"),
        travel_cars_guests_before=D("1.20"),
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
        Part("红十字会依法履行人道救助职责，全年接受捐款"),
        Part("12笔", "/gifts/"),
        Part("。"),
    ] * 20
    sections = [
        Section("一、人道救助", 1),
        Section("（一）救助", 2, [long, long, [Part("另有“博爱送万家”活动。")]]),
        Section("1.大病救助", 3, [long]),
        Section("（1）儿童", 4, [[Part("救助3人。")]]),
        Section("二、宣传", 1, [long]),
    ]
    return Composed(society, 2021, "2021年部门整体绩效评价报告", [Part("引言。")], sections)
