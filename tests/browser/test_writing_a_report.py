"""A formal report from an empty draft to its review, in few page loads, and its draft on paper."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from playwright.sync_api import expect

from redcross.printing.pdf import render_pdf
from reports.models import Evaluation
from tests.browser.gestures import PASTE, save_and_wait
from tests.factories import PASSWORD, make_cash_gift
from tests.pages import client_of
from tests.reports.findings.evidence import shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# From the empty draft to the signed report with 15 indicators, budget and three annexes.
MOST_LOADS = 25
HEAD = "一级指标\t二级指标\t三级指标\t年度指标值\t统计指标\t手填完成值\t数据依据\t分值"
ROWS = [
    ("产出指标", "数量指标", "社会捐款笔数", "≥1笔", "社会捐款笔数", "", "", "8"),
    ("", "", "救护培训场次", "≥10场", "", "12", "培训台账", "6"),
    ("", "", "走访慰问户数", "≥200户", "", "215", "慰问登记册", "6"),
    ("", "", "宣传活动次数", "≥12次", "", "12", "活动台账", "6"),
    ("", "质量指标", "培训合格率", "≥95%", "", "98.5", "考核成绩册", "6"),
    ("", "", "救助对象审核公示", "符合规定程序", "", "", "", "6"),
    ("", "时效指标", "救助款到账及时率", "＝100%", "", "100", "拨付凭证", "6"),
    ("", "", "信息公开及时率", "＝100%", "", "100", "公开记录", "6"),
    ("", "成本指标", "部门支出总额", "≤97万元", "", "95.85", "部门决算报表", "6"),
    ("", "", "“三公”经费支出", "≤1.2万元", "", "1.02", "部门决算报表", "4"),
    ("效益指标", "社会效益指标", "受助群众满意度", "≥90%", "", "96", "回访问卷", "6"),
    ("", "", "志愿服务人次", "≥240人次", "", "248", "志愿服务系统", "6"),
    ("", "", "无偿献血人次", "≥1000人次", "", "1120", "血站通报", "6"),
    ("", "可持续影响指标", "应急救护能力", "持续提升", "", "", "", "6"),
    ("满意度指标", "服务对象满意度指标", "学员满意度", "≥84.5%", "", "97", "培训问卷", "6"),
]
# As a table of the finance bureau has it: merged cells, totals between.
BUDGET = [
    ("支出类别", "资金来源", "年初预算数", "全年预算数", "全年执行数"),
    ("基本支出", "本年财政拨款", "62.4", "66.85", "66.85"),
    ("项目支出", "本年财政拨款", "18", "25.5", "25"),
    ("", "上年结转", "1.5", "1.5", "1.5"),
    ("", "其他资金", "2", "2.5", "2.5"),
    ("合计", "", "83.9", "96.35", "95.85"),
]


@pytest.fixture
def loads():
    return []


@pytest.fixture
def draft(live_server, sign_in, staff, loads, media):
    """The page of a formal draft of 2021 that was just begun, page loads counted from here on."""
    gift = make_cash_gift(staff, "124000", date=date(2021, 5, 1), receipt_number="0001")
    shown(gift, staff)
    page = sign_in(staff)
    page.set_default_timeout(120_000)
    page.on("load", lambda _page: loads.append(page.url))
    page.goto(f"{live_server.url}/drafts/add/?year=2021")
    page.select_option("#id_outline", "formal")
    with page.expect_navigation(url=re.compile(r"/drafts/\d+/")):
        page.click("main form button.btn-primary")
    return page


def fill_in_tables(page):
    """Paste indicators and budget as a spreadsheet has them, each on its page."""
    page.get_by_role("link", name="标题、目标和指标").first.click()
    section = page.locator("details", has=page.locator("[data-lines=indicators]"))
    if not section.evaluate("(details) => details.open"):
        section.locator("summary").click()
    first = page.locator("[name=indicators-0-first]")
    table = "\n".join([HEAD, *("\t".join(row) for row in ROWS)])
    first.evaluate(PASTE, table + "\n")
    expect(page.locator("[name=indicators-14-weight]")).to_have_value("6")
    expect(page.locator("[name=indicators-14-first]")).to_have_value("满意度指标")
    expect(page.locator("#id_indicators-0-figure + .ts-wrapper .item")).to_have_text("社会捐款笔数")
    for number, met in ((5, "fully"), (13, "fully")):
        page.select_option(f"[name=indicators-{number}-met]", met)
    for number, words in ((2, "慰问面扩大"), (12, "宣传力度加大")):
        page.fill(f"[name=indicators-{number}-reason]", words)
    save_and_wait(page)
    with page.expect_navigation():
        page.locator("#annexes a[href$='/budget/']").click()
    rows = "\n".join("\t".join(row) for row in BUDGET)
    page.locator("[name=budget-0-initial]").evaluate(PASTE, rows + "\n")
    line = page.get_by_role("group", name="项目支出 其他资金")
    expect(line.locator("[name$=-executed]")).to_have_value("2.5")
    expect(page.locator(".fixed-rows > .unfit")).to_have_text("未采用： 合计 83.9 96.35 95.85")
    save_and_wait(page)


def add_annexes(page, tmp_path):
    """Add a text with a figure in it, a table and a file, each on a page of its own."""
    file = tmp_path / "满意度调查.pdf"
    file.write_bytes(render_pdf("<p>满意度调查</p>"))
    for kind in ("text", "table", "file"):
        with page.expect_navigation():
            page.locator(f"#annexes a[href$='kind={kind}']").click()
        page.fill("[name=title]", f"附件{kind}")
        if kind == "text":
            page.locator(".editor").click()
            page.keyboard.insert_text("按照年初部署有序推进。")
        elif kind == "table":
            page.locator(".editor").evaluate(PASTE, "项目\t金额\n救助\t24.5\n")
        else:
            page.set_input_files("[name=files]", file)
        save_and_wait(page)


def write_chapters(page, texts):
    """Write into chapters on the page that has them all, and save them in one go."""
    with page.expect_navigation():
        page.locator(".page-actions a[href$='/text/']").click()
    for heading, text in texts.items():
        chapter = page.locator(".chapter", has=page.get_by_text(heading, exact=True))
        chapter.locator(".editor").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(text)
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()


def sign(page, live_server, leader):
    """Sign it as the leader at the same machine."""
    address = page.url
    page.context.clear_cookies()
    # The sign-in itself is no part of the report.
    client = client_of(leader)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": session.key, "value": session.value, "url": live_server.url}]
    )
    page.goto(address)
    with page.expect_navigation():
        page.locator("a[href$='/approve/']").click()
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main form button.btn-primary")


def test_a_formal_report_is_signed_within_25_page_loads(
    draft, loads, live_server, leader, tmp_path
):
    page = draft
    fill_in_tables(page)
    evaluation = Evaluation.objects.get()
    found = {row.third: row for row in evaluation.indicators.all()}
    assert len(found) == 15
    assert found["社会捐款笔数"].figure == "donations.cash.gifts"
    assert found["学员满意度"].target == Decimal("84.5")
    assert (found["部门支出总额"].direction, found["部门支出总额"].unit) == ("at_most", "万元")
    assert (found["应急救护能力"].direction, found["应急救护能力"].met) == ("quality", "fully")
    assert found["培训合格率"].first == "产出指标"
    assert evaluation.budget.count() == 4
    empty = page.locator("#unwritten li > span").all_inner_texts()
    assert len(empty) > 8
    text = "按照年初部署有序推进，各项任务全面完成。"
    write_chapters(page, dict.fromkeys([*empty, "机构设置和编制情况"], text))
    expect(page.locator("#unwritten")).to_have_count(0)
    add_annexes(page, tmp_path)
    expect(page.locator("#findings")).to_have_count(0)
    with page.expect_navigation():
        page.get_by_role("button", name="送审").click()
    evaluation.refresh_from_db()
    assert evaluation.status == Evaluation.Status.REVIEW
    sign(page, live_server, leader)
    evaluation.refresh_from_db()
    assert evaluation.status == Evaluation.Status.FINAL
    kinds = [annex.kind for annex in evaluation.annexes.countable()]
    assert {"text", "table", "file"} <= {*kinds}
    assert len(loads) <= MOST_LOADS, loads
