"""How many pages PDFs have that somebody uploaded: nothing in them is run or handed on.

They are counted in a process of its own with limits, one for many files: a file of 5 kB can ask for
gigabytes. What kills the process, or keeps it too long, has no pages, and the next file another
process.
"""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from typing import IO, NamedTuple, Self, cast

# Bytes of address space; seconds on the clock for one file.
MAX_MEMORY, TIMEOUT = 1500 * 1024**2, 20
# Pages of a single file that are opened, to know whether others could.
OPENED = 60

# Reads the size of a file, eight bytes, and the file; writes how many pages there are, each of the
# first ones opened, and whether it is encrypted.
CHILD = """
import resource, sys
memory, opened = map(int, sys.argv[1:])
for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0),
                     (resource.RLIMIT_FSIZE, 0)):
    resource.setrlimit(limit, (value, value))
import pypdfium2
import pypdfium2.raw
LOCKED = (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
while size := sys.stdin.buffer.read(8):
    content = sys.stdin.buffer.read(int.from_bytes(size, "big"))
    pages = locked = 0
    try:
        document = pypdfium2.PdfDocument(content)
        for number in range(min(len(document), opened)):
            document[number].get_size()
        locked = pypdfium2.raw.FPDF_GetSecurityHandlerRevision(document) != -1
        pages = len(document)
        document.close()
    except Exception as error:
        locked = getattr(error, "err_code", None) in LOCKED
    sys.stdout.buffer.write(b"%d %d\\n" % (pages, locked))
    sys.stdout.buffer.flush()
"""


class PdfContents(NamedTuple):
    """What a file holds. No pages: it cannot be opened as PDF, or not without its password."""

    pages: int
    encrypted: bool


def count_pages(content: bytes) -> PdfContents:
    """Return what a single PDF holds; no pages where one of the first cannot be opened."""
    with PageCounter(opened=OPENED) as counter:
        return counter.count(len(content), [content])


class PageCounter:
    """Counts the pages of one PDF after the other; with `with` its process ends.

    `opened`: how many pages of each are opened too, and must be fit for that.
    """

    def __init__(self, opened: int = 0) -> None:
        self.opened = opened
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def count(self, size: int, pieces: Iterable[bytes]) -> PdfContents:
        """Return what a file holds: no pages where it is no PDF or cannot be read within limits.

        `size`: in bytes, of all pieces together.
        """
        process = self.process = self.process or self._begin()
        stdin, stdout = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
        with suppress(OSError, ValueError):
            stdin.write(size.to_bytes(8, "big"))
            for piece in pieces:
                stdin.write(piece)
            stdin.flush()
            with DefaultSelector() as selector:
                selector.register(stdout, EVENT_READ)
                line = stdout.readline() if selector.select(TIMEOUT) else b""
            pages, locked = map(int, line.split())
            return PdfContents(pages, encrypted=bool(locked))
        self._end()
        return PdfContents(0, encrypted=False)

    def _begin(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-B", "-c", CHILD, str(MAX_MEMORY), str(self.opened)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )

    def _end(self) -> None:
        if self.process:
            self.process.kill()
            with suppress(OSError):
                self.process.communicate()
            self.process = None
