"""Files that are kept encrypted: each piece is a line, `version:token`, as a field's value is."""

from collections.abc import Iterator
from typing import IO

from .fields import decrypt_bytes, encrypt_bytes

PIECE_SIZE = 1024 * 1024


def encrypted_pieces(plain: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines to be kept of the rest of the file."""
    while piece := plain.read(PIECE_SIZE):
        yield encrypt_bytes(piece) + b"\n"


def decrypted_pieces(stored: IO[bytes]) -> Iterator[bytes]:
    """Yield what the lines say, and close the file. Raises what `decrypt_bytes` does."""
    with stored:
        for line in stored:
            yield decrypt_bytes(line)
