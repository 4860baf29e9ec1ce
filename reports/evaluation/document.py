"""The evaluation composed from figures and listings: one value for page, print and Word."""

import re
from dataclasses import dataclass, field
from math import ceil
from unicodedata import east_asian_width

from django.utils.timezone import localtime
from django.utils.translation import override

from redcross.figures import Period, Scope
from redcross.models import Society
from reports.models import ALONE, Chapter, Evaluation, Remark
from reports.narrative.chapters import tell_chapter
from reports.narrative.data import NarrativeData
from reports.narrative.opening import preamble
from reports.text.outlines import DEFAULT_TITLE, NARRATIVE_OUTLINE
from reports.text.wording import TextRun

from .annexes import PrintedAnnex, evaluation_annexes
from .scoring import EvaluationScores, score_evaluation
from .text_renderer import Block, TextRenderer, format_value, renderer_of

# What a chapter is before it has its number: level, heading and paragraphs.
Unnumbered = tuple[int, str, list[Block]]

# In the names of files of what nobody has signed, nor sent to be.
GENERATED = "（自动生成稿）"
NUMERALS = "一二三四五六七八九"
# Lines of the contents on their first page, below the title, and on others; what a line holds, and
# how much of it the dots and the number of the page take at least.
CONTENTS_FIRST, CONTENTS_PAGE, CONTENTS_LINE, CONTENTS_NUMBER = 20, 22, 28, 4
# So few on a page of their own are drawn to the others: closer, four lines more have room.
SCANT_CONTENTS = 4
# What no system has in the name of a file.
UNSAFE_CHARACTERS = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@dataclass
class DocumentSection:
    """A heading of a level (1 is 一、, 2 is （一）, 0 has none) and its paragraphs.

    `chapter`: the key of what is edited, 0 of generated text.
    """

    heading: str
    level: int = 1
    paragraphs: list[Block] = field(default_factory=list)
    chapter: int = 0
    remarks: list[Remark] = field(default_factory=list)
    # The chapter's version, while something in it is not confirmed for this period.
    to_confirm: int = 0


@dataclass
class EvaluationDocument:
    """What preview and print show. A section without records is not written."""

    society: Society
    year: int
    title: str
    preamble: list[TextRun]
    sections: list[DocumentSection]
    # Printed on the last page of a signed copy, with the address of the page that verifies it.
    code: str = ""
    address: str = ""
    # Whether name and date leave room for the seal.
    sealed: bool = True
    # What is not signed says so on every page.
    draft: bool = False
    # What names of files have behind the title, which is printed without it.
    name_suffix: str = ""
    # Below the name of who signs it.
    dated: str = ""
    annexes: list[PrintedAnnex] = field(default_factory=list)
    scores: EvaluationScores | None = None
    cover: bool = False
    # The first line, to whom it is sent.
    addressee: str = ""
    # Name and text of each line of a cover as the finance bureau's form has it.
    cover_fields: list[tuple[str, str]] = field(default_factory=list)
    # Chapters in which nothing is written yet: on the page of a draft, in no print.
    unwritten: list[DocumentSection] = field(default_factory=list)

    @property
    def form_maker(self) -> str:
        """Return whose form the cover is, where the finance bureau is named."""
        return f"{self.addressee}（制）" if self.addressee.endswith("财政局") else ""

    @property
    def mark(self) -> str:
        """Return what stands above every page of what is no report, nothing on one."""
        marks = ["送审稿" if self.draft else "", demonstration_mark(self.society)]
        return "　".join(filter(None, marks))

    @property
    def verification(self) -> str:
        """Return the address that verifies this copy, its code filled in."""
        return f"{self.address}?code={self.code}" if self.code and self.address else ""

    @property
    def file_name(self) -> str:
        """Return what a file of it is called, without its suffix."""
        name_suffix = f"{self.name_suffix}{'（送审稿）' if self.draft else ''}"
        return file_name(self.society, self.title, name_suffix)

    @property
    def signed_at(self) -> tuple[float, float]:
        """Return how many characters the name stands from the right edge, and the date.

        With seal the date stands four from the right and the name centred above it. Without, the
        name stands two from the right and the date begins two to the right of the name, or where
        it is the longer, the date stands two from the right (GB/T 9704, 7.3.5.1 and 7.3.5.2).
        """
        name, date = text_length(self.society.name), text_length(self.dated or "2021年12月31日")
        if self.sealed:
            right = max(4.0, (name - date) / 2)
            return right - (name - date) / 2, right
        return (date + 4 - name, 2.0) if date > name else (2.0, name - date)

    @property
    def contents(self) -> list[tuple[str, int, str]]:
        """Return (anchor, level, text) of headings of the first two levels, and of the annexes."""
        headings = [
            (f"s{number}", section.level, section.heading)
            for number, section in enumerate(self.sections, 1)
            if section.level in (1, 2)
        ]
        annexes = enumerate(self.annexes, 1)
        return headings + [
            (f"a{number}", 1, f"{annex.mark}　{annex.title}") for number, annex in annexes
        ]

    @property
    def contents_are_close(self) -> bool:
        """Return whether a few lines of the contents would stand on a last page of their own."""
        lines = sum(
            ceil((text_length(text) + CONTENTS_NUMBER) / (CONTENTS_LINE - 2 * (level == 2)))
            for _anchor, level, text in self.contents
        )
        over = lines - CONTENTS_FIRST
        return over > 0 and (over - 1) % CONTENTS_PAGE < SCANT_CONTENTS


