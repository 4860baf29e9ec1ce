"""What a figure is: a number defined once that knows the list it is counted from.

A condition is written in the list page's own query parameters and read by the list page's own
filter, so a number and its list cannot disagree.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import MINYEAR, date, timedelta
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Self, TypedDict, cast
from urllib.parse import urlencode

from django import forms
from django.contrib.postgres.aggregates import BitOr, BoolOr
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_filters import Filter, FilterSet

from redcross.formatting import show_figure
from redcross.models import Entry, Line, Record, Society
from redcross.typed_values import Rounding

from .roundings import rounding_bits
from .units import Unit

# A parameter as an address has it. Kept: hundreds of lists share their days.
_encoded = lru_cache(maxsize=1000)(urlencode)
# The rule of what is added to a number counted before records.
SINCE_OPENING = _(
    "Records after the date of the latest number counted before records, up to that day; without"
    " such a number all of them."
)
# A rule with what holds of all that began in a period and ends after it.
_GOING_ON = _("%(rule)s What goes on after the period counts whole in it.")
# A sum or count as a database or an expression over figures gives it.
Number = Decimal | int


@dataclass(frozen=True)
class Period:
    """Two dates, both counted."""

    start: date
    end: date

    @classmethod
    def year(cls, year: int) -> "Period":
        """Return the calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def day_before(self) -> date:
        """The day with whose end it begins."""
        return max(self.start, date(MINYEAR, 1, 2)) - timedelta(days=1)

    def previous(self) -> "Period":
        """Return the same dates a year earlier; 29 February becomes the 28th."""

        def earlier(day: date) -> date:
            year = max(day.year - 1, MINYEAR)
            return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)

        return Period(earlier(self.start), earlier(self.end))


@dataclass(frozen=True)
class Scope:
    """Whose records, over which days, and whether without those of the societies below (本级)."""

    society: Society
    period: Period
    own_records_only: bool = False

    def previous(self) -> "Scope":
        """Return the same a year earlier."""
        return replace(self, period=self.period.previous())

    def owned(self, path: str = "") -> Q:
        """Return the condition for rows being of the scope; `path` leads to the society's entry."""
        if self.own_records_only:
            return Q(**{f"{path}society": self.society})
        return Q(**{f"{path}society__among": self.society.keys_below})

    def society_argument(self) -> dict[str, Society]:
        """Return the list pages' query parameter for whose records are asked for, as it is read."""
        return {"alone" if self.own_records_only else "society": self.society}

    def society_parameter(self) -> dict[str, str]:
        """Return the same as it is written."""
        return {name: str(society.pk) for name, society in self.society_argument().items()}


@dataclass(frozen=True)
class Value:
    """A counted number, how well it is known, and the list it was counted from."""

    figure: "CountedFigure | Derived"
    number: Number
    rounded: Rounding = Rounding.EXACT
    url: str = ""

    @property
    def is_unknown(self) -> bool:
        """Return whether some part is not known: the number is then that of the others."""
        return self.rounded is Rounding.UNKNOWN

    @property
    def shown(self) -> str:
        """Return the number as pages show it, as well as it is known."""
        return show_figure(self.number, self.rounded)

    @property
    def says_something(self) -> bool:
        """Return whether there is something to show: a number, or that it is not known."""
        return bool(self.number) or self.is_unknown


class FigureSource(TypedDict):
    """What figures of one kind of record are counted from: a model, and its list page's filter."""

    model: type[Entry] | type[Line]
    filterset: str


