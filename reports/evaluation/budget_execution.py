"""How far the budget was carried out, and what that scores."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from reports.models import BudgetLine, FundsLine
from reports.text.wording import format_amount

from .indicator_scores import round_points

HUNDRED = Decimal(100)
_HUNDREDTH = Decimal("0.01")
# Sums of rounded parts may be so much off the whole, in 万元.
ROUNDING_TOLERANCE = Decimal("0.01")


@dataclass(frozen=True)
class BudgetSums:
    """Money in 万元."""

    initial: Decimal
    adjusted: Decimal
    executed: Decimal

    @classmethod
    def of(cls, lines: Iterable[FundsLine]) -> "BudgetSums":
        """Return the sums of the lines, zeros of none."""
        lines = list(lines)
        return cls(
            sum((line.initial for line in lines), Decimal(0)),
            sum((line.adjusted for line in lines), Decimal(0)),
            sum((line.executed for line in lines), Decimal(0)),
        )

    @property
    def rate(self) -> Decimal | None:
        """Return percent of the year's budget that was spent; None without a budget."""
        return self.executed * 100 / self.adjusted if self.adjusted else None

    @property
    def shown(self) -> list[str]:
        """Return the three sums and the rate as printed."""
        rate = "" if self.rate is None else format_rate(self.rate)
        return [*map(format_wan, (self.initial, self.adjusted, self.executed)), rate]


def format_rate(rate: Decimal) -> str:
    """Write an execution rate with two decimals; 0 and 100 only where it is just that."""
    shown = rate.quantize(_HUNDREDTH, ROUND_HALF_UP)
    if shown in (0, HUNDRED) and shown != rate:
        shown += _HUNDREDTH if rate > shown else -_HUNDREDTH
    return f"{format_amount(shown)}%"


def format_wan(wan: Decimal) -> str:
    """Write 万元 with two decimals, or as many as there are: 12.50, 12.345678."""
    exact = wan.normalize()
    return f"{wan:.2f}" if exact == round_points(wan) else f"{exact:f}"


def is_near(stated: Decimal, summed: Decimal) -> bool:
    """Return whether a total stated in 万元 may be the rounded sum of its parts.

    One that is stated with more than two decimals, as the 部门决算 has it, is not rounded.
    """
    tolerance = ROUNDING_TOLERANCE if stated == round_points(stated) else Decimal(0)
    return abs(stated - summed) <= tolerance


@dataclass(frozen=True)
class StatedTotal:
    """A total stated elsewhere and what the lines add up to, in 万元."""

    label: str
    stated: Decimal
    summed: Decimal

    @property
    def difference(self) -> Decimal:
        """Return by how much more is stated than the lines make."""
        return self.stated - self.summed

    @property
    def is_rounding(self) -> bool:
        """Return whether rounding alone may be the reason: what is stated to the fen is exact."""
        return is_near(self.stated, self.summed)

    @property
    def text(self) -> str:
        """Return both and their difference in words."""
        text = (
            _("%(label)s: stated %(stated)s, lines %(summed)s, %(difference)s by rounding.")
            if self.is_rounding
            else _("%(label)s: stated %(stated)s, lines %(summed)s, %(difference)s off.")
        )
        sign = "+" if self.difference > 0 else "−"
        return text % {
            "label": self.label,
            "stated": format_wan(self.stated),
            "summed": format_wan(self.summed),
            "difference": f"{sign}{format_wan(abs(self.difference))}",
        }


@dataclass(frozen=True)
class BudgetExecution:
    """The budget by kind and source, how far it was carried out, and what that scores.

    `stated`: name of a sum to its label and the total stated elsewhere, in 万元.
    """

    lines: Sequence[FundsLine]
    points: Decimal
    stated: dict[str, tuple[str, Decimal | None]]

    @cached_property
    def total(self) -> BudgetSums:
        """Return the sums as stated where the lines differ by rounding alone, else as summed."""
        summed = BudgetSums.of(self.lines)
        near = {
            name: stated
            for name, (_label, stated) in self.stated.items()
            if stated is not None and is_near(stated, getattr(summed, name))
        }
        return BudgetSums(**{name: near.get(name, getattr(summed, name)) for name in self.stated})

    @property
    def by_kind(self) -> list[tuple[str, BudgetSums]]:
        """Return basic and project expenditure with their sums."""
        basic = [line for line in self.lines if isinstance(line, BudgetLine) and line.is_basic]
        project = [line for line in self.lines if line not in basic]
        kind = BudgetLine.Kind
        return [
            (kind.BASIC.value, BudgetSums.of(basic)),
            (kind.PROJECT.value, BudgetSums.of(project)),
        ]

    @property
    def by_source(self) -> list[tuple[str, BudgetSums]]:
        """Return (source, its sums) in the order of the sources."""
        return [
            (source, BudgetSums.of(line for line in self.lines if line.source == source))
            for source in BudgetLine.Source.values
        ]

    @property
    def score(self) -> Decimal:
        """Return the points earned. A rate above 100 % earns all, and is shown as it is."""
        return round_points(self.points * min(self.total.rate or Decimal(0), HUNDRED) / 100)

    @property
    def differing_totals(self) -> list[StatedTotal]:
        """Return the stated totals that are not what the lines add up to."""
        summed = BudgetSums.of(self.lines)
        totals = [
            StatedTotal(label, stated, getattr(summed, name))
            for name, (label, stated) in self.stated.items()
            if stated is not None
        ]
        return [total for total in totals if total.difference]

    @property
    def faults(self) -> list[str]:
        """Return what stands against it before review."""
        faults = [one.text for one in self.differing_totals if not one.is_rounding]
        if self.points and not self.total.adjusted:
            faults.append(_("There is no budget of the year to score."))
        return faults


SUM_FIELDS = ("initial", "adjusted", "executed")


def format_change_rate(now: Decimal | None, before: Decimal | None) -> str:
    """Write the rate of change in percent, as printed; nothing where a year is missing."""
    if now is None or not before:
        return ""
    return f"{format_amount(round_points((now - before) * 100 / before))}%"
