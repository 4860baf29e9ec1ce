import logging
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from redcross.spreadsheets import reading
from redcross.spreadsheets.reading import read_book
from redcross.spreadsheets.reading_child.limits import MAX_MEMORY

from . import corpus

DAMAGED = "damaged or incomplete"
FAR = "far from the table"
NO_SPREADSHEET = "no spreadsheet"
PASSWORD = "protected by a password"
TOO_LARGE = "too large to read"
TOO_MANY = "more than 50000 filled rows"
DAY = date(2021, 8, 4)


@pytest.fixture(autouse=True)
def measured(monkeypatch):
    """Every reading that ends by itself tells how much memory it took; the others are ended."""
    read_answer = reading._read_answer

    def within_limits(lines, stem):
        answer, sheets = read_answer(lines, stem)
        assert 0 < answer["peak"] * 1024 < MAX_MEMORY
        return answer, sheets

    monkeypatch.setattr(reading, "_read_answer", within_limits)
    with override("en"):
        yield


def rows_of(content, name="a.xlsx"):
    return read_book(content, name).sheets[0].rows


def refusal(content, name="a.xlsx"):
    with pytest.raises(ValidationError) as refused:
        read_book(content, name)
    return refused.value.messages[0]


@pytest.mark.parametrize("name", ["台账.xlsx", "台账.xls", "台账.csv", "台账", "台账.\0", ".."])
def test_a_file_is_read_for_what_it_is(name):
    book = read_book(corpus.plain(), name)
    assert (book.kind, book.sheets[0].name, book.sheets[0].rows) == ("xlsx", "收入", corpus.ROWS)
    assert read_book(corpus.xls(), name).kind == "xls"
    assert read_book(corpus.ods_repeated(), name).kind == "ods"


def test_merged_titles_are_told_as_far_as_the_table_reaches():
    sheet = read_book(corpus.merged_titles(), "a.xlsx").sheets[0]
    assert sheet.rows[:3] == [["捐赠台账", "", ""], ["单位：元", "", ""], corpus.ROWS[0]]
    assert sheet.merged == ((0, 0, 0, 2), (1, 0, 1, 1))


def test_every_month_has_its_sheet():
    sheets = read_book(corpus.sheet_a_month(), "a.xlsx").sheets
    assert [sheet.name for sheet in sheets] == [f"{month}月" for month in range(1, 13)]
    assert [sheet.rows[1][1] for sheet in sheets] == list(range(1, 13))


def test_what_is_hidden_is_read_and_told():
    shown, hidden, very_hidden, empty, chart = read_book(corpus.hidden_parts(), "a.xlsx").sheets
    assert shown.rows == hidden.rows == very_hidden.rows == corpus.ROWS
    assert shown.hidden_rows == {1}
    assert [s.hidden for s in (shown, hidden, very_hidden, empty)] == [False, True, True, False]
    assert empty.rows == chart.rows == []


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_and_times_come_by_their_formats(since_1904):
    rows = rows_of(corpus.dates(date_1904=since_1904))
    half_past_nine = datetime(2021, 8, 4, 9, 30)
    other = [half_past_nine, DAY, time(9, 30), timedelta(hours=30), 44412]
    assert [row[0] for row in rows] == [DAY] * 5 + other
    assert [type(row[0]) for row in rows[4:7]] == [date, datetime, date]


def test_formulas_errors_and_numbers():
    sheet = read_book(corpus.kinds_of_cells(), "a.xlsx").sheets[0]
    assert sheet.rows == [
        [2, "甲", "#DIV/0!", "#N/A", "", "", ""],
        [True, False, 3, 3.5, 1.234567890123457e19, "430202102108041234", ""],
        ["甲公司", " 两\n行\u3000", "", "", "", "", ""],
        ["", "", "", "", "", "", "#REF!"],
    ]
    assert [type(cell) for cell in sheet.rows[1][:2]] == [bool, bool]
    assert sheet.errors == {(0, 2), (0, 3), (3, 6)}


def test_texts_within_the_sheet_and_a_number_without_end():
    sheet = read_book(corpus.inline_strings(), "a.xlsx").sheets[0]
    assert sheet.rows == [["甲", "乙公司", "#REF!", "inf"]]
    assert sheet.errors == {(0, 2)}


def test_headings_may_be_the_same_and_sheets_may_not():
    assert rows_of(corpus.same_headings()) == [["金额", "金额"], [1, 2]]
    assert "Two sheets are called “表”" in refusal(corpus.two_sheets_of_one_name())


