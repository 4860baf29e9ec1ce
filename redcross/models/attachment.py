"""Evidence: files that belong to an entry."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

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

from redcross.storage import stored_together
from redcross.typed_values import visible_text

from . import audit_log
from .audit_log import LogEntry
from .evidence_file import ENDINGS, EvidenceFile, evidence_file
from .open_business import PERMISSION as SEES_ANYWAY
from .society import Society

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    from .entry import Entry
    from .printout import Printout
    from .user import User

    _File = File[bytes]
else:
    _File = File


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Return a name nobody can guess or choose; the uploaded name stays in the database."""
    return f"{timezone.now():%Y/%m}/{uuid.uuid4().hex}.{ENDINGS[attachment.content_type]}"


def thumbnail_path(attachment: "Attachment", filename: str) -> str:
    """Return a name nobody can guess or choose."""
    return f"{timezone.now():%Y/%m}/{uuid.uuid4().hex}.small.jpg"


class ShareResult(NamedTuple):
    """What entries have of a file now, in their order; which take it not; how many had it not."""

    attachments: "list[Attachment]"
    refused: "list[tuple[Entry | Printout, ValidationError]]"
    added: int


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


def may_reveal(user: "User", model: str) -> bool:
    """Return whether the user may see sensitive values of entries of the kind with that label.

    Those of a paper of the society itself, which is of no entry, are for who sets the society up.
    """
    kind = apps.get_model(model)
    if not hasattr(kind, "permission"):
        return user.has_perm("redcross.set_up_society")
    return user.has_perm(kind.permission("reveal"))


def has_evidence(model: type[models.Model]) -> Exists:
    """Return the condition for rows of the model that have some."""
    attachments = Attachment.objects.kept()
    return Exists(attachments.filter(model=model._meta.label_lower, object_id=OuterRef("pk")))


