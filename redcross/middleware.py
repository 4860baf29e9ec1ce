"""What every request passes through."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from .models import User, client_address


class UserRequest(HttpRequest):
    """A request of somebody who has signed in: LoginRequiredMiddleware lets no other through."""

    user: User


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


class ClientAddressMiddleware:
    """Remembers the request's address for the log entries written while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = client_address.set(request.META.get("REMOTE_ADDR") or None)
        try:
            return self.get_response(request)
        finally:
            client_address.reset(token)
