"""What every request passes through."""

import re
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.urls import reverse

from .client_address import address_of
from .models import Role, Society, User, client_address
from .navigation import cached_reverse
from .request_log import current_request, new_request_id, recorded


class UserRequest(HttpRequest):
    """A request of somebody who has signed in: LoginRequiredMiddleware lets no other through."""

    user: User


def is_open_file(response: StreamingHttpResponse) -> bool:
    """Return whether it sends a file, and not what is written meanwhile."""
    return getattr(response, "file_to_stream", None) is not None


class OriginMiddleware:
    """Gives the request an id, which its answer tells too, and the address it comes from.

    What reads `REMOTE_ADDR` later reads the client's; it is empty where nobody knows that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = new_request_id()  # type: ignore[attr-defined]
        address = address_of(request)
        request.META["REMOTE_ADDR"] = address or ""
        request.META.pop("HTTP_X_FORWARDED_FOR", None)
        tokens = client_address.set(address), current_request.set(request)
        try:
            response = self.get_response(request)
        finally:
            client_address.reset(tokens[0])
            current_request.reset(tokens[1])
        response.headers["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        # A file that is there goes out faster as it is.
        if isinstance(response, StreamingHttpResponse) and not is_open_file(response):
            response.streaming_content = recorded(response.streaming_content, request)
        return response


class StrangersBodyMiddleware:
    """Refuses more than a form of who has not signed in, before anything of it is read.

    Checking the form's token alone would have all that was sent written to the disk first. Pages
    in STRANGERS_FILES take a file.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) <= settings.STRANGERS_MAX_BYTES:
            return self.get_response(request)
        files = {cached_reverse(name): most for name, most in settings.STRANGERS_FILES.items()}
        most = settings.STRANGERS_MAX_BYTES + files.get(request.path, 0)
        if int(length) > most and not request.user.is_authenticated:
            return HttpResponse(get_template("413.html").render(), status=413)
        return self.get_response(request)


class NullCharacterMiddleware:
    """Refuses an address with a null character: no page has one, and no database takes it.

    What is posted is not looked at here: a form says so beside its field and keeps what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return self.get_response(request)


class SavedFormMiddleware:
    """Tells the browser that what it kept of a form is saved.

    The browser sends its name for what it keeps as `kept_form`. It forgets it when it finds the
    cookie `saved_form_<name>` and at nothing else: an answer that never arrives proves nothing. A
    form is saved when its sender is signed in and is led on without a message of an error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and 300 <= response.status_code < 400:
            name = request.POST.get("kept_form", "")
            saved = request.user.is_authenticated and not self._has_error(request)
            if saved and re.fullmatch(r"[0-9-]{7,43}", name):
                response.set_cookie(
                    f"saved_form_{name}",
                    "1",
                    max_age=7 * 24 * 3600,
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Lax",
                )
        return response

    def _has_error(self, request: HttpRequest) -> bool:
        waiting = messages.get_messages(request)
        has_error = any(message.level >= messages.ERROR for message in waiting)
        # Looked at, not shown: they stay for the next page.
        waiting.used = False  # type: ignore[union-attr]
        return has_error


class OwnPasswordMiddleware:
    """Leads whoever was given a password to the page for choosing another, and opens no other."""

    OPEN = ("account_change_password", "account_logout", "set_language", "session_state")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.user.is_authenticated
            and request.user.must_change_password
            and request.path not in map(reverse, self.OPEN)
        ):
            return redirect("account_change_password")
        return self.get_response(request)


class SecondFactorMiddleware:
    """Leads administrators and leaders to set up a second factor where the society asks for one.

    No other page opens before that, but those for it and for signing out. A superuser, who keeps
    the accounts of every society, needs one as soon as any of them asks for it.
    """

    OPEN = (*OwnPasswordMiddleware.OPEN, "mfa_index", "mfa_activate_totp", "account_reauthenticate")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and request.path not in map(cached_reverse, self.OPEN)
            and self._is_asked_of(user)
            and not is_mfa_enabled(user)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _is_asked_of(self, user: User) -> bool:
        if user.society is None:
            asking = Society.objects.filter(second_factor_required=True)
            return user.is_superuser and asking.exists()
        signs_or_keeps = user.role in (Role.ADMINISTRATOR, Role.LEADER)
        return user.society.second_factor_required and signs_or_keeps
