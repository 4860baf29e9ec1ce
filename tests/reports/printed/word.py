"""What a Word file and a PDF hold, to be compared."""

import re
from io import BytesIO

import docx
import pdfplumber

from reports.output.docx import evaluation_docx
from tests.reports.printed.reading import wide

HOSTILE = "<b>甲</b> & ]]> {{ 乙 }} \"'\x00\x0b\x1f\ufffe喆珺玥𠮷"
SHOWN = "<b>甲</b> & ]]> {{ 乙 }} \"'喆珺玥𠮷"


def read(evaluation):
    return docx.Document(BytesIO(evaluation_docx(evaluation)))


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
