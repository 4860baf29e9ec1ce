"""Evidence: files that belong to an entry."""

import hashlib
import re
import uuid
from datetime import timedelta
from functools import cached_property, partial
from typing import IO, TYPE_CHECKING, ClassVar, cast

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcross.photos import clean_photo
from redcross.printing.pdf_pages import PdfContents, count_pages
from redcross.typed_values import visible_text

from . import audit_log
from .audit_log import LogEntry
from .society import Society

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    from .entry import Entry
    from .user import User

    _File = File[bytes]
else:
    _File = File

PDF_TYPE = "application/pdf"
ENDINGS = {PDF_TYPE: "pdf", "image/jpeg": "jpg", "image/png": "png"}
# What a name ends with when its sender names a kind of file: 签到表.HEIC, but not 2021.8.4讲座.
ENDING_OF_NAME = re.compile(r"\.[A-Za-z0-9]{1,5}$")
PIECE_SIZE = 64 * 1024


class EvidenceFile(_File):
    """A file as it is kept. `thumbnail`: a small JPEG of a photo."""

    def __init__(
        self, file: IO[bytes], name: str, content_type: str, thumbnail: bytes = b""
    ) -> None:
        super().__init__(file, name)
        self.name: str = name
        self.content_type, self.thumbnail = content_type, thumbnail

    def sha256(self) -> str:
        """Return the digest of what is kept."""
        digest = hashlib.sha256()
        for piece in self.chunks(PIECE_SIZE):
            digest.update(piece)
        return digest.hexdigest()

    @cached_property
    def contents(self) -> PdfContents:
        """Return how many pages a PDF has, and whether it is encrypted."""
        self.seek(0)
        return count_pages(self.read())

    def check_pages(self, most: int | None = None) -> None:
        """Raise ValidationError for a PDF that others could not open, or with more pages."""
        if self.content_type != PDF_TYPE:
            return  # a photo has been decoded
        if self.contents.encrypted:
            raise ValidationError(
                _("This PDF is protected. Save it without protection, or print it as PDF, first.")
            )
        if not self.contents.pages:
            raise ValidationError(
                _("This PDF cannot be opened: it is damaged, or no PDF. Save or scan it anew.")
            )
        if most is not None and self.contents.pages > most:
            raise ValidationError(
                _(
                    "This PDF has %(pages)s pages, and at most %(most)s of a file are printed. "
                    "Split it into several files, or attach it to the evaluation as evidence, "
                    "which is not printed."
                )
                % {"pages": self.contents.pages, "most": most}
            )


