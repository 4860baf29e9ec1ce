"""A draft from an outline, its texts generated from the records."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import override

from .chips import reader_of, written
from .drafts import Chapter, Evaluation, Outline
from .narrative import CHAPTERS
from .outlines import SHIPPED, TITLE


def generated(chapter: Chapter, told: Any = None) -> str:
    """What would be written from the records as they are now, with chips."""
    if not chapter.source:
        return ""
    with override("zh-hans"):
        told = told or reader_of(chapter.evaluation).year()
        return "\n".join(written(line) for line in CHAPTERS[chapter.source](told))


def set_up(
    outline: Outline | str, *, by: Any, start: date, end: date, alone: bool = False
) -> Evaluation:
    """A draft with the outline's chapters, their texts generated from the period's records.

    `outline`: a society's own, or the name of one of SHIPPED. Raises ValidationError.
    """
    if isinstance(outline, str):
        title, sections = TITLE, list[Any](SHIPPED[outline][1])
    else:
        title, sections = outline.title, list(outline.sections.all())
    with transaction.atomic(), override("zh-hans"):
        evaluation = Evaluation(
            society=by.society,
            title=title.replace("{year}", str(start.year)),
            start=start,
            end=end,
            alone=alone,
        )
        evaluation.keep(by=by)
        told = reader_of(evaluation).year()
        for position, one in enumerate(sections, start=1):
            chapter = Chapter(
                society=by.society,
                evaluation=evaluation,
                position=position * 10,
                level=one.level,
                heading=one.heading,
                source=one.source,
                text=one.text,
            )
            chapter.text = chapter.text or generated(chapter, told)
            chapter.keep(by=by)
    return evaluation
