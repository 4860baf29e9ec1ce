"""What figures and records say: values of figures by days, named parts and societies."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from campaigns.theme_days import theme_days_kept
from redcross.figures import CountedFigure, Period, Scope, Value, figures_by_key
from redcross.models import Entry, Line, Record
from reports.text.figure_references import FigureReference, open_filters, with_filters
from reports.text.numbers import WrittenNumber

from .claimed_subjects import ClaimSubject
from .named_parts import NamedPart
from .subjects import keys_with_unit
from .text_renderer import TextRenderer

# Of more figures at once it would only be guessed which is meant.
_MOST = 40


@dataclass(frozen=True)
class Candidate:
    """A value that a number may stand for, and how a text refers to it."""

    key: str
    value: Value
    period: Period
    parts: tuple[NamedPart, ...] = ()

    def reference(self, period: Period, *, wan: bool = False) -> str:
        """Return the chip for it in an evaluation of the period; nothing where none can be."""
        options = {part.parameter: part.value for part in self.parts}
        if "donor" in options:
            return ""
        if self.period == period.previous():
            options["period"] = "before"
        elif self.period != period:
            options["period"] = f"{self.period.start}..{self.period.end}"
        if wan:
            options["as"] = "wan"
        return str(FigureReference(self.key, options))


class KnownValues:
    """Values of figures, each counted once; a renderer for each society that is asked for."""

    def __init__(self, renderer: TextRenderer):
        self.renderer = renderer
        self._others: dict[tuple[int, bool], TextRenderer] = {}

    @cached_property
    def theme_days(self) -> dict[str, list[Period]]:
        """When each theme day was kept in the period; read once a check."""
        days_kept = theme_days_kept(self.renderer.scope)
        return {theme: [Period(*days) for days in spans] for theme, spans in days_kept.items()}

    def renderer_of(self, subject: ClaimSubject) -> TextRenderer:
        """Return what counts the records that the subject speaks of."""
        scope = self.renderer.scope
        if not subject.own_records_only and subject.society is None:
            return self.renderer
        society = subject.society or scope.society
        cache_key = society.pk, subject.own_records_only
        if cache_key not in self._others:
            other = Scope(society, scope.period, subject.own_records_only)
            self._others[cache_key] = TextRenderer(other)
        return self._others[cache_key]

    def of(
        self,
        subject: ClaimSubject,
        keys: Iterable[str],
        periods: Iterable[Period] | None = None,
        parts: Iterable[NamedPart] = (),
    ) -> Iterator[Candidate]:
        """Yield the values of the figures on the subject's days, restricted by all the parts.

        What cannot be restricted by one of them is left out.
        """
        renderer = self.renderer_of(subject)
        parts = tuple(parts)
        for period in periods if periods is not None else subject.periods:
            for key in sorted(keys)[:_MOST]:
                if parts:
                    candidate = self._restricted(renderer, key, period, parts)
                    if candidate:
                        yield candidate
                elif value := self._value(renderer, key, period):
                    yield Candidate(key, value, period)

    def numbers(
        self, subject: ClaimSubject, keys: Iterable[str], parts: Iterable[NamedPart] = ()
    ) -> list[Decimal]:
        """Return what the figures are, on the subject's days."""
        return [
            Decimal(one.value.number)
            for one in self.of(subject, keys, parts=parts)
            if one.value.number
        ]

    def is_unknown(self, unit: str) -> bool:
        """Return whether how many there are with this measure word is not known."""
        values = self.renderer.values(self.renderer.period)
        return any(values[key].is_unknown for key in keys_with_unit(values.keys(), unit))

    def of_those_below(self, subject: ClaimSubject, keys: Iterable[str]) -> Iterator[Decimal]:
        """Yield what the societies below make together, without what is of the society's own."""
        scope = self.renderer.scope
        alone = TextRenderer(Scope(scope.society, scope.period, True))
        for period in subject.periods:
            for key in sorted(keys)[:_MOST]:
                whole, own = (
                    self._value(self.renderer, key, period),
                    self._value(alone, key, period),
                )
                if whole and own and not (whole.is_unknown or own.is_unknown):
                    yield Decimal(whole.number) - Decimal(own.number)

    def of_period(self, keys: Iterable[str], period: Period) -> Iterator[Candidate]:
        """Yield the values of the figures of the evaluation's own records."""
        for key in sorted(keys):
            if value := self._value(self.renderer, key, period):
                yield Candidate(key, value, period)

    def _value(self, renderer: TextRenderer, key: str, period: Period) -> Value | None:
        """Return the figure's value, None where there is none."""
        if period in (renderer.period, renderer.period.previous()):
            return renderer.values(period).get(key)
        return renderer.value(key, period, {})

    def _restricted(
        self, renderer: TextRenderer, key: str, period: Period, parts: tuple[NamedPart, ...]
    ) -> Candidate | None:
        figure = figures_by_key()[key]
        if not isinstance(figure, CountedFigure):
            return None
        filters = open_filters(figure)
        # A figure of earmarked money is of earmarked money already.
        restrictions = tuple(
            part for part in parts if part.parameter and part.value not in figure.where.values()
        )
        if any(part.parameter not in filters for part in restrictions):
            return None
        parameters = {part.parameter: part.value for part in restrictions}
        try:
            value = renderer.value(key, period, parameters)
        except ValidationError:
            return None
        return Candidate(key, value, period, restrictions)

    def parts_of(self, options: dict[str, str]) -> tuple[NamedPart, ...]:
        """Return what a reference is restricted by."""
        return tuple(NamedPart("", name, value) for name, value in options.items())

    def field_says(self, key: str, name: str, number: WrittenNumber, subject: ClaimSubject) -> bool:
        """Return whether a record that the figure counts has the number in this field."""
        figure = figures_by_key()[key]
        if not isinstance(figure, CountedFigure):
            return False
        scope = replace(self.renderer_of(subject).scope, period=subject.periods[0])
        condition = figure.condition(figure.arguments(scope))
        rows = figure.model.objects.countable().filter(condition)
        return rows.filter(**{f"{name}__range": number.bounds()}).exists()

    def record_says(
        self,
        number: WrittenNumber,
        subject: ClaimSubject,
        keys: Iterable[str],
        parts: Iterable[NamedPart] = (),
    ) -> bool:
        """Return whether a record that one of the figures counts has the number: a query a model.

        Restricted by those of the parts that its list knows.
        """
        found = self.records_with(number, subject, keys, parts)
        return any(
            model.objects.countable().filter(condition).exists()
            for model, condition in found.items()
        )

    def records_with(
        self,
        number: WrittenNumber,
        subject: ClaimSubject,
        keys: Iterable[str],
        parts: Iterable[NamedPart] = (),
    ) -> dict[type[Entry] | type[Line], Q]:
        """Return the condition for records that have the number, of each kind that is counted."""
        renderer = self.renderer_of(subject)
        conditions: dict[type[Entry] | type[Line], Q] = defaultdict(Q)
        known = figures_by_key()
        least, greatest = number.bounds()
        for key in sorted(keys):
            figure = known[key]
            if not isinstance(figure, CountedFigure) or not (name := summed_field(figure)):
                continue
            filters = open_filters(figure)
            for period in subject.periods:
                scope = replace(renderer.scope, period=period)
                parameters = {p.parameter: p.value for p in parts if p.parameter in filters}
                try:
                    restricted = with_filters(figure, parameters)
                except ValidationError:
                    continue
                condition = restricted.condition(restricted.arguments(scope))
                conditions[figure.model] |= condition & Q(**{f"{name}__range": (least, greatest)})
        return conditions

    def record_makes(
        self,
        number: WrittenNumber,
        subject: ClaimSubject,
        above: Iterable[str],
        below: Iterable[str],
        counts: Sequence[Decimal] = (),
    ) -> bool:
        """Return whether two numbers of one record make so much for each.

        `above`, `below`: the figures that count them; `counts`: what is said of the latter.
        """
        known = figures_by_key()
        room = max(number.step / 2, Decimal("0.005"))
        least, greatest = number.bounds()
        scope = self.renderer_of(subject).scope
        conditions: dict[type[Entry] | type[Line], Q] = defaultdict(Q)
        counted = [one for key in sorted(below) if isinstance(one := known[key], CountedFigure)]
        for key in sorted(above):
            figure = known[key]
            if not isinstance(figure, CountedFigure) or not (top := summed_field(figure)):
                continue
            for other in counted:
                bottom = summed_field(other) if other.model is figure.model else ""
                if not bottom:
                    continue
                condition = figure.condition(
                    figure.arguments(replace(scope, period=subject.periods[0]))
                )
                made = Q(
                    **{
                        f"{bottom}__gt": 0,
                        f"{top}__gte": F(bottom) * (least - room),
                        f"{top}__lte": F(bottom) * (greatest + room),
                    }
                )
                if counts:
                    made &= Q(**{f"{bottom}__in": counts})
                conditions[figure.model] |= condition & made
        return any(
            model.objects.countable().filter(condition).exists()
            for model, condition in conditions.items()
        )


def summed_field(figure: CountedFigure) -> str:
    """Return the field that the figure sums, where records have their own number in it."""
    expressions: list[object] = getattr(figure.value, "get_source_expressions", list)()
    name: str = getattr(expressions[0] if expressions else None, "name", "")
    if not name or not issubclass(figure.model, Record | Line):
        return ""
    field = next((one for one in figure.model._meta.concrete_fields if one.name == name), None)
    numeric = models.IntegerField | models.DecimalField
    return name if isinstance(field, numeric) else ""
