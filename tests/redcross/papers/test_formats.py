"""Papers as Word and XLSX, for who edits on."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from redcross.papers import Column, Fields, Opinion, Opinions, RoundedNumber, Sheet, Table, Text
from redcross.papers.docx import papers_docx
from redcross.papers.xlsx import papers_xlsx
from redcross.typed_values import Rounding

MOMENT = datetime(2026, 3, 5, 4, 5, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://a","b")'
CODE = "12345678901234567890"


def goods_note(**more):
    """Return a note with two rows, what a spreadsheet would take for a formula among them."""
    columns = [
        Column("序号", 10, centred=True),
        Column("品名", 40),
        Column("数量", 20, total=True),
        Column("金额（元）", 24, total=True),
    ]
    rows = [
        ["1", HOSTILE, RoundedNumber(300, Rounding.ABOUT), Decimal("1234567.50")],
        ["2", "大米\x07\u202e䶮", 3, Decimal("2.50")],
    ]
    return Sheet(
        "捐赠物资接收单",
        [
            Fields([("捐赠人", "@SUM(A1)"), ("日期", "2026年3月5日"), ("备注", "-1+1")]),
            Table(columns, rows, blank_rows=2, capitals="金额（元）"),
            Opinions([Opinion("意见", "同意")]),
            Text(["张建国：", "特此证明。"]),
        ],
        number="2026-7",
        note="非财政票据",
        signatures=["交货人", "验收人", "验收人", "保管员", "审批"],
        closing=["渌口区红十字会", "2026年3月5日"],
        society="渌口区红十字会",
        marks=["演示数据", "补打（第2次）"],
        code=CODE,
        **more,
    )


def book_of(*sheets):
    return openpyxl.load_workbook(BytesIO(papers_xlsx(sheets, MOMENT)))


def cells_of(page):
    return [cell for row in page.iter_rows() for cell in row if cell.value is not None]


def test_a_workbook_holds_numbers_as_numbers_and_texts_as_texts():
    page = book_of(goods_note()).worksheets[0]

    values = [cell.value for cell in cells_of(page)]
    assert HOSTILE in values and "@SUM(A1)" in values and "-1+1" in values and "大米䶮" in values
    formulas = [cell for cell in cells_of(page) if cell.data_type == "f"]
    assert [cell.value[:5] for cell in formulas] == ["=SUM("]
    kept = openpyxl.load_workbook(BytesIO(papers_xlsx([goods_note()], MOMENT)), data_only=True)
    assert kept.worksheets[0][formulas[0].coordinate].value == 1234570
    [about] = [cell for cell in cells_of(page) if cell.value == 300]
    assert about.number_format == '"约"#,##0'
    # A sum of which a part is not known exactly is no formula, and says so.
    [rough] = [cell for cell in cells_of(page) if cell.value == 303]
    assert rough.number_format == '"约"#,##0'
    assert "人民币壹佰贰拾叁万肆仟伍佰柒拾元整" in values


def test_a_workbook_is_printed_as_the_paper_is():
    page = book_of(goods_note(landscape=True, signed_pages=True)).worksheets[0]

    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert page.page_setup.fitToHeight == 0 and page.sheet_properties.pageSetUpPr.fitToPage
    merged = [str(cells) for cells in page.merged_cells.ranges]
    assert "A1:D1" in merged and "A2:D2" in merged and page["A2"].value == "捐赠物资接收单"
    assert page["A2"].font.bold and page["A2"].alignment.horizontal == "center"
    [head] = [cell.row for cell in cells_of(page) if cell.value == "品名"]
    assert page.print_title_rows == f"${head}:${head}" and page[f"B{head}"].font.bold
    total = sum(page.column_dimensions[letter].width for letter in "ABCD")
    assert page.column_dimensions["B"].width / total == pytest.approx(40 / 94, abs=0.02)
    assert page.oddHeader.left.text == "演示数据　补打（第2次）"
    assert page.oddHeader.right.text.replace(" ", "") == CODE
    assert page.oddFooter.left.text.count("：") == 5
    assert len(page._images) == 1


def test_names_of_worksheets_are_short_each_its_own_and_without_forbidden_signs():
    sheets = [Sheet(name, []) for name in ("收:支/表*", "收:支/表*", "长" * 50, "'", "History")]
    names = book_of(*sheets).sheetnames
    assert len(set(names)) == 5 and all(0 < len(name) <= 31 for name in names)


def test_a_number_of_more_digits_than_excel_keeps_stays_a_text():
    table = Table([Column("甲", 10), Column("乙", 10)], [["1", Decimal("1234567890123456.78")]])
    values = [cell.value for cell in cells_of(book_of(Sheet("表", [table])).worksheets[0])]
    assert "1,234,567,890,123,456.78" in values


def test_word_holds_what_stands_on_the_paper():
    document = docx.Document(BytesIO(papers_docx([goods_note()], MOMENT)))

    said = [paragraph.text for paragraph in document.paragraphs]
    assert said[:4] == ["渌口区红十字会", "捐赠物资接收单", "非财政票据", "编号：2026-7"]
    assert "张建国：" in said and "渌口区红十字会" in said[5:]
    fields, table, opinions, signed, rest = document.tables
    assert [cell.text for cell in fields.rows[0].cells][:2] == ["捐赠人", "@SUM(A1)"]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["序号", "品名", "数量", "金额（元）"]
    assert rows[1] == ["1", HOSTILE, "约300", "1,234,567.50"] and rows[2][1] == "大米䶮"
    assert rows[5] == ["合计", "合计", "约303", "1,234,570.00"]
    assert "人民币壹佰贰拾叁万肆仟伍佰柒拾元整" in rows[6]
    assert opinions.rows[0].cells[0].text == "意见"
    assert [cell.text for cell in signed.rows[0].cells] == [
        *("交货人：", "验收人：", "验收人：", "保管员：")
    ]
    assert rest.rows[0].cells[0].text == "审批："
    core = document.core_properties
    assert (core.author, core.created) == ("渌口区红十字会", MOMENT)


def test_each_paper_in_word_is_a_section_with_its_own_code_and_page_numbers():
    sheets = [goods_note(landscape=True, signed_pages=True), goods_note()]
    content = papers_docx(sheets, MOMENT)
    document = docx.Document(BytesIO(content))

    wide, high = document.sections
    assert (wide.orientation, high.orientation) == (WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT)
    assert wide.page_width == pytest.approx(Mm(297), abs=Mm(0.1))
    for section in (wide, high):
        assert section.left_margin == section.right_margin == pytest.approx(Mm(20), abs=Mm(0.1))
        assert section.top_margin == pytest.approx(Mm(24), abs=Mm(0.1))
        [head] = section.header.tables
        left, right = head.rows[0].cells
        assert left.text == "演示数据　补打（第2次）"
        assert right.text.replace(" ", "").strip() == CODE
        pictures = [rel for rel in section.header.part.rels.values() if "image" in rel.reltype]
        assert len(pictures) == 1
    assert len(wide.footer.tables) == 1 and not high.footer.tables
    heads = [row for table in document.tables for row in table.rows if "tblHeader" in row._tr.xml]
    assert len(heads) == 2
    assert len([n for n in ZipFile(BytesIO(content)).namelist() if n.endswith(".png")]) == 2


@pytest.mark.parametrize("write", [papers_docx, papers_xlsx])
def test_the_same_papers_and_time_give_the_same_bytes(write):
    assert write([goods_note()], MOMENT) == write([goods_note()], MOMENT)


def test_a_rare_name_is_set_in_a_face_that_has_it():
    content = papers_docx([goods_note()], MOMENT)
    xml = ZipFile(BytesIO(content)).read("word/document.xml").decode()
    assert (
        'w:eastAsia="仿宋" w:hAnsi="仿宋" w:cs="仿宋"/></w:rPr><w:t xml:space="preserve">大米䶮'
        in xml
    )


@pytest.mark.parametrize("write", [papers_docx, papers_xlsx])
def test_the_smallest_paper_leaves_too(write):
    assert write([Sheet("", []), Sheet("表", [Table([Column("甲", 1)], [])])])
