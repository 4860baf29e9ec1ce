"""The role of the database that serves pages: another one owns the tables.

So whoever gets the pages to run SQL of their own can neither switch off what keeps the log as it
is, nor change or take out what is in it, nor make tables. Where each role has a system user of its
own, as `deploy/install-server.sh` makes them, neither can whoever takes over the whole process.
"""

from typing import NamedTuple

from django.db import connection, transaction
from psycopg.sql import SQL, Composed, Identifier

PAGE_ROLE = "redcross"
# Only migrations write these.
_READ_ONLY = ("django_migrations", "django_content_type", "auth_permission")

# Tables with whether a trigger of ours keeps their rows from being changed.
_TABLES = """
    SELECT relname, EXISTS (
        SELECT FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE tgrelid = pg_class.oid AND proname LIKE 'refuse_change%'
    )
    FROM pg_class WHERE relkind IN ('r', 'p', 'v')
    AND relnamespace = current_schema()::regnamespace ORDER BY relname
"""
# Their numbers are given by the database, not by who writes: none goes between two others.
_COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = ''
"""
# Sequences of identity columns need no right.
_SEQUENCES = """
    SELECT relname FROM pg_class WHERE relkind = 'S'
    AND relnamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'i')
"""


class Rights(NamedTuple):
    """What the role that asks may do besides reading and writing records."""

    role: str
    superuser: bool
    owns: int
    may_change_the_log: bool
    may_not_write: list[str]


def make_role(role: str) -> None:
    """Make the role, which may sign in, unless it is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            cursor.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(role)))


def grant_page_role(role: str) -> None:
    """Give the role what serving pages takes, and take from it all else. Owner's work."""
    name = Identifier(role)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_schema()")
        database, schema = map(Identifier, cursor.fetchone())
        statements = [
            SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
            SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, name),
            SQL("REVOKE CREATE ON SCHEMA {} FROM PUBLIC, {}").format(schema, name),
            SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, name),
            SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(schema, name),
            SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA {} FROM {}").format(schema, name),
        ]
        cursor.execute(_TABLES)
        for table, unchanging in cursor.fetchall():
            cursor.execute(_COLUMNS, [table])
            columns = SQL(", ").join(Identifier(column) for (column,) in cursor.fetchall())
            statements.append(_grant(table, unchanging, columns, name))
        cursor.execute(_SEQUENCES)
        for (sequence,) in cursor.fetchall():
            grant = SQL("GRANT USAGE ON SEQUENCE {} TO {}")
            statements.append(grant.format(Identifier(sequence), name))
        for statement in statements:
            cursor.execute(statement)


def _grant(table: str, unchanging: bool, columns: Composed, role: Identifier) -> Composed:
    if table in _READ_ONLY:
        rights: SQL | Composed = SQL("SELECT")
    elif unchanging:
        rights = SQL("SELECT, INSERT ({})").format(columns)
    else:
        rights = SQL("SELECT, INSERT, UPDATE, DELETE")
    return SQL("GRANT {} ON {} TO {}").format(rights, Identifier(table), role)


def own_rights() -> Rights:
    """Return what the role of this connection may do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, (SELECT count(*) FROM pg_class"
            " WHERE relowner = pg_roles.oid OR pg_has_role(current_user, relowner, 'USAGE')"
            " AND relnamespace = current_schema()::regnamespace)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        role, superuser, owns = cursor.fetchone()
        cursor.execute(_TABLES)
        rights: dict[str, bool] = dict(cursor.fetchall())
        unchanging = [table for table, stays in rights.items() if stays]
        cursor.execute(
            "SELECT bool_or(has_table_privilege(t, 'UPDATE, DELETE, TRUNCATE, TRIGGER'))"
            " FROM unnest(%s::text[]) AS t",
            [unchanging],
        )
        [may_change] = cursor.fetchone()
        written = [table for table in rights if table not in _READ_ONLY]
        cursor.execute(
            "SELECT t FROM unnest(%s::text[]) AS t WHERE NOT has_any_column_privilege(t, 'INSERT')",
            [written],
        )
        lacking = [table for (table,) in cursor.fetchall()]
    return Rights(role, superuser, owns, bool(may_change), lacking)
