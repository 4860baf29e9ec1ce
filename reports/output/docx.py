"""The evaluation as a Word file: parts of XML from templates, in a ZIP."""

import re
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from reports.evaluation.document import EvaluationDocument
from reports.evaluation.grids import block_grid

XML_PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/core.xml",
    "word/_rels/document.xml.rels",
    "word/document.xml",
    "word/fontTable.xml",
    "word/footer_even.xml",
    "word/footer_even_wide.xml",
    "word/footer_odd.xml",
    "word/footer_odd_wide.xml",
    "word/header.xml",
    "word/settings.xml",
    "word/styles.xml",
)
# A line has 28 characters, each so many twentieths of a point wide; a date takes about seven.
CHARACTERS_PER_LINE, CHARACTER_TWIPS, DATE_CHARACTERS = 28, 316, 7
# XML 1.0 (2.2) has no place for these, not even escaped.
UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def evaluation_docx(evaluation: EvaluationDocument, created: datetime | None = None) -> bytes:
    """Return the Word file. The same evaluation and time give the same bytes."""
    moment = (created or timezone.now()).astimezone(UTC)
    # The date begins two characters to the right of the name above it.
    begins = min(
        CHARACTERS_PER_LINE - len(evaluation.society.name),
        CHARACTERS_PER_LINE - 2 - DATE_CHARACTERS,
    )
    sections = [
        (section, [(block, block_grid(block)) for block in section.paragraphs])
        for section in evaluation.sections
    ]
    annexes = [
        (annex, [(block, block_grid(block)) for block in annex.paragraphs])
        for annex in evaluation.annexes
    ]
    context = {
        "evaluation": evaluation,
        "sections": sections,
        "annexes": annexes,
        "created": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "first_start": "oddPage" if evaluation.cover else "nextPage",
        "dated_left": max(begins, 0) * CHARACTER_TWIPS,
    }
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in XML_PARTS:
            with override("zh-hans"):
                xml = UNPRINTABLE.sub("", render_to_string(f"reports/docx/{name}", context))
            archive.writestr(ZipInfo(name), xml, ZIP_DEFLATED)
    return file.getvalue()
