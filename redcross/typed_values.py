"""The one reader of what people type: numbers, dates, yes or no, and choices.

Forms, rows, filters, pasted cells and spreadsheets all ask here. What could mean two things, or
would lose digits, is refused with a ValidationError that names it as typed and says how to write
it.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class TypedAs(StrEnum):
    """What a field is typed as. A model says it in `typed_as` where its field does not."""

    YUAN = "yuan"
    WAN_YUAN = "wan_yuan"  # 万元
    MILLILITRES = "millilitres"
    # A whole number, with its measure word or not.
    COUNT = "count"
    # Without one: the field beside says the unit.
    WHOLE = "whole"
    NUMBER = "number"
    PAST_DATE = "past_date"
    # It may lie some way ahead: a planned course, the start of a programme.
    OPEN_DATE = "open_date"
    # An end, which may lie far ahead.
    END_DATE = "end_date"
    YES_NO = "yes_no"
    CHOICE = "choice"

    @property
    def is_date(self) -> bool:
        return self in (TypedAs.PAST_DATE, TypedAs.OPEN_DATE, TypedAs.END_DATE)

    @property
    def is_whole(self) -> bool:
        return self in (TypedAs.COUNT, TypedAs.WHOLE, TypedAs.MILLILITRES)


# Not NFKC, which also makes 10² of 102 and one half of ½.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("　"): " ",
    ord("\u00a0"): " ",
    ord("￥"): "¥",
    ord("。"): ".",
    ord("−"): "-",
    ord("—"): "-",
    ord("–"): "-",
}
_MAX_SHOWN = 40
_MAX_DIGITS = 18
_MULTIPLIERS = {
    "": 1,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}
_MEASURE_WORDS = (
    *("人次", "人", "名", "位", "个", "户次", "户", "家", "所", "处", "次", "份", "件", "箱", "袋"),
    *("包", "本", "册", "张", "条", "台", "套", "块", "枚", "场次", "场", "期", "批次", "批", "笔"),
    *("项", "例", "支", "只", "辆", "盒", "瓶", "桶", "床", "班"),
)
_UNITS: dict[TypedAs, tuple[str, ...]] = {
    TypedAs.YUAN: ("元", "元整", "块", "块钱"),
    TypedAs.WAN_YUAN: ("元", "元整"),
    TypedAs.MILLILITRES: ("毫升", "ml"),
    TypedAs.COUNT: _MEASURE_WORDS,
}
_NUMBER = re.compile(
    r"(?P<sign>-?)(?P<currency>(?:人民币)? ?¥?) ?"
    r"(?P<whole>0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.(?P<decimals>[0-9]+))?"
    r" ?(?P<multiplier>百万|千万|万亿|[百千万亿]?) ?(?P<unit>[^0-9 ]*)"
)
ROUGHLY = re.compile("[约余多逾]|左右|上下|以上|以下|超过|近 ?[0-9]|接近")
_FULL_DATES = (
    re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?: 0?0:00(?::00)?)?", re.ASCII),
    re.compile(r"(\d{4})(年)(\d{1,2})月(\d{1,2})[日号]?", re.ASCII),
    re.compile(r"(\d{4})()(\d{2})(\d{2})", re.ASCII),
)
_SHORT_DATES = (
    re.compile(r"(\d{1,2})[-./](\d{1,2})", re.ASCII),
    re.compile(r"(\d{1,2})月(\d{1,2})[日号]?", re.ASCII),
)
_MONTHS = (
    re.compile(r"(\d{4})[-./](\d{1,2})(上旬|中旬|下旬)?", re.ASCII),
    re.compile(r"(?:(\d{4})年)?(\d{1,2})月份?(上旬|中旬|下旬)?", re.ASCII),
)
_YEAR = re.compile(r"([12]\d{3})年?", re.ASCII)
_FIRST_DAYS = {"上旬": 1, "中旬": 11, "下旬": 21}
_DAYS_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_YES = (
    *("是", "对", "有", "同意", "公开", "合格", "通过", "已通过", "√", "✓", "✔", "☑"),
    *("y", "yes", "1", "true"),
)
_NO = (
    *("否", "不", "不是", "错", "无", "没有", "不同意", "不公开", "不合格", "未通过", "不通过"),
    *("×", "✗", "✘", "n", "no", "0", "false"),
)

# What stands for the cell above, in a table that is read from top to bottom.
DITTO_MARKS = frozenset({"同上", "同前", "〃", "″", "“", "”", '"', "''", "..", "…"})
# What a formula that failed leaves in its cell.
FAILED_FORMULAS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


class DatePrecision(TextChoices):
    """How well a date is known."""

    DAY = "day", gettext_lazy("day")
    THIRD = "third", gettext_lazy("third of the month")
    MONTH = "month", gettext_lazy("month")
    YEAR = "year", gettext_lazy("year")


class Rounding(TextChoices):
    """How well a number is known: exactly, or not more than that there is more, less or about it.

    余 and 近 are opposites: neither ever becomes the other. Of a sum that is UNKNOWN the number is
    that of its known parts.
    """

    EXACT = "", gettext_lazy("exact")
    OVER = "over", gettext_lazy("more than so many")
    NEARLY = "nearly", gettext_lazy("nearly so many")
    ABOUT = "about", gettext_lazy("about so many")
    UNKNOWN = "unknown", gettext_lazy("not known")

    @classmethod
    def of_sum(cls, parts: Iterable["Rounding"]) -> "Rounding":
        """Return how well a sum is known, by its parts; with an unknown one it is unknown."""
        found = {part for part in parts if part}
        if cls.UNKNOWN in found:
            return cls.UNKNOWN
        return found.pop() if len(found) == 1 else cls.ABOUT if found else cls.EXACT


# Letters by name that look like nothing (Hangul fillers).
_BLANK = frozenset("\u115f\u1160\u3164\uffa0")
# How it is typed that a number is not known.
NOT_KNOWN = ("不详", "未知", "不明", "unknown")


class ReadDate(NamedTuple):
    """A date as it was typed: the first day of the time it names."""

    day: date
    precision: DatePrecision


def half_width(text: str) -> str:
    """Return the text with full-width letters, digits, signs and spaces as the usual ones."""
    return text.translate(_HALF_WIDTH).strip()


def compact(text: str) -> str:
    """Return a number that is a name as it is kept: half width, in capitals, without spaces."""
    return "".join(half_width(text).split()).upper()


def one_line_end(text: str) -> str:
    """Return the text with each line ended as it is kept, however a browser or a file ends it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def visible_text(text: str) -> str:
    """Return the text without characters that nobody sees; nothing where there are no others."""
    if text.isprintable() and _BLANK.isdisjoint(text):  # nearly all are
        return text if text.strip() else ""
    seen = "".join(c for c in text if c not in _BLANK and unicodedata.category(c) != "Cf")
    return seen if seen.strip() else ""


