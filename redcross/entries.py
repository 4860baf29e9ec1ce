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
from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin

from . import log
from .attachments import Attachment
from .fields import DigestField, EncryptedField
from .log import LogEntry
from .societies import Society


def pinyin_initials(text: str) -> str:
    """张建国 → zjg; other characters stay, so that 3M公司 is found as 3mgs."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower().replace(" ", "")[:200]


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


class Pages:
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
    def pointed_to_by(cls) -> Iterator[tuple[Any, str]]:
        """(model, field) of the entries and lines that may point to it, its own lines left out."""
        relations: Any = cls._meta.get_fields(include_hidden=True)
        for relation in relations:
            model: Any = relation.related_model
            if not relation.auto_created or relation.concrete or not issubclass(model, Pages):
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
                errors.setdefault(_field_of(constraint), []).extend(error.error_list)
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


class Entry(Pages, models.Model):
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
    wanted: ClassVar[tuple[str, ...]] = ()

    def get_absolute_url(self):
        return reverse(self.url_name("detail"), args=[self.pk])

    @property
    def history(self) -> models.QuerySet[LogEntry]:
        return LogEntry.objects.filter(
            model=self._meta.label_lower, object_id=self.pk
        ).select_related("user")

    def keep(
        self,
        *,
        by: Any,
        action: str = "",
        reason: str = "",
        below: Callable[[], Any] | None = None,
    ) -> None:
        """The one save: lock, compare the version, validate all, save, log.

        `below` saves its lines and what it points to several of, once the row itself has a number.

        The society's row is the lock, so two people of one society save one after the other and a
        check made here still holds at the commit. Raises StaleVersion, AlreadySaved,
        ValidationError, and PermissionDenied for another society's record.
        """
        if by.society_id != self.society_id:
            raise PermissionDenied
        with transaction.atomic():
            Society.lock(self.society_id)
            rows = type(self)._base_manager.all()
            before: dict[str, Any] = {}
            current: Any = None
            if self.pk is None:
                self.refuse_again()
                self.entered_by = by
            else:
                current = rows.get(pk=self.pk)
                if current.version != self.version:
                    raise StaleVersion(current)
                before = log.snapshot(current)
                if action != LogEntry.Action.UNMERGE:
                    self.check_changeable(current)
            self.full_clean()
            stored = self.pk, self.version
            self.version += 1
            try:
                with transaction.atomic():
                    self.save()
                    if below:
                        below()
                    self.check_saved(current)
                    after = log.snapshot(self)
                    changes = {
                        k: [before.get(k), v] for k, v in after.items() if before.get(k) != v
                    }
                    if before and not changes:
                        raise _NothingChanged
            except (ValidationError, _NothingChanged) as refused:
                self.pk, self.version = stored
                if isinstance(refused, _NothingChanged):
                    return
                raise
            log.write(
                action or ("change" if before else "add"),
                by=by,
                on=self,
                changes=changes,
                reason=reason,
            )

    def refuse_again(self) -> None:
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

    def check_saved(self, before: Self | None) -> None:
        """Rules across its lines and other records, with the society locked.

        `before` is the row as it was. Raises ValidationError, and nothing is saved.
        """

    def missing(self) -> list[Any]:
        """The names of fields that are still to be completed."""
        labels = {field.name: field.verbose_name for field in self._meta.concrete_fields}
        return [labels[name] for name in self.wanted if getattr(self, name) in (None, "")]

    @classmethod
    def incomplete(cls) -> Q:
        """The condition for something being still to be completed."""
        found = Q(pk__in=[])
        for name in cls.wanted:
            found |= Q(**{f"{name}__isnull": True})
            if isinstance(cls._meta.get_field(name), models.CharField | models.TextField):
                found |= Q(**{name: ""})
        return found

    def warnings(self) -> list[tuple[str, "Entry | None"]]:
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
            self.keep(by=by, action=LogEntry.Action.VOID, reason=self.void_reason)
            for model, name in self.pointed_to_by():
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
            log.write(LogEntry.Action.ATTACH, by=by, on=self, reason=kept.name)
        return kept

    @property
    def evidence(self) -> models.QuerySet[Attachment]:
        return Attachment.objects.filter(model=self._meta.label_lower, object_id=self.pk)


def _field_of(constraint: Any) -> str:
    """The field a constraint's message belongs beside: the last of its columns, or of its Q."""
    if isinstance(constraint, models.UniqueConstraint):
        return constraint.fields[-1].removesuffix("_digest")

    def names(q: Any) -> list[str]:
        pairs = (names(c) if isinstance(c, Q) else [c[0].split("__")[0]] for c in q.children)
        return [name for found in pairs for name in found]

    return names(constraint.condition)[-1]


class NamedEntry(Entry):
    """Something with a name that other entries point to, found by it or its pinyin initials."""

    name = models.CharField(_("name"), max_length=100)
    initials = models.CharField(max_length=200, editable=False, blank=True)

    # Numbers of which the sum belongs to the one that is kept when two are merged.
    adds_up: ClassVar[tuple[str, ...]] = ()

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta(Entry.Meta):
        abstract = True
        ordering = ["initials", "pk"]
        default_permissions = (*Entry.Meta.default_permissions, "merge")

    def __str__(self):
        return self.name

    def told_apart(self) -> str:
        """The name with its number and masked values: another may have the same name."""
        fields = self._meta.concrete_fields
        masks = (str(getattr(self, f.name)) for f in fields if isinstance(f, EncryptedField))
        return f"{self.name} ({', '.join([str(self.pk), *filter(None, masks)])})"

    def same_name(self) -> models.QuerySet:
        """Others of the society that may be the same."""
        others: models.QuerySet = type(self).objects.countable()
        return others.filter(society=self.society_id, name=self.name).exclude(pk=self.pk)

    def clean(self):
        super().clean()
        self.initials = pinyin_initials(self.name)

    def refuse_circle(self, name: str, message: Any, *, deepest: int = 10) -> int:
        """How deep it lies below others through the field `name`, 1 at the top.

        Raises ValidationError with the message when the way up leads back to it or has no end.
        """
        above, depth = getattr(self, name), 1
        while above:
            depth += 1
            if above.pk == self.pk or depth > deepest:
                raise ValidationError({name: message})
            above = getattr(above, name)
        return depth
