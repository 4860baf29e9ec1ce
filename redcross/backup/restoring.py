"""Restoring a backup into an empty place, and comparing what is there with what was."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.db import connection, transaction

from . import server_tools
from .archive import (
    DUMP,
    EVIDENCE,
    FileDigest,
    Manifest,
    Sink,
    differing_names,
    discarding_sink,
    evidence_files,
    file_digest,
    read_archive,
)
from .making import own_keys, verify_backup
from .tables import table_digests, table_names


class NotRestored(Exception):
    """Nothing was restored, and why; or what differs from the backup."""


def restore_backup(file: Path, key: str) -> Manifest:
    """Restore a backup into the empty database and evidence folder of the settings.

    All of it is read before anything is written. What fails then leaves both empty. Raises
    NotRestored, BackupUnreadable, ServerToolFailed and OSError.
    """
    check_empty()
    manifest = verify_backup(file, key)
    # A key that was added since does no harm.
    if not manifest["keys"].items() <= own_keys().items():
        raise NotRestored(
            "FIELD_KEYS and DIGEST_KEY are not those that the backup was made with. "
            "Set the keys that were kept apart, then try again."
        )
    if manifest["server_version"] > server_tools.server_version():
        raise NotRestored(
            f"The backup needs PostgreSQL {manifest['server_version']} or later; "
            f"here is {server_tools.server_version()}."
        )
    folder = Path(settings.MEDIA_ROOT)
    try:
        with TemporaryFile(dir=_existing(folder)) as dump:
            read_archive(file, key, _into(folder, dump))
            _restore_database(dump)
    except BaseException:
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
    if differences := differing_from(manifest):
        raise NotRestored(f"Restored, but not the same: {', '.join(differences)}")
    return manifest


def check_empty() -> None:
    """Refuse to restore over anything: NotRestored."""
    if tables := table_names():
        raise NotRestored(
            f"The database is not empty: it has {len(tables)} tables. "
            "A backup is restored into an empty one only."
        )
    folder = Path(settings.MEDIA_ROOT)
    if folder.exists() and any(folder.iterdir()):
        raise NotRestored(f"{folder} is not empty. A backup is restored into an empty folder only.")


def differing_from(manifest: Manifest) -> list[str]:
    """Return the tables and files that differ from the manifest: rows by digest, files by hash."""
    with transaction.atomic():
        tables = table_digests()
    files: dict[str, FileDigest] = {}
    for name, path in evidence_files(Path(settings.MEDIA_ROOT)):
        with path.open("rb") as file:
            files[EVIDENCE + name] = file_digest(file)
    recorded = {name: was for name, was in manifest["files"].items() if name != DUMP}
    return differing_names(manifest["tables"], tables) + differing_names(recorded, files)


def _restore_database(dump: IO[bytes]) -> None:
    """Restore all of the dump or nothing."""
    dump.flush()
    dump.seek(0)
    process = server_tools.start(
        "pg_restore",
        *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
        f"--dbname={server_tools.database()}",
        stdin=dump,
    )
    try:
        server_tools.wait(process, "pg_restore")
    finally:
        process.kill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _into(folder: Path, dump: IO[bytes]) -> Sink:
    """Return a sink that writes the dump into that file, and evidence into the folder."""

    @contextmanager
    def sink(name: str) -> Iterator[IO[bytes]]:
        if name == DUMP:
            yield dump
            return
        path = folder / name.removeprefix(EVIDENCE)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())

    return lambda name: (
        sink(name) if name == DUMP or name.startswith(EVIDENCE) else discarding_sink(name)
    )


def _existing(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
