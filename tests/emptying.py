"""Emptying the tables after a test that commits.

Django truncates every table and makes all content types, permissions and groups anew, which takes
longer than most tests. Here only tables that hold rows are emptied, and what migrations leave
stays as long as no test has touched it.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase

LEFT_BY_MIGRATIONS = (
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
)
django_way = TransactionTestCase._fixture_teardown
_known: dict[str, str] = {}


def remember():
    """Take what stands in the tables of LEFT_BY_MIGRATIONS for what migrations have left."""
    _known["digest"] = _digest()


def empty_tables(test_case):
    """Leave in the database what its migrations left, in place of `_fixture_teardown`."""
    if _digest() != _known["digest"] or not _may_switch_triggers_off():
        django_way(test_case)
        remember()
        return
    tables = set(connection.introspection.django_table_names(only_existing=True))
    names = [connection.ops.quote_name(name) for name in tables.difference(LEFT_BY_MIGRATIONS)]
    with transaction.atomic(), connection.cursor() as cursor:
        # Wait for a request that is still writing.
        cursor.execute(f"LOCK TABLE {', '.join(names)} IN EXCLUSIVE MODE")
        # Neither keys nor the rules of what must stay hold now.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})"  # noqa: S608
                for name in names
            )
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608


def _digest():
    """Return a digest of all rows in the tables of LEFT_BY_MIGRATIONS."""
    rows = " || ".join(
        f"(SELECT coalesce(string_agg(t::text, ';' ORDER BY id), '') FROM {name} t)"  # noqa: S608
        for name in LEFT_BY_MIGRATIONS
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5({rows})")
        return cursor.fetchone()[0]


def _may_switch_triggers_off():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return cursor.fetchone()[0]
