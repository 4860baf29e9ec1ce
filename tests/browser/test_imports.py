"""A ledger as an office keeps it, from the upload to the way back, by somebody who clicks."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from donations.models import CashGift, Donor
from tests.axe import axe_faults, phone_faults
from tests.factories import make_donor, make_fund
from tests.spreadsheets.corpus import workbook, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEDGER = [
    ["某区红十字会2021年接收捐款台账"],
    ["", "", "", "单位：元"],
    ["序号", "捐款日期", "捐款单位/个人", "捐款金额"],
    [1, "8.4", "甲公司", 1200.5],
    [2, "8.5", "乙小学", 300],
    [3, "8.6", "丙商店", 99.5],
    ["合计", "", "", 1600],
]


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "2021年台账.xlsx"
    path.write_bytes(workbook(lambda book: write(book.add_worksheet("2021年"), LEDGER)))
    return path


def test_from_the_upload_to_the_way_back_in_eight_clicks(
    live_server, sign_in, administrator, ledger
):
    make_donor(administrator, name="甲公司")
    make_fund(administrator, name="人道救助")
    page = sign_in(administrator)
    page.goto(live_server.url + reverse("donations:cash_gift_import"))
    clicks = []

    def click(locator):
        clicks.append(locator)
        locator.click()

    clicks.append("choose the file")
    page.set_input_files("[name=file]", ledger)
    click(page.get_by_role("button", name="上传并核对"))
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    expect(page.locator("main")).to_contain_text("捐赠项目（资金）")
    click(page.locator("#id_all_fund-ts-control"))
    page.keyboard.type("人道救助")
    page.keyboard.press("Enter")
    click(page.get_by_role("button", name="重新检查").first)
    expect(page.get_by_role("button", name="导入 3 行")).to_be_visible()
    expect(page.locator("#effects")).to_contain_text("1,600.00")
    click(page.get_by_label("已核对：确为新增"))
    click(page.get_by_role("button", name="导入 3 行"))
    expect(page.locator("#results tbody tr")).to_have_count(3)
    assert sorted(str(g.amount) for g in CashGift.objects.all()) == ["1200.50", "300.00", "99.50"]
    assert {str(g.date) for g in CashGift.objects.all()} == {
        "2021-08-04",
        "2021-08-05",
        "2021-08-06",
    }
    page.get_by_label("撤销原因").or_(page.locator("#undo-reason")).first.focus()
    page.keyboard.type("文件传错了")
    click(page.get_by_role("button", name="撤销导入"))
    expect(page.locator("main")).to_contain_text("文件传错了")
    assert not CashGift.objects.countable().exists()
    assert not Donor.objects.countable().filter(name="乙小学").exists()
    assert len(clicks) <= 8


def test_a_double_click_and_the_way_back_take_in_once(live_server, sign_in, administrator, ledger):
    for name in ("甲公司", "乙小学", "丙商店"):
        make_donor(administrator, name=name)
    make_fund(administrator, name="人道救助")
    page = sign_in(administrator)
    page.goto(live_server.url + reverse("donations:cash_gift_import"))
    page.set_input_files("[name=file]", ledger)
    page.get_by_role("button", name="上传并核对").dblclick()
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    page.locator("#id_all_fund-ts-control").click()
    page.keyboard.type("人道救助")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="重新检查").first.click()
    page.get_by_role("button", name="导入 3 行").dblclick()
    expect(page.locator("#results tbody tr")).to_have_count(3)
    page.go_back()
    page.reload()
    expect(page.locator("main")).to_contain_text("已导入")
    assert CashGift.objects.count() == 3


def test_enter_in_a_corrected_cell_checks_and_saves_nothing(
    live_server, sign_in, administrator, tmp_path
):
    make_donor(administrator, name="甲公司")
    make_fund(administrator, name="人道救助")
    path = tmp_path / "a.xlsx"
    rows = [
        ["日期", "捐赠人", "金额", "捐赠项目（资金）"],
        ["2021-8-4", "甲公司", "五百", "人道救助"],
        ["2021-8-5", "甲公司", 5, "人道救助"],
    ]
    path.write_bytes(workbook(lambda book: write(book.add_worksheet("a"), rows)))
    page = sign_in(administrator)
    page.goto(live_server.url + reverse("donations:cash_gift_import"))
    page.set_input_files("[name=file]", path)
    page.get_by_role("button", name="上传并核对").click()
    box = page.locator("[name='cell-0-amount']")
    box.fill("500")
    box.press("Enter")
    expect(page.get_by_role("button", name="导入 2 行")).to_be_visible()
    assert not CashGift.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_from_the_upload_to_the_result(
    live_server, sign_in, administrator, settings, tmp_path, language
):
    make_donor(administrator, name="甲公司")
    make_fund(administrator, name="人道救助")
    rows = [
        ["日期", "捐赠人", "金额", "捐赠项目（资金）", "科室"],
        ["2021-8-4", "甲公司", "五百", "人道救助", "一科"],
        ["2021-8-5", "丁公司", 5, "人道救助", ""],
        ["1949-8-5", "甲公司", 6, "人道救助", ""],
    ]
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(lambda book: write(book.add_worksheet("a"), rows)))
    page = sign_in(administrator)
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("donations:cash_gift_import"))
    page.set_input_files("[name=file]", path)
    page.locator("main form .btn-primary").click()
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    for folded in page.locator("details").all():
        folded.evaluate("one => one.open = true")
    assert [*axe_faults(page), *phone_faults(page)] == []
    for box in page.locator("#review .card-body [type=checkbox]").all():
        box.check()
    page.locator("button[value=commit]").click()
    page.wait_for_selector("#results")
    assert [*axe_faults(page), *phone_faults(page)] == []
