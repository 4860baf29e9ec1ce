"""A year whose records stay as they are."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from . import audit_log
from .society import Society

if TYPE_CHECKING:
    from .user import User


class ClosedYear(models.Model):
    """A year of a society whose evaluation is final: its records stay as they are."""

    society = models.ForeignKey(
        Society, models.PROTECT, related_name="closed_years", verbose_name=_("society")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    closed_at = models.DateTimeField(_("closed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("closed year")
        verbose_name_plural = _("closed years")
        permissions = [("reopen_year", "Can reopen a closed year")]
        constraints = [models.UniqueConstraint(fields=["society", "year"], name="closed_year_once")]

    def __str__(self) -> str:
        return f"{self.society} {self.year}"

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
                changes={"year": [self.year, None]},
                reason=reason.strip()[:200],
            )
            self.delete()
