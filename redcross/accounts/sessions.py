"""The page on which everybody sees where they are signed in, and ends that elsewhere."""

from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.models import LogEntry, User, audit_log
from redcross.permissions import UNKNOWN_ADDRESSES

from .devices import device_in_words


class SessionRow(NamedTuple):
    """One place where the user is signed in."""

    session: UserSession
    device: str
    # "" where it is not known.
    address: str
    last_seen: datetime
    current: bool


def sessions_of(user: User, current_key: str | None) -> list[SessionRow]:
    """Return where the user is signed in, this session first, then what was used last.

    Every request prolongs its session: when it was used last follows from when it will end.
    """
    sessions_by_key = {one.session_key: one for one in UserSession.objects.purge_and_list(user)}
    ends = Session.objects.filter(pk__in=sessions_by_key).values_list("pk", "expire_date")
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = [
        SessionRow(
            session=sessions_by_key[key],
            device=device_in_words(sessions_by_key[key].user_agent),
            address=""
            if ip_address(sessions_by_key[key].ip) in UNKNOWN_ADDRESSES
            else sessions_by_key[key].ip,
            last_seen=end - idle,
            current=key == current_key,
        )
        for key, end in ends
    ]
    return sorted(rows, key=lambda row: (row.current, row.last_seen), reverse=True)


@method_decorator(never_cache, name="dispatch")
class OwnSessions(View):
    """Shows the own sessions, and ends one or all others."""

    request: UserRequest
    http_method_names = ("get", "post", "head", "options")

    def get(self, request: UserRequest) -> HttpResponse:
        sessions = sessions_of(request.user, request.session.session_key)
        return render(request, "usersessions/usersession_list.html", {"sessions": sessions})

    def post(self, request: UserRequest) -> HttpResponse:
        """End the session that is named, or all but this one; it is over already: nothing."""
        others = UserSession.objects.filter(user=request.user).exclude(
            session_key=request.session.session_key
        )
        if "session" in request.POST:
            others = others.filter(pk=read_key(request.POST["session"]) or 0)
        ended = 0
        for session in others:
            session.end()
            ended += 1
        if ended:
            audit_log.write(
                LogEntry.Action.END_SESSIONS,
                by=request.user,
                on=request.user,
                reason=request.user.username,
            )
            messages.success(request, _("Signed out there."))
        return redirect("usersessions_list")
