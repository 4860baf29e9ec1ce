"""Making a backup: a dump and digests of one snapshot of the database, then the evidence.

A file of evidence is written before the record of it is committed, never changed, and deleted after
the record of that is. So whatever the snapshot tells of is there, unless it was deleted since.
"""

import fcntl
import hmac
import io
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from . import copies, server_tools
from .archive import (
    DUMP,
    EVIDENCE,
    ArchiveWriter,
    Manifest,
    Sink,
    discarding_sink,
    evidence_files,
    read_archive,
)
from .encryption import BackupUnreadable
from .tables import TableDigest, table_digests

UNFINISHED = ".unfinished"


class AlreadyRunning(Exception):
    """Another backup is being written to the same folder."""


def own_keys() -> dict[str, str]:
    """Return digests of the server's keys: they tell which are needed, and nothing of the keys."""
    keys = {f"FIELD_KEYS {number}": key for number, key in settings.FIELD_KEYS.items()}
    return {
        name: hmac.digest(key.encode(), b"redcross backup", "sha256").hex()[:16]
        for name, key in {**keys, "DIGEST_KEY": settings.DIGEST_KEY}.items()
    }


def make_backup(folder: Path) -> tuple[Path, Manifest]:
    """Write a backup into the folder, read it back, and return it with what it says of itself.

    It has its name once it is whole, on the disk and read back; before that it is deleted when
    anything fails. Raises AlreadyRunning, ServerToolFailed, BackupUnreadable and OSError.
    """
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    key, now = settings.BACKUP_KEY, timezone.now()
    finished = folder / copies.name_of(now, encrypted=bool(key))
    with _alone_in(folder):
        for leftover in folder.glob(f"redcross-*{UNFINISHED}"):  # by one that was killed
            leftover.unlink()
        unfinished = finished.with_name(finished.name + UNFINISHED)
        try:
            with open(unfinished, "xb", opener=_for_owner_alone) as target:
                manifest = _write(target, key, folder, now.isoformat())
                target.flush()
                os.fsync(target.fileno())
            if verify_backup(unfinished, key) != manifest:
                raise BackupUnreadable("Read back, it is another one.")
            unfinished.rename(finished)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _sync_folder(folder)
    return finished, manifest


def verify_backup(file: Path, key: str) -> Manifest:
    """Read all of it, and have pg_restore read the dump in it. Raises what `read_archive` does."""
    return read_archive(file, key, _dump_to(_pg_restore_reads))


def _write(target: IO[bytes], key: str, folder: Path, made_at: str) -> Manifest:
    archive = ArchiveWriter(target, key)
    evidence = Path(settings.MEDIA_ROOT)
    with TemporaryFile(dir=folder) as dump:  # without a name: it is gone with the process
        tables, referenced = _dump_database(dump)
        archive.add(DUMP, dump)
    for name, path in evidence_files(evidence):
        with suppress(FileNotFoundError), path.open("rb") as file:  # deleted meanwhile
            archive.add(EVIDENCE + name, file)
    # What is not in it and is still referred to had been lost before.
    lost = {name for name in referenced if EVIDENCE + name not in archive.files}
    return archive.finish(
        {
            "made_at": made_at,
            "server_version": server_tools.server_version(),
            "keys": own_keys(),
            "tables": tables,
            "missing": sorted(lost & referenced_files()) if lost else [],
        }
    )


def _dump_database(dump: IO[bytes]) -> tuple[dict[str, TableDigest], set[str]]:
    """Write the dump; return digests of the same state, and the files that it refers to."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        process = server_tools.start(
            "pg_dump", *arguments, f"--dbname={server_tools.database()}", stdout=dump
        )
        try:
            found = table_digests(), referenced_files()
            server_tools.wait(process, "pg_dump")
        finally:
            process.kill()
    return found


def referenced_files() -> set[str]:
    """Return the names of all files that rows refer to."""
    found: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                rows = model._base_manager.exclude(**{field.name: ""})
                found.update(rows.values_list(field.name, flat=True).iterator())
    return found


def _dump_to(sink: Sink) -> Sink:
    """Return a sink that takes the dump to this one, and throws all else away."""
    return lambda name: sink(name) if name == DUMP else discarding_sink(name)


class _Pipe(io.RawIOBase):
    """What a tool reads, for as long as it does: the end of a dump it may leave."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe

    def write(self, content: bytes) -> int:  # type: ignore[override]
        with suppress(BrokenPipeError):
            self._pipe.write(content)
        return len(content)


@contextmanager
def _pg_restore_reads(name: str) -> Iterator[IO[bytes]]:
    """Give the dump to pg_restore, which reads all of it and restores nothing."""
    process = server_tools.start("pg_restore", "--file=/dev/null", stdin=subprocess.PIPE)
    try:
        yield cast("IO[bytes]", _Pipe(cast("IO[bytes]", process.stdin)))
        server_tools.wait(process, "pg_restore")
    except server_tools.ServerToolFailed as error:
        raise BackupUnreadable(f"The dump in it cannot be read: {error}") from error
    finally:
        process.kill()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which goes with the process. Raises AlreadyRunning."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise AlreadyRunning(f"Another backup is being written to {folder}.") from error
    else:
        yield
    finally:
        os.close(descriptor)


def _for_owner_alone(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
