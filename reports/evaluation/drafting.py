"""A draft from an outline or like another, its texts generated from the records."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from io import BytesIO

from django.db import transaction
from django.utils.translation import override

from redcross.figures import Period
from redcross.models import EvidenceFile, User
from reports.models import (
    Annex,
    Chapter,
    Evaluation,
    Outline,
    OutlineSection,
    ProjectEvaluation,
    ProjectFunds,
    ProjectIndicator,
)
from reports.narrative.chapters import tell_chapter
from reports.narrative.data import NarrativeData
from reports.text.outlines import BUILTIN_OUTLINES, DEFAULT_TITLE, BuiltinSection
from reports.text.period_words import PeriodWords

from .text_renderer import renderer_of, to_source


def generate_text(chapter: Chapter, data: NarrativeData | None = None) -> str:
    """Return what would be written from the records as they are now, with its references."""
    if not chapter.source:
        return ""
    with override("zh-hans"):
        data = data or renderer_of(chapter.evaluation).narrative_data()
        return "\n".join(to_source(line) for line in tell_chapter(chapter.source, data))


def new_chapters(
    evaluation: Evaluation, sections: Iterable[BuiltinSection | OutlineSection]
) -> Iterator[Chapter]:
    """Yield a chapter for each section, not saved yet; an empty one is written from the records."""
    data = renderer_of(evaluation).narrative_data()
    for index, section in enumerate(sections, start=1):
        chapter = Chapter(
            society=evaluation.society,
            evaluation=evaluation,
            position=index * 10,
            level=section.level,
            heading=section.heading,
            source=section.source,
            text=section.text,
        )
        chapter.text = chapter.text or generate_text(chapter, data)
        yield chapter


def set_up_evaluation(
    outline: Outline | str, *, by: User, start: date, end: date, own_records_only: bool = False
) -> Evaluation:
    """Save a draft with the outline's chapters, their texts generated from the period's records.

    `outline`: a society's own, or the name of one of BUILTIN_OUTLINES. Raises ValidationError.
    """
    sections: Iterable[BuiltinSection | OutlineSection]
    if isinstance(outline, str):
        title, sections = DEFAULT_TITLE, BUILTIN_OUTLINES[outline][1]
    else:
        title, sections = outline.title, outline.sections.all()
    with transaction.atomic(), override("zh-hans"):
        evaluation = Evaluation(
            society=by.society,
            title=PeriodWords(Period(start, end)).fill(title),
            start=start,
            end=end,
            own_records_only=own_records_only,
        )
        evaluation.save_entry(by=by)
        for chapter in new_chapters(evaluation, sections):
            chapter.save_entry(by=by)
    return evaluation


def copy_evaluation(evaluation: Evaluation) -> Evaluation:
    """Return a draft like it, not saved yet, without its lines."""
    names = (
        "title",
        "start",
        "end",
        "own_records_only",
        "goal",
        "achieved",
        "cover",
        "sealed",
        "prints_code",
        "budget_points",
        "addressee",
        "budget_code",
        "contact",
        "phone",
        "missed_earns",
        "missed_deduction",
        "excess_limit",
        "excess_deduction",
    )
    money = ("three_public_expenses", "three_public_expenses_before")
    stated = ("initial_stated", "adjusted_stated", "executed_stated")
    paper = ("goals_number", "goals_date", "goals_reason")
    copied_fields = {name: getattr(evaluation, name) for name in (*names, *money, *stated, *paper)}
    return Evaluation(society=evaluation.society, **copied_fields)


def save_copy(copy: Evaluation, evaluation: Evaluation, *, by: User) -> None:
    """Save the copy with the other's lines."""

    def save_related() -> None:
        for related in copy.lines:
            for line in getattr(evaluation, related).all():
                line.pk, line.evaluation = None, copy
                line.save(force_insert=True)

    copy.save_entry(by=by, save_related=save_related)


def save_chapter_copy(to: Evaluation, chapter: Chapter, text: str, *, by: User) -> None:
    """Save a chapter like it, with this text, in the other evaluation."""
    names = ("position", "level", "heading", "source")
    values = {name: getattr(chapter, name) for name in names}
    Chapter(society=to.society, evaluation=to, text=text, **values).save_entry(by=by)


def save_annex_copy(to: Evaluation, annex: Annex, text: str, *, by: User) -> Annex:
    """Save an annex like it, with this text and without files, in the other evaluation."""
    names = ("position", "kind", "title", "wide")
    values = {name: getattr(annex, name) for name in names}
    copy = Annex(society=to.society, evaluation=to, text=text, **values)
    copy.save_entry(by=by)
    return copy


def save_components_copy(to: Evaluation, evaluation: Evaluation, *, by: User) -> None:
    """Save annexes with their files, and projects, of the evaluation in a revision of it."""
    for annex in evaluation.annexes.countable():
        copy = save_annex_copy(to, annex, annex.text, by=by)
        for attachment in annex.evidence:
            with attachment.file.open() as file:
                content = BytesIO(file.read())
            file_copy = EvidenceFile(content, attachment.name, attachment.content_type)
            copy.attach(file_copy, by=by, sensitive=attachment.sensitive)
    for project in evaluation.projects.countable():
        save_project_copy(to, project, {}, [*project.funds.all(), *project.indicators.all()], by=by)


def save_project_copy(
    to: Evaluation,
    project: ProjectEvaluation,
    changed: Mapping[str, object],
    lines: Iterable[ProjectFunds | ProjectIndicator],
    *,
    by: User,
) -> None:
    """Save a project like it in the other evaluation, with these lines."""
    names = (
        *("position", "name", "department", "unit", "goal", "achieved", "conclusion"),
        *("budget_points", "goals_number", "goals_date", "goals_reason"),
    )
    values = {name: getattr(project, name) for name in names} | dict(changed)
    copy = ProjectEvaluation(society=to.society, evaluation=to, **values)

    def save_related() -> None:
        for line in lines:
            line.pk, line.project = None, copy
            line.save(force_insert=True)

    copy.save_entry(by=by, save_related=save_related)
