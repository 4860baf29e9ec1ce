"""The encryption of a backup: pieces that can be neither changed, moved, left out nor cut off.

As STREAM does it (Hoang, Reyhanitabar, Rogaway and Vizár, 2015), which age and Tink use: each piece
is sealed with its number and whether it is the last. A line that names the kind of file and 16
random bytes come first; with them the key of the file is derived from BACKUP_KEY.
"""

import io
import secrets
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HEAD = b"redcross backup, encrypted 1\n"
SALT_BYTES = 16
PIECE_BYTES = 1024 * 1024
TAG_BYTES = 16
SHORTEST_KEY = 32


class BackupUnreadable(Exception):
    """It is not whole, was changed, or has another key; says which as far as that can be told."""


def is_encrypted(source: IO[bytes]) -> bool:
    """Return whether the file, which stands at its beginning and is put back there, is."""
    head = source.read(len(HEAD))
    source.seek(0)
    return head == HEAD


class EncryptingWriter(io.RawIOBase):
    """Writes to `target` what it is given, encrypted. Without `close()` the file is not whole."""

    def __init__(self, target: IO[bytes], key: str) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        target.write(HEAD + salt)
        self._target, self._cipher = target, _cipher(key, salt)
        self._waiting, self._number = bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, content: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._waiting += content
        # The last piece is known only at the end.
        while len(self._waiting) > PIECE_BYTES:
            self._seal(bytes(self._waiting[:PIECE_BYTES]), last=False)
            del self._waiting[:PIECE_BYTES]
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._waiting), last=True)
        super().close()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last), piece, None))
        self._number += 1


class DecryptingReader(io.RawIOBase):
    """Reads what an `EncryptingWriter` wrote to `source`. Raises BackupUnreadable."""

    def __init__(self, source: IO[bytes], key: str) -> None:
        head = source.read(len(HEAD) + SALT_BYTES)
        if len(head) < len(HEAD) + SALT_BYTES or not head.startswith(HEAD):
            raise BackupUnreadable("This is no encrypted backup.")
        if len(key) < SHORTEST_KEY:
            raise BackupUnreadable("The backup is encrypted: BACKUP_KEY is needed to read it.")
        self._source, self._cipher = source, _cipher(key, head[len(HEAD) :])
        self._ahead, self._number = self._sealed(), 0
        self._plain = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._plain and self._ahead:
            self._plain = self._opened()
        taken = self._plain[: len(buffer)]
        buffer[: len(taken)] = taken
        self._plain = self._plain[len(taken) :]
        return len(taken)

    def _sealed(self) -> bytes:
        return self._source.read(PIECE_BYTES + TAG_BYTES)

    def _opened(self) -> bytes:
        """Return the next piece in clear; whether it is the last shows what comes after it."""
        sealed, self._ahead = self._ahead, self._sealed()
        try:
            plain = self._cipher.decrypt(_nonce(self._number, not self._ahead), sealed, None)
        except InvalidTag as error:
            where = "BACKUP_KEY is another one, or " if self._number == 0 else ""
            raise BackupUnreadable(f"{where}the file is broken or not whole.") from error
        self._number += 1
        return plain


def _cipher(key: str, salt: bytes) -> AESGCM:
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"BACKUP_KEY needs {SHORTEST_KEY} characters.")
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"redcross backup")
    return AESGCM(derived.derive(key.encode()))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
