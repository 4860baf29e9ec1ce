"""A table of indicators as we print it, pasted back: it means the same."""

import re
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from reports.evaluation.document import compose_document
from reports.evaluation.scoring import score_evaluation
from tests.browser.gestures import PASTE
from tests.factories import make_aid, make_evaluation, make_project_evaluation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
D = Decimal
PRINTED = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
KINDS = [
    {"target": D(200), "unit": "户", "figure": "relief.aid.households"},
    {"target": D(45), "unit": "人", "actual": D(43), "reason": "只办1期。下年增加。"},
    {"target": D("0.5"), "unit": "元/人", "actual": D("0.45"), "direction": "at_most"},
    {"target": D(97), "unit": "万元", "actual": D("95.85"), "direction": "at_most"},
    {"target": D(0), "unit": "%", "actual": D(-15), "direction": "at_most"},
    {"target": D("99.5"), "unit": "%", "actual": D(100), "direction": "exactly"},
    {"target": D(3), "unit": "场/100人", "actual": D(3)},
    {"target": D(10000), "unit": "", "actual": D(12000)},
    {"target": D(15), "unit": "个工作日", "actual": None, "direction": "at_most"},
    {"direction": "by_date", "target_date": date(2021, 12, 31), "actual_date": date(2021, 12, 20)},
    {"direction": "by_date", "target_date": date(2021, 6, 1), "actual_date": None},
    {"direction": "quality", "target_words": "符合规定程序", "met": "fully"},
    {"direction": "quality", "target_words": "达到2020年水平", "met": "partly"},
    {"direction": "quality", "target_words": "100%覆盖困难群众", "met": "not"},
    {"direction": "quality", "target_words": "持续提升"},
]
FIELDS = (
    *("first", "second", "third", "direction", "target", "target_date", "target_words", "unit"),
    *("figure", "actual", "actual_date", "met", "evidence", "weight", "manual_score", "reason"),
)


@pytest.fixture
def evaluation(staff):
    """Indicators of all kinds, one reached by about as many as a figure says."""
    make_aid(staff, households=200, rounded=["households"], date=date(2021, 5, 1))
    rows = [
        {
            "first": "产出指标" if place < 11 else "效益指标",
            "second": f"第{place // 4}类",
            "third": f"指标{place}",
            "weight": D(6),
            "evidence": "" if kind.get("figure") else "台账",
        }
        | kind
        for place, kind in enumerate(KINDS)
    ]
    return make_evaluation(staff, year=2021, indicators=rows)


def printed_table(evaluation):
    """The indicators as they are printed, copied from Word: what is merged stands once."""
    grid = next(
        grid
        for grid in compose_document(evaluation).annexes[0].grids
        if grid.head and grid.head[0][0].lines[0][0].text == "一级指标"
    )
    rows = []
    for of_head, _together, cells in grid.laid_out:
        texts = []
        for cell, _width, merging in cells:
            text = "\n".join("".join(run.text for run in line) for line in cell.lines)
            text = "" if merging == "continue" else text
            texts += [f'"{text}"' if "\n" in text else text, *[""] * (cell.span - 1)]
        rows.append("\t".join(texts))
        assert not of_head or texts[:7] == [*PRINTED]
    return "自评表\n" + "\n".join(rows) + "\n"


def values_of(indicators):
    return [tuple(getattr(one, name) for name in FIELDS) for one in indicators]


def open_table(page, live_server, evaluation):
    page.goto(f"{live_server.url}/drafts/{evaluation.pk}/change/")
    details = page.locator("details", has=page.locator("[data-lines=indicators]"))
    if not details.evaluate("(details) => details.open"):
        details.locator("summary").first.click()
    return page.locator("[name=indicators-0-first]")


def test_our_own_table_pasted_over_its_rows_changes_nothing(
    live_server, sign_in, staff, evaluation
):
    before = values_of(evaluation.indicators.all())
    table = printed_table(evaluation)
    assert "200余" in table and "部分达成年度指标" in table and "不晚于2021年12月31日" in table
    page = sign_in(staff)
    open_table(page, live_server, evaluation).evaluate(PASTE, table)
    left_out = page.locator("[data-lines=indicators] .left-out")
    expect(left_out).to_contain_text("得分")
    expect(left_out).to_contain_text("总分")
    expect(page.locator("[data-lines=indicators] .cell .unfit")).to_have_count(0)
    page.click("main form button.btn-primary")
    page.wait_for_url(re.compile(r"/drafts/\d+/$"))
    assert values_of(evaluation.indicators.all()) == before


