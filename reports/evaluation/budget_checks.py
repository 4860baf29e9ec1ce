"""The budget's fiscal money as typed, held against what is recorded of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcross.figures import Value
from redcross.models import User
from reports.models import BudgetLine, Evaluation

from .budget_execution import ROUNDING_TOLERANCE, format_wan
from .check_context import BudgetFill, CheckContext, LazyFinding
from .text_renderer import renderer_of

_Source = BudgetLine.Source
# The field of a line, of which sources, by what figure, and what it is called. What was spent of a
# year's appropriation and of what was carried over no record tells apart.
_FISCAL: tuple[tuple[str, tuple[str, ...], str, str | Promise], ...] = (
    (
        "adjusted",
        (_Source.YEAR.value,),
        "reports.cash.fiscal",
        _("appropriation of the year in the budget, and fiscal money received"),
    ),
    (
        "executed",
        (_Source.YEAR.value, _Source.CARRIED.value),
        "reports.spending.fiscal_net",
        _("executed of appropriations and what was carried over, and fiscal money spent"),
    ),
)
NEW_LINE = "new"


@dataclass(frozen=True)
class FiscalGap:
    """Sums of budget lines that are not what the records make, in 万元."""

    field: str
    label: str | Promise
    lines: Sequence[BudgetLine]
    counted: Decimal
    url: str

    @property
    def typed(self) -> Decimal:
        """Return what the lines say together."""
        return sum((getattr(line, self.field) for line in self.lines), Decimal(0))

    @property
    def missing(self) -> Decimal:
        """Return by how much more the records make than the lines."""
        return self.counted - self.typed

    def fills(self) -> list[BudgetFill]:
        """Return the lines that could take the difference, or a new one where there is none."""
        fills = [
            BudgetFill(self.field, str(line.pk), line)
            for line in self.lines
            if getattr(line, self.field) + self.missing >= 0
        ]
        return fills or [BudgetFill(self.field, NEW_LINE, _("a new line"))][: not self.lines]


def fiscal_gaps(lines: Sequence[BudgetLine], values: Mapping[str, Value]) -> list[FiscalGap]:
    """Return the sums of fiscal money that differ by more than rounding.

    None where there is no budget, or nothing is recorded of fiscal money at all.
    """
    counted = {key: values[key] for _field, _sources, key, _label in _FISCAL}
    if not lines or not any(value.number for value in counted.values()):
        return []
    gaps = [
        FiscalGap(
            field,
            label,
            [line for line in lines if line.source in sources],
            Decimal(counted[key].number) / 10**4,
            counted[key].url,
        )
        for field, sources, key, label in _FISCAL
    ]
    return [gap for gap in gaps if abs(gap.missing) > ROUNDING_TOLERANCE]


def budget_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield the sums of fiscal money that are not what the records make, with what could be."""
    values = context.renderer.values(context.period)
    lines = [line for line in context.scores.budget.lines if isinstance(line, BudgetLine)]
    for gap in fiscal_gaps(lines, values):
        params = {
            "label": gap.label,
            "typed": format_wan(gap.typed),
            "counted": format_wan(gap.counted),
        }
        text = _("%(label)s: typed %(typed)s, the records make %(counted)s (10000 yuan).")
        yield LazyFinding(text, gap.url, params, tuple(gap.fills()))


def fill_budget(evaluation: Evaluation, *, field: str, line: str, by: User) -> None:
    """Put what the records make more, or less, than the lines into one of them, or into a new one.

    Raises ValidationError where there is nothing to fill, or it may not be changed.
    """
    values = renderer_of(evaluation).values(evaluation.period)
    gaps = fiscal_gaps(list(evaluation.budget.all()), values)
    gap = next((gap for gap in gaps if gap.field == field), None)
    fill = next((fill for fill in gap.fills() if fill.key == line), None) if gap else None
    if gap is None or fill is None:
        raise ValidationError(_("There is nothing to fill any more: please look again."))
    if isinstance(fill.line, BudgetLine):
        taking = fill.line
    else:
        taking = BudgetLine(evaluation=evaluation, kind=BudgetLine.Kind.PROJECT)
    setattr(taking, field, getattr(taking, field) + gap.missing)
    taking.full_clean()
    evaluation.save_entry(by=by, save_related=taking.save)
