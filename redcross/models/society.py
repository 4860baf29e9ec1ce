"""Whose records they are."""

import uuid
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from redcross.typed_values import TypedAs

from . import audit_log
from .constraints import violations
from .role import Role

if TYPE_CHECKING:
    from .closed_period import ClosedPeriod
    from .user import User


def emblem_path(society: "Society", filename: str) -> str:
    """Return a name nobody can guess or choose."""
    return f"emblems/{uuid.uuid4().hex}.png"


class Society(models.Model):
    """A Red Cross society whose records are kept here. `path`: the ids above it and its own."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    short_name = models.CharField(
        _("short name"), max_length=30, help_text=_("As the evaluation's text calls it.")
    )
    code = models.CharField(
        _("administrative division code"),
        max_length=12,
        blank=True,
        help_text=_("For instance 430212, as in GB/T 2260. May be left empty."),
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
    # The emblem is protected by law: the society uploads its own, none is drawn.
    emblem = models.FileField(_("emblem"), upload_to=emblem_path, blank=True)
    # How it spends.
    collective_decision_above = models.DecimalField(
        _("sums decided together, above (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Spending above it names the minutes of the decision. Empty: no limit."),
    )
    cash_aid_allowed = models.BooleanField(
        _("aid may be paid in cash"),
        default=False,
        help_text=_("Otherwise the check of an evaluation points out what was."),
    )
    other_purpose_refused = models.BooleanField(
        _("earmarked money and goods only for their purpose"),
        default=False,
        help_text=_("Otherwise it is asked whether the donor agreed; with it, it is required."),
    )
    second_factor_required = models.BooleanField(
        _("administrators and leaders sign in with a second factor"),
        default=False,
        help_text=_("With an app on their telephone; who has none sets one up at the next page."),
    )
    password_days = models.PositiveSmallIntegerField(
        _("days after which a password is changed"),
        null=True,
        blank=True,
        help_text=_("Whoever signs in with an older one chooses another first. Empty: never."),
    )
    sensitive_days = models.PositiveSmallIntegerField(
        _("days after which staff no longer see sensitive values"),
        null=True,
        blank=True,
        help_text=_(
            "Of people without open business: no application waits, and no record that names them"
            " is of these days. Administrators still see them. Empty: never."
        ),
    )
    demonstration = models.BooleanField(_("demonstration data"), default=False)

    typed_as: ClassVar = {"collective_decision_above": TypedAs.YUAN}

    class Meta:
        verbose_name = _("society")
        verbose_name_plural = _("societies")
        ordering = ["path"]
        permissions = [
            ("set_up_society", "Can set the society up"),
            ("reveal_without_business", "Can see sensitive values of people without business"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="society_code_unique",
                violation_error_message=_("Another society has this code."),
            ),
            models.CheckConstraint(
                condition=Q(collective_decision_above=None) | Q(collective_decision_above__gt=0),
                name="society_decision_limit_positive",
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(password_days=None) | Q(password_days__gt=0),
                name="society_password_days_positive",
                violation_error_message=_("The number must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(sensitive_days=None) | Q(sensitive_days__gt=0),
                name="society_sensitive_days_positive",
                violation_error_message=_("The number must be above zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it and write its path anew, and those of the societies below when it has moved.

        The path holds its own number, which is known only once it is saved.
        """
        with transaction.atomic():
            super().save(*args, **kwargs)
            before = self.path
            self.path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
            type(self).objects.filter(pk=self.pk).update(path=self.path)
            if before and before != self.path:
                for below in self.children.all():
                    below.save()

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check them with each message beside its field. Raises ValidationError."""
        errors = violations(self, self._meta.constraints)
        if shown := {name: error for name, error in errors.items() if name not in (exclude or ())}:
            raise ValidationError(shown)
        super().validate_constraints(exclude)

    def save_logged(self, *, by: "User | None") -> None:
        """Save what was changed, or a new one, and log it; where nothing was, neither.

        `by` is None for the first society, which nobody is there to add.
        """
        with transaction.atomic():
            if self.pk is None:
                self.save()
                added = audit_log.differences({}, audit_log.snapshot(self))
                action = audit_log.LogEntry.Action.ADD
                audit_log.write(action, by=by, on=self, society_id=self.pk, changes=added)
                return
            stored = type(self).objects.select_for_update().get(pk=self.pk)
            before = audit_log.snapshot(stored)
            changes = audit_log.differences(before, audit_log.snapshot(self))
            if changes:
                self.save()
                changes = audit_log.differences(before, audit_log.snapshot(self))
                action = audit_log.LogEntry.Action.CHANGE
                audit_log.write(action, by=by, on=self, society_id=self.pk, changes=changes)

    @property
    def administrators(self) -> "models.QuerySet[User]":
        """Those who are asked for what others may not do."""
        return self.users.filter(is_active=True, groups__name=Role.ADMINISTRATOR)

    @cached_property
    def locked_periods(self) -> "tuple[ClosedPeriod, ...]":
        """The periods whose records stay as they are; read once for all records of a request.

        Those of a society above, too, whose evaluation counted this one's records.
        """
        closed = self.closed_periods.model.objects.select_related("society")
        counted = Q(with_below=True, society__in=self.numbers_above)
        return tuple(closed.filter(Q(society=self) | counted))

    @cached_property
    def keys_below(self) -> list[int]:
        """Its key and those of the societies below it, read once a request.

        Named one by one, and not by joining them, PostgreSQL reads the records of a single society
        in the order of their index: a page of a long list takes a hundredth of the time.
        """
        below = type(self).objects.filter(path__startswith=self.path)
        return list(below.values_list("pk", flat=True))

    def forget_locked_periods(self) -> None:
        """Have them read anew: what was read before the lock may have changed."""
        self.__dict__.pop("locked_periods", None)

    @property
    def numbers_above(self) -> list[int]:
        """The numbers of the societies above it."""
        return [int(number) for number in self.path.split("/") if number][:-1]

    @property
    def emblem_url(self) -> str:
        """Return the address of its emblem, another one for another file."""
        return f"{reverse('emblem')}?v={PurePosixPath(str(self.emblem.name)).stem[:8]}"

    @classmethod
    def lock(cls, pk: int) -> None:
        """Hold its row: until the transaction ends nobody else saves a record of this society.

        Without the key: what only points to the society is not kept waiting.
        """
        cls.objects.select_for_update(no_key=True).get(pk=pk)

    def clean(self) -> None:
        if self.pk and self.parent and self.parent.path.startswith(self.path):
            raise ValidationError({"parent": _("A society cannot be below itself.")})
        self._check_counted_above()

    def _check_counted_above(self) -> None:
        """Raise ValidationError where it would leave, or join, what an evaluation has counted."""
        stored = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if stored is None or stored.parent_id == self.parent_id:
            return
        above = {*stored.numbers_above, *(self.parent.numbers_above if self.parent else ())}
        above |= {self.parent_id} - {None}
        closed = self.closed_periods.model.objects.filter(with_below=True, society__in=above)
        if period := closed.select_related("society").first():
            text = _("“%(period)s” is closed, and counted what was below it.")
            raise ValidationError({"parent": text % {"period": period}})
