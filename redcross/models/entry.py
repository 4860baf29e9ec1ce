"""What every record has in common, and the one save."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcross.fields import DigestField

from . import audit_log
from .attachment import Attachment
from .audit_log import LogEntry
from .society import Society


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


class _NothingChanged(Exception):
    """Takes a save back that would have written the same again."""


class EntryUrlsMixin:
    """What entries and lines share: names of pages and permissions, who points to them, rules."""

    _meta: Any

    @classmethod
    def url_name(cls, action: str) -> str:
        """`donations:cash_gift_list` and the like: every entry's pages are named alike."""
        words = "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")
        return f"{cls._meta.app_label}:{words}_{action}"

    @classmethod
    def permission(cls, action: str) -> str:
        return f"{cls._meta.app_label}.{action}_{cls._meta.model_name}"

    @classmethod
    def referencing_fields(cls) -> Iterator[tuple[Any, str]]:
        """(model, field) of the entries and lines that may point to it, its own lines left out."""
        relations: Any = cls._meta.get_fields(include_hidden=True)
        for relation in relations:
            model: Any = relation.related_model
            if (
                not relation.auto_created
                or relation.concrete
                or not issubclass(model, EntryUrlsMixin)
            ):
                continue
            if getattr(model, "owner", "") != relation.field.name:
                yield model, relation.field.name

    def validate_constraints(self, exclude=None):
        """Every constraint, whatever the form shows, each message beside its field.

        Django skips constraints on fields missing from the form (`society`), and a double receipt
        number would end as an error page.
        """
        row: Any = self
        for field in self._meta.concrete_fields:
            if isinstance(field, DigestField):
                setattr(self, field.attname, field.value_for(row))
        errors: dict[str, list] = {}
        for constraint in self._meta.constraints:
            try:
                constraint.validate(type(self), self)
            except ValidationError as error:
                errors.setdefault(_field_of_constraint(constraint), []).extend(error.error_list)
        if errors:
            raise ValidationError(errors)


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What this user may see: the records of their society and of those below it."""
        if user.society_id is None:
            return self if user.is_superuser else self.none()
        return self.filter(society__path__startswith=user.society.path)

    def countable(self) -> Self:
        """What counts: all that is not voided."""
        return self.filter(voided_at=None)


class Entry(EntryUrlsMixin, models.Model):
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
        default_permissions: ClassVar[tuple[str, ...]] = (
            *("view", "add", "change", "void", "export", "import", "reveal"),
        )
        constraints = [
            models.CheckConstraint(
                condition=Q(voided_at=None) | ~Q(void_reason=""),
                name="%(class)s_void_reason_given",
                violation_error_message=_("Say why it is voided."),
            )
        ]

    # Related names of the lines that are saved and logged with it.
    lines: ClassVar[tuple[str, ...]] = ()
    # Left empty without refusal, but shown as "to be completed".
    recommended_fields: ClassVar[tuple[str, ...]] = ()

    def get_absolute_url(self):
        return reverse(self.url_name("detail"), args=[self.pk])

    @property
    def history(self) -> models.QuerySet[LogEntry]:
        return LogEntry.objects.filter(
            model=self._meta.label_lower, object_id=self.pk
        ).select_related("user")

    def save_entry(
        self,
        *,
        by: Any,
        action: str = "",
        reason: str = "",
        save_related: Callable[[], Any] | None = None,
    ) -> None:
        """The one save: lock, compare the version, validate all, save, log.

        `save_related` saves its lines and what it points to several of, once the row itself has a
        number.

        The society's row is the lock, so two people of one society save one after the other and a
        check made here still holds at the commit. Raises StaleVersion, AlreadySaved,
        ValidationError, and PermissionDenied for another society's record.
        """
        if by.society_id != self.society_id:
            raise PermissionDenied
        with transaction.atomic():
            Society.lock(self.society_id)
            current = self._check_against_stored(action)
            if current is None:
                self.entered_by = by
            before = audit_log.snapshot(current) if current else {}
            self.full_clean()
            try:
                changes = self._write(current, before, save_related)
            except _NothingChanged:
                return
            audit_log.write(
                action or (LogEntry.Action.CHANGE if before else LogEntry.Action.ADD),
                by=by,
                on=self,
                changes=changes,
                reason=reason,
            )

    def _check_against_stored(self, action: str) -> Self | None:
        """Return the row as stored, None for a new one.

        Raises AlreadySaved, StaleVersion, and ValidationError when it may not be changed any more.
        """
        if self.pk is None:
            self.check_not_resubmitted()
            return None
        current = type(self)._base_manager.get(pk=self.pk)
        if current.version != self.version:
            raise StaleVersion(current)
        if action != LogEntry.Action.UNMERGE:
            self.check_changeable(current)
        return current

    def _write(
        self,
        current: Self | None,
        before: dict[str, Any],
        save_related: Callable[[], Any] | None,
    ) -> dict[str, list]:
        """Save the row and what belongs to it; return field name to [before, after].

        Raises ValidationError and _NothingChanged; then nothing is written, and it is as it was.
        """
        stored = self.pk, self.version
        self.version += 1
        try:
            with transaction.atomic():
                self.save()
                if save_related:
                    save_related()
                self.validate_after_save(current)
                after = audit_log.snapshot(self)
                changes = {
                    name: [before.get(name), value]
                    for name, value in after.items()
                    if before.get(name) != value
                }
                if before and not changes:
                    raise _NothingChanged
        except (ValidationError, _NothingChanged):
            self.pk, self.version = stored
            raise
        return changes

    def check_not_resubmitted(self) -> None:
        """Raises AlreadySaved when a sending of the same form was saved before."""
        first = type(self)._base_manager.filter(submission=self.submission).first()
        if first and first.society_id != self.society_id:
            raise PermissionDenied
        if first:
            raise AlreadySaved(first)

    def clean(self):
        """What it points to belongs to the same society."""
        super().clean()
        for field in self._meta.concrete_fields:
            if field.related_model and issubclass(field.related_model, Entry):
                chosen = getattr(self, field.name) if getattr(self, field.attname) else None
                if chosen and chosen.society_id != self.society_id:
                    raise ValidationError({field.name: _("This belongs to another society.")})

    def validate_after_save(self, before: Self | None) -> None:
        """Rules across its lines and other records, with the society locked.

        `before` is the row as it was. Raises ValidationError, and nothing is saved.
        """

    def missing(self) -> list[Any]:
        """The names of fields that are still to be completed."""
        labels = {field.name: field.verbose_name for field in self._meta.concrete_fields}
        return [
            labels[name] for name in self.recommended_fields if getattr(self, name) in (None, "")
        ]

    @classmethod
    def incomplete(cls) -> Q:
        """The condition for something being still to be completed."""
        found = Q(pk__in=[])
        for name in cls.recommended_fields:
            found |= Q(**{f"{name}__isnull": True})
            if isinstance(cls._meta.get_field(name), models.CharField | models.TextField):
                found |= Q(**{name: ""})
        return found

    def warnings(self) -> list[tuple[str | Promise, "Entry | None"]]:
        """What someone should look at though it may be right: (message, the other record)."""
        return []

    def check_changeable(self, current: Self) -> None:
        """Raises ValidationError when the row as stored may not be changed any more."""
        if current.voided_at:
            raise ValidationError(_("This record has been voided and cannot be changed."))

    def check_attachable(self, current: Self) -> None:
        """Raises ValidationError when it takes no more evidence."""
        self.check_changeable(current)

    def void(self, *, by: Any, reason: str) -> None:
        """Takes it out of every count; it stays readable, with the reason.

        Raises ValidationError while records that count point to it.
        """
        self.voided_at, self.voided_by, self.void_reason = timezone.now(), by, reason.strip()
        with transaction.atomic():
            self.save_entry(by=by, action=LogEntry.Action.VOID, reason=self.void_reason)
            for model, name in self.referencing_fields():
                used = model.objects.countable().filter(**{name: self}).count()
                if used:
                    raise ValidationError(
                        _("Still used by %(number)s of: %(kind)s. Change or void those first.")
                        % {"number": used, "kind": model._meta.verbose_name_plural}
                    )

    def attach(self, file: File, *, by: Any) -> Attachment:
        """Keeps the file as evidence. Raises ValidationError (`file`) and PermissionDenied."""
        if by.society_id != self.society_id:
            raise PermissionDenied
        with transaction.atomic():
            Society.lock(self.society_id)
            self.check_attachable(type(self)._base_manager.get(pk=self.pk))
            kept = Attachment(
                model=self._meta.label_lower,
                object_id=self.pk,
                society=self.society,
                added_by=by,
                name=str(file.name)[-200:],
                file=file,
            )
            kept.full_clean()
            kept.save()
            audit_log.write(LogEntry.Action.ATTACH, by=by, on=self, reason=kept.name)
        return kept

    @property
    def evidence(self) -> models.QuerySet[Attachment]:
        return Attachment.objects.filter(model=self._meta.label_lower, object_id=self.pk)


def _field_of_constraint(constraint: Any) -> str:
    """The field a constraint's message belongs beside: the last of its columns, or of its Q."""
    if isinstance(constraint, models.UniqueConstraint):
        return constraint.fields[-1].removesuffix("_digest")

    def names(q: Any) -> list[str]:
        pairs = (names(c) if isinstance(c, Q) else [c[0].split("__")[0]] for c in q.children)
        return [name for found in pairs for name in found]

    return names(constraint.condition)[-1]
