"""How tables lie in a sheet: which rows are records, and what each holds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcross.spreadsheets.layout import find_tables
from redcross.spreadsheets.other_rows import RowRole

from .ledgers import CASH, GOODS, GOODS_OUT, ROSTER, sheet


def test_what_merged_cells_hold_holds_for_every_row():
    (table,) = find_tables(
        sheet(
            ["日期", "捐赠人", "金额", "备注"],
            [date(2021, 8, 4), "甲公司", 100, "定向"],
            ["", "", 200, ""],
            ["", "乙", 300, ""],
            merged=[(1, 0, 3, 0), (1, 1, 2, 1), (1, 3, 3, 3)],
        ),
        CASH,
    )

    assert [row.cells["donor"] for row in table.rows] == ["甲公司", "甲公司", "乙"]
    assert {row.cells["date"] for row in table.rows} == {date(2021, 8, 4)}
    assert [row.filled for row in table.rows] == [
        frozenset(),
        {"date", "donor", "note"},
        {"date", "note"},
    ]


def test_a_sum_of_merged_cells_is_not_given_several_times():
    (table,) = find_tables(
        sheet(
            ["日期", "捐赠人", "金额"],
            ["8.4", "甲", 100],
            ["8.4", "乙", ""],
            ["8.5", "丙", 7],
            ["合计", "", 107],
            merged=[(1, 2, 2, 2)],
        ),
        CASH,
    )

    assert [row.cells.get("amount") for row in table.rows] == [100, None, 7]
    assert "Rows 2 to 3 share one number: 100" in table.ambiguous[0]
    assert table.totals[0].agrees


def test_a_gap_among_many_is_no_habit_and_is_not_filled():
    rows = [["8.4", f"捐赠人{n}", n] for n in range(1, 12)]
    rows[5][1] = ""

    (table,) = find_tables(sheet(["日期", "捐赠人", "金额"], *rows), CASH)

    assert "donor" not in table.rows[5].cells
    assert not any(row.filled for row in table.rows)


def test_dates_and_numbers_that_stand_once_are_not_filled_down():
    (table,) = find_tables(
        sheet(
            ["日期", "捐赠人", "金额", "备注"],
            ["8.4", "甲", 5, "一"],
            ["", "乙", "", "二"],
            ["", "丙", 7, "三"],
        ),
        CASH,
    )

    assert not any(row.filled for row in table.rows)


def test_a_text_that_stands_once_is_not_carried_over_a_subtotal():
    (table,) = find_tables(
        sheet(
            ["接收单位", "品名", "数量"],
            ["甲医院", "口罩", 5],
            ["", "手套", 6],
            ["小计", "", 11],
            ["", "帽子", 7],
        ),
        GOODS_OUT,
    )

    assert [row.cells.get("recipient") for row in table.rows] == ["甲医院", "甲医院", None]


def test_headings_that_every_page_repeats_are_no_records():
    heading = ["序号", "捐赠日期", "捐赠人", "金额"]
    (table,) = find_tables(
        sheet(
            heading,
            [1, "8.4", "甲", 5],
            ["本页小计", "", "", 5],
            ["序 号", "捐赠日期", "捐赠人 ", "金额"],
            [2, "8.5", "乙", 6],
            ["本页小计", "", "", 6],
            ["合计", "", "", 11],
        ),
        CASH,
    )

    assert table.heading_rows == (1, 4)
    assert [row.number for row in table.rows] == [2, 5]
    assert [total.agrees for total in table.totals] == [True, True, True]


def test_a_second_heading_further_down_begins_another_table_with_its_title():
    first, second = find_tables(
        sheet(
            ["2021年1月捐赠台账", "", "", ""],
            ["一、捐款（单位：元）", "", "", ""],
            ["序号", "捐赠人", "金额", "捐赠日期"],
            [1, "甲", 5, "1.4"],
            ["合计", "", 5, ""],
            ["", "", "", ""],
            ["二、捐物", "", "", ""],
            ["序号", "捐赠单位", "品名", "数量"],
            [1, "乙公司", "口罩", 20],
            ["制表人：丙", "", "审核人：丁", ""],
        ),
        (*CASH, *GOODS[2:]),
    )

    assert [row.number for row in first.rows] == [4]
    assert [row.cells for row in second.rows] == [
        {"donor": "乙公司", "item": "口罩", "quantity": 20}
    ]
    assert second.not_understood[0].text == "二、捐物"
    assert second.not_understood[0].role == RowRole.TITLE
    assert second.not_understood[-1].role == RowRole.SIGNATURE
    assert (second.dated.year, second.dated.month) == (2021, 1)
    assert "date" in second.missing


@pytest.mark.parametrize("gap", [[], [""]])
def test_tables_side_by_side_are_two(gap):
    heading = ["序号", "捐赠人", "金额"]
    left, right = find_tables(
        sheet(
            ["捐款名单", "", "", *gap, "", "", "单位：元"],
            [*heading, *gap, *heading],
            [1, "甲", 5, *gap, 3, "丙", 7],
            [2, "乙", 6, *gap, "", "", ""],
            ["", "", "", *gap, "合计", "", 18],
        ),
        CASH,
    )

    assert [(row.number, row.cells["donor"]) for row in left.rows] == [(3, "甲"), (4, "乙")]
    assert [(row.number, row.cells["donor"]) for row in right.rows] == [(3, "丙")]
    assert [heading.unit for heading in right.headings] == ["", "", "元"]
    assert right.totals[0].agrees


def test_an_empty_column_within_a_table_parts_nothing():
    (table,) = find_tables(sheet(["捐赠人", "金额", "", "日期"], ["甲", 5, "", "8.4"]), CASH)

    assert table.rows[0].cells == {"donor": "甲", "amount": 5, "date": "8.4"}


def test_a_cell_without_a_heading_is_not_lost():
    (table,) = find_tables(sheet(["捐赠人", "金额", ""], ["甲", 5, "定向"]), CASH)

    assert table.rows[0].rest == {2: "定向"}


def test_what_a_total_is_made_of_is_no_record():
    (table,) = find_tables(
        sheet(["捐赠人", "金额"], ["甲公司", 5], ["乙", 6], ["合计", 11], ["其中：单位捐款", 5]),
        CASH,
    )

    assert len(table.rows) == 2
    assert table.not_understood[0].text == "其中：单位捐款  5"


def test_hidden_rows_are_kept_and_told():
    (table,) = find_tables(
        sheet(["捐赠人", "金额"], ["甲", 5], ["乙", 6], ["丙", 7], hidden_rows=[2]), CASH
    )

    assert len(table.rows) == 3
    assert table.hidden == (3,)


def test_what_the_spreadsheet_could_not_work_out_is_told_of_its_row():
    (table,) = find_tables(
        sheet(["捐赠人", "金额"], ["甲", ""], ["", ""], errors=[(1, 1), (2, 0)]), CASH
    )

    assert table.rows[0].errors == {"amount"}
    assert table.not_understood[0].number == 3


def test_serial_numbers_that_run_on_below_the_list_are_no_records():
    (table,) = find_tables(
        sheet(["序号", "捐赠人", "金额"], [1, "甲", 5], [2, "", ""], ["3", "", ""]), CASH
    )

    assert len(table.rows) == 1
    assert [other.role for other in table.not_understood] == [RowRole.NUMBERED] * 2


def test_a_roster_with_signatures_reads_people_and_leaves_out_who_signed():
    (table,) = find_tables(
        sheet(
            ["渌口区红十字会“博爱送万家”物资发放花名册", *[""] * 7],
            ["村（社区）：某村", "", "", "", "2021年1月5日", "", "", ""],
            ["序号", "姓名", "身份证号", "住址", "人口", "救助金额（元）", "物资", "签字（捺印）"],
            [1, "甲", "430212194001010012", "某村一组", 3, 500, "大米1袋", "甲"],
            [2, "乙", "430212194001010020", "某村二组", 1, 500, "大米1袋", ""],
            ["合计", "2户", "", "", "4人", 1000, "", ""],
            ["发放人：丙、丁", "", "", "监督人：戊", "", "", "", ""],
        ),
        ROSTER,
    )

    assert table.rows[0].cells == {
        "person": "甲",
        "id_number": "430212194001010012",
        "place": "某村一组",
        "people": 3,
        "amount": 500,
        "contents": "大米1袋",
    }
    assert [(t.column, t.stated, t.agrees) for t in table.totals] == [
        (None, 2, True),
        (4, 4, True),
        (5, 1000, True),
    ]
    assert table.dated.date == date(2021, 1, 5)
    assert table.not_understood[-1].role == RowRole.SIGNATURE


def test_names_in_two_lines_are_one_and_words_stay_apart():
    (table,) = find_tables(sheet(["捐赠人", "金额"], ["甲有限\n公司", 5], ["ABC\nLtd", 6]), CASH)

    assert [row.cells["donor"] for row in table.rows] == ["甲有限公司", "ABC Ltd"]


def test_a_sheet_without_a_table_is_told_row_by_row():
    (table,) = find_tables(sheet(["通知"], [""], ["今年的台账另发。"]), CASH)

    assert table.headings == table.rows == ()
    assert [(other.number, other.text) for other in table.not_understood] == [
        (1, "通知"),
        (3, "今年的台账另发。"),
    ]
    assert set(table.missing) == {"date", "donor", "amount"}


CELLS = st.one_of(
    st.sampled_from(
        [
            *(
                "",
                "",
                "",
                "\u200b",
                "　",
                "序号",
                "捐赠人",
                "金额（元）",
                "日期",
                "备注",
                "单位：万元",
            ),
            *(
                "合计",
                "小 计",
                "共计2人次 总金额5",
                "备注：略",
                "制表人：甲",
                "2021年1月5日",
                "甲公司",
            ),
            *("8.4", "1,000.00", "金额", "捐赠（单位/姓名）", "签名", "中共某支部12名党员", "口罩"),
        ]
    ),
    st.integers(-5, 10**6),
    st.floats(0, 1e6),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.booleans(),
    st.text(max_size=5),
)


@st.composite
def sheets(draw):
    width = draw(st.integers(1, 7))
    row = st.lists(CELLS, min_size=width, max_size=width)
    heading = st.permutations(["序号", "捐赠日期", "捐赠人", "金额", "备注", "", "金额"]).map(
        lambda texts: texts[:width]
    )
    rows = draw(st.lists(st.one_of(row, row, heading), max_size=14))
    height = len(rows)
    corner = st.tuples(st.integers(0, 13), st.integers(0, 6), st.integers(0, 3), st.integers(0, 3))
    merged = [
        (top, left, min(top + down, height), min(left + right, width))
        for top, left, down, right in draw(st.lists(corner, max_size=3))
        if top < height and left < width
    ]
    errors = draw(st.sets(st.tuples(st.integers(0, 13), st.integers(0, 6)), max_size=2))
    hidden = draw(st.sets(st.integers(0, 13), max_size=2))
    return sheet(*rows, merged=merged, errors=errors, hidden_rows=hidden)


def is_nothing(cell):
    return isinstance(cell, str) and not cell.strip("\u200b\u200c\u200d\u200e\u200f\ufeff \t\n　")


@given(sheets())
def test_no_row_is_lost_and_none_is_told_twice(ledger):
    tables = find_tables(ledger, CASH)

    filled = {n for n, row in enumerate(ledger.rows, 1) if not all(map(is_nothing, row))}
    filled |= {row + 1 for row, _column in ledger.errors}
    told = set()
    for table in tables:
        kinds = [
            set(table.heading_rows),
            {row.number for row in table.rows},
            {total.row for total in table.totals},
            {other.number for other in table.not_understood},
        ]
        assert sum(map(len, kinds)) == len(set().union(*kinds))
        told |= set().union(*kinds)
    assert filled - told == set()


@given(sheets())
def test_no_field_is_taken_from_two_columns(ledger):
    for table in find_tables(ledger, CASH):
        fields = [heading.field for heading in table.headings if heading.field]
        assert len(fields) == len(set(fields))
        assert not set(fields) & set(table.missing)
