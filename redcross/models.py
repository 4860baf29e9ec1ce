"""The kernel: whose records they are, what every record has in common, and the one save."""

import uuid
from pathlib import PurePath
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin

from . import log
from .fields import DigestField, EncryptedField, mask_id, validate_resident_id
from .log import LogEntry

__all__ = ["LogEntry"]


def pinyin_initials(text: str) -> str:
    """张建国 → zjg; other characters stay, so that 3M公司 is found as 3mgs."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower().replace(" ", "")[:200]


class Society(models.Model):
    """A Red Cross society whose records are kept here. `path`: the ids above it and its own."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    short_name = models.CharField(
        _("short name"), max_length=30, help_text=_("As the evaluation's text calls it.")
    )
    code = models.CharField(
        _("administrative division code"), max_length=12, blank=True, help_text="GB/T 2260"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("above it"),
    )
    path = models.CharField(max_length=200, editable=False, default="", db_index=True)
    demonstration = models.BooleanField(_("demonstration data"), default=False)

    class Meta:
        verbose_name = _("society")
        verbose_name_plural = _("societies")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="society_code_unique",
                violation_error_message=_("Another society has this code."),
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        with transaction.atomic():
            super().save(*args, **kwargs)
            before = self.path
            self.path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
            type(self).objects.filter(pk=self.pk).update(path=self.path)
            if before and before != self.path:
                for below in self.children.all():
                    below.save()

    def clean(self):
        if self.pk and self.parent and self.parent.path.startswith(self.path):
            raise ValidationError({"parent": _("A society cannot be below itself.")})


