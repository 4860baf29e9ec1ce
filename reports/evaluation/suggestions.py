"""Typed numbers for which a figure could stand."""

from dataclasses import dataclass
from decimal import Decimal

from redcross.figures import Unit, Value
from reports.text.figure_references import FigureReference
from reports.text.free_text import typed_text
from reports.text.numbers import numbers_in
from reports.text.wording import format_percent

from .text_renderer import TextRenderer, format_value


@dataclass(frozen=True)
class FigureSuggestion:
    """A typed number that a figure of the period has, and the reference that could stand for it."""

    words: str
    token: str
    label: str


def suggestions_for(text: str, renderer: TextRenderer) -> list[FigureSuggestion]:
    """Return for every number with a measure word the figures that equal it, at most five."""
    by_unit: dict[str, list[Value]] = {}
    for value in renderer.values(renderer.period).values():
        if value.number and not value.rounded:
            by_unit.setdefault(value.figure.unit.measure_word, []).append(value)
    suggested = {}
    for typed in numbers_in(typed_text(text)):
        # 余, 约, and a measure word that only means the same: the figure would read otherwise.
        if typed.more or typed.near or typed.below or not typed.words.endswith(typed.unit):
            continue
        same = [value for value in by_unit.get(typed.unit, ()) if _equals(value, typed.number)]
        for value in same[:5]:
            token = _reference_like(typed.words, value)
            label = str(value.figure.label)
            suggested[typed.words, token] = FigureSuggestion(typed.words, token, label)
    return list(suggested.values())


def _equals(value: Value, number: Decimal) -> bool:
    """Return whether the text would say the number of the value, percent to one decimal."""
    if value.figure.unit == Unit.PERCENT:
        return format_percent(value.number) == format_percent(number) and number == round(number, 1)
    return number == value.number


def _reference_like(words: str, value: Value) -> str:
    """Return the reference in the form in which the number was typed."""
    plainly = words.replace(",", "")
    for form in ("", "wan", "yuan"):
        if format_value(value, form).text == plainly:
            break
    else:
        form = "wan" if "万" in words else ""
    return str(FigureReference(value.figure.key, {"as": form} if form else {}))
