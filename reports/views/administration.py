"""The part of the home page for who keeps the accounts."""

from datetime import datetime, timedelta
from typing import TypedDict

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from redcross.backup.copies import is_overdue, last_backup
from redcross.log_rows import model_of
from redcross.models import LogEntry, User

# Older acts of the administration stand in the log.
RECENT_DAYS = timedelta(days=30)


class AdministrationContext(TypedDict):
    """What the page shows of accounts. `moved`: exports and imports with what they are of.

    `backup_overdue`: no backup of the server is newer than two days; `last_backup`: which there is.
    """

    backup_overdue: bool
    last_backup: datetime | None
    users: int
    moved: list[tuple[LogEntry, str | Promise]]
    failures: QuerySet[LogEntry]
    days: int


def administration_context(user: User) -> AdministrationContext:
    """Return the accounts, what left and came in as a file, and failed sign-ins to them."""
    log = LogEntry.objects.visible_to(user)
    since = timezone.now() - RECENT_DAYS
    moved = log.filter(
        at__gte=since, action__in=(LogEntry.Action.EXPORT, LogEntry.Action.IMPORT)
    ).select_related("user")
    failures = log.filter(at__gte=since, action=LogEntry.Action.SIGN_IN_FAILED).exclude(reason="")
    users = User.objects.filter(society=user.society) if user.society else User.objects.all()
    return {
        "backup_overdue": user.has_perm("redcross.change_user") and is_overdue(),
        "last_backup": last_backup(),
        "users": users.filter(is_active=True).count(),
        "moved": [(line, _kind_name(line.model)) for line in moved[:5]],
        "failures": failures[:5],
        "days": RECENT_DAYS.days,
    }


def _kind_name(label: str) -> str | Promise:
    """Return what the log calls a kind: a generated evaluation has no model."""
    model = model_of(label)
    return (model._meta.verbose_name_plural or "") if model else _("Evaluation")