class User(AbstractUser):
    """Someone who signs in. Sees the records of their society and of those below it."""

    society = models.ForeignKey(
        Society,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("society"),
    )

    class Meta(AbstractUser.Meta):
        permissions = [("view_figures", "Can read the figures and the evaluation")]
        constraints = [
            models.CheckConstraint(
                condition=Q(society__isnull=False) | Q(is_superuser=True),
                name="user_society_given",
                violation_error_message=_("Everyone but a superuser belongs to a society."),
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.username

    def get_full_name(self):
        return f"{self.last_name}{self.first_name}".strip()


class StaleVersion(Exception):
    """Somebody saved the row since it was read. `current` is the row as it is now."""

    def __init__(self, current: "Entry"):
        self.current = current
        super().__init__("stale version")


class AlreadySaved(Exception):
    """The same form was sent twice. `entry` is what the first sending saved."""

    def __init__(self, entry: "Entry"):
        self.entry = entry
        super().__init__("already saved")


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What this user may see: the records of their society and of those below it."""
        if user.society_id is None:
            return self if user.is_superuser else self.none()
        return self.filter(society__path__startswith=user.society.path)

    def countable(self) -> Self:
        """What counts: all that is not voided."""
        return self.filter(voided_at=None)


class Entry(models.Model):
    """Something a society wrote down. Voided with a reason, never deleted."""

    society = models.ForeignKey(
        Society, models.PROTECT, related_name="+", verbose_name=_("society"), editable=False
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("entered by"),
        editable=False,
    )
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    submission = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("voided by"),
        editable=False,
    )
    void_reason = models.CharField(
        _("reason for voiding"), max_length=200, blank=True, editable=False
    )

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ("view", "add", "change", "void", "export", "reveal")
        constraints = [
            models.CheckConstraint(
                condition=Q(voided_at=None) | ~Q(void_reason=""),
                name="%(class)s_void_reason_given",
                violation_error_message=_("Say why it is voided."),
            )
        ]

    def get_absolute_url(self):
        return reverse(self.url_name("detail"), args=[self.pk])

    @classmethod
    def url_name(cls, action: str) -> str:
        """`donations:cash_gift_list` and the like: every entry's pages are named alike."""
        words = "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")
        return f"{cls._meta.app_label}:{words}_{action}"

    @classmethod
    def permission(cls, action: str) -> str:
        return f"{cls._meta.app_label}.{action}_{cls._meta.model_name}"

    @property
    def history(self) -> models.QuerySet[LogEntry]:
        return LogEntry.objects.filter(
            model=self._meta.label_lower, object_id=self.pk
        ).select_related("user")

    def validate_constraints(self, exclude=None):
        """Every constraint, whatever the form shows, each message beside its field.

        Django skips constraints on fields missing from the form (`society`), and a double receipt
        number would end as an error page.
        """
        for field in self._meta.concrete_fields:
            if isinstance(field, DigestField):
                setattr(self, field.attname, field.value_for(self))
        errors: dict[str, list] = {}
        for constraint in self._meta.constraints:
            try:
                constraint.validate(type(self), self)
            except ValidationError as error:
                errors.setdefault(_field_of(constraint), []).extend(error.error_list)
        if errors:
            raise ValidationError(errors)

    def keep(self, *, by: Any, action: str = "", reason: str = "") -> None:
        """The one save: lock, compare the version, validate all, save, log.

        The society's row is the lock, so two people of one society save one after the other and a
        check made here still holds at the commit. Raises StaleVersion, AlreadySaved,
        ValidationError, and PermissionDenied for another society's record.
        """
        if by.society_id != self.society_id:
            raise PermissionDenied
        with transaction.atomic():
            Society.objects.select_for_update(no_key=True).get(pk=self.society_id)
            rows = type(self)._base_manager.all()
            before: dict[str, Any] = {}
            if self.pk is None:
                first = rows.filter(submission=self.submission).first()
                if first:
                    raise AlreadySaved(first)
                self.entered_by = by
            else:
                current = rows.get(pk=self.pk)
                if current.version != self.version:
                    raise StaleVersion(current)
                before = log.snapshot(current)
                self.check_changeable(current)
            self.full_clean()
            after = log.snapshot(self)
            changes = {k: [before.get(k), v] for k, v in after.items() if before.get(k) != v}
            if before and not changes:
                return
            self.version += 1
            self.save()
            log.write(
                action or ("change" if before else "add"),
                by=by,
                on=self,
                changes=changes,
                reason=reason,
            )

    def check_changeable(self, current: Self) -> None:
        """Raises ValidationError when the row as stored may not be changed any more."""
        if current.voided_at:
            raise ValidationError(_("This record has been voided and cannot be changed."))

    def void(self, *, by: Any, reason: str) -> None:
        """Takes it out of every count; it stays readable, with the reason."""
        self.voided_at, self.voided_by, self.void_reason = timezone.now(), by, reason.strip()
        self.keep(by=by, action=LogEntry.Action.VOID, reason=self.void_reason)


def _field_of(constraint: Any) -> str:
    """The field a constraint's message belongs beside: the last of its columns, or of its Q."""
    if isinstance(constraint, models.UniqueConstraint):
        return constraint.fields[-1].removesuffix("_digest")

    def names(q: Any) -> list[str]:
        pairs = (names(c) if isinstance(c, Q) else [c[0].split("__")[0]] for c in q.children)
        return [name for found in pairs for name in found]

    return names(constraint.condition)[-1]


class Record(Entry):
    """Something that happened on a date, or several times in a while, and that figures count."""

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        THIRD = "third", _("third of the month")
        MONTH = "month", _("month")
        YEAR = "year", _("year")

    date = models.DateField(_("date"))
    end_date = models.DateField(
        _("end date"), null=True, blank=True, help_text=_("When it lasted longer than a day.")
    )
    date_precision = models.CharField(
        _("date known to the"), max_length=5, choices=Precision, default=Precision.DAY
    )
    times = models.PositiveIntegerField(
        _("times"), default=1, help_text=_("One row may stand for several of the same kind.")
    )
    rounded = models.BooleanField(
        _("rounded"), default=False, help_text=_("Only the approximate number is known.")
    )
    note = models.TextField(_("note"), blank=True)

    # Gifts and aid lie in the past; a planned course may not.
    may_lie_ahead: ClassVar[bool] = False

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta(Entry.Meta):
        abstract = True
        ordering = ["-date", "-pk"]
        indexes = [models.Index(fields=["society", "date"], name="%(class)s_society_date")]
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=F("date")),
                name="%(class)s_ends_after_start",
                violation_error_message=_("The end date lies before the date."),
            ),
            models.CheckConstraint(
                condition=Q(times__gte=1),
                name="%(class)s_times_positive",
                violation_error_message=_("At least once."),
            ),
        ]

    def clean(self):
        super().clean()
        today = timezone.localdate()
        for name in ("date", "end_date"):
            value = getattr(self, name)
            if value and value > today and not self.may_lie_ahead:
                raise ValidationError({name: _("This date lies in the future.")})
        self._refuse_closed_year(self.date)

    def check_changeable(self, current):
        super().check_changeable(current)
        self._refuse_closed_year(current.date)

    def _refuse_closed_year(self, date) -> None:
        if date and ClosedYear.objects.filter(society=self.society_id, year=date.year).exists():
            raise ValidationError(
                {
                    "date": _("The year %(year)s is closed: its evaluation is final.")
                    % {"year": date.year}
                }
            )


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
        constraints = [models.UniqueConstraint(fields=["society", "year"], name="closed_year_once")]

    def __str__(self):
        return f"{self.society} {self.year}"


class Place(models.Model):
    """A town, village or other place where things happen."""

    name = models.CharField(_("name"), max_length=100)
    code = models.CharField(_("administrative division code"), max_length=12, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("lies in"),
    )

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="place_name_unique", nulls_distinct=False
            )
        ]

    def __str__(self):
        return self.name


class Partner(models.Model):
    """An organisation that hosts or helps."""

    name = models.CharField(_("name"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Person(Entry):
    """Someone helped, trained or volunteering."""

    name = models.CharField(_("name"), max_length=100)
    initials = models.CharField(max_length=200, editable=False, blank=True)
    id_number = EncryptedField(
        _("ID number"), blank=True, mask=mask_id, validators=[validate_resident_id]
    )
    id_number_digest = DigestField(of="id_number")
    phone = EncryptedField(_("telephone"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["initials", "pk"]
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "id_number_digest"],
                condition=~Q(id_number_digest="") & Q(voided_at=None),
                name="person_id_number_unique",
                violation_error_message=_("This ID number is already recorded."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        self.initials = pinyin_initials(self.name)


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """A name nobody can guess or choose; the uploaded name stays in the database."""
    return f"{timezone.now():%Y/%m}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()[:5]}"


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
    content_type = models.CharField(max_length=50, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        default_permissions = ("view", "add")
        indexes = [models.Index(fields=["model", "object_id"], name="attachment_of_object")]

    def __str__(self):
        return self.name

    def clean(self):
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
