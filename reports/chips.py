"""The text of an evaluation with its chips read: what stands for each of them, counted now."""

from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.core.exceptions import ValidationError

from redcross.figures import Period, Value, break_down, by_month, count

from .charts import Chart, Series
from .narrative import CHAPTERS, Year
from .references import (
    BLOCKS,
    BREAKDOWNS,
    TOKEN,
    UNCONFIRMED,
    Chip,
    breakdowns,
    by_key,
    check,
    fault_of,
    figure_of,
    label_of,
    narrowed,
    parameters_of,
    period_of,
    record_of,
    reference_of,
    restrictions,
    tokens,
)
from .typed import numbers, typed
from .values import values_of
from .wording import (
    MEASURE,
    Part,
    about,
    change,
    measured,
    money,
    number,
    percent,
    plain,
    with_unit,
)

__all__ = [
    "BLOCKS",
    "MEASURE",
    "TOKEN",
    "UNCONFIRMED",
    "Chip",
    "Offer",
    "Reader",
    "Table",
    "Value",
    "breakdowns",
    "by_key",
    "check",
    "fault_of",
    "label_of",
    "narrowed",
    "offers",
    "parameters_of",
    "period_of",
    "record_of",
    "reference_of",
    "restrictions",
    "shown",
    "tokens",
    "written",
]


@dataclass(frozen=True)
class Table:
    """A breakdown as a table: a heading and rows of parts."""

    title: str
    head: list[str]
    rows: list[list[Part]]


def shown(value: Value, form: str = "") -> Part:
    """The number in the form asked for, opening its list."""
    unit = MEASURE[value.figure.unit]
    if unit == "%":
        return Part(percent(value.number), value.url)
    if form == "wan":
        return number(value, wan=True)
    if form == "about":
        return Part(with_unit(about(int(value.number), value.rounded), unit), value.url)
    if form == "bare":
        rounded = value.rounded
        return Part(about(int(value.number)) if rounded else plain(value.number), value.url)
    if form == "yuan" or unit != "元":
        return number(value)
    return money(value)