def demonstration_mark(society: Society) -> str:
    """Return what stands above every page of what is printed of a demonstration."""
    return "演示数据" if society.demonstration else ""


def file_name(society: Society, title: str, name_suffix: str = "") -> str:
    """Return what a file of an evaluation is called, without its suffix.

    `name_suffix`: what tells it from files of the same title; never cut.
    """
    name = f"{f'{society.name}{title}'.strip('. ')[:100]}{name_suffix}"
    return UNSAFE_CHARACTERS.sub("_", name).strip(". ")


def text_length(text: str) -> float:
    """Return how many characters long it is: a digit takes half of one."""
    return sum(1 if east_asian_width(letter) in "WFA" else 0.5 for letter in text)


def generate_document(
    society: Society, year: int | Period, *, own_records_only: bool = False
) -> EvaluationDocument:
    """Return the evaluation of a year or a period as it is generated, before anybody edits it."""
    period = Period.year(year) if isinstance(year, int) else year
    return generate_document_of(Scope(society, period, own_records_only))


def generate_document_of(scope: Scope) -> EvaluationDocument:
    """Return the same of a scope. Its text is Chinese whatever the language of the page."""
    with override("zh-hans"):
        data = TextRenderer(scope).narrative_data()
        chapters: list[Unnumbered] = [
            (section.level, section.heading, _chapter_blocks(section.source, data))
            for section in NARRATIVE_OUTLINE
            if section.source != "opening"
        ]
        anything = any(paragraphs for level, _heading, paragraphs in chapters if level)
        sections = number_sections(chapters, keep_empty=False) if anything else []
        return EvaluationDocument(
            scope.society,
            scope.period.start.year,
            data.words.fill(DEFAULT_TITLE),
            preamble(data, bool(sections)),
            sections,
            name_suffix=f"{ALONE if scope.own_records_only else ''}{GENERATED}",
        )


def _chapter_blocks(source: str, data: NarrativeData) -> list[Block]:
    """Return the paragraphs of a generated chapter, none where it has no source."""
    return list(tell_chapter(source, data)) if source else []


def compose_document(
    evaluation: Evaluation, *, code: str = "", renderer: TextRenderer | None = None
) -> EvaluationDocument:
    """Return the evaluation as it is written, its figures counted now."""
    with override("zh-hans"):
        chapters = list(evaluation.chapters.countable())
        renderer = renderer or renderer_of(evaluation)
        written, unwritten = _numbered_chapters(chapters, renderer)
        scores = score_evaluation(evaluation, renderer)
        return EvaluationDocument(
            evaluation.society,
            evaluation.start.year,
            evaluation.title,
            [],
            written,
            code,
            dated=_format_signing_day(evaluation),
            annexes=evaluation_annexes(evaluation, scores, renderer),
            scores=scores,
            name_suffix=evaluation.name_suffix,
            cover=evaluation.cover,
            addressee=evaluation.addressee,
            cover_fields=_cover_fields(evaluation, renderer),
            sealed=evaluation.sealed,
            draft=evaluation.status != Evaluation.Status.FINAL,
            unwritten=unwritten,
        )


