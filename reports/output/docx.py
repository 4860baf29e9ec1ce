"""The evaluation as a Word file: parts of XML from templates, in a ZIP."""

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from redcross.printing.qr import qr_picture
from redcross.printing.word import COMMON_PARTS, MILLIMETRE, word_file
from reports.evaluation.annexes import PrintedAnnex
from reports.evaluation.document import EvaluationDocument
from reports.evaluation.grids import Grid, block_grid
from reports.evaluation.text_renderer import Block
from reports.text.charts import Chart

from .annex_pages import NONE_DRAWN, DrawnPages, annex_pages
from .chart_picture import chart_picture

XML_PARTS = (
    *COMMON_PARTS,
    "word/footer_even.xml",
    "word/footer_even_wide.xml",
    "word/footer_odd.xml",
    "word/footer_odd_wide.xml",
    "word/header.xml",
)
# Twentieths of a point that a character of a line takes.
CHARACTER_TWIPS = 316
TEXT_WIDTH, QR_WIDTH = 156, 25
# The room for a page of an uploaded file below the title of its annex, and on a page of its own.
PAGE_ROOMS = {False: ((156, 178), (156, 222)), True: ((225, 108), (225, 152))}
# The faces of GB/T 2312 lack the characters of rarer names; those of GBK beside them do not, nor
# does 黑体. What is in neither, Word itself looks for.
RARE_FACES = {
    "Heading2": "楷体",
    **dict.fromkeys(("Title", "AnnexTitle", "CoverTitle", "ContentsTitle"), "宋体"),
    **dict.fromkeys(("Heading1", "TOC1", "AnnexMark", "Caption", "TableHead"), "黑体"),
}


@dataclass(frozen=True)
class Picture:
    """A picture within the text: its bytes, its size in EMU, and what it says to who sees none."""

    number: int
    content: bytes
    cx: int
    cy: int
    caption: str
    title: str
    description: str
    ending: str = "png"

    @property
    def relation(self) -> str:
        """Return how the text refers to it."""
        return f"picture{self.number}"

    @property
    def target(self) -> str:
        """Return where it lies below word/."""
        return f"media/{self.relation}.{self.ending}"


def evaluation_docx(
    evaluation: EvaluationDocument,
    created: datetime | None = None,
    drawn: DrawnPages = NONE_DRAWN,
) -> bytes:
    """Return the Word file. The same evaluation and time give the same bytes.

    `drawn`: the pages of files in annexes that are drawn already.
    """
    moment = (created or timezone.now()).astimezone(UTC)
    pictures: list[Picture] = []
    with override("zh-hans"):
        sections = [
            (section, [(block, _shown(block, pictures)) for block in section.paragraphs])
            for section in evaluation.sections
        ]
        annexes = [
            (
                annex,
                [(block, _shown(block, pictures)) for block in annex.paragraphs],
                _enclosed(annex, drawn, pictures),
            )
            for annex in evaluation.annexes
        ]
    qr = None
    if evaluation.verification:
        title = f"核验二维码：{evaluation.code}"
        size = QR_WIDTH * MILLIMETRE
        code = qr_picture(evaluation.verification)
        qr = Picture(len(pictures) + 1, code, size, size, "", title, evaluation.verification)
        pictures.append(qr)
    name_right, dated_right = (round(right * CHARACTER_TWIPS) for right in evaluation.signed_at)
    context = {
        "evaluation": evaluation,
        "sections": sections,
        "annexes": annexes,
        "pictures": pictures,
        "qr": qr,
        "created": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "first_start": "oddPage" if evaluation.cover else "nextPage",
        "name_right": name_right,
        "dated_right": dated_right,
    }
    with override("zh-hans"):
        parts = [(name, render_to_string(f"reports/docx/{name}", context)) for name in XML_PARTS]
    media = [(f"word/{picture.target}", picture.content) for picture in pictures]
    return word_file(parts, media, RARE_FACES)


def _shown(block: Block, pictures: list[Picture]) -> Picture | Grid | None:
    """Return a chart as a picture, added to the others, a table as a grid; None for a paragraph."""
    if not isinstance(block, Chart):
        return block_grid(block)
    content, width, height = chart_picture(block)
    cx = TEXT_WIDTH * MILLIMETRE
    caption = f"{block.title}（{block.unit.label}）"
    picture = Picture(
        len(pictures) + 1,
        content,
        cx,
        cx * height // width,
        caption,
        block.title,
        block.description,
    )
    pictures.append(picture)
    return picture


def _enclosed(annex: PrintedAnnex, drawn: DrawnPages, pictures: list[Picture]) -> list[Picture]:
    """Return the pages of the annex's files as pictures, added to the others."""
    enclosed = []
    first, other = PAGE_ROOMS[annex.wide]
    for index, content in enumerate(annex_pages(annex, drawn), 1):
        with Image.open(BytesIO(content)) as picture:
            (width, height), kind = picture.size, picture.format
        room = first if index == 1 else other
        scale = min(room[0] * MILLIMETRE / width, room[1] * MILLIMETRE / height)
        page = Picture(
            len(pictures) + 1,
            content,
            round(width * scale),
            round(height * scale),
            "",
            annex.title,
            f"{annex.title}第{index}页",
            "png" if kind == "PNG" else "jpg",
        )
        pictures.append(page)
        enclosed.append(page)
    return enclosed
