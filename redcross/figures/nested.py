"""Figures broken down by what nests: each group with all below it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from .definitions import CountedFigure, Scope, Value
from .query import restricted
from .roundings import rounding_read

# Aggregates of one query: each takes two columns, of which PostgreSQL gives 1,664.
MOST_AT_ONCE = 400


@dataclass(frozen=True)
class NestedGroup:
    """A group with all below it, and how deep it lies: 0 at the top. None is what has no group."""

    level: int
    group: Any
    value: Value


def break_down_nested(
    figure: CountedFigure, by: str, scope: Scope, parameter: str
) -> list[NestedGroup]:
    """Return the groups of a figure, each with all below it, above its own; the largest first.

    `by` is a foreign key to what has a `parent` of its own kind; `parameter` is the list filter's
    name for one with all below. Counted, not added up: donors of two funds may be the same one.
    Those at the top are together the whole of what adds up.
    """
    parameters = figure.parameters(scope)
    rows = figure.model.objects.countable().filter(figure.condition(parameters)).order_by()
    target: Any = figure.model._meta.get_field(by).related_model
    used = set(rows.values_list(by, flat=True).distinct())
    nodes = _with_those_above(target, used - {None})
    within = {key: {key} for key in nodes}
    for key, node in nodes.items():
        above = node.parent_id
        while above in nodes:
            within[above].add(key)
            above = nodes[above].parent_id
    conditions: dict[int | None, Q] = {
        key: Q(**{f"{by}__in": sorted(keys)}) for key, keys in within.items()
    }
    if None in used:
        conditions[None] = Q(**{by: None})
    values = {
        key: Value(
            figure,
            number or 0,
            rounding_read(rounded),
            figure.url({**parameters, parameter: str(key)}) if key is not None else "",
        )
        for key, number, rounded in _counted(rows, figure, scope, conditions)
    }
    found = list(_in_order(nodes, values, None, 0))
    if None in values:
        found.append(NestedGroup(0, None, values[None]))
    return found


def _with_those_above(target: Any, keys: Iterable[int]) -> dict[int, Any]:
    """Return the groups by key together with those that they lie in."""
    nodes: dict[int, Any] = {}
    missing = set(keys)
    while missing:
        nodes |= target.objects.in_bulk(missing)
        missing = {node.parent_id for node in nodes.values()} - nodes.keys() - {None}
    return nodes


def _counted(
    rows: "models.QuerySet[Any]",
    figure: CountedFigure,
    scope: Scope,
    conditions: Mapping[int | None, Q],
) -> Iterator[tuple[int | None, Any, int | None]]:
    """Yield of each condition its key, the number, and how well it is known."""
    keys = list(conditions)
    for start in range(0, len(keys), MOST_AT_ONCE):
        chunk = keys[start : start + MOST_AT_ONCE]
        aggregates: dict[str, models.Aggregate] = {}
        for index, key in enumerate(chunk):
            known = figure.rounded(scope.period)
            for name, aggregate in (("f", figure.aggregate(scope.period)), ("r", known)):
                if aggregate is not None:
                    aggregates[f"{name}{index}"] = restricted(aggregate, conditions[key])
        row = rows.aggregate(**aggregates)
        for index, key in enumerate(chunk):
            yield key, row[f"f{index}"], row.get(f"r{index}")


def _in_order(
    nodes: Mapping[int, Any], values: Mapping[int | None, Value], above: int | None, level: int
) -> Iterator[NestedGroup]:
    """Yield the groups that lie in this one, each followed by its own."""
    members = [key for key, node in nodes.items() if _lies_in(node, nodes) == above]
    for key in sorted(members, key=lambda key: (-values[key].number, key)):
        yield NestedGroup(level, nodes[key], values[key])
        yield from _in_order(nodes, values, key, level + 1)


def _lies_in(node: Any, nodes: Mapping[int, Any]) -> int | None:
    parent: int | None = node.parent_id
    return parent if parent in nodes else None
