"""What stands behind the text, and how it is laid out on paper."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pdfplumber
import pytest
from django.core.management import CommandError, call_command

from redcross.figures import Period
from redcross.models import User
from reports.annexes import Cell, Grid, span_of
from reports.evaluation import compose_evaluation
from reports.models import Chapter, Evaluation
from reports.outlines import FORMAL
from reports.printing import evaluation_pdf
from reports.scoring import faults, scores_of
from reports.wording import Part
from tests import factories

MM = 72 / 25.4
D = Decimal
LONG = "因受疫情和培训场地限制未能按计划举办，下一年度将提前安排场地和师资。" * 4
BUDGET = [
    {"kind": "basic", "source": "year", "initial": D(60), "adjusted": D(66), "executed": D(65)},
    {"kind": "project", "source": "other", "initial": D(0), "adjusted": D(2), "executed": D(1)},
]


def rows(number, reason="", **fields):
    """Indicators of a second level for every ten, every third with the reason."""
    return [
        {
            "first": "产出指标" if place < number / 2 else "效益指标",
            "second": f"第{place // 10}类指标",
            "third": f"第{place:02}项指标",
            "target": D(10),
            "actual": D(9),
            "evidence": "E1",
            "weight": D(90) / number,
            "unit": "次",
            "reason": reason if place % 3 == 2 else "",
        }
        | fields
        for place in range(number)
    ]


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


def wide(page):
    return page.width > page.height


def area_of(page, physical):
    """The type area in points: left, top, right, bottom. Odd pages are bound on the left."""
    odd = physical % 2 == 1
    if wide(page):
        sides = (35, 28, 260, 184) if odd else (35, 26, 260, 182)
    else:
        sides = (28, 37, 184, 262) if odd else (26, 37, 182, 262)
    return [side * MM for side in sides]


def marks(page):
    """The characters of the page number."""
    upright = not wide(page)
    digits = [c for c in page.chars if c["upright"] == upright and "Song" in c["fontname"]]
    edge = 262 * MM if upright else 35 * MM
    return [c for c in digits if (c["top"] > edge if upright else c["x1"] < edge)]


def body(page):
    """What is printed but the page number and the mark of demonstration data."""
    outside = {id(c) for c in marks(page)}
    return [c for c in page.chars if id(c) not in outside and c["text"].strip()]


def text_of(page):
    return re.sub(r"\s", "", page.extract_text() or "")


def test_nothing_reaches_out_of_the_type_area_on_any_page(full, make_pages):
    pages = make_pages(full, code="2345-6789-ABCD")
    assert {wide(page) for page in pages} == {True, False}
    for physical, page in enumerate(pages, 1):
        left, top, right, bottom = area_of(page, physical)
        for one in [*body(page), *page.lines, *page.rects]:
            inside = one["x0"] >= left - 1 and one["x1"] <= right + 1
            assert inside, (physical, one)
            assert one["top"] >= top - 1 and one["bottom"] <= bottom + 1, (physical, one)


def test_page_numbers_stand_where_they_were_on_wide_pages_too(full, make_pages):
    pages = make_pages(full)
    numbered = [(n, page) for n, page in enumerate(pages, 1) if marks(page)]
    assert [int(re.sub(r"\D", "", "".join(c["text"] for c in marks(p)))) for _n, p in numbered] == [
        *range(1, len(numbered) + 1)
    ]
    assert sum(wide(page) for _n, page in numbered) >= 3
    for physical, page in numbered:
        odd = physical % 2 == 1
        first, last = marks(page)[0], marks(page)[-1]
        left, top, right, bottom = area_of(page, physical)
        if not wide(page):
            assert first["top"] == pytest.approx(262 * MM + 7 * MM, abs=3)
            edge = last["x1"] if odd else first["x0"]
            assert edge == pytest.approx(right - 14 if odd else left + 14, abs=1)
            continue
        # The foot of the bound page is the left side, and its right side is below.
        assert first["x1"] == pytest.approx(left - 7 * MM, abs=3)
        edge = last["bottom"] if odd else first["top"]
        assert edge == pytest.approx(bottom - 14 if odd else top + 14, abs=1)


def test_the_text_begins_at_page_1_on_the_right_and_contents_name_the_pages(full, make_pages):
    pages = make_pages(full)
    assert not marks(pages[0]) and not marks(pages[2])
    assert "目录" in text_of(pages[2])
    first = next(n for n, page in enumerate(pages, 1) if marks(page))
    assert first % 2 == 1
    named = re.findall(r"^(.+?)[….\s]+(\d+)$", pages[2].extract_text(), re.MULTILINE)
    composed = compose_evaluation(full)
    assert [re.sub(r"\s", "", name) for name, _page in named] == [
        re.sub(r"\s", "", text) for _anchor, _level, text in composed.contents
    ]
    for name, number in named:
        shown = text_of(pages[first - 2 + int(number)])
        title = re.sub(r"^附件\d", "", re.sub(r"\s", "", name))
        assert title in shown, (name, number)


def test_without_cover_the_first_page_is_the_first_of_the_text(full, make_pages):
    full.cover = False
    pages = make_pages(full)
    assert "部门概况" in text_of(pages[0]) and "目录" not in text_of(pages[0])
    assert "".join(c["text"] for c in marks(pages[0])).strip("— ") == "1"


def test_heads_repeat_rows_stay_whole_and_groups_keep_their_label(full, make_pages):
    found = []
    for page in make_pages(full):
        for table in page.extract_tables():
            heads = [n for n, row in enumerate(table) if row[0] == "一级指标"]
            if any(row[2:3] and re.match(r"第\d\d项", row[2] or "") for row in table):
                assert heads, "the head is missing"
            for number in heads:
                below = table[number + 1 :]
                assert below and below[0][0] and below[0][1], below[:1]
                found += [row for row in below if re.match(r"第\d\d项", row[2] or "")]
    assert [row[2] for row in found] == [f"第{place:02}项指标" for place in range(30)]
    for place, row in enumerate(found):
        assert re.sub(r"\s", "", row[7]) == (LONG if place % 3 == 2 else "")
        assert row[3:5] == ["≥10次", "9次"]


@pytest.mark.parametrize("before", range(0, 24, 4))
def test_no_heading_is_parted_from_what_stands_below_it(staff, make_pages, before):
    factories.make_aid(staff, programme=factories.make_programme(staff), value=D(100))
    evaluation = factories.make_evaluation(staff, year=2021)
    texts = (
        (1, "甲", "文。\n" * before + "文。"),
        (1, "乙", ""),
        (2, "丙", ""),
        (3, "丁", "[[table;figure=relief.aid.value;by=programme]]"),
        (3, "戊", "[[chart;figure=relief.aid.value;by=programme]]"),
        (1, "己", "文。"),
    )
    for position, (level, heading, text) in enumerate(texts):
        factories.make_chapter(
            staff, evaluation=evaluation, position=position, level=level, heading=heading, text=text
        )
    lowest = [last_line(page) for page in make_pages(evaluation)]
    # A heading, a caption or the head of a table is never the last.
    parted = re.compile(r"[甲乙丙丁戊己]$|价值(（元）)?$|^项目")
    assert [line for line in lowest if parted.search(line)] == []


def test_a_breakdown_prints_as_table_and_as_chart(full, make_pages):
    pages = make_pages(full)
    tables = [t for page in pages for t in page.extract_tables() if t[0][0] == "项目"]
    named = [row[0] for table in tables for row in table if row[0] != "项目"]
    assert sorted(named) == sorted(f"救助项目{n}" for n in range(20))
    bars = [
        r
        for p in pages
        for r in p.rects
        if r["non_stroking_color"] and max(r["non_stroking_color"]) < 0.6
    ]
    assert len(bars) == 12 + 12  # the first programmes, and every month


def last_line(page):
    lowest = max(c["top"] for c in body(page))
    line = [c for c in body(page) if c["top"] > lowest - 6]
    return "".join(c["text"] for c in sorted(line, key=lambda c: c["x0"]))


def annexes(evaluation):
    return [(one.mark, one.title, one.wide) for one in compose_evaluation(evaluation).annexes]


def test_annexes_are_numbered_only_where_there_are_several(staff, full):
    assert annexes(full) == [
        ("附件1", "部门整体支出绩效自评表", True),
        ("附件2", "部门整体支出绩效评价基础数据表", False),
    ]
    one = factories.make_evaluation(staff, year=2020, indicators=rows(3))
    assert annexes(one) == [("附件", "部门整体支出绩效自评表", True)]
    assert annexes(factories.make_evaluation(staff, year=2019)) == []


def test_annexes_are_named_below_the_text_without_closing_punctuation(staff, full, make_pages):
    text = "\n".join(page.extract_text() for page in make_pages(full))
    listed = re.search(r"附件：1\. (\S+)\n2\. (\S+)\n+(\S+)", text)
    assert listed.groups() == (
        "部门整体支出绩效自评表",
        "部门整体支出绩效评价基础数据表",
        "株洲市渌口区红十字会",
    )
    one = factories.make_evaluation(staff, year=2020, indicators=rows(3))
    text = "\n".join(page.extract_text() for page in make_pages(one))
    assert re.search(r"附件：部门整体支出绩效自评表\n", text)


def test_each_annex_begins_a_page_its_title_in_the_third_line(full, make_pages):
    for physical, page in enumerate(make_pages(full), 1):
        if not (page.extract_text() or "").startswith("附件"):
            continue
        left, top, right, _bottom = area_of(page, physical)
        mark = body(page)[:3]
        assert "Hei" in mark[0]["fontname"] and mark[0]["size"] == pytest.approx(15.75, abs=0.1)
        assert mark[0]["x0"] == pytest.approx(left, abs=1)
        assert mark[0]["top"] == pytest.approx(top + 6.6, abs=3)
        title = [c for c in body(page) if c["size"] == pytest.approx(22, abs=0.1)]
        assert (title[0]["x0"] + title[-1]["x1"]) / 2 == pytest.approx((left + right) / 2, abs=1)
        assert title[0]["top"] == pytest.approx(top + 2 * 28.98 + 3.5, abs=4)
        break
    else:
        pytest.fail("no annex")


def test_the_verification_code_stands_on_the_last_page(full, make_pages):
    *before, last = make_pages(full, code="2345-6789-ABCD")
    assert "2345-6789-ABCD" in last.extract_text()
    assert not any("2345-6789-ABCD" in page.extract_text() for page in before)


def test_a_goal_longer_than_a_page_loses_nothing(staff, make_pages):
    goal = "\n".join(f"第{n:03}条目标，照常推进各项工作。" * 2 for n in range(120))
    evaluation = factories.make_evaluation(staff, year=2021, goal=goal, indicators=rows(3))
    pages = make_pages(evaluation)
    text = "".join(text_of(page) for page in pages)
    assert all(f"第{n:03}条" in text for n in range(120))
    for physical, page in enumerate(pages, 1):
        bottom = area_of(page, physical)[3]
        assert all(c["bottom"] <= bottom + 1 for c in body(page))


def test_the_funds_say_what_was_carried_out(full, make_pages):
    tables = [t for page in make_pages(full) for t in page.extract_tables()]
    lines = {row[0]: row for table in tables for row in table if row[0]}
    assert lines["年度资金总额"][2:] == ["60.00", "68.00", "66.00", "10", "97.06%", "9.71"]
    assert lines["按支出性质分"][1:] == ["基本支出", "60.00", "66.00", "65.00", "—", "98.48%", "—"]
    assert lines["合计"][2:] == ["60.00", "68.00", "66.00", "97.06%"]
    assert lines["1.20"] == ["1.20", "1.02", "-15%"]


def test_a_rounding_difference_is_noted_below_the_table(staff):
    stated = {"executed_stated": D("66.01")}
    evaluation = factories.make_evaluation(staff, year=2021, budget=BUDGET, **stated)
    assert "四舍五入" in compose_evaluation(evaluation).annexes[0].note
    evaluation.executed_stated = D(67)
    assert compose_evaluation(evaluation).annexes[0].note == ""


def test_every_number_from_a_figure_opens_its_list_on_the_page(staff, signed_in):
    factories.make_aid(staff, households=7, value=D(5))
    for kind, number in (("established", 5), ("staff", 4)):
        factories.make_standing_number(staff, number, kind=kind)
    row = rows(1, actual=None, evidence="", figure="relief.aid.households", unit="户")
    evaluation = factories.make_evaluation(
        staff, year=2021, indicators=row, budget=BUDGET, achieved="[[relief.aid.value]]"
    )
    client = signed_in(staff)
    page = client.get(evaluation.get_absolute_url()).content.decode()
    card = page[page.index('id="self-evaluation"') : page.index('id="evidence"')]
    links = dict(re.findall(r'<a href="([^"]+)">([^<]+)</a>', card))
    assert sorted(links.values()) == ["4名", "5元", "5名", "7户", "80%"]
    for url in links:
        assert client.get(url.replace("&amp;", "&")).status_code == 200


@pytest.fixture
def demonstration(roles, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    call_command("load_demo", stdout=StringIO())
    return Evaluation.objects.get()


def test_the_demonstration_has_an_evaluation_of_2021(demonstration, client):
    scores = scores_of(demonstration)
    assert len(scores.rows) >= 15 and scores.points == 100 and scores.grade == "优"
    assert faults(demonstration) == []
    for indicator in demonstration.indicators.all():
        indicator.full_clean()
    assert all(row.actual.url for row in scores.rows if row.indicator.figure)
    empty = [c for c in demonstration.chapters.all() if not c.text and c.level > 1]
    assert [c.heading for c in empty] == ["年度工作完成情况"]  # what it has is below it
    client.force_login(User.objects.get(username="fuze"))
    assert client.get(demonstration.get_absolute_url()).status_code == 200
    call_command("load_demo", stdout=StringIO())
    assert Evaluation.objects.get() == demonstration
    assert Chapter.objects.count() == len(FORMAL)


def test_the_command_writes_what_is_kept_or_what_would_be_generated(demonstration, tmp_path):
    texts = {}
    for kept in (True, False):
        file = tmp_path / f"{kept}.pdf"
        call_command("evaluation", "2021", pdf=file, kept=kept, stdout=StringIO())
        with pdfplumber.open(file) as pdf:
            texts[kept] = "".join(page.extract_text() for page in pdf.pages)
    assert "部门整体支出绩效自评表" in texts[True]
    assert "自评表" not in texts[False] and "聚焦人道救助" in texts[False]
    with pytest.raises(CommandError, match="--kept"):
        call_command("evaluation", "2020", pdf=file, kept=True, stdout=StringIO())


def test_a_period_that_is_no_year_is_named_by_its_days():
    assert span_of(Period.year(2021)) == "2021年"
    half = Period(date(2021, 1, 1), date(2021, 6, 30))
    assert span_of(half) == "2021年1月1日至2021年6月30日"


def test_for_word_a_merged_cell_goes_on_in_the_rows_below_it():
    def cell(text, **over):
        return Cell(([Part(text)],), **over)

    group = [[cell("a", rows=2), cell("b")], [cell("c")]]
    grid = Grid((20, 30), [[cell("h", span=2)]], [group])
    found = [
        (of_head, together, [(one.lines[0][0].text, width, merging) for one, width, merging in row])
        for of_head, together, row in grid.laid_out
    ]
    assert found == [
        (True, False, [("h", 2835, "")]),
        (False, True, [("a", 1134, "restart"), ("b", 1701, "")]),
        (False, False, [("a", 1134, "continue"), ("c", 1701, "")]),
    ]