@dataclass(frozen=True, kw_only=True)
class CountedFigure:
    """What the three kinds that count records share. `model` has a list page with a filter.

    Nothing but the scope may decide on its query, no other row and not the day of today: the query
    is put together once a process (`prepared.py`).
    """

    key: str
    label: str | Promise
    unit: Unit
    # How it is counted, in words.
    rule: str | Promise
    model: type[Entry] | type[Line]
    # The import path of its list page's filter.
    filterset: str
    # Figures with the same one share the work, also where it costs much of each row.
    value: models.Aggregate | Callable[[Period], models.Aggregate]
    # What its list is asked for, as written; an entry may stand for its key.
    where: Mapping[str, object] = field(default_factory=dict)
    # The field whose being rounded makes the sum rounded; by default the one summed.
    number: str = ""
    # Two sums of which its own is the difference, where other figures have the first of them.
    difference_of: tuple[Callable[[Period], models.Aggregate], ...] = ()
    # Whether it has no value, rather than 0, where there is nothing that it could be counted from.
    absent_without_records: bool = False
    # Where it is no field of the model: whether any part is rounded, as of the period.
    inexact: Callable[[Period], Q | models.Expression] | None = None
    # Which rows do not say what is counted, so that it is not known.
    unknown: Q = field(default_factory=Q)

    def __hash__(self) -> int:
        """Equal figures have the same key; its conditions cannot be hashed."""
        return hash(self.key)

    def aggregate(self, period: Period) -> models.Aggregate:
        """Return the sum or count; some depend on the day at which they are asked for."""
        return self.value if isinstance(self.value, models.Aggregate) else self.value(period)

    @cached_property
    def known_by(self) -> Hashable:
        """What tells how well it is known, alike of figures that are known alike.

        None where each is known exactly.
        """
        if self.inexact:
            return self.inexact
        summed: list[models.F] = getattr(self.value, "get_source_expressions", list)()
        name: str = self.number or getattr(summed[0] if summed else None, "name", "")
        if not issubclass(self.model, Record | Line):
            return None
        return (name, self.unknown) if self.unknown or self.model.roundings_of(name) else None

    def rounded(self, period: Period) -> models.Aggregate | None:
        """Return how well the sum is known, for `rounding_read`; None where exactly."""
        if self.inexact:
            return BoolOr(self.inexact(period))
        if self.known_by is None:
            return None
        name, unknown = cast(tuple[str, Q], self.known_by)
        return BitOr(rounding_bits(cast("type[Record] | type[Line]", self.model), name, unknown))

    @property
    def full_rule(self) -> str:
        """How it is counted, in words, with what all of its sort have in common."""
        return str(self.rule)

    def days(self, period: Period) -> dict[str, date]:
        """Return the list page's query parameters for the period, as they are read."""
        raise NotImplementedError

    def dates(self, period: Period) -> dict[str, str]:
        """Return the same as they are written."""
        return {name: day.isoformat() for name, day in self.days(period).items()}

    def parameters(self, scope: Scope) -> dict[str, str]:
        """Return the list page's query parameters for this figure."""
        return {**self.own_parameters(), **scope.society_parameter(), **self.dates(scope.period)}

    def own_parameters(self) -> dict[str, str]:
        """Return those of them that do not depend on the scope."""
        return {
            name: str(value.pk if isinstance(value, models.Model) else value)
            for name, value in self.where.items()
        }

    def arguments(self, scope: Scope) -> dict[str, object]:
        """Return the same, whose records and which days as they are read."""
        return {**self.where, **scope.society_argument(), **self.days(scope.period)}

    def with_entries(self) -> Self:
        """Return it with the entries that it names by their keys. Raises what `read` raises."""
        filters = filters_of(self.filterset)
        keys = {
            name: value
            for name, value in self.where.items()
            if isinstance(value, str) and isinstance(filters[name].field, forms.ModelChoiceField)
        }
        return replace(self, where={**self.where, **self.read(keys)}) if keys else self

    def url(self, parameters: dict[str, str]) -> str:
        """Return the address of the list page with these query parameters."""
        query = "&".join(_encoded((pair,)) for pair in parameters.items())
        return f"{_list_address(self.model, get_script_prefix())}?{query}"

    def read(self, parameters: Mapping[str, object]) -> dict[str, object]:
        """Return parameters as the list page's filter reads them; what is no text has been read.

        Raises ValueError for a parameter that the filter does not know or finds invalid
        (django-filter itself ignores both).
        """
        filters = filters_of(self.filterset)
        values = dict(parameters)
        for name, value in parameters.items():
            if name not in filters:
                raise ValueError(f"{self.key}: {name}")
            if isinstance(value, str):
                field = filters[name].field
                try:
                    values[name] = field.clean(
                        field.widget.value_from_datadict(parameters, {}, name)
                    )
                except ValidationError as error:
                    raise ValueError(f"{self.key}: {name}: {error.messages}") from error
        return values

    def condition(self, parameters: Mapping[str, object]) -> Q:
        """Return what the list page's filter asks of the database for these parameters.

        Raises what `read` raises.
        """
        filters = filters_of(self.filterset)
        recorder = _FilterRecorder()
        for name, value in self.read(parameters).items():
            filters[name].filter(recorder, value)
        return recorder.q


@cache
def _list_address(model: type[Entry] | type[Line], prefix: str) -> str:
    """Return the address of its list page; `prefix`: what all addresses begin with."""
    return reverse(model.url_name("list"))


@cache
def filters_of(path: str) -> dict[str, Filter]:
    """Return the filters of a FilterSet by name.

    Kept, because making them takes longer than counting a small year.
    """
    filterset: type[FilterSet] = import_string(path)
    filters: dict[str, Filter] = filterset(queryset=filterset._meta.model.objects.none()).filters
    return filters


class _FilterRecorder:
    """Stands in for a queryset and keeps what filters add to it."""

    def __init__(self) -> None:
        self.q = Q()

    def filter(self, *args: Q, **lookups: object) -> "_FilterRecorder":
        self.q &= Q(*args, **lookups)
        return self

    def exclude(self, *args: Q, **lookups: object) -> "_FilterRecorder":
        self.q &= ~Q(*args, **lookups)
        return self


class Flow(CountedFigure):
    """A sum or count over a period, of what began in it."""

    @property
    def full_rule(self) -> str:
        if not issubclass(self.model, Record):
            return super().full_rule
        return str(_GOING_ON % {"rule": self.rule})

    def days(self, period: Period) -> dict[str, date]:
        return {"date_from": period.start, "date_to": period.end}


class Distinct(Flow):
    """Different people or things over a period: each counted once."""


@dataclass(frozen=True, kw_only=True)
class Stock(CountedFigure):
    """A state at the end of the period. `at` is the list's parameter for the day."""

    at: str = "on"

    __hash__ = CountedFigure.__hash__

    def days(self, period: Period) -> dict[str, date]:
        return {self.at: period.end}


class OpeningStock(Stock):
    """A state at the end of the day before the period."""

    __hash__ = CountedFigure.__hash__

    def days(self, period: Period) -> dict[str, date]:
        return {self.at: period.day_before}


def total(*parts: Number) -> Number:
    """Return the sum of the parts, as many as there are."""
    return sum(parts)


@dataclass(frozen=True, kw_only=True)
class Derived:
    """An expression over other figures, given their numbers in the order of `parts`.

    It gives None where it says nothing, as a share of nothing.
    """

    key: str
    label: str | Promise
    unit: Unit
    rule: str | Promise
    parts: tuple[str, ...]
    expression: Callable[..., Number | None]
    less: tuple[str, ...] = ()  # of a sum: the parts that are taken off

    @property
    def adds_up(self) -> bool:
        """Whether it is the sum of its parts, and so known as they are."""
        return self.expression is total

    @property
    def full_rule(self) -> str:
        """How it is worked out, in words."""
        return str(self.rule)
