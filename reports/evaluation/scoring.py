"""Scores of an evaluation: indicators, the budget as carried out, the total and its grade."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.formatting import format_decimal
from reports.models import (
    BasicAmount,
    BudgetLine,
    Evaluation,
    FundsLine,
    IndicatorLine,
    ProjectEvaluation,
)

from .budget_execution import HUNDRED, SUM_FIELDS, BudgetExecution
from .figure_reader import FigureReader
from .indicator_scores import IndicatorScore, actual_value, indicator_score

# From how many points up, the best first.
GRADES = ((90, "优"), (80, "良"), (60, "中"))
LOWEST_GRADE = "差"


def grade_of(total: Decimal) -> str:
    """Return 优 from 90, 良 from 80, 中 from 60 up, else 差."""
    return next((name for least, name in GRADES if total >= least), LOWEST_GRADE)


@dataclass(frozen=True)
class EvaluationScores:
    """Everything scored of one evaluation, or of one of its projects."""

    rows: list[IndicatorScore]
    budget: BudgetExecution
    # Of the projects that have a table of their own, in their order.
    projects: list["ProjectScores"] = field(default_factory=list)
    basic_amounts: list[BasicAmount] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Return whether there are indicators or a budget at all."""
        return bool(self.rows or self.budget.lines)

    @property
    def points(self) -> Decimal:
        """Return the points that could be earned."""
        return sum((row.indicator.weight for row in self.rows), self.budget.points)

    @property
    def total(self) -> Decimal:
        """Return the points earned; what cannot be scored yet earns none."""
        return sum((row.score or Decimal(0) for row in self.rows), self.budget.score)

    @property
    def grade(self) -> str:
        """Return the grade; nothing while the points are not those of a whole."""
        return grade_of(self.total) if self.points == HUNDRED else ""

    @property
    def faults(self) -> list[str]:
        """Return what stands against the scores before review."""
        faults = []
        if self.points != HUNDRED:
            text = _("The points total %(points)s, not 100.")
            faults.append(text % {"points": format_decimal(self.points)})
        faults += [fault for row in self.rows for fault in row.faults]
        return faults + self.budget.faults


@dataclass(frozen=True)
class ProjectScores(EvaluationScores):
    """Everything scored of a project."""

    project: ProjectEvaluation = field(kw_only=True)

    @property
    def faults(self) -> list[str]:
        """Return what stands against the scores before review, each with the project's name."""
        return [f"{self.project.name}: {fault}" for fault in super().faults]


def score_evaluation(
    evaluation: Evaluation, renderer: FigureReader | None = None
) -> EvaluationScores:
    """Return the scores of indicators and budget, and of projects, the figures counted now."""
    renderer = renderer or FigureReader(evaluation.scope)
    indicators = list(evaluation.indicators.all())
    for indicator in indicators:
        indicator.evaluation = evaluation
    label = {name: BudgetLine.own_field(name).verbose_name for name in SUM_FIELDS}
    stated = {
        name: (str(label[name]), getattr(evaluation, f"{name}_stated")) for name in SUM_FIELDS
    }
    budget = BudgetExecution(list(evaluation.budget.all()), evaluation.budget_points, stated)
    projects = evaluation.projects.countable().prefetch_related("funds", "indicators")
    scored = [_score_project(project, evaluation, renderer) for project in projects]
    amounts = list(evaluation.basic_amounts.all())
    return EvaluationScores(_score_indicators(indicators, renderer), budget, scored, amounts)


def _score_indicators(
    indicators: Iterable[IndicatorLine], renderer: FigureReader
) -> list[IndicatorScore]:
    """Return each with what it reached and scores."""
    rows = []
    for indicator in indicators:
        try:
            actual = actual_value(indicator, renderer)
        except ValidationError:
            actual = None
        rows.append(IndicatorScore(indicator, actual, indicator_score(indicator, actual)))
    return rows


def _score_project(
    project: ProjectEvaluation, evaluation: Evaluation, renderer: FigureReader
) -> ProjectScores:
    """Return the scores of a project."""
    project.evaluation = evaluation
    indicators = list(project.indicators.all())
    for indicator in indicators:
        indicator.project = project
    funds: list[FundsLine] = list(project.funds.all())
    nothing: dict[str, tuple[str, Decimal | None]] = {name: ("", None) for name in SUM_FIELDS}
    budget = BudgetExecution(funds, project.budget_points, nothing)
    return ProjectScores(_score_indicators(indicators, renderer), budget, project=project)
