"""A name typed at full speed and confirmed: never another one, and never lost."""

import re

import pytest
from playwright.sync_api import expect

from donations.models import CashGift, Donor
from tests.axe import axe_faults
from tests.factories import make_donor, make_fund, make_partner
from tests.name_boxes import BOXES, NAMES, chosen, make_choices, open_box

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADD, SHEET = "/donations/cash-gifts/add/", "/donations/cash-gifts/sheet/"


@pytest.fixture
def gift(live_server, sign_in, staff):
    """The form of a cash gift with all but the donor filled in, and its box."""
    make_fund(staff, name="人道救助")
    page = sign_in(staff)
    page.goto(f"{live_server.url}{ADD}")
    page.fill("[name=date]", "2021-08-04")
    page.fill("[name=amount]", "5")
    page.locator("#id_fund-ts-control").click()
    page.locator(".ts-dropdown:visible .option", has_text="人道救助").click()
    return page, page.locator("#id_donor-ts-control")


@pytest.fixture
def slow(page):
    """Let the answers of searches come late: the longer the text, the sooner, or as told."""

    def slow(wait=None):
        def answer(route):
            words = re.findall(r"q=([^&]*)", route.request.url)[0]
            page.wait_for_timeout(wait if wait is not None else max(50, 900 - 30 * len(words)))
            route.continue_()

        page.route(re.compile(r"/search/\?"), answer)

    yield slow
    page.unroute_all(behavior="ignoreErrors")


def item(page, text):
    return page.locator("#id_donor + .ts-wrapper .item", has_text=text)


@pytest.mark.parametrize("kind", BOXES)
def test_the_name_that_was_typed_is_taken(live_server, sign_in, staff, kind):
    box = BOXES[kind]
    keys = make_choices(box, staff)
    page = sign_in(staff)
    for key in ("Enter", "Tab"):
        for wait in (0, 300):
            field = open_box(page, live_server, box)
            field.click()
            page.keyboard.type(NAMES[1])
            page.wait_for_timeout(wait)
            page.keyboard.press(key)
            expect(field).to_have_value("")
            assert chosen(page, box) == [keys[NAMES[1]]], (key, wait)


def test_the_list_stays_closed_once_a_name_is_taken(gift, staff):
    page, box = gift
    make_donor(staff, name="张三")
    box.click()
    page.keyboard.type("张三")
    page.keyboard.press("Enter")
    expect(item(page, "张三")).to_be_visible()
    page.wait_for_timeout(400)
    expect(page.locator(".ts-dropdown:visible")).to_have_count(0)
    # Enter has gone on, as it does in every field.
    expect(page.locator("#id_amount")).to_be_focused()


def test_an_enter_while_the_first_one_waits_goes_to_the_form(gift, staff, slow):
    page, box = gift
    make_donor(staff, name="张三")
    slow(400)
    box.click()
    page.keyboard.type("张三")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(item(page, "张三")).to_be_visible()
    expect(page.locator("#id_amount")).to_be_focused()


def test_tab_moves_on_while_the_name_is_looked_up(gift, staff, slow):
    page, box = gift
    donor = make_donor(staff, name="张三")
    slow(600)
    box.click()
    page.keyboard.type("张三")
    page.keyboard.press("Tab")
    page.keyboard.type("123")
    expect(page.locator("#id_amount")).to_be_focused()
    expect(item(page, "张三")).to_be_visible()
    expect(page.locator("#id_amount")).to_have_value("123")
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/cash-gifts/\d+/$"))
    assert CashGift.objects.get().donor == donor


def test_saving_waits_for_a_name_that_is_looked_up(gift, staff, slow):
    page, box = gift
    donor = make_donor(staff, name="张三")
    make_donor(staff, name="张三丰")
    slow(600)
    box.click()
    page.keyboard.type("张三")
    page.click("main form button.btn-primary")
    page.wait_for_url(re.compile(r"/cash-gifts/\d+/$"))
    assert CashGift.objects.get().donor == donor


def test_of_several_none_is_taken_and_the_text_stays(gift, staff):
    page, box = gift
    for name in ("张三丰", "张三立"):
        make_donor(staff, name=name)
    box.click()
    page.keyboard.type("张三")
    page.keyboard.press("Enter")
    expect(page.locator("#id_donor-message")).to_contain_text("请从列表中选一个")
    page.click("main form button.btn-primary")
    expect(page.locator("#id_donor-message")).to_contain_text("请从列表中选一个")
    expect(box).to_have_value("张三")
    expect(box).to_be_focused()
    assert not CashGift.objects.exists()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(item(page, "张三立")).to_be_visible()


def test_arrow_keys_wait_for_the_list_too(gift, staff, slow):
    page, box = gift
    for name in ("张三丰", "张三立"):
        make_donor(staff, name=name)
    slow(500)
    box.click()
    page.keyboard.type("张三")
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(item(page, "张三立")).to_be_visible()


