import re
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import docx
import pdfplumber
import pytest
from django.core.management import CommandError, call_command
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from lxml import etree

from redcross.models import LogEntry
from reports.annexes import Annex, Cell, Grid
from reports.docx import evaluation_docx
from reports.evaluation import Composed, Section, compose, compose_evaluation
from reports.printing import evaluation_pdf
from reports.wording import Part
from tests import factories
from tests.reports.test_annexes import full, wide

__all__ = ["full"]
MM, POINT = 36000, 12700  # in the units of python-docx
HOSTILE = "<b>甲</b> & ]]> {{ 乙 }} \"'\x00\x0b\x1f\ufffe喆珺玥𠮷"
SHOWN = "<b>甲</b> & ]]> {{ 乙 }} \"'喆珺玥𠮷"


@pytest.fixture
def evaluation(society):
    """Headings of every level, and paragraphs that fill more than two pages."""
    long = [
        Part("红十字会依法履行人道救助职责，全年接受捐款"),
        Part("12笔", "/gifts/"),
        Part("。"),
    ] * 20
    sections = [
        Section("一、人道救助", 1),
        Section("（一）救助", 2, [long, long, [Part("另有“博爱送万家”活动。")]]),
        Section("1.大病救助", 3, [long]),
        Section("（1）儿童", 4, [[Part("救助3人。")]]),
        Section("二、宣传", 1, [long]),
    ]
    return Composed(society, 2021, "2021年部门整体绩效评价报告", [Part("引言。")], sections)


def read(evaluation):
    return docx.Document(BytesIO(evaluation_docx(evaluation)))


