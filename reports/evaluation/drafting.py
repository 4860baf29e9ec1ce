"""A draft from an outline or like another, its texts generated from the records."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import override

from redcross.models import User
from reports.models import Chapter, Evaluation, Outline, OutlineSection
from reports.narrative.chapters import CHAPTERS
from reports.narrative.data import NarrativeData
from reports.text.outlines import BUILTIN_OUTLINES, DEFAULT_TITLE, BuiltinSection

from .text_renderer import renderer_of, to_source


def generate_text(chapter: Chapter, data: NarrativeData | None = None) -> str:
    """Return what would be written from the records as they are now, with its references."""
    if not chapter.source:
        return ""
    with override("zh-hans"):
        data = data or renderer_of(chapter.evaluation).narrative_data()
        return "\n".join(to_source(line) for line in CHAPTERS[chapter.source](data))


def new_chapters(
    evaluation: Evaluation, sections: Iterable[BuiltinSection | OutlineSection]
) -> Iterator[Chapter]:
    """Yield a chapter for each section, not saved yet; an empty one is written from the records."""
    data = renderer_of(evaluation).narrative_data()
    for place, section in enumerate(sections, start=1):
        chapter = Chapter(
            society=evaluation.society,
            evaluation=evaluation,
            position=place * 10,
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
            title=title.replace("{year}", str(start.year)),
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
        "with_statement",
        "sealed",
        "prints_code",
        "budget_points",
    )
    money = ("three_public_expenses", "three_public_expenses_before")
    stated = ("initial_stated", "adjusted_stated", "executed_stated")
    kept = {name: getattr(evaluation, name) for name in (*names, *money, *stated)}
    return Evaluation(society=evaluation.society, **kept)


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