def as_typed(text: str) -> str:
    """Return the text for a message: cut, and what cannot be printed replaced."""
    shown = text.strip()
    shown = shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}…"
    return "".join(c if c.isprintable() else "\ufffd" for c in shown)


def read_number(text: str, typed_as: TypedAs, places: int = 0) -> Decimal:
    """Return the number, of money in yuan or 万元 as the field has it, to so many decimals.

    Raises ValidationError.
    """
    plain = half_width(text)
    if ROUGHLY.search(plain) and re.search("[0-9]", plain):
        raise _refusal(
            _("“%(typed)s” is no exact number, and one is asked for here."),
            text,
        )
    if plain.casefold() in NOT_KNOWN:
        text_of_it = _(
            "“%(typed)s” is no number: leave it empty where you may, or write what is known of it."
        )
        raise _refusal(text_of_it, text)
    match = _NUMBER.fullmatch(plain)
    if not match or not _unit_fits(match, typed_as):
        raise _refusal(_how_to_write_number(typed_as), text)
    whole, decimals = match["whole"].replace(",", ""), match["decimals"] or ""
    factor = _MULTIPLIERS[match["multiplier"]]
    # Decimal rounds without a word beyond 28 digits.
    if len(whole) + max(len(decimals), len(str(factor)) - 1) > _MAX_DIGITS:
        raise _refusal(_("“%(typed)s” has too many digits."), text)
    number = Decimal(f"{match['sign']}{whole}.{decimals or 0}") * factor
    if typed_as == TypedAs.WAN_YUAN and (match["multiplier"] or match["unit"] or match["currency"]):
        number /= 10**4
    quantized = number.quantize(Decimal(1).scaleb(-places))
    # 1.000 with three decimals too many may be a thousand.
    if quantized != number or (len(decimals) == 3 > places and not match["multiplier"]):
        raise _too_exact(places, text)
    return quantized + 0  # no -0


