"""Rows and digests of all tables: by them a restored database is compared with the one it was."""

from typing import TypedDict

from django.db import connection
from psycopg.sql import SQL, Identifier

# How values read as text must not depend on who asks.
_SAME_TEXT = (
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
)
_TABLES = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY relname
"""
# A sum, for rows have no order.
_DIGEST = SQL("""
    SELECT count(*), coalesce(sum(('x' || left(md5((row.*)::text), 16))::bit(64)::bigint), 0)
    FROM ONLY {} AS row
""")


class TableDigest(TypedDict):
    """How many rows a table has, and a digest of all of them."""

    rows: int
    digest: str


def table_names() -> list[str]:
    """Return the names of all tables, also of those that no model has."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [name for (name,) in cursor.fetchall()]


def table_digests() -> dict[str, TableDigest]:
    """Return what each table holds, as the transaction sees it, which must be one."""
    found: dict[str, TableDigest] = {}
    with connection.cursor() as cursor:
        for statement in _SAME_TEXT:
            cursor.execute(statement)
        for name in table_names():
            cursor.execute(_DIGEST.format(Identifier(name)))
            rows, digest = cursor.fetchone()
            found[name] = {"rows": rows, "digest": str(digest)}
    return found