@pytest.mark.parametrize("reference", ["A1", "A1:XFD1048576", "C3:D4"])
def test_what_a_sheet_says_of_its_size_is_not_believed(reference):
    assert rows_of(corpus.lying_dimension(reference)) == [[1, 2], [3, ""]]


def test_cells_without_numbers_follow_each_other_and_half_of_them_do_not():
    assert rows_of(corpus.unnumbered()) == [[1, 2], [3, ""]]
    assert DAMAGED in refusal(corpus.unnumbered('<c r="A1" s="1"/>'))


def test_a_million_formatted_rows_are_no_rows():
    sheet = read_book(corpus.trailing_formatted_rows(), "a.xlsx").sheets[0]
    assert (sheet.rows, sheet.hidden_rows) == ([[1], [""], ["x"]], {1})


def test_a_formula_that_shows_nothing_fills_no_cell():
    assert rows_of(corpus.formulas_to_the_last_row()) == [[1, 2]]


def test_fifty_thousand_rows_are_read_and_one_more_is_not():
    rows = rows_of(corpus.rows_of_text(50_000, 10))
    assert len(rows) == 50_000
    assert rows[-1][-1] == "捐赠人姓名499999"
    assert TOO_MANY in refusal(corpus.rows_of_text(50_001, 1))


@pytest.mark.parametrize(
    ("make", "cell"),
    [
        (corpus.far_cell, "XFD1048576"),
        (corpus.lying_row, "XFD1048576"),
        (corpus.far_column, "XFD200"),
        (corpus.prefixed, "A1048576"),
        (corpus.xls_far, "IV65536"),
    ],
)
def test_a_cell_far_from_the_table_is_named(make, cell):
    message = refusal(make())
    assert FAR in message and f"the cell {cell} " in message


@pytest.mark.parametrize(
    "make",
    [
        corpus.zip_bomb,
        corpus.bomb_of_shared_strings,
        corpus.full_shared_strings,
        corpus.same_sheet_many_times,
        corpus.long_texts,
    ],
)
def test_what_would_take_all_memory_is_too_large(make):
    assert TOO_LARGE in refusal(make())


def test_what_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(reading, "TIMEOUT", 0.01)
    assert TOO_LARGE in refusal(corpus.plain())


@pytest.mark.parametrize(
    "content",
    [
        corpus.billion_laughs(),
        corpus.billion_laughs("xl/sharedStrings.xml"),
        corpus.wrong_length(),
        corpus.wrong_checksum(),
        corpus.plain()[:-900],
        corpus.plain()[:900],
        corpus.xls()[:2000],
        corpus.xls_rows(2000)[:90_000],
        corpus.xls()[:100],
        "日期,捐赠人\n2021-08-04,甲".encode()[:-1],
        "日期,捐赠人".encode("utf-16")[:-1],
    ],
)
def test_a_damaged_file_is_told_as_such(content):
    assert DAMAGED in refusal(content)


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "a.xlsx", "is empty"),
        (b"%PDF-1.7\n1 0 obj\n", "a.xlsx", NO_SPREADSHEET),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\0", "a.csv", NO_SPREADSHEET),
        (corpus.picture(), "a.png", NO_SPREADSHEET),
        (corpus.word(), "a.xls", NO_SPREADSHEET),
        (corpus.archive({"word/document.xml": ["<a/>"]}), "a.docx", NO_SPREADSHEET),
        (corpus.nested(), "a.zip", NO_SPREADSHEET),
        ("只是一句话。".encode(), "a.doc", NO_SPREADSHEET),
        (corpus.protected(), "a.xlsx", PASSWORD),
        (corpus.xls_protected(), "a.xls", PASSWORD),
        (corpus.ods_protected(), "a.ods", PASSWORD),
        (corpus.xls(), "a.et", "WPS's own format"),
        (corpus.word(), "a.wps", "text document of WPS"),
        (corpus.archive({"xl/workbook.bin": [b"x"]}), "a.xlsb", "not read"),
        (b"\x09\x08\x10\x00\x00\x06", "a.xls", "not read"),
        (b"<html><table><tr><td>1</td></tr></table>", "a.xls", "web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "a.xls", "web page"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "a.xls", "web page"),
        (b"a,b\n\xff\xff,1", "a.csv", "characters"),
        ('甲,乙\n"丙,1\n丁,2\n'.encode(), "a.csv", "In row 2 a quotation mark"),
        (b'"' + b"x" * 200_000, "a.csv", "In row 1 a quotation mark"),
        (b"1\n" * 50_001, "a.csv", TOO_MANY),
        (b"1," * 2_000_000, "a.csv", TOO_LARGE),
        (corpus.xls_rows(50_001, 1), "a.xls", TOO_MANY),
        (corpus.ods_far(), "a.ods", TOO_MANY),
        (corpus.ods_far('table:number-rows-repeated="99999999999"'), "a.ods", TOO_MANY),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value,
)
def test_what_is_not_read_says_why(content, name, told):
    assert told in refusal(content, name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_is_read_by_what_divides_it(delimiter, encoding):
    book = read_book(corpus.text_rows(delimiter).encode(encoding), "2021年.csv")
    assert book.kind == ("tsv" if delimiter == "\t" else "csv")
    assert (book.sheets[0].name, book.sheets[0].rows) == ("2021年", corpus.AS_TEXT)


def test_text_with_the_name_of_a_workbook_is_read():
    assert rows_of(corpus.text_rows("\t").encode("gb18030"), "台账.xls") == corpus.AS_TEXT


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("金额\r1\r2", [["金额"], ["1"], ["2"]]),
        ("sep=;\n甲;1\n", [["甲", "1"]]),
        ('甲,"乙\n丙"\n\n\n,\n', [["甲", "乙\n丙"]]),
        ("台账\n甲;乙,1\n丙,2\n丁,3\x1a", [["台账", ""], ["甲;乙", "1"], ["丙", "2"], ["丁", "3"]]),
        ('管材6",1\n', [['管材6"', "1"]]),
    ],
)
def test_text_as_it_comes(text, rows):
    assert rows_of(text.encode(), "a.csv") == rows


