"""Figures counted: one aggregate query a model, whole, broken down or by month."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Cast, TruncMonth
from django.utils.module_loading import import_string

from redcross.fields import ChoiceArrayField
from redcross.models import Entry, Line, Record

from .definitions import CountedFigure, Derived, Flow, Period, Scope, Value

AnyModel = type[Entry] | type[Line]
# A row of an aggregate query: f0, r0 and so on, what it is grouped by, or both.
Row = dict[str, Any]


def count(figures: Iterable[CountedFigure], scope: Scope) -> dict[str, Value]:
    """Return every figure's value by key, from one query a model.

    Nothing recorded is 0; left out is what says of itself that it is absent then.
    """
    values: dict[str, Value] = {}
    for group in group_by_model(figures, scope):
        aggregates = _aggregates(group.figures, group.own_conditions, scope.period)
        row = group.model.objects.countable().filter(group.shared_condition).aggregate(**aggregates)
        for number, (figure, asked) in enumerate(zip(group.figures, group.parameters, strict=True)):
            if row[f"f{number}"] is not None or not figure.absent_without_records:
                values[figure.key] = _value(figure, row, number, figure.url(asked))
    return values


@dataclass(frozen=True)
class FigureGroup:
    """Figures of one model: of each its list's parameters, and what it asks beyond the shared."""

    model: AnyModel
    figures: list[CountedFigure]
    parameters: list[dict[str, str]]
    shared_condition: Q
    own_conditions: list[Q]


def group_by_model(figures: Iterable[CountedFigure], scope: Scope) -> Iterator[FigureGroup]:
    """Yield the figures of each model.

    What its figures share narrows the rows; the rest sorts them into figures.
    """
    by_model: dict[AnyModel, list[CountedFigure]] = {}
    for figure in figures:
        by_model.setdefault(figure.model, []).append(figure)
    for model, group in by_model.items():
        asked = [figure.parameters(scope) for figure in group]
        shared = dict(set.intersection(*(set(each.items()) for each in asked)))
        own = [
            figure.condition({k: v for k, v in each.items() if k not in shared})
            for figure, each in zip(group, asked, strict=True)
        ]
        yield FigureGroup(model, group, asked, group[0].condition(shared), own)


def _aggregates(
    figures: list[CountedFigure], own: list[Q], period: Period
) -> dict[str, models.Aggregate]:
    """Return for each figure its number, f0, f1, …, and where it can be rounded whether, r0, …."""
    found: dict[str, models.Aggregate] = {}
    for number, (figure, q) in enumerate(zip(figures, own, strict=True)):
        found[f"f{number}"] = _restricted(figure.aggregate(period), q)
        if known := figure.rounded(period):
            found[f"r{number}"] = _restricted(known, q)
    return found


def _value(figure: CountedFigure, row: Row, number: int, url: str) -> Value:
    """Return the value of the figure at this place among those counted together."""
    return Value(figure, row[f"f{number}"] or 0, bool(row.get(f"r{number}")), url)


def derive(figures: Iterable[Derived], values: dict[str, Value]) -> dict[str, Value]:
    """Return the values of derived figures, in order: one may build on another.

    Left out is what lacks a part, or says nothing.
    """
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
    figure: CountedFigure,
    by: str,
    scope: Scope,
    parameter: str | None = None,
) -> list[tuple[Any, Value]]:
    """Return (group, value) by a field, the largest first.

    Each value links to its part of the list.

    `by` is a field, or a way over fields, to another entry or to choices; `parameter` is the list
    filter's name for it when that differs. What has several choices counts in each of them.
    """
    asked = figure.parameters(scope)
    if isinstance(_field_at(figure.model, by), ChoiceArrayField):
        return _break_down_choices(figure, by, asked, scope.period, parameter or by)
    found = tabulate([figure], by, scope, parameter=parameter)
    pairs = [(group, values[figure.key]) for group, values in found]
    return sorted(pairs, key=lambda pair: -pair[1].number)


