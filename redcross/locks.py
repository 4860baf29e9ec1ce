"""Locks of the database that belong to no row: held by a connection, gone with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def exclusive_lock(purpose: str, name: str) -> Iterator[None]:
    """Wait until nobody else is within, for that purpose and name, in whichever process."""
    key = [f"{purpose}:{name}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", key)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", key)