def test_an_ods_file_counts_what_it_writes_once():
    shown, hidden = read_book(corpus.ods_repeated(), "a.ods").sheets
    assert shown.rows == [
        ["台账", "", ""],
        ["甲", 1.5, 1.5],
        ["甲", 1.5, 1.5],
        [DAY, datetime(2021, 8, 4, 9, 30), True],
        [time(9, 30), "#N/A", 7],
    ]
    assert (shown.name, shown.hidden, shown.merged) == ("收入", False, ((0, 0, 0, 2),))
    assert (shown.hidden_rows, shown.errors) == ({3}, {(4, 1)})
    assert (hidden.name, hidden.hidden, hidden.rows) == ("藏", True, [["乙"]])


def test_an_xls_file_is_read_with_its_marks():
    shown, hidden, empty = read_book(corpus.xls(), "a.xls").sheets
    assert shown.rows == [
        ["台账", "", ""],
        ["甲公司", 500.25, DAY],
        [datetime(2021, 8, 4, 12), timedelta(hours=30), True],
        ["#N/A", "#N/A", 7],
    ]
    assert (shown.merged, shown.hidden_rows) == (((0, 0, 0, 2),), {2})
    assert shown.errors == {(3, 0), (3, 1)}
    assert [(s.name, s.hidden) for s in (shown, hidden, empty)] == [
        ("收入", False),
        ("藏", True),
        ("空", False),
    ]
    assert rows_of(corpus.xls_1904()) == [[DAY]]


def test_fifty_thousand_rows_of_an_xls_file_are_read():
    rows = rows_of(corpus.xls_rows(50_000, 10))
    assert (len(rows), rows[-1]) == (50_000, [49_999] * 10)


@pytest.mark.parametrize(
    "answer",
    [
        "''",
        "'[1]'",
        """'{"refused": "unknown"}'""",
        """'[[1]]\\n{"sheet": "", "width": 1}\\n{"end": "xlsx"}'""",
        """'{"sheet": "", "width": 1}\\n{"end": "xlsx"}'""",
        """'[{"timedelta": 1e300}]'""",
        "'[' * 100_000",
        "'5'",
    ],
)
def test_an_answer_that_is_none_is_not_believed(answer, monkeypatch):
    """A file may have taken over the process that reads it."""
    monkeypatch.setattr(reading, "CHILD", f"print({answer})")
    assert DAMAGED in refusal(corpus.plain())


def test_the_child_has_no_environment_and_the_log_no_content(caplog):
    with reading._file_in_memory(b"x" * 1000) as file, reading._file_in_memory() as lines:
        process = reading.start_child(file, ".csv", lines)
        with open(f"/proc/{process.pid}/environ", "rb") as environment:
            assert environment.read() == b""
        process.wait()
    with caplog.at_level(logging.DEBUG):
        refusal(corpus.wrong_checksum())
    assert [record.getMessage() for record in caplog.records] == [
        "A spreadsheet's reading ended with status 1"
    ]