def evidence_file(file: _File) -> EvidenceFile:
    """Return the file as it is kept: a PDF as it came, a photo without what its camera added.

    What it begins with decides what it is, and its name ends accordingly: what its sender calls it
    is not trusted. Raises ValidationError for what is too large or neither.
    """
    if isinstance(file, EvidenceFile):
        return file
    if file.size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // 1024**2
        raise ValidationError(_("The file is larger than %(mb)s MB.") % {"mb": limit})
    file.seek(0)
    stem = ENDING_OF_NAME.sub("", visible_text(str(file.name)).strip())[-190:]
    content = cast(IO[bytes], file.file)
    if file.read(5) == b"%PDF-":
        return EvidenceFile(content, f"{stem}.pdf", PDF_TYPE)
    photo = clean_photo(content)
    name = f"{stem}.{ENDINGS[photo.content_type]}"
    return EvidenceFile(photo.file, name, photo.content_type, photo.thumbnail)


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Return a name nobody can guess or choose; the uploaded name stays in the database."""
    return f"{timezone.now():%Y/%m}/{uuid.uuid4().hex}.{ENDINGS[attachment.content_type]}"


def thumbnail_path(attachment: "Attachment", filename: str) -> str:
    """Return a name nobody can guess or choose."""
    return f"{timezone.now():%Y/%m}/{uuid.uuid4().hex}.small.jpg"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def kept(self) -> "AttachmentQuerySet":
        """Return what counts as evidence."""
        return self.filter(removed_at=None)

    def removed(self) -> "AttachmentQuerySet":
        """Return what was taken out again, and by whom."""
        return self.exclude(removed_at=None).select_related("removed_by")

    def past_retention(self) -> "AttachmentQuerySet":
        """Return what was taken out so long ago that its file is no longer kept."""
        days = settings.ATTACHMENT_RETENTION_DAYS
        if days is None:
            return self.none()
        limit = timezone.now() - timedelta(days=days)
        return self.filter(removed_at__lt=limit).exclude(file="")

    def of(self, entry: "Entry") -> "AttachmentQuerySet":
        """Return the files of the entry."""
        return self.filter(model=entry._meta.label_lower, object_id=entry.pk).order_by("pk")


def has_evidence(model: type[models.Model]) -> Exists:
    """Return the condition for rows of the model that have some."""
    kept = Attachment.objects.kept()
    return Exists(kept.filter(model=model._meta.label_lower, object_id=OuterRef("pk")))


class Attachment(models.Model):
    """Evidence (佐证材料) of one entry: a photo, scan or document.

    What was taken out, `removed_at`, stays with its reason, but counts no more.
    """

    model = models.CharField(max_length=60, editable=False)
    object_id = models.BigIntegerField(editable=False)
    society = models.ForeignKey(Society, models.PROTECT, related_name="+", editable=False)
    file = models.FileField(_("file"), upload_to=attachment_path)
    thumbnail = models.FileField(upload_to=thumbnail_path, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=200, editable=False)
    content_type = models.CharField(max_length=50, editable=False, default="")
    # Of the file as it is kept, by which an auditor can tell that it is still the same.
    sha256 = models.CharField(max_length=64, editable=False, default="")
    caption = models.CharField(
        _("caption"), max_length=100, blank=True, validators=[ProhibitNullCharactersValidator()]
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    removal_reason = models.CharField(
        _("reason for taking it out"),
        max_length=100,
        blank=True,
        editable=False,
        validators=[ProhibitNullCharactersValidator()],
    )

    objects: ClassVar[AttachmentQuerySet] = AttachmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        # Whoever may see or change the entry may see or add its evidence.
        default_permissions = ()
        permissions = [("view_removed_attachment", _("Can see evidence that was taken out"))]
        indexes = [models.Index(fields=["model", "object_id"], name="attachment_of_object")]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removal_reason="")
                | Q(removed_at__isnull=False) & ~Q(removal_reason=""),
                name="attachment_is_removed_with_a_reason",
                violation_error_message=_("Say why it is taken out."),
            ),
            models.UniqueConstraint(
                fields=["model", "object_id", "sha256"],
                condition=Q(removed_at=None),
                name="attachment_once",
                violation_error_message=_("This file is already there."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def entry(self) -> "Entry":
        """Return the entry it belongs to, as stored."""
        model = cast("type[Entry]", apps.get_model(self.model))
        return model._base_manager.get(pk=self.object_id)

    @classmethod
    def add(cls, file: _File, *, entry: "Entry", by: "User") -> "Attachment":
        """Keep the file as evidence of the entry; one that it has already is returned as it is.

        Raises ValidationError (`file`), what `Entry.check_attachable` raises, and PermissionDenied.
        """
        if by.society_id != entry.society_id:
            raise PermissionDenied
        try:
            kept = evidence_file(file)
            entry.check_file(kept)
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from error
        attachment = cls(
            model=entry._meta.label_lower,
            object_id=entry.pk,
            society=entry.society,
            added_by=by,
            name=kept.name,
            content_type=kept.content_type,
            sha256=kept.sha256(),
            file=kept,
        )
        if kept.thumbnail:
            attachment.thumbnail = ContentFile(kept.thumbnail, name="small.jpg")
        with transaction.atomic():
            Society.lock(entry.society_id)
            entry.check_attachable(type(entry)._base_manager.get(pk=entry.pk))
            # Sent again because the answer to the first sending was lost.
            if same := cls.objects.of(entry).kept().filter(sha256=attachment.sha256).first():
                return same
            attachment.full_clean()
            attachment.save()
            audit_log.write(LogEntry.Action.ATTACH, by=by, on=entry, reason=attachment.name)
        return attachment

    def set_caption(self, caption: str, *, by: "User") -> None:
        """Say what can be seen on it. Raises ValidationError and PermissionDenied."""
        with transaction.atomic():
            entry = self._locked_entry(by)
            entry.check_attachable(entry)
            before, self.caption = self.caption, visible_text(caption).strip()
            if self.caption == before:
                return
            self.full_clean()
            self.save(update_fields=["caption"])
            audit_log.write(
                LogEntry.Action.CAPTION,
                by=by,
                on=entry,
                reason=self.name,
                changes={"caption": [before, self.caption]},
            )

    def remove(self, *, by: "User", reason: str) -> None:
        """Take it out: it counts no more, and stays, with the reason, for who may look into that.

        Raises ValidationError without a reason and when the entry may not be changed any more,
        and PermissionDenied.
        """
        with transaction.atomic():
            entry = self._locked_entry(by)
            entry.check_changeable(entry)
            self.removed_at, self.removed_by = timezone.now(), by
            self.removal_reason = visible_text(reason).strip()
            self.full_clean()
            self.save(update_fields=["removed_at", "removed_by", "removal_reason"])
            audit_log.write(
                LogEntry.Action.DETACH,
                by=by,
                on=entry,
                reason=f"{self.name[-90:]}: {self.removal_reason}",
            )

    def erase(self) -> None:
        """Delete the files of what was taken out; what it was and why it went stays."""
        storage = self.file.storage
        names = [str(stored.name) for stored in (self.file, self.thumbnail) if stored]
        self.file = self.thumbnail = ""
        with transaction.atomic():
            self.save(update_fields=["file", "thumbnail"])
            audit_log.write(LogEntry.Action.ERASE, by=None, on=self.entry, reason=self.name)
            for name in names:
                transaction.on_commit(partial(storage.delete, name))

    def _locked_entry(self, by: "User") -> "Entry":
        """Lock the society and return the entry, as stored.

        Raises PermissionDenied for another society's, and ValidationError when somebody has taken
        the evidence out meanwhile.
        """
        if by.society_id != self.society_id:
            raise PermissionDenied
        Society.lock(self.society_id)
        if not type(self).objects.kept().filter(pk=self.pk).exists():
            raise ValidationError(_("This evidence has been taken out."))
        return self.entry
