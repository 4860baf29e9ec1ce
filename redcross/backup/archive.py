"""One backup as a file: a tar archive with the dump, the evidence, and at its end the manifest.

The manifest names each member with its size and SHA-256, and each table with its rows and their
digest. What has no manifest at its end is not whole.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, NotRequired, TypedDict

from .encryption import BackupUnreadable, DecryptingReader, EncryptingWriter, is_encrypted
from .tables import TableDigest

DUMP, MANIFEST, EVIDENCE = "database.dump", "manifest.json", "evidence/"
BLOCK = 1024 * 1024
MOST_MANIFEST_BYTES = 1024**3


class FileDigest(TypedDict):
    """What the manifest says of a member."""

    bytes: int
    sha256: str


class BackupFacts(TypedDict):
    """What the manifest says of the whole. `missing`: evidence that had been lost already.

    `keys`: digests by which the server's keys are known again, see `own_keys()`.
    """

    made_at: str
    server_version: int
    keys: dict[str, str]
    tables: dict[str, TableDigest]
    missing: list[str]


class Manifest(BackupFacts):
    """The facts, and the members by name."""

    format: NotRequired[int]
    files: dict[str, FileDigest]


# Where a member goes to that is read; called with its name in the archive.
Sink = Callable[[str], AbstractContextManager[IO[bytes]]]


class _Hashing:
    """A file that is read, and what was read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self.file.read(size)
        self.hash.update(content)
        return content


class ArchiveWriter:
    """Writes a backup to `target`, encrypted with `key` unless that is empty."""

    def __init__(self, target: IO[bytes], key: str) -> None:
        self.files: dict[str, FileDigest] = {}
        self._encrypting = EncryptingWriter(target, key) if key else None
        self._tar = tarfile.open(  # noqa: SIM115  # closed by finish()
            fileobj=self._encrypting or target, mode="w|", format=tarfile.PAX_FORMAT
        )

    def add(self, name: str, file: IO[bytes]) -> None:
        """Add what the file holds from its beginning."""
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        hashing = _Hashing(file)
        self._tar.addfile(member, hashing)
        self.files[name] = {"bytes": size, "sha256": hashing.hash.hexdigest()}

    def finish(self, facts: BackupFacts) -> Manifest:
        """Add the manifest and close the archive; what it was written to stays open."""
        manifest: Manifest = {"format": 1, **facts, "files": self.files}
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, io.BytesIO(content))
        self._tar.close()
        if self._encrypting:
            self._encrypting.close()
        return manifest


def evidence_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield names, relative to the folder, and paths of the files in it, in order; no links."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix(), path


@contextmanager
def discarding_sink(name: str) -> Iterator[IO[bytes]]:
    """Throw a member away: it is only read."""
    with open("/dev/null", "wb") as sink:
        yield sink


def read_archive(file: Path, key: str, sink: Sink = discarding_sink) -> Manifest:
    """Read all of a backup, each member into its sink, and return what it says of itself.

    Raises BackupUnreadable for what is broken, changed, not whole or encrypted with another key:
    by then members may have gone into their sinks.
    """
    with file.open("rb") as source:
        plain: IO[bytes] = source
        if is_encrypted(source):
            plain = io.BufferedReader(DecryptingReader(source, key), BLOCK)
        try:
            with tarfile.open(fileobj=plain, mode="r|") as tar:
                manifest = _read_members(tar, sink)
        except (tarfile.TarError, EOFError) as error:
            raise BackupUnreadable(f"The file is broken or not whole: {error}.") from error
        if plain.read(BLOCK).strip(b"\0"):
            raise BackupUnreadable("Something was added to the file.")
    return manifest


def _read_members(tar: tarfile.TarFile, sink: Sink) -> Manifest:
    seen: dict[str, FileDigest] = {}
    manifest: Manifest | None = None
    for member in tar:
        content = tar.extractfile(member) if member.isreg() and not manifest else None
        if content is None or not _is_ours(member.name) or member.name in seen:
            raise BackupUnreadable(f"There is something in it that is not ours: {member.name}.")
        if member.name == MANIFEST:
            if member.size > MOST_MANIFEST_BYTES:
                raise BackupUnreadable("Its manifest is too long.")
            manifest = _manifest(content.read())
            continue
        with sink(member.name) as target:
            seen[member.name] = _copy(content, target)
    if manifest is None:
        raise BackupUnreadable("The file is not whole: its manifest is missing.")
    if differing := differing_names(manifest["files"], seen):
        raise BackupUnreadable(f"Not as it was written: {', '.join(differing[:5])}.")
    return manifest


def _is_ours(name: str) -> bool:
    """Return whether a member may have this name: nothing leads out of the evidence's folder."""
    parts = PurePosixPath(name).parts
    inside = name.startswith(EVIDENCE) and len(parts) > 1
    return name in (DUMP, MANIFEST) or (
        inside and "/".join(parts) == name and ".." not in parts and "\0" not in name
    )


def _manifest(content: bytes) -> Manifest:
    try:
        manifest: Manifest = json.loads(content)
        known = manifest["format"] == 1 and manifest["files"] and manifest["tables"]
    except (ValueError, KeyError, TypeError) as error:
        raise BackupUnreadable("Its manifest cannot be read.") from error
    if not known:
        raise BackupUnreadable("A later version of the program made it.")
    return manifest


def _copy(content: IO[bytes], target: IO[bytes]) -> FileDigest:
    size, digest = 0, hashlib.sha256()
    while block := content.read(BLOCK):
        size += len(block)
        digest.update(block)
        target.write(block)
    return {"bytes": size, "sha256": digest.hexdigest()}


def file_digest(file: IO[bytes]) -> FileDigest:
    """Return what a manifest says of the file."""
    with discarding_sink("") as sink:
        return _copy(file, sink)


def differing_names(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    """Return, in order, the names that only one has, or that have another value there."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def total_bytes(files: Iterable[FileDigest]) -> int:
    """Return how large they are together."""
    return sum(file["bytes"] for file in files)
