"""Evaluations from draft to final."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from redcross.figures import Period, Scope
from redcross.formatting import format_decimal
from redcross.models import Entry, EntryQuerySet, EvidenceFile, Society, User
from redcross.typed_values import TypedAs
from reports.text.figure_references import check_references, in_words

from .approved_goals import ApprovedGoals
from .long_text import text_fits
from .official_form import OfficialForm
from .scoring_rules import ScoringRules

# What a title is followed by where the societies below are left out.
ALONE = "（本级）"
# A period has one before it and one after it.
FIRST_YEAR, LAST_YEAR = 1990, 2100


def validate_period_day(day: date) -> None:
    """Refuse a day on which no period starts or ends. Raises ValidationError."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("A period lies between %(first)s and %(last)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


class EvaluationQuerySet(EntryQuerySet):
    """Evaluations, by status and period."""

    def final(self) -> Self:
        """Keep those that are signed."""
        return self.filter(status=Evaluation.Status.FINAL)

    def with_official(self) -> Self:
        """Read along which of them have the sheet with seal and signature."""
        sealed = Evaluation._base_manager.filter(signed_copy__sheets__isnull=False)
        return self.annotate(is_official=Exists(sealed.filter(pk=OuterRef("pk"))))

    def of_period(self, society: Society, period: Period) -> Self:
        """Keep the revisions for a period that are not voided, the latest first."""
        rows = self.countable().filter(society=society, start=period.start, end=period.end)
        return rows.order_by("-revision")


