"""Look-alikes of ledgers that societies published: what must come out of each."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from redcross.spreadsheets.layout import find_tables
from redcross.spreadsheets.other_rows import RowRole

from .ledgers import CASH, GOODS, GOODS_OUT, sheet

NOTHING = ["", "", "", "", ""]


def gifts(title, heading, rows, total, name="公示"):
    """Return a ledger of gifts with 序号, its unit above and its total below."""
    return sheet(
        ["", title, "", "", ""],
        ["", "", "", "", "单位：元"],
        ["序号", "捐赠日期", heading, "捐赠金额（元）", "备注"],
        *rows,
        total,
        name=name,
    )


def test_cash_gifts_with_a_blank_row_and_the_total_in_the_second_column():
    rows = [
        [1, "2020.01.22", "甲", 100, ""],
        [2, "2020.01.23", "乙公司", 3482132.11, "定向"],
        NOTHING,
    ]
    total = ["", "合计", "", 3482232.1100000003, ""]

    (table,) = find_tables(gifts("2020年捐款信息", "捐赠(单位/姓名）", rows, total), CASH)

    assert [row.number for row in table.rows] == [4, 5]
    assert table.rows[1].cells == {
        "date": "2020.01.23",
        "donor": "乙公司",
        "amount": 3482132.11,
        "note": "定向",
    }
    (stated,) = table.totals
    assert (stated.row, stated.label, stated.column) == (7, "合计", 3)
    assert stated.stated == stated.computed == Decimal("3482232.11")
    assert table.dated.year == 2020
    assert table.ambiguous == table.missing == ()


def test_tabs_and_spaces_around_names_and_the_total_in_the_third_column():
    rows = [[1, "2020.01.26", "甲\t", 0.45, ""], [2, "2020.01.27", "　乙 丙\u00a0", 1000, ""]]
    total = ["", "", "合 计", "1,000.45", ""]
    title = "截止至1月27日24：00  2020年捐款信息"

    (table,) = find_tables(gifts(title, "捐赠(单位/姓名）", rows, total), CASH)

    assert [row.cells["donor"] for row in table.rows] == ["甲", "乙 丙"]
    assert table.totals[0].agrees
    assert table.dated.date == date(2020, 1, 27)


def test_a_heading_with_words_behind_its_brackets_and_the_total_in_the_first_column():
    rows = [[1, "2020.01.29", "甲\t", 100, ""]]
    ledger = gifts("捐款信息", "捐赠(单位/姓名）个人 ", rows, ["合计", "", "", 100, ""])

    (table,) = find_tables(ledger, CASH)

    assert table.rows[0].cells["donor"] == "甲"
    assert table.totals[0].agrees


def test_a_title_says_more_of_the_day_than_the_name_of_the_sheet():
    rows = [[1, "2020.01.28", "甲转来乙捐款", 53.38, ""]]
    title = "2020年捐款信息（截至1月28日24:00）"
    ledger = gifts(title, "捐赠(单位/姓名）", rows, ["", "", "合计", 53.37999997, ""], name="29日")

    (table,) = find_tables(ledger, CASH)

    assert table.dated.date == date(2020, 1, 28)
    assert table.rows[0].cells["donor"] == "甲转来乙捐款"


def test_a_sheet_of_nothing_has_no_table():
    assert find_tables(sheet(name="Sheet2"), CASH) == ()
    assert find_tables(sheet(["", "\u200b"], ["　"]), CASH) == ()


def test_a_count_told_below_that_is_one_too_many_is_told_beside_the_rows():
    (table,) = find_tables(
        sheet(
            ["红十字会接收社会捐赠明细（银行账户）", ""],
            ["捐赠人", "金额"],
            ["甲公司　　　", 10000000.0],
            ["乙", 0.05],
            ["共计3人次", "总金额10000000.05"],
        ),
        CASH,
    )

    count, amount = table.totals
    assert (count.column, count.stated, count.computed, count.agrees) == (None, 3, 2, False)
    assert (amount.column, amount.agrees) == (1, True)
    assert table.rows[0].cells == {"donor": "甲公司", "amount": 10000000.0}
    assert table.missing == ("date",)


def test_a_notice_has_text_above_its_table_and_a_signature_below():
    (table,) = find_tables(
        sheet(
            ["红十字会接收社会捐赠现金公示", ""],
            ["第10期-1", ""],
            ["（2月1日）", ""],
            ["", ""],
            ["2月1日，红十字会收到社会捐款……", ""],
            ["", ""],
            ["捐赠单位及个人", "金额（元）"],
            ["甲公司", "\u00a0 \u00a0 4,000,000.00\u00a0"],
            ["乙", "\u00a0 10,000.00\u00a0"],
            ["", ""],
            ["经办人丙", ""],
            ["红十字会", ""],
            [date(2020, 2, 2), ""],
        ),
        CASH,
    )

    assert [row.cells["amount"] for row in table.rows] == ["4,000,000.00", "10,000.00"]
    foot = [other for other in table.not_understood if other.role != RowRole.TITLE]
    assert [(other.number, other.text) for other in foot] == [
        (11, "经办人丙"),
        (12, "红十字会"),
        (13, "2020-02-02"),
    ]
    assert foot[-1].role == RowRole.DATE
    assert table.totals == ()
    assert (table.dated.year, table.dated.month, table.dated.day) == (None, 2, 1)


def test_goods_received_with_no_specification_and_a_foot_of_a_sentence():
    (table,) = find_tables(
        sheet(
            ["红十字会接收社会捐赠物资公示第7期—2", "", "", "", ""],
            ["（1月29日）", "", "", "", ""],
            ["接收社会捐赠物资一览表", "", "", "", ""],
            NOTHING,
            ["品名", "捐赠单位", "规格型号", "计量单位", "数量总计"],
            ["消毒液", "甲单位", "\u200b", "箱", 41.0],
            ["8210PLUS \u00a0 N95\u00a0口罩", "乙", "M中号", "箱", 8.0],
            ["", "丙单位（与上同）", "", "", ""],
            NOTHING,
            ["以上即为红十字会1月29日收到的物资。", "", "", "", ""],
        ),
        GOODS,
    )

    assert [row.number for row in table.rows] == [6, 7]
    assert "specification" not in table.rows[0].cells
    assert table.rows[1].cells["specification"] == "M中号"
    assert [(o.number, o.role) for o in table.not_understood if o.role != RowRole.TITLE] == [
        (8, RowRole.UNKNOWN),
        (10, RowRole.NOTE),
    ]
    assert table.missing == ("date",)


def test_a_receiving_unit_that_stands_once_holds_for_the_rows_below():
    (table,) = find_tables(
        sheet(
            ["红十字会发放物资一览表", "", "", "", ""],
            [date(2020, 1, 30), "", "", "", ""],
            NOTHING,
            ["接收单位", "品名", "规格", "计量单位", "数量"],
            ["甲医院", "口罩", "\u200b", "箱", 15.0],
            ["", "护目镜", "80箱*100", "件", 4.0],
            ["乙集团", "消毒片", "\u200b", "桶", 348.0],
            ["", "手套", "", "件", 1.0],
        ),
        GOODS_OUT,
    )

    assert [row.cells["recipient"] for row in table.rows] == ["甲医院"] * 2 + ["乙集团"] * 2
    assert [row.filled for row in table.rows] == [frozenset(), {"recipient"}] * 2
    assert table.dated.date == date(2020, 1, 30)


def test_goods_used_have_their_value_in_ten_thousands_and_one_has_none():
    (table,) = find_tables(
        sheet(
            ["捐赠物资使用情况公布表（一）", "", "", "", ""],
            ["", date(2020, 1, 29), "", "", ""],
            ["序号", "捐赠方", "品名", "折算金额（万元）", "流向"],
            [1.0, "甲公司", "胶囊（24粒装）13.5万盒", 500.0, "某医院"],
            [2.0, "\n乙公司\n", "消毒液1400瓶60箱", 4.9, "某局 "],
            [3.0, "丙", "茶粉25袋", "", "某医院"],
            ["备注：另有一些物资在运输途中。", "", "", "", ""],
        ),
        GOODS_OUT,
    )

    assert next(h for h in table.headings if h.field == "value").unit == "万元"
    assert [row.cells.get("value") for row in table.rows] == [500.0, 4.9, None]
    assert table.rows[1].cells["donor"] == "乙公司"
    assert table.not_understood[-1].role == RowRole.NOTE


SPANS = [(2, 2, 2, 5), (3, 2, 3, 3), (3, 4, 3, 5), (2, 6, 3, 7), (2, 0, 4, 0), (2, 1, 4, 1)]


@pytest.mark.parametrize("merged", [(), SPANS])
def test_three_rows_of_headings_with_counts_and_sums_are_never_guessed(merged):
    (table,) = find_tables(
        sheet(
            ["红十字会捐款收支情况", *[""] * 7],
            ["时间：1月24日--2月2日    金额单位：元", *[""] * 7],
            ["序号", "日期", "收到细目款项统计", "", "", "", "实际数额", ""],
            ["", "", "微信二维码及pos机", "", "现金", "", "", ""],
            ["", "", "pos单数", "金额", "人数", "金额", "当日收到捐款", "累计收到捐款（美元）"],
            [1.0, datetime(2020, 1, 24, 2, 24), 12.0, 2856.0, 3, 5000.0, 7856.0, ""],
            [2.0, datetime(2020, 1, 25, 2, 24), "", "", 1, 100.5, 100.5, 33.0],
            [""] * 8,
            ["存在问题", "标红的地方是有问题的地方：\n1、……", *[""] * 6],
            merged=merged,
        ),
        CASH,
    )

    texts = [heading.text for heading in table.headings]
    assert texts[3] == "收到细目款项统计 / 微信二维码及pos机 / 金额"
    assert texts[5] == "收到细目款项统计 / 现金 / 金额"
    assert texts[6] == "实际数额 / 当日收到捐款"
    assert [heading.field for heading in table.headings] == ["", "date", *[""] * 6]
    assert {"donor", "amount"} <= set(table.missing)
    three_rows, two_amounts, dollars = table.ambiguous
    assert "three rows" in three_rows
    assert "D " in two_amounts
    assert "F " in two_amounts
    assert "H " in dollars
    assert all("amount" not in row.cells for row in table.rows)
