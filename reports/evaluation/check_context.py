"""What several consistency checks look at, and what they find."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.translation import override

from donations.statements import Statement, statements
from redcross.figures import CountedFigure, Period, Value
from redcross.formatting import with_rounding
from redcross.models import Entry, Record
from redcross.typed_values import Rounding
from reports.models import BudgetLine, Chapter, Evaluation
from reports.narrative.chapters import CHAPTERS
from reports.text.dates import dates_in
from reports.text.figure_references import (
    FigureReference,
    parse_record_reference,
    reference_period,
    references_in,
)
from reports.text.free_text import typed_text
from reports.text.numbers import EQUIVALENT_MEASURES
from reports.text.result_references import RESULTS, STATEMENT_FIGURE
from reports.text.wording import format_amount

from .book_values import BookValues
from .claim_checks import ClaimChecks
from .claimed_subjects import SubjectReader
from .known_values import KnownValues
from .named_parts import KnownNames
from .planned_values import PlannedValues
from .recipients import Recipients
from .scoring import EvaluationScores
from .text_renderer import TextRenderer
from .title_dates import EventTitles


class BudgetFill(NamedTuple):
    """A line of the budget that could take what a sum lacks: its field, and which line it is."""

    field: str
    key: str
    line: BudgetLine | str | Promise


@dataclass(frozen=True)
class Correction:
    """A chip that could stand in a chapter in the place of words, and what it reads.

    `at`: where the words stand in the chapter's text.
    """

    chapter: int
    at: int
    words: str
    chip: str
    shown: str


@dataclass(frozen=True)
class Finding:
    """What stands against an evaluation, where it is mended, and why it was waived, if it was."""

    text: str
    url: str
    waived: str = ""
    fills: tuple[BudgetFill, ...] = ()
    correction: Correction | None = None
    # What a form names it by, in every language the same: its words are chosen, never typed.
    digest: str = ""


@dataclass(frozen=True)
class LazyFinding:
    """A finding in no language yet: `words` is translated when it is read, and filled in."""

    words: str | Promise
    url: str
    values: Mapping[str, object] = field(default_factory=dict)
    fills: tuple[BudgetFill, ...] = ()
    correction: Correction | None = None

    def __str__(self) -> str:
        """Return it in the language of the page, as long as a waiver can keep."""
        words = str(self.words)
        return (words % self.values if self.values else words)[:300]

    @property
    def digest(self) -> str:
        """Return what names it whatever the language of the page."""
        with override("en"):
            return sha256(f"{self}\n{self.url}".encode()).hexdigest()[:20]

    def in_every_language(self) -> set[str]:
        """Return it in each: who waived it may have read another than who reads it now."""
        texts = set()
        for code, _name in settings.LANGUAGES:
            with override(code):
                texts.add(str(self))
        return texts


def finding_number(value: Value) -> str | Promise:
    """Return the number for a finding: in the language in which that is read."""
    number = format_amount(value.number)
    if value.is_unknown and not value.number:
        return value.rounded.label
    # A promise of a text, which the stubs take for the text.
    return (
        cast(Promise, lazy(with_rounding, str)(number, value.rounded)) if value.rounded else number
    )


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
        keys_of_models: dict[type[Record], set[int]] = defaultdict(set)
        for reference in self.references:
            if reference.key.startswith("@"):
                try:
                    model, pk, *_rest = parse_record_reference(reference)
                except ValidationError:
                    continue
                keys_of_models[model].add(pk)
        return {
            model: model.objects.countable().select_related("society").in_bulk(keys)
            for model, keys in keys_of_models.items()
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
            keys = self.evaluation.scope.society_argument()
            self._of_society[figure.filterset] = figure.condition(keys)
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
    def unknown(self) -> dict[str, list[Value]]:
        """Return the figures of the period that are not known, by measure word."""
        found: dict[str, list[Value]] = defaultdict(list)
        for value in self.renderer.values(self.period).values():
            if value.is_unknown:
                unit = value.figure.unit.measure_word
                found[EQUIVALENT_MEASURES.get(unit, unit)].append(value)
        return found

    @cached_property
    def claims(self) -> ClaimChecks:
        """Return what judges the claims of the texts; what they name is read here, once."""
        return ClaimChecks(
            KnownValues(self.renderer),
            SubjectReader(self.period, KnownNames(self.evaluation.scope, self.typed)),
            PlannedValues(self.evaluation, self.scores),
            BookValues(lambda: self.statements),
            Recipients(self.evaluation.scope, self.typed),
            self.titles,
        )

    @cached_property
    def typed(self) -> str:
        """Return all that was typed, of the chapters and in the evaluation's own fields."""
        evaluation = self.evaluation
        typed = [evaluation.title, evaluation.goal, evaluation.achieved]
        typed += [f"{chapter.heading}\n{chapter.text}" for chapter in self.chapters]
        # The database takes no null byte.
        return typed_text("\n".join(typed)).replace("\0", " ")

    @cached_property
    def titles(self) -> EventTitles:
        """Return what the texts call by its title, with its days."""
        return EventTitles(self.evaluation.scope, self.typed)

    @cached_property
    def statements(self) -> list[Statement]:
        """Return the statement of every fund, those within others too."""
        return [one for top in statements(self.evaluation.scope) for one in top.with_all_below()]

    @cached_property
    def generated(self) -> str:
        """Return what would be written from the records as they are now, its figures as numbers.

        Events have their days and their numbers, which no figure says.
        """
        data = self.renderer.narrative_data()
        with override("zh-hans"):
            return "\n".join(
                "".join(run.text for run in paragraph)
                for write in CHAPTERS.values()
                for paragraph in write(data)
            )

    @cached_property
    def generated_dates(self) -> set[str]:
        """Return the dates in it, as they are written."""
        return {day.words for day in dates_in(self.generated)}


def edit_url(on: Entry) -> str:
    """Return the address of the page on which it is written."""
    return reverse(on.url_name("change"), args=[on.pk])