def tabulate(
    figures: list[CountedFigure],
    by: str,
    scope: Scope,
    parameter: str | None = None,
) -> list[tuple[Any, dict[str, Value]]]:
    """Return (group, values by key) of several figures of one model, from one query.

    In the order of the field; groups are as `break_down` says, what has none is None or "".
    """
    (group,) = group_by_model(figures, scope)
    to = _field_at(group.model, by)
    shared = group.model.objects.countable().filter(group.shared_condition)
    aggregates = _aggregates(group.figures, group.own_conditions, scope.period)
    rows: list[Row] = list(shared.order_by().values(by).annotate(**aggregates).order_by(by))
    groups: dict[Any, Any] = dict(to.flatchoices)
    if to.related_model:
        groups = to.related_model.objects.in_bulk([row[by] for row in rows if row[by]])
    found: list[tuple[Any, dict[str, Value]]] = []
    for row in rows:
        part = {parameter or by: str(row[by])}
        # No list page can be asked for what has none: its parameter left empty means all.
        has_one = row[by] not in (None, "")
        values = {}
        for number, (figure, asked) in enumerate(zip(group.figures, group.parameters, strict=True)):
            url = figure.url({**asked, **part}) if has_one else ""
            values[figure.key] = _value(figure, row, number, url)
        found.append((groups.get(row[by], row[by]), values))
    return found


def _field_at(model: type[models.Model], way: str) -> Any:
    """Return the field at the end of `course__kind`."""
    *steps, last = way.split("__")
    for step in steps:
        model = cast(type[models.Model], model._meta.get_field(step).related_model)
    return model._meta.get_field(last)


def _break_down_choices(
    figure: CountedFigure, by: str, asked: dict[str, str], period: Period, parameter: str
) -> list[tuple[Any, Value]]:
    """Return (label, value) by choices of which a row may have several, those without rows not."""
    labels = dict(_field_at(figure.model, by).several)
    own = [figure.condition({parameter: choice}) for choice in labels]
    aggregates = _aggregates([figure] * len(labels), own, period)
    row = figure.model.objects.countable().filter(figure.condition(asked)).aggregate(**aggregates)
    found = [
        (label, _value(figure, row, number, figure.url({**asked, parameter: choice})))
        for number, (choice, label) in enumerate(labels.items())
        if row[f"f{number}"]
    ]
    return sorted(found, key=lambda pair: -pair[1].number)


def by_month(figure: Flow, scope: Scope) -> list[tuple[Period | None, Value]]:
    """Return (month, value) in order, months without records left out, from one query.

    A month is what of it lies in the period. None, at the end: of what only the year is known.
    """
    asked = figure.parameters(scope)
    owner = import_string(figure.filterset).owner
    month = Case(
        When(**{f"{owner}date_precision": Record.Precision.YEAR}, then=None),
        default=Cast(TruncMonth(f"{owner}date"), models.DateField()),
        output_field=models.DateField(),
    )
    dated = figure.model.objects.countable().filter(figure.condition(asked))
    months = dated.order_by().annotate(_month=month).values("_month")
    found: list[tuple[Period | None, Value]] = []
    rows = months.annotate(**_aggregates([figure], [Q()], scope.period)).order_by("_month")
    for row in cast(Iterable[Row], rows):
        first: date | None = row["_month"]
        if first is None:
            span, part = None, {"month": "unknown"}
        else:
            following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            last = following - timedelta(days=1)
            span = Period(max(first, scope.period.start), min(last, scope.period.end))
            part = figure.dates(span) | {"month": "known"}
        found.append((span, _value(figure, row, 0, figure.url({**asked, **part}))))
    return found


def _restricted(aggregate: models.Aggregate, q: Q) -> models.Aggregate:
    """Return the aggregate over those of its rows that meet q."""
    restricted = aggregate.copy()
    if q:
        restricted.filter = q
    return restricted
