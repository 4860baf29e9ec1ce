"""The annual evaluation composed from figures and listings: one value for page, print and Word."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import override

from redcross.figures import Period, Value, count, derive, of_apps
from redcross.models import Society

from .figures import derived
from .wording import Part

NUMERALS = "一二三四五六七八九十"


@dataclass
class Section:
    """A heading of a level (1 is 一、, 2 is （一）) and its paragraphs, each a list of parts."""

    heading: str
    level: int = 1
    paragraphs: list[list[Part]] = field(default_factory=list)


@dataclass
class Composed:
    """What preview and print show. A section without records is not written."""

    society: Society
    year: int
    title: str
    preamble: list[Part]
    sections: list[Section]


def values_of(society: Society, period: Period, alone: bool) -> dict[str, Value]:
    """Every counted and derived figure by key."""
    counted = count(of_apps(), society, period, alone=alone)
    return counted | {
        key: replace(value, url=parts_url(key, society, period, alone))
        for key, value in derive(derived, counted).items()
    }


def parts_url(key: str, society: Society, period: Period, alone: bool) -> str:
    """A derived figure opens its parts, which stand on the page of figures."""
    asked = {
        "date_from": period.start.isoformat(),
        "date_to": period.end.isoformat(),
        "society": society.pk,
        "scope": "alone" if alone else "all",
    }
    return f"{reverse('reports:figures')}?{urlencode(asked)}#{key}"


def compose(society: Society, year: int, *, alone: bool = False) -> Composed:
    """The evaluation of a calendar year. Its text is Chinese whatever language the reader uses."""
    from .narrative import Year, blocks, preamble

    period = Period.year(year)
    with override("zh-hans"):
        told = Year(
            society,
            period,
            alone,
            values_of(society, period, alone),
            values_of(society, period.before(), alone),
        )
        sections: list[Section] = []
        for heading, chapters in blocks(told):
            written = [(name, paragraphs) for name, paragraphs in chapters if paragraphs]
            if not written:
                continue
            number = sum(section.level == 1 for section in sections)
            sections.append(Section(f"{NUMERALS[number]}、{heading}"))
            for numeral, (name, paragraphs) in zip(NUMERALS, written, strict=False):
                sections.append(Section(f"（{numeral}）{name}", 2, paragraphs))
        title = f"{year}年部门整体绩效评价报告"
        return Composed(society, year, title, preamble(told, bool(sections)), sections)
