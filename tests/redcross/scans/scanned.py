"""Files from a scanner, and what of them waits to be placed."""

import io

import pikepdf

from redcross.models import ScannedPage


def joined(*files):
    """Return one PDF of several."""
    whole = pikepdf.new()
    for file in files:
        with pikepdf.open(io.BytesIO(file)) as part:
            whole.pages.extend(part.pages)
    content = io.BytesIO()
    whole.save(content)
    return content.getvalue()


def blank_pdf(pages=1):
    whole = pikepdf.new()
    for _page in range(pages):
        whole.add_blank_page()
    content = io.BytesIO()
    whole.save(content)
    return content.getvalue()


def waiting():
    return list(ScannedPage.objects.waiting().order_by("number"))
