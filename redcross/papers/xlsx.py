"""Papers as XLSX, for who edits on: a worksheet each, printed as the PDF is."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import accumulate

import xlsxwriter
from django.utils import timezone
from django.utils.translation import override
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from redcross.formatting import decimals_of, trim_decimal
from redcross.printing.characters import printable
from redcross.printing.qr import qr_picture
from redcross.spreadsheets.resource import FormattedNumber
from redcross.spreadsheets.sheets import A4, LONGEST_NAME, NOT_IN_NAMES, WORKBOOK_OPTIONS
from redcross.typed_values import Rounding

from .cells import CHARACTER, placed_cell, row_height, table_row_height
from .fitting import (
    BODY_CHARACTER,
    BODY_LINE,
    LARGE_CHARACTER,
    LARGE_LINE,
    NOTE,
    SIGNATURE_LINE,
    WIDEST_LABEL,
    field_height,
    fitted_fields,
    label_columns,
    opinion_height,
    paper_width,
    scaled_columns,
    signature_rows,
    total_in_capitals,
)
from .measuring import lines_of
from .pdf import grouped
from .sheet import Cell, Fields, Opinions, RoundedNumber, Sheet, Table, Text, shown_cell, sum_of

# Pixels, points and inches of a millimetre.
PIXELS, POINTS, INCHES = 96 / 25.4, 72 / 25.4, 1 / 25.4
QR_MILLIMETRES = 14
# Excel keeps so many digits of a number, characters of a text, of a foot, and points of a row.
DIGITS, LONGEST_TEXT, LONGEST_FOOT, HIGHEST = 15, 32767, 255, 409
BOX = {"border": 1, "text_wrap": True, "valign": "vcenter"}
BODY, HEAD = {"font_name": "仿宋", "font_size": 10.5}, {"font_name": "黑体", "bold": True}
SIDES = {"": "left", "n": "right", "c": "center"}


def papers_xlsx(sheets: Sequence[Sheet], created: datetime | None = None) -> bytes:
    """Return a workbook with a worksheet of each paper. No file of it is written on the way.

    The same sheets and time give the same bytes.
    """
    stream, options = BytesIO(), {"constant_memory": False, "in_memory": True}
    with (
        override("zh-hans"),
        xlsxwriter.Workbook(stream, {**WORKBOOK_OPTIONS, **options}) as book,
    ):
        moment = timezone.localtime(created).replace(tzinfo=None, microsecond=0)
        about = {"title": sheets[0].title, "author": sheets[0].society, "created": moment}
        book.set_properties(about)
        styles = _Styles(book)
        for number, sheet in enumerate(sheets, 1):
            name = printable(sheet.title).translate(NOT_IN_NAMES).strip("' ") or "1"
            ending = f" {number}" if len(sheets) > 1 else ""
            page = book.add_worksheet(f"{name[: LONGEST_NAME - len(ending)]}{ending}")
            _SheetWriter(page, sheet, styles).write()
    return stream.getvalue()


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, object], ...], Format] = {}

    def of(self, look: dict[str, object]) -> Format:
        """Return the format with these properties."""
        key = tuple(sorted(look.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({**BODY, "num_format": "@", **look})
        return self.made[key]


class _SheetWriter:
    """Writes one paper from top to bottom, in the columns of its widest part."""

    def __init__(self, page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
        self.page, self.sheet, self.styles = page, sheet, styles
        self.width = paper_width(sheet)
        self.row = 0
        self.grid = self._grid()
        self.edges = [0, *accumulate(self.grid)]
        # The heads of the longest table, which every page shows.
        self.repeated: tuple[int, int] | None = None

    def _grid(self) -> list[float]:
        """Return the widths of the columns in millimetres: those of the part that has most.

        Of parts that have as many a table goes first.
        """
        parts = self.sheet.parts
        shares = [[c.width for c in part.columns] for part in parts if isinstance(part, Table)]
        for part in parts:
            if isinstance(part, Fields):
                rows = (row for row in fitted_fields(part, self.width) if len(row) == part.columns)
                shares += [[width for field in row for width in field.widths] for row in rows][:1]
        most = max([*shares, [1.0] * 4], key=len)
        return [share * self.width / sum(most) for share in most]

    def _spans(self, widths: Sequence[float]) -> list[tuple[int, int]]:
        """Return the first and last column of each cell; widths of the cells in millimetres.

        There are never more cells than columns.
        """
        spans, first, end = [], 0, 0.0
        for left, width in zip(range(len(widths) - 1, -1, -1), widths, strict=True):
            end += width
            most = len(self.grid) - left
            ends = range(first + 1, most + 1) if left else [len(self.grid)]
            last = min(ends, key=lambda place: abs(self.edges[place] - end)) - 1
            spans.append((first, last))
            first = last + 1
        return spans

    def write(self) -> None:
        for index, width in enumerate(self.grid):
            self.page.set_column_pixels(index, index, round(width * PIXELS))
        self._write_head()
        for part in self.sheet.parts:
            if isinstance(part, Table):
                self._write_table(part)
            elif isinstance(part, Fields):
                self._write_fields(part)
            elif isinstance(part, Opinions):
                self._write_opinions(part)
            else:
                self._write_text(part)
            self._next(4)
        if not self._foot():
            signing: list[Cell] = [
                f"{name}：" for names in signature_rows(self.sheet) for name in names
            ]
            most = min(len(self.grid), max(map(len, signature_rows(self.sheet)), default=1))
            for at in range(0, len(signing), most):
                line = [*signing[at : at + most], *[""] * most][:most]
                self._write_line(line, [self.width / most] * most, {}, SIGNATURE_LINE)
        for text in self.sheet.closing:
            look = {"align": "center", "font_size": 12}
            self._write_line(["", text], [self.width / 2] * 2, look, BODY_LINE)
        self._set_up_page()

    def _next(self, height: float) -> None:
        """Go to the next row; this one is so many millimetres high."""
        self.page.set_row(self.row, min(height * POINTS, HIGHEST))
        self.row += 1

    def _write_line(
        self, cells: Sequence[Cell], widths: Sequence[float], look: dict[str, object], height: float
    ) -> None:
        """Write a row of cells that look alike."""
        for cell, (first, last) in zip(cells, self._spans(widths), strict=True):
            self._write_cell(first, last, cell, look)
        self._next(height)

    def _write_cell(
        self, first: int, last: int, cell: Cell, look: dict[str, object], below: int = 0
    ) -> None:
        """Write a cell over these columns, and over so many rows below."""
        number = None if isinstance(cell, str) else _number(cell)
        if number:
            # What is wrapped is not made smaller, and a number without room is shown as ###.
            fits = {"text_wrap": False, "shrink": True}
            look = {**look, **fits, "num_format": number.number_format}
        style = self.styles.of(look)
        if last > first or below:
            self.page.merge_range(self.row, first, self.row + below, last, "", style)
        if number:
            self.page.write_number(self.row, first, number.number, style)
        elif text := shown_cell(cell):
            self.page.write_string(self.row, first, text[:LONGEST_TEXT], style)
        else:
            self.page.write_blank(self.row, first, None, style)

    def _write_head(self) -> None:
        sheet, whole = self.sheet, [self.width]
        middle = {"align": "center", "valign": "vcenter", "text_wrap": True}
        self._write_line([sheet.society], whole, middle, 7)
        title = {**middle, "font_name": "宋体", "font_size": 18, "bold": True}
        self._write_line([sheet.title], whole, title, 11 * lines_of(sheet.title, self.width, 6.4))
        if sheet.note:
            lines = lines_of(sheet.note, self.width, CHARACTER)
            self._write_line([sheet.note], whole, middle, lines * NOTE)
        if sheet.number:
            self._write_line([f"编号：{sheet.number}"], whole, {"align": "right"}, NOTE)
        if sheet.code:
            picture, pixels = qr_picture(sheet.code, damaged=True), QR_MILLIMETRES * PIXELS
            # As drawn, eight pixels of three hundred an inch a module: 29 modules.
            scale = QR_MILLIMETRES * INCHES * 300 / (29 * 8)
            place = {
                "image_data": BytesIO(picture),
                "x_offset": round(self.width * PIXELS - pixels),
                "x_scale": scale,
                "y_scale": scale,
                "object_position": 3,
                "description": sheet.code,
            }
            self.page.insert_image(0, 0, "code.png", place)

    def _write_fields(self, part: Fields) -> None:
        for row in fitted_fields(part, self.width):
            widths = [width for field in row for width in field.widths]
            cells = [text for field in row for text in (field.name, field.text)]
            for index, (first, last) in enumerate(self._spans(widths)):
                look = {**BOX, **({} if index % 2 else {**HEAD, "align": "center"})}
                self._write_cell(first, last, cells[index], look)
            self._next(field_height(row))

    def _write_opinions(self, part: Opinions) -> None:
        [label, text_span] = self._spans([WIDEST_LABEL, self.width - WIDEST_LABEL])
        for one in part.given:
            look = {**BOX, **HEAD, "align": "center"}
            self._write_cell(*label, one.label, look, below=1)
            self._write_cell(*text_span, one.text, {**BOX, "valign": "top", "bottom": 0})
            self._next(opinion_height(one, self.width) - SIGNATURE_LINE)
            signed = f"{one.signed}　　　　年　　月　　日"
            self._write_cell(*text_span, signed, {**BOX, "align": "right", "top": 0})
            self._next(SIGNATURE_LINE)

    def _write_text(self, part: Text) -> None:
        size, character, line = 12, BODY_CHARACTER, BODY_LINE
        if part.large:
            size, character, line = 16, LARGE_CHARACTER, LARGE_LINE
        for index, paragraph in enumerate(part.paragraphs):
            text = paragraph if index == 0 and part.greets else f"　　{paragraph}"
            look: dict[str, object] = {"font_size": size, "text_wrap": True, "valign": "top"}
            height = line * lines_of(shown_cell(text), self.width, character)
            self._write_line([text], [self.width], look, height)

    def _write_table(self, table: Table) -> None:
        widths = [column.width for column in scaled_columns(table, self.width)]
        heads = [column.head for column in table.columns]
        if self.repeated is None or len(table.rows) > self.repeated[1]:
            self.repeated = self.row, len(table.rows)
        look = {**BOX, **HEAD, "align": "center"}
        self._write_line(heads, widths, look, row_height(heads, widths, 8))
        start, spans = self.row, self._spans(widths)
        blank: list[Cell] = [None] * len(heads)
        for row in [*table.rows, *[blank] * table.blank_rows] or [blank]:
            places = zip(row, table.columns, widths, spans, strict=True)
            for cell, column, width, (first, last) in places:
                side = "c" if column.centred else "" if isinstance(cell, str) else "n"
                look = {**BOX, "align": SIDES[side]}
                points = placed_cell(shown_cell(cell), side, width).points
                if points and isinstance(cell, str):
                    look["font_size"] = float(points)
                self._write_cell(first, last, cell, look)
            texts = [shown_cell(cell) for cell in row]
            self._next(table_row_height(texts, widths, table.row_height))
        if any(column.total for column in table.columns):
            self._write_sums(table, widths, start)

    def _write_sums(self, table: Table, widths: Sequence[float], start: int) -> None:
        """Write 合计, which follows what is changed above it, and the sum in capitals."""
        labels, spans = label_columns(table.columns), self._spans(widths)
        label, rest = (spans[0][0], spans[labels - 1][1]), (spans[labels - 1][1] + 1, spans[-1][1])
        last_row, head = self.row - 1, {**BOX, **HEAD, "align": "center"}
        if not table.columns[0].total:
            self._write_cell(*label, "合计", head)
        for index, column in enumerate(table.columns):
            if index < labels and not column.total:
                continue
            cells = [row[index] for row in table.rows]
            total = sum_of(cells) if column.total else None
            self._write_cell(*spans[index], total, {**BOX, "align": "right"})
            number = _number(total)
            if number and not any(isinstance(cell, str | RoundedNumber) for cell in cells):
                style = self.styles.of(
                    {
                        **BOX,
                        **{"align": "right", "text_wrap": False, "shrink": True},
                        "num_format": number.number_format,
                    }
                )
                first = spans[index][0]
                formula = f"=SUM({xl_range(start, first, last_row, first)})"
                value = float(number.number)
                self.page.write_formula(self.row, first, formula, style, value)
        self._next(8)
        if (capitals := total_in_capitals(table)) and rest[0] <= rest[1]:
            self._write_cell(*label, "合计（大写）", head)
            self._write_cell(*rest, capitals, BOX)
            self._next(row_height([capitals], [sum(widths[labels:])], 8))

    def _foot(self) -> str:
        """Return who signs on every page, as the foot of each; "" where they sign at the end."""
        sheet = self.sheet
        if not (sheet.signatures and sheet.signed_pages):
            return ""
        gap = " " * int(self.width / len(sheet.signatures) / 2.5)
        text = gap.join(f"{name}：" for name in sheet.signatures).replace("&", "&&")
        foot = f"&L{text}\n&C\n第 &P 页，共 &N 页"
        return foot if len(foot) <= LONGEST_FOOT else ""

    def _set_up_page(self) -> None:
        """Make it ready to be printed: A4, the margins of the PDF, the heads on every page."""
        page, sheet = self.page, self.sheet
        page.set_paper(A4)
        if sheet.landscape:
            page.set_landscape()
        margins = [millimetres * INCHES for millimetres in (20, 20, 24, 20)]
        page.set_margins(*margins)
        page.fit_to_pages(1, 0)
        page.hide_gridlines(2)
        page.set_footer(self._foot() or "&C第 &P 页，共 &N 页")
        marks = "　".join(sheet.marks).replace("&", "&&")
        if marks or sheet.code:
            page.set_header(f"&L{marks}&R{grouped(sheet.code)}")
        if self.repeated:
            page.repeat_rows(self.repeated[0])
        page.print_area(0, 0, self.row - 1, len(self.grid) - 1)


def _number(cell: Cell) -> FormattedNumber | None:
    """Return a number as a spreadsheet shows it; None of a text, and of what it would round."""
    if cell is None or isinstance(cell, str):
        return None
    number, rounding = cell if isinstance(cell, RoundedNumber) else (cell, Rounding.EXACT)
    exact = trim_decimal(Decimal(number))
    if len(exact.as_tuple().digits) > DIGITS:
        return None
    places = 2 if exact.as_tuple().exponent == -2 else decimals_of(exact)
    return FormattedNumber(exact, places, rounding)
