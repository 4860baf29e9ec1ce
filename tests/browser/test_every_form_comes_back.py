"""On every page with a form: what is typed into each of its tables comes back as it stood."""

import pytest
from django.urls import resolve
from playwright.sync_api import expect

from tests.browser.stored_drafts import READ, READ_STORE, bar_of, wait_until_empty, wait_until_kept
from tests.depth import DRILL, THIRD, part_of
from tests.factories import make_chapter, make_evaluation
from tests.kinds import pages_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Of this many kinds of page at least, and of this many with rows, or the list is not what it was.
FORMS, TABLES = 60, 18
# Type into every field, a row more in each table; gives how many fields and rows there are.
FILL = """() => {
    const kept = "main form[method=post]:not([data-not-kept]):not([action])";
    const form = document.querySelector(kept);
    if (!form) return null;
    const typed = (field) => {
        const as = field.dataset.typedAs || "";
        return /date/.test(as) ? "2021-08-04" : as || field.type === "number" ? "7" : "甲乙";
    };
    for (const button of form.querySelectorAll("[data-add-line]")) button.click();
    let filled = 0;
    for (const field of [...form.elements]) {
        if (!field.name || field.tomselect || field.disabled || field.readOnly) continue;
        if ("sensitive" in field.dataset) continue;
        if (field.localName === "textarea") field.value = "甲乙\\n丙丁";
        else if (field.localName === "select") field.selectedIndex = field.options.length - 1;
        else if (field.type === "checkbox") field.checked = !field.checked;
        else if (/^(text|number|search|tel|email)$/.test(field.type)) field.value = typed(field);
        else continue;
        field.dispatchEvent(new Event("change", { bubbles: true }));
        filled += 1;
    }
    return { filled, rows: form.querySelectorAll("[data-lines] .line").length };
}"""
# Where each cell of the first row and its button begin, and how much wider they are than they must.
BOXES = """() => {
    const row = document.querySelector(".wide .line");
    return [...row.querySelectorAll(".cell, .btn:not(.cell *)")].map((one) => {
        const { top, width } = one.getBoundingClientRect();
        return [Math.round(top), width - (one.matches(".btn") ? 44 : 60)];
    });
}"""
LEAVE = """() => dispatchEvent(new PageTransitionEvent("pagehide"))"""
FORGET = """() => new Promise((resolve) => {
    indexedDB.open("redcross").onsuccess = ({ target: { result: database } }) => {
        const transaction = database.transaction("drafts", "readwrite");
        transaction.objectStore("drafts").clear();
        transaction.oncomplete = () => { database.close(); resolve(); };
    };
})"""


def pages_with_forms(by):
    """Each form once: of every kind that of its entries, of other acts that of the first kind."""
    known = set()
    for path in pages_of(by):
        view = resolve(path.split("?")[0]).func
        view = getattr(view, "view_class", view)
        page = getattr(view, "page", view)
        form = view.model if page in ("add", "change") else page
        if form not in known:
            known.add(form)
            yield path


def save(page):
    with page.expect_navigation():
        page.click("main form .card-footer .btn-primary, main form .stays .btn-primary")


