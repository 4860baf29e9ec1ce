"""The pages of a PDF that somebody uploaded, as pictures: nothing in it is run or handed on.

They are counted and drawn in a process of its own with limits: a file of 5 kB can ask for
gigabytes.
"""

import logging
import os
import subprocess
import sys
from typing import IO, NamedTuple

logger = logging.getLogger(__name__)

# Pages of one file that are drawn, the longer side of each in pixels (190 dpi of A4), and how well.
MAX_PAGES, PIXELS, QUALITY = 60, 2200, 80
# Bytes of address space, seconds of computing, seconds on the clock, bytes of all pictures.
MAX_MEMORY, MAX_SECONDS, TIMEOUT, MAX_ANSWER = 1500 * 1024**2, 25, 40, 64 * 1024**2

LIMITS = """
import resource, sys
from io import BytesIO
memory, seconds, pages, pixels, quality = map(int, sys.argv[1:])
for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds),
                     (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 64 * 1024**2)):
    resource.setrlimit(limit, (value, value))
import pypdfium2
import pypdfium2.raw
"""

# Writes how many pages there are, each of the first ones opened, and whether it is encrypted.
COUNT = """
try:
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
except pypdfium2.PdfiumError as error:
    locked = error.err_code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
    print(0, int(locked))
    sys.exit()
for number in range(min(len(document), pages)):
    document[number].get_size()
print(len(document), int(pypdfium2.raw.FPDF_GetSecurityHandlerRevision(document) != -1))
"""

# Writes each picture with its length before it, 4 bytes; none of a file with more pages.
DRAW = """
document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
for number in range(len(document) if len(document) <= pages else 0):
    page = document[number]
    picture = page.render(scale=pixels / max(*page.get_size(), 1)).to_pil().convert("RGB")
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True)
    sys.stdout.buffer.write(len(file.getvalue()).to_bytes(4, "big") + file.getvalue())
"""

DRAW_FIRST = DRAW.replace("len(document) if len(document) <= pages else 0", "1")


class PdfContents(NamedTuple):
    """What a file holds. No pages: it cannot be opened as PDF, or not without its password."""

    pages: int
    encrypted: bool


def count_pages(content: bytes) -> PdfContents:
    """Return how many pages a PDF has; what cannot be opened within the limits has none."""
    with os.fdopen(os.memfd_create("count"), "w+b") as answer:
        if not _run(COUNT, content, answer):
            return PdfContents(0, encrypted=False)
        answer.seek(0)
        pages, encrypted = answer.read(40).split()
    return PdfContents(int(pages), encrypted == b"1")


def page_pictures(content: bytes) -> list[bytes]:
    """Return the pages of a PDF as JPEG.

    None of what cannot be drawn within the limits or has more than MAX_PAGES: it is never cut.
    """
    return _drawn(DRAW, content)


def first_page_picture(content: bytes) -> bytes:
    """Return the first page of a PDF as JPEG, empty when it cannot be drawn within the limits."""
    return next(iter(_drawn(DRAW_FIRST, content)), b"")


def _drawn(code: str, content: bytes) -> list[bytes]:
    with os.fdopen(os.memfd_create("pages"), "w+b") as answer:
        if not _run(code, content, answer):
            return []
        answer.seek(0)
        return list(_pieces(answer.read(MAX_ANSWER)))


def _run(code: str, content: bytes, answer: IO[bytes]) -> bool:
    """Have the code read the content and write its answer; return whether it came to its end."""
    limits = (MAX_MEMORY, MAX_SECONDS, MAX_PAGES, PIXELS, QUALITY)
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-B", "-c", LIMITS + code, *map(str, limits)],
            input=content,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode:
        logger.warning("The pages of a PDF were not read: status %s", done.returncode)
    return not done.returncode


def _pieces(answer: bytes) -> list[bytes]:
    """Return the pictures that stand one after the other in the answer."""
    pictures, at = [], 0
    while at < len(answer):
        length = int.from_bytes(answer[at : at + 4], "big")
        pictures.append(answer[at + 4 : at + 4 + length])
        at += 4 + length
    return pictures
