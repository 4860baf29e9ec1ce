"""How the text and its tables are laid out on paper."""

import re

import pytest

from reports.evaluation.document import compose_document
from tests import factories
from tests.reports.printed.indicators import LONG, D
from tests.reports.printed.reading import MM, area_of, body, last_line, marks, text_of, wide


def test_nothing_reaches_out_of_the_type_area_on_any_page(full_pages):
    assert {wide(page) for page in full_pages} == {True, False}
    for physical, page in enumerate(full_pages, 1):
        left, top, right, bottom = area_of(page, physical)
        for one in [*body(page), *page.lines, *page.rects]:
            inside = one["x0"] >= left - 1 and one["x1"] <= right + 1
            assert inside, (physical, one)
            assert one["top"] >= top - 1 and one["bottom"] <= bottom + 1, (physical, one)


def test_page_numbers_stand_where_they_were_on_wide_pages_too(full_pages):
    numbered = [(n, page) for n, page in enumerate(full_pages, 1) if marks(page)]
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
    composed = compose_document(full)
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


def test_heads_repeat_rows_stay_whole_and_groups_keep_their_label(full_pages):
    found = []
    for page in full_pages:
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


def test_a_breakdown_prints_as_table_and_as_chart(full_pages):
    tables = [t for page in full_pages for t in page.extract_tables() if t[0][0] == "项目"]
    named = [row[0] for table in tables for row in table if row[0] != "项目"]
    assert sorted(named) == sorted(f"救助项目{n}" for n in range(20))
    bars = [
        r
        for p in full_pages
        for r in p.rects
        if r["non_stroking_color"] and max(r["non_stroking_color"]) < 0.6
    ]
    assert len(bars) == 12 + 12  # the first programmes, and every month
