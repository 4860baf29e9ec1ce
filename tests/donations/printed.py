"""Papers as they are printed: what stands on each page, without spaces, and what is refused."""

from io import BytesIO

import pdfplumber
from django.urls import reverse


def pages_of(answer):
    """Return what stands on each page of the PDF that was answered."""
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    assert answer["Content-Type"] == "application/pdf"
    with pdfplumber.open(BytesIO(answer.content)) as pdf:
        return ["".join((page.extract_text() or "").split()) for page in pdf.pages]


def asked(client, entry, key, **chosen):
    return client.post(f"{entry.get_absolute_url()}paper/{key}/", chosen)


def printed(client, entry, key, **chosen):
    return "".join(pages_of(asked(client, entry, key, **chosen)))


def refused(client, entry, key):
    """Return the page that says why it is not printed."""
    answer = asked(client, entry, key)
    assert answer.status_code == 422
    return answer.content.decode()


def printed_of_society(client, key, **chosen):
    return pages_of(client.post(reverse("society_paper", args=[key]), chosen))