def _cover_fields(evaluation: Evaluation, renderer: TextRenderer) -> list[tuple[str, str]]:
    """Return the lines of the cover; none where nobody has filled in what only the form asks."""
    extra_values = evaluation.budget_code, evaluation.contact, evaluation.phone
    if not evaluation.cover or not any(extra_values):
        return []
    values = renderer.values(evaluation.period)
    posts = [values.get(key) for key in ("standing.established", "standing.staff")]
    shown = [format_value(value).text if value else "" for value in posts]
    return [
        ("部门（单位）名称", evaluation.society.name),
        ("预算编码", evaluation.budget_code),
        ("报告日期", _format_signing_day(evaluation)),
        ("联系人", evaluation.contact),
        ("联系电话", evaluation.phone),
        ("人员编制", shown[0]),
        ("实有人数", shown[1]),
    ]


def _format_signing_day(evaluation: Evaluation) -> str:
    """Write the day it was signed, nothing before that."""
    approved = evaluation.approved_at
    return "{0.year}年{0.month}月{0.day}日".format(localtime(approved)) if approved else ""


def _numbered_chapters(
    chapters: list[Chapter], renderer: TextRenderer
) -> tuple[list[DocumentSection], list[DocumentSection]]:
    """Return the chapters that say something or head one that does, numbered, and the others.

    An empty one is asked about before the review; whoever lets it be wants no bare heading.
    """
    rendered = [(c.level, c.heading, renderer.paragraphs(c.text)) for c in chapters]
    filled = [
        bool(paragraphs) or _anything_below(rendered, index)
        for index, (_level, _heading, paragraphs) in enumerate(rendered)
    ]
    sections = iter(number_sections(rendered, keep_empty=False))
    written, unwritten = [], []
    for chapter, is_filled in zip(chapters, filled, strict=True):
        if is_filled:
            section = next(sections)
            written.append(section)
        else:
            section = DocumentSection(chapter.heading, chapter.level)
            unwritten.append(section)
        section.chapter = chapter.pk
    return written, unwritten


def number_sections(
    chapters: list[Unnumbered], *, keep_empty: bool = True
) -> list[DocumentSection]:
    """Return the chapters, their headings with 一、, （一）, 1. and （1）.

    A level's count starts anew below the next higher. Without `keep_empty` a chapter is written
    only if it or one below it has something to say.
    """
    sections: list[DocumentSection] = []
    counts = [0] * 5
    for position, (level, heading, paragraphs) in enumerate(chapters):
        if not keep_empty and not paragraphs and not _anything_below(chapters, position):
            continue
        if level:
            counts[level] += 1
            counts[level + 1 :] = [0] * (4 - level)
        shown = f"{_section_number(level, counts[level])}{heading}" if level else ""
        sections.append(DocumentSection(shown, level, paragraphs))
    return sections


def _anything_below(chapters: list[Unnumbered], position: int) -> bool:
    """Return whether a chapter below the one at this position has something to say."""
    for level, _heading, paragraphs in chapters[position + 1 :]:
        if level <= chapters[position][0]:
            return False
        if paragraphs:
            return True
    return False


def _section_number(level: int, count: int) -> str:
    """Return the number of a heading as GB/T 9704 has it: 一、 （一） 1. （1）."""
    tens, ones = divmod(count, 10)
    chinese = ("十" if tens == 1 else f"{NUMERALS[tens - 1]}十" if tens else "") + (
        NUMERALS[ones - 1] if ones else ""
    )
    return ("", f"{chinese}、", f"（{chinese}）", f"{count}. ", f"（{count}）")[level]