def _unit_fits(match: re.Match[str], typed_as: TypedAs) -> bool:
    """Return whether what stands around the number is its unit, and says how much it is."""
    unit, multiplier = match["unit"].lower(), match["multiplier"]
    if match["currency"] and typed_as not in (TypedAs.YUAN, TypedAs.WAN_YUAN):
        return False
    if unit and unit not in _UNITS.get(typed_as, ()):
        return False
    # In a field of 万元, 5千 may be 5000 yuan or 5000 times 10000.
    return typed_as != TypedAs.WAN_YUAN or bool(unit) or multiplier not in ("百", "千")


def _how_to_write_number(typed_as: TypedAs) -> str:
    if typed_as in (TypedAs.YUAN, TypedAs.WAN_YUAN):
        return _("“%(typed)s” is no sum that can be read. Write 1234.50, 1,234.50 or 12.3万元.")
    if typed_as == TypedAs.MILLILITRES:
        return _("“%(typed)s” is no amount that can be read. Write 36000, 36000毫升 or 3.6万毫升.")
    if typed_as == TypedAs.COUNT:
        return _("“%(typed)s” is no whole number that can be read. Write 60, 1,200 or 3千.")
    return _("“%(typed)s” is no number that can be read. Write only the number: 60, 1,200 or 12.5.")


def _too_exact(places: int, text: str) -> ValidationError:
    if not places:
        return _refusal(_("“%(typed)s” is no whole number. Write it without decimals."), text)
    message = _("“%(typed)s” has more than %(places)s decimals: nothing is rounded here.")
    return _refusal(message, text, places=places)


def read_date(text: str, typed_as: TypedAs = TypedAs.PAST_DATE, today: date | None = None) -> date:
    """Return the day; without a year the last such day, where it cannot lie ahead.

    Raises ValidationError.
    """
    day, precision = read_rough_date(text, typed_as, today)
    if precision == DatePrecision.MONTH and typed_as == TypedAs.END_DATE:
        # What is valid until 2027-8 is so to the end of it.
        return last_day(day, precision)
    if precision != DatePrecision.DAY:
        raise _refusal(_("“%(typed)s” names no day. Write it too, as in 2021-8-4."), text)
    return day


