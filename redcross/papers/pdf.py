"""Papers as PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from redcross.printing.characters import printable
from redcross.printing.pdf import PaperHtml, PrintedPapers, render_papers

from .fitting import (
    HIGHEST_ROW,
    FittedField,
    TablePage,
    field_height,
    fitted_fields,
    fitted_parts,
    is_large,
    opinion_height,
    signature_rows,
    signed_foot,
    type_area,
)
from .page_codes import page_code
from .sheet import Fields, Opinion, Opinions, Part, Sheet, Text


@dataclass(frozen=True)
class PrintedPart:
    """A part of a paper for the template: one of the others is given.

    Of fields and opinions each comes with whether it is so high that it is broken over pages.
    """

    fields: Sequence[tuple[bool, Sequence[FittedField]]] = ()
    # The widths of the columns of the fields, in millimetres.
    widths: Sequence[float] = ()
    text: Text | None = None
    opinions: Sequence[tuple[bool, Opinion]] = ()
    pages: Sequence[TablePage] = ()


def papers_pdf(sheets: Sequence[Sheet], created: datetime | None = None) -> PrintedPapers:
    """Return the papers in one file, each with pages of its own numbers.

    The same sheets and time give the same bytes.
    """
    return render_papers([paper_html(sheet, created) for sheet in sheets])


def paper_html(sheet: Sheet, created: datetime | None = None) -> PaperHtml:
    """Return the page that is printed."""
    with override("zh-hans"):
        html = render_to_string(
            "papers/print.html",
            {
                "sheet": sheet,
                "large": is_large(sheet),
                "signatures": signature_rows(sheet),
                "foot": signed_foot(sheet),
                "parts": list(_parts(sheet)),
                "code": grouped(sheet.code),
                "created": timezone.localtime(created).isoformat(timespec="seconds"),
            },
        )
    return PaperHtml(printable(html), partial(page_code, sheet.code) if sheet.code else None)


def grouped(code: str) -> str:
    """Return the number of a paper as people read it: 1234 5678."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _parts(sheet: Sheet) -> Iterator[PrintedPart]:
    width, _height = type_area(sheet)
    for part, pages in fitted_parts(sheet):
        yield _printed(part, pages, width)


def _printed(part: Part, pages: list[TablePage], width: float) -> PrintedPart:
    if isinstance(part, Fields):
        rows = fitted_fields(part, width)
        pair = width / part.columns
        label = rows[0][0].widths[0] if rows else pair / 2
        fields = [(field_height(row) > HIGHEST_ROW, row) for row in rows]
        return PrintedPart(fields=fields, widths=[label, pair - label] * part.columns)
    if isinstance(part, Opinions):
        opinions = [(opinion_height(one, width) > HIGHEST_ROW, one) for one in part.given]
        return PrintedPart(opinions=opinions)
    if isinstance(part, Text):
        return PrintedPart(text=part)
    return PrintedPart(pages=pages)
