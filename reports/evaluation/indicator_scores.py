"""Each indicator against its target, and what that scores."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from redcross.formatting import format_decimal
from redcross.typed_values import Rounding
from reports.models import Indicator, figure_fault, indicator_faults, reference_unit
from reports.text.figure_references import (
    FigureReference,
    get_record,
    list_parameters,
    reference_period,
)
from reports.text.wording import TextRun, format_roughly, round_percent

from .figure_reader import FigureReader, not_compared

Met = Indicator.Met
Direction = Indicator.Direction
WAN = Decimal(10000)
# What is said of a target in words earns this share of the points, unless a score is given by hand.
DEFAULT_SHARES = {Met.FULLY: Decimal(1), Met.PARTLY: Decimal("0.7"), Met.NOT: Decimal(0)}
MET_WORDS = {Met.FULLY: "达成年度指标", Met.PARTLY: "部分达成年度指标", Met.NOT: "未达成年度指标"}
# Who exceeds a target by more says why.
FAR_EXCEEDED = Decimal("0.2")


def round_points(number: Decimal) -> Decimal:
    """Return points, or percent, to the hundredth."""
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class ActualValue:
    """What was reached: the number that is scored is the one that is printed.

    `words`: what is printed where there is none that can be scored.
    """

    number: Decimal
    unit: str
    url: str = ""
    rounded: Rounding = Rounding.EXACT
    words: str = ""

    @property
    def is_unknown(self) -> bool:
        """Return whether nothing can be said of the target: a part is not known, or all of it."""
        return self.rounded is Rounding.UNKNOWN or bool(self.words)

    @property
    def part(self) -> TextRun:
        """Return it as printed, with its measure word, opening its list or record."""
        if self.words:
            return TextRun(self.words, self.url)
        if not self.rounded:
            return TextRun(format_decimal(self.number) + self.unit, self.url)
        if self.unit == "万元":
            text = format_roughly(self.number * WAN, self.rounded, "元", wan=True)
            return TextRun(text, self.url)
        number = self.number if self.number != int(self.number) else int(self.number)
        return TextRun(format_roughly(number, self.rounded, self.unit), self.url)


def actual_value(indicator: Indicator, renderer: FigureReader) -> ActualValue | None:
    """Return what was reached, from the figure or as typed; None where there is no number.

    Raises ValidationError for a reference that is wrong for this evaluation alone.
    """
    if not indicator.figure:
        if indicator.actual is None:
            return None
        return ActualValue(indicator.actual, indicator.unit)
    reference = FigureReference.read(indicator.figure)
    if figure_fault(indicator):
        return None
    unit = indicator.unit or reference_unit(reference)
    if reference.key.startswith("@"):
        record, name, _unit = get_record(reference)
        number = getattr(record, name)
        rounded = record.rounding_of(name)
        if number is None and rounded is not Rounding.UNKNOWN:
            return None
        return ActualValue(Decimal(number or 0), unit, record.get_absolute_url(), rounded)
    period, parameters = reference_period(reference, renderer.period), list_parameters(reference)
    value = renderer.value(reference.key, period, parameters)
    if not parameters and reference.key not in renderer.values(period) and not value.is_unknown:
        return None
    number, form = Decimal(value.number), reference.options.get("as")
    if form == "change":
        before = renderer.value(reference.key, period.previous(), parameters)
        if words := not_compared(value, before):
            known = Rounding.of_sum((value.rounded, before.rounded))
            return ActualValue(Decimal(0), unit, value.url, known, words)
        if not before.number:
            return None
        number = (number - before.number) * 100 / before.number
    if form == "wan":
        number /= WAN
    if unit == "%":
        number = round_percent(number)
    return ActualValue(number, unit, value.url, value.rounded)


def indicator_score(indicator: Indicator, actual: ActualValue | None) -> Decimal | None:
    """Return the points earned, to the hundredth; None where it cannot be said yet.

    What is met earns all points, what is not met its share of them.
    """
    if indicator.manual_score is not None:
        return indicator.manual_score
    if indicator.direction == Direction.QUALITY:
        return (
            round_points(indicator.weight * DEFAULT_SHARES[Met(indicator.met)])
            if indicator.met
            else None
        )
    if actual is None or actual.is_unknown or indicator.target is None:
        return None
    share = _share(indicator.direction, indicator.target, actual.number)
    return round_points(indicator.weight * share)


def _share(direction: str, target: Decimal, number: Decimal) -> Decimal:
    """Return a share from 0 to 1. Where one has no sense, what is missed earns nothing."""
    if is_met(direction, target, number):
        return Decimal(1)
    if target <= 0 or number <= 0:
        return Decimal(0)
    return min(number, target) / max(number, target)


def is_met(direction: str, target: Decimal, number: Decimal) -> bool:
    """Return whether the number reaches the target, in a direction that is not in words."""
    if direction == Direction.AT_LEAST:
        return number >= target
    return number <= target if direction == Direction.AT_MOST else number == target


@dataclass(frozen=True)
class IndicatorScore:
    """An indicator as it is printed."""

    indicator: Indicator
    actual: ActualValue | None
    score: Decimal | None

    @property
    def target(self) -> str:
        """Return the target as printed: ≥200户, or in words."""
        indicator = self.indicator
        if indicator.direction == Direction.QUALITY or indicator.target is None:
            return indicator.target_words
        sign, number = indicator.get_direction_display(), format_decimal(indicator.target)
        return f"{sign}{number}{indicator.unit or self._unit}"

    @property
    def _unit(self) -> str:
        return self.actual.unit if self.actual else ""

    @property
    def reached(self) -> TextRun:
        """Return what was reached as printed, empty while nobody knows."""
        if self.indicator.direction == Direction.QUALITY:
            met = self.indicator.met
            return TextRun(MET_WORDS[Met(met)] if met else "")
        return self.actual.part if self.actual else TextRun("")

    @property
    def off(self) -> str:
        """Return how it is off its target: `missed`, `exceeded` by over a fifth, or nothing."""
        indicator = self.indicator
        if indicator.direction == Direction.QUALITY:
            return "missed" if indicator.met in (Met.PARTLY, Met.NOT) else ""
        if self.actual is None or self.actual.is_unknown or indicator.target is None:
            return ""
        number, target = self.actual.number, indicator.target
        if not is_met(indicator.direction, target, number):
            return "missed"
        away = number - target if indicator.direction == Direction.AT_LEAST else target - number
        return "exceeded" if target > 0 and away > target * FAR_EXCEEDED else ""

    @property
    def faults(self) -> list[str]:
        """Return what stands against it before review."""
        name, reason = self.indicator.third, self.indicator.reason
        values = {"indicator": name}
        faults = [f"{name}: {fault}" for fault in indicator_faults(self.indicator).values()]
        if not faults and self.score is None:
            unknown = self.actual is not None and self.actual.is_unknown
            text = _("“%(indicator)s” has no actual value.")
            if self.actual and self.actual.words and self.actual.rounded is not Rounding.UNKNOWN:
                text = _(
                    "“%(indicator)s”: what is not known exactly is not compared with the year"
                    " before, so it is not scored. Give a score by hand."
                )
            elif unknown:
                text = _("“%(indicator)s”: its number is not known, so it is not scored.")
            faults.append(text % values)
        if self.off == "missed" and not reason:
            faults.append(_("“%(indicator)s” is missed: give the reason.") % values)
        if self.off == "exceeded" and not reason:
            text = _("“%(indicator)s” is exceeded by more than a fifth: give the reason.")
            faults.append(text % values)
        return faults
