"""Ledgers of gifts as they are sent, lists as they were exported, and their cells."""

from datetime import date
from io import BytesIO

import lxml.html
import openpyxl
from django.urls import reverse

from tests.spreadsheets.corpus import ledger

DONORS = reverse("donations:donor_import")
HEADER = ["日期", "捐赠人", "金额（元）", "捐赠项目（资金）"]


def gifts(*amounts, donor="甲公司"):
    return ledger(HEADER, *[[date(2021, 8, 4), donor, amount, "人道救助"] for amount in amounts])


def exported(client, listed="donations:cash_gift_list", **query):
    answer = client.get(reverse(listed), {"format": "xlsx", "columns": "all", **query})
    return openpyxl.load_workbook(BytesIO(answer.getvalue()))


def cell_of(sheet, row, heading):
    """The cell below a heading, of a row that counts from 1 below the headings."""
    for head in sheet.iter_rows():
        for cell in head:
            if cell.value == heading:
                return sheet.cell(cell.row + row, cell.column)
    raise AssertionError(heading)


def saved(written):
    stream = BytesIO()
    written.save(stream)
    return stream.getvalue()


def sent_by_a_browser(page):
    """What the page's form sends untouched: of each choice the one that is shown."""
    form = lxml.html.fromstring(page.answer.content).get_element_by_id("review")
    values = {}
    for name, value in form.form_values():
        if name != "csrfmiddlewaretoken":
            values.setdefault(name, []).append(value)
    return values
