"""Figures over the days of an evaluation, each counted once a period."""

from collections.abc import Mapping
from dataclasses import replace

from redcross.figures import (
    CountedFigure,
    Derived,
    Period,
    Scope,
    Value,
    count,
    figures_by_key,
    registered_figures,
)
from redcross.typed_values import Rounding
from reports.figures import figure_values
from reports.text.figure_references import get_figure, with_filters
from reports.text.period_words import PeriodWords


def not_compared(now: Value, before: Value, words: PeriodWords) -> str:
    """Return why a number is not compared with the year before; nothing where it may be."""
    if not words.compared:
        return "因期间长短不同，不作比较"
    if now.is_unknown or before.is_unknown:
        return "因数量不详，不与上年比较"
    return "因含约数，不与上年比较" if now.rounded or before.rounded else ""


class FigureReader:
    """Counts the figures that one evaluation asks for; each figure is counted once a period."""

    def __init__(self, scope: Scope):
        self.scope, self.society, self.period = scope, scope.society, scope.period
        self.words = PeriodWords(scope.period)
        self._counted: dict[Period, dict[str, Value]] = {}
        self._values: dict[Period, dict[str, Value]] = {}
        self._figures: dict[tuple[str, frozenset[tuple[str, str]]], CountedFigure | Derived] = {}
        self._restricted: dict[tuple[CountedFigure, Period], Value] = {}

    def values(self, period: Period) -> dict[str, Value]:
        """Return every figure of the period by key."""
        if period not in self._values:
            scope = replace(self.scope, period=period)
            found = figure_values(scope, self._counted.get(period))
            self._counted[period] = self._values[period] = found
        return self._values[period]

    def value(self, key: str, period: Period, parameters: dict[str, str]) -> Value:
        """Return the figure's value over the period, its list restricted by the parameters.

        0 of what is undefined, or unknown where a part of it is. Raises ValidationError for what
        its list does not know.
        """
        figure = self.figure(key, parameters)
        if isinstance(figure, Derived):
            values = self.values(period)
            return values.get(key) or undefined_value(figure, values)
        if not parameters:
            return self._counted_with(figure, period).get(key) or Value(figure, 0)
        if (figure, period) not in self._restricted:
            counted = count([figure], replace(self.scope, period=period))
            self._restricted[figure, period] = counted.get(key) or Value(figure, 0)
        return self._restricted[figure, period]

    def figure(self, key: str, parameters: dict[str, str]) -> CountedFigure | Derived:
        """Return the figure restricted by the parameters of its list, what they name read once.

        Raises ValidationError for what its list does not know.
        """
        cache_key = key, frozenset(parameters.items())
        if cache_key not in self._figures:
            self._figures[cache_key] = with_filters(get_figure(key), parameters, self.society)
        return self._figures[cache_key]

    def _counted_with(self, figure: CountedFigure, period: Period) -> dict[str, Value]:
        """Return figures of the period by key, all of the figure's model among them.

        A text that names few figures need not wait for all of them.
        """
        counted = self._counted.setdefault(period, {})
        if figure.key not in counted:
            of_model = [one for one in registered_figures() if one.model is figure.model]
            counted |= count(of_model, replace(self.scope, period=period))
        return counted


def undefined_value(figure: Derived, values: Mapping[str, Value]) -> Value:
    """Return what stands for a derived figure that is not among the values: 0, or unknown."""
    known = figures_by_key()
    for key in figure.parts:
        part = values.get(key)
        if part is None and isinstance(lacking := known.get(key), Derived):
            part = undefined_value(lacking, values)
        if part is not None and part.is_unknown:
            return Value(figure, 0, Rounding.UNKNOWN)
    return Value(figure, 0)
