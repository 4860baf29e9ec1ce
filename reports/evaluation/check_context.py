"""What several consistency checks look at, and what they find."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override

from redcross.figures import CountedFigure, Period
from redcross.models import Record
from reports.models import Chapter, Evaluation
from reports.text import figure_references
from reports.text.figure_references import FigureReference
from reports.text.free_text import EQUIVALENT_MEASURES, dates_in, numbers_in, typed_text

from . import scoring, text_renderer
from .drafting import generate_text


@dataclass(frozen=True)
class Finding:
    """`text` names what is found; who waives it gives a reason."""

    text: str
    url: str
    waived: str = ""


@dataclass(frozen=True)
class LazyFinding:
    """A finding in no language yet: `words` is translated when it is read."""

    words: Any
    url: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self):
        words = str(self.words)
        return (words % self.values if self.values else words)[:300]

    def in_every_language(self) -> set[str]:
        """Who waived it may have read it in another language."""
        found = set()
        for code, _name in settings.LANGUAGES:
            with override(code):
                found.add(str(self))
        return found


class CheckContext:
    """An evaluation with what several checks look at, each read once."""

    def __init__(self, evaluation: Evaluation, renderer: text_renderer.TextRenderer):
        self.evaluation = evaluation
        self.period: Period = evaluation.period
        self.renderer = renderer
        self.chapters: list[Chapter] = list(evaluation.chapters.countable())
        self._of_society: dict[str, Q] = {}

    @cached_property
    def references(self) -> list[FigureReference]:
        """The references of all chapters, each once."""
        found = (
            reference
            for chapter in self.chapters
            for reference in figure_references.references_in(chapter.text)
        )
        return list({str(reference): reference for reference in found}.values())

    @cached_property
    def records(self) -> dict[Any, dict[int, Record]]:
        """The records of all references that name one, by kind and key."""
        asked = defaultdict(set)
        for reference in self.references:
            if reference.key.startswith("@"):
                try:
                    model, pk, *_rest = figure_references.parse_record_reference(reference)
                except ValidationError:
                    continue
                asked[model].add(pk)
        return {
            model: model.objects.countable().select_related("society").in_bulk(keys)
            for model, keys in asked.items()
        }

    def record_of(self, reference: FigureReference) -> Record | None:
        """The record that the reference names, if it counts and is of this evaluation's society."""
        try:
            model, pk, *_rest = figure_references.parse_record_reference(reference)
        except ValidationError:
            return None
        record = self.records[model].get(pk)
        below = record and record.society.path.startswith(self.evaluation.society.path)
        return record if below else None

    def leads_nowhere(self, reference: FigureReference) -> bool:
        return str(reference) in self.faulty

    @cached_property
    def faulty(self) -> set[str]:
        return {
            str(reference)
            for reference in self.references
            if (
                self.record_of(reference) is None
                if reference.key.startswith("@")
                else figure_references.reference_fault(reference, self.evaluation.society)
            )
        }

    def of_society(self, figure: CountedFigure) -> Q:
        """The condition for the list's rows being the society's, read once a list."""
        if figure.filterset not in self._of_society:
            one = self.evaluation
            parameters = one.scope.society_parameter()
            self._of_society[figure.filterset] = figure.condition(parameters)
        return self._of_society[figure.filterset]

    def number_of(self, reference: FigureReference) -> Decimal | int:
        """What a reference that leads somewhere says."""
        if record := self.record_of(reference) if reference.key.startswith("@") else None:
            return getattr(record, figure_references.parse_record_reference(reference)[2]) or 0
        period = figure_references.reference_period(reference, self.period)
        return self.renderer.value(
            reference.key, period, figure_references.list_parameters(reference)
        ).number

    @cached_property
    def scores(self) -> scoring.EvaluationScores:
        return scoring.score_evaluation(self.evaluation, self.renderer)

    @cached_property
    def known(self) -> dict[str, list[Decimal]]:
        """Numbers that are counted or planned, by measure word; money in yuan."""
        found: dict[str, list[Decimal]] = defaultdict(list)

        def add(number: Any, unit: str) -> None:
            if number is not None:
                wan = unit == "万元"
                found["元" if wan else EQUIVALENT_MEASURES.get(unit, unit)].append(
                    number * (10**4 if wan else 1)
                )

        now = self.renderer.values(self.period)
        before = self.renderer.values(self.period.previous())
        for value in (*now.values(), *before.values()):
            add(Decimal(value.number), value.figure.unit.measure_word)
        for key in now.keys() & before.keys():
            if then := Decimal(before[key].number):
                add(abs(now[key].number - then) * 100 / then, "%")
        budget = self.scores.budget
        for sums in (budget.total, *(sums for _name, sums in budget.by_kind + budget.by_source)):
            for wan in (sums.initial, sums.adjusted, sums.executed):
                add(wan, "万元")
            add(sums.rate, "%")
        for row in self.scores.rows:
            add(row.indicator.target, row.indicator.unit)
            if row.actual:
                add(row.actual.number, row.actual.unit)
        return found

    @cached_property
    def of_records(self) -> set[str]:
        """Numbers and dates that would be written from the records now: events have their days."""
        data = self.renderer.narrative_data()
        text = "\n".join(
            typed_text(generate_text(chapter, data)) for chapter in self.chapters if chapter.source
        )
        return {one.words for one in numbers_in(text)} | {one.words for one in dates_in(text)}


def edit_url(on: Any) -> str:
    """Where it is written."""
    return reverse(on.url_name("change"), args=[on.pk])
