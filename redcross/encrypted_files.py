"""Files that are kept encrypted: each piece is a line, `version:token`, as a field's value is."""

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from django.core.files import File

from .fields import decrypt_bytes, encrypt_bytes

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    _File = File[bytes]
else:
    _File = File

PIECE_SIZE = 1024 * 1024


class EncryptedFile(_File):
    """A file as it is to be kept: encrypted while it is written."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield its lines, from the beginning."""
        self.seek(0)
        yield from encrypted_pieces(self)


def encrypted_pieces(plain: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines to be kept of the rest of the file."""
    while piece := plain.read(PIECE_SIZE):
        yield encrypt_bytes(piece) + b"\n"


def decrypted_pieces(stored: IO[bytes]) -> Iterator[bytes]:
    """Yield what the lines say, and close the file. Raises what `decrypt_bytes` does."""
    with stored:
        for line in stored:
            yield decrypt_bytes(line)
