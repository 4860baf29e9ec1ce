"""HTML to PDF: evaluations with the page format of GB/T 9704-2012, papers with one of their own.

The stylesheet and its fonts are read once a process. Nothing outside our static files is fetched:
whatever address a text manages to get into the page is refused.
"""

import ctypes.util
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import unquote

from django.apps import AppConfig
from django.contrib.staticfiles import finders
from django.core import checks
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from .faces import has_rare, mark_rare
from .lines import fill_lines, hold_last_characters
from .page_codes import draw_page_codes

# A host that cannot exist, so that relative addresses in stylesheets resolve below it.
STATIC_HOST = "https://static.invalid/"
# What we write into a page ourselves.
PICTURES = ("data:image/jpeg;base64,", "data:image/png;base64,")
# For archives (GB/T 23286): tagged, with its fonts and the meaning of its colours within it.
VARIANT = "pdf/a-2a"
# Pango and the font configuration are shared by the process.
_lock = Lock()


class PaperHtml(NamedTuple):
    """A paper as HTML, and what the code on each of its pages says, from 1."""

    html: str
    code_of_page: Callable[[int], str] | None = None


class PrintedPapers(NamedTuple):
    """Papers in one file, and how many pages each has."""

    content: bytes
    pages: Sequence[int]


class StaticFilesOnly(URLFetcher):
    """Serves our static files and pictures within the page; refuses everything else: ValueError."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith(PICTURES):
            return super().fetch(url, headers)
        if not url.startswith(STATIC_HOST):
            raise ValueError("Only static files are fetched.")
        path = finders.find(unquote(url.removeprefix(STATIC_HOST)))
        if not isinstance(path, str):
            raise ValueError("No such static file.")
        with open(path, "rb") as file:
            kind = {"Content-Type": "text/css"} if path.endswith(".css") else {}
            return URLFetcherResponse(url, file.read(), kind)


@cache
def _page_format(style: str) -> tuple[CSS, FontConfiguration]:
    fonts = FontConfiguration()
    address = f"{STATIC_HOST}print/{style}.css"
    return CSS(address, url_fetcher=StaticFilesOnly(), font_config=fonts), fonts


@contextmanager
def _collecting_less() -> Iterator[None]:
    """Look for lost objects less often: a report makes millions, of which next to none are lost.

    Sixty pages take a sixth less time, and no more memory.
    """
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def render_pdf(html: str) -> bytes:
    """Return a PDF/A-2a: title, author and language as the page has them, all fonts embedded."""
    with _lock, _collecting_less():
        document = _rendered(html, "gbt9704")
        fill_lines(document)
        content = document.write_pdf(pdf_variant=VARIANT)
    return content or b""


def render_papers(papers: Sequence[PaperHtml]) -> PrintedPapers:
    """Return a PDF/A-2a of papers, each a page of HTML with a count of its own pages."""
    with _lock, _collecting_less():
        first, *others = set_papers = [_rendered(paper.html, "papers") for paper in papers]
        pages = [len(paper.pages) for paper in set_papers]
        codes = [
            paper.code_of_page(number) if paper.code_of_page else ""
            for paper, last in zip(papers, pages, strict=True)
            for number in range(1, last + 1)
        ]
        document = first.copy([page for one in (first, *others) for page in one.pages])
        content = document.write_pdf(
            pdf_variant=VARIANT, finisher=lambda _document, pdf: draw_page_codes(pdf, codes)
        )
    return PrintedPapers(content or b"", pages)


def _rendered(html: str, style: str) -> Document:
    """Return the page set in the style of that name."""
    css, fonts = _page_format(style)
    page = HTML(string=html, base_url=STATIC_HOST, url_fetcher=StaticFilesOnly())
    if has_rare(html):
        mark_rare(page.etree_element)
    hold_last_characters(page.etree_element)
    return page.render(font_config=fonts, stylesheets=[css], pdf_variant=VARIANT)


def check_subsetter(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Warn where HarfBuzz's subsetter is missing: in Python it takes 2.3 s a report, not 0.2 s."""
    if ctypes.util.find_library("harfbuzz-subset"):
        return []
    return [
        checks.Warning(
            "libharfbuzz-subset is missing: PDFs take ten times as long.",
            hint="apt-get install libharfbuzz-subset0",
            id="redcross.W001",
        )
    ]
