"""Figures: numbers defined once that know the list they were counted from.

An app's `figures.py` holds `figures = [Flow(…), Stock(…), Distinct(…)]`; `reports` collects them.
A condition is written in the list page's own query parameters and read by the list page's own
filter, so a number and its list cannot disagree.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.postgres.aggregates import BoolOr
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Cast, TruncMonth
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import pgettext_lazy

from .fields import SeveralField
from .models import Record, Society


class Unit(models.TextChoices):
    """What a number counts; the label is its Chinese measure word."""

    YUAN = "yuan", pgettext_lazy("unit", "yuan")
    PERCENT = "percent", pgettext_lazy("unit", "percent")
    GIFTS = "gifts", pgettext_lazy("unit", "gifts")
    DONORS = "donors", pgettext_lazy("unit", "donors")
    FUNDS = "funds", pgettext_lazy("unit", "funds")
    BATCHES = "batches", pgettext_lazy("unit", "batches")
    LOTS = "lots", pgettext_lazy("unit", "lots")
    PEOPLE = "people", pgettext_lazy("unit", "people")
    PERSON_TIMES = "person_times", pgettext_lazy("unit", "person-times")
    SAMPLES = "samples", pgettext_lazy("unit", "samples")
    CASES = "cases", pgettext_lazy("unit", "cases")
    MILLILITRES = "millilitres", pgettext_lazy("unit", "millilitres")
    HOUSEHOLDS = "households", pgettext_lazy("unit", "households")
    PACKAGES = "packages", pgettext_lazy("unit", "packages")
    APPLICATIONS = "applications", pgettext_lazy("unit", "applications")
    TIMES = "times", pgettext_lazy("unit", "times")
    SESSIONS = "sessions", pgettext_lazy("unit", "sessions")
    CLASSES = "classes", pgettext_lazy("unit", "classes")
    COPIES = "copies", pgettext_lazy("unit", "copies")
    ARTICLES = "articles", pgettext_lazy("unit", "articles")
    HOURS = "hours", pgettext_lazy("unit", "hours")
    PROJECTS = "projects", pgettext_lazy("unit", "projects")
    POSTS = "posts", pgettext_lazy("unit", "posts")
    BRANCHES = "branches", pgettext_lazy("unit", "organisations")
    DEVICES = "devices", pgettext_lazy("unit", "devices")
    HONOURS = "honours", pgettext_lazy("unit", "honours")


@dataclass(frozen=True)
class Period:
    """Two dates, both counted."""

    start: date
    end: date

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))

    def before(self) -> "Period":
        """The same dates a year earlier; 29 February becomes the 28th."""

        def earlier(day: date) -> date:
            return day.replace(
                year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day
            )

        return Period(earlier(self.start), earlier(self.end))


@dataclass(frozen=True)
class Value:
    """A counted number, whether any part of it is rounded, and the list it was counted from."""

    figure: Any
    number: Decimal | int
    rounded: bool = False
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What the three kinds that count records share. `model` has a list page with a filter."""

    key: str
    label: Any
    unit: Unit
    rule: Any
    model: Any
    filterset: str
    value: models.Aggregate | Callable[[Period], models.Aggregate]
    where: dict[str, str] = field(default_factory=dict)
    # The field whose being rounded makes the sum rounded; by default the one summed.
    number: str = ""
    # Where it is no field of the model: whether any part is rounded, as of the period.
    inexact: Callable[[Period], Any] | None = None

    def aggregate(self, period: Period) -> models.Aggregate:
        """The sum or count; some depend on the day at which they are asked for."""
        return self.value if isinstance(self.value, models.Aggregate) else self.value(period)

    def rounded(self, period: Period) -> models.Aggregate | None:
        """Whether any part of the sum is rounded; None where that cannot be."""
        if self.inexact:
            return BoolOr(self.inexact(period))
        summed: list[Any] = getattr(self.value, "get_source_expressions", list)()
        name = self.number or getattr(summed[0] if summed else None, "name", "")
        if issubclass(self.model, Record):
            known = name in self.model.numbers
            return BoolOr(Q(rounded__contains=[name])) if known else None
        lines_say = any(f.name == "rounded" for f in self.model._meta.concrete_fields)
        return BoolOr(Q(rounded=True)) if lines_say else None

    def dates(self, period: Period) -> dict[str, str]:
        raise NotImplementedError

    def parameters(self, society: Society, alone: bool, period: Period) -> dict[str, str]:
        """The list page's query parameters for this figure."""
        whose = {"alone" if alone else "society": str(society.pk)}
        return {**self.where, **whose, **self.dates(period)}

    def url(self, parameters: dict[str, str]) -> str:
        return f"{reverse(self.model.url_name('list'))}?{urlencode(parameters)}"

    def condition(self, parameters: dict[str, str]) -> Q:
        """What the list page's filter asks of the database for these parameters.

        Raises ValueError for a parameter that the filter does not know or finds invalid
        (django-filter itself ignores both).
        """
        filters = filters_of(self.filterset)
        recorder = _Recorder()
        for name in parameters:
            if name not in filters:
                raise ValueError(f"{self.key}: {name}")
            field = filters[name].field
            try:
                value = field.clean(field.widget.value_from_datadict(parameters, {}, name))
            except ValidationError as error:
                raise ValueError(f"{self.key}: {name}: {error.messages}") from error
            filters[name].filter(recorder, value)
        return recorder.q


