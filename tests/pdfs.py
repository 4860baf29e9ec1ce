"""PDFs of blank pages, for what is uploaded."""

from io import BytesIO

import pikepdf
from django.core.files.base import ContentFile


def pdf_of(pages=1, **options):
    """Return a PDF of so many pages, always the same. `options`: as pikepdf saves it."""
    file, content = pikepdf.new(), BytesIO()
    for _page in range(pages):
        file.add_blank_page(page_size=(595, 842))
    file.save(content, deterministic_id=not options, **options)
    return content.getvalue()


def pdf_file(pages=1, name="扫描件.pdf", **options):
    return ContentFile(pdf_of(pages, **options), name=name)


LOCKED = pikepdf.Encryption(owner="a", user="b")
# Opened by everybody, and changed by nobody.
HELD = pikepdf.Encryption(owner="a", user="")

# What begins like a PDF and cannot be one for others, and what is said of it.
UNFIT = [
    (b"%PDF-1.7 nothing here", "cannot be opened"),
    (b"%PDF-<html>", "cannot be opened"),
    (pdf_of(0), "cannot be opened"),
    (pdf_of(3)[:200], "cannot be opened"),
    (pdf_of(1, encryption=LOCKED), "protected"),
    (pdf_of(1, encryption=HELD), "protected"),
]
