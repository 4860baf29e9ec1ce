"""The pages of a PDF that somebody uploaded, as pictures: nothing in it is run or handed on.

They are drawn in a process of its own with limits: a file of 5 kB can ask for gigabytes.
"""

import logging
import os
import subprocess
import sys

logger = logging.getLogger(__name__)

# Pages of one file that are drawn, the longer side of each in pixels (190 dpi of A4), and how well.
MAX_PAGES, PIXELS, QUALITY = 60, 2200, 80
# Bytes of address space, seconds of computing, seconds on the clock, bytes of all pictures.
MAX_MEMORY, MAX_SECONDS, TIMEOUT, MAX_ANSWER = 1500 * 1024**2, 25, 40, 64 * 1024**2

# Writes each picture with its length before it, 4 bytes.
CHILD = """
import resource, sys
from io import BytesIO
memory, seconds, pages, pixels, quality = map(int, sys.argv[1:])
for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds),
                     (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 64 * 1024**2)):
    resource.setrlimit(limit, (value, value))
import pypdfium2
document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
for number in range(min(len(document), pages)):
    page = document[number]
    picture = page.render(scale=pixels / max(*page.get_size(), 1)).to_pil().convert("RGB")
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True)
    sys.stdout.buffer.write(len(file.getvalue()).to_bytes(4, "big") + file.getvalue())
"""


def page_pictures(content: bytes, most: int = MAX_PAGES) -> list[bytes]:
    """Return the first pages of a PDF as JPEG, so many at most; none of what cannot be drawn."""
    limits = (MAX_MEMORY, MAX_SECONDS, most, PIXELS, QUALITY)
    with os.fdopen(os.memfd_create("pages"), "w+b") as answer:
        try:
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-I", "-B", "-c", CHILD, *map(str, limits)],
                input=content,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return []
        if done.returncode:
            logger.warning("The pages of a PDF were not drawn: status %s", done.returncode)
            return []
        answer.seek(0)
        return list(_pieces(answer.read(MAX_ANSWER)))


def _pieces(answer: bytes) -> list[bytes]:
    """Return the pictures that stand one after the other in the answer."""
    pictures, at = [], 0
    while at < len(answer):
        length = int.from_bytes(answer[at : at + 4], "big")
        pictures.append(answer[at + 4 : at + 4 + length])
        at += 4 + length
    return pictures