@cache
def filters_of(path: str) -> dict[str, Any]:
    """The filters of a FilterSet by name; making them takes longer than counting a small year."""
    filterset: Any = import_string(path)
    return filterset(queryset=filterset._meta.model.objects.none()).filters


class _Recorder:
    """Stands in for a queryset and keeps what filters add to it."""

    def __init__(self) -> None:
        self.q = Q()

    def filter(self, *args: Q, **lookups: Any) -> "_Recorder":
        self.q &= Q(*args, **lookups)
        return self

    def exclude(self, *args: Q, **lookups: Any) -> "_Recorder":
        self.q &= ~Q(*args, **lookups)
        return self


class Flow(Counted):
    """A sum or count over a period."""

    def dates(self, period):
        return {"date_from": period.start.isoformat(), "date_to": period.end.isoformat()}


class Distinct(Flow):
    """Different people or things over a period: each counted once."""


@dataclass(frozen=True, kw_only=True)
class Stock(Counted):
    """A state at the end of the period. `at` is the list's parameter for the day."""

    at: str = "on"

    def dates(self, period):
        return {self.at: period.end.isoformat()}


@dataclass(frozen=True, kw_only=True)
class Derived:
    """An expression over other figures, given their numbers in the order of `parts`."""

    key: str
    label: Any
    unit: Unit
    rule: Any
    parts: tuple[str, ...]
    expression: Callable[..., Decimal | int | None]


def count(
    figures: Iterable[Counted], society: Society, period: Period, *, alone: bool = False
) -> dict[str, Value]:
    """Every figure's value by key, with one aggregate query a model. Nothing recorded gives 0."""
    values: dict[str, Value] = {}
    for group in asked_of(figures, society, period, alone):
        aggregates = _aggregates(group.figures, group.own, period)
        row = group.model.objects.countable().filter(group.shared).aggregate(**aggregates)
        for number, (figure, asked) in enumerate(zip(group.figures, group.asked, strict=True)):
            values[figure.key] = _value(figure, row, number, figure.url(asked))
    return values


@dataclass(frozen=True)
class Group:
    """Figures of one model: of each its list's parameters, and what it asks beyond the shared."""

    model: Any
    figures: list[Counted]
    asked: list[dict[str, str]]
    shared: Q
    own: list[Q]


