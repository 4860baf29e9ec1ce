"""Reads the spreadsheet on standard input and writes what it holds on standard output.

One line of JSON each: a sheet's rows, as lists, then the sheet itself; at last the end, or why the
file is refused. Without such an end nothing is to be believed.
"""

import json
import os
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import IO

from python_calamine import CalamineSheet, CalamineWorkbook

from .archive import Archive
from .delimited import read_delimited
from .limits import MAX_ANSWER, MAX_CELLS, MAX_MEMORY, MAX_ROWS, MAX_SECONDS, OUT_OF_ROOM
from .ods import CONTENT, is_encrypted, scan_ods
from .ole import SIGNATURE, CompoundFile
from .scan import Cell, Refused, SheetScan, check_book
from .xls import STREAMS, scan_xls
from .xlsx import WORKBOOK, scan_xlsx

# The first bytes of Excel's files before the compound file.
OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
ZIP = b"PK\x03\x04"


def main(suffix: str) -> None:
    """`suffix`: what the file's name ends in, in lower case and without the dot."""
    _limit()
    answer = Answer(sys.stdout)
    try:
        try:
            end: dict[str, object] = {"end": read(sys.stdin.buffer, suffix, answer)}
        except Refused as refused:
            end = {"refused": refused.code, **refused.details}
        answer.write({**end, "peak": _peak()})
        sys.stdout.flush()
    except (MemoryError, OSError):
        # Without another try to write what there is no room for.
        os._exit(OUT_OF_ROOM)


def _limit() -> None:
    """Take from this process what a hostile file could use. No core file: it would hold names."""
    for limit, value in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_FSIZE, MAX_ANSWER),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        _soft, hard = resource.getrlimit(limit)
        if hard == resource.RLIM_INFINITY or value < hard:
            resource.setrlimit(limit, (value, value))


def _peak() -> int:
    """Return the most memory this process has held, in kB."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def read(file: IO[bytes], suffix: str, answer: "Answer") -> str:
    """Write the sheets and return the kind of the file. Raises Refused."""
    start = file.read(8)
    file.seek(0)
    if not start:
        raise Refused("empty")
    if start.startswith(ZIP):
        return _read_archive(file, answer)
    if start == SIGNATURE:
        return _read_compound(file, suffix, answer)
    if start.startswith(OLD_EXCEL):
        raise Refused("other_format")
    kind, rows = read_delimited(file.read(), suffix)
    answer.write_sheet(SheetScan(), rows)
    return kind


def _read_archive(file: IO[bytes], answer: "Answer") -> str:
    archive = Archive(file)
    if WORKBOOK in archive:
        scans, copy = scan_xlsx(archive)
        _write_values(copy or file, scans, answer)
        return "xlsm" if "xl/vbaProject.bin" in archive else "xlsx"
    if "xl/workbook.bin" in archive or "Index/Document.iwa" in archive:
        raise Refused("other_format")
    if CONTENT not in archive or "word/document.xml" in archive:
        raise Refused("no_spreadsheet")
    if is_encrypted(archive):
        raise Refused("password")
    scans = scan_ods(archive)
    if not scans:
        raise Refused("no_spreadsheet")
    _write_values(file, scans, answer)
    return "ods"


def _read_compound(file: IO[bytes], suffix: str, answer: "Answer") -> str:
    compound = CompoundFile(file.read())
    if "EncryptedPackage" in compound:
        raise Refused("password")
    if suffix in ("et", "ett"):
        raise Refused("wps_sheet")
    if suffix in ("wps", "wpt"):
        raise Refused("wps_text")
    if not any(name in compound for name in STREAMS):
        raise Refused("no_spreadsheet")
    scans = scan_xls(compound)
    del compound
    _write_values(file, scans, answer)
    return "xls"


def _write_values(file: IO[bytes], scans: list[SheetScan], answer: "Answer") -> None:
    check_book(scans)
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    for index, (name, scan) in enumerate(zip(book.sheet_names, scans, strict=True)):
        scan.name = name
        answer.write_sheet(scan, _placed(book.get_sheet_by_index(index)))


def _placed(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    """Yield the sheet's rows from its first row and column on."""
    first_row, first_column = sheet.start or (0, 0)
    for _row in range(first_row):
        yield []
    for row in sheet.iter_rows():
        yield [*[""] * first_column, *row]


class Answer:
    """Writes rows as they come: a large file is not held twice."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._cells = 0

    def write(self, line: dict[str, object] | list[Cell]) -> None:
        self._stream.write(_encoded(line) + "\n")

    def write_sheet(self, scan: SheetScan, rows: Iterable[list[Cell] | list[str]]) -> None:
        """Write the sheet without the empty rows and columns at its end."""
        height = width = filled = blank = 0
        errors: dict[int, dict[int, str]] = {}
        for (number, column), text in scan.errors.items():
            errors.setdefault(number, {})[column] = text
        for number, cells in enumerate(rows):
            row = _filled(cells, errors.get(number, {}))
            if not row:
                blank += 1
                continue
            self._stream.write("[]\n" * blank)
            self.write(row)
            height, width, blank = number + 1, max(width, len(row)), 0
            filled += 1
            if filled > MAX_ROWS:
                raise Refused("too_many_rows", sheet=scan.name, rows=MAX_ROWS)
        self._cells += height * width
        if self._cells > MAX_CELLS:
            raise Refused("too_large")
        self._write_marks(scan, height, width)

    def _write_marks(self, scan: SheetScan, height: int, width: int) -> None:
        merged = [
            [top, left, min(bottom, height - 1), min(right, width - 1)]
            for top, left, bottom, right in scan.merged
            if top < height and left < width
        ]
        self.write(
            {
                "sheet": scan.name,
                "width": width,
                "hidden": scan.hidden,
                "merged": [area for area in merged if area[:2] != area[2:]],
                "hidden_rows": sorted(row for row in scan.hidden_rows if row < height),
                "errors": sorted(scan.errors),
            }
        )


def _filled(cells: list[Cell] | list[str], errors: dict[int, str]) -> list[Cell]:
    """Return the row with its errors and without the empty cells at its end."""
    row: list[Cell] = [*cells]
    for column, text in errors.items():
        row += [""] * (column + 1 - len(row))
        row[column] = text
    while row and row[-1] == "":
        row.pop()
    return row


def _tagged(cell: object) -> dict[str, str | float]:
    """Return what JSON has no form for."""
    if isinstance(cell, timedelta):
        return {"timedelta": cell.total_seconds()}
    if isinstance(cell, datetime):
        if cell.time() == time():
            return {"date": cell.date().isoformat()}
        return {"datetime": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, time):
        return {"time": cell.isoformat()}
    raise TypeError(type(cell).__name__)


ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_tagged)


def _encoded(line: dict[str, object] | list[Cell]) -> str:
    try:
        return ENCODER.encode(line)
    except ValueError:
        # JSON has no infinity; 1e999 in a file is one.
        return ENCODER.encode([_finite(cell) for cell in line])


def _finite(cell: object) -> object:
    return str(cell) if isinstance(cell, float) and not isfinite(cell) else cell
