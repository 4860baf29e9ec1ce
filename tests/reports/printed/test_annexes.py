"""What stands behind the text."""

import re
from datetime import date

import pytest

from redcross.figures import Period
from reports.evaluation.annexes import format_period
from reports.evaluation.document import compose_document
from reports.evaluation.grids import Grid, GridCell
from reports.text.wording import TextRun
from tests import factories
from tests.reports.printed.indicators import BUDGET, D, rows
from tests.reports.printed.reading import area_of, body, text_of


def annexes(evaluation):
    return [(one.mark, one.title, one.wide) for one in compose_document(evaluation).annexes]


def test_annexes_are_numbered_only_where_there_are_several(staff, full):
    assert annexes(full) == [
        ("附件1", "部门整体支出绩效自评表", True),
        ("附件2", "部门整体支出绩效评价基础数据表", False),
    ]
    one = factories.make_evaluation(staff, year=2020, indicators=rows(3))
    assert annexes(one) == [("附件", "部门整体支出绩效自评表", True)]
    assert annexes(factories.make_evaluation(staff, year=2019)) == []


def test_annexes_are_named_below_the_text_without_closing_punctuation(
    staff, full_pages, make_pages
):
    text = "\n".join(page.extract_text() for page in full_pages)
    listed = re.search(r"附件：1\. (\S+)\n2\. (\S+)\n+(\S+)", text)
    assert listed.groups() == (
        "部门整体支出绩效自评表",
        "部门整体支出绩效评价基础数据表",
        "株洲市渌口区红十字会",
    )
    one = factories.make_evaluation(staff, year=2020, indicators=rows(3))
    text = "\n".join(page.extract_text() for page in make_pages(one))
    assert re.search(r"附件：部门整体支出绩效自评表\n", text)


def test_each_annex_begins_a_page_its_title_in_the_third_line(full_pages):
    for physical, page in enumerate(full_pages, 1):
        if "".join(c["text"] for c in body(page)[:2]) != "附件":
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


def test_the_verification_code_stands_on_the_last_page(full_pages):
    *before, last = full_pages
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


def test_the_funds_say_what_was_carried_out(full_pages):
    tables = [t for page in full_pages for t in page.extract_tables()]
    lines = {row[0]: row for table in tables for row in table if row[0]}
    assert lines["年度资金总额"][2:] == ["60.00", "68.00", "66.00", "10", "97.06%", "9.71"]
    assert lines["按支出性质分"][1:] == ["基本支出", "60.00", "66.00", "65.00", "—", "—", "—"]
    # The rate is stated once.
    assert lines["合计"][2:] == ["60.00", "68.00", "66.00"]
    assert lines["1.20"] == ["1.20", "1.02", "-15%"]


def test_a_rounding_difference_is_noted_below_the_table(staff):
    stated = {"executed_stated": D("66.01")}
    evaluation = factories.make_evaluation(staff, year=2021, budget=BUDGET, **stated)
    assert "四舍五入" in compose_document(evaluation).annexes[0].note
    evaluation.executed_stated = D(67)
    assert compose_document(evaluation).annexes[0].note == ""


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


def test_a_period_that_is_no_year_is_named_by_its_days():
    assert format_period(Period.year(2021)) == "2021年"
    half = Period(date(2021, 1, 1), date(2021, 6, 30))
    assert format_period(half) == "2021年1月1日至2021年6月30日"


def test_for_word_a_merged_cell_goes_on_in_the_rows_below_it():
    def cell(text, **over):
        return GridCell(([TextRun(text)],), **over)

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
