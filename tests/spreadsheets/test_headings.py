"""What headings mean, and the rows that they stand in."""

import pytest

from redcross.spreadsheets.headings import (
    LedgerColumn,
    Vocabulary,
    choose,
    heading_key,
    unit_in,
    unit_in_title,
)
from redcross.spreadsheets.layout import find_tables

from .ledgers import CASH, GOODS, GOODS_OUT, ROSTER, sheet


@pytest.mark.parametrize(
    "text",
    [
        *(
            "捐赠人",
            "捐 赠 人",
            "捐赠\n单位",
            "捐赠（单位/姓名）",
            "捐赠(单位/姓名）个人 ",
            "捐款人",
        ),
        *(
            "捐赠单位及个人",
            "捐赠单位（个人）",
            "【捐赠者】",
            "捐款单位/个人",
            "捐赠方",
            "捐赠人（必填）",
        ),
    ],
)
def test_a_donor_is_known_under_every_heading(text):
    assert Vocabulary(CASH, {}).meaning(text).fields == {"donor"}


@pytest.mark.parametrize("text", ["捐赠单位：", "捐赠人:", "甲公司", "", "捐", "签到表", "人"])
def test_what_is_no_heading_means_nothing(text):
    assert not Vocabulary(CASH, {}).meaning(text)


@pytest.mark.parametrize(
    "text", ["序号", "序 号", "No.", "领取人签字", "签名（捺印）", "手印", "签收人签名"]
)
def test_serial_numbers_and_signatures_are_ignored(text):
    assert Vocabulary(ROSTER, {}).meaning(text).ignored


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("金额（万元）", "万元"),
        ("金额(单位：万元)", "万元"),
        ("捐赠金额（人民币/元）", "元"),
        ("金额（人民币）", "元"),
        ("金额/元", "元"),
        ("金额：千元", "千元"),
        ("累计（美元）", "美元"),
        ("数量（箱）", "箱"),
        ("时长（小时）", "小时"),
        ("金额", ""),
        ("捐赠单位", ""),
        ("捐赠（单位/姓名）", ""),
    ],
)
def test_a_heading_says_its_unit(text, unit):
    assert unit_in(text) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：元", "元"),
        ("时间：1月24日--2月2日    金额单位：万元", "万元"),
        ("捐款统计表单位：万元", "万元"),
        ("捐款统计表（万元）", "万元"),
        ("货币单位：人民币元", "元"),
        ("单 位：万 元", "万元"),
        ("接收单位：元宝山区红十字会", ""),
        ("填报单位：渌口区红十字会", ""),
        ("2020年捐款信息", ""),
    ],
)
def test_a_title_says_the_unit_of_the_sums_below(text, unit):
    assert unit_in_title(text) == unit


def test_a_heading_is_remembered_apart_from_the_same_in_another_unit():
    assert heading_key("累计收到（美元）") != heading_key("累计收到")
    assert heading_key("金 额（元）") == heading_key("金额(元)")


def test_a_label_goes_before_the_synonym_of_another_field():
    columns = (
        LedgerColumn("unit", "单位", (), None, required=False),
        LedgerColumn("recipient", "接收单位", ("单位",), None, required=True),
    )

    assert Vocabulary(columns, {}).meaning("单位").fields == {"unit"}


def test_a_heading_of_two_meanings_has_the_one_that_no_other_has():
    columns = (
        LedgerColumn("unit", "计量单位", ("单位",), None, required=False),
        LedgerColumn("recipient", "接收单位", ("单位",), None, required=True),
    )
    words = Vocabulary(columns, {})

    alone = choose([words.meaning("单位")])
    beside = choose([words.meaning("接收单位"), words.meaning("单位")])

    assert alone.fields == ("",)
    assert alone.undecided == {0: ("recipient", "unit")}
    assert beside.fields == ("recipient", "unit")


def test_headings_of_two_rows_are_joined_over_merged_cells():
    (table,) = find_tables(
        sheet(
            ["捐赠物资登记表", "", "", "", ""],
            ["序号", "捐赠单位", "捐赠物资", "", "捐赠日期"],
            ["", "", "品名", "数量", ""],
            [1, "甲公司", "口罩", 5, "8.4"],
            merged=[(0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)],
        ),
        GOODS,
    )

    assert [heading.text for heading in table.headings] == [
        *("序号", "捐赠单位", "捐赠物资 / 品名", "捐赠物资 / 数量", "捐赠日期"),
    ]
    assert table.heading_rows == (2, 3)
    assert table.rows[0].cells == {"donor": "甲公司", "item": "口罩", "quantity": 5, "date": "8.4"}
    assert table.ambiguous == ()


def test_headings_of_two_rows_are_joined_where_merging_was_lost():
    (table,) = find_tables(
        sheet(
            ["家庭情况", "", "救助", "", "备注栏"],
            ["姓名", "家庭住址", "救助金额", "物资", ""],
            ["甲", "龙潭镇", 500, "大米", "x"],
        ),
        ROSTER,
    )

    assert [h.field for h in table.headings] == ["person", "place", "amount", "contents", ""]
    assert [h.text for h in table.headings][-2:] == ["救助 / 物资", "备注栏"]
    assert table.heading_rows == (1, 2)
    assert table.rows[0].rest == {4: "x"}


def test_text_below_a_heading_of_one_row_is_a_record_and_no_second_row():
    (table,) = find_tables(
        sheet(["捐赠人", "金额", "备注"], ["甲", "100元", ""], ["乙", "200元", "说明"]), CASH
    )

    assert table.heading_rows == (1,)
    assert len(table.rows) == 2