def parts(evaluation):
    with ZipFile(BytesIO(evaluation_docx(evaluation))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(evaluation):
    """Style and text of every paragraph that the evaluation asks for."""
    yield "Title", f"{evaluation.society.name}\n{evaluation.title}"
    yield "Body Text", "".join(part.text for part in evaluation.preamble)
    for section in evaluation.sections:
        yield f"Heading {section.level}", section.heading
        for paragraph in section.paragraphs:
            yield "Body Text", "".join(part.text for part in paragraph)
    yield "Signature", evaluation.society.name


def bare(text):
    return re.sub(r"\s", "", text)


def printed(content):
    """Text of a PDF's upright pages without white space: no page numbers, no mark above it."""
    with pdfplumber.open(BytesIO(content)) as pdf:
        upright = [page for page in pdf.pages if not wide(page)]
        areas = [page.crop((0, 36 / 25.4 * 72, page.width, 263 / 25.4 * 72)) for page in upright]
        return bare("".join(area.extract_text() for area in areas))


def cells(rows):
    """What stands in a table's cells, each once and without white space."""
    return [text for row in rows for cell in row if (text := bare(cell or ""))]


def tables_of_pdf(content):
    """What stands in the cells of all tables; a head that is repeated counts once a page."""
    with pdfplumber.open(BytesIO(content)) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    return [text for table in tables for text in cells(table)]


def tables_of_word(document):
    """The same of Word: a merged cell is read once."""
    found = []
    for table in document.tables:
        seen = set()
        for row in table.rows:
            for cell in row.cells:
                if cell._tc not in seen and bare(cell.text):
                    found.append(bare(cell.text))
                seen.add(cell._tc)
    return found


def test_every_paragraph_stands_in_order_under_its_style(evaluation):
    found = [(p.style.name, p.text) for p in read(evaluation).paragraphs]
    assert found == list(written(evaluation))


def test_word_and_pdf_say_the_same(evaluation):
    text = bare("".join(p.text for p in read(evaluation).paragraphs))
    assert len(text) > 1500
    assert printed(evaluation_pdf(evaluation)) == text


def test_a_composed_year_says_the_same_in_word_and_pdf(staff, society):
    factories.make_cash_gift(staff, "66000")
    composed = compose(society, 2021)
    text = bare("".join(p.text for p in read(composed).paragraphs))
    assert composed.sections and "6.6万元" in text
    assert printed(evaluation_pdf(composed)) == text


def test_the_page_is_a4_with_mirrored_margins_and_a_grid_of_22_lines_of_28_characters(evaluation):
    document = read(evaluation)
    (section,) = document.sections
    sizes = [
        section.page_width,
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    ]
    assert [size / MM for size in sizes] == pytest.approx([210, 297, 37, 35, 28, 26], abs=0.1)
    assert document.settings.element.find(qn("w:mirrorMargins")) is not None
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    line = int(grid.get(qn("w:linePitch"))) / 20
    height = (section.page_height - section.top_margin - section.bottom_margin) / POINT
    assert 22 <= height / line < 22.1
    normal = document.styles["Normal"]
    assert normal.font.size.pt == 16
    width = (section.page_width - section.left_margin - section.right_margin) / POINT
    assert 28 <= width / (16 + int(grid.get(qn("w:charSpace"))) / 4096) < 28.1
    (closer,) = document.styles.element.xpath("w:docDefaults//w:spacing/@w:val")
    assert 28 <= width / (16 + int(closer) / 20) < 28.1
    paragraph = normal.paragraph_format
    assert (paragraph.line_spacing.pt, paragraph.line_spacing_rule) == (
        line,
        WD_LINE_SPACING.EXACTLY,
    )


def effective(styles, name, path):
    """The nearest value on the way from a style to the defaults of its document."""
    style = styles[name]
    while style is not None:
        if found := style.element.xpath(path):
            return found[0]
        style = style.base_style
    return next(iter(styles.element.xpath(f"w:docDefaults/w:rPrDefault/{path}")), None)


@pytest.mark.parametrize(
    ("name", "font", "size", "indent", "adjusted"),
    [
        ("Title", "方正小标宋简体", "44", None, "center"),
        ("Heading 1", "黑体", "32", "200", "both"),
        ("Heading 2", "楷体_GB2312", "32", "200", "both"),
        ("Heading 3", "仿宋_GB2312", "32", "200", "both"),
        ("Heading 4", "仿宋_GB2312", "32", "200", "both"),
        ("Body Text", "仿宋_GB2312", "32", "200", "both"),
        ("Signature", "仿宋_GB2312", "32", None, "right"),
        ("header", "仿宋_GB2312", "32", None, "center"),
        ("footer", "宋体", "28", None, "both"),
    ],
)
def test_each_style_has_its_font_size_and_indent(evaluation, name, font, size, indent, adjusted):
    styles = read(evaluation).styles
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        assert effective(styles, name, f"w:rPr/w:rFonts/@w:{script}") == font
    assert effective(styles, name, "w:rPr/w:sz/@w:val") == size
    assert effective(styles, name, "w:pPr/w:ind/@w:firstLineChars") == indent
    assert effective(styles, name, "w:pPr/w:jc/@w:val") == adjusted
    assert effective(styles, name, "w:rPr/w:lang/@w:eastAsia") == "zh-CN"


def test_headings_make_an_outline_and_stay_with_their_text(evaluation):
    styles = read(evaluation).styles
    for level in range(1, 5):
        style = styles[f"Heading {level}"]
        assert style.element.xpath("w:pPr/w:outlineLvl/@w:val") == [str(level - 1)]
        assert style.paragraph_format.keep_with_next
        assert not style.font.bold and style.font.color.rgb is None


def test_page_numbers_stand_on_the_outer_side(evaluation):
    document = read(evaluation)
    assert document.settings.odd_and_even_pages_header_footer
    (section,) = document.sections
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        element = paragraph._p
        assert element.xpath("w:pPr/w:jc/@w:val") == [side]
        assert element.xpath(f"w:pPr/w:ind/@w:{side}") == ["280"]
        assert element.xpath("w:fldSimple/@w:instr") == ["PAGE"]
        assert "".join(element.xpath(".//w:t/text()")) == "— 1 —"


@pytest.mark.parametrize("demonstration", [True, False])
def test_demonstration_data_says_so_on_every_page(evaluation, demonstration):
    evaluation.society.demonstration = demonstration
    (section,) = read(evaluation).sections
    for header in (section.header, section.even_page_header):
        text = "".join(p.text for p in header.paragraphs)
        assert text == ("演示数据" if demonstration else "")


def test_title_author_language_and_time_are_set(evaluation):
    moment = datetime(2022, 3, 5, 9, 30, tzinfo=UTC)
    core = docx.Document(BytesIO(evaluation_docx(evaluation, moment))).core_properties
    assert core.title == f"{evaluation.society.name}{evaluation.title}"
    assert core.author == evaluation.society.name
    assert core.language == "zh-CN"
    assert core.created == core.modified == moment


def test_the_same_evaluation_and_time_give_the_same_bytes(evaluation):
    moment = datetime(2022, 3, 5, tzinfo=UTC)
    assert evaluation_docx(evaluation, moment) == evaluation_docx(evaluation, moment)


def test_no_text_breaks_the_file(evaluation):
    evaluation.society.name = HOSTILE
    evaluation.title = HOSTILE
    evaluation.preamble = [Part(HOSTILE)]
    evaluation.sections = [Section(HOSTILE, 1, [[Part(HOSTILE), Part(HOSTILE)]])]
    document = read(evaluation)
    assert [p.text for p in document.paragraphs] == [
        f"{SHOWN}\n{SHOWN}",
        SHOWN,
        SHOWN,
        SHOWN * 2,
        SHOWN,
    ]
    assert document.core_properties.author == SHOWN


def test_every_part_is_declared(evaluation):
    content = parts(evaluation)
    types = etree.fromstring(content["[Content_Types].xml"])
    declared = {name.lstrip("/") for name in types.xpath("//@PartName")}
    assert declared == {name for name in content if not name.endswith((".rels", "Types].xml"))}


def test_the_button_and_the_command_write_word(evaluation, signed_in, leader, tmp_path):
    client = signed_in(leader)
    page = client.get("/evaluations/2021/").content.decode()
    assert f"/evaluations/2021/docx/?society={leader.society_id}" in page
    answer = client.get(f"/evaluations/2021/docx/?society={leader.society_id}")
    assert answer["Content-Disposition"] == 'attachment; filename="evaluation-2021.docx"'
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    kept = LogEntry.objects.get(action=LogEntry.Action.EXPORT)
    assert (kept.user, kept.model, kept.object_id) == (leader, "evaluation", 2021)

    file = tmp_path / "report.docx"
    call_command("evaluation", 2021, docx=file, society="430212", verbosity=0)
    for source in (BytesIO(answer.content), file):
        assert docx.Document(source).paragraphs[0].text.endswith("2021年部门整体绩效评价报告")
    with pytest.raises(CommandError, match="--docx"):
        call_command("evaluation", 2021)


def test_word_and_pdf_hold_the_same_tables(full):
    composed = compose_evaluation(full)
    composed.sections = []  # without the charts, which Word has as tables
    word = tables_of_word(docx.Document(BytesIO(evaluation_docx(composed))))
    pdf = tables_of_pdf(evaluation_pdf(composed))
    assert len(word) > 150
    assert set(word) == set(pdf)
    once = [text for text in word if word.count(text) == 1 and pdf.count(text) == 1]
    assert [text for text in pdf if text in once] == [text for text in once]


def test_a_chart_is_a_table_of_its_numbers(full):
    composed = compose_evaluation(full)
    document = docx.Document(BytesIO(evaluation_docx(composed)))
    by_programme, chart, months = document.tables[:3]
    for table in (by_programme, chart):
        assert len(table.rows) == 1 + 20
        assert {row.cells[0].text for row in table.rows[1:]} == {f"救助项目{n}" for n in range(20)}
    assert [row.cells[0].text for row in months.rows[1:]] == [f"{m}月" for m in range(1, 13)]
    assert [row.cells[1].text for row in months.rows[1:]] == ["200"] * 8 + ["100"] * 4
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    assert len(captions) == 3 and len(set(captions)) == 1


def test_rows_stay_whole_heads_repeat_and_groups_keep_their_label(full):
    document = docx.Document(BytesIO(evaluation_docx(compose_evaluation(full))))
    table = next(t for t in document.tables if t.rows[0].cells[0].text == "一级指标")
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)
    assert [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows] == [
        True,
        *[False] * (len(table.rows) - 1),
    ]
    for above, below in zip(table.rows, table.rows[1:], strict=False):
        goes_on = bool(below._tr.xpath("w:tc/w:tcPr/w:vMerge[@w:val='continue']"))
        kept = above._tr.xpath(".//w:keepNext")
        assert bool(kept) == (goes_on or bool(above._tr.xpath("w:trPr/w:tblHeader")))


