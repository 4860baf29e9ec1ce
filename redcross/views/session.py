"""What a page that stays open asks about the session."""

from typing import TypedDict

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


class SessionState(TypedDict):
    """Who is signed in, None for nobody; seconds until an idle session ends; a form's token."""

    user: int | None
    seconds: int
    token: str


@login_not_required
@never_cache
@require_safe
def session_state(request: HttpRequest) -> JsonResponse:
    """Answer with a `SessionState`; only with `?renew` does asking count as activity."""
    state: SessionState = {"user": request.user.pk, "seconds": 0, "token": get_token(request)}
    if state["user"] and "renew" in request.GET:
        state["seconds"] = settings.SESSION_COOKIE_AGE
    elif state["user"]:
        expires = Session.objects.values_list("expire_date", flat=True).get(
            pk=request.session.session_key
        )
        state["seconds"] = max(0, int((expires - timezone.now()).total_seconds()))
        # Without it the middleware does not save, and an idle session is not prolonged by the
        # page that watches it.
        del request.session
    return JsonResponse(state)
