"""What stands in a text by hand, outside its figures: numbers, dates, names; and marking them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from redcross.figures import Period, Unit

from .figure_references import REFERENCE, UNCONFIRMED
from .wording import format_rounded

# Words that measure what a figure's own word measures.
EQUIVALENT_MEASURES = {
    **{"名": "人", "位": "人", "批": "批次", "个": "个", "家": "个", "所": "个", "处": "个"},
    **{"本": "份", "册": "份", "张": "份", "课时": "小时", "％": "%", "ml": "毫升"},
}
# Measure words that no figure has.
OTHER_MEASURES = (
    *"只桶箱袋套支盒组间亩米吨辆部篇条幅块面趟轮类种级",
    "公里",
    "公斤",
    "平方米",
    "场次",
)
_YEAR = r"(?:19|20)\d\d"
_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
DATE_PATTERN = re.compile(
    rf"(?<!\d)(?P<iso>{_YEAR}[-/.]{_MONTH}[-/.]{_DAY})(?!\d)"
    rf"|(?<!\d)(?P<year>{_YEAR})\s*年(?:度)?(?:(?P<month>{_MONTH})月(?:(?P<day>{_DAY})[日号])?)?"
    rf"|(?<!\d)(?P<from>{_YEAR})(?=\s*[-—–~～至到]+\s*{_YEAR}\s*年)"
    rf"|(?<!\d)(?P<own_month>{_MONTH})月(?:(?P<own_day>{_DAY})[日号])?"
)
# 二〇二一年 is read as 2021年; the length stays.
CHINESE_YEAR = re.compile(r"[一二][九〇○零][〇○零一二三四五六七八九]{2}(?=年)")
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
QUOTED_TITLE = re.compile(r"《[^《》\n]*》")

LIST_NUMBER = r"^\s*(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）])"
# Two marks side by side are one, as long as a mark may be.
ADJACENT_MARKS = re.compile(r"\[\?([^\[\]\n]{1,100})\?\]\[\?([^\[\]\n]{1,100})\?\]")


@cache
def _measure_words() -> str:
    """Return all measure words as alternatives of a pattern, the longest first."""
    known = {unit.measure_word for unit in Unit}
    words = {*known, *EQUIVALENT_MEASURES, *OTHER_MEASURES}
    return "|".join(sorted(words, key=len, reverse=True))


@cache
def number_pattern() -> re.Pattern[str]:
    """Return the pattern of 1,200余人次, 6.6万元, 约300本; not 第3次, not 12个月."""
    return re.compile(
        r"(?P<near>大约|超过|[近约逾超])?(?<![\d.,第])"
        r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
        r"(?P<more>[余多])?(?P<scale>[万亿])?(?P<more2>[余多])?"
        rf"(?P<unit>{_measure_words()})(?![月半])"
    )


@cache
def period_bound_pattern() -> re.Pattern[str]:
    """Return the pattern of what is true of one period and has to be confirmed for another."""
    measures = _measure_words()
    return re.compile(
        "|".join(
            (
                r"《[^《》\n]*》",
                r"“[^“”\n]*”",
                rf"{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}",
                rf"(?:{_YEAR}|[一二][九〇○零][〇○零一二三四五六七八九]{{2}})\s*年(?:度|底|末|初)?"
                rf"(?:{_MONTH}月(?:{_DAY}[日号]|上旬|中旬|下旬|初|底|份)?)?",
                rf"{_MONTH}月(?:{_DAY}[日号]|上旬|中旬|下旬|初|底|份)?",
                rf"\d+(?:[,.]\d+)*[余多]?[万亿千百]?[余多]?(?:个月|工作日|[年天日岁]|{measures})?",
                rf"(?!一(?:{measures}))[上近数]?[一二两三四五六七八九十百千]+[余多]?[万亿]?[余多]?"
                rf"(?:{measures})",
                r"一(?:人次|[户人名例期场笔])",
            )
        )
    )


def typed_text(text: str) -> str:
    """Return the text without its references and without what is not confirmed yet.

    A null byte stands in their place, so that what is left of them never joins what is right.
    """
    return UNCONFIRMED.sub("\0", REFERENCE.sub("\0", text))


@dataclass(frozen=True)
class WrittenNumber:
    """A number with its measure word; money in yuan.

    `step`: the worth of its last digit. `more`: 余; `near`: 约. `short`: it may have been rounded.
    """

    words: str
    number: Decimal
    unit: str
    step: Decimal
    more: bool
    near: bool
    short: bool

    def equals(self, value: Decimal) -> bool:
        """Return whether the text may say so of the value."""
        if self.more:
            return format_rounded(int(value)) == format_rounded(int(self.number))
        if self.near:
            return abs(value - self.number) * 10 <= self.number
        if self.short:
            # 16.74万元 may stand for 167432.50元, 12% for 12.4%; 12万元 is no 124000元.
            value = (value / self.step).quantize(Decimal(1), ROUND_HALF_UP) * self.step
        return value == self.number


def numbers_in(text: str) -> Iterator[WrittenNumber]:
    """Yield the numbers with a measure word; those in titles 《…》 are names."""
    for match in number_pattern().finditer(QUOTED_TITLE.sub("\0", text)):
        digits = match["digits"].replace(",", "")
        scale = {"万": 10**4, "亿": 10**8}.get(match["scale"] or "", 1)
        places = len(digits.partition(".")[2])
        unit = EQUIVALENT_MEASURES.get(match["unit"], match["unit"])
        floor = match["near"] in ("逾", "超", "超过")
        yield WrittenNumber(
            match[0],
            Decimal(digits) * scale,
            unit,
            step=Decimal(scale).scaleb(-places),
            more=bool(match["more"] or match["more2"]) or floor,
            near=bool(match["near"]) and not floor,
            short=unit == "%" or (scale > 1 and places >= 2),
        )


@dataclass(frozen=True)
class WrittenDate:
    """A date as it is written: a year, a month or a day; without a year, of the period's own."""

    words: str
    year: int | None
    month: int | None
    day: int | None

    def within(self, period: Period) -> bool:
        """Return whether any of it lies in the period. What is no date does not."""
        years = range(period.start.year, period.end.year + 1)
        return any(self._touches(year, period) for year in ([self.year] if self.year else years))

    def _touches(self, year: int, period: Period) -> bool:
        """Return whether any of it lies in the period when it is of this year."""
        try:
            first = date(year, self.month or 1, self.day or 1)
        except ValueError:
            return False
        if self.day:
            last = first
        elif self.month:
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        else:
            last = date(year, 12, 31)
        return first <= period.end and last >= period.start


