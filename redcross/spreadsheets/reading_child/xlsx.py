"""XLSX and XLSM."""

import posixpath
import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from .archive import Archive, is_xml, make_parser, parse
from .scan import Refused, SheetScan, cell_name, column_number

WORKBOOK = "xl/workbook.xml"
ROW_END = b"</row>"
# Bytes; a row of all columns is shorter.
LONGEST_ROW = 8 * 1024 * 1024
DIGITS = "0123456789"
# A larger sheet is copied without its empty cells before the values are read. Bytes.
MOSTLY_EMPTY_FROM = 32 * 1024 * 1024

# Cells as Excel, WPS and LibreOffice write them; any other form is left to the parser.
CELL = rb'<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d{1,9}")?'
FORMULA = rb"(?:<f[^<>]*/>|<f[^<>]*>[^<>]*</f>)?"
# A formatted cell, or one whose formula shows nothing.
EMPTY_CELL = CELL + rb'(?: t="str")?(?:/>|>' + FORMULA + rb"(?:<v></v>|<v/>)?</c>)"
# A hidden row is not left out.
EMPTY_ROW = (
    rb'<row r="\d{1,7}"(?: (?!hidden=)[\w:]+="[^"<>]*")*+(?:/>|>(?:' + EMPTY_CELL + rb")*+</row>)"
)
FILLED_CELL = CELL + rb'(?: t="(?:s|n|str|b)")?>' + FORMULA + rb"<v>[^<>]+</v></c>"
EMPTY_ROWS = re.compile(EMPTY_ROW)
EMPTY_CELLS = re.compile(EMPTY_CELL)
# Of cells side by side the last one alone tells how far they reach.
FILLED_CELLS = re.compile(rb"(" + FILLED_CELL + rb"){2,}")


class LocalNames(dict[str, str]):
    """Element names without prefix."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


class SheetScanner:
    """Takes a sheet's elements, of which a large file has millions, and fills its scan."""

    def __init__(self, scan: SheetScan) -> None:
        self.scan = scan
        self.parser = make_parser()
        self.parser.StartElementHandler = self._start
        # Whether one says where it stands only by following another one.
        self.unnumbered_rows = self.unnumbered_cells = False
        self._names = LocalNames()
        self._row = -1
        self._column = -1
        self._reference = ""
        self._is_error = False
        # Row and column as the references write them.
        self._last_filled = ""
        self._seen_columns: set[str] = set()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._names[name]
        if local == "c":
            self._column += 1
            self._reference = attributes.get("r", "")
            self._is_error = attributes.get("t") == "e"
        elif local in ("v", "is"):
            self._fill()
        elif local == "row":
            number = attributes.get("r")
            self.unnumbered_rows = self.unnumbered_rows or not number
            self._row = int(number) - 1 if number else self._row + 1
            self._column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.scan.hidden_rows.add(self._row)
        elif local == "mergeCell":
            first, _colon, last = attributes["ref"].replace("$", "").partition(":")
            self.scan.merged.append((*_position(first), *_position(last or first)))

    def _fill(self) -> None:
        if not self._reference:
            self.unnumbered_cells = True
            self._reference = cell_name(self._row, self._column)
        letters = self._reference.rstrip(DIGITS)
        number = self._reference[len(letters) :]
        if number != self._last_filled or letters not in self._seen_columns:
            self.scan.filled_rows += number != self._last_filled
            self._last_filled = number
            self._seen_columns.add(letters)
            self.scan.fill(*_position(self._reference))
        if self._is_error:
            self.parser.CharacterDataHandler = self._error_text
            self.parser.EndElementHandler = self._end

    def _error_text(self, text: str) -> None:
        place = _position(self._reference)
        self.scan.errors[place] = self.scan.errors.get(place, "") + text

    def _end(self, _name: str) -> None:
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None


def scan_xlsx(archive: Archive) -> tuple[list[SheetScan], BytesIO | None]:
    """Return the sheets, and a copy of the file to read the values from where it is mostly empty.

    Every part that python-calamine reads is read here too, so that its checksum is known.
    """
    sheets = _sheets(archive)
    parts = [name for name in archive.names() if is_xml(name) and _is_read(name)]
    large = [name for name in parts if archive.size(name) > MOSTLY_EMPTY_FROM]
    if not large:
        for name in parts:
            for chunk in _scanned(archive, name, sheets):
                del chunk
        return [scan for _part, scan in sheets], None
    copy = BytesIO()
    with ZipFile(copy, "w", ZIP_DEFLATED, compresslevel=1) as new:
        for name in parts:
            with new.open(name, "w") as part:
                for chunk in _scanned(archive, name, sheets):
                    part.write(chunk)
    copy.seek(0)
    return [scan for _part, scan in sheets], copy


def _is_read(name: str) -> bool:
    name = name.lower()
    folder = posixpath.dirname(name)
    return folder in ("", "_rels", "xl", "xl/_rels") or "sheets" in folder


def _scanned(archive: Archive, name: str, sheets: list[tuple[str, SheetScan]]) -> Iterator[bytes]:
    """Yield the part's bytes; a sheet's without its empty cells, filling its scan."""
    scan = next((scan for part, scan in sheets if part == name.lower()), None)
    if scan is None:
        yield from archive.chunks(name)
        return
    scanner = SheetScanner(scan)
    rows_left_out = cells_left_out = 0
    for chunk in _whole_rows(archive.chunks(name)):
        filled, empty_rows = EMPTY_ROWS.subn(b"", chunk)
        filled, empty_cells = EMPTY_CELLS.subn(b"", filled)
        scanned, filled_cells = FILLED_CELLS.subn(rb"\1", filled)
        scanner.parser.Parse(scanned, False)
        rows_left_out += empty_rows
        cells_left_out += empty_cells + filled_cells
        yield filled
    scanner.parser.Parse(b"", True)
    # No program numbers some of its cells only; where one has, the others have moved.
    if (rows_left_out and scanner.unnumbered_rows) or (cells_left_out and scanner.unnumbered_cells):
        raise Refused("damaged")


def _whole_rows(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same bytes, divided behind rows where there are any."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        end = rest.rfind(ROW_END) + len(ROW_END)
        if end >= len(ROW_END):
            yield rest[:end]
            rest = rest[end:]
        elif len(rest) > LONGEST_ROW:
            yield rest
            rest = b""
    yield rest


def _sheets(archive: Archive) -> list[tuple[str, SheetScan]]:
    """Return every sheet's part, in lower case, and its scan yet to be filled."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, SheetScan]] = []

    def relationship(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            key = next(
                v for k, v in attributes.items() if k.rpartition(":")[2] == "id" and ":" in k
            )
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append((_part(targets[key]), SheetScan(attributes["name"], hidden)))

    parse(archive.chunks("xl/_rels/workbook.xml.rels"), relationship)
    parse(archive.chunks(WORKBOOK), sheet)
    return sheets


def _part(target: str) -> str:
    return posixpath.normpath(posixpath.join("/xl", target.replace("\\", "/"))).lstrip("/").lower()


def _position(reference: str) -> tuple[int, int]:
    letters = reference.rstrip(DIGITS)
    return int(reference[len(letters) :]) - 1, column_number(letters.upper())
