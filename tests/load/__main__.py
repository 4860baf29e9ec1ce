"""Fifty users on one server with ten million records: `make load`.

The server is gunicorn as it is installed, on an embedded PostgreSQL of its own below `var/load`,
with the keys of a trial. What is asked for and how often says `users.py`; everything stays on this
machine's loopback, and ends by itself.
"""

import argparse
import json
import os
import secrets
import shlex
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

import psutil
import psycopg
from cryptography.fernet import Fernet

from redcross.database import embedded

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "var" / "load"
ADDRESS = "127.0.0.1:8600"
UNIT = ROOT / "deploy" / "server" / "redcross-web.service"
# What a machine with 4 GB gives it; docs/scaling.md says why.
TUNED = {"shared_buffers": "1GB", "effective_cache_size": "3GB", "random_page_cost": "1.1"}
python = sys.executable


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=10_000_000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--fill-only", action="store_true")
    told = parser.parse_args()
    os.chdir(ROOT)
    HOME.mkdir(parents=True, exist_ok=True)
    name = f"load_{told.records}"
    database = embedded(HOME / "postgres", name)
    url = f"postgres://{database['USER']}@/{name}?host={database['HOST']}"
    environment = {**os.environ, **_keys(), "DATABASE_URL": url}
    _tune(url)
    _fill(url, told.records, environment)
    if told.fill_only:
        return
    server = subprocess.Popen(
        [python, "-m", "gunicorn", "redcross.wsgi", *_as_installed(), "--bind", ADDRESS],
        env=environment,
    )
    try:
        _wait()
        users = subprocess.Popen(
            [
                *(python, "-m", "locust", "--headless", "-f", "tests/load/users.py"),
                *("--host", f"http://{ADDRESS}", "--users", str(told.users), "--spawn-rate", "0.5"),
                *("--run-time", f"{told.seconds}s", "--csv", str(HOME / "result")),
                *("--only-summary", "--reset-stats"),
            ],
            env=environment,
        )
        held = _memory_until_end(server.pid, users)
        print(f"memory of the server each minute, in MB: {held}")  # noqa: T201
    finally:
        server.terminate()
        server.wait()


def _as_installed() -> list[str]:
    """Return the options of the server's unit."""
    [command] = [line for line in UNIT.read_text().splitlines() if line.startswith("ExecStart=")]
    return shlex.split(command.partition("redcross.wsgi")[2])


def _keys() -> dict[str, str]:
    """Return the settings of the server; its keys are made once."""
    file = HOME / "keys.json"
    if not file.exists():
        keys = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_KEYS": f"1:{Fernet.generate_key().decode()}",
            "DIGEST_KEY": secrets.token_urlsafe(32),
        }
        file.write_text(json.dumps(keys))
    own: dict[str, str] = json.loads(file.read_text())
    places = {"MEDIA_ROOT": str(HOME / "evidence"), "SEALS_FILE": str(HOME / "seals")}
    # Every user comes from an address of their own, as behind the web server that is installed.
    served = {"ALLOWED_HOSTS": "127.0.0.1", "HTTPS": "0", "TRUSTED_PROXIES": "127.0.0.1/32"}
    return {**own, **places, **served, "DEBUG": "0"}


def _tune(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in TUNED.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        connection.execute("SELECT pg_reload_conf()")
        row = connection.execute("SHOW shared_buffers").fetchone()
    print(f"shared_buffers {row and row[0]}: another value is taken at the next start")  # noqa: T201


def _fill(url: str, records: int, environment: dict[str, str]) -> None:
    """Fill the database unless it is, and say how large it is."""
    manage = (python, "manage.py")
    for command in (
        ("migrate", "-v0"),
        ("createcachetable",),
        ("collectstatic", "-v0", "--noinput"),
    ):
        subprocess.run([*manage, *command], env=environment, check=True)
    with psycopg.connect(url, autocommit=True) as connection:
        filled = connection.execute("SELECT count(*) FROM redcross_society").fetchone()
        if not filled or not filled[0]:
            fill = (python, "-m", "tests.load.fill", str(records))
            subprocess.run(fill, env=environment, check=True)
        size = connection.execute(
            "SELECT pg_size_pretty(pg_database_size(current_database()))"
        ).fetchone()
    print(f"{records:,} records: {size and size[0]}")  # noqa: T201


def _wait() -> None:
    request = Request(f"http://{ADDRESS}/health/ready")
    for _try in range(60):
        try:
            with urlopen(request, timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(1)
    sys.exit("The server does not answer.")


def _memory_until_end(server: int, users: "subprocess.Popen[bytes]") -> list[int]:
    """Wait for the users to leave; return what the server held at first and each minute."""
    held = [_memory(server)]
    while True:
        try:
            users.wait(timeout=60)
        except subprocess.TimeoutExpired:
            held.append(_memory(server))
        else:
            return [*held, _memory(server)]


def _memory(pid: int) -> int:
    """Return what the server and its workers hold, in MB."""
    server = psutil.Process(pid)
    held = (process.memory_info().rss for process in (server, *server.children(recursive=True)))
    return round(sum(held) / 1024**2)


if __name__ == "__main__":
    main()
