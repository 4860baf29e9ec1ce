"""What a cell of a spreadsheet means to the field it is pasted into."""

import pytest
from playwright.sync_api import expect

from tests.browser.gestures import PASTE

pytestmark = pytest.mark.browser
SCRIPTS = (
    *("elements.js", "requests.js", "live_reading.js", "quick_add.js", "search_box.js", "lines.js"),
    "pasted_cells.js",
)
FIELDS = {
    "date": "<input data-typed-as=past_date>",
    "sum": "<input data-typed-as=yuan data-places=2>",
    "text": "<input>",
    "long text": "<textarea></textarea>",
    "ticked": "<input type=checkbox checked>",
    "checkbox": "<input type=checkbox>",
    "select": (
        "<select><option value=''>-<option value=article>宣传品（册）<option value=7>单页</select>"
    ),
}
ROWS = """<fieldset data-lines=gifts data-counter=rows data-text-unfit="Not taken over:">
<input type=hidden name=gifts-rows value=1>
<div class=line>
  <div class=cell><label>Name</label><input name=gifts-0-name></div>
  <div class=cell><input data-typed-as=count name=gifts-0-number></div>
  <div class=cell><input type=checkbox name=gifts-0-passed></div>
  <button type=button data-remove-line>Remove</button>
</div>
<template><div class=line>
  <input type=hidden name=gifts-__prefix__-submission>
  <div class=cell><label>Name</label><input name=gifts-__prefix__-name></div>
  <div class=cell><input data-typed-as=count name=gifts-__prefix__-number></div>
  <div class=cell><input type=checkbox name=gifts-__prefix__-passed></div>
  <button type=button data-remove-line>Remove</button>
</div></template>
<button type=button data-add-line>Add</button>
</fieldset>"""


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


FILL = """async (field, text) => {
    const misfits = await redcross.fillFields([[field, text]]);
    return [!misfits.length, field.type === "checkbox" ? field.checked : field.value];
}"""


@pytest.fixture
def with_server(sign_in, staff, live_server, load_scripts):
    """A function that shows the HTML, with the scripts, to who is signed in at the live server."""
    page = sign_in(staff)
    page.goto(live_server.url)
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    # The pages themselves forbid scripts that are put in.
    page.goto(f"{live_server.url}/static/requests.js")
    page.asked = []
    page.on("request", lambda sent: page.asked.append(sent.url))

    def show(html):
        token_field = f"<input type=hidden name=csrfmiddlewaretoken value={token}>"
        return load_scripts(
            *SCRIPTS, html=f"<body data-readings-url=/readings/>{token_field}{html}"
        )

    return show


@pytest.mark.django_db(transaction=True)
def test_a_field_takes_what_the_server_reads_and_says_what_does_not_fit(with_server):
    for kind, text, fits, value in [
        # A box takes every text as it is: the form is read when it is saved.
        ("date", "2021年8月4日", True, "2021年8月4日"),
        ("date", "2021-2-30", True, "2021-2-30"),
        ("date", "", True, ""),
        ("sum", "￥1,200.50元", True, "￥1,200.50元"),
        ("sum", "约五十", True, "约五十"),
        ("text", "湘001", True, "湘001"),
        ("text", "三件\n两箱", True, "三件 两箱"),
        ("long text", "三件\n两箱", True, "三件\n两箱"),
        ("select", "宣传品（册）", True, "article"),
        ("select", " 宣传品 (册)", True, "article"),
        ("select", "article", True, "article"),
        ("select", "７", True, "7"),
        ("select", "横幅", False, ""),
        ("select", "", True, ""),
        ("checkbox", "是", True, True),
        ("checkbox", "合格", True, True),
        ("checkbox", "否", True, False),
        ("ticked", "不合格", True, False),
        ("checkbox", "", True, False),
        ("ticked", "", True, True),
        # No word is taken as a no.
        ("ticked", "待定", False, True),
        ("checkbox", "待定", False, False),
        ("checkbox", "x", False, False),
    ]:
        page = with_server(FIELDS[kind])
        field = page.locator("input:not([type=hidden]), select, textarea")
        assert field.evaluate(FILL, text) == [fits, value], (kind, text)


@pytest.mark.django_db(transaction=True)
def test_a_paste_asks_the_server_once_and_shows_what_cannot_be_read(with_server):
    page = with_server(ROWS)
    text = "甲\t1,200人\t合格\n乙\t约60\t不合格\n丙\t７\t待定\n"
    page.locator("[name=gifts-0-name]").evaluate(PASTE, text)
    expect(page.locator(".unfit")).to_have_text(["Not taken over: 待定"])
    assert [url for url in page.asked if "/readings/" in url] == [page.asked[-1]]
    assert [page.is_checked(f"[name=gifts-{n}-passed]") for n in range(3)] == [True, False, False]
    readings = page.locator(".reading").all_inner_texts()
    assert readings[0] == "1,200" and "约60" in readings[1] and readings[2] == "7"


def test_without_an_answer_texts_stay_and_nothing_is_guessed(rows, paste):
    paste("gifts-0-name", "甲\t1,200人\t合格\n乙\t2\t\n")
    expect(rows.locator(".unfit")).to_have_text(["Not taken over: 合格"])
    assert value(rows, "gifts-0-number") == "1,200人"
    assert not rows.is_checked("[name=gifts-0-passed]")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("甲", [["甲"]]),
        ("甲\t1\r\n乙\t2\r\n", [["甲", "1"], ["乙", "2"]]),
        ("甲\n\n乙", [["甲"], [""], ["乙"]]),
        (" 甲 \t\t ", [["甲", "", ""]]),
        ("甲\n\n", [["甲"], [""]]),
        ("", [[""]]),
        ("甲\t", [["甲", ""]]),
        ('"三件\n两箱"\t1\r\n乙\t2\r\n', [["三件\n两箱", "1"], ["乙", "2"]]),
        ('"三件\r\n两箱"', [["三件\n两箱"]]),
        ('1\t"三""件""\n两箱"\n2', [["1", '三"件"\n两箱'], ["2"]]),
        ('"三\t件"\t2', [["三\t件", "2"]]),
        ('"甲"\t"乙\n丙', [['"甲"', '"乙'], ["丙"]]),
        ('"甲"乙\t1', [['"甲"乙', "1"]]),
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


def test_a_single_cell_of_several_lines_stays_one(rows, paste):
    assert paste("gifts-0-name", '"三件\n两箱"\n') is False
    assert value(rows, "gifts-0-name") == "三件 两箱"
    assert rows.locator(".line").count() == 1


def test_what_does_not_fit_is_shown_until_the_field_changes(rows, paste):
    paste("gifts-0-passed", "也许\n是")
    message = rows.locator(".unfit").first
    expect(message).to_have_text("Not taken over: 也许")
    paste("gifts-0-passed", "未知\n是")
    expect(rows.locator(".unfit")).to_have_text(["Not taken over: 未知", "Not taken over: 是"])
    rows.check("[name=gifts-0-passed]")
    expect(rows.locator(".unfit")).to_have_text(["Not taken over: 是"])


def test_what_does_not_fit_is_shown_once_when_it_is_pasted_twice_at_once(rows):
    twice = f"(field, text) => {{ const paste = {PASTE}; paste(field, text); paste(field, text); }}"
    rows.locator("[name=gifts-0-passed]").evaluate(twice, "也许\n未知")
    expect(rows.locator(".unfit")).to_have_text(["Not taken over: 也许", "Not taken over: 未知"])


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
