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


def printed(content, tables=True):
    """Text of a PDF's upright pages without white space: no page numbers, no mark above it.

    Of a table lines are read across its cells: how these are broken decides on the order.
    """
    with pdfplumber.open(BytesIO(content)) as pdf:
        upright = [page for page in pdf.pages if not wide(page)]
        areas = [page.crop((0, 36 / 25.4 * 72, page.width, 263 / 25.4 * 72)) for page in upright]
        if not tables:
            areas = [_outside_tables(area) for area in areas]
        return bare("".join(area.extract_text() for area in areas))


def _outside_tables(area):
    boxes = [table.bbox for table in area.find_tables()]

    def outside(drawn):
        across, down = (drawn["x0"] + drawn["x1"]) / 2, (drawn["top"] + drawn["bottom"]) / 2
        return not any(x0 <= across <= x1 and y0 <= down <= y1 for x0, y0, x1, y1 in boxes)

    return area.filter(outside)


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