def test_our_own_table_pasted_into_an_empty_one_means_the_same(
    live_server, sign_in, staff, evaluation
):
    page = sign_in(staff)
    empty = make_evaluation(staff, year=2020)
    open_table(page, live_server, empty).evaluate(PASTE, printed_table(evaluation))
    last = len(KINDS) - 1
    expect(page.locator(f"[name=indicators-{last}-target_words]")).to_have_value("持续提升")
    expect(page.locator(f"[name=indicators-{last + 1}-third]")).to_have_count(0)
    # What only a figure knows is asked for: how much 200余 is, and what shows a number by hand.
    refusal = page.locator("[name=indicators-0-actual] ~ .reading")
    expect(refusal).to_contain_text("200余户")
    page.fill("[name=indicators-0-actual]", "206")
    for place, kind in enumerate(KINDS):
        if "met" not in kind and kind.get("direction") != "quality":
            page.fill(f"[name=indicators-{place}-evidence]", "台账")
    page.click("main form button.btn-primary")
    page.wait_for_url(re.compile(r"/drafts/\d+/$"))
    again = [(row.target, row.reached.text) for row in score_evaluation(empty).rows]
    were = [(row.target, row.reached.text) for row in score_evaluation(evaluation).rows]
    assert again[0] == ("≥200户", "206户")
    assert again[1:] == were[1:]
    assert not empty.indicators.exclude(manual_score=None).exists()


def test_another_indicator_pasted_over_one_takes_nothing_of_it(
    live_server, sign_in, staff, evaluation
):
    page = sign_in(staff)
    first = open_table(page, live_server, evaluation)
    first.evaluate(PASTE, "三级指标\t年度指标值\t实际完成值\n别的\t≥3次\t4次\n指标1\t≥45人\t43人\n")
    values = {
        "target": "3",
        "unit": "次",
        "actual": "4",
        "figure": "",
        "evidence": "",
        "weight": "",
    }
    for name, value in values.items():
        expect(page.locator(f"[name=indicators-0-{name}]")).to_have_value(value)
    # The same one keeps what the table does not tell.
    expect(page.locator("[name=indicators-1-evidence]")).to_have_value("台账")
    expect(page.locator("[name=indicators-1-weight]")).to_have_value("6")


@pytest.mark.parametrize(
    ("target", "fields"),
    [
        ("200户以上", {"direction": "at_least", "target": "200", "unit": "户"}),
        ("30天以内", {"direction": "at_most", "target": "30", "unit": "天"}),
        ("不高于3%", {"direction": "at_most", "target": "3", "unit": "%"}),
        ("12月20日", {"direction": "by_date", "target_date": "2021年12月20日"}),
        ("2021年6月30日前", {"direction": "by_date", "target_date": "2021年6月30日"}),
        ("200余户", {"direction": "at_least", "target": "200余户"}),
        ("300", {"direction": "at_least", "target": "300", "unit": ""}),
        ("持续提升", {"direction": "quality", "target_words": "持续提升", "target": ""}),
    ],
)
def test_a_target_is_read_as_it_is_written(live_server, sign_in, staff, target, fields):
    page = sign_in(staff)
    first = open_table(page, live_server, make_evaluation(staff, year=2021))
    first.evaluate(PASTE, f"三级指标\t年度指标值\n指标\t{target}\n")
    for name, value in fields.items():
        expect(page.locator(f"[name=indicators-0-{name}]")).to_have_value(value)


@pytest.mark.parametrize("page_of", ["goals", "project"])
def test_tables_of_other_pages_take_it_too(live_server, sign_in, staff, page_of):
    evaluation = make_evaluation(staff, year=2021)
    address = f"/drafts/{evaluation.pk}/goals/"
    if page_of == "project":
        project = make_project_evaluation(staff, evaluation=evaluation)
        address = f"/projects/{project.pk}/change/"
    page = sign_in(staff)
    page.goto(f"{live_server.url}{address}")
    rows = (
        "三级指标\t年度指标值\t实际完成值\t分值\t得分\n甲\t≥200户\t206户\t5\t5\n"
        "乙\t持续提升\t达成年度指标\t5\t5\n"
    )
    page.locator("[name=indicators-0-first]").evaluate(PASTE, rows)
    expect(page.locator("[name=indicators-0-target]")).to_have_value("200")
    expect(page.locator("[name=indicators-0-unit]")).to_have_value("户")
    expect(page.locator("[name=indicators-1-target_words]")).to_have_value("持续提升")
    expect(page.locator("[name=indicators-1-direction]")).to_have_value("quality")
    left_out = page.locator("[data-lines=indicators] .left-out")
    if page_of == "project":
        expect(page.locator("[name=indicators-0-actual]")).to_have_value("206")
        expect(page.locator("[name=indicators-1-met]")).to_have_value("fully")
        expect(left_out).to_have_text("未采用： 得分")
    else:
        expect(left_out).to_have_text("未采用： 实际完成值；得分")


def test_a_score_by_hand_is_pasted_where_the_heading_says_so(live_server, sign_in, staff):
    page = sign_in(staff)
    first = open_table(page, live_server, make_evaluation(staff, year=2021))
    first.evaluate(PASTE, "三级指标\t手填得分\t得分\n指标\t4\t5\n")
    expect(page.locator("[name=indicators-0-manual_score]")).to_have_value("4")
    expect(page.locator("[data-lines=indicators] .left-out")).to_have_text("未采用： 得分")
