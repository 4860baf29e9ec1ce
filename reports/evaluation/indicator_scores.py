"""Each indicator against its target, and what that scores."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from redcross.formatting import format_decimal
from redcross.typed_values import Rounding
from reports.models import (
    IndicatorLine,
    ScoringMethod,
    figure_fault,
    indicator_faults,
    reference_unit,
)
from reports.text.figure_references import (
    FigureReference,
    get_record,
    list_parameters,
    reference_period,
)
from reports.text.period_words import PeriodWords
from reports.text.wording import TextRun, format_roughly, round_percent

from .figure_reader import FigureReader, not_compared

Met = IndicatorLine.Met
Direction = IndicatorLine.Direction
WAN = Decimal(10000)
# What is said of a target in words earns this share of the points, unless a score is given by hand.
DEFAULT_SHARES = {Met.FULLY: Decimal(1), Met.PARTLY: Decimal("0.7"), Met.NOT: Decimal(0)}
MET_WORDS = {Met.FULLY: "达成年度指标", Met.PARTLY: "部分达成年度指标", Met.NOT: "未达成年度指标"}
HUNDRED = Decimal(100)
# 时效 is told in one of these, by a day, in words or as a share of what was on time.
TIME_UNITS = frozenset(
    ("天", "日", "个工作日", "工作日", "小时", "分钟", "周", "个月", "月", "季度", "年", "%")
)


def round_points(number: Decimal) -> Decimal:
    """Return points, or percent, to the hundredth."""
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class ActualValue:
    """What was reached: the number that is scored is the one that is printed.

    `words`: what is printed where there is none that can be scored. `day`: of a target that is a
    day, whose number counts days.
    """

    number: Decimal
    unit: str
    url: str = ""
    rounded: Rounding = Rounding.EXACT
    words: str = ""
    day: date | None = None

    @property
    def is_unknown(self) -> bool:
        """Return whether nothing can be said of the target: a part is not known, or all of it."""
        return self.rounded is Rounding.UNKNOWN or bool(self.words)

    @property
    def part(self) -> TextRun:
        """Return it as printed, with its measure word, opening its list or record."""
        if self.words:
            return TextRun(self.words, self.url)
        if self.day is not None:
            return TextRun(format_day(self.day))
        if not self.rounded:
            return TextRun(format_decimal(self.number) + self.unit, self.url)
        if self.unit == "万元":
            text = format_roughly(self.number * WAN, self.rounded, "元", wan=True)
            return TextRun(text, self.url)
        number = self.number if self.number != int(self.number) else int(self.number)
        return TextRun(format_roughly(number, self.rounded, self.unit), self.url)


def format_day(day: date) -> str:
    """Write 2021年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def actual_value(indicator: IndicatorLine, renderer: FigureReader) -> ActualValue | None:
    """Return what was reached, from the figure or as typed; None where there is no number.

    Raises ValidationError for a reference that is wrong for this evaluation alone.
    """
    if indicator.direction == Direction.BY_DATE:
        reached = indicator.actual_date
        return ActualValue(Decimal(reached.toordinal()), "天", day=reached) if reached else None
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
        if words := not_compared(value, before, PeriodWords(period)):
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


def target_number(indicator: IndicatorLine) -> Decimal | None:
    """Return the target as a number, of a day its place in the calendar; None of one in words."""
    if indicator.direction == Direction.BY_DATE:
        return Decimal(indicator.target_date.toordinal()) if indicator.target_date else None
    return None if indicator.direction == Direction.QUALITY else indicator.target


def indicator_score(indicator: IndicatorLine, actual: ActualValue | None) -> Decimal | None:
    """Return the points earned, to the hundredth; None where it cannot be said yet.

    What is met earns all points, less what the year takes off for exceeding it far; what is not
    met earns what the indicator, or else the evaluation, says.
    """
    if indicator.manual_score is not None:
        return indicator.manual_score
    if indicator.direction == Direction.QUALITY:
        return (
            round_points(indicator.weight * DEFAULT_SHARES[Met(indicator.met)])
            if indicator.met
            else None
        )
    target = target_number(indicator)
    if actual is None or actual.is_unknown or target is None:
        return None
    method, weight = indicator.scored_by, indicator.weight
    if method == ScoringMethod.BANDS:
        return round_points(_band_points(indicator, actual.number))
    if is_met(indicator.direction, target, actual.number):
        taken = indicator.evaluation.excess_deduction
        far = taken and is_far_exceeded(indicator, target, actual.number)
        return round_points(weight * (HUNDRED - taken) / HUNDRED if far else weight)
    if method == ScoringMethod.DEDUCT:
        off = indicator.deduction * percent_missed(indicator, target, actual)
        return round_points(max(weight - off, Decimal(0)))
    if method == ScoringMethod.FULL or indicator.direction == Direction.BY_DATE:
        return Decimal(0)
    return round_points(weight * _share(target, actual.number))


