"""The annual evaluation composed from figures and listings: one value for page, PDF and command."""

from dataclasses import dataclass, field

from donations.figures import received_by_fund
from redcross.figures import Period, Value, count, derive, of_apps
from redcross.models import Society

from .figures import derived
from .wording import Part, change, number, percent, span

NUMERALS = "一二三四五六七八九十"


@dataclass
class Section:
    """A heading and its paragraphs, each a list of parts."""

    heading: str
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
    return counted | derive(derived, counted)


def compose(society: Society, year: int, *, alone: bool = False) -> Composed:
    period = Period.year(year)
    values = values_of(society, period, alone)
    before = values_of(society, period.before(), alone)
    name = society.short_name or society.name
    sections = [s for s in (_cash(society, period, values, before, alone),) if s.paragraphs]
    for numeral, section in zip(NUMERALS, sections, strict=False):
        section.heading = f"{numeral}、{section.heading}"
    preamble = (
        f"{year}年，{name}依法履行人道救助职责，接受社会监督。本报告所列数据均由业务记录逐项汇总。"
        if sections
        else f"{year}年，{name}尚无可供汇总的业务记录。"
    )
    return Composed(society, year, f"{year}年部门整体绩效评价报告", [Part(preamble)], sections)


def _cash(
    society: Society,
    period: Period,
    values: dict[str, Value],
    before: dict[str, Value],
    alone: bool,
) -> Section:
    section = Section("社会捐款接收情况")
    amount = values["donations.cash.amount"]
    whose = "本级" if alone else ""
    if amount.number:
        text = [
            Part(f"全年{whose}共接受社会捐款"),
            number(values["donations.cash.gifts"]),
            Part("，合计"),
            number(amount),
        ]
        if compared := change(amount.number, before["donations.cash.amount"].number):
            text.append(Part(f"，{compared}"))
        earmarked = values["donations.cash.earmarked"]
        if earmarked.number:
            share = values["reports.cash.earmarked_share"]
            text += [
                Part("。其中定向捐款"),
                number(earmarked),
                Part(f"，占{percent(share.number)}"),
            ]
        section.paragraphs.append([*text, Part("。")])
        for line in received_by_fund(society, period, alone=alone):
            purpose = line.fund.purpose or line.fund.name
            section.paragraphs.append(
                [
                    Part(f"{span(line.first, line.last)}，{whose}为“{purpose}”接受捐款"),
                    number(line.gifts),
                    Part("，共"),
                    number(line.amount),
                    Part("。"),
                ]
            )
    for key, words in (
        ("donations.cash.from_above", "上级红十字会拨入资金"),
        ("donations.cash.interest", "存款利息收入"),
    ):
        if values[key].number:
            section.paragraphs.append([Part(words), number(values[key]), Part("。")])
    return section
