"""How headings are numbered, and the evaluation that an outline makes."""

from datetime import date

import pytest

from reports.evaluation.document import number_sections
from reports.evaluation.drafting import set_up_evaluation
from reports.models import Evaluation
from reports.text.outlines import BUILTIN_OUTLINES, FORMAL_OUTLINE, NARRATIVE_OUTLINE
from tests.factories import make_cash_gift, make_outline


def test_headings_are_numbered_as_the_standard_says():
    levels = [0, 1, 2, 3, 3, 2, 3, 1, 2, 3, 0, 3, 2]
    headings = [one.heading for one in number_sections([(level, "标题", []) for level in levels])]
    assert headings == [
        "",
        "一、标题",
        "（一）标题",
        "1. 标题",
        "2. 标题",
        "（二）标题",
        "1. 标题",
        "二、标题",
        "（一）标题",
        "1. 标题",
        "",  # a text without heading counts nothing and begins nothing anew
        "2. 标题",
        "（二）标题",
    ]


@pytest.mark.parametrize(
    ("count", "first", "second"),
    [
        (9, "九、", "（九）"),
        (10, "十、", "（十）"),
        (11, "十一、", "（十一）"),
        (20, "二十、", "（二十）"),
    ],
)
def test_numbers_above_nine_are_chinese_too(count, first, second):
    assert number_sections([(1, "", [])] * count)[-1].heading == first
    assert number_sections([(1, "", []), *[(2, "", [])] * count])[-1].heading == second


@pytest.mark.parametrize("chapters", [NARRATIVE_OUTLINE, FORMAL_OUTLINE])
def test_shipped_outlines_keep_the_rules_they_ask_for(chapters, administrator):
    sections = [
        {"position": place, "level": c.level, "heading": c.heading, "source": c.source}
        for place, c in enumerate(chapters, start=1)
    ]
    assert make_outline(administrator, sections=sections).sections.count() == len(chapters)


def test_an_evaluation_takes_title_headings_and_texts_of_its_outline(
    administrator_client, administrator
):
    make_cash_gift(administrator, "124000", times=12)
    outline = make_outline(
        administrator,
        title="甲区红十字会{year}年度评价",
        sections=[
            {
                "position": 10,
                "level": 1,
                "heading": "概况",
                "text": "捐款[[donations.cash.gifts]]。",
            },
            {"position": 20, "level": 2, "heading": "收入", "source": "gifts"},
            {"position": 30, "level": 2, "heading": "制度"},
        ],
    )
    data = {"outline": f"own:{outline.pk}", "start": "2021-01-01", "end": "2021-12-31"}
    assert administrator_client.post("/drafts/add/", data).status_code == 302
    made = Evaluation.objects.get()
    assert made.title == "甲区红十字会2021年度评价"
    chapters = list(made.chapters.all())
    assert [(c.level, c.heading, c.source) for c in chapters] == [
        (1, "概况", ""),
        (2, "收入", "gifts"),
        (2, "制度", ""),
    ]
    assert chapters[0].text == "捐款[[donations.cash.gifts]]。"
    assert "[[donations.cash.gifts]]" in chapters[1].text and chapters[2].text == ""
    page = administrator_client.get(made.get_absolute_url()).content.decode()
    for wanted in ("一、概况", "（一）收入", ">制度</span>", ">12笔</a>"):
        assert wanted in page
    # What was set up stays as it is when the outline changes.
    outline.title = "别的"
    outline.save_entry(by=administrator)
    made.refresh_from_db()
    assert made.title == "甲区红十字会2021年度评价"


@pytest.mark.parametrize("name", BUILTIN_OUTLINES)
def test_a_shipped_outline_makes_an_evaluation_that_can_be_saved_chapter_by_chapter(
    name, administrator
):
    made = set_up_evaluation(name, by=administrator, start=date(2021, 1, 1), end=date(2021, 12, 31))
    assert made.title == "2021年部门整体绩效评价报告"
    for chapter in made.chapters.all():
        chapter.text += "\n补充。"
        chapter.save_entry(by=administrator)
        assert chapter.version == 2
