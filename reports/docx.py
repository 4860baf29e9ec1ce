"""The evaluation as a Word document in the page format of GB/T 9704-2012.

A .docx is a zip of XML parts. `templates/reports/docx/` holds them under the names they have in it.
"""

import re
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils import timezone

from .evaluation import Composed

PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/core.xml",
    "word/_rels/document.xml.rels",
    "word/document.xml",
    "word/fontTable.xml",
    "word/footer_even.xml",
    "word/footer_odd.xml",
    "word/header.xml",
    "word/settings.xml",
    "word/styles.xml",
)
# XML 1.0 (2.2) has no place for these, not even escaped.
UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def evaluation_docx(evaluation: Composed, created: datetime | None = None) -> bytes:
    """The same evaluation and time give the same bytes."""
    moment = (created or timezone.now()).astimezone(UTC)
    context = {"evaluation": evaluation, "created": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in PARTS:
            xml = UNPRINTABLE.sub("", render_to_string(f"reports/docx/{name}", context))
            archive.writestr(ZipInfo(name), xml, ZIP_DEFLATED)
    return file.getvalue()
