"""What every request passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .models import User, client_address


class UserRequest(HttpRequest):
    """A request of somebody who has signed in: LoginRequiredMiddleware lets no other through."""

    user: User


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
