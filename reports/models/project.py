"""Projects that are evaluated by a table of their own (项目支出绩效自评表)."""

from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redcross.models import Entry
from redcross.typed_values import TypedAs
from reports.text.figure_references import check_references, in_words

from .approved_goals import ApprovedGoals
from .budget import FundsLine
from .evaluation import Evaluation, EvaluationComponent
from .indicator import IndicatorLine
from .long_text import text_fits


class ProjectEvaluation(ApprovedGoals, EvaluationComponent):
    """A programme or fund of the budget with goal, money and indicators of its own."""

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="projects", verbose_name=_("evaluation")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=1, help_text=_("Smaller numbers come first.")
    )
    name = models.CharField(
        _("name of the project"), max_length=60, help_text=_("As the budget's papers call it.")
    )
    department = models.CharField(_("department in charge"), max_length=60, blank=True)
    unit = models.CharField(
        _("carried out by"),
        max_length=60,
        blank=True,
        help_text=_("Left empty: the society itself."),
    )
    goal = models.TextField(_("goal of the project"), blank=True)
    achieved = models.TextField(_("what was achieved"), blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=200, blank=True)
    budget_points = models.DecimalField(
        _("points for carrying out the budget"), max_digits=5, decimal_places=2, default=Decimal(10)
    )

    lines = ("funds", "indicators")
    typed_as = {"goals_date": TypedAs.END_DATE}

    class Meta(Entry.Meta):
        verbose_name = _("project evaluated")
        verbose_name_plural = _("projects evaluated")
        ordering = ["position", "pk"]
        constraints = [
            *Entry.Meta.constraints,
            text_fits("goal"),
            text_fits("achieved"),
            models.UniqueConstraint(
                fields=["evaluation", "name"],
                condition=Q(voided_at=None),
                name="project_evaluation_once",
                violation_error_message=_("This project has its table already."),
            ),
            models.CheckConstraint(
                condition=Q(budget_points__gte=0) & Q(budget_points__lte=100),
                name="project_budget_points_of_hundred",
                violation_error_message=_("Points lie between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        for name in ("goal", "achieved"):
            try:
                check_references(getattr(self, name), self.society)
            except ValidationError as error:
                raise ValidationError({name: error.messages}) from error

    def get_goal_display(self) -> str:
        """Return the goal with its figures by their names."""
        return in_words(self.goal)

    def get_achieved_display(self) -> str:
        """Return what was achieved with its figures by their names."""
        return in_words(self.achieved)

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        if before and before.evaluation_id != self.evaluation_id:
            raise ValidationError({"evaluation": _("A project stays with its evaluation.")})
        if self.voided_at is None:
            self.hold_targets(before)


class ProjectFunds(FundsLine):
    """Money of a project from one source, in 万元."""

    project = models.ForeignKey(
        ProjectEvaluation, models.CASCADE, related_name="funds", verbose_name=_("project evaluated")
    )

    owner = "project"

    class Meta(FundsLine.Meta):
        verbose_name = _("money of the project")
        verbose_name_plural = _("money of the project")
        constraints = [
            FundsLine.not_negative("project_funds_not_negative"),
            models.UniqueConstraint(
                fields=["project", "source"],
                deferrable=models.Deferrable.DEFERRED,
                name="project_funds_once",
                violation_error_message=_("There is a line of this source already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_source_display())


class ProjectIndicator(IndicatorLine):
    """An indicator of a project."""

    project = models.ForeignKey(
        ProjectEvaluation,
        models.CASCADE,
        related_name="indicators",
        verbose_name=_("project evaluated"),
    )

    owner = "project"

    class Meta(IndicatorLine.Meta):
        verbose_name = _("performance indicator of a project")
        verbose_name_plural = _("performance indicators of a project")

    @property
    def evaluation(self) -> Evaluation:  # type: ignore[override]  # nobody sets it
        """Return the evaluation that its project belongs to."""
        return self.project.evaluation

    @property
    def evaluation_id(self) -> int | None:  # type: ignore[override]  # nobody sets it
        """Return the number of that evaluation, None while it has no project."""
        return self.project.evaluation_id if self.project_id else None
