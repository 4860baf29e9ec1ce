"""How numbers and dates read in the Chinese text of an evaluation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from redcross.figures import Value
from redcross.formatting import format_decimal, leading_digits
from redcross.models import Line, Record
from redcross.typed_values import Rounding

# What is said of a whole system, where what its societies hand on to each other is on both sides.
NOT_NETTED = "系统内上下级拨付未作抵销"
# So much is too long in 元: of seven digits, with fen of eight.
_LONG = 1_000_000
_TENTH = Decimal("0.1")
_BEFORE = {Rounding.NEARLY: "近", Rounding.ABOUT: "约", Rounding.UNKNOWN: "至少"}


class Dated(Protocol):
    """A record, or what was made of several: its days, and how well they are known."""

    @property
    def date(self) -> Day: ...
    @property
    def end_date(self) -> Day | None: ...
    @property
    def date_precision(self) -> str: ...


@dataclass(frozen=True)
class TextRun:
    """A piece of a sentence; one with an address is a number that opens its list.

    `token`: how it is written in a text that is edited. `faulty`: a reference that leads nowhere.
    `unconfirmed`: typed for another year.
    """

    text: str
    url: str = ""
    token: str = ""
    faulty: bool = False
    unconfirmed: bool = False


@dataclass(frozen=True)
class MoneyRun(TextRun):
    """A sum in 元. The paragraph that it gets into chooses one unit for all of its sums."""

    in_wan: TextRun | None = None
    # Whether it reads well in 万元, and is large enough to ask for it.
    fits_wan: bool = False
    wants_wan: bool = False
    # Whether it is too long in 元.
    needs_wan: bool = False


def format_amount(number: Decimal | int) -> str:
    """Write 124000.00 → 124000, 0.50 → 0.50: fen are shown when there are any."""
    return f"{number:f}" if number != int(number) else str(int(number))


def format_rounded(number: int, rounded: bool = True) -> str:
    """Write 46 → 40余, 206 → 200余, 10260 → 1万余: tens below 100, two leading digits above.

    A round number gets 余 only when it is not known exactly.
    """
    base = leading_digits(int(number))
    shown = f"{Decimal(base) / 10000:f}万" if base >= 10000 else str(base)
    return f"{shown}余" if rounded or base != number else shown


def format_roughly(
    number: Decimal | int, rounded: Rounding, unit: str = "", *, wan: bool = False
) -> str:
    """Write a number as well as it is known: 30余人, 近30人, 约30人; exactly, 30人.

    Of what is not known the known part: 至少30人, or 不详. `wan`: as 万 with up to six decimals.
    """
    if unit == "%" and rounded is not Rounding.UNKNOWN:
        return format_percent(number, rounded)
    if rounded is Rounding.OVER:
        over = format_rounded(int(number))
        return append_unit(over, unit) if unit else over
    if rounded is Rounding.UNKNOWN and not number:
        return "不详"
    shown = f"{format_decimal(Decimal(number) / 10000)}万" if wan else format_amount(number)
    return f"{_BEFORE.get(rounded, '')}{shown}{unit}"


def format_value_roughly(value: Value, unit: str = "", *, wan: bool = False) -> str:
    """Write the value's number as well as it is known."""
    return format_roughly(value.number, value.rounded, unit, wan=wan)


def number_run(value: Value, *, wan: bool = False) -> TextRun:
    """Return the value with its measure word, as 万元 with up to six decimals when asked."""
    text = format_value_roughly(value, value.figure.unit.measure_word, wan=wan)
    return TextRun(text, value.url, reference_to(value, "wan" if wan else ""))


def reference_to(value: Value, form: str = "") -> str:
    """Return how a text refers to the figure: its key and what restricts its list further."""
    parameters = dict(parse_qsl(urlsplit(value.url).query))
    scope = {"society", "alone", "date_from", "date_to", "scope", getattr(value.figure, "at", "")}
    own = getattr(value.figure, "where", {})
    rest = [
        f"{name}={choice}"
        for name, choice in parameters.items()
        if name not in scope and name not in own
    ]
    return f"[[{';'.join([value.figure.key, *rest, *([f'as={form}'] if form else [])])}]]"


