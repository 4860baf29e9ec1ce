"""Whether the database is the right one, and who may do what in it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross import health, log_seals
from redcross.fields import EncryptedField, decrypt
from redcross.models import LogEntry, LogSeal
from redcross.models.background_work import worker_is_alive
from redcross.page_role import own_rights

from .findings import ToDo, check

OLDEST_SERVER = 15
# The worker seals every minute, at the latest when nobody has stopped writing for 45 s.
UNSEALED_FOR = timedelta(minutes=5)
CLOCKS_APART = timedelta(seconds=5)


@check(gettext_lazy("Database"))
def server() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        [version] = cursor.fetchone()
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datcollversion IS DISTINCT FROM"
            " pg_database_collation_actual_version(oid), datcollate"
            " FROM pg_database WHERE datname = current_database()"
        )
        encoding, moved, order = cursor.fetchone()
    if int(version.split(".")[0]) < OLDEST_SERVER:
        raise ToDo(
            _("PostgreSQL %(version)s is too old: version %(oldest)s or later is needed.")
            % {"version": version, "oldest": OLDEST_SERVER}
        )
    if encoding != "UTF8":
        raise ToDo(_("The database was not made with the encoding UTF8: make it anew."))
    if moved:
        raise ToDo(
            _("The system sorts otherwise than when the database was made: run %(command)s.")
            % {"command": "REINDEX DATABASE; ALTER DATABASE … REFRESH COLLATION VERSION"}
        )
    return f"PostgreSQL {version}, {encoding}, {order}"


@check(gettext_lazy("Tables"))
def tables() -> str:
    if not health.is_migrated():
        raise ToDo(_("The database is of an earlier version: run manage.py migrate."))
    if settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        raise ToDo(_("Run manage.py createcachetable."))
    return _("of this version")


@check(gettext_lazy("Rights in the database"))
def rights() -> str:
    own = own_rights()
    if own.superuser or own.owns or own.may_change_the_log:
        raise ToDo(
            _(
                "%(role)s, as which this runs, owns tables or may change the log. Pages are served "
                "by a role that may not; run this as that one."
            )
            % {"role": own.role}
        )
    if own.may_not_write:
        raise ToDo(
            _("%(role)s may not write into %(tables)s: run manage.py grant_page_role.")
            % {"role": own.role, "tables": ", ".join(own.may_not_write[:3])}
        )
    if settings.EMBEDDED_DATABASE:
        raise ToDo(
            _(
                "%(role)s owns no table, but this database trusts whoever is on the machine: the "
                "log is safe from pages alone. On a server set DATABASE_URL."
            )
            % {"role": own.role}
        )
    return _("%(role)s owns no table and can only add to the log") % {"role": own.role}


@check(gettext_lazy("Log of the database"))
def database_log() -> str:
    names = ("log_min_error_statement", "log_error_verbosity", "log_min_duration_statement")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(n) FROM unnest(%s::text[]) AS n", [list(names)])
        failed, details, slow = (value for (value,) in cursor.fetchall())
    if failed not in ("fatal", "panic") or details != "terse" or slow != "-1":
        raise ToDo(
            _(
                "PostgreSQL writes statements and rows, with names of people, into its own log. As "
                "its superuser, for both roles: %(commands)s; and log_min_duration_statement -1."
            )
            % {
                "commands": "ALTER ROLE … SET log_min_error_statement = 'panic'; "
                "ALTER ROLE … SET log_error_verbosity = 'terse'"
            }
        )
    return _("tells nothing of rows")


@check(gettext_lazy("Sensitive values"))
def sensitive_values() -> str:
    read = 0
    for stored in _stored_values():
        try:
            decrypt(stored)
        except (ImproperlyConfigured, ValueError) as error:
            raise ToDo(
                _("FIELD_KEYS cannot read what is stored. Set the keys that were kept apart.")
            ) from error
        read += 1
    return _("can be read with FIELD_KEYS") if read else _("none yet")


def _stored_values() -> Iterator[str]:
    """Yield of each encrypted field what was stored last."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedField):
                table, column = (
                    connection.ops.quote_name(str(name))
                    for name in (model._meta.db_table, field.column)
                )
                with connection.cursor() as cursor:
                    cursor.execute(
                        f"SELECT {column} FROM {table} WHERE {column} <> ''"  # noqa: S608
                        " ORDER BY id DESC LIMIT 1"
                    )
                    yield from (value for (value,) in cursor.fetchall())


@check(gettext_lazy("Worker"))
def worker() -> str:
    if not worker_is_alive():
        raise ToDo(_("No worker lives. Start it: systemctl start redcross-worker."))
    return _("lives")


@check(gettext_lazy("Seals of the log"))
def seals() -> str:
    last = LogSeal.latest()
    late = LogEntry.objects.filter(
        pk__gt=last.last_entry if last else 0, at__lt=timezone.now() - UNSEALED_FOR
    )
    if late.exists():
        raise ToDo(_("The log is not being sealed. See the worker's journal."))
    if last and not _stands_in_file(last):
        raise ToDo(
            _("The last seal does not stand in %(file)s. Only the worker writes there: see why.")
            % {"file": settings.SEALS_FILE}
        )
    unsealed = log_seals.unsealed()
    return _("%(number)s entries wait for the next one") % {"number": unsealed}


def _stands_in_file(seal: LogSeal) -> bool:
    file = Path(settings.SEALS_FILE)
    if not file.exists():
        return False
    with file.open("rb") as lines:
        lines.seek(max(0, file.stat().st_size - 10_000))
        return f"\n{seal.number} {seal.digest} ".encode() in b"\n" + lines.read()


@check(gettext_lazy("Clock"))
def clock() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [database] = cursor.fetchone()
    now = timezone.now()
    newest = LogEntry.objects.order_by("-pk").values_list("at", flat=True).first()
    if abs(database - now) > CLOCKS_APART:
        raise ToDo(_("The clock of the database's machine is another one. Set both by NTP."))
    if newest and newest - database > CLOCKS_APART:
        raise ToDo(_("The log has entries from later than now: the clock was set back."))
    return f"{timezone.localtime(now):%Y-%m-%d %H:%M} {settings.TIME_ZONE}"
