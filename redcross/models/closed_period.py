"""Days whose records stay as they are."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import audit_log
from .society import Society

if TYPE_CHECKING:
    from .user import User


class ClosedPeriod(models.Model):
    """The days of a final evaluation: what it counted by stays as it is.

    It closes the records of the societies below, too, where it counted them (全系统).
    """

    society = models.ForeignKey(
        Society, models.PROTECT, related_name="closed_periods", verbose_name=_("society")
    )
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))
    with_below = models.BooleanField(_("with the societies below"), default=False)
    closed_at = models.DateTimeField(_("closed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        ordering = ["start", "end", "pk"]
        permissions = [("reopen_period", "Can reopen a closed period")]
        constraints = [
            models.UniqueConstraint(
                fields=["society", "start", "end", "with_below"], name="closed_period_once"
            ),
            models.CheckConstraint(
                condition=Q(end__gte=F("start")), name="closed_period_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.society} {self.days}"

    @property
    def days(self) -> str:
        """What it is called: 2021, or its first and last day."""
        first, last = self.start, self.end
        if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31):
            return gettext("%(start)s to %(end)s") % {"start": first, "end": last}
        if first.year != last.year:
            return gettext("%(start)s to %(end)s") % {"start": first.year, "end": last.year}
        return gettext("the year %(year)s") % {"year": first.year}

    def holds(self, day: date) -> bool:
        """Return whether the day lies in it."""
        return self.start <= day <= self.end

    def reopen(self, *, by: "User", reason: str) -> None:
        """Let its records be changed again, until the next approval closes it.

        Raises ValidationError without a reason, PermissionDenied for another society's.
        """
        if by.society_id != self.society_id:
            raise PermissionDenied
        if not reason.strip():
            raise ValidationError(_("Say why it is reopened."))
        with transaction.atomic():
            Society.lock(self.society_id)
            audit_log.write(
                audit_log.LogEntry.Action.REOPEN,
                by=by,
                on=self,
                changes={"start": [str(self.start), None], "end": [str(self.end), None]},
                reason=reason.strip()[:200],
            )
            self.delete()


def named_days(periods: Sequence[ClosedPeriod]) -> str:
    """Return what the periods are called, one after the other, each once."""
    return gettext(", ").join(dict.fromkeys(period.days for period in periods))


def closed_text(periods: Sequence[ClosedPeriod]) -> str:
    """Return what is said where these would not stay as they are."""
    text = gettext(
        "It counts in what is closed with a final evaluation (%(periods)s): enter another one for"
        " what comes, or have it reopened."
    )
    return text % {"periods": named_days(periods)}
