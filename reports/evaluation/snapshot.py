"""What was counted when an evaluation was signed, and what has changed since."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Count, Q
from django.utils.translation import override

from redcross.figures import (
    CountedFigure,
    Derived,
    FigureGroup,
    Value,
    figures_by_key,
    group_by_model,
    registered_figures,
)
from redcross.formatting import format_decimal, show_number
from redcross.models import Entry, EntryQuerySet, Line
from redcross.typed_values import Rounding
from reports.models import (
    CountedVersions,
    Evaluation,
    ProjectIndicator,
    SignedCopy,
    SignedFigure,
)
from reports.text.figure_references import (
    parse_record_reference,
    reference_fault,
    references_in,
)

from .text_renderer import renderer_of


def current_figures(evaluation: Evaluation) -> dict[str, SignedFigure]:
    """Return every figure by key as it would be signed now, in Chinese."""
    values = renderer_of(evaluation).values(evaluation.period)
    records = count_records(evaluation)
    with override("zh-hans"):
        return {
            key: SignedFigure(
                format_decimal(values[key].number) if key in values else None,
                values[key].rounded.value if key in values else "",
                records.get(key),
                str(figure.label),
                str(figure.unit.label),
                figure.full_rule,
            )
            for key, figure in figures_by_key().items()
        }


def _figure_groups(evaluation: Evaluation) -> Iterator[FigureGroup]:
    """Yield the figures of each model with what they ask of it."""
    return group_by_model(registered_figures(), evaluation.scope)


def count_records(evaluation: Evaluation) -> dict[str, int]:
    """Return how many rows each figure was counted from, one query a model."""
    records: dict[str, int] = {}
    for group in _figure_groups(evaluation):
        counts = {
            f"n{index}": Count("pk", filter=q or None)
            for index, q in enumerate(group.own_conditions)
        }
        row = group.model.objects.countable().filter(group.shared_condition).aggregate(**counts)
        records |= {figure.key: row[f"n{index}"] for index, figure in enumerate(group.figures)}
    return records


def counted_rows(evaluation: Evaluation) -> list[tuple[type[Entry], EntryQuerySet]]:
    """Return (model, its rows that figures of the period count or the text names).

    Each model once, the rows by number.
    Lines are counted through their entries.
    """
    counted: dict[type[Entry], Q] = {}
    for group in _figure_groups(evaluation):
        model, own = group.model, group.own_conditions
        rows = group.shared_condition & reduce(or_, own) if all(own) else group.shared_condition
        if issubclass(model, Line):
            lines = model.objects.filter(rows).values(model.owner)
            model, rows = model.owner_model(), Q(pk__in=lines)
        counted[model] = counted.get(model, Q()) | rows
    visible = Q(society__path__startswith=evaluation.society.path)
    for model, numbers in _referenced_records(evaluation).items():
        counted[model] = counted.get(model, Q()) | (visible & Q(pk__in=numbers))
    return [
        (model, model.objects.countable().filter(rows).order_by("pk"))
        for model, rows in counted.items()
    ]


def _referenced_records(evaluation: Evaluation) -> dict[type[Entry], list[int]]:
    """Return the records of which text or indicators show a number: model to their ids."""
    texts = [
        *evaluation.chapters.countable().values_list("text", flat=True),
        *evaluation.annexes.countable().values_list("text", flat=True),
    ]
    projects = evaluation.projects.countable()
    for goal, achieved in projects.values_list("goal", "achieved"):
        texts += [goal, achieved]
    records: dict[type[Entry], list[int]] = {}
    used = [
        *evaluation.indicators.exclude(figure="").values_list("figure", flat=True),
        *ProjectIndicator.objects.filter(project__in=projects)
        .exclude(figure="")
        .values_list("figure", flat=True),
    ]
    chosen = (f"[[{figure}]]" for figure in used)
    for text in (*texts, evaluation.goal, evaluation.achieved, *chosen):
        for reference in references_in(text):
            if reference.key.startswith("@") and not reference_fault(reference):
                model, pk, *_rest = parse_record_reference(reference)
                records.setdefault(model, []).append(pk)
    return records


def counted_versions(evaluation: Evaluation) -> CountedVersions:
    """Return the rows behind the evaluation with the versions that they have now."""
    return {
        model._meta.label_lower: [list(row) for row in rows.values_list("pk", "version")]
        for model, rows in counted_rows(evaluation)
    }


@dataclass(frozen=True)
class ChangedFigure:
    """A figure that is not any more what was signed. None: a share of nothing."""

    figure: CountedFigure | Derived
    signed: Decimal | None
    now: Decimal | None
    rounded: Rounding
    url: str
    signed_rounded: Rounding = Rounding.EXACT

    @property
    def shown(self) -> str:
        """Return what it is now as pages show it."""
        return show_number(self.now, self.rounded)

    @property
    def signed_shown(self) -> str:
        """Return what was signed as pages show it."""
        return show_number(self.signed, self.signed_rounded)


def changed_figures(signed_copy: SignedCopy) -> list[ChangedFigure]:
    """Return the figures that have changed since the signing; changes that cancel out change none.

    A figure that was defined later was not signed.
    """
    evaluation = signed_copy.evaluation
    values = renderer_of(evaluation).values(evaluation.period)
    signed_figures = signed_copy.figures()
    changed = []
    for key, figure in figures_by_key().items():
        if key not in signed_figures:
            continue
        then = signed_figures[key]
        value = values.get(key) or Value(figure, 0)
        signed = None if then.number is None else Decimal(then.number)
        now = Decimal(format_decimal(value.number)) if key in values else None
        if signed != now or then.rounded != value.rounded:
            known = value.rounded, value.url, Rounding(then.rounded)
            changed.append(ChangedFigure(figure, signed, now, *known))
    return changed
