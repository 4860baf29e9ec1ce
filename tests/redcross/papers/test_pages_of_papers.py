"""What stands on which page: reckoned before, and as it is set."""

import re
from io import BytesIO

import pdfplumber
from hypothesis import given
from hypothesis import strategies as st

from redcross.papers import Column, Fields, Rough, Sheet, Table, Text
from redcross.papers.fitting import fitted_parts
from redcross.papers.pdf import papers_pdf
from redcross.typed_values import Rounding

MILLIMETRE = 72 / 25.4
WRITTEN = st.one_of(
    st.text("一二三四五六七八九十渌口镇向阳街道，。（）“”、：；！？—…", max_size=60),
    st.text("喆䶮𬭊堃张建国", max_size=6),
    st.text("abcdefgWMQ ABC-/.,;()'&<>=0123456789", max_size=60),
    st.text("0123456789*", max_size=22),
    st.text("السلام עברית \u202e\u0007\x85\u2028\n\t王", max_size=30),
    st.lists(
        st.sampled_from(["渌口镇", "OK", "，", "A-1", "3.5%", "\n", "　", " "]), max_size=25
    ).map("".join),
)
NUMBERS = st.one_of(
    st.none(),
    st.decimals(-(10**7), 10**8, places=2),
    st.integers(0, 10**6),
    st.builds(Rough, st.integers(0, 9999), st.sampled_from(list(Rounding))),
)


@st.composite
def tables(draw, most=40):
    """A table whose first column says the number of the row: 行0001行."""
    columns = [Column("行", 60)]
    kinds = []
    for _place in range(draw(st.integers(1, 7))):
        total = draw(st.booleans())
        head = draw(st.sampled_from(["金额（元）", "姓名", "住址", "代领人及关系", "备注"]))
        columns.append(Column(head, draw(st.integers(14, 40)), total, draw(st.booleans())))
        kinds.append(NUMBERS if total else WRITTEN)
    rows = [
        [f"行{number:04}行", *(draw(kind) for kind in kinds)]
        for number in range(draw(st.integers(0, most)))
    ]
    return Table(columns, rows, draw(st.integers(0, 12)), draw(st.sampled_from([5.0, 7.5, 12.0])))


@st.composite
def sheets(draw):
    """A sheet with one table, and what stands above it."""
    above = []
    if draw(st.booleans()):
        pairs = st.tuples(st.sampled_from(["姓名", "申请理由", "开户银行及账号"]), WRITTEN)
        above = [Fields(draw(st.lists(pairs, max_size=7)), draw(st.integers(1, 3)))]
    elif draw(st.booleans()):
        above = [Text(draw(st.lists(WRITTEN, max_size=3)))]
    return Sheet(
        draw(st.sampled_from(["花名册", "很长的名称" * 8])),
        [*above, draw(tables())],
        number=draw(st.sampled_from(["", "2026-1"])),
        note=draw(st.sampled_from(["", "本单非财政票据", "说明" * 60])),
        signatures=draw(st.lists(st.sampled_from(["发放人", "村（社区）负责人"]), max_size=8)),
        signed_pages=draw(st.booleans()),
        closing=draw(st.sampled_from([(), ("株洲市渌口区红十字会", "2026年3月5日")])),
        landscape=draw(st.booleans()),
        society="株洲市渌口区红十字会",
        code="12345678901234567890",
    )


def texts(content):
    """Return the text of each page, without spaces."""
    with pdfplumber.open(BytesIO(content)) as pdf:
        return [re.sub(r"\s", "", page.extract_text()) for page in pdf.pages]


def rows_on(text):
    """Return the numbers of the rows on a page of `tables()`."""
    return [int(number) for number in re.findall("行([0-9]{4})行", text)]


@given(sheets())
def test_each_page_holds_the_rows_it_was_reckoned_to_hold_and_their_sum(sheet):
    *_above, (table, pages) = fitted_parts(sheet)
    printed = texts(papers_pdf([sheet]))

    of_table = printed[len(printed) - len(pages) :]
    assert len(printed) == len(pages) + pages[0].new_page
    summed = any(column.total for column in table.columns)
    for number, (page, text) in enumerate(zip(pages, of_table, strict=True), 1):
        assert rows_on(text) == rows_on("".join(row[0].text for row in page.rows))
        assert text.count("本页小计") == (summed and len(pages) > 1)
        assert text.count("合计") == (summed and number == len(pages))
    assert [n for text in printed for n in rows_on(text)] == list(range(len(table.rows)))
