"""Working papers and evidence packs, read back."""

from io import BytesIO
from zipfile import ZipFile

from django.utils.translation import gettext, override

from redcross.figures import figures_by_key
from tests.spreadsheets.exported import sheets_in


def zh(text):
    """As the papers say it, whatever language the reader uses."""
    with override("zh-hans"):
        return gettext(text)


def papers_of(client, evaluation):
    answer = client.get(f"/drafts/{evaluation.pk}/papers.xlsx")
    assert answer.status_code == 200
    return sheets_in(b"".join(answer))


def pack_of(client, evaluation):
    answer = client.get(f"/drafts/{evaluation.pk}/evidence.zip")
    assert answer.status_code == 200 and answer.streaming
    return ZipFile(BytesIO(b"".join(answer)))


def figures_of(book):
    """Key to the row of its figure, below two rows that say whose papers they are."""
    with override("zh-hans"):
        keys = {str(figure.label): key for key, figure in figures_by_key().items()}
    return {keys[row[0]]: row for row in book["数据"][3:]}


def title_of(model):
    with override("zh-hans"):
        return str(model._meta.verbose_name_plural)


def records_of(book, model):
    """Record number to its row by heading."""
    head, *rows = book[title_of(model)]
    return {int(row[0]): dict(zip(head, row, strict=True)) for row in rows}
