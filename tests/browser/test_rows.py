"""Rows within a page, as a clerk types, pastes and takes them away in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from donations.models import CashGift
from tests.axe import axe_faults
from tests.browser.gestures import PASTE, pick, save
from tests.factories import make_course, make_donor, make_fund, make_outline, make_partner
from training.models import Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_roster_is_typed_pasted_and_saved(live_server, sign_in, staff):
    make_course(staff, name="救护员班", kind="certified")
    make_partner(staff, name="甲学校")
    make_partner(staff, name="乙医院")
    page = sign_in(staff)
    page.goto(f"{live_server.url}/training/sessions/add/")
    page.fill("[name=date]", "2021-08-04")
    pick(page, "course", "救护员班")
    pick(page, "hosts", "甲学校")
    pick(page, "hosts", "乙医院")
    page.click("summary:has-text('学员名单')")
    lines = page.locator("[data-lines=roster] > .line")
    expect(lines).to_have_count(3)

    # A column of names copied from a spreadsheet, beginning in the second row.
    names = [f"N{number}" for number in range(1, 31)]
    page.locator("#id_roster-1-name").evaluate(PASTE, "\n".join(names) + "\r\n")
    expect(lines).to_have_count(31)
    page.fill("#id_roster-0-name", "N0")
    expect(page.locator("#id_roster-30-name")).to_have_value("N30")

    # A block beside it: passed or not, number, day of issue as a spreadsheet writes it.
    block = "是\tA1\t2021/8/4\n否\t\t\n√\tA3\t2021年8月14日\n是\tA4\t明天"
    page.locator("#id_roster-1-passed").evaluate(PASTE, block)
    misread = page.locator("#id_roster-4-issued_on ~ .reading")
    expect(misread).to_contain_text("“明天”")
    assert [page.is_checked(f"#id_roster-{n}-passed") for n in (1, 2, 3)] == [True, False, True]
    page.fill("#id_roster-4-issued_on", "2021-08-04")
    expect(misread).to_be_empty()
    expect(page.locator(".unfit")).to_have_count(0)

    lines.nth(30).locator("[data-remove-line]").click()
    lines.nth(5).locator("[data-remove-line]").click()
    expect(lines).to_have_count(29)
    save(page)
    page.wait_for_url(re.compile(r"/training/sessions/\d+/$"))

    session = Session.objects.get()
    kept = [name for name in ["N0", *names] if name not in ("N30", "N5")]
    assert list(session.roster.values_list("name", flat=True)) == kept
    assert (session.attended, session.passed_counted, session.certified_counted) == (29, 3, 3)
    issued = session.roster.exclude(issued_on=None).values_list("certificate_number", "issued_on")
    assert [(number, day.day) for number, day in issued] == [("A1", 4), ("A3", 14), ("A4", 4)]
    assert sorted(partner.name for partner in session.hosts.all()) == ["乙医院", "甲学校"]


def test_a_partner_that_was_chosen_is_taken_away_again(live_server, sign_in, staff):
    make_course(staff, name="救护员班")
    page = sign_in(staff)
    page.goto(f"{live_server.url}/training/sessions/add/")
    page.fill("[name=date]", "2021-08-04")
    pick(page, "course", "救护员班")
    box = page.locator("#id_hosts-ts-control")
    for name in ("甲学校", "乙医院"):
        box.click()
        box.fill(name)
        page.locator(".ts-dropdown:visible .create").click()
        page.locator("dialog.quick-add .btn-primary").click()
        page.locator("#div_id_hosts .item", has_text=name).wait_for()
    page.locator("#div_id_hosts .item", has_text="甲学校").locator(".remove").click()
    save(page)
    page.wait_for_url(re.compile(r"/training/sessions/\d+/$"))
    assert [partner.name for partner in Session.objects.get().hosts.all()] == ["乙医院"]


def test_gifts_pasted_from_a_spreadsheet_find_their_donors(live_server, sign_in, staff):
    for name in ("甲公司", "乙公司", "乙公司分部"):
        make_donor(staff, name=name)
    make_fund(staff, name="人道救助")
    page = sign_in(staff)
    page.goto(f"{live_server.url}/donations/cash-gifts/sheet/")
    page.fill("[name=date]", "2021-08-04")
    pick(page, "fund", "人道救助")
    lines = page.locator("[data-lines=cashgift] > .line")
    block = "甲公司\t1,200.50\t湘001\n乙公司\t￥300\t湘002\n甲公司\t20元\t湘003\n丙公司\t5\t湘004"
    page.locator("#id_cashgift-0-donor-ts-control").evaluate(PASTE, block)
    page.locator(".unfit", has_text="丙公司").wait_for()
    expect(lines).to_have_count(4)

    page.click("[data-lines=cashgift] [data-add-line]")
    expect(lines).to_have_count(5)
    assert page.evaluate("document.activeElement.id") == "id_cashgift-4-donor-ts-control"
    page.keyboard.press("Escape")
    save(page)
    # The fourth has no donor yet: nothing is saved and nothing is lost.
    page.locator("[data-lines=cashgift] .invalid-feedback", has_text="请填写捐赠人").wait_for()
    expect(page.locator("#id_cashgift-0-amount")).to_have_value("1,200.50")
    assert not CashGift.objects.exists()
    box = page.locator("#id_cashgift-3-donor-ts-control")
    box.click()
    box.fill("丙公司")
    page.locator(".ts-dropdown:visible .create").click()
    page.locator("dialog.quick-add .btn-primary").click()
    page.locator(".item", has_text="丙公司").wait_for()
    save(page)
    page.wait_for_url(re.compile(r"/donations/cash-gifts/$"))

    gifts = CashGift.objects.order_by("receipt_number")
    assert [(g.donor.name, str(g.amount), g.receipt_number) for g in gifts] == [
        ("甲公司", "1200.50", "湘001"),
        ("乙公司", "300.00", "湘002"),
        ("甲公司", "20.00", "湘003"),
        ("丙公司", "5.00", "湘004"),
    ]


def test_a_block_of_materials_is_pasted_with_its_kind(live_server, sign_in, staff):
    page = sign_in(staff)
    page.goto(f"{live_server.url}/campaigns/events/add/?kind=publicity")
    page.click("summary:has-text('宣传品')")
    kind = page.locator("#id_materials-0-kind option").nth(1).inner_text()
    page.locator("#id_materials-0-item").evaluate(PASTE, f"雨伞\t20\t把\t{kind}\n单页\t300\t份\t")
    expect(page.locator("#id_materials-0-kind")).to_have_value("article")
    expect(page.locator("#id_materials-1-quantity")).to_have_value("300")


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_with_rows_fit_the_screen_and_axe_finds_nothing(
    live_server,
    sign_in,
    staff,
    width,
):
    page = sign_in(staff)
    page.set_viewport_size({"width": width, "height": 844})
    for path in (
        "/donations/goods/add/",
        "/training/sessions/add/",
        "/campaigns/events/add/?kind=service",
        "/donations/cash-gifts/sheet/",
        "/donations/life/sheet/",
        "/relief/aid/sheet/",
    ):
        page.goto(live_server.url + path)
        page.evaluate(
            "document.querySelectorAll('main details').forEach((d) => { d.open = true; })"
        )
        lines = page.locator(".line:visible")
        edges = [lines.nth(n).bounding_box() for n in range(lines.count())]
        assert edges and len({round(edge["x"]) for edge in edges}) == 1, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert axe_faults(page) == [], path


def test_sections_of_an_outline_change_places(live_server, sign_in, administrator):
    rows = [{"position": n, "heading": f"标题{n}"} for n in (10, 20, 30)]
    outline = make_outline(administrator, sections=rows)
    page = sign_in(administrator)
    page.goto(f"{live_server.url}/outlines/{outline.pk}/change/")
    lines = page.locator("[data-lines=sections] > .line")
    lines.nth(2).locator("[data-move='-1']").click()
    lines.nth(0).locator("[data-move='1']").click()
    page.click("[data-add-line]")
    last = lines.nth(lines.count() - 1)
    last.locator("[name$=-heading]").fill("标题40")
    save_outline = page.locator("main form button.btn-primary")
    save_outline.click()
    page.wait_for_url(re.compile(r"/outlines/\d+/$"))
    found = outline.sections.values_list("heading", "position")
    assert list(found) == [("标题30", 10), ("标题10", 20), ("标题20", 30), ("标题40", 40)]
