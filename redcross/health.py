"""Whether the server lives, and whether it can serve: for who watches it, not for readers."""

import logging
from collections.abc import Callable
from functools import cache as cache_once
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse

logger = logging.getLogger(__name__)
LIVE, READY = "/health/live", "/health/ready"


def database_answers() -> bool:
    """Return whether the database takes what is written, which a replica does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_read_only') = 'off'")
        [writable] = cursor.fetchone()
    return bool(writable)


@cache_once
def own_migrations() -> frozenset[tuple[str, str]]:
    """Return app and name of every migration of this version, read from the disk once."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def is_migrated() -> bool:
    """Return whether the database is of this version."""
    return own_migrations() <= MigrationRecorder(connection).applied_migrations().keys()


def cache_answers() -> bool:
    """Return whether the cache, which holds the lockout, can be read."""
    cache.get("health")
    return True


def evidence_is_kept() -> bool:
    """Return whether a file can be written where the evidence lies."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder) as file:
        file.write(b"1")
        file.flush()
    return True


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": is_migrated,
    "cache": cache_answers,
    "evidence": evidence_is_kept,
}


def failing() -> list[str]:
    """Return the names of what does not work; why stands in the log."""
    found = []
    for name, check in CHECKS.items():
        try:
            works = check()
        except (DatabaseError, OSError):
            logger.exception("The server is not ready: %s", name)
            works = False
        if not works:
            found.append(name)
    return found


class HealthMiddleware:
    """Answers /health/live and /health/ready before anything else is asked of the request.

    Whoever watches comes by the address of the machine and without HTTPS. Told is only what works.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in (LIVE, READY):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        found = [] if request.path == LIVE else failing()
        answer = JsonResponse({"failing": found}, status=503 if found else 200)
        answer.headers["Cache-Control"] = "no-store"
        return answer
