"""CSV and TSV."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO, TextIOWrapper
from itertools import chain, islice

from .limits import MAX_CELLS
from .scan import Refused

# In the order in which they are taken where several divide equally well: a tab stands in no name.
DELIMITERS = "\t,;"
SUFFIXES = frozenset({"csv", "tsv", "txt", "tab"})
SAMPLE_CHARACTERS = 64 * 1024
SAMPLE_ROWS = 50
# Ctrl-Z ended a file under DOS.
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
# A row of its own behind the last one: missing where a quotation mark was never closed.
END = "\x1eend"
MARKUP = re.compile(r"\s*(<[!?a-z]|mime-version:)", re.IGNORECASE)


def read_delimited(content: bytes, suffix: str) -> tuple[str, Iterator[list[str]]]:
    """Return "csv" or "tsv" and the rows, which are read one by one: a large file is not held
    twice.

    Raises Refused, also between the rows, for what is no such text.
    """
    if content.startswith((b"%PDF", b"{\\rtf")):
        raise Refused("no_spreadsheet")
    content = content.rstrip(b"\x1a")
    encoding = _encoding(content, suffix)
    sample = _opened(content, encoding).read(SAMPLE_CHARACTERS)
    if MARKUP.match(sample):
        raise Refused("web_page")
    lines = _opened(content, encoding)
    if separator := re.match(r"sep=([,;\t])\r?\n", sample):
        delimiter = separator[1]
        next(lines)
    else:
        delimiter = _delimiter(sample)
    if not delimiter and suffix not in SUFFIXES:
        raise Refused("no_spreadsheet")
    return ("tsv" if delimiter == "\t" else "csv"), _rows(lines, delimiter or ",")


def _opened(content: bytes, encoding: str) -> TextIOWrapper:
    return TextIOWrapper(BytesIO(content), encoding, newline="")


def _encoding(content: bytes, suffix: str) -> str:
    """Return the encoding. Raises Refused where there is none or a character is cut off."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _checked(content, "utf-16", "damaged")
    if b"\0" in content:
        first, second = b"\0" in content[::2], b"\0" in content[1::2]
        if suffix not in SUFFIXES or (first and second):
            raise Refused("no_spreadsheet")
        return _checked(content, "utf-16-be" if first else "utf-16-le", "no_spreadsheet")
    try:
        return _checked(content, "utf-8-sig")
    except UnicodeDecodeError as error:
        # Half a file in UTF-8 often is a whole one in GB18030, all characters wrong.
        cut_off = error.reason == "unexpected end of data"
        if cut_off and not content[: error.start].isascii():
            raise Refused("damaged") from error
    return _checked(content, "gb18030", "encoding" if suffix in SUFFIXES else "no_spreadsheet")


def _checked(content: bytes, encoding: str, otherwise: str = "") -> str:
    """Return the encoding of what is text in it.

    Raises Refused with the code `otherwise`, or without one UnicodeDecodeError.
    """
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if not otherwise:
            raise
        raise Refused(otherwise) from error
    if NOT_TEXT.search(text):
        raise Refused("no_spreadsheet")
    return encoding


def _delimiter(sample: str) -> str:
    """Return what divides most rows alike, "" where nothing does."""
    best, best_score = "", 0
    for delimiter in DELIMITERS:
        rows = islice(csv.reader(StringIO(sample, newline=""), delimiter=delimiter), SAMPLE_ROWS)
        # Title rows above the table have another width.
        widths = Counter(len(row) for row in rows if len(row) > 1)
        score = max(widths.values(), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    cells = 0
    for row in _until_end(csv.reader(chain(lines, [END]), delimiter=delimiter)):
        cells += len(row)
        if cells > MAX_CELLS:
            raise Refused("too_large")
        yield row


def _until_end(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield the rows before END. Raises Refused where END is part of another row."""
    started = 0
    try:
        for number, row in enumerate(reader, start=1):
            if row == [END]:
                return
            started = number
            if row and row[-1].endswith(END):
                break
            yield row
    except csv.Error:
        # A cell of more than 131,072 characters.
        started += 1
    raise Refused("open_quote", row=started)
