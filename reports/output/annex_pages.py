"""The files of annexes as pictures of their pages, for print and Word."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace

from redcross.models import PDF_TYPE, Attachment
from redcross.printing.pdf_pages import page_pictures
from reports.evaluation.annexes import PrintedAnnex
from reports.evaluation.document import EvaluationDocument

# The number of a file to its pages, JPEG or PNG; a file never changes.
DrawnPages = Mapping[int, list[bytes]]
NONE_DRAWN: DrawnPages = {}


def draw_pages(files: Iterable[Attachment]) -> DrawnPages:
    """Return the pages of the files; none of what is missing or cannot be drawn."""
    return {file.pk: _pages(file) for file in files}


def with_pages(evaluation: EvaluationDocument, drawn: DrawnPages) -> EvaluationDocument:
    """Return the evaluation, the pages of uploaded files in its annexes as addresses."""
    if not any(annex.files for annex in evaluation.annexes):
        return evaluation
    annexes = [
        replace(annex, pages=[_address(page) for page in annex_pages(annex, drawn)])
        for annex in evaluation.annexes
    ]
    return replace(evaluation, annexes=annexes)


def annex_pages(annex: PrintedAnnex, drawn: DrawnPages) -> list[bytes]:
    """Return the pages of its files, those drawn already as they are."""
    return [
        page
        for file in annex.files
        for page in (drawn[file.pk] if file.pk in drawn else _pages(file))
    ]


def _pages(file: Attachment) -> list[bytes]:
    try:
        with file.file.open() as stored:
            content = stored.read()
    except OSError:
        return []
    return page_pictures(content) if file.content_type == PDF_TYPE else [content]


def _address(page: bytes) -> str:
    """Return the address that holds the picture itself."""
    kind = "png" if page.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(page).decode()}"
