"""A paper as it was printed: its words, and the rows of its tables."""

import io
from dataclasses import dataclass

import pdfplumber


@dataclass(frozen=True)
class PaperPages:
    """`texts`: of each page without blanks; `rows`: of all tables in order, blanks left out."""

    texts: list[str]
    rows: list[list[str]]

    @property
    def text(self):
        return "".join(self.texts)

    def below(self, *heads):
        """Return the rows below these heads, up to the next that are as many; heads not again."""
        start = self.rows.index(list(heads)) + 1
        found = [row for row in self.rows[start:] if len(row) == len(heads)]
        return [row for row in found if row != list(heads)]


def paper_address(entry, key):
    return f"{entry.get_absolute_url()}paper/{key}/"


def pages_of_paper(content):
    """Return what stands on the PDF."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        texts = ["".join(page.extract_text().split()) for page in pdf.pages]
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    rows = [["".join((cell or "").split()) for cell in row] for table in tables for row in table]
    return PaperPages(texts, rows)


def printed(client, entry, key, **chosen):
    """Return the pages of the entry's paper, which must be printed."""
    answer = client.post(paper_address(entry, key), chosen)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    assert answer.headers["Content-Type"] == "application/pdf"
    return pages_of_paper(answer.content)
