"""Outlines: copied, renamed, reordered, nested, and what an evaluation takes from them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from donations.models import GoodsGift
from reports.evaluation.document import number_sections
from reports.evaluation.drafting import set_up_evaluation
from reports.models import Evaluation, Outline
from reports.text.outlines import (
    BUILTIN_OUTLINES,
    CHAPTER_SOURCES,
    DEFAULT_TITLE,
    FORMAL_OUTLINE,
    NARRATIVE_OUTLINE,
)
from tests.factories import make_cash_gift, make_goods_gift, make_outline
from tests.pages import form_data, line_data, without_line

ADD = "/outlines/add/"


def sections_of(outline):
    return list(outline.sections.values_list("level", "heading", "source", "text"))


# --- copying -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUILTIN_OUTLINES)
def test_a_shipped_outline_is_copied_whole(administrator_client, name):
    title, chapters = BUILTIN_OUTLINES[name]
    page = administrator_client.get(ADD, {"shipped": name})
    data = form_data(page) | {"sections-0-level": str(chapters[0].level)}
    assert administrator_client.post(ADD, data).status_code == 302
    outline = Outline.objects.get()
    assert (outline.name, outline.title) == (title, DEFAULT_TITLE)
    assert sections_of(outline) == [(c.level, c.heading, c.source, c.text) for c in chapters]
    assert [one.position for one in outline.sections.all()] == [
        10 * place for place in range(1, len(chapters) + 1)
    ]


def test_the_list_offers_a_copy_of_each_shipped_outline(administrator_client):
    page = administrator_client.get("/outlines/").content.decode()
    for name in BUILTIN_OUTLINES:
        assert f'href="/outlines/add/?shipped={name}"' in page


def test_only_who_may_add_an_outline_is_offered_a_copy(administrator_client, staff):
    administrator_client.force_login(staff)
    assert "shipped=" not in administrator_client.get("/outlines/").content.decode()


@pytest.mark.parametrize("name", ["", "unknown", "__class__"])
def test_an_unknown_name_gives_an_empty_outline(administrator_client, name):
    page = administrator_client.get(ADD, {"shipped": name})
    assert page.status_code == 200
    assert not any(key.endswith("-heading") for key in form_data(page))


def test_an_own_outline_is_copied_changed_and_the_first_one_stays(
    administrator_client, administrator
):
    first = make_outline(
        administrator,
        name="甲提纲",
        title="{year}年度报告",
        sections=[
            {"position": 10, "level": 1, "heading": "概况", "text": "年末[[standing.staff]]。"},
            {"position": 20, "level": 2, "heading": "捐赠", "source": "gifts"},
        ],
    )
    data = form_data(administrator_client.get(ADD, {"copy": first.pk}))
    assert administrator_client.post(ADD, data).status_code == 422  # the name is taken
    data = without_line(data, "sections", 0) | {"name": "乙提纲", "sections-1-level": "1"}
    data |= line_data("sections", 7, heading="附则", level=2, text="手写。") | {
        "sections-TOTAL_FORMS": "8"
    }
    assert administrator_client.post(ADD, data).status_code == 302
    second = Outline.objects.get(name="乙提纲")
    assert second.title == "{year}年度报告"
    assert sections_of(second) == [(1, "捐赠", "gifts", ""), (2, "附则", "", "手写。")]
    assert sections_of(first) == [
        (1, "概况", "", "年末[[standing.staff]]。"),
        (2, "捐赠", "gifts", ""),
    ]


def test_an_outline_of_another_society_cannot_be_copied(administrator_client, outsider):
    outline = make_outline(outsider, sections=[{"heading": "概况"}])
    assert administrator_client.get(ADD, {"copy": outline.pk}).status_code == 404


def test_lots_of_goods_are_copied_likewise(administrator_client, administrator):
    gift = make_goods_gift(
        administrator, lots=[{"item": "大米", "quantity": 100, "unit": "袋", "unit_value": 60}]
    )
    page = administrator_client.get("/donations/goods/add/", {"copy": gift.pk})
    data = form_data(page) | {"date": "2021-06-01"}
    assert administrator_client.post("/donations/goods/add/", data).status_code == 302
    copy = GoodsGift.objects.exclude(pk=gift.pk).get()
    assert [(lot.item, lot.quantity, lot.unit_value) for lot in copy.lots.all()] == [
        ("大米", 100, 60)
    ]


# --- order, levels, sources --------------------------------------------------------------------


def test_sections_stand_in_the_order_of_their_positions_and_the_last_without_one(
    administrator_client,
):
    data = form_data(administrator_client.get(ADD)) | {"name": "甲", "title": "{year}年报告"}
    data |= {"sections-TOTAL_FORMS": "4"}
    for number, (position, heading) in enumerate(
        [("", "四"), ("30", "三"), ("5", "一"), ("29", "二")]
    ):
        data |= line_data("sections", number, position=position, heading=heading, level=1)
    assert administrator_client.post(ADD, data).status_code == 302
    outline = Outline.objects.get()
    found = outline.sections.values_list("position", "heading")
    assert list(found) == [(10, "一"), (20, "二"), (30, "三"), (40, "四")]

    change = f"/outlines/{outline.pk}/change/"
    data = form_data(administrator_client.get(change)) | {"sections-2-position": "15"}
    assert administrator_client.post(change, data).status_code == 302
    headings = outline.sections.values_list("heading", flat=True)
    assert list(headings) == ["一", "三", "二", "四"]
    assert outline.history.first().version == 2


def test_a_row_without_heading_and_text_is_no_section(administrator_client):
    data = form_data(administrator_client.get(ADD)) | {"name": "甲", "title": "{year}年报告"}
    data |= line_data("sections", 0, heading="一", level=1)
    data |= line_data("sections", 1, position=20, level=2)
    assert administrator_client.post(ADD, data).status_code == 302
    assert Outline.objects.get().sections.count() == 1


def test_a_text_without_heading_is_refused_beside_its_row(administrator_client):
    data = form_data(administrator_client.get(ADD)) | {"name": "甲", "title": "{year}年报告"}
    data |= line_data("sections", 0, text="[[no.such.figure]]", level=1)
    page = administrator_client.post(ADD, data)
    assert page.status_code == 422
    errors = page.context["form"].linesets[0].forms[0].errors
    assert set(errors) == {"heading", "text"}
    assert "[[no.such.figure]]</textarea>" in page.content.decode()


@pytest.mark.parametrize(
    "levels", [[1, 2, 3, 1], [0, 1, 2], [1, 2, 0, 2, 3], [1, 2, 3, 0, 3, 2], [0], [0, 0, 1], []]
)
def test_headings_nest_step_by_step(levels, administrator):
    make_outline(administrator, sections=rows(levels))


@pytest.mark.parametrize("levels", [[2], [3], [0, 2], [1, 3], [1, 0, 3], [1, 2, 1, 3]])
def test_a_heading_is_not_two_levels_below_the_one_before(levels, administrator):
    with pytest.raises(ValidationError):
        make_outline(administrator, sections=rows(levels))
    assert not Outline.objects.exists()


def rows(levels):
    return [
        {"position": place, "level": level, "heading": f"标题{place}"}
        for place, level in enumerate(levels, start=1)
    ]


def test_what_it_is_generated_from_is_chosen_in_chinese(administrator_client):
    page = administrator_client.get(ADD)
    choices = dict(page.context["form"].linesets[0].forms[0].fields["source"].choices)
    assert choices == {"": "—"} | CHAPTER_SOURCES
    assert choices["blood"] == "无偿献血工作"
    data = form_data(page) | {"name": "甲", "title": "{year}年报告"}
    data |= line_data("sections", 0, heading="一", level=1, source="sys")
    refused = administrator_client.post(ADD, data)
    assert list(refused.context["form"].linesets[0].forms[0].errors) == ["source"]


def test_pages_show_the_source_in_chinese(administrator_client, administrator):
    outline = make_outline(administrator, sections=[{"heading": "一", "source": "blood"}])
    page = administrator_client.get(outline.get_absolute_url())
    assert "无偿献血工作" in page.context["tables"][0]["rows"][0]
    assert "无偿献血工作" in outline.history.get().changes["sections"][1]


# --- numbering ---------------------------------------------------------------------------------


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


# --- the evaluation made from it ---------------------------------------------------------------


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
