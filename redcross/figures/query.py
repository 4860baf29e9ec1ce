"""Figures counted: one aggregate query a model, whole, broken down or by month."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from django.db import models
from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Cast, TruncMonth
from django.utils.module_loading import import_string

from redcross.fields import ChoiceArrayField
from redcross.models import Entry, Line, Record
from redcross.typed_values import Rounding

from .definitions import CountedFigure, Derived, Flow, Period, Scope, Value
from .prepared import Row, ask, placeholder_entry, prepare, prepared, run_prepared
from .roundings import rounding_read
from .sorted_sums import added_up, adds_up, sorts, sums

AnyModel = type[Entry] | type[Line]
Figures = tuple[CountedFigure, ...]
# What rows are grouped by besides fields: their month.
MONTH = "_month"


def count(figures: Iterable[CountedFigure], scope: Scope) -> dict[str, Value]:
    """Return every figure's value by key, from one query a model.

    Nothing recorded is 0; left out is what says of itself that it is absent then.
    """
    values: dict[str, Value] = {}
    for group in _by_model(figures):
        row = next(iter(_rows(group, scope)), {})
        for number, figure in enumerate(group):
            if row.get(f"f{number}") is None and figure.absent_without_records:
                continue
            url = figure.url(figure.parameters(scope))
            values[figure.key] = _value(figure, row, number, url)
    return values


@dataclass(frozen=True)
class FigureGroup:
    """Figures of one model: what they share narrows the rows, the rest sorts them into figures."""

    model: AnyModel
    figures: Figures
    shared_condition: Q
    own_conditions: list[Q]


def group_by_model(figures: Iterable[CountedFigure], scope: Scope) -> Iterator[FigureGroup]:
    """Yield the figures of each model with what they ask of its rows."""
    return (_group(group, scope) for group in _by_model(figures))


def _by_model(figures: Iterable[CountedFigure]) -> list[Figures]:
    """Return the figures of each model."""
    by_model: dict[AnyModel, list[CountedFigure]] = {}
    for figure in figures:
        by_model.setdefault(figure.model, []).append(figure)
    return [tuple(group) for group in by_model.values()]


def _group(figures: Figures, scope: Scope) -> FigureGroup:
    """Return figures of one model with what they ask of its rows."""
    arguments = [figure.arguments(scope) for figure in figures]
    shared = dict(set.intersection(*(set(each.items()) for each in arguments)))
    own = [
        figure.condition({k: v for k, v in each.items() if k not in shared})
        for figure, each in zip(figures, arguments, strict=True)
    ]
    return FigureGroup(figures[0].model, figures, figures[0].condition(shared), own)


def _rows(figures: Figures, scope: Scope, by: str = "") -> list[Row]:
    """Return the numbers of figures of one model, in one row or in one for each group."""
    figures = tuple(figure.with_entries() for figure in figures)
    entries = _entries(figures)
    if entries:
        general = _for_any(figures, entries)
        query = prepared(_query, scope.own_records_only, general, by)
        found = ask(query or prepare(_query(scope, figures, by)), scope, entries)
    else:
        found = run_prepared(_query, scope, figures, by)
    return _numbers(figures, found, by)


def _entries(figures: Figures) -> list[models.Model]:
    """Return the entries that figures name, each once."""
    values = (value for figure in figures for value in figure.where.values())
    return list(dict.fromkeys(value for value in values if isinstance(value, models.Model)))


def _for_any(figures: Figures, entries: list[models.Model]) -> Figures:
    """Return the figures with entries that are known later in the place of those they name."""
    placeholders = {
        entry: placeholder_entry(type(entry), index) for index, entry in enumerate(entries)
    }
    return tuple(
        replace(
            figure,
            where={
                name: placeholders[value] if isinstance(value, models.Model) else value
                for name, value in figure.where.items()
            },
        )
        for figure in figures
    )


def _are_sorted(figures: Figures) -> bool:
    """Return whether they are counted by sums of sorted rows."""
    return all(adds_up(figure) for figure in figures)


def _numbers(figures: Figures, found: list[Row], by: str) -> list[Row]:
    """Return the numbers of figures from what `_query` has found."""
    return added_up(figures, found, by) if _are_sorted(figures) else found


def _query(scope: Scope, figures: Figures, by: str) -> QuerySet[Any, Row]:
    """Return the query for the numbers of figures of one model, in one row or one for each group.

    `by`: a field, a way over fields, or MONTH.
    """
    group = _group(figures, scope)
    rows: QuerySet[Any, Any] = group.model.objects.countable().filter(group.shared_condition)
    rows = rows.order_by()
    if by == MONTH:
        owner = import_string(figures[0].filterset).owner
        month = Case(
            When(**{f"{owner}date_precision": Record.Precision.YEAR}, then=None),
            default=Cast(TruncMonth(f"{owner}date"), models.DateField()),
            output_field=models.DateField(),
        )
        rows = rows.annotate(**{MONTH: month})
    groups = (by,) if by else ()
    if _are_sorted(figures):
        each = sorts(group.own_conditions)
        rows = rows.annotate(**each).values(*groups, *each)
        return rows.annotate(**sums(figures, scope.period)).order_by(*groups)
    if not by:
        # A constant makes no groups: there is a row even where nothing is recorded.
        rows, groups = rows.annotate(_all=models.Value(1)), ("_all",)
    return rows.values(*groups).annotate(**_aggregates(group, scope.period)).order_by(by or "_all")


def _aggregates(group: FigureGroup, period: Period) -> dict[str, models.Aggregate]:
    """Return for each figure its number, f0, f1, …, and where it can be rounded how, r0, …."""
    found: dict[str, models.Aggregate] = {}
    for number, (figure, q) in enumerate(zip(group.figures, group.own_conditions, strict=True)):
        found[f"f{number}"] = restricted(figure.aggregate(period), q)
        if known := figure.rounded(period):
            found[f"r{number}"] = restricted(known, q)
    return found


def _value(figure: CountedFigure, row: Row, number: int, url: str) -> Value:
    """Return the value of the figure at this place among those counted together."""
    return Value(figure, row.get(f"f{number}") or 0, rounding_read(row.get(f"r{number}")), url)


def derive(figures: Iterable[Derived], values: dict[str, Value]) -> dict[str, Value]:
    """Return the values of derived figures, in order: one may build on another.

    Left out is what lacks a part, or says nothing, as all does with a part that is not known but
    what adds up.
    """
    found = dict(values)
    for figure in figures:
        parts = [found.get(key) for key in figure.parts]
        numbers = [part.number for part in parts if part is not None]
        if len(numbers) == len(figure.parts):
            known = Rounding.of_sum(part.rounded for part in parts if part)
            says_nothing = known is Rounding.UNKNOWN and not figure.adds_up
            result = None if says_nothing else figure.expression(*numbers)
            if result is not None:
                # A share or a difference of what there is more of is only about right.
                off = figure.less and not any(found[key].rounded for key in figure.less)
                rounded = known if figure.adds_up or off or not known else Rounding.ABOUT
                found[figure.key] = Value(figure, result, rounded)
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
    if isinstance(_field_at(figure.model, by), ChoiceArrayField):
        return _break_down_choices(figure, by, scope, parameter or by)
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
    (group,) = _by_model(figures)
    rows = _rows(group, scope, by)
    to = _field_at(group[0].model, by)
    groups: dict[Any, Any] = dict(to.flatchoices)
    if to.related_model:
        groups = to.related_model.objects.in_bulk([row[by] for row in rows if row[by]])
    parameters = [figure.parameters(scope) for figure in group]
    found: list[tuple[Any, dict[str, Value]]] = []
    for row in rows:
        part = {parameter or by: str(row[by])}
        # No list page can be asked for what has none: its parameter left empty means all.
        has_one = row[by] not in (None, "")
        values = {}
        for number, figure in enumerate(group):
            url = figure.url({**parameters[number], **part}) if has_one else ""
            values[figure.key] = _value(figure, row, number, url)
        found.append((groups.get(row[by], row[by]), values))
    return found


def _field_at(model: type[models.Model], path: str) -> Any:
    """Return the field at the end of `course__kind`."""
    *steps, last = path.split("__")
    for step in steps:
        model = cast(type[models.Model], model._meta.get_field(step).related_model)
    return model._meta.get_field(last)


def _break_down_choices(
    figure: CountedFigure, by: str, scope: Scope, parameter: str
) -> list[tuple[Any, Value]]:
    """Return (label, value) by choices of which a row may have several, those without rows not."""
    labels = dict(_field_at(figure.model, by).item_choices)
    parts = tuple(replace(figure, where={**figure.where, parameter: key}) for key in labels)
    row = next(iter(_rows(parts, scope)), {})
    found = [
        (label, value)
        for number, (label, part) in enumerate(zip(labels.values(), parts, strict=True))
        for value in [_value(figure, row, number, part.url(part.parameters(scope)))]
        if value.says_something
    ]
    return sorted(found, key=lambda pair: -pair[1].number)


def by_month(figure: Flow, scope: Scope) -> list[tuple[Period | None, Value]]:
    """Return (month, value) in order, months without records left out, from one query.

    A month is what of it lies in the period. None, at the end: of what only the year is known.
    """
    parameters = figure.parameters(scope)
    found: list[tuple[Period | None, Value]] = []
    for row in _rows((figure,), scope, MONTH):
        first: date | None = row[MONTH]
        if first is None:
            span, part = None, {"month": "unknown"}
        else:
            following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            last = following - timedelta(days=1)
            span = Period(max(first, scope.period.start), min(last, scope.period.end))
            part = figure.dates(span) | {"month": "known"}
        found.append((span, _value(figure, row, 0, figure.url({**parameters, **part}))))
    return found


def restricted(aggregate: models.Aggregate, q: Q) -> models.Aggregate:
    """Return the aggregate over those of its rows that meet q."""
    copy = aggregate.copy()
    if q:
        copy.filter = q
    return copy
