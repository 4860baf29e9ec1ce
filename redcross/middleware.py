"""What every request passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

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


class OwnPasswordMiddleware:
    """Leads whoever was given a password to the page for choosing another, and opens no other."""

    OPEN = ("account_change_password", "account_logout", "set_language")

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