def asked_of(
    figures: Iterable[Counted], society: Society, period: Period, alone: bool
) -> Iterator[Group]:
    """By model. What its figures share narrows the rows; the rest sorts them into figures."""
    by_model: dict[Any, list[Counted]] = {}
    for figure in figures:
        by_model.setdefault(figure.model, []).append(figure)
    for model, group in by_model.items():
        asked = [figure.parameters(society, alone, period) for figure in group]
        shared = dict(set.intersection(*(set(each.items()) for each in asked)))
        own = [
            figure.condition({k: v for k, v in each.items() if k not in shared})
            for figure, each in zip(group, asked, strict=True)
        ]
        yield Group(model, group, asked, group[0].condition(shared), own)


def _aggregates(figures: list[Counted], own: list[Q], period: Period) -> dict[str, Any]:
    """For each figure its number, f0, f1, …, and whether it is rounded, r0, …, where it can be."""
    found: dict[str, Any] = {}
    for number, (figure, q) in enumerate(zip(figures, own, strict=True)):
        found[f"f{number}"] = _with(figure.aggregate(period), q)
        if known := figure.rounded(period):
            found[f"r{number}"] = _with(known, q)
    return found


def _value(figure: Counted, row: dict[str, Any], number: int, url: str) -> Value:
    return Value(figure, row[f"f{number}"] or 0, bool(row.get(f"r{number}")), url)


def derive(figures: Iterable[Derived], values: dict[str, Value]) -> dict[str, Value]:
    """Values of derived figures, in order: one may build on another. The undefined are left out."""
    found = dict(values)
    for figure in figures:
        parts = [found.get(key) for key in figure.parts]
        numbers = [part.number for part in parts if part is not None]
        if len(numbers) == len(figure.parts):
            result = figure.expression(*numbers)
            if result is not None:
                found[figure.key] = Value(figure, result, any(p.rounded for p in parts if p))
    return {key: value for key, value in found.items() if key not in values}


def break_down(
    figure: Counted,
    by: str,
    society: Society,
    period: Period,
    *,
    alone: bool = False,
    parameter: str | None = None,
) -> list[tuple[Any, Value]]:
    """(group, value) by a field, the largest first; each value links to its part of the list.

    `by` is a field, or a way over fields, to another entry or to choices; `parameter` is the list
    filter's name for it when that differs. What has several choices counts in each of them.
    """
    asked = figure.parameters(society, alone, period)
    if isinstance(_field(figure.model, by), SeveralField):
        return _break_down_several(figure, by, asked, period, parameter or by)
    found = tabulate([figure], by, society, period, alone=alone, parameter=parameter)
    pairs = [(group, values[figure.key]) for group, values in found]
    return sorted(pairs, key=lambda pair: -pair[1].number)


def tabulate(
    figures: list[Counted],
    by: str,
    society: Society,
    period: Period,
    *,
    alone: bool = False,
    parameter: str | None = None,
) -> list[tuple[Any, dict[str, Value]]]:
    """(group, values by key) of several figures of one model, from one query; see `break_down`."""
    (group,) = asked_of(figures, society, period, alone)
    to = _field(group.model, by)
    rows = group.model.objects.countable().filter(group.shared).order_by().values(by)
    aggregates = _aggregates(group.figures, group.own, period)
    rows = list(rows.annotate(**aggregates).order_by(by))
    groups: dict[Any, Any] = dict(to.flatchoices)
    if to.related_model:
        groups = to.related_model.objects.in_bulk([row[by] for row in rows if row[by]])
    found = []
    for row in rows:
        part = {parameter or by: str(row[by])}
        # No list page can be asked for what has none: its parameter left empty means all.
        has_one = row[by] not in (None, "")
        values = {}
        for number, (figure, asked) in enumerate(zip(group.figures, group.asked, strict=True)):
            url = figure.url({**asked, **part}) if has_one else ""
            values[figure.key] = _value(figure, row, number, url)
        found.append((groups.get(row[by], row[by]), values))
    return found


def _field(model: Any, way: str) -> Any:
    """The field at the end of `course__kind`."""
    *steps, last = way.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)