def dates_in(text: str) -> Iterator[WrittenDate]:
    """Yield the dates with or without a year; those in titles 《…》 are names."""
    text = QUOTED_TITLE.sub("\0", text)
    read = CHINESE_YEAR.sub(lambda year: year[0].translate(CHINESE_DIGITS), text)
    for match in DATE_PATTERN.finditer(read):
        words = text[match.start() : match.end()]
        if match["iso"]:
            year, month, day = re.split(r"[-/.]", match["iso"])
        else:
            year = match["year"] or match["from"]
            month = match["month"] or match["own_month"]
            day = match["day"] or match["own_day"]
        yield WrittenDate(words, *(int(part) if part else None for part in (year, month, day)))


def mark_unconfirmed(text: str, names: Iterable[str] = (), kept: Iterable[str] = ()) -> str:
    """Return the typed text with every number, date, quotation and name as `[?…?]`.

    References stay, and what is marked already. `names`: proper names; `kept`: words in which
    nothing is marked, like the society's own name.
    """
    proper = [re.escape(name) for name in sorted({*names}, key=len, reverse=True)]
    to_confirm = re.compile("|".join([*proper, period_bound_pattern().pattern]))
    own = [re.escape(words) for words in sorted({*kept}, key=len, reverse=True)]
    stays = re.compile("|".join([REFERENCE.pattern, UNCONFIRMED.pattern, LIST_NUMBER, *own]), re.M)

    def mark(piece: str) -> str:
        return to_confirm.sub(lambda match: _mark(match[0]), piece)

    pieces, at = [], 0
    for match in stays.finditer(text):
        pieces += [mark(text[at : match.start()]), match[0]]
        at = match.end()
    text = "".join([*pieces, mark(text[at:])])
    return ADJACENT_MARKS.sub(r"[?\1\2?]", text)


def _mark(words: str) -> str:
    """Return the words as marks. Brackets would end one, and 200 characters is its length."""
    if "[" in words or "]" in words:
        return words
    return "".join(f"[?{words[at : at + 200]}?]" for at in range(0, len(words), 200))


def confirm_text(text: str) -> str:
    """Return the text as it stands, with nothing left to confirm."""
    return UNCONFIRMED.sub(r"\1", text)


def unconfirmed_pieces(text: str) -> list[str]:
    """Return what nobody has confirmed, each once."""
    return list(dict.fromkeys(UNCONFIRMED.findall(text)))
