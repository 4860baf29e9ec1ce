"""The sheet with seal and signature, scanned."""

import hashlib
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcross.models import EvidenceFile

from .signed_copy import SignedCopy

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def sheet_path(sheet: "SealedSheet", filename: str) -> str:
    """Return a name nobody can guess or choose."""
    return f"sealed/{timezone.now():%Y}/{uuid.uuid4().hex}.{ENDINGS[sheet.content_type]}"


class SealedSheet(models.Model):
    """A scan of the sheet with 公章 and 负责人签字, which makes a signed copy official.

    Never changed, never deleted: a later one stands beside it, and says why.
    """

    signed_copy = models.ForeignKey(
        SignedCopy, models.PROTECT, related_name="sheets", verbose_name=_("frozen copy")
    )
    # Of those of the same copy.
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    file = models.FileField(_("file"), upload_to=sheet_path)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=50)
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(_("why it takes the place of another"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added on"), auto_now_add=True)

    class Meta:
        verbose_name = _("sealed sheet")
        verbose_name_plural = _("sealed sheets")
        ordering = ["-number"]
        # Whoever may see the evaluation may see it.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["signed_copy", "number"], name="sealed_sheet_once"),
            models.UniqueConstraint(
                fields=["signed_copy", "sha256"],
                name="sealed_sheet_file_once",
                violation_error_message=_("This file is already there."),
            ),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | Q(number__gt=1) & ~Q(reason=""),
                name="sealed_sheet_is_replaced_with_a_reason",
                violation_error_message=_("Say why another sheet takes its place."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of_file(cls, evidence: EvidenceFile) -> "SealedSheet":
        """Return one that holds the file, not saved yet."""
        return cls(
            file=evidence,
            name=evidence.name,
            content_type=evidence.content_type,
            sha256=evidence.sha256(),
        )

    def content(self) -> bytes:
        """Return the bytes. Raises ValidationError when they are not those that were kept."""
        try:
            with self.file.storage.open(str(self.file.name)) as file:
                content: bytes = file.read()
        except OSError as error:
            raise ValidationError(_("The file of the sealed sheet is missing.")) from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ValidationError(_("The file is not the sheet that was kept."))
        return content
