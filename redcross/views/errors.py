"""The page of what went wrong, made without the database: that may be what is away."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views import defaults
from django.views.decorators.csrf import requires_csrf_token

# Seconds after which the browser asks again.
RETRY_AFTER = 10


def is_temporary(error: BaseException | None) -> bool:
    """Return whether the database is away or the disk is full: it helps to come again.

    Libraries say so in words of their own: then it is what they stumbled over that tells.
    """
    if error is None:
        return False
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return is_temporary(error.__cause__ or error.__context__)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be understood; a session that cannot be saved is none of its sender's.

    Django takes the latter for one that was deleted, also where the database is away.
    """
    if is_temporary(exception):
        return server_error(request)
    return defaults.bad_request(request, exception)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer with the request's id; 503 and a page that comes again by itself while it may help."""
    away = is_temporary(sys.exc_info()[1])
    template = get_template("503.html" if away else "500.html")
    context = {
        "request_id": getattr(request, "id", ""),
        # What was sent would be sent again: only the sender knows whether it should be.
        "comes_again": RETRY_AFTER if request.method in ("GET", "HEAD") else 0,
    }
    answer = HttpResponse(template.render(context), status=503 if away else 500)
    if away:
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    answer.headers["Cache-Control"] = "no-store"
    return answer
