"""What the owner of an account is told, and what the log is told of them."""

from typing import Any

from allauth.account.signals import password_changed
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from redcross.models import LogEntry, User


def announce() -> None:
    """Say at a sign-in who reset the password since the one before; log a password's change.

    Connected after the receiver that logs the sign-in: the one before is the second last.
    """

    def tell_of_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
        action = LogEntry.Action
        before = LogEntry.objects.filter(user=user, action=action.SIGN_IN)[1:2].first()
        resets = LogEntry.objects.filter(
            action=action.RESET_PASSWORD, model=User._meta.label_lower, object_id=user.pk
        ).select_related("user")
        for reset in resets.filter(pk__gt=before.pk if before else 0)[:1]:
            day = formats.date_format(timezone.localtime(reset.at), "DATETIME_FORMAT")
            messages.warning(
                request,
                _("Your password was reset by %(who)s on %(when)s.")
                % {"who": reset.user, "when": day},
                fail_silently=True,
            )

    def log_change(request: HttpRequest, user: User, **kwargs: Any) -> None:
        user.password_chosen()

    user_logged_in.connect(tell_of_reset, weak=False, dispatch_uid="tell_of_reset")
    password_changed.connect(log_change, weak=False, dispatch_uid="log_password_change")