class Reader:
    """Reads the chips of one evaluation's texts; each figure is counted once a period."""

    def __init__(self, society: Any, period: Period, alone: bool):
        self.society, self.period, self.alone = society, period, alone
        self._values: dict[Period, dict[str, Value]] = {}
        self._charts = 0

    def values(self, period: Period) -> dict[str, Value]:
        if period not in self._values:
            self._values[period] = values_of(self.society, period, self.alone)
        return self._values[period]

    def year(self) -> Any:
        """What the generated chapters are told from."""
        now, before = self.values(self.period), self.values(self.period.before())
        return Year(self.society, self.period, self.alone, now, before)

    def value(self, key: str, period: Period, parameters: dict[str, str]) -> Value:
        figure = narrowed(figure_of(key), parameters, self.society)
        if not parameters:
            found = self.values(period).get(key)
            return found or Value(figure, 0)
        return count([figure], self.society, period, alone=self.alone)[key]

    def part(self, chip: Chip) -> Part:
        """What stands in the text for the chip; one that leads nowhere says so."""
        try:
            if chip.key.startswith("@"):
                record, name, unit = record_of(chip, self.society)
                part = measured(record, name, getattr(record, name) or 0, unit)
                return replace(part, token=str(chip))
            period = period_of(chip, self.period)
            parameters = parameters_of(chip)
            value = self.value(chip.key, period, parameters)
            form = chip.options.get("as", "")
            if form == "change":
                before = self.value(chip.key, period.before(), parameters)
                text = change(value.number, before.number) or "上年无此项数据"
                if value.rounded or before.rounded:
                    text = "因含约数，不与上年比较"
                return Part(text, value.url, str(chip))
            return replace(shown(value, form), token=str(chip))
        except ValidationError as error:
            return Part(f"〔{' '.join(error.messages)}〕", token=str(chip), faulty=True)

    def paragraphs(self, text: str) -> list[Any]:
        """Lines of a text: each a list of parts, a Table or a Chart."""
        found: list[Any] = []
        for line in text.splitlines():
            if not line.strip():
                continue
            alone = TOKEN.fullmatch(line.strip())
            chip = Chip.read(alone[1]) if alone else None
            if chip and chip.key in BLOCKS and not fault_of(chip, self.society):
                found += self.block(chip)
            else:
                found.append(self.line(line.strip()))
        return found

    def line(self, text: str) -> list[Part]:
        parts: list[Part] = []
        for index, piece in enumerate(TOKEN.split(text)):
            if index % 2:
                parts.append(self.part(Chip.read(piece)))
            else:
                for place, words in enumerate(UNCONFIRMED.split(piece)):
                    if words:
                        parts.append(Part(words, unconfirmed=bool(place % 2)))
        return parts

    def chips(self, text: str) -> dict[str, str]:
        """Every chip of the text as it is written, and what stands for it."""
        found = {}
        for match in TOKEN.finditer(text):
            chip = Chip.read(match[1])
            block = BLOCKS.get(chip.key)
            found[match[0]] = f"{block}：{label_of(chip)}" if block else self.part(chip).text
        return found

    def compare(self, before: str, after: str) -> list[tuple[str, list[Part]]]:
        """("same", "removed" or "added", line) of the way from one text to the other."""
        old, new = ([li.strip() for li in t.splitlines() if li.strip()] for t in (before, after))
        steps = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
        found = []
        for step, first, last, start, end in steps:
            if step == "equal":
                found += [("same", line) for line in old[first:last]]
            else:
                found += [("removed", line) for line in old[first:last]]
                found += [("added", line) for line in new[start:end]]
        return [(kind, self._told(line)) for kind, line in found]

    def _told(self, line: str) -> list[Part]:
        """A line; a table, a chart or a listing only by its name."""
        alone = TOKEN.fullmatch(line)
        chip = Chip.read(alone[1]) if alone else None
        if chip and chip.key in BLOCKS and not fault_of(chip, self.society):
            return [Part(f"{BLOCKS[chip.key]}：{label_of(chip)}")]
        return self.line(line)

    def block(self, chip: Chip) -> list[Any]:
        if chip.key == "list":
            return CHAPTERS[chip.options["of"]](self.year())
        figure = narrowed(figure_of(chip.options["figure"]), parameters_of(chip), self.society)
        by, period = chip.options["by"], period_of(chip, self.period)
        whose = {"society": self.society, "alone": self.alone}
        pairs: list[tuple[Any, Value]]
        if by == "month":
            several = period.start.year != period.end.year
            pairs = [
                (f"{month.start.year}年" * several + f"{month.start.month}月", value)
                if month
                else ("月份不详", value)
                for month, value in by_month(figure, period=period, **whose)
                if value.number
            ]
        else:
            pairs = break_down(figure, by, period=period, parameter=BREAKDOWNS.get(by), **whose)
        pairs = [("未注明" if group is None else str(group), value) for group, value in pairs]
        unit = MEASURE[figure.unit]
        label = str(figure.label)
        if not any(value.number for _group, value in pairs):
            return [[Part(f"{label}：本期无记录。")]]
        if chip.key == "chart":
            self._charts += 1
            groups, values = zip(*pairs, strict=True)
            series = [Series(label, values)]
            key = f"chart-{self._charts}"
            return [Chart(key, label, figure.unit, "项目", groups, series, over_time=by == "month")]
        rows = [[Part(group), shown(value, "bare")] for group, value in pairs]
        return [Table(label, ["项目", unit], rows)]


def reader_of(evaluation: Any) -> Reader:
    return Reader(evaluation.society, evaluation.period, evaluation.alone)


def written(parts: list[Part]) -> str:
    """The text with its chips, from the parts of a generated paragraph."""
    return "".join(part.token or part.text for part in parts)


@dataclass(frozen=True)
class Offer:
    """A typed number that a figure of the period has, and the chip that could stand for it."""

    words: str
    token: str
    label: str


def offers(text: str, reader: Reader) -> list[Offer]:
    """For every number with a measure word the figures that equal it exactly, at most five."""
    by_unit: dict[str, list[Value]] = {}
    for value in reader.values(reader.period).values():
        if value.number and not value.rounded:
            by_unit.setdefault(MEASURE[value.figure.unit], []).append(value)
    found = {}
    for one in numbers(typed(text)):
        if one.more or one.near or not one.words.endswith(one.unit):
            continue
        same = [value for value in by_unit.get(one.unit, ()) if _equals(value, one.number)]
        for value in same[:5]:
            token = _written_like(one.words, value)
            found[one.words, token] = Offer(one.words, token, str(value.figure.label))
    return list(found.values())


def _equals(value: Value, number: Decimal) -> bool:
    if value.figure.unit == "percent":
        return percent(value.number) == percent(number) and number == round(number, 1)
    return number == value.number


def _written_like(words: str, value: Value) -> str:
    """The chip in the form in which the number was typed."""
    plainly = words.replace(",", "")
    for form in ("", "wan", "yuan"):
        if shown(value, form).text == plainly:
            break
    else:
        form = "wan" if "万" in words else ""
    return str(Chip(value.figure.key, {"as": form} if form else {}))