def test_two_of_the_very_name_are_told_apart_and_chosen_by_hand(gift, staff):
    page, box = gift
    for phone in ("13812345678", "13887654321"):
        make_donor(staff, name="张三", phone=phone)
    box.click()
    page.keyboard.type("张三")
    page.keyboard.press("Tab")
    expect(page.locator("#id_donor-message")).to_contain_text("请从列表中选一个")
    box.click()
    page.locator(".ts-dropdown:visible .option", has_text="4321").click()
    page.click("main form button.btn-primary")
    page.wait_for_url(re.compile(r"/cash-gifts/\d+/$"))
    assert CashGift.objects.get().donor.phone.reveal() == "13887654321"


def test_a_name_of_nobody_stays_when_the_box_is_left(gift):
    page, box = gift
    box.click()
    page.keyboard.type("无此人")
    # The list of what was found may lie over the next field by now.
    page.locator("h1").click()
    expect(page.locator("#id_donor-message")).to_contain_text("没有找到")
    expect(box).to_have_value("无此人")


def test_a_cut_connection_says_so_and_keeps_the_text(gift, staff):
    page, box = gift
    make_donor(staff, name="张三")
    page.route(re.compile(r"/search/\?"), lambda route: route.abort())
    box.click()
    page.keyboard.type("张三")
    page.keyboard.press("Enter")
    expect(page.locator("#id_donor-message")).to_contain_text("没有")
    expect(box).to_have_value("张三")
    page.unroute(re.compile(r"/search/\?"))
    page.keyboard.press("Enter")
    expect(item(page, "张三")).to_be_visible()


def test_a_new_name_replaces_what_was_chosen_even_before_it_is_known(gift, staff):
    page, box = gift
    for name in ("张三", "李四"):
        make_donor(staff, name=name)
    box.click()
    page.keyboard.type("张三")
    page.keyboard.press("Enter")
    expect(item(page, "张三")).to_be_visible()
    box.click()
    page.keyboard.type("王五")
    # What is open of the list covers the next field.
    page.locator("main h1, h1").first.click()
    page.click("main form button.btn-primary")
    expect(page.locator("#id_donor-message")).to_contain_text("没有找到")
    assert page.locator("#id_donor").input_value() == ""
    assert not CashGift.objects.exists()


def test_what_was_refused_stands_in_its_row_again(live_server, sign_in, staff):
    page = sign_in(staff)
    page.goto(f"{live_server.url}{SHEET}")
    page.locator("#id_cashgift-0-donor-ts-control").click()
    page.keyboard.type("无此人")
    # As if the page had been sent without its script looking.
    page.locator("main form[method=post]").evaluate("form => form.submit()")
    expect(page.locator("#id_cashgift-0-donor-ts-control")).to_have_value("无此人")
    expect(page.locator(".cell.wrong .invalid-feedback").first).to_contain_text("无此人")