def round_percent(share: Decimal | int) -> Decimal:
    """Return the share to one decimal; 0 and 100 only where it is just that."""
    shown = Decimal(share).quantize(_TENTH, ROUND_HALF_UP)
    if shown in (0, 100) and shown != share:
        shown += _TENTH if share > shown else -_TENTH
    return shown


def format_percent(share: Decimal | int, rounded: Rounding = Rounding.EXACT) -> str:
    """Write one decimal, none when it is zero: 12.50 → 12.5%, 100.0 → 100%.

    What is not known exactly is 约12.5%; what is not quite 0 or 100, 不足0.1% or 99.9%以上.
    """
    shown = round_percent(share)
    text = f"{format_amount(shown) if shown == int(shown) else shown}%"
    if rounded:
        return f"约{text}"
    if shown == Decimal(share).quantize(_TENTH, ROUND_HALF_UP):
        return text
    return f"不足{text}" if share < shown else f"{text}以上"


_PERCENT = re.compile(r"(\d+)(?:\.(\d+))?%")


def level_percents(texts: Iterable[str]) -> list[str]:
    """Return the percentages of a column with as many decimals each: -12.50%, -20.00%."""
    column = list(texts)
    found = [match[2] or "" for text in column for match in _PERCENT.finditer(text)]
    places = max(map(len, found), default=0)

    def level(match: re.Match[str]) -> str:
        return f"{match[1]}.{match[2] or '':0<{places}}%" if places else match[0]

    return [_PERCENT.sub(level, text) for text in column]


def format_change(
    now: Decimal | int,
    before: Decimal | int,
    compared: str = "较上年",
    unchanged: str = "与上年持平",
) -> str:
    """Return the words for a number against the year before; nothing where that has none."""
    if not before:
        return ""
    if now == before:
        return unchanged
    share = format_percent(abs(Decimal(now) - before) * 100 / before)
    return f"{compared}{'增长' if now > before else '下降'}{share}"


def format_date_range(first: Day, last: Day) -> str:
    """Write 8月4日, 8月4日至8月16日, 12月30日至2022年1月2日."""
    start = f"{first.month}月{first.day}日"
    if first == last:
        return start
    year = f"{last.year}年" if last.year != first.year else ""
    return f"{start}至{year}{last.month}月{last.day}日"


def format_date(record: Dated, *, with_year: bool = False) -> str:
    """Write its date as well as it is known: 9月24日, 4月初, 10月底, 2月.

    Where only the year is known nothing, or `with_year` that.
    """
    first, last = record.date, record.end_date or record.date
    another = last.year != first.year
    year = f"{first.year}年" if with_year else ""
    if record.date_precision == Record.Precision.YEAR:
        return f"{year}至{last.year}年" if year and another else year
    if record.date_precision == Record.Precision.DAY:
        return year + format_date_range(first, last)
    start = f"{year}{first.month}月"
    if record.date_precision == Record.Precision.THIRD:
        start += _third(first)
    if (last.year, last.month) == (first.year, first.month):
        return start
    end = f"{last.year}年" if another else ""
    return f"{start}至{end}{last.month}月"


def _third(day: Day) -> str:
    return "初" if day.day <= 10 else "中旬" if day.day <= 20 else "底"


def reads_in_wan(yuan: Decimal | int) -> bool:
    """Return whether 万元 needs no more than two decimals; else 元 to the fen is plainer."""
    return yuan >= 10000 and not yuan % 100


def money_run(value: Value) -> TextRun:
    """Return the value in 元, or in 万元 where that reads more easily."""
    return number_run(value, wan=reads_in_wan(value.number))


