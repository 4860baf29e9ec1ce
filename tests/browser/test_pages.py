"""The slice as a person goes through it, in a real browser against a real server."""

import re
from io import BytesIO

import pdfplumber
import pytest
from playwright.sync_api import expect

from redcross.models import LogEntry
from tests.factories import make_cash_gift, make_donor, make_fund

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def pdf_text(page, live_server):
    answer = page.request.get(f"{live_server.url}/evaluations/2021/pdf/")
    with pdfplumber.open(BytesIO(answer.body())) as pdf:
        return re.sub(r"\s", "", "".join(p.extract_text() for p in pdf.pages))


def test_a_gift_goes_from_the_form_to_the_pdf_and_back(live_server, sign_in, staff):
    make_cash_gift(staff, "300", donor=make_donor(staff, name="张建国"))
    make_fund(staff, name="人道救助")
    page = sign_in(staff)

    page.goto(f"{live_server.url}/donations/cash-gifts/add/")
    page.fill("[name=date]", "2021-08-04")
    donor = page.locator("#id_donor-ts-control")
    donor.click()
    donor.fill("zjg")
    page.locator(".ts-dropdown:visible .option", has_text="张建国").click()
    fund = page.locator("#id_fund-ts-control")
    fund.click()
    fund.fill("喆珺基金")
    page.locator(".ts-dropdown:visible .create").click()
    page.locator("dialog.quick-add .btn-primary").click()
    page.locator(".item", has_text="喆珺基金").wait_for()
    page.fill("[name=amount]", "500")
    page.click("main form button.btn-primary")
    page.wait_for_url(re.compile(r"/donations/cash-gifts/\d+/$"))
    gift = page.url

    page.goto(f"{live_server.url}/evaluations/2021/")
    total = page.locator("article a", has_text="800元").first
    assert "800元" in pdf_text(page, live_server)
    total.click()
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody tr", has_text="500.00")).to_have_count(1)

    page.goto(f"{gift}void/")
    page.fill("[name=reason]", "重复录入")
    page.click("main form button.btn-primary")
    page.wait_for_url(gift)
    expect(page.locator("#history")).to_contain_text("重复录入")
    assert [entry.action for entry in LogEntry.objects.filter(model="donations.cashgift")][:2] == [
        "void",
        "add",
    ]
    page.goto(f"{live_server.url}/evaluations/2021/")
    expect(page.locator("article a", has_text="300元").first).to_be_visible()
    assert "800元" not in pdf_text(page, live_server)


def test_wrong_input_stays_in_the_form_with_its_message(live_server, sign_in, staff):
    page = sign_in(staff)
    page.goto(f"{live_server.url}/donations/cash-gifts/add/")
    page.fill("[name=amount]", "0")
    page.fill("[name=receipt_number]", "湘001")
    page.click("main form button.btn-primary")

    page.locator("#div_id_amount .invalid-feedback", has_text="大于零").wait_for()
    expect(page.locator("[name=receipt_number]")).to_have_value("湘001")