def test_two_columns_that_could_be_the_amount_are_neither():
    (table,) = find_tables(sheet(["捐赠人", "捐款金额", "到账金额"], ["甲", 100, 90]), CASH)

    assert [heading.field for heading in table.headings] == ["donor", "", ""]
    assert "amount" in table.missing
    (told,) = table.ambiguous
    assert "B 捐款金额" in told
    assert "C 到账金额" in told
    assert table.rows[0].rest == {1: 100, 2: 90}


def test_what_the_society_chose_before_goes_before_all_else():
    ledger = sheet(["捐赠人", "捐款金额", "到账金额", "批次"], ["甲", 100, 90, "一"])
    remembered = {
        heading_key("到账金额"): "amount",
        heading_key("捐款金额"): "",
        heading_key("批次"): "note",
    }

    (table,) = find_tables(ledger, CASH, remembered)

    assert [heading.field for heading in table.headings] == ["donor", "", "amount", "note"]
    assert [heading.ignored for heading in table.headings] == [False, True, False, False]
    assert table.ambiguous == ()
    assert table.rows[0].cells == {"donor": "甲", "amount": 90, "note": "一"}


def test_one_chosen_column_leaves_the_other_unknown():
    (table,) = find_tables(
        sheet(["捐赠人", "捐款金额", "到账金额"], ["甲", 100, 90]),
        CASH,
        {heading_key("到账金额"): "amount"},
    )

    assert [heading.field for heading in table.headings] == ["donor", "", "amount"]
    assert table.ambiguous == ()


def test_a_sum_of_dollars_is_no_amount():
    (table,) = find_tables(sheet(["捐赠人", "金额（美元）"], ["甲", 100]), CASH)

    assert "amount" in table.missing
    assert "is not in yuan" in table.ambiguous[0]


def test_the_unit_of_a_title_holds_for_sums_whose_heading_names_none():
    (table,) = find_tables(
        sheet(
            ["捐赠物资表", "", "", "单位：万元"],
            ["品名", "数量", "单价（元）", "折算金额"],
            ["口罩", 5, 2, 0.001],
        ),
        GOODS,
    )

    assert [heading.unit for heading in table.headings] == ["", "", "元", "万元"]


def test_a_unit_named_below_the_table_holds_too_and_two_are_asked_about():
    rows = [["捐赠人", "金额"], ["甲", 5], ["注：金额单位：万元", ""]]

    (below,) = find_tables(sheet(*rows), CASH)
    (both,) = find_tables(sheet(["单位：元", ""], *rows), CASH)

    assert below.headings[1].unit == "万元"
    assert both.headings[1].unit == ""
    assert "several units" in both.ambiguous[0]


def test_a_heading_with_its_own_unit_needs_none_of_the_title():
    (table,) = find_tables(
        sheet(["单位：元", ""], ["捐赠人", "金额（万元）"], ["甲", 5], ["注：统计表（万元）", ""]),
        CASH,
    )

    assert table.headings[1].unit == "万元"
    assert table.ambiguous == ()


def test_three_rows_of_headings_that_the_society_mapped_are_asked_about_no_more():
    ledger = sheet(
        ["序号", "日期", "收到", ""],
        ["", "", "微信", ""],
        ["", "", "金额", "金额（美元）"],
        [1, "8.4", 5, 6],
        [2, "8.5", 7, 8],
    )

    (before,) = find_tables(ledger, CASH)
    fields = ["", "date", "amount", ""]
    chosen = {h.key: field for h, field in zip(before.headings, fields, strict=True)}
    (after,) = find_tables(ledger, CASH, chosen)

    assert before.ambiguous
    assert after.ambiguous == ()
    assert [row.cells for row in after.rows] == [
        {"date": "8.4", "amount": 5},
        {"date": "8.5", "amount": 7},
    ]


def test_a_record_of_words_that_are_headings_elsewhere_is_a_record():
    (table,) = find_tables(
        sheet(
            ["日期", "捐赠人", "金额", "备注"],
            ["2021.8.4", "捐赠者", "500元", "现金"],
            ["8月4日", "捐赠人", "1,000.00", "捐款"],
        ),
        CASH,
    )

    assert len(table.rows) == 2


def test_a_sheet_whose_headings_are_all_unknown_can_still_be_mapped():
    ledger = sheet(["表一", "", ""], ["出资方", "几多", "何时"], ["甲", 5, "8.4"], ["乙", 6, "8.5"])
    chosen = {heading_key(t): f for t, f in (("出资方", "donor"), ("几多", "amount"))}

    (before,) = find_tables(ledger, CASH)
    (after,) = find_tables(ledger, CASH, chosen)

    assert [heading.text for heading in before.headings] == ["出资方", "几多", "何时"]
    assert before.rows[0].rest == {0: "甲", 1: 5, 2: "8.4"}
    assert set(before.missing) == {"date", "donor", "amount"}
    assert after.rows[0].cells == {"donor": "甲", "amount": 5}


def test_a_list_of_one_column_has_a_heading():
    columns = (LedgerColumn("name", "姓名", (), None, required=True),)

    (table,) = find_tables(sheet(["姓名"], ["甲"], ["乙"], ["以上为全部。"]), columns)

    assert [row.cells["name"] for row in table.rows] == ["甲", "乙"]
    assert len(table.not_understood) == 1


def test_a_form_to_fill_in_above_the_table_is_no_heading():
    (table,) = find_tables(
        sheet(
            ["接收单位：某医院", "", "日期：", "2020年1月"],
            ["接收单位：", "品名："],
            ["接收单位", "品名", "数量"],
            ["甲", "口罩", 5],
        ),
        GOODS_OUT,
    )

    assert table.heading_rows == (3,)
    assert len(table.rows) == 1