def test_a_donor_is_added_in_the_dialog(gift, staff):
    page, box = gift
    make_donor(staff, name="丙食品店")
    box.click()
    page.keyboard.type("丙食品厂")
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.quick-add")
    expect(dialog.locator("button.btn-primary")).to_be_focused()
    expect(dialog.locator("[name=kind]")).to_have_value("organisation")
    expect(dialog.locator("[name=name_public]")).to_have_value("not_asked")
    expect(dialog).to_contain_text("丙食品店")
    assert axe_faults(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(box).to_be_focused()
    expect(box).to_have_value("丙食品厂")

    page.keyboard.press("Enter")
    dialog.locator("[name=name_public]").select_option("no")
    dialog.locator("[name=name]").press("Enter")
    expect(item(page, "丙食品厂")).to_be_visible()
    expect(page.locator("#id_amount")).to_be_focused()
    donor = Donor.objects.get(name="丙食品厂")
    assert (donor.kind, donor.name_public) == ("organisation", "no")


def test_enter_pressed_again_and_again_adds_once(gift, staff):
    page, box = gift

    def answer(route):
        page.wait_for_timeout(400)
        route.continue_()

    page.route(re.compile("/quick-add/"), answer)
    box.click()
    page.keyboard.type("王小明")
    with page.expect_request(re.compile("/quick-add/")):
        page.keyboard.press("Enter")
    for _time in range(3):
        page.keyboard.press("Enter")
    expect(page.locator("dialog.quick-add button.btn-primary")).to_be_focused()
    for _time in range(3):
        page.keyboard.press("Enter")
    expect(item(page, "王小明")).to_be_visible()
    expect(page.locator("dialog.quick-add")).to_have_count(0)
    assert Donor.objects.count() == 1


def test_who_is_there_already_is_used_instead(gift, staff):
    page, box = gift
    donor = make_donor(staff, name="丙食品店")
    box.click()
    page.keyboard.type("丙食品厂")
    page.keyboard.press("Enter")
    page.locator("dialog.quick-add [data-choose]").click()
    expect(page.locator("#id_donor")).to_have_value(str(donor.pk))
    assert Donor.objects.count() == 1


def test_a_refused_dialog_says_what_is_wrong(gift, staff):
    page, box = gift
    box.click()
    page.keyboard.type("王小明")
    page.keyboard.press("Enter")
    page.locator("dialog.quick-add [name=name]").fill("")
    page.locator("dialog.quick-add .btn-primary").click()
    expect(page.locator("dialog.quick-add .invalid-feedback").first).to_contain_text("必填")
    page.locator("dialog.quick-add [name=name]").fill("王小明")
    page.locator("dialog.quick-add .btn-primary").click()
    expect(item(page, "王小明")).to_be_visible()
    assert Donor.objects.get().kind == "person"


def test_the_next_of_several_names_is_typed_while_the_first_is_looked_up(
    live_server, sign_in, staff, slow
):
    for name in ("县卫健局", "县教育局", "团县委"):
        make_partner(staff, name=name)
    page = sign_in(staff)
    page.goto(f"{live_server.url}/training/sessions/add/")
    slow(400)
    box = page.locator("#id_hosts-ts-control")
    box.click()
    for name in ("县卫健局", "县教育局", "团县委"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    items = page.locator("#id_hosts + .ts-wrapper .item")
    expect(items).to_have_count(3)
    assert [text.strip("×\n ") for text in items.all_inner_texts()] == [
        "县卫健局",
        "县教育局",
        "团县委",
    ]
    expect(box).to_have_value("")


def test_of_two_names_run_together_none_is_lost(live_server, sign_in, staff, slow):
    make_partner(staff, name="县教育局")
    page = sign_in(staff)
    page.goto(f"{live_server.url}/training/sessions/add/")
    slow(300)
    box = page.locator("#id_hosts-ts-control")
    box.click()
    page.keyboard.type("无名局")
    page.keyboard.press("Enter")
    page.keyboard.type("县教育局")
    expect(box).to_have_value("无名局、县教育局")
    expect(page.locator("#id_hosts-message")).not_to_be_empty()


@pytest.mark.parametrize("wait", [0, 500])
def test_what_is_typed_after_enter_goes_where_it_belongs(gift, staff, slow, wait):
    page, box = gift
    make_donor(staff, name="张三")
    make_fund(staff, name="助学金")
    slow(wait)
    box.click()
    for text in ("张三", "1200", "助学金"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(item(page, "张三")).to_be_visible()
    expect(page.locator("#id_amount")).to_have_value("1200")
    expect(page.locator("#id_fund + .ts-wrapper .item")).to_have_text("助学金")
    expect(box).to_have_value("")


def test_who_is_added_takes_along_what_was_typed_before_the_dialog_came(gift, slow):
    page, box = gift
    slow(500)
    box.click()
    page.keyboard.type("王小明")
    page.keyboard.press("Enter")
    page.keyboard.type("350")
    dialog = page.locator("dialog.quick-add")
    expect(dialog.locator("button.btn-primary")).to_be_focused()
    expect(dialog.locator("[name=name]")).to_have_value("王小明")
    page.keyboard.press("Enter")
    expect(item(page, "王小明")).to_be_visible()
    expect(page.locator("#id_amount")).to_have_value("350")


def test_several_names_in_one_go_are_several(live_server, sign_in, staff):
    for name in ("县卫健局", "县教育局"):
        make_partner(staff, name=name)
    page = sign_in(staff)
    page.goto(f"{live_server.url}/training/sessions/add/")
    box = page.locator("#id_hosts-ts-control")
    box.click()
    page.keyboard.type("县卫健局、无名局，县教育局")
    page.keyboard.press("Enter")
    items = page.locator("#id_hosts + .ts-wrapper .item")
    expect(items).to_have_count(2)
    expect(box).to_have_value("无名局")


def test_the_only_one_that_fits_is_not_called_several(gift, staff):
    page, box = gift
    make_donor(staff, name="渌口区甲商贸有限公司")
    box.click()
    page.keyboard.type("甲商贸")
    page.locator("main h1, h1").first.click()
    expect(page.locator("#id_donor-message")).to_contain_text("只有一个相符的")
    expect(box).to_have_value("甲商贸")


def test_a_session_that_has_ended_is_told_whatever_is_typed(gift, staff):
    page, box = gift
    page.context.clear_cookies(name="sessionid")
    box.click()
    page.keyboard.type("张三")
    page.keyboard.press("Enter")
    expect(page.locator("#session-ended")).to_be_visible()
