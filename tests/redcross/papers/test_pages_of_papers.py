"""What stands on which page: reckoned before, and as it is set."""

import re
from decimal import Decimal
from io import BytesIO

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcross.papers import Column, Fields, Opinion, Opinions, RoundedNumber, Sheet, Table, Text
from redcross.papers.fitting import fitted_parts
from redcross.papers.measuring import wrapped
from redcross.papers.pdf import papers_pdf
from redcross.typed_values import Rounding
from tests.paper_pages import PaperPages

MILLIMETRE = 72 / 25.4
WRITTEN = st.one_of(
    st.text("一二三四五六七八九十渌口镇向阳街道，。（）“”、：；！？—…", max_size=60),
    st.text("喆䶮𬭊堃张建国·", max_size=9),
    st.text("abcdefgWMQ ABC-/.,;()'&<>=0123456789", max_size=60),
    st.text("0123456789*", max_size=22),
    st.text("ABab019-", max_size=40),
    st.text("السلام עברית \u202e\u0007\x85\u2028\n\t王", max_size=30),
    st.lists(
        st.sampled_from(["渌口镇", "OK", "，", "A-1", "3.5%", "\n", "　", " "]), max_size=25
    ).map("".join),
)
NUMBERS = st.one_of(
    st.none(),
    st.decimals(-(10**7), 10**8, places=2),
    st.integers(0, 10**6),
    st.builds(RoundedNumber, st.integers(0, 9999), st.sampled_from(list(Rounding))),
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


def texts(printed):
    """Return the text of each page, without spaces."""
    return PaperPages(printed.content).texts


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


def roster(number, **more):
    """Return a roster of so many rows, each of one yuan."""
    columns = [Column("序号", 15), Column("姓名", 40), Column("金额（元）", 30, total=True)]
    rows = [[f"行{n:04}行", "喆䶮𬭊", Decimal("1.00")] for n in range(number)]
    table = Table(columns, rows, capitals="金额（元）")
    return Sheet("花名册", [table], society="渌口区红十字会", **more)


@pytest.mark.parametrize("number", [0, 1, 40, 300])
def test_a_roster_of_any_length_says_every_row_once_and_sums_each_page(number):
    printed = texts(papers_pdf([roster(number, landscape=True, signatures=["发放人"] * 2)]))

    assert [n for text in printed for n in rows_on(text)] == list(range(number))
    sums = [re.search("本页小计([0-9,.]+)", text) for text in printed]
    if number > 40:
        assert len(printed) > 10
        assert sum(Decimal(found[1]) for found in sums) == number
    assert f"合计{number}.00" in printed[-1] or not number
    assert ("人民币叁佰元整" in printed[-1]) == (number == 300)
    assert all("发放人：" in text for text in printed[-1:])


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("landscape", [False, True])
def test_what_is_printed_stays_within_the_margins_and_fills_their_width(landscape, signed):
    sheet = roster(
        60, landscape=landscape, signatures=["发放人"] * 4, signed_pages=signed, code="1" * 20
    )
    with pdfplumber.open(BytesIO(papers_pdf([sheet]).content)) as pdf:
        width, height = (297, 210) if landscape else (210, 297)
        for page in pdf.pages:
            assert page.width / MILLIMETRE == pytest.approx(width, abs=0.1)
            assert page.height / MILLIMETRE == pytest.approx(height, abs=0.1)
            lines = [(edge["x0"], edge["x1"], edge["top"], edge["bottom"]) for edge in page.edges]
            # The code above the type area is made of squares.
            lines = [line for line in lines if line[2] > 23 * MILLIMETRE]
            assert min(line[0] for line in lines) / MILLIMETRE == pytest.approx(20, abs=0.2)
            assert max(line[1] for line in lines) / MILLIMETRE == pytest.approx(width - 20, abs=0.2)
            foot = height - (18 if landscape else 20) - (12 if signed else 0)
            assert max(line[3] for line in lines) / MILLIMETRE <= foot + 0.2
            words = page.extract_words()
            assert min(word["x0"] for word in words) / MILLIMETRE >= 19.9
            assert max(word["x1"] for word in words) / MILLIMETRE <= width - 19.9
            assert max(word["bottom"] for word in words) / MILLIMETRE <= height - 8


LONG = "".join(f"第{number:03}句话说的是同一件事。" for number in range(250))


@pytest.mark.parametrize(
    "part",
    [
        Table([Column("甲", 30), Column("金额", 20, total=True)], [[LONG, Decimal("7.00")]]),
        Fields([("姓名", "张建国"), ("申请理由", LONG)]),
        Opinions([Opinion("村（社区）意见", "同意"), Opinion("镇（街道）意见", LONG)]),
        Text([LONG]),
    ],
)
def test_a_text_that_is_longer_than_a_page_goes_on_on_the_next(part):
    after = Table([Column("甲", 10), Column("乙", 10, total=True)], [["末行", 3]] * 3)
    printed = texts(papers_pdf([Sheet("长文", [part, after], society="渌口区红十字会")]))

    whole = "".join(re.sub("第[0-9]+页，共[0-9]+页", "", text) for text in printed)
    found = re.findall("第([0-9]{3})句", whole)
    assert sorted(map(int, found)) == list(range(250))
    assert whole.count("末行") == 3 and 2 <= len(printed) <= 6
    assert all(len(text) > 20 for text in printed)


def test_a_long_opinion_keeps_its_signature_and_a_short_one_stays_whole():
    given = [Opinion(f"第{n}级意见", "属实。" * 40 * (n % 2)) for n in range(9)]
    printed = texts(papers_pdf([Sheet("审批表", [Opinions(given)], society="渌口区红十字会")]))

    assert len(printed) == 2
    for text in printed:
        assert text.count("级意见") == text.count("签字（盖章）：")


def test_columns_share_the_width_and_none_runs_out_of_it():
    for widths in ([1, 3], [30, 30, 30], [200, 300]):
        table = Table([Column("甲", width) for width in widths], [["一"] * len(widths)])
        [(_part, [page])] = fitted_parts(Sheet("表", [table]))
        shown = [column.width for column in page.columns]
        assert sum(shown) == pytest.approx(170, abs=0.01)
        assert shown[0] / shown[1] == pytest.approx(widths[0] / widths[1], rel=0.001)


def test_a_first_column_that_is_summed_says_its_sum():
    table = Table([Column("金额", 30, total=True), Column("备注", 30)], [[Decimal("2.50"), ""]] * 2)
    [text] = texts(papers_pdf([Sheet("表", [table], society="渌口区红十字会")]))
    assert "合计：5.00" in text


def test_a_certificate_greets_from_the_edge_and_ends_with_name_and_date():
    text = Text(["湖南某某有限公司：", "感谢您的捐赠。"], large=True)
    sheet = Sheet(
        "捐赠证书", [text], closing=["渌口区红十字会", "2026年3月5日"], society="渌口区红十字会"
    )
    with pdfplumber.open(BytesIO(papers_pdf([sheet]).content)) as pdf:
        [page] = pdf.pages
        lines = {line["text"]: line for line in page.extract_text_lines()}
    greeting, said = lines["湖南某某有限公司："], lines["感谢您的捐赠。"]
    dated = next(line for text, line in lines.items() if "2026" in text)
    assert greeting["x0"] / MILLIMETRE == pytest.approx(20, abs=1)
    assert said["x0"] / MILLIMETRE == pytest.approx(20 + 2 * 5.645, abs=1)
    # Room for a seal above and upon the name and the date.
    assert (dated["top"] - said["bottom"]) / MILLIMETRE > 35
    assert dated["x0"] > page.width / 2


@pytest.mark.parametrize(
    "name",
    ["喆䶮𬭊", "Élodie Ångström", "محمد", "张\u202e三", "李\u0007四", "a\u200bb", "\ufeff王"],
)
def test_any_name_is_printed_without_what_is_not_seen(name):
    sheet = roster(1)
    table = sheet.parts[0]
    named = Table(table.columns, [["行0000行", name, Decimal("1.00")]])
    [text] = texts(papers_pdf([Sheet(name, [named], society=name, closing=[name])]))

    assert rows_on(text) == [0]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", text)
    seen = re.sub(r"[\s\u202e\u0007\u200b\ufeff]", "", name)
    assert text.count(seen) >= 4 or name == "محمد"


@given(WRITTEN, st.floats(1, 40))
def test_the_lines_of_a_text_are_the_text(text, room):
    lines = wrapped(text, room)
    assert "".join(lines) == text.replace("\n", "")
    assert all(lines) or "\n" in text or not text


def test_a_number_of_letters_and_hyphens_fills_its_lines():
    assert wrapped("HN-2021-430212-00000000-JHY", 6.0) == ["HN-2021-430", "212-00000000", "-JHY"]
    assert wrapped("B2021-0808-LONGNUMBER-0001", 8.0) == ["B2021-0808-", "LONGNUMBER-", "0001"]


def lines_printed(columns, row):
    """Return the lines of a table of one row, as they are set."""
    sheet = Sheet("表", [Table(columns, [row])], society="渌口区红十字会")
    with pdfplumber.open(BytesIO(papers_pdf([sheet]).content)) as pdf:
        return [line["text"] for page in pdf.pages for line in page.extract_text_lines()]


def test_figures_that_are_wider_than_their_column_are_set_smaller_and_stay_whole():
    columns = [Column("甲", 92), Column("乙", 24), Column("丙", 30), Column("丁", 24, total=True)]
    row = ["住址", "0731-00000000转1", "430212195203030023", Decimal("1000000000.00")]
    text = "|".join(lines_printed(columns, row))
    for whole in ("1,000,000,000.00", "0731-00000000", "430212195203030023"):
        assert text.count(whole) == 1 + (whole == "1,000,000,000.00"), text


def test_a_figure_that_is_too_wide_in_the_smallest_type_is_broken():
    lines = lines_printed([Column("甲", 20), Column("乙", 150)], ["1" * 70, ""])
    assert "1" * 70 in "".join(line for line in lines if set(line) <= {"1"})


@pytest.mark.parametrize("number", range(25, 70))
def test_no_last_page_holds_one_row_or_two(number):
    [(_table, pages)] = fitted_parts(roster(number))
    assert sum(len(page.rows) for page in pages) == number
    assert len(pages) == 1 or len(pages[-1].rows) > 2
