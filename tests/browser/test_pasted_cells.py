"""What a cell of a spreadsheet means to the field it is pasted into."""

import pytest

pytestmark = pytest.mark.browser
SCRIPTS = (
    "elements.js",
    "requests.js",
    "quick_add.js",
    "search_box.js",
    "lines.js",
    "pasted_cells.js",
)
FIELDS = {
    "date": "<input type=date>",
    "number": "<input type=number step=0.01>",
    "text": "<input>",
    "long text": "<textarea></textarea>",
    "checkbox": "<input type=checkbox>",
    "select": "<select><option value=''>-<option value=article>宣传品<option value=7>单页</select>",
}
ROWS = """<fieldset data-lines=gifts data-counter=rows data-text-unfit="Not taken over:">
<input type=hidden name=gifts-rows value=1>
<div class=line>
  <div class=cell><label>Name</label><input name=gifts-0-name></div>
  <div class=cell><input type=number name=gifts-0-number></div>
  <button type=button data-remove-line>Remove</button>
</div>
<template><div class=line>
  <input type=hidden name=gifts-__prefix__-submission>
  <div class=cell><label>Name</label><input name=gifts-__prefix__-name></div>
  <div class=cell><input type=number name=gifts-__prefix__-number></div>
  <button type=button data-remove-line>Remove</button>
</div></template>
<button type=button data-add-line>Add</button>
</fieldset>"""
PASTE = """(field, text) => {
    const data = new DataTransfer();
    data.setData("text", text);
    return field.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    );
}"""


@pytest.fixture
def rows(load_scripts):
    return load_scripts(*SCRIPTS, html=ROWS)


@pytest.fixture
def paste(rows):
    """A function that pastes into a field; gives whether the browser still pastes itself."""

    def paste(name, text):
        return rows.locator(f"[name={name}]").evaluate(PASTE, text)

    return paste


def value(page, name):
    return page.input_value(f"[name={name}]")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021-08-04", "2021-08-04"),
        ("2021-8-4", "2021-08-04"),
        ("2021.8.4", "2021-08-04"),
        ("2021/8/14", "2021-08-14"),
        ("2021年8月4日", "2021-08-04"),
        ("2021年12月31", "2021-12-31"),
        ("8/4/2021", ""),
        ("21-8-4", ""),
        ("2021年8月", ""),
        ("2021-8-4 09:30", ""),
        ("昨天", ""),
        ("44412", ""),
        ("", ""),
    ],
)
def test_a_date_is_read_in_every_way_a_spreadsheet_writes_it(call, text, date):
    assert call("readDate", text) == date


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1200", "1200"),
        ("1,200.50", "1200.50"),
        ("1，200", "1200"),
        ("¥300", "300"),
        ("￥ 1,000", "1000"),
        ("20元", "20"),
        ("-5", "-5"),
        ("5万", "5万"),
    ],
)
def test_a_number_loses_its_commas_and_its_currency(call, text, number):
    assert call("readNumber", text) == number


@pytest.mark.parametrize("text", ["是", "yes", "Yes", "TRUE", "1", "√", "✓", "✔", "合格", "通过"])
def test_words_that_say_yes_tick_a_box(call, text):
    assert call("readYes", text) is True


@pytest.mark.parametrize("text", ["否", "no", "FALSE", "0", "×", "不合格", "未通过", "11", ""])
def test_words_that_do_not_say_yes_leave_a_box_empty(call, text):
    assert call("readYes", text) is False


@pytest.mark.parametrize(
    ("kind", "text", "fits", "value"),
    [
        ("date", "2021年8月4日", True, "2021-08-04"),
        ("date", "2021-2-30", False, ""),
        ("date", "昨天", False, ""),
        ("date", "", True, ""),
        ("number", "￥1,200.50元", True, "1200.50"),
        ("number", "约五十", False, ""),
        ("number", "", True, ""),
        ("text", "湘001", True, "湘001"),
        ("long text", "三件 / 两箱", True, "三件 / 两箱"),
        ("select", "宣传品", True, "article"),
        ("select", "article", True, "article"),
        ("select", "7", True, "7"),
        ("select", "横幅", False, ""),
        ("select", "", True, ""),
        ("checkbox", "是", True, True),
        ("checkbox", "否", True, False),
        ("checkbox", "", True, False),
    ],
)
def test_a_field_takes_what_it_can_hold_and_stays_empty_otherwise(
    load_scripts, kind, text, fits, value
):
    page = load_scripts(*SCRIPTS, html=FIELDS[kind])
    result = page.locator("input, select, textarea").evaluate(
        """async (field, text) => {
            const fits = await redcross.fillField(field, text);
            return [fits, field.type === "checkbox" ? field.checked : field.value];
        }""",
        text,
    )
    assert result == [fits, value]


