"""Tables, charts, annexes and contents of the Word file."""

import re
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image

from reports.evaluation.annexes import PrintedAnnex
from reports.evaluation.document import compose_document
from reports.evaluation.grids import Grid, GridCell
from reports.output.docx import evaluation_docx
from reports.output.pdf import evaluation_pdf
from reports.text.wording import TextRun
from tests.reports.printed.word import HOSTILE, SHOWN, read, tables_of_pdf, tables_of_word

MM, POINT = 36000, 12700  # in the units of python-docx


def test_word_and_pdf_hold_the_same_tables(full):
    composed = compose_document(full)
    composed.sections = []  # without the charts, which Word has as tables
    word = tables_of_word(docx.Document(BytesIO(evaluation_docx(composed))))
    pdf = tables_of_pdf(evaluation_pdf(composed))
    assert len(word) > 150
    assert set(word) == set(pdf)
    once = [text for text in word if word.count(text) == 1 and pdf.count(text) == 1]
    assert [text for text in pdf if text in once] == [text for text in once]


def test_a_chart_is_a_picture_as_wide_as_the_text_that_says_what_it_shows(full):
    composed = compose_document(full)
    document = docx.Document(BytesIO(evaluation_docx(composed)))
    by_programme = document.tables[0]
    assert len(by_programme.rows) == 1 + 20
    assert len(document.inline_shapes) == 2
    for shape, most in zip(document.inline_shapes, ("100元", "200元"), strict=True):
        relation = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        with Image.open(BytesIO(document.part.related_parts[relation].blob)) as picture:
            colours = picture.convert("RGB").getcolors(9**9)
            dark = sum(count for count, (r, _g, b) in colours if r < 60 < b)
            assert picture.format == "PNG" and dark > 10_000
            assert shape.width / MM == pytest.approx(156, abs=0.1)
            ratio = picture.height / picture.width
            assert shape.height / shape.width == pytest.approx(ratio, abs=0.01)
        told = shape._inline.docPr.get("descr")
        assert most.removesuffix("元") in told and "元" in told
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    assert len(captions) == 3


def test_rows_stay_whole_heads_repeat_and_groups_keep_their_label(full):
    document = docx.Document(BytesIO(evaluation_docx(compose_document(full))))
    table = next(t for t in document.tables if t.rows[0].cells[0].text == "一级指标")
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)
    assert [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows] == [
        True,
        *[False] * (len(table.rows) - 1),
    ]
    for above, below in zip(table.rows, table.rows[1:], strict=False):
        goes_on = bool(below._tr.xpath("w:tc/w:tcPr/w:vMerge[@w:val='continue']"))
        kept = above._tr.xpath(".//w:keepNext")
        closes = below.cells[0].text.startswith("总分")
        assert bool(kept) == (goes_on or closes or bool(above._tr.xpath("w:trPr/w:tblHeader")))


def test_wide_annexes_lie_on_landscape_pages_of_the_same_type_area(full):
    document = docx.Document(BytesIO(evaluation_docx(compose_document(full))))
    sizes = [
        [
            round(size / MM)
            for size in (
                one.page_width,
                one.page_height,
                one.page_width - one.left_margin - one.right_margin,
                one.page_height - one.top_margin - one.bottom_margin,
            )
        ]
        for one in document.sections
    ]
    upright, lying = [210, 297, 156, 225], [297, 210, 225, 156]
    assert sizes == [upright, upright, upright, lying, upright]
    for table in document.tables:
        widths = [int(one.get(qn("w:w"))) for one in table._tbl.tblGrid.gridCol_lst]
        assert sum(widths) / 20 * POINT / MM <= 226


def test_page_numbers_of_wide_pages_stand_at_their_left_side(full):
    document = docx.Document(BytesIO(evaluation_docx(compose_document(full))))
    section = document.sections[3]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        element = footer.paragraphs[0]._p
        (text,) = element.xpath(".//w:txbxContent/w:p")
        assert text.xpath("w:pPr/w:jc/@w:val") == [side]
        assert "".join(text.xpath(".//w:t/text()")) == "— 1 —"
        x, y = (int(one) / MM for one in element.xpath(".//*[local-name()='posOffset']/text()"))
        wide_, high = (
            int(element.xpath(f".//*[local-name()='extent']/@{d}")[0]) for d in ("cx", "cy")
        )
        assert x + wide_ / MM == pytest.approx(36 - 7, abs=0.5)
        edge = y + high / MM if side == "right" else y
        assert edge == pytest.approx(183 - 4.94 if side == "right" else 27 + 4.94, abs=0.5)


