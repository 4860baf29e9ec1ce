"""Indicators taken from the library into an evaluation."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reports.models import Evaluation, Indicator
from reports.text.indicator_library import BY_DATE, IN_WORDS, INDICATOR_LIBRARY, LibraryIndicator


@dataclass(frozen=True)
class LibraryChoice:
    """An indicator of the library as the evaluation could take it. `key`: its place in there."""

    key: int
    indicator: LibraryIndicator
    # In the field `target`, `target_date` or `target_words`.
    target: str
    is_used: bool


def library_choices(evaluation: Evaluation) -> list[LibraryChoice]:
    """Return the library, each with a target for the period, and whether it is there already."""
    used = set(evaluation.indicators.values_list("third", flat=True))
    return [
        LibraryChoice(key, one, _usual_target(one, evaluation.end.year), one.third in used)
        for key, one in enumerate(INDICATOR_LIBRARY)
    ]


def _usual_target(one: LibraryIndicator, year: int) -> str:
    return f"{year}-{one.target}" if one.direction == BY_DATE and one.target else one.target


def new_indicator(evaluation: Evaluation, one: LibraryIndicator) -> Indicator:
    """Return it as a row of the evaluation, without target and points, not saved yet."""
    return Indicator(
        evaluation=evaluation,
        first=one.first,
        second=one.second,
        third=one.third,
        direction=one.direction,
        unit=one.unit,
        figure=one.figure,
        missed_earns=one.how,
        missed_deduction=one.deduction,
        bands=one.bands,
    )


def set_target(indicator: Indicator, typed: Decimal | date | str | None) -> None:
    """Put what was typed as target where its kind of target stands."""
    if indicator.direction == BY_DATE:
        indicator.target_date = typed if isinstance(typed, date) else None
    elif indicator.direction == IN_WORDS:
        indicator.target_words = str(typed or "")
    else:
        indicator.target = typed if isinstance(typed, Decimal) else None
