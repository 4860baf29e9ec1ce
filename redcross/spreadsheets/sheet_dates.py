"""The time that the titles of a sheet, or its name, speak of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from redcross.typed_values import half_width

from .reading import Cell

_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile("[〇○零一二三四五六七八九]{4}(?=年)")
# When it was written or sent, not what it is about.
_OF_THE_PAPER = re.compile("(?:填报|填表|制表|编制|打印|上报|报送|公布|公示)(?:时间|日期)")
# Not between 24:00 and 2020年.
_SPACE = re.compile(r"(?<=[年月~至到-])\s+|\s+(?=[年月日号~至到-])")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})([-./])(\d{1,2})\2(\d{1,2})(?!\d)", re.ASCII)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年|\Z)", re.ASCII)
# With the month or day that a span begins with: 1-6月, 24至28日. Not 第3号.
_MONTH = re.compile(r"(?<!\d)(?:(\d{1,2})[-~至到]+)?(\d{1,2})月", re.ASCII)
_DAY = re.compile(r"(?<![\d第])(?:(\d{1,2})[-~至到]+)?(\d{1,2})[日号]", re.ASCII)


@dataclass(frozen=True)
class SheetDate:
    """What is said of year, month and day; None where nothing is, or several are named."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def date(self) -> date | None:
        """Return the day, where all of it is said and there is such a day."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True)
class _Named:
    """The years, months and days that one source names."""

    years: frozenset[int]
    months: frozenset[int]
    days: frozenset[int]


def read_sheet_date(*sources: Iterable[Cell]) -> SheetDate:
    """Return what the sources say: of each part the first that names it, titles before names.

    A day counts for the month it stands with: of 1月28日 and 2月 no day is left.
    """
    named = [_named_in(cells) for cells in sources]
    months = next((n.months for n in named if n.months), frozenset())
    days = next((n.days for n in named if n.days and n.months in (frozenset(), months)), None)
    return SheetDate(
        year=_only(next((n.years for n in named if n.years), frozenset())),
        month=_only(months),
        day=_only(days or frozenset()),
    )


def _only(numbers: frozenset[int]) -> int | None:
    return next(iter(numbers)) if len(numbers) == 1 else None


def _named_in(cells: Iterable[Cell]) -> _Named:
    years: set[int] = set()
    months: set[int] = set()
    days: set[int] = set()
    for cell in cells:
        if isinstance(cell, date):
            cell = cell.strftime("%Y-%m-%d")
        if isinstance(cell, str) and not _OF_THE_PAPER.search(cell):
            text = _plain(cell)
            years.update(map(int, _YEAR.findall(text)))
            months.update(_numbers(_MONTH, text, 12))
            days.update(_numbers(_DAY, text, 31))
    return _Named(frozenset(years), frozenset(months), frozenset(days))


def _plain(text: str) -> str:
    """Return the text without spaces in its dates, these written as 2021年8月4日."""
    plain = _SPACE.sub("", half_width(text))
    plain = _CHINESE_YEAR.sub(lambda match: match[0].translate(_CHINESE_DIGITS), plain)
    return _DATE.sub(r"\1年\3月\4日", plain)


def _numbers(pattern: re.Pattern[str], text: str, highest: int) -> set[int]:
    found = {int(number) for match in pattern.findall(text) for number in match if number}
    return {number for number in found if 1 <= number <= highest}
