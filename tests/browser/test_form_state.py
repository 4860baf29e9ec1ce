"""Every kind of field and row is put back as it stood."""

import pytest
from playwright.sync_api import expect

from reports.models import Chapter
from tests.browser.gestures import pick, save
from tests.browser.stored_drafts import (
    READ,
    READ_STORE,
    bar_of,
    restore,
    wait_until_empty,
    wait_until_kept,
)
from tests.factories import (
    make_chapter,
    make_course,
    make_donor,
    make_evaluation,
    make_outline,
    make_partner,
    make_session,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPEN_ALL = "document.querySelectorAll('main details').forEach((d) => { d.open = true; })"
# Of two hundred rows: how long they take, beside those of a tenth of them, each the best of five.
MANY = """() => {
    const lines = document.querySelector("[data-lines]");
    const form = lines.closest("form");
    const best = () => Math.min(...[1, 2, 3, 4, 5].map(() => {
        const started = performance.now();
        redcross.serialise(redcross.readForm(form));
        return performance.now() - started;
    }));
    const add = (rows) => {
        for (let row = 0; row < rows; row += 1) {
            redcross.addLine(lines).querySelector("[name$=-amount]").value = row;
        }
    };
    add(20);
    const few = best();
    add(180);
    return [best(), few];
}"""


def test_choices_boxes_and_rows_of_a_session_are_put_back(live_server, sign_in, staff):
    make_course(staff, name="救护员班")
    make_partner(staff, name="甲学校")
    make_partner(staff, name="乙医院")
    page = sign_in(staff)
    page.goto(f"{live_server.url}/training/sessions/add/")
    page.evaluate(OPEN_ALL)
    page.fill("[name=date]", "2021-08-04")
    pick(page, "course", "救护员班")
    pick(page, "hosts", "甲学校")
    pick(page, "hosts", "乙医院")
    page.keyboard.press("Escape")
    page.locator("[name=rounded]").first.check()
    page.select_option("[name=date_precision]", index=1)
    page.click("[data-lines=roster] [data-add-line]")
    page.fill("#id_roster-3-name", "N3")
    page.check("#id_roster-3-passed")
    page.fill("[name=note]", "第一行\n第二行")
    wait_until_kept(page, "第二行")
    typed = page.evaluate(READ)
    page.reload()
    restore(page)
    assert page.evaluate(READ) == typed
    chosen = page.locator("#id_hosts + .ts-wrapper .item")
    expect(chosen).to_have_text(["甲学校×", "乙医院×"])
    expect(page.locator("#id_course + .ts-wrapper .item")).to_have_text("救护员班")
    expect(page.locator("#id_roster-3-name")).to_be_visible()


def test_rows_that_were_taken_away_of_a_record_are_not_put_back(live_server, sign_in, staff):
    session = make_session(staff, roster=[{"name": f"N{number}"} for number in range(3)])
    page = sign_in(staff)
    page.goto(f"{live_server.url}/training/sessions/{session.pk}/change/")
    page.evaluate(OPEN_ALL)
    lines = page.locator("[data-lines=roster] > .line")
    expect(lines).to_have_count(4)
    lines.nth(1).locator("[data-remove-line]").click()
    page.fill("#id_roster-3-name", "N3")
    wait_until_kept(page, "N3")
    page.reload()
    restore(page)
    expect(lines).to_have_count(3)
    save(page)
    expect(page.locator("h1")).not_to_contain_text("修改")
    assert list(session.roster.values_list("name", flat=True)) == ["N0", "N2", "N3"]


def test_the_order_of_an_outline_is_put_back(live_server, sign_in, administrator):
    outline = make_outline(
        administrator, sections=[{"heading": f"H{n}", "position": n * 10} for n in (1, 2, 3)]
    )
    page = sign_in(administrator)
    page.goto(f"{live_server.url}/outlines/{outline.pk}/change/")
    page.evaluate(OPEN_ALL)
    typed = page.evaluate(READ)
    page.locator("[data-move='1']").first.click()
    page.wait_for_timeout(1300)
    moved = page.evaluate(READ)
    assert moved != typed
    page.reload()
    restore(page)
    assert page.evaluate(READ) == moved


def test_the_text_of_a_chapter_is_put_back_into_its_editor(live_server, sign_in, staff):
    evaluation = make_evaluation(staff, year=2021)
    chapter = make_chapter(staff, evaluation=evaluation, text="原文。")
    page = sign_in(staff)
    page.goto(f"{live_server.url}/chapters/{chapter.pk}/change/")
    page.locator(".editor").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("写了一半的话")
    wait_until_kept(page, "写了一半的话")
    page.goto(f"{live_server.url}/chapters/{chapter.pk}/change/")
    expect(bar_of(page)).to_be_visible()
    expect(page.locator(".editor")).not_to_contain_text("写了一半的话")
    restore(page)
    expect(page.locator(".editor")).to_have_text("原文。写了一半的话")
    save(page)
    expect(page.locator("#chapter-" + str(chapter.pk))).to_contain_text("写了一半的话")
    assert Chapter.objects.get(pk=chapter.pk).text == "原文。写了一半的话"


def test_ten_times_as_many_rows_take_about_ten_times_as_long_to_read(live_server, sign_in, staff):
    page = sign_in(staff)
    page.goto(f"{live_server.url}/donations/cash-gifts/sheet/")
    many, few = page.evaluate(MANY)
    assert many <= 20 * max(few, 1)
    wait_until_kept(page, "cashgift-202-amount")


def test_a_reason_typed_below_a_record_is_put_back_and_gone_once_it_is_given(
    live_server, sign_in, staff
):
    donor = make_donor(staff, name="张建国")
    page = sign_in(staff)
    page.goto(f"{live_server.url}/donations/donors/{donor.pk}/void/")
    page.fill("[name=reason]", "重复录入")
    wait_until_kept(page, "重复录入")
    page.reload()
    restore(page)
    expect(page.locator("[name=reason]")).to_have_value("重复录入")
    save(page)
    expect(page.locator("#history")).to_contain_text("重复录入")
    wait_until_empty(page)


def test_why_a_protected_value_is_shown_is_not_kept(live_server, sign_in, staff):
    donor = make_donor(staff, name="张建国", phone="13900001111")
    page = sign_in(staff)
    page.goto(f"{live_server.url}/donations/donors/{donor.pk}/reveal/?field=phone")
    page.fill("[name=reason]", "回访")
    page.wait_for_timeout(1500)
    assert page.evaluate(READ_STORE) == []
    save(page)
    expect(page.locator("output")).to_have_text("13900001111")
