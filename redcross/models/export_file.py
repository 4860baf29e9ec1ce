"""A list that is too long to be written within a request."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING, ClassVar, cast

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcross.encrypted_files import decrypted_pieces, encrypted_pieces

from .background_work import BackgroundWork
from .entry import Entry
from .line import Line
from .society import Society

if TYPE_CHECKING:
    from .user import User


class ExportFileQuerySet(models.QuerySet["ExportFile"]):
    def of(self, user: "User") -> "ExportFileQuerySet":
        """Return those that the user asked for, as one of the society that they are of now."""
        return self.filter(user=user, society=user.society_id)

    def expired(self) -> "ExportFileQuerySet":
        """Return those whose file is to go, whatever became of them."""
        limit = timezone.now() - timedelta(hours=settings.EXPORT_FILE_HOURS)
        since = self.exclude(file="").annotate(since=Coalesce("finished_at", "started_at"))
        return since.filter(since__lt=limit)


class ExportFile(BackgroundWork):
    """The list of a kind as a spreadsheet, encrypted, for who asked for it, for a day.

    `query` and `columns`: what the address of the list said, and which columns were shown.
    """

    class Format(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"

    task_name = "redcross.tasks.write_export_file"

    society = models.ForeignKey(
        Society, models.PROTECT, null=True, related_name="+", editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    model = models.CharField(max_length=60, editable=False)
    query = models.TextField(blank=True, editable=False)
    columns = ArrayField(models.CharField(max_length=60), default=list, editable=False)
    format = models.CharField(max_length=4, choices=Format.choices, editable=False)
    # What it is called when it is downloaded.
    name = models.CharField(_("name"), max_length=200, editable=False)
    # "" before it is written and after it has expired.
    file = models.CharField(max_length=60, blank=True, default="", editable=False)
    # In bytes, before it was encrypted.
    size = models.PositiveBigIntegerField(default=0, editable=False)

    objects: ClassVar[ExportFileQuerySet] = ExportFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("exported file")
        verbose_name_plural = _("exported files")
        # Whoever may export the list may export it so.
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("export_file", args=[self.pk])

    @property
    def kind(self) -> type[Entry] | type[Line]:
        """The kind of entry, or of line, that is listed."""
        return cast("type[Entry] | type[Line]", apps.get_model(self.model))

    @property
    def list_url(self) -> str:
        """The address of the list as it was filtered and sorted."""
        query = QueryDict(self.query, mutable=True)
        for name in ("format", "columns"):
            query.pop(name, None)
        return f"{reverse(self.kind.url_name('list'))}?{query.urlencode()}"

    @property
    def expires_at(self) -> datetime | None:
        """When the file is deleted, None as long as there is none."""
        lifetime = timedelta(hours=settings.EXPORT_FILE_HOURS)
        return self.finished_at + lifetime if self.finished_at else None

    @property
    def is_ready(self) -> bool:
        """Whether there is something to download."""
        has_file = self.state == self.State.DONE and self.file != ""
        return has_file and self.expires_at is not None and timezone.now() < self.expires_at

    def keep(self, plain: IO[bytes]) -> None:
        """Keep the file encrypted."""
        # The name first: what lies there when the process is killed is found by it.
        self.file = f"exports/{uuid.uuid4().hex}"
        self.size = plain.seek(0, 2)
        self.save(update_fields=["file", "size"])
        plain.seek(0)
        default_storage.save(self.file, ContentFile(b""))
        with default_storage.open(self.file, "wb") as stored:
            for piece in encrypted_pieces(plain):
                stored.write(piece)

    def content(self) -> Iterator[bytes]:
        """Yield the file in clear, piece by piece."""
        return decrypted_pieces(default_storage.open(self.file))

    def expire(self) -> None:
        """Delete the file; that it was asked for stays."""
        default_storage.delete(self.file)
        self.file = ""
        self.save(update_fields=["file"])
