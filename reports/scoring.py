"""Scores: each indicator against its target, the budget as carried out, the total and its grade."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.numbers import short

from . import chips
from .chips import reader_of
from .drafts import BudgetLine, Evaluation, Indicator, fault_of_figure, faults_of, unit_of
from .wording import Part, about, plain, with_unit

Met = Indicator.Met
Direction = Indicator.Direction
HUNDRED = Decimal(100)
WAN = Decimal(10000)
# What is said of a target in words earns this share of the points, or one given by hand from the
# first up to below the second; the highest includes its end.
USUAL = {Met.FULLY: Decimal(1), Met.PARTLY: Decimal("0.7"), Met.NOT: Decimal(0)}
MET = {Met.FULLY: "达成年度指标", Met.PARTLY: "部分达成年度指标", Met.NOT: "未达成年度指标"}
# Who exceeds a target by more says why.
FAR = Decimal("0.2")
GRADES = ((90, "优"), (80, "良"), (60, "中"))
LOWEST = "差"
# Sums of rounded parts may be so much off the whole, in 万元.
ROUNDING = Decimal("0.01")


def grade(total: Decimal) -> str:
    """优 from 90, 良 from 80, 中 from 60 up, else 差."""
    return next((name for least, name in GRADES if total >= least), LOWEST)


def _points(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


# --- indicators --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Actual:
    """What was reached: the number that is scored is the one that is printed."""

    number: Decimal
    unit: str
    url: str = ""
    rounded: bool = False

    @property
    def part(self) -> Part:
        if self.rounded and self.number == int(self.number):
            return Part(with_unit(about(int(self.number)), self.unit), self.url)
        return Part(short(self.number) + self.unit, self.url)


def actual_of(indicator: Indicator, reader: chips.Reader) -> Actual | None:
    """From the figure, or as typed; None where there is no number."""
    if not indicator.figure:
        if indicator.actual is None:
            return None
        return Actual(indicator.actual, indicator.unit)
    chip = chips.Chip.read(indicator.figure)
    if fault_of_figure(indicator):
        return None
    unit = indicator.unit or unit_of(chip)
    if chip.key.startswith("@"):
        record, name, _unit = chips.record_of(chip)
        number = getattr(record, name)
        rounded = isinstance(record.rounded, list) and name in record.rounded
        if number is None:
            return None
        return Actual(Decimal(number), unit, record.get_absolute_url(), rounded)
    value = _value(chip, reader)
    if value is None:
        return None
    number = Decimal(value.number)
    if chip.options.get("as") == "wan":
        number /= WAN
    if unit == "%":
        number = number.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Actual(number, unit, value.url, value.rounded)


def _value(chip: chips.Chip, reader: chips.Reader) -> Any:
    """The figure's value, or that of its change in percent; None where it is undefined."""
    period = chips.period_of(chip, reader.period)
    parameters = chips.parameters_of(chip)
    if not parameters and chip.key not in reader.values(period):
        return None
    value = reader.value(chip.key, period, parameters)
    if chip.options.get("as") != "change":
        return value
    before = reader.value(chip.key, period.before(), parameters)
    if not before.number:
        return None
    change = (Decimal(value.number) - before.number) * 100 / before.number
    return chips.Value(value.figure, change, False, value.url)


def score_of(indicator: Indicator, number: Decimal | None) -> Decimal | None:
    """The points earned, to the hundredth; None where it cannot be said yet.

    What is met earns all points, what is not met its share of them.
    """
    if indicator.given is not None:
        return indicator.given
    if indicator.direction == Direction.QUALITY:
        return _points(indicator.weight * USUAL[Met(indicator.met)]) if indicator.met else None
    if number is None or indicator.target is None:
        return None
    return _points(indicator.weight * _share(indicator.direction, indicator.target, number))


def _share(direction: str, target: Decimal, number: Decimal) -> Decimal:
    """From 0 to 1. Where a share has no sense, what is missed earns nothing."""
    if is_met(direction, target, number):
        return Decimal(1)
    if target <= 0 or number <= 0:
        return Decimal(0)
    return min(number, target) / max(number, target)