@pytest.mark.parametrize("cover", [True, False])
def test_contents_refer_to_the_pages_of_headings_and_annexes(full, cover):
    full.cover = cover
    composed = compose_document(full)
    document = docx.Document(BytesIO(evaluation_docx(composed)))
    body = document.element.body
    asked = body.xpath(".//w:instrText/text()")
    named = {one.get(qn("w:name")): one for one in body.xpath(".//w:bookmarkStart")}
    contents = [one for one in asked if one.startswith(" TOC")]
    asked = [name for one in asked for name in re.findall(r"PAGEREF (\w+)", one)]
    assert asked == ([anchor for anchor, _level, _text in composed.contents] if cover else [])
    assert contents == ([' TOC \\o "1-2" \\f C \\h \\z '] if cover else [])
    assert set(asked) <= named.keys()
    assert len({one.get(qn("w:id")) for one in named.values()}) == len(named)
    # No number stands there that Word has not counted.
    lines = body.xpath(".//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'TOC')]")
    listed = ["".join(one.xpath(".//w:t/text()")) for one in lines]
    assert listed == ([text for _anchor, _level, text in composed.contents] if cover else [])
    fills_in = document.settings.element.find(qn("w:updateFields"))
    assert (fills_in is not None) == cover
    numbered = [bool(one._sectPr.xpath("w:footerReference")) for one in document.sections]
    assert numbered == ([False, False] if cover else []) + [True] * 3
    begins = [one._sectPr.xpath("w:pgNumType/@w:start") for one in document.sections]
    assert begins == ([[], [], ["1"]] if cover else [[]]) + [[], []]


@pytest.mark.parametrize(
    ("sealed", "name_right", "date_right"),
    # The name has ten characters, the date six with its digits half as wide. With seal the date
    # stands four from the right and the name in its middle, two more on each side; without, the
    # name two from the right, and the date begins two after it.
    [(True, 2, 4), (False, 2, 4)],
)
def test_the_annexes_the_date_and_the_code_are_named(full, sealed, name_right, date_right):
    composed = compose_document(full, code="2345-6789-ABCD")
    composed.dated, composed.sealed = "2022年3月5日", sealed
    composed.address = "https://example.org/verify/"
    paragraphs = docx.Document(BytesIO(evaluation_docx(composed))).paragraphs
    told = [(p.style.name, p.text) for p in paragraphs if p.style.name != "Gap"]
    at = told.index(("Annex List", "附件：1. 部门整体支出绩效自评表"))
    assert told[at + 1 :] == [
        ("Annex List", "2. 部门整体支出绩效评价基础数据表"),
        ("Signature", "株洲市渌口区红十字会"),
        ("Dated", "2022年3月5日"),
        ("Annex Mark", "附件1"),
        ("Annex Title", "部门整体支出绩效自评表"),
        ("Annex Mark", "附件2"),
        ("Annex Title", "部门整体支出绩效评价基础数据表"),
        ("Table Text", "验证码：2345-6789-ABCD"),
        ("Table Text", "核验网址：https://example.org/verify/"),
        ("Picture", ""),
    ]
    for style, right in (("Signature", name_right), ("Dated", date_right)):
        [one] = [p for p in paragraphs if p.style.name == style]
        assert one.paragraph_format.right_indent / POINT == pytest.approx(right * 15.8, abs=0.1)


def test_no_text_of_a_table_breaks_the_file(evaluation):
    grid = Grid(
        (50, 50),
        [[GridCell(([TextRun(HOSTILE)],), "head", 2)]],
        [[[GridCell(([TextRun(HOSTILE)],))] * 2]],
    )
    evaluation.annexes = [PrintedAnnex("附件", HOSTILE, [grid], True, HOSTILE)]
    (table,) = read(evaluation).tables
    assert [cell.text for row in table.rows for cell in row.cells] == [SHOWN] * 4
