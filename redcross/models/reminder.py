"""What is due soon, or was and is not done: the apps declare it, the home page shows it."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from django.apps import apps
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .entry import Entry, EntryQuerySet

if TYPE_CHECKING:
    from .user import User

# The model whose rows a queryset gives.
_Row = TypeVar("_Row", bound=Entry, covariant=True)

MOST = 8


class Reminder(NamedTuple):
    """What is to be done by a day, about what, and the page on which it is done."""

    due_on: date
    label: str
    text: str | Promise
    url: str

    def is_overdue(self) -> bool:
        """Return whether the day has passed."""
        return self.due_on < timezone.localdate()

    def time_left(self) -> str:
        """Return in words how many days are left, or have passed."""
        days = (self.due_on - timezone.localdate()).days
        if days == 0:
            return _("due today")
        if days < 0:
            return ngettext("overdue by %(days)s day", "overdue by %(days)s days", -days) % {
                "days": -days
            }
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}


class RemindingQuerySet(EntryQuerySet[_Row]):
    """Entries of a kind that an app's configuration names in `reminders`."""

    def reminders(self, today: date, most: int) -> list[Reminder]:
        """Return what is due of these rows, the first days first, so many at most."""
        raise NotImplementedError


def reminders_of(user: "User", today: date) -> tuple[list[Reminder], bool]:
    """Return what is due of the user's own society, by date, and whether there is more of it.

    Of the kinds that the user may see; as many queries however much is due.
    """
    found: list[Reminder] = []
    for config in apps.get_app_configs():
        for name in getattr(config, "reminders", ()):
            model = cast(type[Entry], config.get_model(name))
            if user.has_perm(model.permission("view")):
                rows = model.objects.countable().filter(society=user.society_id)
                found += cast(RemindingQuerySet[Entry], rows).reminders(today, MOST + 1)
    found.sort(key=lambda reminder: reminder.due_on)
    return found[:MOST], len(found) > MOST