def is_met(direction: str, target: Decimal, number: Decimal) -> bool:
    if direction == Direction.AT_LEAST:
        return number >= target
    return number <= target if direction == Direction.AT_MOST else number == target


@dataclass(frozen=True)
class Row:
    """An indicator as it is printed."""

    indicator: Indicator
    actual: Actual | None
    score: Decimal | None

    @property
    def target(self) -> str:
        one = self.indicator
        if one.direction == Direction.QUALITY or one.target is None:
            return one.target_words
        return f"{one.get_direction_display()}{short(one.target)}{one.unit or self._unit}"

    @property
    def _unit(self) -> str:
        return self.actual.unit if self.actual else ""

    @property
    def reached(self) -> Part:
        if self.indicator.direction == Direction.QUALITY:
            met = self.indicator.met
            return Part(MET[Met(met)] if met else "")
        return self.actual.part if self.actual else Part("")

    @property
    def off(self) -> str:
        """How it is off its target: `missed`, `exceeded` by more than a fifth, or neither."""
        one = self.indicator
        if one.direction == Direction.QUALITY:
            return "missed" if one.met in (Met.PARTLY, Met.NOT) else ""
        if self.actual is None or one.target is None:
            return ""
        number, target = self.actual.number, one.target
        if not is_met(one.direction, target, number):
            return "missed"
        away = number - target if one.direction == Direction.AT_LEAST else target - number
        return "exceeded" if target > 0 and away > target * FAR else ""

    @property
    def faults(self) -> list[str]:
        """What stands against it before review."""
        one = self.indicator
        named = {"indicator": one.third}
        found = [f"{one.third}: {fault}" for fault in faults_of(one).values()]
        if not found and self.score is None:
            found.append(_("“%(indicator)s” has no actual value.") % named)
        if self.off == "missed" and not one.reason:
            found.append(_("“%(indicator)s” is missed: give the reason.") % named)
        if self.off == "exceeded" and not one.reason:
            text = _("“%(indicator)s” is exceeded by more than a fifth: give the reason.")
            found.append(text % named)
        return found


# --- budget ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sums:
    """Money in 万元."""

    initial: Decimal
    adjusted: Decimal
    executed: Decimal

    @classmethod
    def of(cls, lines: Iterable[BudgetLine]) -> "Sums":
        lines = list(lines)
        return cls(
            sum((line.initial for line in lines), Decimal(0)),
            sum((line.adjusted for line in lines), Decimal(0)),
            sum((line.executed for line in lines), Decimal(0)),
        )

    @property
    def rate(self) -> Decimal | None:
        """Percent of the year's budget that was spent; None without a budget."""
        return self.executed * 100 / self.adjusted if self.adjusted else None

    @property
    def shown(self) -> list[str]:
        """As printed: the three sums and the rate."""
        rate = "" if self.rate is None else f"{plain(_points(self.rate))}%"
        return [*(money(one) for one in (self.initial, self.adjusted, self.executed)), rate]


def money(wan: Decimal) -> str:
    """万元 with two decimals, or as many as there are: 12.50, 12.345678."""
    exact = wan.normalize()
    return f"{wan:.2f}" if exact == _points(wan) else f"{exact:f}"


@dataclass(frozen=True)
class Tie:
    """A total stated elsewhere and what the lines add up to, in 万元."""

    label: str
    stated: Decimal
    summed: Decimal

    @property
    def difference(self) -> Decimal:
        return self.stated - self.summed

    @property
    def is_rounding(self) -> bool:
        return abs(self.difference) <= ROUNDING

    @property
    def text(self) -> str:
        text = (
            _("%(label)s: stated %(stated)s, lines %(summed)s, %(difference)s by rounding.")
            if self.is_rounding
            else _("%(label)s: stated %(stated)s, lines %(summed)s, %(difference)s off.")
        )
        return text % {
            "label": self.label,
            "stated": money(self.stated),
            "summed": money(self.summed),
            "difference": f"{'+' if self.difference > 0 else '−'}{money(abs(self.difference))}",
        }


