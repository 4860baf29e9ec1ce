"""Lists on their way out: what is filtered, typed, finished, and nothing that runs."""

import csv
import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redcross.models import LogEntry
from tests.factories import (
    VALID_ID,
    make_cash_gift,
    make_donor,
    make_fund,
    make_goods_gift,
    make_partner,
    make_session,
)
from tests.kinds import KINDS
from tests.spreadsheets.exported import FORMULAS, sheets_of, table_of

GIFTS = reverse("donations:cash_gift_list")
LISTED = [kind for kind, (pages, _make) in KINDS.items() if "list" in pages]


def test_a_list_leaves_as_it_is_filtered_and_sorted(administrator, staff, signed_in):
    donor = make_donor(staff, name="甲公司")
    make_cash_gift(staff, "12.34", donor=donor)
    make_cash_gift(staff, "5", donor=donor, date=date(2021, 3, 1), date_precision="month")
    make_cash_gift(staff, "7", date=date(2020, 1, 1))
    query = {"format": "xlsx", "date_from": "2021-01-01", "sort": "date"}
    answer = signed_in(administrator).get(GIFTS, query)
    [(name, rows)] = sheets_of(answer).items()
    table, above = table_of(rows)
    assert name == "捐款"
    assert [row["日期"] for row in table[:2]] == [date(2021, 3, 1), date(2021, 5, 1)]
    assert [row["金额（元）"] for row in table] == [5, 12.34, 17.34]
    assert table[2]["日期"] == "合计"
    told = " ".join(str(cell) for row in above for cell in row)
    assert "捐款" in told and str(administrator.society) in told and "2021-01-01" in told
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    log = LogEntry.objects.get(action="export")
    assert (log.changes["rows"], "date_from" in log.reason) == ([None, 2], True)


def test_all_fields_say_how_well_each_is_known_and_what_was_voided(staff, signed_in):
    gift = make_cash_gift(
        staff, "500", date_precision="month", times=3, rounded=["amount"], note="二笔"
    )
    gift.void(by=staff, reason="重复")
    query = {"format": "xlsx", "columns": "all", "voided": "with"}
    table, _above = table_of(sheets_of(signed_in(staff).get(GIFTS, query))["捐款"])
    row = table[0]
    assert (row["记录编号"], row["版本"], row["次数"]) == (gift.pk, 2, 3)
    known = "金额（元）: 余（不止）"
    assert (row["日期精确到"], row["约数"], row["备注"]) == ("月", known, "二笔")
    assert (row["作废理由"], row["结束日期"], row["录入人"]) == ("重复", "", str(staff))


def test_lines_lie_on_a_sheet_of_their_own_with_the_number_of_their_record(staff, signed_in):
    gift = make_goods_gift(
        staff, lots=[{"item": "大米", "quantity": 3}, {"item": "油", "quantity": 1}]
    )
    make_goods_gift(staff, lots=[{"item": "被子", "quantity": 1}], date=date(2020, 1, 1))
    query = {"format": "xlsx", "columns": "all", "date_from": "2021-01-01"}
    sheets = sheets_of(signed_in(staff).get("/donations/goods/", query))
    lots, _above = table_of(sheets["物资明细"])
    assert [(row["所属记录编号"], row["品名"], row["数量"]) for row in lots[:2]] == [
        (gift.pk, "大米", 3),
        (gift.pk, "油", 1),
    ]
    assert "被子" not in str(sheets)


def test_no_sum_is_made_of_prices_and_of_quantities_in_units_of_their_own(staff, signed_in):
    lots = [("大米", 3, 50), ("油", 1, 80)]
    make_goods_gift(staff, [{"item": i, "quantity": q, "unit_value": v} for i, q, v in lots])
    answers = [
        signed_in(staff).get(address, {"format": "xlsx"} | query)
        for address, query in (
            ("/donations/goods/", {"columns": "all"}),
            (reverse("donations:goods_lot_list"), {}),
        )
    ]
    for answer in answers:
        rows = sheets_of(answer)["物资明细"]
        head = next(n for n, row in enumerate(rows) if "品名" in row)
        below = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
        assert sorted(row["单价（元）"] for row in below) == [50, 80]


