"""Entries as the workbook of all their fields, and what is read of it again."""

import uuid
from io import BytesIO

from redcross.spreadsheets.exports import entry_sheets
from redcross.spreadsheets.ledger import read_ledger
from redcross.spreadsheets.reading import read_book
from redcross.spreadsheets.rows import RowReader
from redcross.spreadsheets.sheets import write_workbook


def exported(form_class, entries):
    """Return the entries as the workbook of all fields."""
    stream = BytesIO()
    write_workbook(stream, entry_sheets(form_class, entries, "表", ()))
    return stream.getvalue()


def read(form_class, content, by, **options):
    """Return the rows of a file by the rules of the form."""
    ledger = read_ledger(read_book(content, "a.xlsx"), form_class(user=by), ())
    assert ledger.problems == []
    return RowReader(form_class, by, **options).read(ledger.rows, uuid.uuid4())
