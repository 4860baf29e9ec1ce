"""XLS ([MS-XLS]): the records of the stream called Workbook, or Book in Excel 5."""

import struct
from collections.abc import Iterator

from .ole import CompoundFile
from .scan import Refused, SheetScan

STREAMS = ("Workbook", "Book")
BEGIN, END = 0x0809, 0x000A
FILE_PASS = 0x002F
BOUND_SHEET = 0x0085
ROW = 0x0208
ROW_IS_HIDDEN = 0x20
MERGED = 0x00E5
FORMULA, BOOLEAN_OR_ERROR, SEVERAL_NUMBERS = 0x0006, 0x0205, 0x00BD
# Number, label, shared label, short number, rich label.
VALUES = frozenset({FORMULA, BOOLEAN_OR_ERROR, 0x0203, 0x0204, 0x00FD, 0x027E, 0x00D6})
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def scan_xls(file: CompoundFile) -> list[SheetScan]:
    """Return the sheets in their order.

    Raises ValueError where a sheet does not end, Refused for a protected file.
    """
    stream = file.stream(next(name for name in STREAMS if name in file))
    sheets: list[tuple[int, SheetScan]] = []
    for kind, record in _records(stream, 0):
        if kind == FILE_PASS:
            raise Refused("password")
        if kind == BOUND_SHEET:
            start, visibility = struct.unpack_from("<IB", record)
            sheets.append((start, SheetScan(_name(record), bool(visibility & 3))))
    for start, scan in sheets:
        _scan_sheet(scan, _records(stream, start))
    return [scan for _start, scan in sheets]


def _name(record: bytes) -> str:
    """Return the sheet's name, one or two bytes a character."""
    length, flags = record[6:8]
    characters = record[8:]
    if flags == 1:
        return characters[: 2 * length].decode("utf-16-le")
    # Excel 5 has no flags.
    return record[7:].decode("gb18030", "replace") if flags else characters.decode("latin-1")


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of a substream's records, those of charts within it left out."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", stream, position)
        position += 4
        if kind == BEGIN:
            depth += 1
        elif kind == END:
            depth -= 1
        elif depth == 1:
            yield kind, stream[position : position + length]
        position += length
        if depth < 1:
            return


def _scan_sheet(scan: SheetScan, records: Iterator[tuple[int, bytes]]) -> None:
    last_filled = -1
    for kind, record in records:
        if kind in VALUES or kind == SEVERAL_NUMBERS:
            row, column = struct.unpack_from("<HH", record)
            if kind == SEVERAL_NUMBERS:
                (column,) = struct.unpack_from("<H", record, len(record) - 2)
            scan.fill(row, column)
            scan.filled_rows += row != last_filled
            last_filled = row
            if (error := _error(kind, record)) is not None:
                scan.errors[row, column] = error
        elif kind == ROW:
            row, flags = struct.unpack_from("<H10xH", record)
            if flags & ROW_IS_HIDDEN:
                scan.hidden_rows.add(row)
        elif kind == MERGED:
            (number,) = struct.unpack_from("<H", record)
            for first, last, left, right in struct.iter_unpack("<4H", record[2 : 2 + 8 * number]):
                scan.merged.append((first, left, last, right))


def _error(kind: int, record: bytes) -> str | None:
    """Return the text of the error that the cell holds."""
    if kind == BOOLEAN_OR_ERROR and record[7]:
        return ERRORS.get(record[6], "#N/A")
    if kind == FORMULA and record[6] == 2 and record[12:14] == b"\xff\xff":
        return ERRORS.get(record[8], "#N/A")
    return None
