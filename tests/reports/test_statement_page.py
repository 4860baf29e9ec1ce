"""The page of the statement. That each number is what its list comes to: tests/books."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donations.models import Fund
from redcross.figures import Period, Scope
from redcross.models import LogEntry
from reports.figures import figure_values
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_disbursement,
    make_fund,
    make_fund_transfer,
    make_goods_gift,
    make_goods_return,
    make_income,
    make_recovery,
    make_refund,
    make_stock_count,
    make_stock_removal,
)

PAGE = reverse("reports:statement_of_year", args=[2021])


@pytest.fixture
def books(staff):
    general = make_fund(staff, name="非定向", opening_balance=Decimal("1000.10"))
    school = make_fund(
        staff,
        name="助学",
        kind=Fund.Kind.EARMARKED,
        opens_on=date(2021, 2, 1),
        opening_balance=Decimal(50),
    )
    within = make_fund(staff, name="助学一", kind=Fund.Kind.EARMARKED, parent=school)
    above = make_fund(staff, name="上级", kind=Fund.Kind.ABOVE)
    make_cash_gift(staff, "77", fund=general, date=date(2020, 12, 31))
    gift = make_cash_gift(staff, "500", fund=within, rounded=["amount"])
    make_income(staff, "3", fund=general)
    make_cash_gift(staff, "900", fund=above, source="above")
    make_refund(staff, "120.50", gift=gift)
    aid = make_aid(staff, fund=school, amount=Decimal(40))
    make_aid(staff, paid="other", amount=Decimal(7777))
    make_disbursement(staff, fund=above, amount=Decimal(300), kind="transfer")
    make_disbursement(staff, fund=above, amount=Decimal(20), kind="freight")
    make_recovery(staff, "15", aid=aid)
    make_fund_transfer(staff, "10", from_fund=general, to_fund=within)
    make_cash_gift(staff, "5", fund=general, date=date(2022, 1, 1))


def rows_of(page, table_id):
    [rows] = [table.rows for table in page.context["tables"] if table.id == table_id]
    return rows


def numbers(rows):
    return {row.label: [cell.number for cell in row.cells] for row in rows}


def test_the_lines_make_what_is_left(books, staff, signed_in):
    page = signed_in(staff).get(PAGE)
    lines = numbers(rows_of(page, "by-kind"))
    assert lines == {
        "上期结转": [Decimal("1077.10"), 0, 0, Decimal("1077.10")],
        "本期启用项目的期初余额": [0, 50, 0, 50],
        "收入": [3, 500, 900, 1403],
        "社会捐赠": [0, 500, 0, 500],
        "上级拨入": [0, 0, 900, 900],
        "利息": [3, 0, 0, 3],
        "退回捐赠人": [0, Decimal("120.50"), 0, Decimal("120.50")],
        "支出": [0, 40, 320, 360],
        "救助慰问": [0, 40, 0, 40],
        "转拨": [0, 0, 300, 300],
        "运输仓储": [0, 0, 20, 20],
        "支出收回": [0, 15, 0, 15],
        "项目间调剂": [-10, 10, 0, 0],
        "调出项目（资金）": [-10, 0, 0, -10],
        "调入项目（资金）": [0, 10, 0, 10],
        "期末结余": [Decimal("1070.10"), Decimal("414.50"), 580, Decimal("2064.60")],
    }
    funds = numbers(rows_of(page, "by-fund"))
    assert funds["助学"][-1] == Decimal("414.50") and funds["合计"][-1] == Decimal("2064.60")
    assert funds["助学一"][-1] == Decimal("389.50")


@pytest.mark.parametrize(
    ("first", "last", "left", "school"),
    [
        (date(2019, 1, 1), date(2019, 12, 31), Decimal("1000.10"), 0),
        (date(2020, 12, 31), date(2020, 12, 31), Decimal("1077.10"), 0),
        (date(2021, 1, 1), date(2021, 1, 31), Decimal("1077.10"), 0),
        (date(2021, 2, 1), date(2021, 2, 1), Decimal("1077.10"), 50),
        (date(2021, 7, 1), date(2021, 12, 31), Decimal("1070.10"), Decimal("414.50")),
    ],
)
def test_a_period_ends_with_what_it_began_with_and_what_moved_in_it(
    books, staff, signed_in, first, last, left, school
):
    days = {"date_from": first.isoformat(), "date_to": last.isoformat()}
    lines = numbers(rows_of(signed_in(staff).get(PAGE, days), "by-kind"))
    assert lines["期末结余"][:2] == [left, school]
    gift = 77 if first == date(2020, 12, 31) else 0
    assert (lines["收入"][-1], lines["上期结转"][0]) == (gift, left - gift)
    assert lines["退回捐赠人"][-1] == lines["支出"][-1] == lines["项目间调剂"][-1] == 0


def test_of_nothing_there_is_nothing_to_state(staff, signed_in):
    page = signed_in(staff).get(PAGE)
    assert [table.id for table in page.context["tables"]] == ["by-kind", "by-fund"]
    assert not any(
        cell.number for table in page.context["tables"] for row in table.rows for cell in row.cells
    )


def test_what_is_known_only_roughly_makes_its_line_and_what_is_left_so(books, staff, signed_in):
    rows = rows_of(signed_in(staff).get(PAGE), "by-kind")
    assert {row.label: row.cells[3].text for row in rows if row.cells[3].rounded} == {
        "收入": "1,403.00余",
        "社会捐赠": "500.00余",
        "期末结余": "约2,064.60",
    }


@pytest.mark.parametrize(
    ("rounded", "gift", "gift_in_english", "sheet"),
    [
        ("amount", "800.00余", "over 800.00", '#,##0.00"余"'),
        ("amount:nearly", "近800.00", "nearly 800.00", '"近"#,##0.00'),
        ("amount:about", "约800.00", "about 800.00", '"约"#,##0.00'),
    ],
)
def test_a_line_and_its_sum_are_known_as_what_moved_and_what_is_left_about(
    staff, administrator, signed_in, rounded, gift, gift_in_english, sheet
):
    fund = make_fund(staff, name="非定向")
    make_cash_gift(staff, "800", fund=fund, rounded=[rounded])
    make_aid(staff, fund=fund, amount=Decimal(100))
    client = signed_in(administrator)
    page = client.get(PAGE)
    told = {row.label: row.cells[0].text for row in rows_of(page, "by-kind")}
    assert told["社会捐赠" if "社会捐赠" in told else "收入"] == told["收入"] == gift
    assert (told["支出"], told["上期结转"], told["期末结余"]) == ("100.00", "—", "约700.00")
    [of_fund, everything] = rows_of(page, "by-fund")
    assert [cell.text for cell in of_fund.cells] == ["—", gift, "100.00", "约700.00"]
    assert [cell.text for cell in everything.cells] == [cell.text for cell in of_fund.cells]
    for text in (gift, "约700.00"):
        assert f">{text}</a>" in page.content.decode()
    book = openpyxl.load_workbook(BytesIO(client.get(PAGE, {"format": "xlsx"}).getvalue()))
    formats = {
        (cell.value, cell.number_format)
        for one in book
        for row in one.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and cell.value
    }
    assert formats == {(800, sheet), (100, "#,##0.00"), (700, '"约"#,##0.00')}
    page = client.get(PAGE, headers={"accept-language": "en"}).content.decode()
    assert f">{gift_in_english}</a>" in page and ">about 700.00</a>" in page
    page = client.get(reverse("reports:statement_of_year", args=[2022]))
    opening = {row.label: row.cells[0].text for row in rows_of(page, "by-kind")}
    assert (opening["上期结转"], opening["收入"]) == ("约700.00", "—")


def test_gifts_that_are_known_in_opposite_ways_make_their_sum_only_about(staff, signed_in):
    fund = make_fund(staff, name="非定向")
    make_cash_gift(staff, "800", fund=fund, rounded=["amount"])
    make_income(staff, "200", fund=fund, rounded=["amount:nearly"])
    rows = rows_of(signed_in(staff).get(PAGE), "by-kind")
    told = {row.label: row.cells[0].text for row in rows}
    assert (told["收入"], told["社会捐赠"]) == ("约1,000.00", "800.00余")
    assert "近200.00" in told.values()


def test_what_came_and_left_only_roughly_leaves_about_nothing(staff, signed_in):
    fund = make_fund(staff, name="非定向")
    make_cash_gift(staff, "800", fund=fund, rounded=["amount:about"])
    make_aid(staff, fund=fund, amount=Decimal(800), rounded=["amount:about"])
    rows = rows_of(signed_in(staff).get(PAGE), "by-kind")
    assert {row.label: row.cells[0].text for row in rows}["期末结余"] == "约0.00"


def test_it_leaves_as_a_spreadsheet_with_the_same_numbers(books, administrator, signed_in):
    client = signed_in(administrator)
    page = client.get(PAGE)
    answer = client.get(PAGE, {"format": "xlsx"})
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.getvalue()))
    for sheet, table in zip(book, page.context["tables"], strict=True):
        below = [row for row in sheet.iter_rows(values_only=True) if row[0]]
        told = {
            str(row[0]).strip("　"): [round(Decimal(n), 2) for n in row[1:]]
            for row in below
            if isinstance(row[-1], int | float)
        }
        assert told == numbers(table.rows)
    assert LogEntry.objects.filter(action="export", user=administrator).count() == 1


def test_it_asks_as_often_for_many_funds_as_for_few(books, staff, signed_in):
    client, counts = signed_in(staff), []
    client.get(PAGE)
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        counts.append(len(queries))
        for _number in range(5):
            make_cash_gift(staff, fund=make_fund(staff))
    assert counts[0] == counts[1]


def test_any_two_dates_are_a_period_and_nonsense_is_said(books, staff, signed_in):
    client = signed_in(staff)
    half = client.get(PAGE, {"date_from": "2021-05-02", "date_to": "2021-12-31"})
    assert numbers(rows_of(half, "by-kind"))["收入"][-1] == 0
    for first, last in (("2021-13-01", ""), ("2022-1-1", "2021-1-1")):
        page = client.get(PAGE, {"date_from": first, "date_to": last})
        assert page.status_code == 200 and page.context["form"].errors
        asked = {"date_from": first, "date_to": last, "format": "xlsx"}
        assert client.get(PAGE, asked).context["form"].errors
    months = client.get(PAGE, {"date_from": "2021-5", "date_to": "2021-6"}).context["period"]
    assert (months.start, months.end) == (date(2021, 5, 1), date(2021, 6, 30))


def test_another_societys_books_are_not_seen(books, outsider, society, signed_in):
    client = signed_in(outsider)
    assert client.get(PAGE, {"society": society.pk}).status_code == 404
    assert not any(
        cell.number for row in rows_of(client.get(PAGE), "by-kind") for cell in row.cells
    )


def test_goods_are_told_by_item_and_each_quantity_opens_its_lines(staff, signed_in):
    lots = [
        {"item": "大米", "quantity": 10, "unit": "袋", "unit_value": 50},
        {"item": "药", "quantity": 5, "unit": "盒"},
    ]
    before = make_goods_gift(staff, lots, date=date(2020, 3, 1)).lots.order_by("pk")
    rice, drugs = before
    lots = [{"item": "大米", "quantity": Decimal("0.333"), "unit": "袋", "unit_value": 51}]
    [more] = make_goods_gift(staff, lots, date=date(2021, 3, 1)).lots.all()
    give = {"goods": [{"lot": rice, "quantity": 4}]}
    make_aid(staff, **give, date=date(2020, 4, 1))
    aid = make_aid(staff, **give, date=date(2021, 4, 1))
    make_disbursement(staff, goods=[{"lot": drugs, "quantity": 2}], date=date(2021, 4, 1))
    make_goods_return(staff, aid=aid, goods=[{"lot": rice, "quantity": 3}])
    make_stock_removal(staff, goods=[{"lot": more, "quantity": Decimal("0.1")}])
    make_stock_removal(staff, kind="returned", goods=[{"lot": drugs, "quantity": 1}])
    counted = [{"lot": rice, "found": 4}, {"lot": drugs, "found": 3}]
    make_stock_count(staff, counted=counted, date=date(2021, 12, 31))

    client = signed_in(staff)
    page = client.get(PAGE)
    [priced, unpriced] = page.context["tables"][2:]
    assert list(priced.heads) == [
        *("上期结转", "接收", "退库", "救助发放", "报损", "盘亏", "期末结余")
    ]
    worth = [300, Decimal("16.98"), 150, 200, Decimal("5.10"), 50, Decimal("211.88")]
    assert numbers(priced.rows) == {
        "大米（袋）": [6, Decimal("0.333"), 3, 4, Decimal("0.1"), 1, Decimal("4.233")],
        "金额（元）": worth,
        "金额合计（元）": worth,
        "其中：有凭据": worth,
        "其中：估价（评估、市场价）": [0] * 7,
    }
    assert list(unpriced.heads) == ["上期结转", "接收", "盘盈", "拨付", "退回捐赠人", "期末结余"]
    assert numbers(unpriced.rows) == {"药（盒）": [5, 0, 1, 2, 1, 3]}

    for table in (priced, unpriced):
        row = table.rows[0]
        for head, cell in zip(table.heads, row.cells, strict=True):
            if cell.url and cell.number:
                listed = client.get(cell.url).context["table"].data.data
                name = "remaining" if head in ("上期结转", "期末结余") else "quantity"
                assert abs(sum(getattr(line, name) for line in listed)) == cell.number, head


def test_what_went_back_came_back_and_was_written_off_are_figures(staff, society, signed_in):
    lots = [{"item": "大米", "quantity": 10, "unit_value": 3}, {"item": "药", "quantity": 5}]
    rice, drugs = make_goods_gift(staff, lots).lots.order_by("pk")
    make_stock_removal(
        staff, goods=[{"lot": rice, "quantity": Decimal("2.5")}, {"lot": drugs, "quantity": 1}]
    )
    make_stock_removal(staff, kind="returned", goods=[{"lot": rice, "quantity": 1}])
    make_refund(staff, "12.34")
    make_refund(staff, "5", date=date(2022, 1, 1))
    make_recovery(staff, "7")
    values = figure_values(Scope(society, Period.year(2021)))
    client = signed_in(staff)
    for key, number in (
        ("donations.cash.refunded", Decimal("12.34")),
        ("donations.goods.written_off", Decimal("7.50")),
        ("relief.recovered", 7),
    ):
        assert values[key].number == number
        listed = client.get(values[key].url).context["totals"]
        assert number in [sum_ for _label, sum_ in listed]
    text = client.get(reverse("reports:evaluation", args=[2021])).content.decode()
    assert "退回捐赠人" in text and "收回" in text and "报损" in text