@dataclass(frozen=True)
class Budget:
    """The budget by kind and source, how far it was carried out, and what that scores."""

    lines: list[BudgetLine]
    points: Decimal
    stated: dict[str, tuple[str, Decimal | None]]

    @cached_property
    def total(self) -> Sums:
        """As stated where the lines differ from it by rounding alone."""
        summed = Sums.of(self.lines)
        near = {
            name: stated
            for name, (_label, stated) in self.stated.items()
            if stated is not None and abs(stated - getattr(summed, name)) <= ROUNDING
        }
        return Sums(**{name: near.get(name, getattr(summed, name)) for name in self.stated})

    @property
    def by_kind(self) -> list[tuple[str, Sums]]:
        return self._by("kind", BudgetLine.Kind)

    @property
    def by_source(self) -> list[tuple[str, Sums]]:
        return self._by("source", BudgetLine.Source)

    def _by(self, name: str, choices: Any) -> list[tuple[str, Sums]]:
        return [
            (choice, Sums.of(one for one in self.lines if getattr(one, name) == choice))
            for choice in choices.values
        ]

    @property
    def score(self) -> Decimal:
        """A rate above 100 % earns all points, and is shown as it is."""
        return _points(self.points * min(self.total.rate or Decimal(0), HUNDRED) / 100)

    @property
    def ties(self) -> list[Tie]:
        """Stated totals that are not what the lines add up to."""
        summed = Sums.of(self.lines)
        found = [
            Tie(label, stated, getattr(summed, name))
            for name, (label, stated) in self.stated.items()
            if stated is not None
        ]
        return [tie for tie in found if tie.difference]

    @property
    def faults(self) -> list[str]:
        found = [tie.text for tie in self.ties if not tie.is_rounding]
        if self.points and not self.total.adjusted:
            found.append(_("There is no budget of the year to score."))
        return found


# --- all of it ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scores:
    """Everything scored of one evaluation."""

    rows: list[Row]
    budget: Budget

    @property
    def anything(self) -> bool:
        return bool(self.rows or self.budget.lines)

    @property
    def points(self) -> Decimal:
        return sum((row.indicator.weight for row in self.rows), self.budget.points)

    @property
    def total(self) -> Decimal:
        return sum((row.score or Decimal(0) for row in self.rows), self.budget.score)

    @property
    def grade(self) -> str:
        """Nothing while the points are not those of a whole."""
        return grade(self.total) if self.points == HUNDRED else ""

    @property
    def faults(self) -> list[str]:
        found = []
        if self.points != HUNDRED:
            text = _("The points total %(points)s, not 100.")
            found.append(text % {"points": short(self.points)})
        found += [fault for row in self.rows for fault in row.faults]
        return found + self.budget.faults


def scores_of(evaluation: Evaluation, reader: chips.Reader | None = None) -> Scores:
    reader = reader or reader_of(evaluation)
    rows = []
    for indicator in evaluation.indicators.all():
        indicator.evaluation = evaluation
        try:
            actual = actual_of(indicator, reader)
        except ValidationError:
            actual = None
        rows.append(Row(indicator, actual, score_of(indicator, actual.number if actual else None)))
    label = {name: BudgetLine._meta.get_field(name).verbose_name for name in SUMS}
    stated = {name: (str(label[name]), getattr(evaluation, f"{name}_stated")) for name in SUMS}
    budget = Budget(list(evaluation.budget.all()), evaluation.budget_points, stated)
    return Scores(rows, budget)


SUMS = ("initial", "adjusted", "executed")


def faults(evaluation: Evaluation) -> list[str]:
    """What stands against it before review; nothing where neither indicator nor budget is given."""
    scores = scores_of(evaluation)
    return scores.faults if scores.anything else []


def change_of(now: Decimal | None, before: Decimal | None) -> str:
    """Rate of change in percent, as printed; nothing where a year is missing."""
    if now is None or not before:
        return ""
    return f"{plain(_points((now - before) * 100 / before))}%"