def test_what_stood_in_a_field_gives_way_to_what_is_pasted(load_scripts):
    page = load_scripts(*SCRIPTS, html="<input type=number value=5>")
    fill = "async (field, text) => [await redcross.fillField(field, text), field.value]"
    assert page.locator("input").evaluate(fill, "7元") == [True, "7"]
    assert page.locator("input").evaluate(fill, "很多") == [False, ""]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("甲", [["甲"]]),
        ("甲\t1\r\n乙\t2\r\n", [["甲", "1"], ["乙", "2"]]),
        ("甲\n\n乙", [["甲"], [""], ["乙"]]),
        (" 甲 \t\t ", [["甲", "", ""]]),
        ("甲\n\n", [["甲"], [""]]),
        ("", [[""]]),
    ],
)
def test_a_block_of_cells_is_split_into_rows_and_columns(call, text, rows):
    assert call("splitCells", text) == rows


def test_a_pasted_block_adds_the_rows_it_needs(rows, paste):
    assert paste("gifts-0-name", "甲\t1\n乙\t2\n丙\t3\n") is False
    assert rows.locator(".line").count() == 3
    assert [value(rows, f"gifts-{n}-name") for n in range(3)] == ["甲", "乙", "丙"]
    assert [value(rows, f"gifts-{n}-number") for n in range(3)] == ["1", "2", "3"]
    assert value(rows, "gifts-rows") == "3"


def test_a_block_pasted_twice_fills_the_same_rows(rows, paste):
    paste("gifts-0-name", "甲\t1\n乙\t2")
    paste("gifts-0-name", "甲\t1\n乙\t2")
    assert rows.locator(".line").count() == 2


def test_columns_beyond_the_last_field_are_left_out(rows, paste):
    paste("gifts-0-number", "1\t乙\t丙\n2\t丁")
    assert [value(rows, f"gifts-{n}-number") for n in range(2)] == ["1", "2"]
    assert rows.locator(".line").count() == 2
    assert value(rows, "gifts-0-name") == ""


def test_a_single_cell_is_pasted_as_any_text(rows, paste):
    assert paste("gifts-0-name", "甲\r\n") is True
    assert value(rows, "gifts-0-name") == ""


def test_what_does_not_fit_is_shown_until_the_field_changes(rows, paste):
    paste("gifts-0-number", "很多\n2")
    message = rows.locator(".unfit")
    message.wait_for()
    assert message.inner_text() == "Not taken over: 很多"
    paste("gifts-0-number", "更多\n2")
    rows.locator(".unfit", has_text="更多").wait_for()
    assert message.count() == 1
    rows.fill("[name=gifts-0-number]", "5")
    rows.locator("[name=gifts-0-number]").blur()
    assert message.count() == 0


def test_what_does_not_fit_is_shown_once_when_it_is_pasted_twice_at_once(rows):
    twice = f"(field, text) => {{ const paste = {PASTE}; paste(field, text); paste(field, text); }}"
    rows.locator("[name=gifts-0-number]").evaluate(twice, "很多\n更多")
    rows.locator(".unfit", has_text="更多").first.wait_for()
    assert rows.locator(".unfit").all_inner_texts() == [
        "Not taken over: 很多",
        "Not taken over: 更多",
    ]


def test_every_row_gets_a_number_and_a_submission_key_of_its_own(rows):
    for _press in range(3):
        rows.click("[data-add-line]")
    rows.locator("[data-remove-line]").nth(2).click()
    for _press in range(2):
        rows.click("[data-add-line]")
    names = rows.locator(".line [name$=-name]").evaluate_all("all => all.map((one) => one.name)")
    assert names == [f"gifts-{number}-name" for number in (0, 1, 3, 4, 5)]
    keys = rows.locator(".line [name$=-submission]").evaluate_all("all => all.map((o) => o.value)")
    assert len(set(keys)) == 4 and {len(key) for key in keys} == {32}


def test_the_focus_follows_rows_that_are_added_and_removed(rows):
    focused = "() => document.activeElement.name || document.activeElement.textContent"
    rows.click("[data-add-line]")
    assert rows.evaluate(focused) == "gifts-1-name"
    rows.locator("[data-remove-line]").nth(1).click()
    assert rows.evaluate(focused) == "Add"
