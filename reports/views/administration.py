"""The part of the home page for who keeps the accounts."""

from datetime import datetime, timedelta
from typing import TypedDict

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from redcross.backup.copies import is_overdue, last_backup
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


def model_of(label: str) -> type[Model] | None:
    """Return the model of this label, None where the log names none that there is."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def administration_context(user: User) -> AdministrationContext:
    """Return the accounts, what left and came in as a file, and failed sign-ins to them."""
    users, log = User.objects.all(), LogEntry.objects.all()
    if user.society:
        path = user.society.path
        users = users.filter(society__path__startswith=path, is_superuser=False)
        log = log.filter(society__path__startswith=path)
    since = timezone.now() - RECENT_DAYS
    moved = log.filter(
        at__gte=since, action__in=(LogEntry.Action.EXPORT, LogEntry.Action.IMPORT)
    ).select_related("user")
    # The log has no user for them, only what was typed: shown when that is the name of one.
    failures = LogEntry.objects.filter(
        at__gte=since,
        action=LogEntry.Action.SIGN_IN_FAILED,
        reason__in=users.values("username"),
    )
    kept = users.filter(society=user.society) if user.society else users
    return {
        "backup_overdue": is_overdue(),
        "last_backup": last_backup(),
        "users": kept.filter(is_active=True).count(),
        "moved": [(line, _kind_name(line.model)) for line in moved[:5]],
        "failures": failures[:5],
        "days": RECENT_DAYS.days,
    }


def _kind_name(label: str) -> str | Promise:
    """Return what the log calls a kind: a generated evaluation has no model."""
    model = model_of(label)
    return (model._meta.verbose_name_plural or "") if model else _("Evaluation")
