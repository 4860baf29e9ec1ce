"""What strangers sent, read in a Python of its own: without our environment, which holds keys."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence


def run_child(
    arguments: Sequence[str], content: bytes, *, timeout: float, most: int
) -> tuple[int | None, bytes]:
    """Return with which status it ended, None where it took too long, and what it wrote.

    `arguments`: of the interpreter. `content` is what it reads, `timeout` in seconds on the clock,
    `most` the bytes that are read of its answer. Neither of the two is ever on the disk. Its
    other limits it sets itself.
    """
    with os.fdopen(os.memfd_create("answer"), "w+b") as answer:
        try:
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-I", "-B", *arguments],
                input=content,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None, b""
        answer.seek(0)
        return done.returncode, answer.read(most)


def pieces_of(answer: bytes) -> Iterator[bytes]:
    """Yield the pieces that stand one after the other, each with its length before it, 4 bytes."""
    at = 0
    while at + 4 <= len(answer):
        length = int.from_bytes(answer[at : at + 4], "big")
        yield answer[at + 4 : at + 4 + length]
        at += 4 + length
