from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Count, Q
from django.utils.translation import override

from redcross.figures import FigureGroup, Value, group_by_model, registered_figures, registry
from redcross.formatting import format_decimal
from redcross.models import Line
from reports.models import Evaluation, SignedCopy
from reports.text import figure_references

from .text_renderer import renderer_of


def current_figures(evaluation: Evaluation) -> dict[str, list]:
    """Figure key to [number as text or None, rounded, records, label, unit, rule].

    A share of nothing has no number; a figure made of others has no records of its own.
    """
    values = renderer_of(evaluation).values(evaluation.period)
    records = count_records(evaluation)
    with override("zh-hans"):
        return {
            key: [
                format_decimal(values[key].number) if key in values else None,
                key in values and values[key].rounded,
                records.get(key),
                str(figure.label),
                str(figure.unit.label),
                str(figure.rule),
            ]
            for key, figure in registry.figures_by_key().items()
        }


def _figure_groups(evaluation: Evaluation) -> Iterator[FigureGroup]:
    return group_by_model(registered_figures(), evaluation.scope)


def count_records(evaluation: Evaluation) -> dict[str, int]:
    """How many rows each figure was counted from, one query a model."""
    found: dict[str, int] = {}
    for group in _figure_groups(evaluation):
        numbers = {
            f"n{n}": Count("pk", filter=q or None) for n, q in enumerate(group.own_conditions)
        }
        row = group.model.objects.countable().filter(group.shared_condition).aggregate(**numbers)
        found |= {figure.key: row[f"n{n}"] for n, figure in enumerate(group.figures)}
    return found


def counted_rows(evaluation: Evaluation) -> list[tuple[Any, Any]]:
    """(model, its rows that figures of the period count or the text names), each model once.

    Lines are counted through their entries.
    """
    counted: dict[Any, Q] = {}
    for group in _figure_groups(evaluation):
        model, own = group.model, group.own_conditions
        rows = group.shared_condition & reduce(or_, own) if all(own) else group.shared_condition
        if issubclass(model, Line):
            lines = model.objects.filter(rows).values(model.owner)
            model, rows = model.owner_model(), Q(pk__in=lines)
        counted[model] = counted.get(model, Q()) | rows
    whose = Q(society__path__startswith=evaluation.society.path)
    for model, numbers in _referenced_records(evaluation).items():
        counted[model] = counted.get(model, Q()) | (whose & Q(pk__in=numbers))
    return [
        (model, model.objects.countable().filter(rows).order_by("pk"))
        for model, rows in counted.items()
    ]


def _referenced_records(evaluation: Evaluation) -> dict[Any, list[int]]:
    """The records of which the text shows a number: model to their ids."""
    texts = evaluation.chapters.countable().values_list("text", flat=True)
    found: dict[Any, list[int]] = {}
    used = evaluation.indicators.exclude(figure="").values_list("figure", flat=True)
    chosen = (f"[[{figure}]]" for figure in used)
    for text in (*texts, evaluation.goal, evaluation.achieved, *chosen):
        for reference in figure_references.references_in(text):
            label, _colon, number = reference.key.removeprefix("@").partition(":")
            if reference.key.startswith("@") and not figure_references.reference_fault(reference):
                found.setdefault(apps.get_model(label), []).append(int(number))
    return found


def counted_versions(evaluation: Evaluation) -> dict[str, list[list[int]]]:
    """Model label to [id, version] of the rows behind it."""
    return {
        model._meta.label_lower: [list(row) for row in rows.values_list("pk", "version")]
        for model, rows in counted_rows(evaluation)
    }


@dataclass(frozen=True)
class ChangedFigure:
    """A figure that is not any more what was signed. None: a share of nothing."""

    figure: Any
    signed: Decimal | None
    now: Decimal | None
    rounded: bool
    url: str


def changed_figures(signed_copy: SignedCopy) -> list[ChangedFigure]:
    """Which figures have changed since the freezing; changes that cancel out change none.

    A figure that was defined later was not signed.
    """
    evaluation = signed_copy.evaluation
    values = renderer_of(evaluation).values(evaluation.period)
    found = []
    for key, figure in registry.figures_by_key().items():
        if key not in signed_copy.values:
            continue
        number, was_rounded = signed_copy.values[key][:2]
        value = values.get(key) or Value(figure, 0)
        signed = None if number is None else Decimal(number)
        now = Decimal(format_decimal(value.number)) if key in values else None
        if signed != now or was_rounded != value.rounded:
            found.append(ChangedFigure(figure, signed, now, value.rounded, value.url))
    return found