class Evaluation(ApprovedGoals, ScoringRules, OfficialForm, Entry):
    """A revision of one society's evaluation of one period, on its way from draft to final."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        FINAL = "final", _("final")

    title = models.CharField(_("title of the report"), max_length=60)
    start = models.DateField(_("from"), validators=[validate_period_day])
    end = models.DateField(_("to"), validators=[validate_period_day])
    own_records_only = models.BooleanField(
        _("the society alone"), default=False, help_text=_("Without those below it.")
    )
    revision = models.PositiveSmallIntegerField(_("revision"), default=1, editable=False)
    revision_reason = models.CharField(
        _("reason for the revision"), max_length=200, blank=True, editable=False
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    goal = models.TextField(
        _("goal of the year"), blank=True, help_text=_("As the budget's papers state it.")
    )
    achieved = models.TextField(_("what was achieved"), blank=True)
    three_public_expenses = models.DecimalField(
        _("three public expenses (10000 yuan)"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Travel abroad, receptions and cars together."),
    )
    three_public_expenses_before = models.DecimalField(
        _("three public expenses of the year before (10000 yuan)"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
    )
    budget_points = models.DecimalField(
        _("points for carrying out the budget"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(10),
        help_text=_("Usually 10 of the 100."),
    )
    initial_stated = models.DecimalField(
        _("stated total of the budget at the start (10000 yuan)"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
    )
    adjusted_stated = models.DecimalField(
        _("stated total of the budget of the year (10000 yuan)"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
    )
    executed_stated = models.DecimalField(
        _("stated total executed (10000 yuan)"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("As the finance bureau states it; the lines are compared with it."),
    )
    cover = models.BooleanField(_("with cover and contents"), default=False)
    addressee = models.CharField(
        _("addressed to"),
        max_length=60,
        blank=True,
        help_text=_("The finance bureau, as the first line of the report names it."),
    )
    budget_code = models.CharField(_("budget code"), max_length=30, blank=True)
    contact = models.CharField(_("contact"), max_length=30, blank=True)
    phone = models.CharField(_("telephone of the contact"), max_length=30, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("submitted by"),
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
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    self_approval_reason = models.CharField(
        _("why the same person approved it"), max_length=200, blank=True, editable=False
    )

    lines = ("indicators", "budget", "basic_amounts")

    objects: ClassVar = EvaluationQuerySet.as_manager()
    typed_as = {
        "start": TypedAs.END_DATE,
        "end": TypedAs.END_DATE,
        "goals_date": TypedAs.END_DATE,
        "three_public_expenses": TypedAs.WAN_YUAN,
        "three_public_expenses_before": TypedAs.WAN_YUAN,
        "initial_stated": TypedAs.WAN_YUAN,
        "adjusted_stated": TypedAs.WAN_YUAN,
        "executed_stated": TypedAs.WAN_YUAN,
    }

    class Meta(Entry.Meta):
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["-start", "-revision"]
        default_permissions = (*Entry.Meta.default_permissions, "approve", "send_back")
        constraints = [
            *Entry.Meta.constraints,
            *ScoringRules.Meta.constraints,
            text_fits("goal"),
            text_fits("achieved"),
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="evaluation_ends_after_start",
                violation_error_message=_("The end date lies before the date."),
            ),
            models.UniqueConstraint(
                fields=["society", "start", "end", "own_records_only", "revision"],
                condition=Q(voided_at=None),
                name="evaluation_revision_unique",
                violation_error_message=_("There is already an evaluation of this period."),
            ),
            models.CheckConstraint(
                condition=Q(budget_points__gte=0) & Q(budget_points__lte=100),
                name="evaluation_budget_points_of_hundred",
                violation_error_message=_("Points lie between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_status_display()}）"

    @property
    def name(self) -> str:
        """Return what it is called among others of its period; what is printed is the title."""
        return f"{self.title}{self.name_suffix}"

    @property
    def name_suffix(self) -> str:
        """Return what tells it from others of its period with the same title, mostly nothing."""
        later = f"（第{self.revision}版）" if self.revision > 1 else ""
        return f"{ALONE if self.own_records_only else ''}{later}"

    @cached_property
    def is_official(self) -> bool:
        """Return whether the sheet with seal and signature is there."""
        stored = type(self)._base_manager.filter(pk=self.pk)
        return stored.filter(signed_copy__sheets__isnull=False).exists()

    @property
    def state(self) -> str:
        """Return its status in words, and of what is signed whether it is official by now."""
        if self.status == self.Status.FINAL and self.is_official:
            return pgettext("evaluation", "official")
        return self.get_status_display()

    @property
    def period(self) -> Period:
        """Return the days that are reported on."""
        return Period(self.start, self.end)

    @property
    def scope(self) -> Scope:
        """Return whose records are counted, over which days."""
        return Scope(self.society, self.period, self.own_records_only)

    def clean(self) -> None:
        super().clean()
        for name in ("goal", "achieved"):
            try:
                check_references(getattr(self, name))
            except ValidationError as error:
                raise ValidationError({name: error.messages}) from error

    def get_goal_display(self) -> str:
        """Return the goal with its figures by their names."""
        return in_words(self.goal)

    def get_achieved_display(self) -> str:
        """Return what was achieved with its figures by their names."""
        return in_words(self.achieved)

    def check_changeable(self, current: Self) -> None:
        super().check_changeable(current)
        current.check_status(self.Status.DRAFT)

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        self.hold_targets(before)
        for name, column in (
            ("three_public_expenses", "now"),
            ("three_public_expenses_before", "before"),
        ):
            stated, summed = getattr(self, name), self.three_public_sum(column)
            if stated is not None and summed is not None and stated != summed:
                raise ValidationError(
                    {name: _("The kinds add up to %(sum)s.") % {"sum": format_decimal(summed)}}
                )

    def three_public_sum(self, column: str) -> Decimal | None:
        """Return what the kinds of 三公 add up to in a column of the basic numbers, in 万元.

        None where none of them is known.
        """
        lines = self.basic_amounts.all()
        known = [
            amount
            for line in lines
            if line.kind in line.THREE_PUBLIC and (amount := getattr(line, column)) is not None
        ]
        return sum(known, Decimal(0)) if known else None

    def check_attachable(self, current: Self) -> None:
        """Raise ValidationError when it is void; the scan of the signed page comes last of all."""
        super().check_changeable(current)

    def check_file(self, file: EvidenceFile) -> None:
        """Raise ValidationError for what nobody could open: it may be the page that was signed."""
        super().check_file(file)
        file.check_pages()

    def check_status(self, *statuses: str) -> None:
        """Raise ValidationError when its status is none of these any more."""
        if self.status in statuses:
            return
        if self.status == self.Status.FINAL:
            raise ValidationError(
                _("This evaluation is final. A correction is a new revision of it.")
            )
        raise ValidationError(_("This evaluation is in review: send it back first."))

    def void(self, *, by: User, reason: str) -> None:
        """Void it with its chapters, what was remarked on them, its annexes and its waivers."""
        with transaction.atomic():
            for chapter in self.chapters.all():
                for remark in chapter.remarks.countable():
                    remark.void(by=by, reason=reason)
                if chapter.voided_at is None:
                    chapter.void(by=by, reason=reason)
            for component in (
                *self.waivers.countable(),
                *self.annexes.countable(),
                *self.projects.countable(),
            ):
                component.void(by=by, reason=reason)
            super().void(by=by, reason=reason)


class EvaluationComponent(Entry):
    """What belongs to an evaluation, and is written while that may be changed."""

    editable_statuses: ClassVar[tuple[str, ...]] = (Evaluation.Status.DRAFT,)
    # Of all that point to it themselves; others have a `current_evaluation` of their own.
    evaluation_id: int

    class Meta(Entry.Meta):
        abstract = True

    def current_evaluation(self) -> Evaluation:
        """Return its evaluation as stored now: somebody may have submitted or approved it."""
        return Evaluation.objects.get(pk=self.evaluation_id)

    def check_changeable(self, current: Self) -> None:
        super().check_changeable(current)
        current.current_evaluation().check_status(*self.editable_statuses)

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        self.current_evaluation().check_status(*self.editable_statuses)
