"""What a text calls its period: all words that depend on where it begins and ends."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from redcross.figures import Period
from redcross.models import Record

from .wording import Dated, format_date

_NUMERALS = "〇一二三四五六七八九十"
_ENDS_OF_QUARTERS = {3: "一季度", 6: "二季度", 9: "三季度", 12: "四季度"}


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


@dataclass(frozen=True)
class PeriodWords:
    """The words for one period. Every block asks here; none writes 全年 or 年末 itself."""

    period: Period

    @property
    def years(self) -> int:
        """Of how many calendar years it consists; 0 where it does not."""
        start, end = self.period.start, self.period.end
        if self.months and (start.month, end.month) == (1, 12):
            return end.year - start.year + 1
        return 0

    @property
    def months(self) -> int:
        """Of how many calendar months it consists; 0 where it does not."""
        start, end = self.period.start, self.period.end
        if start.day != 1 or not _ends_month(end):
            return 0
        return (end.year - start.year) * 12 + end.month - start.month + 1

    @property
    def spans_years(self) -> bool:
        """Whether a day needs its year to be told."""
        return self.period.start.year != self.period.end.year

    @property
    def _part(self) -> str:
        """What it is of a year: 上半年, 一季度; nothing where it is no such part."""
        start, end = self.period.start, self.period.end
        if self.spans_years or not self.months:
            return ""
        if self.months == 6 and start.month in (1, 7):
            return "上半年" if start.month == 1 else "下半年"
        if self.months == 3 and end.month in _ENDS_OF_QUARTERS:
            return _ENDS_OF_QUARTERS[end.month]
        return ""

    @property
    def whole(self) -> str:
        """What stands before a sum of the whole period: 全年, 上半年, 两年来, 期间."""
        if self.period.start == self.period.end:
            return "当日"
        if self.years == 1:
            return "全年"
        if 1 < self.years <= 10:
            return f"{'两' if self.years == 2 else _NUMERALS[self.years]}年来"
        return self._part or ("当月" if self.months == 1 else "期间")

    @property
    def end(self) -> str:
        """What stands before a number as of its last day: 年末, 6月末, 2021年末, 期末."""
        last = self.period.end
        year = f"{last.year}年" if self.spans_years else ""
        if (last.month, last.day) == (12, 31):
            return f"{year}末" if year else "年末"
        if _ends_month(last):
            return f"{year}{last.month}月末"
        return "期末"

    @property
    def opening_balance(self) -> str:
        """What the balance before it is called."""
        return "上年结转" if self.years == 1 else "期初结余"

    @property
    def opening_stock(self) -> str:
        """What the goods in store before it are called."""
        return "上年结存" if self.years == 1 else "期初结存"

    @property
    def closing_balance(self) -> str:
        """What the balance at its end is called."""
        return f"{self.end}结余"

    @property
    def compared(self) -> str:
        """What a comparison with a year earlier begins with; nothing where they are not alike.

        The two must be of one length and not overlap.
        """
        before = self.period.previous()
        days = self.period.end - self.period.start
        alike = self.months or before.end - before.start == days
        if before.end >= self.period.start or not alike:
            return ""
        return "较上年" if self.years == 1 else "较上年同期"

    @property
    def unchanged(self) -> str:
        """What is said of a number that is the same as a year earlier."""
        return f"与{self.compared[1:]}持平" if self.compared else ""

    @property
    def year(self) -> str:
        """Its year or years: 2021, 2020—2021."""
        start, end = self.period.start, self.period.end
        return f"{start.year}—{end.year}" if self.spans_years else str(start.year)

    @property
    def title(self) -> str:
        """How a title and a first sentence name it: 2021年, 2021年上半年, 2020—2021年."""
        start, end = self.period.start, self.period.end
        if self.years:
            return f"{self.year}年"
        if self._part:
            return f"{start.year}年{self._part}"
        later = f"{end.year}年" if self.spans_years else ""
        if self.months == 1:
            return f"{start.year}年{start.month}月"
        if self.months:
            return f"{start.year}年{start.month}月至{later}{end.month}月"
        first = f"{start.year}年{start.month}月{start.day}日"
        return first if start == end else f"{first}至{later}{end.month}月{end.day}日"

    def fill(self, text: str) -> str:
        """Return the text with the period in the place of `{year}年`, its year for `{year}`."""
        return text.replace("{year}年", self.title).replace("{year}", self.year)

    def date(self, record: Dated) -> str:
        """Write a date as well as it is known, with its year where the period has several.

        What lasted as long as the period itself was of 全年, 上半年.
        """
        lasted = record.date < (record.end_date or record.date)
        if lasted and Period(record.date, record.end_date or record.date) == self.period:
            is_named = self.years == 1 or self._part
            if is_named and record.date_precision == Record.Precision.DAY:
                return self.whole
        return format_date(record, with_year=self.spans_years)

    def as_of(self, record: Dated) -> str:
        """Write of which day a number is: 年末 of the last, else 截至6月30日, 截至2019年."""
        day, precision = record.date, record.date_precision
        if day == self.period.end and precision == Record.Precision.DAY:
            return self.end
        if precision == Record.Precision.YEAR:
            return f"截至{day.year}年"
        own = self.period.start <= day <= self.period.end and not self.spans_years
        return f"截至{format_date(record, with_year=not own)}"