def test_wide_annexes_lie_on_landscape_pages_of_the_same_type_area(full):
    document = docx.Document(BytesIO(evaluation_docx(compose_evaluation(full))))
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
    document = docx.Document(BytesIO(evaluation_docx(compose_evaluation(full))))
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
    composed = compose_evaluation(full)
    document = docx.Document(BytesIO(evaluation_docx(composed)))
    body = document.element.body
    asked = re.findall(r"PAGEREF (\w+)", " ".join(body.xpath(".//w:instrText/text()")))
    named = {one.get(qn("w:name")): one for one in body.xpath(".//w:bookmarkStart")}
    assert asked == ([anchor for anchor, _level, _text in composed.contents] if cover else [])
    assert set(asked) <= named.keys()
    assert len({one.get(qn("w:id")) for one in named.values()}) == len(named)
    fills_in = document.settings.element.find(qn("w:updateFields"))
    assert (fills_in is not None) == cover
    numbered = [bool(one._sectPr.xpath("w:footerReference")) for one in document.sections]
    assert numbered == ([False, False] if cover else []) + [True] * 3
    begins = [one._sectPr.xpath("w:pgNumType/@w:start") for one in document.sections]
    assert begins == ([[], [], ["1"]] if cover else [[]]) + [[], []]


def test_the_annexes_the_date_and_the_code_are_named(full):
    composed = compose_evaluation(full, code="2345-6789-ABCD")
    composed.dated = "2022年3月5日"
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
        ("Body Text", "验证码：2345-6789-ABCD"),
    ]
    (dated,) = [p for p in paragraphs if p.style.name == "Dated"]
    # The name has ten characters and ends two before the edge; the date begins two after it.
    assert dated.paragraph_format.left_indent / POINT == pytest.approx((28 - 10) * 15.8, abs=0.1)


def test_no_text_of_a_table_breaks_the_file(evaluation):
    grid = Grid(
        (50, 50), [[Cell(([Part(HOSTILE)],), "head", 2)]], [[[Cell(([Part(HOSTILE)],))] * 2]]
    )
    evaluation.annexes = [Annex("附件", HOSTILE, [grid], True, HOSTILE)]
    (table,) = read(evaluation).tables
    assert [cell.text for row in table.rows for cell in row.cells] == [SHOWN] * 4
