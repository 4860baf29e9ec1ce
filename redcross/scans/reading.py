"""Reading what somebody dropped, in a process of its own with limits.

A file of 5 kB can ask for gigabytes, and those who draw pages end with what they cannot draw.
"""

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.child import pieces_of, run_child
from redcross.papers.page_codes import PageCode, read_page_code

from .reading_child import MAX_ANSWER, MAX_PAGES, TOO_MANY_PAGES

logger = logging.getLogger(__name__)

# Seconds on the clock.
TIMEOUT = 150
ROOT = Path(__file__).resolve().parents[2]
CHILD = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from redcross.scans.reading_child import main; main(*sys.argv[2:])"
)
# What the writer of a PDF puts in besides: its name for the file, drawn anew, and the time.
FILE_ID = re.compile(rb"(?<=/ID\[<)[0-9A-F]+><[0-9A-F]+(?=>\])")
WRITTEN_ON = re.compile(rb"(?<=/CreationDate\(D:)[0-9]{14}")


@dataclass(frozen=True)
class ReadPage:
    """A page: the codes of ours on it, whether a code was seen and not read, and a picture as JPEG.

    `late`: there was no time left to look at it. Of a photo there is no picture but itself.
    """

    codes: tuple[PageCode, ...]
    unread: bool
    late: bool
    picture: bytes


def read_pages(content: bytes, *, is_pdf: bool) -> list[ReadPage]:
    """Return the pages of a PDF, or the one of a photo.

    Raises ValidationError for what cannot be read, and for too many pages.
    """
    pieces = list(pieces_of(_run(content, "pdf" if is_pdf else "photo")))
    try:
        number = int(json.loads(pieces[0])["pages"])
        found = [json.loads(piece) for piece in pieces[1::2]]
        pages = [
            ReadPage(
                tuple(filter(None, map(read_page_code, dict.fromkeys(one["codes"])))),
                bool(one["unread"]),
                bool(one["late"]),
                picture,
            )
            for one, picture in zip(found, pieces[2::2], strict=True)
        ]
        if not 0 < number == len(pages) <= MAX_PAGES:
            raise ValueError
    except (ValueError, LookupError, TypeError) as error:
        logger.warning("Reading a scan gave no answer: %s", type(error).__name__)
        raise _unreadable() from error
    return pages


def divided_pages(content: bytes, groups: Sequence[Sequence[int]]) -> list[bytes]:
    """Return a PDF of each group of pages of a PDF, which count from 0.

    The same pages give the same bytes. Raises ValidationError where that cannot be done.
    """
    page_lists = [",".join(map(str, numbers)) for numbers in groups]
    pieces = list(pieces_of(_run(content, "pages", *page_lists))) if page_lists else []
    if len(pieces) != len(page_lists) or not all(piece.startswith(b"%PDF-") for piece in pieces):
        raise _unreadable()
    return [_as_always(piece) for piece in pieces]


def joined_pages(files: Sequence[bytes]) -> bytes:
    """Return one PDF of several. Raises ValidationError where that cannot be done."""
    lengths = [str(len(file)) for file in files]
    pieces = list(pieces_of(_run(b"".join(files), "join", *lengths)))
    if len(pieces) != 1 or not pieces[0].startswith(b"%PDF-"):
        raise _unreadable()
    return _as_always(pieces[0])


def _as_always(pdf: bytes) -> bytes:
    """Return it, as long as it was, without what is another one each time."""
    pdf = WRITTEN_ON.sub(b"20000101000000", pdf)
    return FILE_ID.sub(lambda match: re.sub(rb"[0-9A-F]", b"0", match[0]), pdf)


def _run(content: bytes, *task: str) -> bytes:
    """Return what the child says."""
    arguments = ["-X", "utf8", "-c", CHILD, str(ROOT), *task]
    status, answer = run_child(arguments, content, timeout=TIMEOUT, most=MAX_ANSWER)
    if status == TOO_MANY_PAGES:
        text = _("The file has more than %(number)s pages. Divide it into several files.")
        raise ValidationError(text % {"number": MAX_PAGES})
    if status != 0:
        logger.warning("A scan was not read: status %s", status)
        raise _unreadable()
    return answer


def _unreadable() -> ValidationError:
    return ValidationError(
        _("The file cannot be read: it is damaged, protected by a password, or too large.")
    )
