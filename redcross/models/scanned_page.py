"""A page that somebody dropped and that has found no paper by itself."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcross.fields import EncryptedBytesField

from . import audit_log
from .audit_log import LogEntry
from .printout import Printout
from .society import Society

if TYPE_CHECKING:
    from .user import User


class ScannedPageQuerySet(models.QuerySet["ScannedPage"]):
    def waiting(self) -> "ScannedPageQuerySet":
        """Return what is still to be placed, files together and their pages in order."""
        return self.filter(state=ScannedPage.State.WAITING).order_by("-added_at", "number")

    def past_retention(self) -> "ScannedPageQuerySet":
        """Return what has waited so long that it is no longer kept."""
        limit = timezone.now() - timedelta(days=settings.SCAN_RETENTION_DAYS)
        return self.waiting().filter(added_at__lt=limit)

    def without_content(self) -> "ScannedPageQuerySet":
        """Return them without reading what is on them."""
        return self.defer("content", "picture")


class ScannedPage(models.Model):
    """One page of a file that somebody dropped, and that waits to be placed by hand.

    What is on it is kept encrypted until that is done, it is deleted, or its time is over.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be placed")
        PLACED = "placed", _("placed")
        DISCARDED = "discarded", _("deleted")
        EXPIRED = "expired", _("expired")

    society = models.ForeignKey(Society, models.PROTECT, related_name="+", editable=False)
    # Of the whole file, of which it is the page of that number, from 1.
    file_name = models.CharField(max_length=200, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    number = models.PositiveSmallIntegerField(editable=False)
    content_type = models.CharField(max_length=50, editable=False)
    # The page as a file of its own; of a PDF also a picture of it, as JPEG.
    content = EncryptedBytesField(null=True, editable=False)
    picture = EncryptedBytesField(null=True, editable=False)
    # What it is by its code; else, where it follows such a page, what it may be.
    printout = models.ForeignKey(
        Printout, models.PROTECT, null=True, related_name="+", editable=False
    )
    # Why it waits.
    reason = models.CharField(max_length=200, editable=False)
    # Somebody said so when it was dropped, or the paper says so.
    sensitive = models.BooleanField(default=False, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    settled_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[ScannedPageQuerySet] = ScannedPageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("scanned page")
        verbose_name_plural = _("scanned pages")
        # Whoever may add evidence to what papers are printed of may place it.
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            # Dropped twice it waits once.
            models.UniqueConstraint(
                fields=["society", "sha256", "number"],
                condition=Q(state="waiting"),
                name="scanned_page_waits_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.number}"

    def settle(self, state: State, *, by: "User | None") -> None:
        """Forget what is on it: it is placed, deleted or expired. Within a transaction."""
        self.content = self.picture = None
        self.state, self.settled_by, self.settled_at = state, by, timezone.now()
        self.save(update_fields=["content", "picture", "state", "settled_by", "settled_at"])
        if state == self.State.DISCARDED:
            audit_log.write(LogEntry.Action.DISCARD_SCAN, by=by, on=self)
