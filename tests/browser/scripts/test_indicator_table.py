"""The table of indicators: what is typed as a target or as reached goes into fields of its own."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SCRIPTS = (
    *("elements.js", "requests.js", "live_reading.js", "quick_add.js", "search_box.js", "lines.js"),
    *("pasted_cells.js", "indicator_table.js"),
)
NAMES = (
    *("first", "second", "third", "target", "target_date", "target_words", "unit"),
    *("actual", "actual_date", "met", "figure"),
)
DIRECTIONS = ("at_least", "at_most", "exactly", "by_date", "quality")


def line(number, **values):
    fields = "".join(
        f'<input name="indicators-{number}-{name}" value="{values.get(name, "")}">'
        for name in NAMES
    )
    options = "".join(f"<option>{one}</option>" for one in DIRECTIONS)
    select = f'<select name="indicators-{number}-direction">{options}</select>'
    return f"<div class=line>{fields}{select}</div>"


@pytest.fixture
def table(load_scripts):
    """A function that shows rows with these values; gives the page."""

    def show(*rows):
        lines = "".join(line(number, **row) for number, row in enumerate(rows))
        year = "<input name=start value=2021-01-01><input name=end value=2021-12-31>"
        html = f"<form>{year}<fieldset data-lines=indicators>{lines}</fieldset></form>"
        return load_scripts(*SCRIPTS, html=html)

    return show


def change(page, name, text, row=0):
    field = page.locator(f"[name=indicators-{row}-{name}]")
    field.fill(text)
    field.dispatch_event("change")


def values(page, *names, row=0):
    return tuple(page.input_value(f"[name=indicators-{row}-{name}]") for name in names)


@pytest.mark.parametrize(
    ("text", "direction", "target", "unit"),
    [
        ("≥200户", "at_least", "200", "户"),
        ("不少于 1.5万人次", "at_least", "1.5万", "人次"),
        ("≤3%", "at_most", "3", "%"),
        ("不超过10天", "at_most", "10", "天"),
        ("=12场", "exactly", "12", "场"),
        ("90%以上", "at_least", "90", "%"),
        ("5次以内", "at_most", "5", "次"),
    ],
)
def test_a_target_with_a_sign_is_divided(table, text, direction, target, unit):
    page = table({})
    change(page, "target", text)
    assert values(page, "direction", "target", "unit") == (direction, target, unit)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("不晚于6月30日", "2021年6月30日"),
        ("2021-12-31前", "2021-12-31"),
        ("2022年1月5日", "2022年1月5日"),
    ],
)
def test_a_day_is_a_target_by_date_with_the_year_of_the_evaluation(table, text, day):
    page = table({})
    change(page, "target", text)
    told = values(page, "direction", "target_date", "target", "target_words")
    assert told == ("by_date", day, "", "")


def test_what_is_no_number_is_a_target_in_words(table):
    page = table({})
    change(page, "target", "有所提升")
    assert values(page, "direction", "target", "target_words") == ("quality", "", "有所提升")


@pytest.mark.parametrize("text", ["约200户", "200余户", "近100人", "200人左右"])
def test_a_rough_target_stays_to_be_refused(table, text):
    page = table({})
    change(page, "target", text)
    assert values(page, "target", "target_words", "unit") == (text, "", "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("215户", ("215", "户", "", "")),
        ("全部达成", ("", "", "", "fully")),
        ("部分达成", ("", "", "", "partly")),
        ("未达成", ("", "", "", "not")),
        ("6月12日", ("", "", "2021年6月12日", "")),
        ("约215户", ("约215户", "", "", "")),
    ],
)
def test_what_was_reached_is_a_number_a_day_or_whether_it_is_met(table, text, told):
    page = table({})
    change(page, "actual", text)
    assert values(page, "actual", "unit", "actual_date", "met") == told


def test_a_merged_cell_says_the_same_as_the_one_above(table):
    page = table({"first": "产出指标", "second": "数量指标", "third": "户数"}, {})
    change(page, "third", "人数", row=1)
    assert values(page, "first", "second", row=1) == ("产出指标", "数量指标")


def test_another_indicator_that_is_pasted_over_one_leaves_nothing_of_it(table):
    page = table({"third": "户数", "unit": "户", "met": "fully", "figure": "relief.aid.households"})
    paste = """(pairs) => {
        const line = document.querySelector(".line");
        const field = (name) => line.querySelector(`[name$="-${name}"]`);
        const detail = pairs.map(([name, text]) => [field(name), text]);
        line.dispatchEvent(new CustomEvent("row-pasted", { bubbles: true, detail }));
    }"""
    page.evaluate(paste, [["third", "户数"], ["target", "3"]])
    assert values(page, "unit", "figure") == ("户", "relief.aid.households")
    page.evaluate(paste, [["third", "人数"], ["target", "3"]])
    assert values(page, "unit", "met", "figure", "direction") == ("", "", "", "at_least")


def test_without_the_table_the_script_does_nothing(load_scripts):
    page = load_scripts(*SCRIPTS, html="<p>Nothing</p>")
    expect(page.locator("p")).to_have_text("Nothing")
