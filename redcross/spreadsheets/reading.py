"""Reading an uploaded spreadsheet, in a process of its own with limits.

A file of 5 kB can ask for gigabytes, and the parsers end the process that they cannot serve.
"""

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .reading_child.limits import MAX_ANSWER, MAX_CELLS, OUT_OF_ROOM, TIMEOUT
from .reading_child.scan import Cell

logger = logging.getLogger(__name__)

CELL_TYPES = frozenset({str, int, float, bool, date, datetime, time, timedelta})

ROOT = Path(__file__).resolve().parents[2]
CHILD = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from redcross.spreadsheets.reading_child.main import main; main(sys.argv[2])"
)


@dataclass(frozen=True)
class Sheet:
    """One sheet. Rows and columns count from 0; all rows are as wide as the widest."""

    name: str
    # Without the empty rows and columns at the end; "" is an empty cell.
    rows: list[list[Cell]]
    # First row, first column, last row, last column.
    merged: tuple[tuple[int, int, int, int], ...]
    hidden: bool
    # Where the format tells.
    hidden_rows: frozenset[int]
    # Row and column of the cells that hold #N/A, #REF! and the like, as their text says too.
    errors: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Book:
    """A spreadsheet file with all its sheets, empty and hidden ones too."""

    # What the file is, whatever its name says: "xlsx", "xlsm", "xls", "ods", "csv", "tsv".
    kind: str
    sheets: tuple[Sheet, ...]


def read_book(content: bytes, name: str) -> Book:
    """Read the file of this name.

    Raises ValidationError for what is no spreadsheet, or damaged, protected or too large.
    """
    path = PurePath(name)
    with _file_in_memory(content) as file, _file_in_memory() as lines:
        process = start_child(file, path.suffix, lines)
        if code := _how_it_failed(process):
            raise ValidationError(_message(code))
        lines.seek(0)
        try:
            answer, sheets = _read_answer(lines, path.stem)
            if "refused" not in answer:
                return Book(str(answer["end"]), sheets)
            details = {**answer, "sheet": answer.get("sheet") or path.stem}
            message = _message(answer["refused"]) % details
        except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError) as error:
            logger.warning("A spreadsheet's reading gave no answer: %s", type(error).__name__)
            message = _message("damaged")
    raise ValidationError(message)


def start_child(file: BinaryIO, suffix: str, lines: BinaryIO) -> subprocess.Popen[bytes]:
    """Start reading the file into lines; without the environment, which holds keys."""
    ending = suffix.removeprefix(".").lower()
    arguments = [str(ROOT), ending if ending.isalnum() else ""]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-B", "-X", "utf8", "-c", CHILD, *arguments],
        stdin=file,
        stdout=lines,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
    )


def _file_in_memory(content: bytes = b"") -> BinaryIO:
    """Return a file that never reaches the disk: it holds names, telephones and sums."""
    file = open(os.memfd_create("spreadsheet"), "w+b")  # noqa: SIM115
    file.write(content)
    file.seek(0)
    return file


def _how_it_failed(process: subprocess.Popen[bytes]) -> str:
    """Wait for the child and return the code of the message, "" where it has answered."""
    try:
        status = process.wait(TIMEOUT)
    except subprocess.TimeoutExpired:
        return "too_large"
    finally:
        process.kill()
        process.wait()
    if status == 0:
        return ""
    logger.warning("A spreadsheet's reading ended with status %s", status)
    # Below 0 the signal that ended it: no more memory or no more time.
    return "too_large" if status < 0 or status == OUT_OF_ROOM else "damaged"


def _read_answer(lines: BinaryIO, stem: str) -> tuple[dict[str, Any], tuple[Sheet, ...]]:
    """Return the last line and the sheets before it, called `stem` where they have no name.

    Raises the errors that read_book expects for what the child never writes by itself.
    """
    if os.fstat(lines.fileno()).st_size > MAX_ANSWER:
        raise ValueError("length")
    sheets: list[Sheet] = []
    rows: list[list[Cell]] = []
    cells = 0
    for line in lines:
        answer = DECODER.decode(line.decode())
        if isinstance(answer, list):
            rows.append(answer)
            continue
        if "width" not in answer:
            return answer, tuple(sheets)
        cells += len(rows) * answer["width"]
        if cells > MAX_CELLS:
            raise ValueError("cells")
        sheets.append(_sheet(answer, rows, stem))
        rows = []
    raise ValueError("no end")


def _untagged(tagged: dict[str, Any]) -> Any:
    match tagged:
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"datetime": str(text)}:
            return datetime.fromisoformat(text)
        case {"time": str(text)}:
            return time.fromisoformat(text)
        case {"timedelta": int(seconds) | float(seconds)}:
            return timedelta(seconds=seconds)
    return tagged


DECODER = json.JSONDecoder(object_hook=_untagged)


def _sheet(answer: dict[str, Any], rows: list[list[Cell]], stem: str) -> Sheet:
    width = answer["width"]
    for row in rows:
        if len(row) > width or not CELL_TYPES.issuperset(map(type, row)):
            raise ValueError("row")
        row += [""] * (width - len(row))
    return Sheet(
        name=str(answer["sheet"]) or stem,
        rows=rows,
        merged=tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in answer["merged"]),
        hidden=bool(answer["hidden"]),
        hidden_rows=frozenset(map(int, answer["hidden_rows"])),
        errors=frozenset((int(row), int(column)) for row, column in answer["errors"]),
    )


def _message(code: str) -> str:
    return {
        "empty": _("The file is empty."),
        "damaged": _(
            "The file is damaged or incomplete. Open it in WPS or Excel, save it as .xlsx and "
            "choose that file."
        ),
        "password": _(
            "The file is protected by a password. Remove the password, save the file and choose "
            "it again."
        ),
        "wps_sheet": _(
            "This is a file in WPS's own format. Open it in WPS, save it as .xlsx and choose that "
            "file."
        ),
        "wps_text": _(
            "This is a text document of WPS. Copy its table into a spreadsheet, save it as .xlsx "
            "and choose that file."
        ),
        "other_format": _(
            "Spreadsheets in this format are not read. Open the file in WPS or Excel, save it as "
            ".xlsx and choose that file."
        ),
        "web_page": _(
            "This is a web page or XML, though it may be called a spreadsheet. Open it in WPS or "
            "Excel, save it as .xlsx and choose that file."
        ),
        "no_spreadsheet": _(
            "This is no spreadsheet. Choose a file in XLSX, XLS, ODS or CSV format."
        ),
        "encoding": _(
            "The characters of the file cannot be read. Open it in WPS or Excel, save it as .xlsx "
            "and choose that file."
        ),
        "open_quote": _("In row %(row)s a quotation mark is opened and never closed."),
        "too_many_rows": _(
            "The sheet “%(sheet)s” has more than %(rows)s filled rows. Divide it into several "
            "files."
        ),
        "far_cell": _(
            "In the sheet “%(sheet)s” the cell %(cell)s is filled, far from the table. Delete the "
            "rows and columns outside the table, save the file and choose it again."
        ),
        "same_name": _(
            "Two sheets are called “%(sheet)s”. Rename one, save the file and choose it again."
        ),
        "too_large": _(
            "The file is too large to read. Copy the table alone into a new spreadsheet, or "
            "divide it into several."
        ),
    }[code]
