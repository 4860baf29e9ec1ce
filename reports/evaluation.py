"""The annual evaluation composed from figures and listings: one value for page, print and Word."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import override

from redcross.figures import Period
from redcross.models import Society

from . import chips
from .annexes import Annex, annexes_of
from .chips import reader_of
from .narrative import CHAPTERS, Year, preamble
from .outlines import NARRATIVE, TITLE
from .scoring import Scores, scores_of
from .values import values_of
from .wording import Part

NUMERALS = "一二三四五六七八九"


@dataclass
class Section:
    """A heading of a level (1 is 一、, 2 is （一）, 0 has none) and its paragraphs.

    A paragraph is a list of parts, a table or a chart. `chapter`: the key of what is edited.
    """

    heading: str
    level: int = 1
    paragraphs: list[Any] = field(default_factory=list)
    chapter: int = 0
    remarks: list[Any] = field(default_factory=list)
    # The chapter's version, while something in it is not confirmed for this period.
    to_confirm: int = 0


@dataclass
class Composed:
    """What preview and print show. A section without records is not written."""

    society: Society
    year: int
    title: str
    preamble: list[Part]
    sections: list[Section]
    # Printed on the last page of a signed copy.
    code: str = ""
    # Below the name of who signs it.
    dated: str = ""
    annexes: list[Annex] = field(default_factory=list)
    scores: Scores | None = None
    cover: bool = False

    @property
    def contents(self) -> list[tuple[str, int, str]]:
        """(anchor, level, text) of the headings of the first two levels, and of the annexes."""
        headings = [
            (f"s{place}", section.level, section.heading)
            for place, section in enumerate(self.sections, 1)
            if section.level in (1, 2)
        ]
        annexes = enumerate(self.annexes, 1)
        return headings + [(f"a{place}", 1, f"{a.mark}　{a.title}") for place, a in annexes]


def compose(society: Society, year: int, *, alone: bool = False) -> Composed:
    """The evaluation of a calendar year as it is generated, before anybody edits it.

    Its text is Chinese whatever language the reader uses.
    """
    period = Period.year(year)
    with override("zh-hans"):
        told = Year(
            society,
            period,
            alone,
            values_of(society, period, alone),
            values_of(society, period.before(), alone),
        )
        chapters = [
            (one.level, one.heading, CHAPTERS[one.source](told) if one.source else [])
            for one in NARRATIVE
            if one.level
        ]
        sections = numbered(chapters, keep_empty=False)
        title = TITLE.format(year=year)
        return Composed(society, year, title, preamble(told, bool(sections)), sections)


def compose_evaluation(
    evaluation: Any, *, code: str = "", reader: chips.Reader | None = None
) -> Composed:
    """The evaluation as it is written, its chips counted now."""
    with override("zh-hans"):
        chapters = list(evaluation.chapters.countable())
        reader = reader or reader_of(evaluation)
        told = [(c.level, c.heading, reader.paragraphs(c.text)) for c in chapters]
        sections = numbered(told)
        for section, chapter in zip(sections, chapters, strict=True):
            section.chapter = chapter.pk
        scores = scores_of(evaluation, reader)
        approved = evaluation.approved_at
        return Composed(
            evaluation.society,
            evaluation.start.year,
            evaluation.title,
            [],
            sections,
            code,
            dated="{0.year}年{0.month}月{0.day}日".format(localtime(approved)) if approved else "",
            annexes=annexes_of(evaluation, scores, reader),
            scores=scores,
            cover=evaluation.cover,
        )


def numbered(
    chapters: list[tuple[int, str, list[Any]]], *, keep_empty: bool = True
) -> list[Section]:
    """Headings with 一、, （一）, 1. and （1）; a level's count starts anew below the next higher.

    Without `keep_empty` a chapter is written only if it or one below it has something to say.
    """
    sections: list[Section] = []
    counts = [0] * 5
    for position, (level, heading, paragraphs) in enumerate(chapters):
        if not keep_empty and not paragraphs and not _anything_below(chapters, position):
            continue
        if level:
            counts[level] += 1
            counts[level + 1 :] = [0] * (4 - level)
        shown = f"{_number(level, counts[level])}{heading}" if level else ""
        sections.append(Section(shown, level, paragraphs))
    return sections


def _anything_below(chapters: list[tuple[int, str, list[Any]]], position: int) -> bool:
    for level, _heading, paragraphs in chapters[position + 1 :]:
        if level <= chapters[position][0]:
            return False
        if paragraphs:
            return True
    return False


def _number(level: int, count: int) -> str:
    """GB/T 9704: 一、 （一） 1. （1）."""
    tens, ones = divmod(count, 10)
    chinese = ("十" if tens == 1 else f"{NUMERALS[tens - 1]}十" if tens else "") + (
        NUMERALS[ones - 1] if ones else ""
    )
    return ("", f"{chinese}、", f"（{chinese}）", f"{count}. ", f"（{count}）")[level]
