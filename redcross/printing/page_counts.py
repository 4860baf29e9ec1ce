"""How many pages PDFs have that somebody uploaded: nothing in them is run or handed on.

They are counted in a process of its own with limits, one for many files: a file of 5 kB can ask for
gigabytes. What kills the process, or keeps it too long, has no number, and the next file another
process.
"""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from typing import IO, Self, cast

# Bytes of address space; seconds on the clock for one file.
MAX_MEMORY, TIMEOUT = 1500 * 1024**2, 20

# Reads the size of a file, eight bytes, and the file; writes the number of its pages, -1 of none.
CHILD = """
import resource, sys
memory = int(sys.argv[1])
for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0),
                     (resource.RLIMIT_FSIZE, 0)):
    resource.setrlimit(limit, (value, value))
import pypdfium2
while size := sys.stdin.buffer.read(8):
    content = sys.stdin.buffer.read(int.from_bytes(size, "big"))
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
        document.close()
    except Exception:
        pages = -1
    sys.stdout.buffer.write(b"%d\\n" % pages)
    sys.stdout.buffer.flush()
"""


class PageCounter:
    """Counts the pages of one PDF after the other; with `with` its process ends."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def count(self, size: int, pieces: Iterable[bytes]) -> int | None:
        """Return the number of pages; None of what is no PDF or cannot be read within limits.

        `size`: in bytes, of all pieces together.
        """
        process = self.process = self.process or self._begin()
        given, answer = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
        with suppress(OSError, ValueError):
            given.write(size.to_bytes(8, "big"))
            for piece in pieces:
                given.write(piece)
            given.flush()
            with DefaultSelector() as selector:
                selector.register(answer, EVENT_READ)
                line = answer.readline() if selector.select(TIMEOUT) else b""
            pages = int(line)
            return pages if pages > 0 else None
        self._end()
        return None

    def _begin(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-B", "-c", CHILD, str(MAX_MEMORY)],
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
