"""Indicators typed by hand, held against what was reached and against the figures."""

from collections.abc import Iterator
from copy import copy

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from redcross.formatting import format_decimal
from reports.models import Indicator
from reports.text.numbers import EQUIVALENT_MEASURES, as_written
from reports.text.wording import format_value_roughly

from .check_context import CheckContext, LazyFinding, edit_url
from .indicator_scores import IndicatorScore, indicator_score
from .subjects import STRONG_UNITS, narrow, subject_words_in
from .verdicts import distance, says


def indicator_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield scores by hand above what was reached, and actual numbers that no figure says."""
    for row in context.scores.rows:
        if finding := _score_above_reached(context, row):
            yield finding
        if finding := _actual_of_no_figure(context, row):
            yield finding


def _score_above_reached(context: CheckContext, row: IndicatorScore) -> LazyFinding | None:
    """Return that more was given by hand than what was reached of the target earns."""
    indicator = row.indicator
    if indicator.manual_score is None or indicator.direction == Indicator.Direction.QUALITY:
        return None
    without = copy(indicator)
    without.manual_score = None
    reached = indicator_score(without, row.actual)
    if reached is None or indicator.manual_score <= reached:
        return None
    values = {
        "indicator": indicator.third,
        "score": format_decimal(indicator.manual_score),
        "reached": format_decimal(reached),
    }
    words = _("“%(indicator)s”: %(score)s points by hand, what was reached earns %(reached)s.")
    return LazyFinding(words, edit_url(context.evaluation), values)


def _actual_of_no_figure(context: CheckContext, row: IndicatorScore) -> LazyFinding | None:
    """Return that a number typed as reached is not what the figures of its words say."""
    indicator = row.indicator
    unit = EQUIVALENT_MEASURES.get(indicator.unit, indicator.unit)
    if indicator.actual is None or indicator.figure or unit not in STRONG_UNITS - {"%"}:
        return None
    keys = narrow(reversed(list(subject_words_in(indicator.third))), unit)
    values = context.renderer.values(context.period)
    candidates = [
        one
        for one in context.claims.known.of_period(keys, context.period)
        if one.key in values and one.value.says_something
    ]
    number = as_written(indicator.actual, unit)
    if not candidates or any(says(number, one.value) for one in candidates):
        return None
    meant = min(candidates, key=lambda one: distance(one, number))
    params = {
        "indicator": indicator.third,
        "number": f"{format_decimal(indicator.actual)}{indicator.unit}",
        "label": format_lazy("{}", meant.value.figure.label),
        "right": format_value_roughly(meant.value, meant.value.figure.unit.measure_word),
    }
    words = _("“%(indicator)s”: %(number)s typed as reached; “%(label)s” is %(right)s.")
    return LazyFinding(words, edit_url(context.evaluation), params)
