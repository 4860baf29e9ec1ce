"""A file that is too long to be written within a request: kept encrypted, for a day."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING, ClassVar, Self, TypeVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcross.encrypted_files import EncryptedFile, decrypted_pieces

from .background_work import BackgroundWork
from .society import Society

if TYPE_CHECKING:
    from .user import User

_Work = TypeVar("_Work", bound="FileWork", covariant=True)


class FileWorkQuerySet(models.QuerySet[_Work]):
    def of(self, user: "User") -> Self:
        """Return those that the user asked for, as one of the society that they are of now."""
        return self.filter(user=user, society=user.society_id)

    def expired(self) -> Self:
        """Return those whose file is to go, whatever became of them."""
        limit = timezone.now() - timedelta(hours=settings.EXPORT_FILE_HOURS)
        since = self.exclude(file="").annotate(since=Coalesce("finished_at", "started_at"))
        return since.filter(since__lt=limit)


class FileWork(BackgroundWork):
    """The writing of a file, encrypted, for who asked for it, for a day."""

    society = models.ForeignKey(
        Society, models.PROTECT, null=True, related_name="+", editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    # What it is called when it is downloaded.
    name = models.CharField(_("name"), max_length=200, editable=False)
    # "" before it is written and after it has expired.
    file = models.CharField(max_length=60, blank=True, default="", editable=False)
    # In bytes, before it was encrypted.
    size = models.PositiveBigIntegerField(default=0, editable=False)

    objects: ClassVar[FileWorkQuerySet] = FileWorkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        # Whoever may see what is in it may ask for it.
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

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

    def store_file(self, plain: IO[bytes]) -> None:
        """Keep the file encrypted."""
        # The name first: what lies there when the process is killed is found by it.
        self.file = f"exports/{uuid.uuid4().hex}"
        self.size = plain.seek(0, 2)
        self.save(update_fields=["file", "size"])
        try:
            default_storage.save(self.file, EncryptedFile(plain, self.file))
        except OSError:  # the disk is full
            self.expire()
            raise

    def content(self) -> Iterator[bytes]:
        """Yield the file in clear, piece by piece."""
        return decrypted_pieces(default_storage.open(self.file))

    def expire(self) -> None:
        """Delete the file; that it was asked for stays."""
        default_storage.delete(self.file)
        self.file = ""
        self.save(update_fields=["file"])
