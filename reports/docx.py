"""The evaluation as a Word document in the page format of GB/T 9704-2012.

A .docx is a zip of XML parts. `templates/reports/docx/` holds them under the names they have in it.
A chart is a table of its numbers here, and the contents refer to pages by fields, which a word
processor fills in when it opens the file. Margins of wide pages are the same on opposite sides,
because Word mirrors left and right alone.
"""

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from .annexes import grid_of
from .evaluation import Composed

PARTS = (
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
CHARACTERS, WIDE, DATE = 28, 316, 7
# XML 1.0 (2.2) has no place for these, not even escaped.
UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def evaluation_docx(evaluation: Composed, created: datetime | None = None) -> bytes:
    """The same evaluation and time give the same bytes."""
    moment = (created or timezone.now()).astimezone(UTC)
    # The date begins two characters to the right of the name above it.
    begins = min(CHARACTERS - len(evaluation.society.name), CHARACTERS - 2 - DATE)
    sections: list[Any] = [
        (section, [(block, grid_of(block)) for block in section.paragraphs])
        for section in evaluation.sections
    ]
    context = {
        "evaluation": evaluation,
        "sections": sections,
        "created": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "first_start": "oddPage" if evaluation.cover else "nextPage",
        "dated_left": max(begins, 0) * WIDE,
    }
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in PARTS:
            with override("zh-hans"):
                xml = UNPRINTABLE.sub("", render_to_string(f"reports/docx/{name}", context))
            archive.writestr(ZipInfo(name), xml, ZIP_DEFLATED)
    return file.getvalue()
