"""A chapter written in a real browser: figures inserted, numbers pasted, what is saved."""

from datetime import date

import pytest
from playwright.sync_api import expect

from reports.models import Chapter
from tests.axe import axe_faults
from tests.browser.gestures import PASTE, save_and_wait
from tests.factories import make_cash_gift, make_chapter, make_evaluation, make_fund

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal
{mso-style-parent:""}</style><!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]-->
</head><body><p class=MsoNormal style='text-indent:32.0pt'><span
lang=EN-US>2</span><span>笔捐款<o:p></o:p></span></p>
<p class=MsoNormal><b>第二段</b><script>window.ran = 1</script></p></body></html>"""


@pytest.fixture
def write(live_server, sign_in, staff):
    """A function that opens a chapter of 2021 with the text in the editor and gives the page."""

    def open_chapter(text="", **fields):
        evaluation = make_evaluation(staff, year=2021)
        chapter = make_chapter(staff, evaluation=evaluation, text=text, **fields)
        page = sign_in(staff)
        page.goto(f"{live_server.url}/chapters/{chapter.pk}/change/")
        page.locator(".editor").wait_for()
        return page

    return open_chapter


def text_of(page):
    return page.input_value("#id_text")


def pick(page, words):
    if not page.locator("#picker").is_visible():
        page.click("#id_text-insert")
    page.fill("#picker-search", words)
    found = page.locator("#picker-results button", has_text=words)
    page.wait_for_function(
        "(words) => [...document.querySelectorAll('#picker-results button')]"
        ".every((one) => one.textContent.includes(words))",
        arg=words,
    )
    found.first.click()


def restrict(page, name, value):
    page.locator("#picker-filters [data-filter]").last.select_option(name)
    page.locator(f"#picker-value-{name}-ts-control").fill(value)
    page.locator(".ts-dropdown .option", has_text=value).click()


def test_a_figure_is_found_inserted_saved_and_opens_its_list(write, staff):
    make_cash_gift(staff, "124000")
    page = write("全年接受。")
    page.locator(".editor").click()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    pick(page, "社会捐款")
    expect(page.locator("#picker-shown")).to_have_text("12.4万元")
    page.click("#picker-insert")

    page.locator(".editor .chip", has_text="12.4万元").wait_for()
    page.locator("#preview a", has_text="12.4万元").wait_for()
    assert text_of(page) == "全年接受[[donations.cash.amount]]。"
    save_and_wait(page)
    page.locator("article a", has_text="12.4万元").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr", has_text="124,000.00")).to_have_count(1)


def test_a_figure_is_restricted_to_a_fund_a_time_and_a_form(write, staff):
    fund = make_fund(staff, name="甲基金")
    make_cash_gift(staff, "12600", fund=fund, date=date(2020, 3, 1))
    make_cash_gift(staff, "900", date=date(2020, 3, 1))
    page = write()
    pick(page, "社会捐款金额")
    restrict(page, "own_fund", "甲基金")
    page.select_option("#picker-period", "dates")
    page.fill("#picker-from", "2020-01-01")
    page.fill("#picker-to", "2020-06-30")
    page.select_option("#picker-form", "about")
    page.click("#picker-insert")

    chip = f"[[donations.cash.amount;own_fund={fund.pk};period=2020-01-01..2020-06-30;as=about]]"
    assert text_of(page) == chip
    page.locator("#preview a", has_text="1.2万余元").wait_for()
    assert "甲基金" in page.locator(".editor .chip").get_attribute("title")
    save_and_wait(page)
    assert Chapter.objects.get().text == chip


def test_a_table_a_chart_and_a_listing_have_a_line_to_themselves(write, staff):
    make_cash_gift(staff, "300", fund=make_fund(staff, name="甲基金"))
    page = write("全年接受捐款。\n详见下表。")
    page.locator(".editor p").first.click()
    page.keyboard.press("Home")
    pick(page, "社会捐款金额")
    page.select_option("#picker-by", "fund")
    page.click("[data-block=table]")
    pick(page, "社会捐款金额")
    page.select_option("#picker-by", "month")
    page.click("[data-block=chart]")
    # Once the preview has its chart nothing moves below the pointer any more.
    page.locator("#preview svg").first.wait_for()
    page.click("#id_text-insert")
    page.select_option("#picker-list", "gifts")
    page.click("[data-listing]")

    assert text_of(page).split("\n") == [
        "全年接受捐款。",
        "[[table;figure=donations.cash.amount;by=fund]]",
        "[[chart;figure=donations.cash.amount;by=month]]",
        "[[list;of=gifts]]",
        "详见下表。",
    ]
    page.locator("#preview td", has_text="甲基金").wait_for()
    assert page.locator("#preview svg").count()
    expect(page.locator(".text-errors li")).to_have_count(0)
    save_and_wait(page)


def test_chips_are_reached_and_removed_with_the_keyboard(write, staff):
    text = "款[[donations.cash.amount]]笔[[donations.cash.gifts]]。"
    page = write(text)
    chips = page.locator(".editor .chip")
    assert chips.count() == 2
    page.locator(".editor").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    assert text_of(page) == "款[[donations.cash.amount]]笔。"
    page.keyboard.press("Control+z")
    assert text_of(page) == text
    page.keyboard.press("Control+Shift+z")
    assert text_of(page) == "款[[donations.cash.amount]]笔。"

    for key in ("Control+Home", "ArrowRight", "ArrowRight"):
        # Nobody moves the caret within the moment in which the editor sets it itself.
        page.wait_for_timeout(150)
        page.keyboard.press(key)
    expect(page.locator("[id$=-chip-status]")).to_contain_text("社会捐款金额")
    expect(chips.first).to_have_class("chip selected")
    page.keyboard.press("Delete")
    assert text_of(page) == "款笔。"
    page.keyboard.type("已")
    assert text_of(page) == "款已笔。"


def test_lines_are_typed_split_and_joined(write):
    page = write()
    page.locator(".editor").click()
    page.keyboard.type("第一段")
    page.keyboard.press("Enter")
    page.keyboard.type("第二段")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("[[donations.cash.gifts]]")
    assert text_of(page) == "第一段\n第二段\n[[donations.cash.gifts]]"
    page.locator("#id_text-insert").focus()
    expect(page.locator(".editor .chip")).to_have_count(1)
    page.locator(".editor p").nth(1).click()
    page.keyboard.press("Home")
    page.keyboard.press("Backspace")
    assert text_of(page) == "第一段第二段\n[[donations.cash.gifts]]"
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    assert text_of(page) == ""
    page.keyboard.type("新")
    assert text_of(page) == "新"


def test_a_chip_that_is_cut_is_pasted_as_a_chip(write):
    text = "款[[donations.cash.amount]]。\n[?3月?]"
    page = write(text)
    page.locator(".editor").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+x")
    assert text_of(page) == ""
    page.keyboard.press("Control+v")
    assert text_of(page) == text
    expect(page.locator(".editor .chip")).to_have_count(1)
    expect(page.locator(".editor mark")).to_have_count(1)


def test_a_chip_is_changed_where_it_stands(write, staff):
    fund = make_fund(staff, name="甲基金")
    make_cash_gift(staff, "12600", fund=fund, date=date(2021, 3, 1))
    make_cash_gift(staff, "900", date=date(2020, 3, 1))
    page = write("共[[donations.cash.amount;as=yuan]]，尾。")
    page.locator(".editor .chip", has_text="12600元").click()
    expect(page.locator("#picker-heading")).to_have_text("更改统计数字")
    expect(page.locator("#picker-chosen")).to_have_text("社会捐款金额")
    expect(page.locator("#picker-form")).to_have_value("yuan")
    restrict(page, "own_fund", "甲基金")
    page.select_option("#picker-form", "wan")
    expect(page.locator("#picker-shown")).to_have_text("1.26万元")
    page.click("#picker-insert")
    changed = f"共[[donations.cash.amount;own_fund={fund.pk};as=wan]]，尾。"
    assert text_of(page) == changed

    # Once more, by the keyboard: all that was chosen is there, and nothing of it is lost.
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".editor .chip.selected")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".picker-filter .item")).to_have_text("甲基金")
    page.select_option("#picker-period", "before")
    page.click("#picker-insert")
    assert text_of(page) == changed.replace(";as", ";period=before;as")
    page.keyboard.press("Control+z")
    assert text_of(page) == changed
    page.locator(".editor .chip").click()
    page.click("#picker [data-remove]")
    assert text_of(page) == "共，尾。"
    page.keyboard.press("Control+z")
    assert text_of(page) == changed


COPIED = """(editor) => {
    const data = new DataTransfer();
    editor.dispatchEvent(
        new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true })
    );
    const html = new DOMParser().parseFromString(data.getData("text/html"), "text/html");
    return [data.getData("text/plain"), html.body.innerText];
}"""


def test_a_copy_has_the_numbers_for_a_word_processor(write, staff):
    make_cash_gift(staff, "124000")
    page = write("共[[donations.cash.amount]]，[?46?]名。")
    page.locator(".editor .chip", has_text="12.4万元").wait_for()
    page.locator(".editor").click()
    page.keyboard.press("Control+a")
    assert page.locator(".editor").evaluate(COPIED) == ["共12.4万元，46名。"] * 2


def test_a_chip_is_dragged_to_another_place(write, staff):
    page = write("共[[donations.cash.gifts]]，\n另有。")
    chip = page.locator(".editor .chip", has_text="0笔")
    chip.drag_to(page.locator(".editor p").nth(1), target_position={"x": 2, "y": 10})
    expect(page.locator("#id_text")).to_have_value("共，\n[[donations.cash.gifts]]另有。")
    page.keyboard.press("Control+z")
    assert text_of(page) == "共[[donations.cash.gifts]]，\n另有。"


def test_the_score_and_a_share_of_a_target_are_chosen_by_their_names(write, staff):
    page = write("得分。")
    evaluation = Chapter.objects.get().evaluation
    row = {"first": "产出指标", "second": "数量指标", "third": "培训人数", "weight": 100}
    numbers = {"target": 1000, "actual": 1036, "evidence": "台账"}
    evaluation.budget_points = 0
    evaluation.save_entry(
        by=staff, save_related=lambda: evaluation.indicators.create(**row, **numbers)
    )
    page.locator(".editor").click()
    page.keyboard.press("Control+End")
    page.click("#id_text-insert")
    page.fill("#picker-search", "培训人数")
    expect(page.locator("#picker-results button")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert text_of(page) == "得分。[[completion;of=培训人数]]"
    page.locator(".editor .chip", has_text="103.6%").wait_for()


def test_chinese_is_composed_beside_a_chip(write):
    page = write("款[[donations.cash.amount]]")
    page.locator(".editor").click()
    page.keyboard.press("Control+End")
    keys = page.context.new_cdp_session(page)
    for typed in ("h", "he", "hej"):
        caret = {"selectionStart": len(typed), "selectionEnd": len(typed)}
        keys.send("Input.imeSetComposition", {"text": typed} | caret)
    keys.send("Input.insertText", {"text": "合计"})
    page.keyboard.press("Enter")
    page.keyboard.insert_text("下一段")
    assert text_of(page) == "款[[donations.cash.amount]]合计\n下一段"
    for _gone in range(4):
        page.keyboard.press("Backspace")
    assert text_of(page) == "款[[donations.cash.amount]]合计"


def test_what_is_not_confirmed_is_marked_until_somebody_does(write):
    page = write("[?3月5日?]开展活动[?46?]名。")
    marks = page.locator(".editor mark")
    assert marks.count() == 2
    assert text_of(page) == "[?3月5日?]开展活动[?46?]名。"
    marks.first.locator("button").click()
    assert text_of(page) == "3月5日开展活动[?46?]名。"
    assert marks.count() == 1
    save_and_wait(page)
    assert Chapter.objects.get().text == "3月5日开展活动[?46?]名。"


def test_a_paste_from_a_word_processor_is_plain_and_its_numbers_are_offered(write, staff):
    make_cash_gift(staff, "124000", times=2)
    page = write("开头，")
    page.locator(".editor").click()
    page.keyboard.press("Control+End")
    page.locator(".editor").evaluate(PASTE, {"text/html": WORD})
    assert text_of(page) == "开头，2笔捐款\n第二段"
    assert page.evaluate("window.ran") is None
    expect(page.locator(".editor style, .editor b, .editor [style]")).to_have_count(0)

    suggestion = page.locator(".suggestions li", has_text="2笔 → 社会捐款笔数")
    suggestion.locator("button").click()
    assert text_of(page) == "开头，[[donations.cash.gifts]]捐款\n第二段"
    page.locator(".editor .chip", has_text="2笔").wait_for()
    expect(page.locator(".suggestions li")).to_have_count(0)

    page.keyboard.press("Control+End")
    plain = "共计12.4万元\r\n\r\n　　　第三段\u00a0[[nothing.here]]"
    page.locator(".editor").evaluate(PASTE, {"text/plain": plain, "text/html": WORD})
    assert text_of(page).endswith("第二段共计12.4万元\n第三段 [[nothing.here]]")
    page.locator(".suggestions li", has_text="12.4万元 → 社会捐款金额").wait_for()
    page.locator(".text-errors li", has_text="没有这个指标").wait_for()
    expect(page.locator(".editor .chip.faulty")).to_have_count(1)
    page.click("main form button.btn-primary:has-text('保存')")
    page.locator("#div_id_text .invalid-feedback", has_text="没有这个指标").wait_for()
    assert "nothing.here" not in page.locator("body").inner_text()
    assert text_of(page).endswith("第三段 [[nothing.here]]")


def test_the_generated_text_is_compared_and_taken_but_not_saved_yet(write, staff):
    make_cash_gift(staff, "124000")
    page = write("手写的一段。", source="gifts")
    expect(page.locator("#compared del", has_text="手写的一段。")).to_have_count(1)
    assert page.locator("#compared ins a", has_text="12.4万元").count()
    page.click("[data-use-generated]")
    assert "[[donations.cash.amount" in text_of(page) and "手写" not in text_of(page)
    page.locator(".editor .chip", has_text="12.4万元").first.wait_for()
    assert Chapter.objects.get().text == "手写的一段。"
    save_and_wait(page)
    assert Chapter.objects.get().text.startswith("全年本级共接受社会捐款[[donations.cash.gifts]]")


def test_what_a_person_types_never_runs(write):
    page = write()
    page.locator(".editor").click()
    hostile = "<img src=x onerror='window.ran=1'><script>window.ran=1</script>{{ 7 }}"
    page.keyboard.insert_text(hostile)
    page.locator("#preview p", has_text="onerror").wait_for()
    page.locator(".editor").evaluate(PASTE, {"text/plain": "[[<img onerror=window.ran=1>]]"})
    page.locator(".text-errors li").wait_for()
    expect(page.locator("main img:not(.ProseMirror-separator)")).to_have_count(0)
    assert page.evaluate("window.ran") is None
    assert text_of(page) == hostile + "[[<img onerror=window.ran=1>]]"


def test_without_script_the_text_is_a_plain_field(browser, live_server, staff, sign_in):
    chapter = make_chapter(staff, text="款[[donations.cash.amount]]。")
    cookies = sign_in(staff).context.cookies()
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies(cookies)
    plain = context.new_page()
    plain.goto(f"{live_server.url}/chapters/{chapter.pk}/change/")
    assert plain.locator("#picker").is_hidden()
    assert plain.locator("#preview").is_hidden()
    plain.fill("#id_text", "共[[donations.cash.gifts]]。")
    plain.click("main form button.btn-primary")
    assert Chapter.objects.get().text == "共[[donations.cash.gifts]]。"
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_editor_fits_the_screen_and_axe_finds_nothing(write, staff, width):
    make_cash_gift(staff, "124000", times=2)
    table = "[[table;figure=donations.cash.amount;by=fund]]"
    page = write(f"[?3月?]接受[[donations.cash.amount]]，2笔。\n{table}", source="gifts")
    page.set_viewport_size({"width": width, "height": 900})
    page.locator(".editor-tools > button").nth(1).click()
    page.locator(".suggestions li").first.wait_for()
    page.locator("#preview table").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_faults(page) == []
    pick(page, "社会捐款金额")
    page.locator("#picker-filters [data-filter]").select_option("channel")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("picker.scrollWidth <= picker.clientWidth")
    assert axe_faults(page) == []
