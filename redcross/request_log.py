"""What is written down of requests that go wrong: a line of JSON each, with the request's id.

Neither what was sent nor what a database says of a row stands in it: that may be somebody's name.
"""

import json
import logging
import re
import secrets
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter

logger = logging.getLogger(__name__)
current_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
# What PostgreSQL adds to a message: the row, or the values, that it refuses.
_OF_A_ROW = re.compile(r"^(DETAIL|CONTEXT|HINT|QUERY|LINE \d+):.*(\n[ \t].*)*", re.MULTILINE)


def new_request_id() -> str:
    """Return ten letters and digits that somebody can read out on the telephone."""
    return secrets.token_hex(5)


def without_rows(text: str) -> str:
    """Return a message or traceback without what PostgreSQL tells of a row."""
    return _OF_A_ROW.sub(r"\1: …", text)


class JsonLines(logging.Formatter):
    """A line of JSON for each record: when, how bad, where, what, and the request."""

    def format(self, record: logging.LogRecord) -> str:
        request = current_request.get()
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_rows(record.getMessage()),
        }
        if request is not None:
            user = getattr(request, "_cached_user", None)
            line |= {
                "request": getattr(request, "id", ""),
                "method": request.method,
                "path": request.path,
                "user": getattr(user, "pk", None),
            }
        for name in ("seconds", "sql"):
            if name in record.__dict__:
                line[name] = record.__dict__[name]
        if record.exc_info:
            line["traceback"] = without_rows(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def recorded(pieces: Iterable[bytes], request: HttpRequest) -> Iterator[bytes]:
    """Yield the pieces of an answer that is written while it is sent; log where it breaks off.

    By then the request has passed through all that would log it.
    """
    try:
        yield from pieces
    except Exception:
        token = current_request.set(request)
        logger.exception("The answer broke off.")
        current_request.reset(token)
        raise


class ShortReporter(ExceptionReporter):
    """What is mailed to ADMINS: where it happened, and nothing that was sent or that was held."""

    def get_traceback_text(self) -> SafeString:
        request = self.request
        where = f"{request.method} {request.path}\n\n" if request else ""
        error = (self.exc_type, self.exc_value, self.tb)
        trace = "".join(traceback.format_exception(*error)) if self.exc_type else ""
        # A mail of plain text escapes nothing.
        return SafeString(where + without_rows(trace))


def log_slow_queries(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Have the connection tell of queries that take longer than SLOW_QUERY_SECONDS.

    Receives `connection_created`. The query stands in the log with placeholders for its values.
    """
    if timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(timed)


def timed(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> CursorWrapper | None:
    """Run a query, and tell of it if it was slow."""
    begun = time.monotonic()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.monotonic() - begun
        if seconds > settings.SLOW_QUERY_SECONDS:
            details = {"seconds": round(seconds, 3), "sql": str(sql)[:2000]}
            logger.warning("A query took %.1f s.", seconds, extra=details)
