"""The statement as annexes: the numbers of its page, of its sheet, in print and in Word."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from urllib.parse import unquote

import docx
import openpyxl
import pdfplumber
import pytest
from django.urls import reverse

from donations.models import Fund
from reports.evaluation.carry_over import start_next_evaluation
from reports.evaluation.document import compose_document
from reports.output.docx import evaluation_docx
from tests import factories
from tests.reports.printed.reading import area_of, body, wide
from tests.signed import make_signed

PAGE = reverse("reports:statement_of_year", args=[2021])
MONEY, GOODS = "收支表", "物资收支结存表"


@pytest.fixture
def year(staff):
    """Money in three books and of no fund, goods by voucher, estimated, by value and unpriced."""
    general = factories.make_fund(staff, name="非定向", opening_balance=Decimal("1234567.89"))
    factories.make_cash_gift(staff, "500.5", fund=general, rounded=["amount"])
    fiscal = factories.make_fund(staff, name="财政", kind=Fund.Kind.FISCAL)
    factories.make_income(staff, "350000", source="fiscal", fund=fiscal)
    factories.make_disbursement(staff, fund=fiscal, amount=Decimal(42), kind="freight")
    factories.make_aid(staff, fund=None, amount=Decimal("66.60"))
    lots = [
        {"item": "大米", "quantity": Decimal("10.125"), "unit": "吨", "unit_value": 4000},
        {"item": "棉被", "quantity": 7, "unit": "床", "unit_value": 85, "value_basis": "market"},
        {"item": "学习用品", "quantity": 30000, "unit": "元", "unit_value": 1},
        {"item": "旧衣服", "quantity": Decimal("12.5"), "unit": "公斤"},
    ]
    rice, *_rest = factories.make_goods_gift(staff, lots).lots.order_by("pk")
    factories.make_aid(staff, goods=[{"lot": rice, "quantity": Decimal("0.125")}])


@pytest.fixture
def evaluation(staff, year):
    return factories.make_evaluation(staff, year=2021, annexes=("statement",))


def shown(tables):
    """By the label of a row what stands in its cells."""
    return [[(row.label, [cell.text for cell in row.cells]) for row in t.rows] for t in tables]


def of_grids(grids):
    return [
        [
            (
                "".join(run.text for run in row[0].lines[0]).strip("　"),
                ["".join(run.text for run in cell.lines[0]) for cell in row[1:]],
            )
            for group in grid.groups
            for row in group
        ]
        for grid in grids[1:]
    ]


def as_excel_shows(cell):
    """The number as its format has it."""
    before, digits, after = re.fullmatch(
        r'(?:"(.+)")?#,##(0(?:\.0+)?)(?:"(.+)")?', cell.number_format
    ).groups(default="")
    places = digits.partition(".")[2].count("0")
    text = f"{before}{Decimal(repr(cell.value)):,.{places}f}{after}"
    return text if cell.value else "—"


def test_page_sheet_annex_print_and_word_show_the_same_numbers(
    staff, administrator, signed_in, evaluation, make_pages
):
    tables = signed_in(staff).get(PAGE).context["tables"]
    expected = shown(tables)
    composed = compose_document(evaluation)
    assert [(one.mark, one.title, one.wide) for one in composed.annexes] == [
        ("附件1", MONEY, True),
        ("附件2", GOODS, True),
    ]
    money, goods = composed.annexes
    assert of_grids(money.grids) + of_grids(goods.grids) == expected
    flat = [text for table in expected for _label, texts in table for text in texts]
    # By hand: 10.125 吨 less 0.125, at 4000; 7 quilts at 85 are estimated.
    for by_hand in ("10.125", "0.125", "40,000.00", "595.00", "70,500.00", "500.50余", "12.5", "7"):
        assert by_hand in flat

    answer = signed_in(administrator).get(PAGE, {"format": "xlsx"})
    for sheet, table in zip(
        openpyxl.load_workbook(BytesIO(answer.getvalue())), expected, strict=True
    ):
        rows = [row for row in sheet.iter_rows() if isinstance(row[-1].value, int | float)]
        read = [
            (row[0].value.strip("　"), [as_excel_shows(cell) for cell in row[1:]]) for row in rows
        ]
        assert read == table
    word = docx.Document(BytesIO(evaluation_docx(composed)))
    of_word = [
        (row.cells[0].text.strip("　"), [cell.text for cell in row.cells[1:]])
        for table in word.tables
        for row in table.rows
    ]
    # Some space stands between no two digits of a print.
    printed = "".join((page.extract_text() or "") for page in make_pages(evaluation))
    for label, texts in (row for table in expected for row in table):
        assert (label, texts) in of_word
        for text in texts:
            assert text in printed, (label, text)


def test_the_annex_stays_on_landscape_pages_and_no_number_is_broken(evaluation, make_pages):
    pages = [page for page in make_pages(evaluation) if wide(page)]
    assert len(pages) >= 2
    for physical, page in enumerate(make_pages(evaluation), 1):
        if not wide(page):
            continue
        left, _top, right, _bottom = area_of(page, physical)
        assert min(c["x0"] for c in body(page)) >= left - 1
        assert max(c["x1"] for c in body(page)) <= right + 1
    assert any("约1,235,068.39" in page.extract_text() for page in pages)


def test_what_is_of_no_fund_is_said_below(evaluation):
    money, goods = compose_document(evaluation).annexes
    assert "66.60元" in money.note and goods.note == ""


def test_only_who_chose_it_has_it_and_nothing_is_no_annex(staff, year):
    plain = factories.make_evaluation(staff, year=2021)
    assert compose_document(plain).annexes == []
    before_all = factories.make_evaluation(staff, year=2019, annexes=("statement",))
    assert [one.title for one in compose_document(before_all).annexes] == [MONEY]


def test_a_society_without_money_and_goods_has_no_statement(staff):
    empty = factories.make_evaluation(staff, year=2021, annexes=("statement",))
    assert compose_document(empty).annexes == []


def test_of_half_a_year_only_its_days_count(staff, year):
    half = factories.make_evaluation(
        staff,
        start=date(2021, 5, 2),
        end=date(2021, 12, 31),
        annexes=("statement",),
    )
    [money] = [one for one in compose_document(half).annexes if one.title == MONEY]
    by_kind = dict(of_grids(money.grids)[0])
    assert by_kind["收入"][-1] == "—" and by_kind["上期结转"][0] == "约1,235,068.39"
    [[row]] = money.grids[0].groups[0:1]
    assert "2021年5月2日至2021年12月31日" in row[3].lines[0][0].text


def test_the_signed_copy_keeps_it(staff, leader, year, media):
    signed = make_signed(staff, leader, annexes=("statement",))
    assert "约1,235,068.39" in signed.text["html"] and GOODS in signed.text["html"]
    with pdfplumber.open(signed.pdf.path) as pdf:
        assert any("约1,235,068.39" in (page.extract_text() or "") for page in pdf.pages)


def test_the_choice_is_kept_for_the_next_year(staff, evaluation):
    [annex] = start_next_evaluation(evaluation, by=staff).annexes.all()
    assert annex.kind == "statement"


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({}, "收支表2021.xlsx"),
        (
            {"date_from": "2021-05-02", "date_to": "2021-12-31"},
            "收支表2021-05-02—2021-12-31.xlsx",
        ),
    ],
)
def test_the_sheet_is_named_by_society_and_period(administrator, signed_in, year, asked, named):
    answer = signed_in(administrator).get(PAGE, asked | {"format": "xlsx"})
    short = administrator.society.short_name
    assert unquote(answer["Content-Disposition"]).endswith(f"{short}{named}")
