"""What every record has in common, and the one save."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self, TypeVar, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import audit_log
from .attachment import Attachment, EvidenceFile
from .audit_log import Changes, LogEntry, LoggedValue
from .entry_urls import EntryUrlsMixin
from .open_business import is_closed_to
from .refusals import AlreadySaved, StaleVersion
from .society import Society

if TYPE_CHECKING:
    from .line import Line
    from .user import User

# The model whose rows a queryset gives.
_Row = TypeVar("_Row", bound=models.Model, covariant=True)


class Question(NamedTuple):
    """What is asked before an entry is saved. `key` tells it from others of the same entry."""

    key: str
    text: str
    # What it speaks of, if that has a page.
    about: "Entry | None"


class _NothingChanged(Exception):
    """Takes a save back that would have written the same again."""


class EntryQuerySet(models.QuerySet[_Row]):
    """Rows of one kind of entry."""

    def visible_to(self, user: "User") -> Self:
        """Return what this user may see: the records of their society and of those below it."""
        if user.society is None:
            return self if user.is_superuser else self.none()
        return self.filter(society__in=user.society_keys)

    def countable(self) -> Self:
        """Return what counts: all that is not voided."""
        return self.filter(voided_at=None)

    def with_snapshots(self) -> Self:
        """Read along what the log tells of each, in a fixed number of queries.

        That is its lines with what they point to, and what it points to several of.
        """
        model, lines = cast("type[Entry]", self.model), []
        for name in model.lines:
            line = cast("type[Line]", model._meta.get_field(name).related_model)
            fields = (f for f in line._meta.concrete_fields if f.is_relation)
            to = [field.name for field in fields if field.name != line.owner]
            lines.append(Prefetch(name, line._base_manager.select_related(*to).order_by("pk")))
        several = [field.name for field in model._meta.many_to_many]
        return self.prefetch_related(*several, *lines)


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

    objects = EntryQuerySet.as_manager()

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
    # Its days, the first of which it always has once it is over: its archival period begins with
    # the end of the last one's year. Without any it has none of its own.
    archived_by: ClassVar[tuple[str, ...]] = ()
    # Left empty without refusal, but shown as "to be completed".
    recommended_fields: ClassVar[tuple[str, ...]] = ()

    def get_absolute_url(self) -> str:
        return reverse(self.url_name("detail"), args=[self.pk])

    @property
    def history(self) -> models.QuerySet[LogEntry]:
        """What the log says was done with it, newest first; who only looked stands in the log."""
        return (
            LogEntry.objects.filter(model=self._meta.label_lower, object_id=self.pk)
            .exclude(action=LogEntry.Action.VIEW)
            .select_related("user")
        )

    def log_view(self, *, by: "User") -> None:
        """Log that somebody opened its page, where it has values that are protected."""
        if any(getattr(self, name) for name in self.secret_fields()):
            audit_log.write(LogEntry.Action.VIEW, by=by, on=self)

    def save_entry(
        self,
        *,
        by: "User",
        action: str = "",
        reason: str = "",
        save_related: Callable[[], object] | None = None,
    ) -> None:
        """Save it, the only way there is: lock, compare the version, validate all, save, log.

        `save_related` saves its lines and what it points to several of, once the row itself has a
        number. `action` is what the log calls it, by default that it was added or changed. What
        would write the same again writes and logs nothing.

        The society's row is the lock, so two people of one society save one after the other and a
        check made here still holds at the commit. Raises StaleVersion, AlreadySaved,
        ValidationError, and PermissionDenied for another society's record.
        """
        if by.society_id != self.society_id:
            raise PermissionDenied
        with transaction.atomic():
            Society.lock(self.society_id)
            self.society.forget_locked_periods()
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
            if current is not None:
                self.save_derived(changes, by=by)

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
        before: dict[str, LoggedValue],
        save_related: Callable[[], object] | None,
    ) -> Changes:
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
                for _row, error in self.validate_together([(self, current)]):
                    raise error
                after = audit_log.snapshot(self)
                changes = audit_log.differences(before, after)
                if before and not changes:
                    raise _NothingChanged
        except (ValidationError, _NothingChanged):
            self.pk, self.version = stored
            raise
        return changes

    def check_not_resubmitted(self) -> None:
        """Raise AlreadySaved when a sending of the same form was saved before.

        Raise PermissionDenied when it was another society's, whose record is not given away.
        """
        first = type(self)._base_manager.filter(submission=self.submission).first()
        if first and first.society_id != self.society_id:
            raise PermissionDenied
        if first:
            raise AlreadySaved(first)

    def clean(self) -> None:
        """Refuse what points to another society's. Raises ValidationError (the field)."""
        super().clean()
        for field in self._meta.concrete_fields:
            if field.related_model and issubclass(field.related_model, Entry):
                chosen = getattr(self, field.name) if getattr(self, field.attname) else None
                if chosen and chosen.society_id != self.society_id:
                    raise ValidationError({field.name: _("This belongs to another society.")})

    def check_not_ahead(self, *names: str) -> None:
        """Raise ValidationError beside the first of these fields whose day lies in the future."""
        today = timezone.localdate()
        for name in names:
            if (day := getattr(self, name)) and day > today:
                raise ValidationError({name: _("This date lies in the future.")})

    def validate_after_save(self, before: Self | None) -> None:
        """Check rules across its lines and other records, with the society locked.

        `before` is the row as it was. Raises ValidationError, and nothing is saved.
        """

    @classmethod
    def validate_together(
        cls, saved: Sequence[tuple[Self, Self | None]]
    ) -> Iterator[tuple[Self, ValidationError]]:
        """Yield what is wrong across all that was saved at once, of each as it is and as it was."""
        yield from ()

    def questions(self, lines: Mapping[str, Sequence["Line"]]) -> Iterator[Question]:
        """Yield what somebody is asked before it is saved: it may be right, and is rarely so.

        `lines`: those to be saved with it, by related name.
        """
        yield from ()

    def save_derived(self, changes: Changes, *, by: "User") -> None:
        """Save anew what other records took from it, in the same transaction, each logged.

        `changes`: what of it was changed. Raises ValidationError, and nothing is saved.
        """

    @classmethod
    def balance_effects(
        cls, changed: Sequence[tuple[Self, Self | None]]
    ) -> Iterator[tuple[str, Decimal, Decimal]]:
        """Yield each balance that these would change: its name, what is left, and the change.

        Each is given as it would be and as it is, None for a new one. In yuan.
        """
        yield from ()

    def missing(self) -> list[str | Promise]:
        """Return the labels of the fields that are still to be completed."""
        labels = {field.name: field.verbose_name for field in self._meta.concrete_fields}
        return [
            labels[name] for name in self.recommended_fields if getattr(self, name) in (None, "")
        ]

    @classmethod
    def incomplete(cls) -> Q:
        """Return the condition for something being still to be completed."""
        condition = Q(pk__in=[])
        for name in cls.recommended_fields:
            condition |= Q(**{f"{name}__isnull": True})
            if isinstance(cls._meta.get_field(name), models.CharField | models.TextField):
                condition |= Q(**{name: ""})
        return condition

    @classmethod
    def is_open_business(cls) -> Q:
        """Return the condition for not being done with, however long ago it began."""
        return Q(pk__in=[])

    def may_be_revealed_to(self, user: "User") -> bool:
        """Return whether the user may see what is sensitive of it."""
        return user.has_perm(self.permission("reveal")) and not is_closed_to(user, [self])

    def warnings(self) -> list[tuple[str | Promise, "Entry | None"]]:
        """Return what someone should look at though it may be right: (message, other record)."""
        return []

    def check_changeable(self, current: Self) -> None:
        """Raise ValidationError when the row as stored may not be changed any more."""
        if current.voided_at:
            raise ValidationError(_("This record has been voided and cannot be changed."))

    def check_attachable(self, current: Self) -> None:
        """Raise ValidationError when the row as stored takes no more evidence."""
        self.check_changeable(current)

    def check_file(self, file: EvidenceFile) -> None:
        """Raise ValidationError when the file cannot be evidence of it."""

    def void(self, *, by: "User", reason: str) -> None:
        """Take it out of every count; it stays readable, with the reason.

        Raises ValidationError without a reason and while records that count point to it, and what
        `save_entry` raises.
        """
        self.voided_at, self.voided_by, self.void_reason = timezone.now(), by, reason.strip()
        with transaction.atomic():
            self.save_entry(by=by, action=LogEntry.Action.VOID, reason=self.void_reason)
            self.check_unused([cast(int, self.pk)])

    @classmethod
    def check_unused(cls, keys: Sequence[int]) -> None:
        """Raise ValidationError while records that count point to entries of these numbers."""
        for model, name in cls.referencing_fields():
            used = model.objects.countable().filter(**{f"{name}__in": keys}).count()
            if used:
                raise ValidationError(
                    _("Still used by %(number)s of: %(kind)s. Change or void those first.")
                    % {"number": used, "kind": model._meta.verbose_name_plural}
                )

    def attach(self, file: "File[bytes]", *, by: "User", sensitive: bool = False) -> Attachment:
        """Keep the file as evidence. Raises ValidationError (`file`) and PermissionDenied."""
        return Attachment.add(file, entry=self, by=by, sensitive=sensitive)

    @property
    def evidence(self) -> models.QuerySet[Attachment]:
        """Its files, without those taken out."""
        return Attachment.objects.of(self).kept()