class Attachment(models.Model):
    """Evidence (佐证材料) of one entry: a photo, scan or document.

    What was taken out, `removed_at`, stays with its reason, but counts no more. What is sensitive
    is opened by who may see the sensitive values of the kind; others see that it is there.
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
    # It shows numbers of identity cards, fingerprints or the like.
    sensitive = models.BooleanField(_("sensitive"), default=False, editable=False)
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

    def may_be_opened_by(self, user: "User") -> bool:
        """Return whether who may see its entry may open it too."""
        if not self.sensitive:
            return True
        if not may_reveal(user, self.model):
            return False
        # A paper of the society itself is of nobody.
        of_entry = hasattr(apps.get_model(self.model), "permission")
        return not of_entry or user.has_perm(SEES_ANYWAY) or self.entry.may_be_revealed_to(user)

    @property
    def logged_name(self) -> str:
        """What the log calls it: of what is sensitive, the name may tell whose it is."""
        return f"SHA-256 {self.sha256[:16]}" if self.sensitive else self.name

    @classmethod
    def add(
        cls, file: _File, *, entry: "Entry", by: "User", sensitive: bool = False
    ) -> "Attachment":
        """Keep the file as evidence of the entry; one that it has already is returned as it is.

        Raises ValidationError (`file`), what `Entry.check_attachable` raises, and PermissionDenied.
        """
        try:
            evidence = evidence_file(file)
            entry.check_file(evidence)
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from error
        return cls.share(evidence, entries=[entry], by=by, sensitive=sensitive).attachments[0]

    @classmethod
    def share(
        cls,
        kept: EvidenceFile,
        *,
        entries: "Sequence[Entry | Printout]",
        by: "User",
        sensitive: bool = False,
    ) -> ShareResult:
        """Keep one file as evidence of all these entries of a kind and society, stored once.

        Of an entry that has the same file already that is returned. Raises PermissionDenied, and
        ValidationError when none takes it.
        """
        society, sha256 = entries[0].society, kept.sha256()
        if any(entry.society_id != by.society_id for entry in entries):
            raise PermissionDenied
        with transaction.atomic(), stored_together():
            Society.lock(society.pk)
            society.forget_locked_periods()
            takers, refused = cls._takers(entries, society)
            # Sent again because the answer to the first sending was lost.
            model, keys = entries[0]._meta.label_lower, [entry.pk for entry in takers]
            same = cls.objects.kept().filter(model=model, object_id__in=keys, sha256=sha256)
            found = {attachment.object_id: attachment for attachment in same}
            if sensitive:
                same.filter(sensitive=False).update(sensitive=True)
            new = [entry for entry in takers if entry.pk not in found]
            for attachment in cls._store(kept, new, by=by, sensitive=sensitive, sha256=sha256):
                found[attachment.object_id] = attachment
        return ShareResult([found[key] for key in keys], refused, len(new))

    @staticmethod
    def _takers(
        entries: "Sequence[Entry | Printout]", society: Society
    ) -> "tuple[list[Entry | Printout], list[tuple[Entry | Printout, ValidationError]]]":
        """Return which of them, as stored, take evidence, and which do not. The society is locked.

        Raises ValidationError when none does.
        """
        manager = type(entries[0])._base_manager
        stored = manager.in_bulk([entry.pk for entry in entries])
        takers: list[Entry | Printout] = []
        refused: list[tuple[Entry | Printout, ValidationError]] = []
        for entry in entries:
            # One for all, which knows its closed periods.
            entry.society = society
            try:
                entry.check_attachable(stored[entry.pk])  # type: ignore[arg-type]  # of its kind
            except ValidationError as error:
                refused.append((entry, error))
            else:
                takers.append(entry)
        if not takers:
            raise refused[0][1]
        return takers, refused

    @classmethod
    def _store(
        cls,
        kept: EvidenceFile,
        entries: "Sequence[Entry | Printout]",
        *,
        by: "User",
        sensitive: bool,
        sha256: str,
    ) -> "list[Attachment]":
        """Store the file once, and that each of these has it; log it."""
        rows = [
            cls(
                model=entry._meta.label_lower,
                object_id=entry.pk,
                society_id=entry.society_id,
                added_by=by,
                name=kept.name,
                content_type=kept.content_type,
                sha256=sha256,
                sensitive=sensitive,
            )
            for entry in entries
        ]
        if not rows:
            return []
        first, *others = rows
        first.file = kept
        if kept.thumbnail:
            first.thumbnail = ContentFile(kept.thumbnail, name="small.jpg")
        first.full_clean()
        first.save()
        for row in others:
            row.file, row.thumbnail = first.file.name, first.thumbnail.name
        cls.objects.bulk_create(others)
        action = LogEntry.Action.ATTACH
        on: list[tuple[models.Model, audit_log.Changes]] = [(entry, {}) for entry in entries]
        audit_log.write_many(action, by=by, changes=on, reason=first.logged_name)
        return rows

    def set_sensitive(self, sensitive: bool, *, by: "User") -> None:
        """Say whether it shows what is sensitive. Raises ValidationError and PermissionDenied."""
        with transaction.atomic():
            entry = self._locked_entry(by)
            if self.sensitive == sensitive:
                return
            self.sensitive = sensitive
            self.save(update_fields=["sensitive"])
            audit_log.write(
                LogEntry.Action.CAPTION,
                by=by,
                on=entry,
                reason=self.logged_name,
                changes={"sensitive": [not sensitive, sensitive]},
            )

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
                reason=self.logged_name,
                changes={"caption": [None, None] if self.sensitive else [before, self.caption]},
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
                reason=f"{self.logged_name[-90:]}: {self.removal_reason}",
            )

    def destroy(self, *, by: "User") -> None:
        """Delete the files with the record; that it was there, and its hash, stays.

        What it is called stays, but of what is sensitive, where that may tell whose it is.
        """
        self.caption, self.name = "", self.logged_name if self.sensitive else self.name
        self.save(update_fields=["caption", "name"])
        if self.file:
            self.erase(by=by, action=LogEntry.Action.DISPOSE)

    def erase(self, *, by: "User | None" = None, action: str = LogEntry.Action.ERASE) -> None:
        """Delete the files of what was taken out; what it was and why it went stays.

        Of a file that several entries share, the last of them deletes it.
        """
        storage = self.file.storage
        names = [str(stored.name) for stored in (self.file, self.thumbnail) if stored]
        with transaction.atomic():
            Society.lock(self.society_id)
            others = type(self).objects.exclude(pk=self.pk).filter(file=self.file.name)
            shared = bool(self.file) and others.exists()
            self.file = self.thumbnail = ""
            self.save(update_fields=["file", "thumbnail"])
            audit_log.write(action, by=by, on=self.entry, reason=self.logged_name)
            for name in () if shared else names:
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