def _band_points(indicator: IndicatorLine, number: Decimal) -> Decimal:
    """Return the points of the best band that the number lies in, nothing beyond all."""
    at_most = indicator.direction == Direction.AT_MOST
    earned = [
        points
        for limit, points in indicator.band_points
        if (number <= limit if at_most else number >= limit)
    ]
    return max(earned, default=Decimal(0))


def percent_missed(indicator: IndicatorLine, target: Decimal, actual: ActualValue) -> Decimal:
    """Return 偏离度: points of a percentage, days of a day, else percent of the target.

    Of a target of nothing, which has no percentages, each unit counts as one.
    """
    away = abs(actual.number - target)
    if actual.unit == "%" or actual.day or not target:
        return away
    return away * HUNDRED / abs(target)


def is_far_exceeded(indicator: IndicatorLine, target: Decimal, number: Decimal) -> bool:
    """Return whether it is exceeded by more than the evaluation lets pass without a reason.

    Less spent than a target allows, or earlier, is no excess.
    """
    if indicator.direction != Direction.AT_LEAST or target <= 0:
        return False
    return (number - target) * HUNDRED > target * indicator.evaluation.excess_limit


def _share(target: Decimal, number: Decimal) -> Decimal:
    """Return the share of what is missed, 0 to 1. Where one has no sense, it is nothing."""
    if target <= 0 or number <= 0:
        return Decimal(0)
    return min(number, target) / max(number, target)


def is_met(direction: str, target: Decimal, number: Decimal) -> bool:
    """Return whether the number reaches the target, in a direction that is not in words."""
    if direction == Direction.AT_LEAST:
        return number >= target
    if direction in (Direction.AT_MOST, Direction.BY_DATE):
        return number <= target
    return number == target


@dataclass(frozen=True)
class IndicatorScore:
    """An indicator as it is printed."""

    indicator: IndicatorLine
    actual: ActualValue | None
    score: Decimal | None

    @property
    def target(self) -> str:
        """Return the target as printed: ≥200户, or in words."""
        indicator = self.indicator
        if indicator.direction == Direction.BY_DATE:
            return f"不晚于{format_day(indicator.target_date)}" if indicator.target_date else ""
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
        """Return how it is off its target: `missed`, far `exceeded`, or nothing."""
        indicator = self.indicator
        if indicator.direction == Direction.QUALITY:
            return "missed" if indicator.met in (Met.PARTLY, Met.NOT) else ""
        target = target_number(indicator)
        if self.actual is None or self.actual.is_unknown or target is None:
            return ""
        if not is_met(indicator.direction, target, self.actual.number):
            return "missed"
        return "exceeded" if is_far_exceeded(indicator, target, self.actual.number) else ""

    @property
    def _counts_time_as_things(self) -> bool:
        """Return whether a 时效指标 has a target that is no time."""
        indicator = self.indicator
        numeric = indicator.direction not in (Direction.QUALITY, Direction.BY_DATE)
        unit = indicator.unit or self._unit
        return numeric and "时效" in indicator.second and bool(unit) and unit not in TIME_UNITS

    @property
    def how_scored(self) -> str:
        """Return 评分标准 in words: how it was said by hand, else what its method does."""
        indicator = self.indicator
        if indicator.rule:
            return indicator.rule
        points = format_decimal(indicator.weight)
        if indicator.direction == Direction.QUALITY:
            return f"达成得{points}分，部分达成按60%～80%、未达成按60%以下计分"
        if indicator.scored_by == ScoringMethod.BANDS:
            sign = "≤" if indicator.direction == Direction.AT_MOST else "≥"
            bands = [
                f"{sign}{format_decimal(limit)}{indicator.unit}得{format_decimal(earned)}分"
                for limit, earned in indicator.band_points
            ]
            return "，".join([*bands, "其他不得分"])
        met = f"达到目标值得{points}分"
        if indicator.scored_by == ScoringMethod.DEDUCT:
            each = "每晚1天" if indicator.direction == Direction.BY_DATE else "每偏离1个百分点"
            return f"{met}，{each}扣{format_decimal(indicator.deduction)}分，扣完为止"
        if indicator.scored_by == ScoringMethod.FULL or indicator.direction == Direction.BY_DATE:
            return f"{met}，未达到不得分"
        return f"{met}，未达到按完成比例计分"

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
            limit = format_decimal(self.indicator.evaluation.excess_limit)
            text = _("“%(indicator)s” is exceeded by more than %(percent)s%%: give the reason.")
            faults.append(text % (values | {"percent": limit}))
        if self._counts_time_as_things:
            text = _("“%(indicator)s”: what is timely is told in days, by a day or as a share.")
            faults.append(text % values)
        return faults
