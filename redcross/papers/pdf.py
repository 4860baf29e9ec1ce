"""Papers as PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from redcross.printing.pdf import render_papers
from redcross.printing.qr import qr_path

from .fitting import LANDSCAPE, PORTRAIT, TablePage, field_rows, field_widths, table_pages
from .sheet import Fields, Opinions, Part, Sheet, Table, Text, shown_cell


class FieldCell(TypedDict):
    """A name and what is known of it; `span`: over how many cells that goes."""

    name: str
    text: str
    span: int


@dataclass(frozen=True)
class PrintedPart:
    """A part of a paper for the template: one of the others is given."""

    fields: list[list[FieldCell]]
    # The width of the name of each pair, in millimetres.
    pairs: list[float]
    text: Text | None
    opinions: Opinions | None
    pages: list[TablePage]


def papers_pdf(sheets: Sequence[Sheet]) -> bytes:
    """Return the papers in one file, each with pages of its own numbers."""
    return render_papers([paper_html(sheet) for sheet in sheets])


def paper_html(sheet: Sheet) -> str:
    """Return the page that is printed."""
    with override("zh-hans"):
        return render_to_string(
            "papers/print.html",
            {
                "sheet": sheet,
                "parts": list(_parts(sheet)),
                "qr": qr_path(sheet.code, damaged=True) if sheet.code else None,
                "code": " ".join(sheet.code[at : at + 4] for at in range(0, len(sheet.code), 4)),
                "created": timezone.localtime().isoformat(timespec="seconds"),
            },
        )


def _parts(sheet: Sheet) -> Iterator[PrintedPart]:
    width, _height = LANDSCAPE if sheet.landscape else PORTRAIT
    for part, pages in table_pages(sheet):
        yield _printed(part, pages, width)


def _printed(part: Part, pages: list[TablePage], width: float) -> PrintedPart:
    rows: list[list[FieldCell]] = []
    pairs: list[float] = []
    if isinstance(part, Fields):
        pairs = [field_widths(part, width)[0]] * part.columns
        for row in field_rows(part):
            last = 1 + 2 * (part.columns - len(row))
            spans = [*[1] * (len(row) - 1), last]
            rows.append(
                [
                    FieldCell(name=name, text=shown_cell(cell), span=span)
                    for (name, cell), span in zip(row, spans, strict=True)
                ]
            )
    return PrintedPart(
        fields=rows,
        pairs=pairs,
        text=part if isinstance(part, Text) else None,
        opinions=part if isinstance(part, Opinions) else None,
        pages=pages if isinstance(part, Table) else [],
    )
