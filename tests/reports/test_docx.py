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
from reports.docx import evaluation_docx
from reports.evaluation import Composed, Section, compose
from reports.printing import evaluation_pdf
from reports.wording import Part
from tests import factories

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
    """Text of a PDF's type area without white space: no page numbers, no mark above it."""
    with pdfplumber.open(BytesIO(content)) as pdf:
        areas = [page.crop((0, 36 / 25.4 * 72, page.width, 263 / 25.4 * 72)) for page in pdf.pages]
        return bare("".join(area.extract_text() for area in areas))


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
