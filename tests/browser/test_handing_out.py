"""From a village's roster to its handing out: choose, print, hand out."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from redcross.models import Printout
from relief.models import Aid
from tests.factories import make_application, make_fund, make_person, make_place, make_programme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def approved(staff):
    """Three approved applications of one village, whose programme has its fund."""
    fund = make_fund(staff, name="爱心资金", opening_balance=5000)
    programme = make_programme(staff, name="博爱助困", fund=fund)
    place = make_place(staff, name="花冲村")
    given = {"programme": programme, "place": place, "decision": "approved", "decided_by": "L1"}
    return [
        make_application(staff, applicant=make_person(staff, name=name), amount=500, **given)
        for name in ("李喆䶮", "张三", "王五")
    ]


def test_a_clerk_prints_the_roster_of_a_village_and_hands_out(
    live_server, sign_in, staff, approved
):
    page = sign_in(staff)
    page.goto(f"{live_server.url}/relief/applications/?handed_out=no")
    rows = page.locator("input[name=row]")
    expect(rows).to_have_count(3)

    # Choose two of three.
    for name in ("李喆䶮", "张三"):
        page.locator("tr", has_text=name).locator("input[name=row]").check()
    page.locator("#several").get_by_role("button", name="发放", exact=True).click()
    expect(page.locator("#outcomes tbody tr")).to_have_count(2)
    expect(page.locator(".item", has_text="爱心资金")).to_be_visible()
    amounts = page.locator("#outcomes input[type=text]")
    assert [box.input_value() for box in amounts.all()] == ["500.00", "500.00"]

    # Print the roster of these, and come back.
    page.get_by_role("button", name="打印花名册").click()
    expect(page.get_by_text("李喆䶮")).to_be_visible()
    with page.expect_download() as download:
        page.locator("button[value=pdf]").click()
    assert re.match(r"发放花名册.*\.pdf", download.value.suggested_filename)
    page.goto(f"{live_server.url}/relief/applications/?handed_out=no")

    # Hand out to them.
    for name in ("李喆䶮", "张三"):
        page.locator("tr", has_text=name).locator("input[name=row]").check()
    page.locator("#several").get_by_role("button", name="发放", exact=True).click()
    page.fill("[name=date]", "2021-06-01")
    page.select_option("[name=means]", "cash")
    page.fill("[name=handed_out_by]", "甲")
    page.locator("tr", has_text="张三").locator("input[type=text]").fill("450.50")
    page.locator("main form button.btn-primary").click()
    # Two people hand out: what was typed is still there.
    expect(page.locator("#error-summary")).to_contain_text("两人")
    expect(page.locator("tr", has_text="张三").locator("input[type=text]")).to_have_value("450.50")
    page.fill("[name=handed_out_with]", "乙")
    page.locator("main form button.btn-primary").dblclick()

    expect(page).to_have_url(re.compile(r"/relief/applications/\?handed_out=no$"))
    expect(page.get_by_text("已发放2人，共950.50元")).to_be_visible()
    expect(page.locator("input[name=row]")).to_have_count(1)
    given = {aid.person.name: aid for aid in Aid.objects.select_related("person")}
    assert {name: f"{aid.amount:.2f}" for name, aid in given.items()} == {
        "李喆䶮": "500.00",
        "张三": "450.50",
    }
    assert {aid.date for aid in given.values()} == {date(2021, 6, 1)}
    assert Printout.objects.get().paper == "application-roster"


def test_a_row_that_cannot_be_handed_out_is_named_and_unticked(
    live_server, sign_in, staff, approved
):
    given = approved[0]
    Aid(
        society=staff.society,
        date=date(2021, 6, 1),
        application=given,
        person=given.applicant,
        contents="米",
    ).save_entry(by=staff)
    page = sign_in(staff)
    keys = "&".join(f"row={one.pk}" for one in approved)
    page.goto(f"{live_server.url}/relief/applications/hand-out/?{keys}")

    refused = page.locator("#outcomes tr.table-warning")
    expect(refused).to_contain_text("已经发放")
    expect(refused.locator("input[name=row]")).not_to_be_checked()
    expect(page.locator("input[name=row]:checked")).to_have_count(2)
