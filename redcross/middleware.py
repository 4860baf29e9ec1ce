"""What every request passes through."""

from .models import client_address


class ClientAddressMiddleware:
    """Remembers the request's address for the log entries written while it is answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = client_address.set(request.META.get("REMOTE_ADDR") or None)
        try:
            return self.get_response(request)
        finally:
            client_address.reset(token)
