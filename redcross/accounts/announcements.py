"""What the owner of an account is told, and what the log is told of them."""

from datetime import timedelta
from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from redcross.models import LogEntry, User, audit_log

ANNOUNCED = timedelta(days=30)
MOST_ANNOUNCED = 3


def connect_announcements() -> None:
    """Say at every sign-in for a month who reset the password, and when it is too old; log changes.

    Not at the first one only, which whoever did it might use up.
    """

    def tell_of_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
        resets = LogEntry.objects.filter(
            action=LogEntry.Action.RESET_PASSWORD,
            model=User._meta.label_lower,
            object_id=user.pk,
            at__gte=timezone.now() - ANNOUNCED,
        ).select_related("user")
        for reset in resets[:MOST_ANNOUNCED]:
            day = formats.date_format(timezone.localtime(reset.at), "DATETIME_FORMAT")
            messages.warning(
                request,
                _("Your password was reset by %(who)s on %(when)s.")
                % {"who": reset.user or _("a command on the server"), "when": day},
                fail_silently=True,
            )

    def tell_of_age(request: HttpRequest, user: User, **kwargs: Any) -> None:
        if user.ask_for_new_password():
            text = _("Your password is old: your society asks for another one. Choose it here.")
            messages.info(request, text, fail_silently=True)

    def log_change(request: HttpRequest, user: User, **kwargs: Any) -> None:
        user.password_chosen()

    user_logged_in.connect(tell_of_reset, weak=False, dispatch_uid="tell_of_reset")
    user_logged_in.connect(tell_of_age, weak=False, dispatch_uid="tell_of_age")
    password_changed.connect(log_change, weak=False, dispatch_uid="log_password_change")


def log_factors() -> None:
    """Have the log told of each second factor that is set up, taken away or got wrong."""
    action = LogEntry.Action

    def added(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
        _log_factor(action.ADD_FACTOR, user, authenticator, by=user)

    def removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
        _log_factor(action.REMOVE_FACTOR, user, authenticator, by=user)

    def failed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
        _log_factor(action.FACTOR_FAILED, user, authenticator, by=None)

    for signal, receiver in (
        (factors.authenticator_added, added),
        (factors.authenticator_reset, added),
        (factors.authenticator_removed, removed),
        (factors.authentication_failed, failed),
    ):
        signal.connect(receiver, weak=False, dispatch_uid=f"log_factor_{receiver.__name__}")


def _log_factor(action: str, user: User, factor: Authenticator, *, by: User | None) -> None:
    """`by` is None for who is not signed in yet."""
    changes: audit_log.Changes = {"factor": [None, factor.type]}
    audit_log.write(action, by=by, on=user, changes=changes, reason=user.username)
