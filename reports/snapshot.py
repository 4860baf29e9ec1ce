"""The records behind an evaluation, and what has moved since it was signed."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Count, Q
from django.utils.translation import override

from redcross.figures import Group, Value, asked_of, of_apps
from redcross.models import Line
from redcross.numbers import short

from . import chips
from .chips import reader_of
from .drafts import Evaluation
from .frozen import Frozen


def figures_now(evaluation: Evaluation) -> dict[str, list]:
    """Figure key to [number as text or None, rounded, records, label, unit, rule].

    A share of nothing has no number; a figure made of others has no records of its own.
    """
    values = reader_of(evaluation).values(evaluation.period)
    records = records_behind(evaluation)
    with override("zh-hans"):
        return {
            key: [
                short(values[key].number) if key in values else None,
                key in values and values[key].rounded,
                records.get(key),
                str(figure.label),
                str(figure.unit.label),
                str(figure.rule),
            ]
            for key, figure in chips.by_key().items()
        }


def _groups(evaluation: Evaluation) -> Iterator[Group]:
    return asked_of(of_apps(), evaluation.society, evaluation.period, evaluation.alone)


def records_behind(evaluation: Evaluation) -> dict[str, int]:
    """How many rows each figure was counted from, one query a model."""
    found: dict[str, int] = {}
    for group in _groups(evaluation):
        numbers = {f"n{n}": Count("pk", filter=q or None) for n, q in enumerate(group.own)}
        row = group.model.objects.countable().filter(group.shared).aggregate(**numbers)
        found |= {figure.key: row[f"n{n}"] for n, figure in enumerate(group.figures)}
    return found


def behind(evaluation: Evaluation) -> list[tuple[Any, Any]]:
    """(model, its rows that figures of the period count or the text names), each model once.

    Lines are counted through their entries.
    """
    counted: dict[Any, Q] = {}
    for group in _groups(evaluation):
        model, own = group.model, group.own
        rows = group.shared & reduce(or_, own) if all(own) else group.shared
        if issubclass(model, Line):
            lines = model.objects.filter(rows).values(model.owner)
            model, rows = model.owner_model(), Q(pk__in=lines)
        counted[model] = counted.get(model, Q()) | rows
    whose = Q(society__path__startswith=evaluation.society.path)
    for model, numbers in _named(evaluation).items():
        counted[model] = counted.get(model, Q()) | (whose & Q(pk__in=numbers))
    return [
        (model, model.objects.countable().filter(rows).order_by("pk"))
        for model, rows in counted.items()
    ]


def _named(evaluation: Evaluation) -> dict[Any, list[int]]:
    """The records of which the text shows a number: model to their ids."""
    texts = evaluation.chapters.countable().values_list("text", flat=True)
    found: dict[Any, list[int]] = {}
    used = evaluation.indicators.exclude(figure="").values_list("figure", flat=True)
    chosen = (f"[[{figure}]]" for figure in used)
    for text in (*texts, evaluation.goal, evaluation.achieved, *chosen):
        for chip in chips.tokens(text):
            label, _colon, number = chip.key.removeprefix("@").partition(":")
            if chip.key.startswith("@") and not chips.fault_of(chip):
                found.setdefault(apps.get_model(label), []).append(int(number))
    return found


def counted_now(evaluation: Evaluation) -> dict[str, list[list[int]]]:
    """Model label to [id, version] of the rows behind it."""
    return {
        model._meta.label_lower: [list(row) for row in rows.values_list("pk", "version")]
        for model, rows in behind(evaluation)
    }


@dataclass(frozen=True)
class Moved:
    """A figure that is not any more what was signed. None: a share of nothing."""

    figure: Any
    signed: Decimal | None
    now: Decimal | None
    rounded: bool
    url: str


def moved(frozen: Frozen) -> list[Moved]:
    """Which figures have changed since the freezing; changes that cancel out change none.

    A figure that was defined later was not signed.
    """
    evaluation = frozen.evaluation
    values = reader_of(evaluation).values(evaluation.period)
    found = []
    for key, figure in chips.by_key().items():
        if key not in frozen.values:
            continue
        number, was_rounded = frozen.values[key][:2]
        value = values.get(key) or Value(figure, 0)
        signed = None if number is None else Decimal(number)
        now = Decimal(short(value.number)) if key in values else None
        if signed != now or was_rounded != value.rounded:
            found.append(Moved(figure, signed, now, value.rounded, value.url))
    return found
