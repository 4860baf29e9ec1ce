"""Goals and indicators as the finance bureau approves them with the budget (绩效目标批复)."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self, TypedDict, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from redcross.formatting import format_decimal

if TYPE_CHECKING:
    from .indicator import IndicatorLine


class ApprovedTargets(TypedDict):
    """Goal and indicators as a paper approves them. `indicators`: `TARGET_FIELDS` of each."""

    goal: str
    indicators: list[list[str]]


# What of an indicator is approved with the budget.
TARGET_FIELDS = (
    *("first", "second", "third", "direction", "target", "target_date", "target_words"),
    *("unit", "weight"),
)


def _as_approved(cell: object) -> str:
    """Return a cell as JSON keeps it, the same number always in the same words."""
    if isinstance(cell, Decimal):
        return format_decimal(cell)
    return "" if cell is None else str(cell)


class ApprovedGoals(models.Model):
    """The paper that approved them last. From then on they change only with another paper.

    What was before stays in the log, with the number, the date and the reason of each paper.
    """

    # Of whatever is approved.
    goal: "models.TextField[str, str]"

    goals_number = models.CharField(
        _("goals approved by: number of the paper"), max_length=60, blank=True
    )
    goals_date = models.DateField(_("date of that paper"), null=True, blank=True)
    goals_reason = models.CharField(_("why the goals were changed"), max_length=200, blank=True)
    # Goal and indicators as that paper approves them.
    approved_targets: "models.JSONField[ApprovedTargets | None, ApprovedTargets | None]" = (
        models.JSONField(null=True, editable=False)
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        self.goals_number, self.goals_reason = self.goals_number.strip(), self.goals_reason.strip()
        if bool(self.goals_number) != bool(self.goals_date):
            missing = "goals_date" if self.goals_number else "goals_number"
            raise ValidationError({missing: _("A paper has a number and a date.")})

    def targets(self) -> ApprovedTargets:
        """Return goal and indicators as they stand now, in whatever order."""
        indicators = cast("models.Manager[IndicatorLine]", getattr(self, "indicators"))  # noqa: B009
        rows = indicators.values_list(*TARGET_FIELDS)
        found = sorted([_as_approved(cell) for cell in row] for row in rows)
        return {"goal": self.goal, "indicators": found}

    def hold_targets(self, before: Self | None) -> None:
        """Keep the targets that a new paper approves; refuse others than those approved last."""
        if before and before.goals_number and not self.goals_number:
            raise ValidationError({"goals_number": _("What was approved stays approved.")})
        if not self.goals_number:
            return
        if before is None or (before.goals_number, before.goals_date) != (
            self.goals_number,
            self.goals_date,
        ):
            self._check_paper(before)
            self.approved_targets = self.targets()
            self.save(update_fields=["approved_targets"])
        elif self.approved_targets != self.targets():
            raise ValidationError(
                _(
                    "Goal, names, targets and points are approved by %(number)s of %(day)s. They"
                    " are changed only together with the paper that approves the change."
                )
                % {"number": self.goals_number, "day": self.goals_date}
            )

    def _check_paper(self, before: Self | None) -> None:
        """Raise ValidationError where a paper that approves a change does not say enough."""
        if before is None or not before.goals_number:
            return
        if not self.goals_reason:
            raise ValidationError({"goals_reason": _("Say why the goals were changed.")})
        if before.goals_date and self.goals_date and self.goals_date < before.goals_date:
            raise ValidationError(
                {"goals_date": _("This lies before the approval that it changes.")}
            )
