"""Changes of the log that nobody can make but who owns its tables."""

from django.db import connection


def as_owner(sql, *values):
    """Do what only the owner of the tables can: past the trigger that refuses it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("redcross_logentry", "redcross_logseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        for table in ("redcross_logentry", "redcross_logseal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
