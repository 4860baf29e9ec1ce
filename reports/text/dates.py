"""Dates as people write them in a text: 2021年5月1日, 二〇二一年, 5月, 五月四日, 2021-05-01."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from redcross.figures import Period

from .numbers import QUOTED_TITLE, half_width_digits, read_han

YEAR = r"(?:19|20)\d\d"
MONTH, DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
DATE_PATTERN = re.compile(
    rf"(?<!\d)(?P<iso>{YEAR}[-/.]{MONTH}[-/.]{DAY})(?!\d)"
    rf"|(?<!\d)(?P<year>{YEAR})\s*年(?:度)?(?:(?P<month>{MONTH})月(?:(?P<day>{DAY})[日号])?)?"
    rf"|(?<!\d)(?P<from>{YEAR})(?=\s*[-—–~～至到]+\s*{YEAR}\s*年)"
    rf"|(?<!\d)(?P<own_month>{MONTH})\s*月(?:\s*(?P<own_day>{DAY})\s*[日号])?"
    # 22日, after 4月19日; not 15日内, 每月10日, 第3日, 为期5日.
    rf"|(?<![\d.每近第期续达过历时共月约个])(?P<bare>{DAY})[日号](?![内以之后间历均游\d])"
)
# 二〇二一年 is read as 2021年; the length stays.
CHINESE_YEAR = re.compile(r"[一二][九〇○零][〇○零一二三四五六七八九]{2}(?=年)")
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_SENTENCE_END = re.compile("[。；;！？!?\\n]")
# 五月四日: read with spaces before what is shorter, so that the length stays.
CHINESE_DAY = re.compile(
    r"(?<![一二三四五六七八九十个])(?P<month>十[一二]?|[一二三四五六七八九])月"
    r"(?P<day>三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
)


@dataclass(frozen=True)
class WrittenDate:
    """A date as it is written: a year, a month or a day; without a year, of the period's own."""

    words: str
    year: int | None
    month: int | None
    day: int | None
    at: int = 0
    end: int = 0

    @property
    def is_bare(self) -> bool:
        """Return whether it is a day whose month stands before it: 22日."""
        return self.day is not None and "月" not in self.words and self.words[-1:] in "日号"

    def within(self, period: Period) -> bool:
        """Return whether any of it lies in the period. What is no date does not."""
        return any(
            first <= period.end and last >= period.start for first, last in self.days(period)
        )

    def days(self, period: Period) -> Iterator[tuple[date, date]]:
        """Yield the first and the last of its days, of each year that may be meant."""
        years = range(period.start.year, period.end.year + 1)
        for year in [self.year] if self.year else years:
            try:
                first = date(year, self.month or 1, self.day or 1)
            except ValueError:
                continue
            if self.day:
                last = first
            elif self.month:
                last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            else:
                last = date(year, 12, 31)
            yield first, last


def dates_in(text: str) -> Iterator[WrittenDate]:
    """Yield the dates with or without a year; those in titles 《…》 are names."""
    text = QUOTED_TITLE.sub(lambda title: "\0" * len(title[0]), text)
    read = CHINESE_YEAR.sub(lambda year: year[0].translate(CHINESE_DIGITS), text)
    read = CHINESE_DAY.sub(_in_digits, half_width_digits(read))
    last: tuple[int | None, int, int] | None = None
    end = 0
    for match in DATE_PATTERN.finditer(read):
        if _SENTENCE_END.search(read, end, match.start()):
            last = None
        end = match.end()
        if match["bare"]:
            if last is not None:
                last = _in_its_month(int(match["bare"]), *last)
                words = text[match.start() : match.end()]
                yield WrittenDate(words, *last, match.start(), match.end())
            continue
        if match["iso"]:
            year, month, day = re.split(r"[-/.]", match["iso"])
        else:
            year = match["year"] or match["from"]
            month = match["month"] or match["own_month"]
            day = match["day"] or match["own_day"]
        last = (_whole(year), int(month), int(day)) if month and day else None
        yield WrittenDate(
            text[match.start() : match.end()],
            _whole(year),
            _whole(month),
            _whole(day),
            match.start(),
            match.end(),
        )


def _in_its_month(
    day: int, year: int | None, month: int, before: int
) -> tuple[int | None, int, int]:
    """Return the day with the year and the month of the one before it, or of the month after."""
    if day >= before or month == 12:
        return year, month, day
    return year, month + 1, day


def _whole(digits: str | None) -> int | None:
    """Return the number, None where none is written."""
    return int(digits) if digits else None


def _in_digits(match: re.Match[str]) -> str:
    """Return 十二月三十一日 as 12月31日, in the place that it takes."""
    shown = f"{read_han(match['month'])}月{read_han(match['day'])}日"
    return shown.rjust(len(match[0])) if len(shown) <= len(match[0]) else match[0]
