"""What single records say: their own numbers, and the days and places that stand with them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import combinations
from typing import NamedTuple

from django.db import models
from django.db.models import Q

from redcross.figures import CountedFigure, Period, figures_by_key, registered_figures
from redcross.models import Record
from reports.text.numbers import WrittenNumber

from .claimed_subjects import ClaimSubject
from .known_values import KnownValues, summed_field
from .named_parts import NamedPart
from .subjects import ALSO_WRITTEN, unit_of

# Keys and what is worked out from other fields; and of an applicant, what is not told.
_OF_NO_TEXT = (
    "id version rate attendance attended passed passed_counted certified certified_counted"
    " household_size yearly_income total_cost insurance_paid other_aid"
)
_MOST = 200


class RecordedDays(NamedTuple):
    """From when to when a record is, as far as that is known."""

    first: date
    last: date


@cache
def _figures_of_fields() -> dict[tuple[type[Record], str], list[CountedFigure]]:
    """Return of each field the figures that sum it."""
    found: dict[tuple[type[Record], str], list[CountedFigure]] = {}
    for figure in registered_figures():
        if not isinstance(figure, CountedFigure) or not (name := summed_field(figure)):
            continue
        if issubclass(figure.model, Record):
            found.setdefault((figure.model, name), []).append(figure)
    return found


@cache
def _fields(model: type[Record], unit: str) -> list[str]:
    """Return the fields of a kind of record that may have a number with the measure word."""
    names = []
    for field in model._meta.concrete_fields:
        if field.name in _OF_NO_TEXT.split() or not isinstance(
            field, models.IntegerField | models.DecimalField
        ):
            continue
        figures = _figures_of_fields().get((model, field.name), ())
        if any(not figure.where for figure in figures):
            # A figure counts them all, and is held against the number itself.
            continue
        units = {unit_of(figure.key) for figure in figures}
        if not figures:
            money = isinstance(field, models.DecimalField)
            units = {"元"} if money else {"人", "人次", "份", "户"}
        if units & {unit, *ALSO_WRITTEN.get(unit, ())}:
            names.append(field.name)
    return names


def known_days(first: date, last: date | None, precision: str) -> RecordedDays:
    """Return the days between which a record's days lie, as exactly as it has them."""
    last = last or first
    if precision == Record.Precision.YEAR:
        return RecordedDays(first.replace(month=1, day=1), last.replace(month=12, day=31))
    if precision in (Record.Precision.MONTH, Record.Precision.THIRD):
        month_after = last.replace(day=1) + timedelta(days=31)
        return RecordedDays(first.replace(day=1), month_after.replace(day=1) - timedelta(days=1))
    return RecordedDays(first, last)


class RecordWitness:
    """Asks the records themselves."""

    def __init__(self, known: KnownValues):
        self.known = known

    def has(self, number: WrittenNumber, subject: ClaimSubject, keys: Iterable[str]) -> bool:
        """Return whether a record of the kinds that the figures count has the number at all."""
        scope = self.known.renderer_of(subject).scope
        least, greatest = number.bounds()
        for model in sorted(self._models(keys), key=lambda one: one._meta.label):
            condition = Q()
            for name in _fields(model, number.unit):
                own = Q(**{f"{name}__range": (least, greatest)})
                for figure in _figures_of_fields().get((model, name), ()):
                    # What a figure counts is judged by the figure.
                    own &= ~figure.condition(figure.where)
                condition |= own
            rows = model.objects.countable().filter(self._of(subject.periods) & scope.owned())
            if condition and rows.filter(condition).exists():
                return True
        return False

    def contradicted(
        self,
        number: WrittenNumber,
        subject: ClaimSubject,
        keys: Iterable[str],
        days: RecordedDays,
        parts: Iterable[NamedPart] = (),
    ) -> RecordedDays | None:
        """Return when the number was, where a record has it and none that has it touches the days.

        None where no single record has it: it is a sum.
        """
        found: list[RecordedDays] = []
        for model, condition in self.known.records_with(number, subject, keys, parts).items():
            if not issubclass(model, Record):
                return None
            rows = model.objects.countable().filter(condition)
            found += _days_of(rows)
        if not found or any(one.first <= days.last and one.last >= days.first for one in found):
            return None
        return found[0]

    def days_at(self, place: NamedPart, keys: Iterable[str], period: Period) -> list[RecordedDays]:
        """Return when the kinds of records that the figures count were at the place."""
        scope = self.known.renderer.scope
        found: list[RecordedDays] = []
        for model in sorted(self._models(keys), key=lambda one: one._meta.label):
            if any(field.name == "place" for field in model._meta.concrete_fields):
                rows = model.objects.countable().filter(
                    scope.owned(), self._of([period]), Q(place=place.value)
                )
                found += _days_of(rows)
        return found

    def _models(self, keys: Iterable[str]) -> set[type[Record]]:
        """Return the kinds of records that the figures count."""
        known = figures_by_key()
        figures = (known[key] for key in keys)
        return {
            figure.model
            for figure in figures
            if isinstance(figure, CountedFigure) and issubclass(figure.model, Record)
        }

    def _of(self, periods: Iterable[Period]) -> Q:
        """Return the condition for a record touching one of the periods."""
        condition = Q()
        for period in periods:
            condition |= Q(date__range=(period.start, period.end))
            condition |= Q(date__lte=period.end, end_date__gte=period.start)
        return condition


def _days_of(rows: models.QuerySet[Record]) -> Iterator[RecordedDays]:
    """Yield when the records are, those of the most recent ones."""
    for first, last, precision in rows.order_by("-date").values_list(
        "date", "end_date", "date_precision"
    )[:_MOST]:
        yield known_days(first, last, precision)


def sums_up(number: WrittenNumber, values: Iterable[Decimal]) -> bool:
    """Return whether two of the values make the number."""
    known = {value for value in values if value}
    return any(number.equals(a + b) for a, b in combinations(known, 2))
