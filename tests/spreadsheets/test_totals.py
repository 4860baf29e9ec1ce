"""Totals as ledgers state them, and the sums that they are held against."""

from decimal import Decimal

import pytest

from redcross.spreadsheets.layout import find_tables
from redcross.spreadsheets.other_rows import RowRole
from redcross.spreadsheets.totals import is_total_sentence, total_label

from .ledgers import CASH, GOODS, GOODS_OUT, ROSTER, sheet


@pytest.mark.parametrize(
    "text",
    [
        "合计",
        "合 计",
        "总计：",
        "共计",
        "小计（元）",
        "本页小计",
        "1月合计",
        "捐款合计",
        "合计金额",
    ],
)
def test_a_label_of_a_total(text):
    assert total_label(text)


@pytest.mark.parametrize(
    "text", ["", "甲", "合计划科技公司", "共青团某委", "计量", "合作", "小计算器"]
)
def test_no_label_of_a_total(text):
    assert not total_label(text)


@pytest.mark.parametrize(
    "text",
    ["共计746人次", "总金额61609585.05", "以上合计65笔", "合计：人民币 5000 元", "共收到捐款3元"],
)
def test_a_sentence_that_states_a_total(text):
    assert is_total_sentence(text)


@pytest.mark.parametrize("text", ["中共某支部12名党员", "共青团员5人", "甲公司", "共同富裕基金2期"])
def test_donors_are_no_totals(text):
    assert not is_total_sentence(text)


def cash(*rows):
    (table,) = find_tables(sheet(["捐赠人", "金额"], *rows), CASH)
    return table


def test_a_wrong_total_is_told_beside_the_sum():
    table = cash(["甲", 0.1], ["乙", 0.2], ["合计", 0.4])

    (total,) = table.totals
    assert (total.stated, total.computed) == (Decimal("0.4"), Decimal("0.3"))
    assert not total.agrees


def test_subtotals_are_of_what_stands_since_the_last():
    table = cash(["甲", 1], ["乙", 2], ["小计", 3], ["丙", 4], ["小计", 5], ["总计", 7])

    assert [total.agrees for total in table.totals] == [True, False, True]
    assert table.totals[1].computed == 4
    assert [row.number for row in table.rows] == [2, 3, 5]


def test_a_total_above_its_rows_and_one_of_a_section_are_held_against_these():
    assert cash(["合计", 3], ["甲", 1], ["乙", 2]).totals[0].agrees
    table = cash(["甲", 1], ["合计", 1], ["乙", 2], ["合计", 2], ["总计", 3])
    assert all(total.agrees for total in table.totals)


def test_a_running_total_of_earlier_tables_too_is_not_held_against_this_one():
    table = cash(["甲", 1], ["合计", 1], ["累计", 500])

    assert [total.label for total in table.totals] == ["合计"]
    assert [other.role for other in table.not_understood] == [RowRole.TOTAL]


def test_a_number_alone_below_the_list_is_a_total_if_it_is_the_sum():
    right = cash(["甲", 1], ["乙", 2], ["", 3])
    wrong = cash(["甲", 1], ["乙", 2], ["", 4])

    assert right.totals[0].agrees
    assert wrong.totals == ()
    assert wrong.not_understood[0].role == RowRole.UNKNOWN
    assert len(wrong.rows) == 2


def test_sums_in_ten_thousands_agree_to_the_decimals_they_are_stated_with():
    heading = ["品名", "数量", "折算金额（万元）"]
    rows = [["口罩", 5, 0.457], ["手套", 6, 862]]
    (table,) = find_tables(sheet(heading, *rows, ["合计", "", 862.46]), GOODS)
    (other,) = find_tables(sheet(heading, *rows, ["合计", "", 862.47]), GOODS)

    assert table.totals[0].agrees
    assert not other.totals[0].agrees


def test_a_sum_told_in_yuan_is_held_against_a_column_in_ten_thousands():
    (table,) = find_tables(
        sheet(["捐赠人", "金额（万元）"], ["甲", 1.5], ["乙", 2], ["合计2笔，共35000元", ""]), CASH
    )

    assert [(t.column, t.stated, t.agrees) for t in table.totals] == [
        (None, 2, True),
        (1, Decimal("3.5"), True),
    ]


def test_a_count_may_be_that_of_people_told_in_a_column():
    (table,) = find_tables(
        sheet(
            ["姓名", "家庭人口", "救助金额"],
            ["甲", 3, 500],
            ["乙", 4, 500],
            ["共计7人，救助金额1000元", "", ""],
        ),
        ROSTER,
    )

    assert [(t.column, t.stated, t.agrees) for t in table.totals] == [(1, 7, True), (2, 1000, True)]


def test_a_total_in_words_alone_is_no_record():
    table = cash(["甲", 1], ["合计（大写）：壹元整", ""])

    assert len(table.rows) == 1
    assert table.totals == ()
    assert table.not_understood[0].number == 3


def test_a_record_may_speak_of_a_total_in_its_note():
    (table,) = find_tables(
        sheet(
            ["日期", "捐赠人", "金额", "备注"],
            ["8.4", "甲", 5, "合计"],
            ["8.5", "中共某支部12名党员", 6, "共计3次"],
        ),
        CASH,
    )

    assert len(table.rows) == 2


def test_a_total_with_a_date_beside_it_is_no_record():
    (table,) = find_tables(
        sheet(
            ["日期", "姓名", "救助金额"],
            ["2021-1-5", "甲", 500],
            ["2021-1-5", "合计", 500],
        ),
        ROSTER,
    )

    assert len(table.rows) == 1
    assert table.totals[0].agrees


def test_quantities_are_summed_up_too():
    (table,) = find_tables(
        sheet(
            ["接收单位", "品名", "数量"], ["甲", "口罩", "5"], ["乙", "口罩", 6], ["合计", "", 12]
        ),
        GOODS_OUT,
    )

    assert (table.totals[0].stated, table.totals[0].computed) == (12, 11)
