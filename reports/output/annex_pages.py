"""The files of annexes as pictures of their pages, for print."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace

from redcross.models import PDF_TYPE, Attachment
from redcross.printing.pdf_pages import page_pictures
from reports.evaluation.document import EvaluationDocument


def with_pages(evaluation: EvaluationDocument) -> EvaluationDocument:
    """Return the evaluation, the pages of uploaded files in its annexes."""
    if not any(annex.files for annex in evaluation.annexes):
        return evaluation
    annexes = [
        replace(annex, pages=[page for file in annex.files for page in _pages(file)])
        for annex in evaluation.annexes
    ]
    return replace(evaluation, annexes=annexes)


def _pages(file: Attachment) -> Iterator[str]:
    """Yield the address of each page as a picture; none of what is missing or cannot be drawn."""
    try:
        with file.file.open() as stored:
            content = stored.read()
    except OSError:
        return
    if file.content_type != PDF_TYPE:
        yield f"data:{file.content_type};base64,{b64encode(content).decode()}"
        return
    for picture in page_pictures(content):
        yield f"data:image/jpeg;base64,{b64encode(picture).decode()}"
