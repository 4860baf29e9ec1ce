"""The pages of a PDF that somebody uploaded, as pictures: nothing in it is run or handed on.

They are drawn in a process of its own with limits: a file of 5 kB can ask for gigabytes.
"""

import logging

from redcross.child import pieces_of, run_child

logger = logging.getLogger(__name__)

# Pages of one file that are drawn, the longer side of each in pixels (190 dpi of A4), and how well.
MAX_PAGES, PIXELS, QUALITY = 60, 2200, 80
# Bytes of address space, seconds of computing, seconds on the clock, bytes of all pictures.
MAX_MEMORY, MAX_SECONDS, TIMEOUT, MAX_ANSWER = 1500 * 1024**2, 25, 40, 64 * 1024**2

# Writes each picture with its length before it, 4 bytes; none of a file with more pages.
DRAW = """
import resource, sys
from io import BytesIO
memory, seconds, pages, pixels, quality = map(int, sys.argv[1:])
for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds),
                     (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 64 * 1024**2)):
    resource.setrlimit(limit, (value, value))
import pypdfium2
document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
for number in range(len(document) if len(document) <= pages else 0):
    page = document[number]
    picture = page.render(scale=pixels / max(*page.get_size(), 1)).to_pil().convert("RGB")
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True)
    sys.stdout.buffer.write(len(file.getvalue()).to_bytes(4, "big") + file.getvalue())
"""

DRAW_FIRST = DRAW.replace("len(document) if len(document) <= pages else 0", "1")


def page_pictures(content: bytes) -> list[bytes]:
    """Return the pages of a PDF as JPEG.

    None of what cannot be drawn within the limits or has more than MAX_PAGES: it is never cut.
    """
    return _drawn(DRAW, content)


def first_page_picture(content: bytes) -> bytes:
    """Return the first page of a PDF as JPEG, empty when it cannot be drawn within the limits."""
    return next(iter(_drawn(DRAW_FIRST, content)), b"")


def _drawn(code: str, content: bytes) -> list[bytes]:
    limits = map(str, (MAX_MEMORY, MAX_SECONDS, MAX_PAGES, PIXELS, QUALITY))
    arguments = ["-c", code, *limits]
    status, answer = run_child(arguments, content, timeout=TIMEOUT, most=MAX_ANSWER)
    if status:
        logger.warning("The pages of a PDF were not drawn: status %s", status)
    return list(pieces_of(answer)) if status == 0 else []