def test_several_that_are_pointed_to_stand_in_one_cell_and_the_same_name_is_told_apart(
    staff, signed_in
):
    hosts = [make_partner(staff, name="甲局"), make_partner(staff, name="乙局")]
    make_session(staff, several={"hosts": hosts})
    query = {"format": "xlsx", "columns": "all"}
    sheets = sheets_of(signed_in(staff).get("/training/sessions/", query))
    table, _above = table_of(next(iter(sheets.values())))
    assert table[0]["主办单位"] == "甲局、乙局"

    twins = [make_donor(staff, name="张三"), make_donor(staff, name="张三")]
    for twin in twins:
        make_cash_gift(staff, donor=twin)
    table, _above = table_of(sheets_of(signed_in(staff).get(GIFTS, query))["捐款"])
    assert {row["捐赠人"] for row in table[:2]} == {f"张三 #{twin.pk}" for twin in twins}


@pytest.mark.parametrize("columns", ["", "all"])
def test_no_text_becomes_a_formula(staff, signed_in, columns):
    for text in FORMULAS:
        make_cash_gift(staff, donor=make_donor(staff, name="甲"), note=text)
    client = signed_in(staff)
    content = b"".join(client.get(GIFTS, {"format": "xlsx", "columns": "all"}).streaming_content)
    book = zipfile.ZipFile(io.BytesIO(content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    # Only the sums are.
    assert sheet.count("<f>") == sheet.count("<f>SUBTOTAL(9,") > 0
    assert "hyperlink" not in sheet
    text = b"".join(client.get(GIFTS, {"format": "csv", "columns": "all"}).streaming_content)
    assert text.startswith(b"\xef\xbb\xbf")
    for row in csv.reader(io.StringIO(text.decode("utf-8-sig"))):
        assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]


def test_what_is_sensitive_leaves_as_its_mask_or_not_at_all(staff, leader, signed_in):
    make_donor(staff, id_number=VALID_ID, phone="13812345678")
    query = {"format": "csv", "columns": "all"}
    for user, seen in ((staff, True), (leader, False)):
        answer = signed_in(user).get("/donations/donors/", query)
        text = answer.getvalue().decode()
        assert "13812345678" not in text and VALID_ID not in text
        assert ("*******5678" in text) is seen


@pytest.mark.alike
@pytest.mark.parametrize("kind", LISTED)
@pytest.mark.parametrize("columns", ["", "all"])
def test_every_list_leaves_in_a_fixed_number_of_queries(
    staff, administrator, signed_in, kind, columns
):
    _pages, make = KINDS[kind]
    client, counts = signed_in(administrator), []
    for day in (1, 2):
        # Of these the database takes one a day.
        make(staff, **({"date": date(2020, 1, day)} if kind == "redcross:standing_number" else {}))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(
                reverse(f"{kind}_list"), {"format": "xlsx", "columns": columns, "voided": "with"}
            )
            assert answer.status_code == 200
            sheets = sheets_of(answer)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert all(name for name in sheets)


def test_what_is_another_societys_does_not_leave(outsider, staff, signed_in):
    make_cash_gift(outsider, fund=make_fund(outsider, name="他人的资金"))
    answer = signed_in(staff).get(GIFTS, {"format": "csv", "columns": "all"})
    assert "他人的资金" not in answer.getvalue().decode()


def test_a_list_leaves_with_its_numbers_as_well_as_they_are_known(staff, signed_in):
    for amount, known in (("2000", "amount:nearly"), ("300", "amount:nearly"), ("50", "")):
        make_cash_gift(staff, amount, rounded=[known] if known else [])
    client = signed_in(staff)
    text = b"".join(client.get(GIFTS, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert "近2000.00" in text and "近300.00" in text and ",50.00" in text
    answer = client.get(GIFTS, {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    shown = {cell.value: cell.number_format for row in sheet for cell in row if cell.value}
    assert shown[2000] == shown[300] == '"近"#,##0.00' and shown[50] == "#,##0.00"
    [total] = [form for value, form in shown.items() if "SUBTOTAL" in str(value) and "0.00" in form]
    assert total == '"近"#,##0.00'