def first_day(day: date, precision: DatePrecision) -> date:
    """Return the first day that this one may stand for."""
    if precision == DatePrecision.YEAR:
        return day.replace(month=1, day=1)
    if precision == DatePrecision.THIRD:
        return day.replace(day=1 + min((day.day - 1) // 10, 2) * 10)
    return day.replace(day=1) if precision == DatePrecision.MONTH else day


def last_day(day: date, precision: DatePrecision) -> date:
    """Return the last day of the time that begins with the day."""
    month = day.replace(day=monthrange(day.year, day.month)[1])
    if precision == DatePrecision.THIRD:
        return month if day.day > 20 else day.replace(day=day.day + 9)
    return {
        DatePrecision.DAY: day,
        DatePrecision.MONTH: month,
        DatePrecision.YEAR: date(day.year, 12, 31),
    }[precision]


def read_rough_date(
    text: str, typed_as: TypedAs = TypedAs.PAST_DATE, today: date | None = None
) -> ReadDate:
    """Return the day, or the first day of the month, its third or the year that is named.

    Raises ValidationError.
    """
    today = today or timezone.localdate()
    plain = re.sub(r"(?<=[年月]) | (?=[年月日号])", "", half_width(text))
    if plain in _DAYS_AGO:
        return ReadDate(today - timedelta(days=_DAYS_AGO[plain]), DatePrecision.DAY)
    for pattern in _FULL_DATES:
        if match := pattern.fullmatch(plain):
            year, _separator, month, day = match.groups()
            return ReadDate(
                _existing_date(int(year), int(month), int(day), text), DatePrecision.DAY
            )
    for pattern in _SHORT_DATES:
        if match := pattern.fullmatch(plain):
            found = _latest(int(match[1]), int(match[2]), typed_as, today, text)
            return ReadDate(found, DatePrecision.DAY)
    for pattern in _MONTHS:
        if match := pattern.fullmatch(plain):
            precision = DatePrecision.THIRD if match[3] else DatePrecision.MONTH
            month, first = int(match[2]), _FIRST_DAYS.get(match[3] or "", 1)
            if match[1]:
                return ReadDate(_existing_date(int(match[1]), month, first, text), precision)
            return ReadDate(_latest(month, first, typed_as, today, text), precision)
    if match := _YEAR.fullmatch(plain):
        return ReadDate(date(int(match[1]), 1, 1), DatePrecision.YEAR)
    raise _refusal(_how_to_write_date(typed_as), text)


def _how_to_write_date(typed_as: TypedAs) -> str:
    if typed_as == TypedAs.END_DATE:
        return _("“%(typed)s” is no date that can be read. Write 2021-8-4 or 2021年8月4日.")
    return _("“%(typed)s” is no date that can be read. Write 2021-8-4, 2021年8月4日 or 8.4.")


def _existing_date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _refusal(_("“%(typed)s”: there is no such day."), text) from None


def _latest(month: int, day: int, typed_as: TypedAs, today: date, text: str) -> date:
    """Return the last such day that is not in the future. 29 February may be eight years ago."""
    _existing_date(2000, month, day, text)
    if typed_as == TypedAs.END_DATE or (
        typed_as == TypedAs.OPEN_DATE and (month, day) > (today.month, today.day)
    ):
        raise _refusal(
            _("“%(typed)s” may be a day ahead: write the year too, as in 2021-8-4."), text
        )
    for year in range(today.year, today.year - 9, -1):
        if (month, day) <= (today.month, today.day) or year < today.year:
            with suppress(ValueError):
                return date(year, month, day)
    raise _refusal(_("“%(typed)s”: there is no such day."), text)


def read_yes_no(text: str) -> bool | None:
    """Return what is said; None when nothing is. Raises ValidationError for what is neither."""
    word = half_width(text).casefold()
    if not word:
        return None
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise _refusal(_("“%(typed)s” is neither yes nor no: write 是 or 否."), text)


def comparable(text: str) -> str:
    """Return the text as it is compared with a label: width, spaces and case make no difference."""
    return re.sub(r"\s", "", half_width(text)).casefold()


def read_choice(text: str, choices: Iterable[tuple[str, str | Promise]]) -> str:
    """Return the value of the choice of this label or value; "" when nothing is typed.

    Raises ValidationError.
    """
    comparable_text = comparable(text)
    offered = [(str(value), str(label)) for value, label in choices if str(value)]
    if not comparable_text:
        return ""
    # A value goes before a label that reads alike.
    found = {value for value, _label in offered if comparable(value) == comparable_text}
    found = found or {value for value, label in offered if comparable(label) == comparable_text}
    for yes, no in (("yes", "no"), ("True", "False")):
        if not found and {yes, no} <= {value for value, _label in offered}:
            # A ledger says √ or 同意.
            with suppress(ValidationError):
                found = {yes if read_yes_no(text) else no}
    if len(found) == 1:
        return found.pop()
    shown = "、".join(label for _value, label in offered[:12]) + ("…" if len(offered) > 12 else "")
    raise _refusal(_("“%(typed)s” is none of the choices: %(choices)s"), text, choices=shown)


def _refusal(message: str, text: str, **params: object) -> ValidationError:
    return ValidationError(message, code="unread", params={"typed": as_typed(text), **params})
