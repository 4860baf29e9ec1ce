"""How numbers and dates read in the Chinese text of an evaluation."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from redcross.figures import Value

MEASURE = {
    "yuan": "元",
    "percent": "%",
    "gifts": "笔",
    "donors": "个",
    "funds": "个",
    "batches": "批次",
    "lots": "项",
    "people": "人",
    "person_times": "人次",
    "samples": "人份",
    "cases": "例",
    "millilitres": "毫升",
    "households": "户",
    "packages": "份",
    "applications": "份",
    "times": "次",
    "sessions": "场",
    "classes": "期",
    "copies": "份",
    "articles": "件",
    "hours": "小时",
    "projects": "个",
    "posts": "名",
    "branches": "个",
    "devices": "台",
    "honours": "项",
}


@dataclass(frozen=True)
class Part:
    """A piece of a sentence; one with an address is a number that opens its list."""

    text: str
    url: str = ""


def plain(number: Decimal | int) -> str:
    """124000.00 → 124000, 0.50 → 0.50: fen are shown when there are any."""
    return f"{number:f}" if number != int(number) else str(int(number))


def about(number: int, rounded: bool = True) -> str:
    """46 → 40余, 206 → 200余, 10260 → 1万余: tens below 100, two leading digits above.

    A round number gets 余 only when it is not known exactly.
    """
    whole = int(number)
    step = 10 if whole < 100 else 10 ** (len(str(whole)) - 2)
    base = whole // step * step or whole
    shown = f"{Decimal(base) / 10000:f}万" if base >= 10000 else str(base)
    return f"{shown}余" if rounded or base != number else shown


def number(value: Value, *, wan: bool = False) -> Part:
    """The value with its measure word, as 万元 with up to six decimals when asked."""
    unit = MEASURE[value.figure.unit]
    if value.rounded:
        return Part(about(int(value.number)) + unit, value.url)
    if wan:
        return Part(f"{(Decimal(value.number) / 10000).normalize():f}万{unit}", value.url)
    return Part(plain(value.number) + unit, value.url)


def percent(share: Decimal | int) -> str:
    """One decimal, none when it is zero: 12.50 → 12.5%, 100.0 → 100%."""
    shown = Decimal(share).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{plain(shown) if shown == int(shown) else shown}%"


def change(now: Decimal | int, before: Decimal | int) -> str:
    """Against the year before; nothing is said of a year without records."""
    if not before:
        return ""
    if now == before:
        return "与上年持平"
    share = percent(abs(Decimal(now) - before) * 100 / before)
    return f"较上年{'增长' if now > before else '下降'}{share}"


def span(first: date, last: date) -> str:
    """8月4日, 8月4日至16日, 8月4日至9月1日."""
    start = f"{first.month}月{first.day}日"
    if first == last:
        return start
    return f"{start}至{last.month}月{last.day}日"
