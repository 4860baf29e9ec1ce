"""Papers as Word, for who edits on: each a section of its own, with the margins of the PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from redcross.printing.qr import qr_picture
from redcross.printing.word import COMMON_PARTS, MILLIMETRE, word_file

from .cells import row_height
from .fitting import (
    HIGHEST_ROW,
    SIGNATURE_LINE,
    WIDEST_LABEL,
    cell_side,
    field_height,
    fitted_fields,
    is_large,
    label_columns,
    paper_width,
    scaled_columns,
    signature_rows,
    sums_of,
    total_in_capitals,
)
from .pdf import grouped
from .sheet import Cell, Fields, Opinions, Part, Sheet, Table, Text, shown_cell

# The faces of GB/T 2312 lack the characters of rarer names; these do not.
RARE_FACES = {
    **dict.fromkeys(("Title", "LargeTitle", "Code", "Footer"), "宋体"),
    **dict.fromkeys(("CellHead", "Marks"), "黑体"),
}
TWIPS = 1440 / 25.4
QR_MILLIMETRES = 14
CELL_STYLES = {"": "Cell", "n": "CellNumber", "c": "CellCentre"}


@dataclass(frozen=True)
class WordCell:
    """Lines of text over so many columns; `merge`: with the cells below it, restart or continue.

    `without`: the edge that is not drawn, top or bottom.
    """

    lines: Sequence[str]
    style: str
    width: int
    span: int = 1
    merge: str = ""
    without: str = ""


@dataclass(frozen=True)
class WordRow:
    """A row; its least height is in twips. `whole`: it is not broken over pages."""

    cells: Sequence[WordCell]
    height: int
    head: bool = False
    whole: bool = True


@dataclass(frozen=True)
class WordPart:
    """A table, or paragraphs with their styles where it has no rows."""

    widths: Sequence[int] = ()
    rows: Sequence[WordRow] = ()
    paragraphs: Sequence[tuple[str, str]] = ()
    bordered: bool = True


@dataclass(frozen=True)
class WordSection:
    """A paper as the templates read it; `number` is its place in the file, from 1."""

    number: int
    sheet: Sheet
    parts: Sequence[WordPart]
    signatures: Sequence[WordPart]
    large: bool
    code: str

    @property
    def in_foot(self) -> bool:
        """Return whether they sign on every page."""
        return self.sheet.signed_pages

    @property
    def qr_size(self) -> int:
        """Return the width of the code in EMU."""
        return QR_MILLIMETRES * MILLIMETRE

    @property
    def halves(self) -> tuple[int, int]:
        """Return the widths of the cells of the head of a page, in twips."""
        width = twips(paper_width(self.sheet))
        return width // 2, width - width // 2

    @property
    def closing_indent(self) -> int:
        """Return how far to the right the closing begins, in twips."""
        return twips(paper_width(self.sheet) - 90)


def twips(millimetres: float) -> int:
    """Return millimetres in twentieths of a point."""
    return round(millimetres * TWIPS)


def papers_docx(sheets: Sequence[Sheet], created: datetime | None = None) -> bytes:
    """Return the Word file. The same papers and time give the same bytes."""
    moment = (created or timezone.now()).astimezone(UTC)
    with override("zh-hans"):
        sections = [_section(number, sheet) for number, sheet in enumerate(sheets, 1)]
        context = {
            "sections": sections,
            "first": sections[0].sheet,
            "created": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        }
        parts = [(name, _xml(name, context)) for name in COMMON_PARTS]
        for section in sections:
            for kind in ("header", "footer"):
                xml = _xml(f"word/{kind}.xml", {"section": section})
                parts.append((f"word/{kind}{section.number}.xml", xml))
            if section.code:
                xml = _xml("word/_rels/header.xml.rels", {"section": section})
                parts.append((f"word/_rels/header{section.number}.xml.rels", xml))
    pictures = [
        (f"word/media/code{section.number}.png", qr_picture(section.sheet.code, damaged=True))
        for section in sections
        if section.code
    ]
    return word_file(parts, pictures, RARE_FACES)


def _xml(name: str, context: dict[str, Any]) -> str:
    return render_to_string(f"papers/docx/{name}", context)


def _section(number: int, sheet: Sheet) -> WordSection:
    return WordSection(
        number,
        sheet,
        [_part(part, sheet) for part in sheet.parts],
        list(_signatures(sheet)),
        is_large(sheet),
        grouped(sheet.code),
    )


def _part(part: Part, sheet: Sheet) -> WordPart:
    width = paper_width(sheet)
    if isinstance(part, Fields):
        return _fields(part, width)
    if isinstance(part, Opinions):
        return _opinions(part, width)
    if isinstance(part, Text):
        usual, greeting = ("Large", "LargeGreeting") if part.large else ("Text", "Greeting")
        return WordPart(
            paragraphs=[
                (greeting if index == 0 and part.greets else usual, text)
                for index, text in enumerate(part.paragraphs)
            ]
        )
    return _table(part, width)


def _cell(
    cell: Cell, style: str, widths: Sequence[int], merge: str = "", without: str = ""
) -> WordCell:
    lines = [] if merge == "continue" else shown_cell(cell).split("\n")
    return WordCell(lines, style, sum(widths), len(widths), merge, without)


def _fields(part: Fields, width: float) -> WordPart:
    rows, columns = [], []
    for line in fitted_fields(part, width):
        pair = [twips(each) for each in line[0].widths]
        label = pair[0]
        columns = [label, twips(width / part.columns) - label] * part.columns
        cells, at = [], 0
        for field in line:
            cells.append(_cell(field.name, "CellHead", columns[at : at + 1]))
            cells.append(_cell(field.text, "Cell", columns[at + 1 : at + 1 + field.span]))
            at += 1 + field.span
        height = field_height(line)
        rows.append(WordRow(cells, twips(8), whole=height <= HIGHEST_ROW))
    return WordPart(columns, rows)


def _opinions(part: Opinions, width: float) -> WordPart:
    label, text_width = twips(WIDEST_LABEL), twips(width - WIDEST_LABEL)
    rows = []
    for one in part.given:
        name = _cell(one.label, "CellHead", [label], "restart")
        text = _cell(one.text, "CellTop", [text_width], without="bottom")
        rows.append(WordRow([name, text], twips(one.text_height)))
        signed = f"{one.signed}　　　　年　　月　　日"
        below = _cell("", "CellHead", [label], "continue")
        cells = [below, _cell(signed, "CellNumber", [text_width], without="top")]
        rows.append(WordRow(cells, twips(SIGNATURE_LINE)))
    return WordPart([label, text_width], rows)


def _table(table: Table, width: float) -> WordPart:
    columns = scaled_columns(table, width)
    wide = [column.width for column in columns]
    widths = [twips(each) for each in wide]
    least = twips(table.row_height)
    heads = [_cell(c.head, "CellHead", [w]) for c, w in zip(columns, widths, strict=True)]
    rows = [WordRow(heads, twips(8), head=True)]
    blank: list[Cell] = [None] * len(columns)
    for row in [*table.rows, *[blank] * table.blank_rows] or [blank]:
        cells = [
            _cell(cell, CELL_STYLES[cell_side(cell, column)], [each])
            for cell, column, each in zip(row, columns, widths, strict=True)
        ]
        height = row_height([shown_cell(cell) for cell in row], wide, table.row_height)
        rows.append(WordRow(cells, least, whole=height <= HIGHEST_ROW))
    labels = label_columns(columns)
    if any(column.total for column in columns):
        sums = sums_of(columns, table.rows)
        label = f"合计：{sums[0]}" if columns[0].total else "合计"
        cells = [_cell(label, "CellHead", widths[:labels])]
        numbers = zip(sums[labels:], widths[labels:], strict=True)
        cells += [_cell(text, "CellNumber", [each]) for text, each in numbers]
        rows.append(WordRow(cells, twips(8)))
    if (capitals := total_in_capitals(table)) and labels < len(columns):
        cells = [_cell("合计（大写）", "CellHead", widths[:labels])]
        rows.append(WordRow([*cells, _cell(capitals, "Cell", widths[labels:])], twips(8)))
    return WordPart(widths, rows)


def _signatures(sheet: Sheet) -> Iterator[WordPart]:
    """Yield who signs, a table without borders for each line."""
    for names in signature_rows(sheet):
        widths = [twips(paper_width(sheet) / len(names))] * len(names)
        cells = [
            _cell(f"{name}：", "Cell", [each]) for name, each in zip(names, widths, strict=True)
        ]
        yield WordPart(widths, [WordRow(cells, twips(SIGNATURE_LINE))], bordered=False)
