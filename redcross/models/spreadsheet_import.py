"""A spreadsheet on its way in: from the upload to the result, and back if it was wrong."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar, cast

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.fields import EncryptedBytesField, EncryptedJSONField

from .entry import Entry
from .society import Society


class SpreadsheetImportQuerySet(models.QuerySet["SpreadsheetImport"]):
    def past_retention(self) -> "SpreadsheetImportQuerySet":
        """Return those that were sent so long ago that what they say is no longer kept."""
        limit = timezone.now() - timedelta(days=settings.IMPORT_RETENTION_DAYS)
        return self.filter(uploaded_at__lt=limit, content__isnull=False)

    def without_content(self) -> "SpreadsheetImportQuerySet":
        """Return them without reading the file and what was found in it."""
        return self.defer("content", "decisions", "findings")


class SpreadsheetImport(models.Model):
    """One file that somebody sent, what was decided about it and what came of it.

    Whatever stands in the file is kept encrypted until it expires: its content, the rows as they
    were read, and the decisions, in which cells are corrected.
    """

    class Stage(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        CHECKED = "checked", _("checked, not taken in yet")
        DONE = "done", _("taken in")
        UNDONE = "undone", _("taken back")
        DISCARDED = "discarded", _("put aside")

    society = models.ForeignKey(Society, models.PROTECT, related_name="+", editable=False)
    model = models.CharField(max_length=60, editable=False)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.UPLOADED, editable=False)
    file_name = models.CharField(max_length=200, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    content = EncryptedBytesField(null=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    # What people answered, and what the last reading found.
    decisions = EncryptedJSONField(editable=False)
    findings = EncryptedJSONField(editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    done_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    undone_at = models.DateTimeField(null=True, editable=False)
    undo_reason = models.CharField(max_length=200, blank=True, editable=False)

    objects: ClassVar[SpreadsheetImportQuerySet] = SpreadsheetImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        # Whoever may import entries of its kind may go on with it.
        default_permissions = ()
        indexes = [models.Index(fields=["society", "model"], name="import_of_society")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="undone") & ~Q(undo_reason="") | ~Q(stage="undone"),
                name="import_undone_with_a_reason",
                violation_error_message=_("Say why it is taken back."),
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(stage__in=["done", "undone"]),
                name="import_done_once",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def entry_model(self) -> type[Entry]:
        """Return the kind of entry that its rows are."""
        return cast(type[Entry], apps.get_model(self.model))

    @property
    def is_open(self) -> bool:
        """Return whether it may still be taken in."""
        return self.stage in (self.Stage.UPLOADED, self.Stage.CHECKED)

    def expire(self) -> None:
        """Forget what the file says; what came of it, by whom and when stays."""
        with transaction.atomic():
            # A step that somebody is just taking goes first.
            stored = type(self).objects.select_for_update().without_content().get(pk=self.pk)
            self.stage = stored.stage
            self.rows.all().delete()
            self.entries.update(before=None)
            self.works.update(errors=None)
            self.content = self.decisions = self.findings = None
            if self.is_open:
                self.stage = self.Stage.DISCARDED
            self.save(update_fields=["content", "decisions", "findings", "stage"])

    def counts(self) -> dict[str, int]:
        """Return how many rows there are of each status."""
        found = self.rows.order_by().values_list("status").annotate(number=Count("pk"))
        return dict(found)


class ImportedRow(models.Model):
    """A row of the file, as it was read: what it says, what is wrong, what would become of it."""

    class Status(models.TextChoices):
        REFUSED = "refused", _("to be mended")
        ASKED = "asked", _("to be confirmed")
        DOUBLE = "double", _("likely there already")
        NEW = "new", _("new")
        CHANGED = "changed", pgettext_lazy("row of a spreadsheet", "changed")
        UNCHANGED = "unchanged", pgettext_lazy("row of a spreadsheet", "unchanged")
        REPEATED = "repeated", _("imported before")
        VOIDED = "voided", _("voided, left out")

    file = models.ForeignKey(SpreadsheetImport, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status)
    # See `redcross.spreadsheets.preview.PreviewRow`.
    shown = EncryptedJSONField()

    class Meta:
        ordering = ["file", "position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="imported_row_position")
        ]

    # Those that a commit saves.
    COMMITTED: ClassVar = (Status.NEW, Status.CHANGED)

    def __str__(self) -> str:
        return f"{self.position}: {self.get_status_display()}"


class ImportedEntry(models.Model):
    """An entry that a file made or changed, or that was added beside because it names it."""

    file = models.ForeignKey(SpreadsheetImport, models.CASCADE, related_name="entries")
    # Of the row that it stands in; None for what was added beside.
    position = models.PositiveIntegerField(null=True)
    model = models.CharField(max_length=60)
    entry_id = models.BigIntegerField()
    # What it was when it was taken in, and of a changed one what it had been before.
    version = models.PositiveIntegerField()
    before = EncryptedJSONField()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.model} {self.entry_id}"


class HeadingChoice(models.Model):
    """Which field a society's heading means; "" leaves the column out."""

    society = models.ForeignKey(Society, models.CASCADE, related_name="+")
    model = models.CharField(max_length=60)
    # As `headings.heading_key` makes it.
    key = models.CharField(max_length=200)
    field = models.CharField(max_length=60, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["society", "model", "key"], name="heading_choice_once")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.field}"

    @classmethod
    def remembered(cls, society: Society | None, model: type[Entry]) -> dict[str, str]:
        """Return the field by the heading's key."""
        chosen = cls._default_manager.filter(society=society, model=model._meta.label_lower)
        return dict(chosen.values_list("key", "field"))

    @classmethod
    def remember(cls, society: Society, model: type[Entry], chosen: Mapping[str, str]) -> None:
        """Keep what was chosen for the next file."""
        label = model._meta.label_lower
        rows: Sequence[HeadingChoice] = [
            cls(society=society, model=label, key=key, field=name) for key, name in chosen.items()
        ]
        cls._default_manager.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["society", "model", "key"],
            update_fields=["field"],
        )
