"""Evidence: files that belong to an entry."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .society import Society


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Return a name nobody can guess or choose; the uploaded name stays in the database."""
    ending = attachment.content_type.rpartition("/")[2]
    return f"{timezone.now():%Y/%m}/{uuid.uuid4().hex}.{ending}"


def has_evidence(model: type[models.Model]) -> Exists:
    """Return the condition for rows of the model that have some."""
    kept = Attachment.objects.filter(model=model._meta.label_lower, object_id=OuterRef("pk"))
    return Exists(kept)


class Attachment(models.Model):
    """Evidence (佐证材料) of one entry: a photo, scan or document."""

    # What a file begins with, by what a browser may be told it is.
    TYPES: ClassVar[dict[bytes, str]] = {
        b"%PDF-": "application/pdf",
        b"\xff\xd8\xff": "image/jpeg",
        b"\x89PNG\r\n\x1a\n": "image/png",
    }

    model = models.CharField(max_length=60, editable=False)
    object_id = models.BigIntegerField(editable=False)
    society = models.ForeignKey(Society, models.PROTECT, related_name="+", editable=False)
    file = models.FileField(_("file"), upload_to=attachment_path)
    name = models.CharField(_("name"), max_length=200, editable=False)
    content_type = models.CharField(max_length=50, editable=False, default="")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        # Whoever may see or change the entry may see or add its evidence.
        default_permissions = ()
        indexes = [models.Index(fields=["model", "object_id"], name="attachment_of_object")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Set `content_type` by what the file begins with: what its sender calls it is not trusted.

        Raises ValidationError (`file`) for what is too large or no PDF, JPEG or PNG.
        """
        if not self.file:
            return
        if self.file.size > settings.ATTACHMENT_MAX_BYTES:
            limit = settings.ATTACHMENT_MAX_BYTES // 1024**2
            raise ValidationError({"file": _("The file is larger than %(mb)s MB.") % {"mb": limit}})
        self.file.seek(0)
        head = self.file.read(16)
        self.file.seek(0)
        for magic, content_type in self.TYPES.items():
            if head.startswith(magic):
                self.content_type = content_type
                return
        raise ValidationError({"file": _("Only PDF, JPEG and PNG files can be kept as evidence.")})
