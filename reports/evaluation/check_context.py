"""What several consistency checks look at, and what they find."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.translation import override

from redcross.figures import CountedFigure, Period, Value
from redcross.formatting import as_known
from redcross.models import Entry, Record
from redcross.typed_values import Rounding
from reports.models import BudgetLine, Chapter, Evaluation
from reports.text.figure_references import (
    FigureReference,
    parse_record_reference,
    reference_period,
    references_in,
)
from reports.text.free_text import EQUIVALENT_MEASURES, dates_in, numbers_in, typed_text
from reports.text.result_references import RESULTS, STATEMENT_FIGURE
from reports.text.wording import format_amount

from .drafting import generate_text
from .scoring import EvaluationScores
from .text_renderer import TextRenderer


class BudgetFill(NamedTuple):
    """A line of the budget that could take what a sum lacks: its field, and which line it is."""

    field: str
    key: str
    line: BudgetLine | str | Promise


@dataclass(frozen=True)
class Finding:
    """What stands against an evaluation, where it is mended, and why it was waived, if it was."""

    text: str
    url: str
    waived: str = ""
    fills: tuple[BudgetFill, ...] = ()


@dataclass(frozen=True)
class LazyFinding:
    """A finding in no language yet: `words` is translated when it is read, and filled in."""

    words: str | Promise
    url: str
    values: Mapping[str, object] = field(default_factory=dict)
    fills: tuple[BudgetFill, ...] = ()

    def __str__(self) -> str:
        """Return it in the language of the page, as long as a waiver can keep."""
        words = str(self.words)
        return (words % self.values if self.values else words)[:300]

    def in_every_language(self) -> set[str]:
        """Return it in each: who waived it may have read another than who reads it now."""
        texts = set()
        for code, _name in settings.LANGUAGES:
            with override(code):
                texts.add(str(self))
        return texts


def told_number(value: Value) -> str | Promise:
    """Return the number for a finding: in the language in which that is read."""
    number = format_amount(value.number)
    if value.is_unknown and not value.number:
        return value.rounded.label
    # A promise of a text, which the stubs take for the text.
    return cast(Promise, lazy(as_known, str)(number, value.rounded)) if value.rounded else number


class CheckContext:
    """An evaluation with what several checks look at, each read once."""

    def __init__(self, evaluation: Evaluation, renderer: TextRenderer, scores: EvaluationScores):
        self.evaluation = evaluation
        self.scores = scores
        self.period: Period = evaluation.period
        self.renderer = renderer
        self.chapters: list[Chapter] = list(evaluation.chapters.countable())
        self._of_society: dict[str, Q] = {}

    @cached_property
    def references(self) -> list[FigureReference]:
        """Return the references of all chapters, each once."""
        references = (
            reference for chapter in self.chapters for reference in references_in(chapter.text)
        )
        return list({str(reference): reference for reference in references}.values())

    @cached_property
    def records(self) -> dict[type[Record], dict[int, Record]]:
        """Return the records of all references that name one, by kind and key."""
        asked: dict[type[Record], set[int]] = defaultdict(set)
        for reference in self.references:
            if reference.key.startswith("@"):
                try:
                    model, pk, *_rest = parse_record_reference(reference)
                except ValidationError:
                    continue
                asked[model].add(pk)
        return {
            model: model.objects.countable().select_related("society").in_bulk(keys)
            for model, keys in asked.items()
        }

    def record_of(self, reference: FigureReference) -> Record | None:
        """Return the record that the reference names, if it counts and is of the society."""
        try:
            model, pk, *_rest = parse_record_reference(reference)
        except ValidationError:
            return None
        record = self.records[model].get(pk)
        below = record and record.society.path.startswith(self.evaluation.society.path)
        return record if below else None

    def leads_nowhere(self, reference: FigureReference) -> bool:
        """Return whether the reference, one of a chapter, refers to nothing."""
        return str(reference) in self.faulty

    @cached_property
    def faulty(self) -> set[str]:
        """Return the references that refer to nothing, as they are written."""
        return {
            str(reference)
            for reference in self.references
            if (
                self.record_of(reference) is None
                if reference.key.startswith("@")
                else self.renderer.fault(reference)
            )
        }

    def of_society(self, figure: CountedFigure) -> Q:
        """Return the condition for the list's rows being the society's, read once a list."""
        if figure.filterset not in self._of_society:
            asked = self.evaluation.scope.society_argument()
            self._of_society[figure.filterset] = figure.condition(asked)
        return self._of_society[figure.filterset]

    def says_something(self, reference: FigureReference) -> bool:
        """Return whether a reference that leads somewhere says more than that there was nothing."""
        if record := self.record_of(reference) if reference.key.startswith("@") else None:
            name = parse_record_reference(reference)[2]
            return bool(getattr(record, name)) or record.rounding_of(name) is Rounding.UNKNOWN
        if reference.key in RESULTS and reference.key != STATEMENT_FIGURE.key:
            return True
        period = reference_period(reference, self.period)
        return self.renderer.referenced_value(reference, period).says_something

    @cached_property
    def known(self) -> dict[str, list[Decimal]]:
        """Return numbers that are counted or planned, by measure word; money in yuan."""
        numbers: dict[str, list[Decimal]] = defaultdict(list)

        def add(number: Decimal | None, unit: str) -> None:
            if number is not None:
                wan = unit == "万元"
                numbers["元" if wan else EQUIVALENT_MEASURES.get(unit, unit)].append(
                    number * (10**4 if wan else 1)
                )

        now = self.renderer.values(self.period)
        before = self.renderer.values(self.period.previous())
        for value in (*now.values(), *before.values()):
            if not value.is_unknown:
                add(Decimal(value.number), value.figure.unit.measure_word)
        for key in now.keys() & before.keys():
            inexact = now[key].rounded or before[key].rounded
            if (then := Decimal(before[key].number)) and not inexact:
                add(abs(now[key].number - then) * 100 / then, "%")
        budget = self.scores.budget
        for sums in (budget.total, *(sums for _name, sums in budget.by_kind + budget.by_source)):
            for wan in (sums.initial, sums.adjusted, sums.executed):
                add(wan, "万元")
            add(sums.rate, "%")
        for row in self.scores.rows:
            add(row.indicator.target, row.indicator.unit)
            if row.actual and not row.actual.is_unknown:
                add(row.actual.number, row.actual.unit)
        return numbers

    @cached_property
    def unknown(self) -> dict[str, list[Value]]:
        """Return the figures of the period that are not known, by measure word."""
        found: dict[str, list[Value]] = defaultdict(list)
        for value in self.renderer.values(self.period).values():
            if value.is_unknown:
                unit = value.figure.unit.measure_word
                found[EQUIVALENT_MEASURES.get(unit, unit)].append(value)
        return found

    @cached_property
    def of_records(self) -> set[str]:
        """Return numbers and dates that would be written from the records as they are now.

        Events have their days and their numbers, which no figure says.
        """
        data = self.renderer.narrative_data()
        text = "\n".join(
            typed_text(generate_text(chapter, data)) for chapter in self.chapters if chapter.source
        )
        numbers = {number.words for number in numbers_in(text)}
        return numbers | {day.words for day in dates_in(text)}


def edit_url(on: Entry) -> str:
    """Return the address of the page on which it is written."""
    return reverse(on.url_name("change"), args=[on.pk])