def _break_down_several(
    figure: Counted, by: str, asked: dict[str, str], period: Period, parameter: str
) -> list[tuple[Any, Value]]:
    labels = dict(_field(figure.model, by).several)
    own = [figure.condition({parameter: choice}) for choice in labels]
    aggregates = _aggregates([figure] * len(labels), own, period)
    row = figure.model.objects.countable().filter(figure.condition(asked)).aggregate(**aggregates)
    found = [
        (label, _value(figure, row, number, figure.url({**asked, parameter: choice})))
        for number, (choice, label) in enumerate(labels.items())
        if row[f"f{number}"]
    ]
    return sorted(found, key=lambda pair: -pair[1].number)


def by_month(
    figure: Flow, society: Society, period: Period, *, alone: bool = False
) -> list[tuple[Period | None, Value]]:
    """(month, value) in order, months without records left out, one query.

    A month is what of it lies in the period. None, at the end: of what only the year is known.
    """
    asked = figure.parameters(society, alone, period)
    owner = import_string(figure.filterset).owner
    month = Case(
        When(**{f"{owner}date_precision": Record.Precision.YEAR}, then=None),
        default=Cast(TruncMonth(f"{owner}date"), models.DateField()),
        output_field=models.DateField(),
    )
    rows: Any = figure.model.objects.countable().filter(figure.condition(asked))
    rows = rows.order_by().annotate(_month=month).values("_month")
    found: list[tuple[Period | None, Value]] = []
    for row in rows.annotate(**_aggregates([figure], [Q()], period)).order_by("_month"):
        first: date | None = row["_month"]
        if first is None:
            span, part = None, {"month": "unknown"}
        else:
            following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            last = following - timedelta(days=1)
            span = Period(max(first, period.start), min(last, period.end))
            part = figure.dates(span) | {"month": "known"}
        found.append((span, _value(figure, row, 0, figure.url({**asked, **part}))))
    return found


def _with(aggregate: models.Aggregate, q: Q) -> models.Aggregate:
    """The aggregate restricted to q."""
    restricted = aggregate.copy()
    if q:
        restricted.filter = q
    return restricted


def faults(figure: Counted) -> list[str]:
    """What is wrong with a figure's definition: its parameters, or a join that multiplies rows."""
    try:
        q = figure.condition({**figure.where, **figure.dates(Period.year(2000))})
        value = figure.aggregate(Period.year(2000))
        query = figure.model.objects.filter(q).annotate(_figure=value).query
    except Exception as error:
        return [str(error)]
    joins = (getattr(join, "join_field", None) for join in query.alias_map.values())
    if any(getattr(join, "multiple", False) for join in joins):
        return [f"{figure.key}: a join over children multiplies rows; use Exists or Subquery."]
    return []


@cache
def _modules() -> list[Any]:
    modules = (f"{config.name}.figures" for config in apps.get_app_configs())
    return [import_module(m) for m in modules if find_spec(m)]


def of_apps() -> list[Counted]:
    """The figures that the installed apps define, in their order."""
    return [figure for module in _modules() for figure in getattr(module, "figures", [])]


def derived_of_apps() -> list[Derived]:
    """The figures over other figures, in the order of the apps."""
    return [figure for module in _modules() for figure in getattr(module, "derived", [])]


@cache
def by_key() -> dict[str, Any]:
    """Every figure, counted and derived."""
    figures: list[Any] = [*of_apps(), *derived_of_apps()]
    return {figure.key: figure for figure in figures}


@checks.register()
def check_figures(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every figure's parameters are known to its list page; no key twice, no join over children."""
    figures = of_apps()
    keys = [figure.key for figure in figures]
    messages = [fault for figure in figures for fault in faults(figure)]
    messages += [f"{key}: defined twice." for key in sorted({k for k in keys if keys.count(k) > 1})]
    return [checks.Error(message, id="redcross.E001") for message in messages]
