"""Sealing the log, and finding what was done to it since.

Whoever holds the database can change any row of it. The key of the seals is not in the database
but with the server's other keys, and what was sealed last stands outside it as well: in a file
beside the server's log, and in every signed evaluation.
"""

import errno
import fcntl
import hmac
import json
import os
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from .models import LogEntry, LogSeal

# How far an entry may be dated from the seals around it: what is written at once takes so long.
SLACK = timedelta(hours=1)
# Entries that are read at once.
CHUNK = 5000
_MARK = struct.Struct(">q8s")
_MINUTE = "%Y-%m-%d %H:%M"
_FIELDS = (
    *("pk", "at", "user_id", "address", "society_id", "action", "model", "object_id", "version"),
    *("changes", "reason"),
)


class Anchor(NamedTuple):
    """What stands outside the log of a seal: where, and what the seal was then."""

    where: str
    number: int
    digest: str


def seal_log(wait: float = 0) -> LogSeal | None:
    """Seal what was written since the last seal; return the last seal, None where there is none.

    Nobody may be writing at that moment. After `wait` seconds, or at once, it is left to the next
    time: OperationalError.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            if wait:
                cursor.execute(
                    "SELECT set_config('lock_timeout', %s, true)", [f"{wait * 1000:.0f}ms"]
                )
            # Numbers are given within it: what comes later has a higher one. It keeps out who
            # writes, and another who seals.
            cursor.execute("SELECT lock_log(%s)", [bool(wait)])
        last = LogSeal.latest()
        marks = b"".join(
            _MARK.pack(row[0], _own_digest(row)) for row in _rows(last.last_entry if last else 0)
        )
        if not marks:
            return last
        seal = LogSeal(
            number=last.number + 1 if last else 1,
            at=timezone.now(),
            last_entry=_MARK.unpack(marks[-_MARK.size :])[0],
            marks=marks,
        )
        seal.digest = _digest(last.digest if last else "", seal)
        seal.save(force_insert=True)
        transaction.on_commit(lambda: _write_down(seal))
    return seal


def faults_of_log() -> Iterator[str]:
    """Yield what is wrong with the sealed log, in the order of the seals, then with its anchors."""
    before: LogSeal | None = None
    known: dict[int, str] = {}
    for seal in LogSeal.objects.order_by("number").iterator(chunk_size=100):
        expected = before.number + 1 if before else 1
        if seal.number != expected:
            yield f"seal {expected}: missing"
        if not hmac.compare_digest(seal.digest, _digest(before.digest if before else "", seal)):
            yield f"seal {seal.number}: not made with our key, or changed"
        yield from _faults_of(seal, before)
        known[seal.number] = seal.digest
        before = seal
    for anchor in _anchors():
        if anchor.number not in known:
            yield f"{anchor.where}: seal {anchor.number} is missing"
        elif known[anchor.number] != anchor.digest:
            yield f"{anchor.where}: seal {anchor.number} was another one"


def unsealed() -> int:
    """Return how many entries no seal holds yet."""
    last = LogSeal.latest()
    return LogEntry.objects.filter(pk__gt=last.last_entry if last else 0).count()


def _faults_of(seal: LogSeal, before: LogSeal | None) -> Iterator[str]:
    """Yield what differs between the entries of a seal and what it says of them."""
    marked = dict(_MARK.iter_unpack(bytes(seal.marks)))
    for row in _rows(before.last_entry if before else 0, seal.last_entry):
        mark = marked.pop(row[0], None)
        if mark is None:
            yield f"entry {row[0]}: put in after it was sealed"
        elif mark != _own_digest(row):
            yield f"entry {row[0]}: changed"
        elif row[1] > seal.at + SLACK:
            yield f"entry {row[0]}: dated {row[1]:{_MINUTE}}, sealed {seal.at:{_MINUTE}}"
        elif before and row[1] < before.at - SLACK:
            told = f"dated {row[1]:{_MINUTE}}, before seal {before.number} of {before.at:{_MINUTE}}"
            yield f"entry {row[0]}: {told}, which it comes after"
    for number in marked:
        yield f"entry {number}: missing"


def _rows(after: int, up_to: int | None = None) -> Iterator[tuple[Any, ...]]:
    """Yield the entries with numbers above `after`, by number, as values of `_FIELDS`."""
    rows = LogEntry.objects.filter(pk__gt=after).order_by("pk")
    if up_to is not None:
        rows = rows.filter(pk__lte=up_to)
    yield from rows.values_list(*_FIELDS).iterator(chunk_size=CHUNK)


def _own_digest(row: tuple[Any, ...]) -> bytes:
    """Return the first eight bytes of the digest of an entry."""
    serialised = json.dumps(row, ensure_ascii=False, sort_keys=True, default=_in_words)
    return hmac.digest(_key(), serialised.encode(), "sha256")[:8]


def _in_words(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _digest(before: str, seal: LogSeal) -> str:
    head = f"{before}|{seal.number}|{_in_words(seal.at)}|{seal.last_entry}|"
    return hmac.digest(_key(), head.encode() + bytes(seal.marks), "sha256").hex()


def _key() -> bytes:
    return f"log seals {settings.DIGEST_KEY}".encode()


def _write_down(seal: LogSeal) -> None:
    """Add a line to the file of seals; it is on the disk when this returns."""
    file = Path(settings.SEALS_FILE)
    file.parent.mkdir(parents=True, exist_ok=True)
    line = f"{seal.number} {seal.digest} {_in_words(seal.at)}\n".encode()
    with file.open("ab", buffering=0) as lines:
        fcntl.flock(lines, fcntl.LOCK_EX)
        before = lines.seek(0, os.SEEK_END)
        try:
            if lines.write(line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))
            os.fsync(lines.fileno())
        except OSError:
            # Half a line would be read as another seal, together with the line after it.
            lines.truncate(before)
            raise


def _anchors() -> Iterator[Anchor]:
    """Yield what the file of seals and the apps say of seals."""
    file = Path(settings.SEALS_FILE)
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            number, digest, *_rest = line.split(" ")
            yield Anchor(file.name, int(number), digest)
    for config in apps.get_app_configs():
        if anchors := getattr(config, "log_anchors", None):
            yield from (Anchor(*found) for found in anchors())