@pytest.mark.deep
def test_what_is_typed_on_any_page_comes_back(live_server, sign_in, administrator):
    page = sign_in(administrator)
    page.on("dialog", lambda dialog: dialog.accept())
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else 0)
    lost, forms, tables = [], 0, 0
    page.set_default_timeout(60_000)
    for path in part_of(pages_with_forms(administrator), "forms"):
        page.goto(live_server.url + path)
        filled = page.evaluate(FILL)
        if not filled or not filled["filled"]:
            continue
        forms, tables = forms + 1, tables + bool(filled["rows"])
        # What reads a pasted or typed cell answers first.
        page.wait_for_load_state("networkidle")
        page.evaluate(LEAVE)
        wait_until_kept(page, path.split("?")[0])
        typed = page.evaluate(READ)
        page.goto(live_server.url + path)
        bar_of(page).get_by_role("button", name="恢复").click()
        try:
            expect(bar_of(page)).to_contain_text("已恢复", timeout=10_000)
            assert page.evaluate(READ) == typed
        except AssertionError:
            lost.append((path, said[-1:]))
        page.evaluate(FORGET)
    assert lost == []
    enough = (FORMS, TABLES) if DRILL else (FORMS // THIRD, 1)
    assert (forms >= enough[0], tables >= enough[1]) == (True, True), (forms, tables)


def test_what_cannot_be_put_back_stays_kept_whatever_is_saved(live_server, sign_in, staff):
    evaluation = make_evaluation(staff, year=2021)
    page = sign_in(staff)
    page.set_default_timeout(60_000)
    page.on("dialog", lambda dialog: dialog.accept())
    address = f"{live_server.url}/drafts/{evaluation.pk}/budget/"
    page.goto(address)
    page.fill("[name=initial_stated]", "88")
    page.evaluate(LEAVE)
    wait_until_kept(page, "initial_stated")
    [kept] = page.evaluate(READ_STORE)
    page.goto(address)
    page.evaluate("document.querySelector('[name=initial_stated]').remove()")
    bar_of(page).get_by_role("button", name="恢复").click()
    expect(bar_of(page)).to_contain_text("未能全部恢复")
    page.fill("[name=executed_stated]", "7")
    page.wait_for_timeout(2200)
    assert [one["state"] for one in page.evaluate(READ_STORE) if one["id"] == kept["id"]] == [
        kept["state"]
    ]
    save(page)
    page.wait_for_timeout(500)
    assert [one["id"] for one in page.evaluate(READ_STORE)] == [kept["id"]]
    page.goto(address)
    bar_of(page).get_by_role("button", name="恢复").click()
    expect(page.locator("[name=initial_stated]")).to_have_value("88")


def write(page, text, chapter=0):
    page.locator(".editor").nth(chapter).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


@pytest.fixture
def chapters(staff):
    evaluation = make_evaluation(staff, year=2021)
    return [make_chapter(staff, evaluation=evaluation, text=f"原文{n}。") for n in range(3)]


@pytest.fixture
def text_page(live_server, sign_in, staff, chapters):
    page = sign_in(staff)
    page.set_default_timeout(60_000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_server.url}/drafts/{chapters[0].evaluation_id}/text/")
    return page


def test_once_saved_nothing_older_of_the_same_record_is_offered(text_page, live_server):
    page, address = text_page, text_page.url
    write(page, "第一稿。")
    wait_until_kept(page, "第一稿")
    page.goto(live_server.url)
    page.go_back()
    # Nothing comes back by itself: what the page says is saved, and the rest is offered.
    expect(page.locator(".editor").first).to_have_text("原文0。")
    write(page, "第二稿。", 1)
    wait_until_kept(page, "第二稿")
    bar_of(page).first.get_by_role("button", name="恢复").click()
    expect(page.locator(".editor").first).to_have_text("第一稿。")
    assert len(page.evaluate(READ_STORE)) == 2
    save(page)
    wait_until_empty(page)
    page.goto(address)
    expect(page.locator(".editor").first).to_have_text("第一稿。")
    page.wait_for_timeout(500)
    expect(page.locator(".kept")).to_have_count(0)


def test_an_older_text_is_asked_about_and_not_chosen(
    text_page, live_server, chapters, administrator
):
    page, address, chapter = text_page, text_page.url, chapters[0]
    write(page, "旧稿。")
    wait_until_kept(page, "旧稿")
    chapter.text = "新稿。"
    chapter.save_entry(by=administrator)
    page.goto(address)
    bar_of(page).get_by_role("button", name="恢复").click()
    expect(bar_of(page)).to_contain_text("已恢复")
    save(page)
    expect(page.locator("#conflicts [value=theirs]")).to_be_checked()
    # Left and restored once more, it is as old as it was and asked about again.
    write(page, "旧稿二。", 2)
    wait_until_kept(page, "旧稿二")
    page.goto(address)
    bar_of(page).first.get_by_role("button", name="恢复").click()
    save(page)
    expect(page.locator("#conflicts [value=theirs]")).to_be_checked()
    save(page)
    chapter.refresh_from_db()
    chapters[2].refresh_from_db()
    assert (chapter.text, chapters[2].text) == ("新稿。", "旧稿二。")
    wait_until_empty(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_every_field_of_an_indicator_has_room(live_server, sign_in, staff, width):
    row = {"first": "产出指标", "second": "数量指标", "third": "户数", "target": 1, "weight": 9}
    evaluation = make_evaluation(staff, year=2021, indicators=[row])
    page = sign_in(staff)
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{live_server.url}/drafts/{evaluation.pk}/change/")
    boxes = page.evaluate(BOXES)
    assert min(spare for _top, spare in boxes) >= 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width > 992:
        assert len({top for top, _spare in boxes}) == 1


def test_without_a_connection_it_is_said_where_it_is_seen(text_page):
    page = text_page
    write(page, "写了一半。")
    page.context.set_offline(True)
    page.click("main form .stays .btn-primary")
    notice = page.locator("form [data-notice]")
    expect(notice).to_be_visible()
    covered = notice.evaluate(
        """(notice) => {
            const { left, right, top, bottom } = notice.getBoundingClientRect();
            const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
            return !notice.contains(seen);
        }"""
    )
    assert not covered
    page.context.set_offline(False)
