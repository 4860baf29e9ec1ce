"""A paper as it was printed: its words, and the rows of its tables; and what is not printed."""

import io
from functools import cached_property

import pdfplumber
from django.urls import reverse


class PaperPages:
    """What stands on a PDF, without blanks and without the breaks within cells."""

    def __init__(self, content):
        self.content = content

    @cached_property
    def texts(self):
        """Of each page."""
        with pdfplumber.open(io.BytesIO(self.content)) as pdf:
            return ["".join((page.extract_text() or "").split()) for page in pdf.pages]

    @property
    def text(self):
        return "".join(self.texts)

    @cached_property
    def rows(self):
        """Of all tables, in order."""
        with pdfplumber.open(io.BytesIO(self.content)) as pdf:
            tables = [table for page in pdf.pages for table in page.extract_tables()]
        return [
            ["".join((cell or "").split()) for cell in row] for table in tables for row in table
        ]

    def below(self, *heads):
        """Return the rows below these heads, up to the next that are as many; heads not again."""
        start = self.rows.index(list(heads)) + 1
        found = [row for row in self.rows[start:] if len(row) == len(heads)]
        return [row for row in found if row != list(heads)]


def paper_address(entry, key):
    return f"{entry.get_absolute_url()}paper/{key}/"


def pages_of(answer):
    """Return the pages of a paper, which must be the answer."""
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    assert answer.headers["Content-Type"] == "application/pdf"
    return PaperPages(answer.content)


def print_one(client, entry, key, **chosen):
    """Return the answer to who asks for the paper of one entry."""
    return client.post(paper_address(entry, key), chosen)


def print_together(client, entries, key, **chosen):
    """Return the answer to who asks for the paper of several entries of one kind."""
    address = reverse(type(entries[0]).url_name("bulk_print"))
    return client.post(address, {"paper": key, "row": [one.pk for one in entries], **chosen})


def printed(client, entry, key, **chosen):
    """Return the pages of the entry's paper, which must be printed."""
    return pages_of(print_one(client, entry, key, **chosen))


def printed_of_society(client, key, **chosen):
    return pages_of(client.post(reverse("society_paper", args=[key]), chosen))


def not_printed(client, entry, key):
    """Return the page that says why the paper is not printed."""
    answer = print_one(client, entry, key)
    assert answer.status_code == 422
    return answer.content.decode()
