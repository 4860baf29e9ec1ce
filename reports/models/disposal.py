"""What is to be destroyed once its archival period has ended (鉴定销毁清册), kept for ever."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcross.background import defer
from redcross.models import BackgroundWork, Entry, LogEntry, Society, audit_log
from redcross.typed_values import visible_text

from .archive import Retention

if TYPE_CHECKING:
    from datetime import date

    from redcross.models import User


class DisposalList(BackgroundWork):
    """Records of a kind whose archival period has ended, and the people whom none names any more.

    An administrator makes it, a leader approves it, and only then it can be carried out. What is
    destroyed is told by its `items`; `state` tells of the worker, once it is to be carried out.
    """

    task_name = "reports.tasks.carry_out_disposal"

    society = models.ForeignKey(Society, models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(_("kind"), max_length=60, editable=False)
    retention = models.CharField(_("kept"), max_length=3, choices=Retention, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
        editable=False,
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("approved by"),
        editable=False,
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    paper = models.CharField(
        _("paper of the approval"),
        max_length=100,
        blank=True,
        help_text=_("Its number, as on the list that was signed."),
        validators=[ProhibitNullCharactersValidator()],
    )
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    opinion = models.TextField(
        _("the society's opinion"),
        blank=True,
        max_length=500,
        help_text=_("Why none of it has to be kept any longer (鉴定意见)."),
        validators=[ProhibitNullCharactersValidator()],
    )
    carried_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("carried out by"),
        editable=False,
    )
    carried_out_at = models.DateTimeField(_("carried out at"), null=True, editable=False)

    class Meta:
        verbose_name = _("disposal list")
        verbose_name_plural = _("disposal lists")
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [
            ("make_disposal", "Can make disposal lists and carry them out"),
            ("approve_disposal", "Can approve disposal lists"),
            ("view_disposal", "Can read disposal lists"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None, approved_on=None, paper="")
                | Q(approved_by__isnull=False, approved_at__isnull=False, approved_on__isnull=False)
                & ~Q(paper="")
                & ~Q(opinion=""),
                name="disposal_approved_with_paper_and_day",
                violation_error_message=_("Name the paper of the approval, its day and why."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")),
                name="disposal_approved_by_another",
                violation_error_message=_("Somebody else than who made it approves it."),
            ),
            models.CheckConstraint(
                condition=Q(carried_out_at=None)
                | Q(approved_at__isnull=False, carried_out_by__isnull=False),
                name="disposal_carried_out_once_approved",
                violation_error_message=_("It is not approved."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Disposal list no. %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("reports:disposal", args=[self.pk])

    @property
    def kind_model(self) -> type[Entry]:
        """The kind of its records."""
        model: type[Entry] = apps.get_model(self.kind)
        return model

    @property
    def kind_name(self) -> str:
        """What its records are called."""
        return str(self.kind_model._meta.verbose_name_plural)

    @property
    def is_asked_for(self) -> bool:
        """Whether somebody has asked that it is carried out, and the worker has it."""
        return self.carried_out_by_id is not None and self.carried_out_at is None

    def approve(self, *, by: "User", paper: str, approved_on: "date | None", opinion: str) -> None:
        """Say by which paper it was approved. Raises ValidationError and PermissionDenied."""
        stored = self._of_own_society(by)
        with transaction.atomic():
            stored = self._locked(stored)
            if stored.approved_at:
                raise ValidationError(_("It is approved already."))
            stored.approved_by, stored.approved_at = by, timezone.now()
            stored.paper, stored.approved_on = visible_text(paper).strip(), approved_on
            stored.opinion = visible_text(opinion).strip()
            if approved_on:
                self._check_day(approved_on, made_on=timezone.localdate(stored.asked_at))
            stored.full_clean()
            stored.save()
            changes: audit_log.Changes = {"paper": [None, stored.paper]}
            audit_log.write(LogEntry.Action.APPROVE, by=by, on=stored, changes=changes)

    @staticmethod
    def _check_day(approved_on: "date", *, made_on: "date") -> None:
        if approved_on > timezone.localdate():
            raise ValidationError({"approved_on": _("This date lies in the future.")})
        if approved_on < made_on:
            raise ValidationError({"approved_on": _("The list was made after this day.")})

    def ask_to_carry_out(self, *, by: "User") -> None:
        """Hand it to the worker. Raises ValidationError before it is approved, PermissionDenied."""
        stored = self._of_own_society(by)
        with transaction.atomic():
            stored = self._locked(stored)
            if stored.approved_at is None:
                raise ValidationError(_("It is not approved."))
            under_way = stored.is_asked_for and not stored.has_ended
            if stored.carried_out_at or (under_way and not stored.is_interrupted()):
                raise ValidationError(_("It is carried out already."))
            stored.carried_out_by, stored.state = by, self.State.WAITING
            stored.cancel_requested, stored.finished_at = False, None
            stored.save()
            defer(stored)

    def discard(self, *, by: "User") -> None:
        """Delete a list that nobody has approved. Raises ValidationError and PermissionDenied."""
        stored = self._of_own_society(by)
        with transaction.atomic():
            stored = self._locked(stored)
            if stored.approved_at:
                raise ValidationError(_("It is approved already."))
            audit_log.write(LogEntry.Action.VOID, by=by, on=stored, reason=str(stored))
            stored.items.all().delete()
            stored.delete()

    def _of_own_society(self, by: "User") -> "DisposalList":
        if by.society_id != self.society_id:
            raise PermissionDenied
        return self

    @staticmethod
    def _locked(stored: "DisposalList") -> "DisposalList":
        """Lock the society and return the list as it is now."""
        Society.lock(stored.society_id)
        return DisposalList.objects.select_for_update(of=("self",)).get(pk=stored.pk)


class DisposalItem(models.Model):
    """An entry on a list: what it is, of which year, and how much of it is destroyed."""

    list = models.ForeignKey(DisposalList, models.PROTECT, related_name="items")
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    files = models.PositiveIntegerField(default=0)
    sensitive = models.BooleanField(default=False)
    # Not destroyed after all, as something that stays names it.
    kept_back = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("entry of a disposal list")
        verbose_name_plural = _("entries of disposal lists")
        default_permissions = ()
        indexes = [models.Index(fields=["model", "object_id"], name="disposal_of_object")]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "model", "object_id"], name="disposal_of_an_entry_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
