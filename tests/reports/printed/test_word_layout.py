"""The page format and the styles of the Word file."""

import pytest
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn

from tests.reports.printed.word import read

MM, POINT = 36000, 12700  # in the units of python-docx


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
