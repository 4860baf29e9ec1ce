"""Counting on a replica of the database, where REPLICA_DATABASE_URL names one.

Figures are read there, and nothing else; nothing is written there. A replica is behind by what it
has not replayed: it is asked only once it has all that was saved before the question. Where it
does not come so far in time, or cannot be asked, the database itself counts.
"""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import Error, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)
REPLICA = "replica"
# So long a figure waits for what was saved; a replica that is later, or away, is left alone then.
WAIT_SECONDS, LEFT_ALONE_SECONDS = 0.2, 10
_Answer = TypeVar("_Answer")
_left_alone_until = 0.0


def counted(ask: Callable[[BaseDatabaseWrapper], _Answer]) -> _Answer:
    """Return what `ask` answers, on the replica or, as it only reads, on the database itself."""
    # What a transaction has written so far stands in no replica before it ends.
    known = REPLICA in connections.settings and not connection.in_atomic_block
    if known and time.monotonic() >= _left_alone_until:
        replica = connections[REPLICA]
        try:
            if _has_what_was_saved(replica):
                return ask(replica)
            _leave_alone("it is behind, or no replica")
        except Error as error:
            replica.close()
            _leave_alone(str(error).strip())
    return ask(connection)


def _has_what_was_saved(replica: BaseDatabaseWrapper) -> bool:
    """Wait until the replica has all that is saved by now; return whether it came so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_flush_lsn()::text")
        [saved] = cursor.fetchone()
    end = time.monotonic() + WAIT_SECONDS
    with replica.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [saved])
            [has_it] = cursor.fetchone()
            if has_it or time.monotonic() > end:
                return bool(has_it)
            time.sleep(0.005)


def _leave_alone(reason: str) -> None:
    global _left_alone_until
    _left_alone_until = time.monotonic() + LEFT_ALONE_SECONDS
    logger.warning("Figures are counted without the replica: %s.", reason)
