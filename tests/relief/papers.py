"""What stands on papers of relief, read from their PDF."""

from io import BytesIO

import pdfplumber
from django.urls import reverse


def pages_of(answer):
    """Return the text of each page, without what its lines and cells break."""
    assert answer.status_code == 200, answer.status_code
    assert answer["Content-Type"] == "application/pdf"
    with pdfplumber.open(BytesIO(answer.content)) as pdf:
        return ["".join((page.extract_text() or "").split()) for page in pdf.pages]


def tables_of(answer):
    """Return the rows of all tables of the PDF, the breaks within cells taken away."""
    with pdfplumber.open(BytesIO(answer.content)) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    return [["".join((cell or "").split()) for cell in row] for table in tables for row in table]


def print_one(client, entry, key, **chosen):
    """Return the answer that holds the paper of one entry."""
    return client.post(f"{entry.get_absolute_url()}paper/{key}/", chosen)


def print_together(client, entries, key, **chosen):
    """Return the answer that holds the paper of several entries of one kind."""
    address = reverse(type(entries[0]).url_name("bulk_print"))
    return client.post(address, {"paper": key, "row": [one.pk for one in entries], **chosen})