def append_unit(rounded: str, unit: str) -> str:
    """Return the number with its measure word. 8余次 is no Chinese: below ten it is 8次以上."""
    few = len(rounded) == 2 and rounded.endswith("余")
    return f"{rounded[0]}{unit}以上" if few else rounded + unit


def record_number_run(
    record: Record | Line, name: str, counted: Decimal | int, unit: str
) -> TextRun:
    """Return a number of one record, linked to it, as well known as the record says.

    `name`: its field; `record` may be a line that says of itself whether it is rounded.
    """
    wan = unit == "万元"
    shown = format_roughly(counted, record.rounding_of(name), unit[wan:], wan=wan)
    label = record._meta.label_lower
    # Only what may be known roughly is a number that a text may refer to.
    referred = isinstance(record, Record) and record.roundings_of(name)
    token = f"[[@{label}:{record.pk};{name};{unit}]]" if referred else ""
    return TextRun(shown, record.get_absolute_url(), token)


_QUOTED_WHOLE = re.compile("[“‘]([^“”‘’]+)[”’]")
_INNER_QUOTES = str.maketrans("“”", "‘’")


def quoted(name: object) -> str:
    """Write “春风行动”; quotes within are single ones: “‘温暖前行’大病救助”."""
    text = str(name)
    if whole := _QUOTED_WHOLE.fullmatch(text):
        text = whole[1]
    return f"“{text.translate(_INNER_QUOTES)}”"


def join_names(names: Iterable[object]) -> str:
    """Write 甲、乙和丙."""
    *first, last = [str(name) for name in names] or [""]
    return f"{'、'.join(first)}和{last}" if first else last


def money_of_value(value: Value) -> MoneyRun:
    """Return a sum that a paragraph may write in 元 or 万元."""
    return _money(number_run(value), number_run(value, wan=True), value.number, value.rounded)


def money_of_record(record: Record | Line, name: str, counted: Decimal) -> MoneyRun:
    """Return a sum of one record that a paragraph may write in 元 or 万元."""
    yuan, wan = (record_number_run(record, name, counted, unit) for unit in ("元", "万元"))
    return _money(yuan, wan, counted, record.rounding_of(name))


def _money(yuan: TextRun, wan: TextRun, number: Decimal | int, rounded: Rounding) -> MoneyRun:
    # 12万余元 says so much and no more, however the number ends.
    over = rounded is Rounding.OVER
    fits = number >= 10000 if over else number >= 1000 and not number % 100
    token = yuan.token
    if token and not token.startswith("[[@"):
        # Beside others in 元 it stays in it, however round it is.
        token = f"{token[:-2]};as=yuan]]"
    whole = not number % 1
    return MoneyRun(
        yuan.text,
        yuan.url,
        token,
        in_wan=wan,
        fits_wan=bool(fits),
        wants_wan=number >= 10000,
        needs_wan=number >= (_LONG if whole else 10 * _LONG),
    )


def yuan_run(number: Decimal, url: str) -> MoneyRun:
    """Return a sum that is no figure's, exactly known, with the page that shows it."""
    yuan = TextRun(f"{format_amount(number)}元", url)
    wan = TextRun(f"{format_decimal(number / 10000)}万元", url)
    return _money(yuan, wan, number, Rounding.EXACT)


def in_one_unit(runs: list[TextRun]) -> list[TextRun]:
    """Return a paragraph with all its sums in 万元, if all of them read well in it, or in 元.

    Where one is too long in 元 it is enough that none is below 1万元.
    """
    sums = [run for run in runs if isinstance(run, MoneyRun)]
    wan = all(run.fits_wan for run in sums) and any(run.wants_wan for run in sums)
    wan |= all(run.wants_wan for run in sums) and any(run.needs_wan for run in sums)
    return [
        (run.in_wan if wan else TextRun(run.text, run.url, run.token)) or run
        if isinstance(run, MoneyRun)
        else run
        for run in runs
    ]
