"""Figures within a text: `[[donations.cash.amount;as=wan]]` is counted whenever it is read.

A chip names a figure, then what differs from its usual form: `as=` a form of FORMS, `period=` of
PERIODS or two dates (`2021-01-01..2021-06-30`), and any parameter of the figure's list
(`own_fund=12`). `[[@relief.aid:7;households;户]]` is a number of one record. Alone in its line,
`[[table;figure=…;by=…]]` and `[[chart;figure=…;by=…]]` are a breakdown, and `[[list;of=…]]` a
listing. Nothing a user types is ever run: what is no chip is text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.translation import gettext as _

from redcross.figures import Counted, Flow, Period, Value, break_down, by_month, count, of_apps
from redcross.models import Record

from .wording import MEASURE, Part, about, change, measured, money, number, percent, plain

TOKEN = re.compile(r"\[\[([^\[\]\n]{1,300})\]\]")
# What was typed last year and nobody has confirmed for this one.
UNCONFIRMED = re.compile(r"\[\?([^\[\]\n]{1,200})\?\]")
FORMS = ("", "wan", "yuan", "about", "bare", "change")
PERIODS = ("year", "before")
# The list's parameter for a breakdown, where it differs from the field.
BREAKDOWNS = {
    "fund": "own_fund",
    "fund__kind": "fund_kind",
    "course__kind": "kind",
    "topics": "topic",
    "channels": "channel",
    "contents": "content",
}


@dataclass(frozen=True)
class Chip:
    """One reference as written. `options` in their order."""

    key: str
    options: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, inside: str) -> "Chip":
        key, *rest = (piece.strip() for piece in inside.split(";"))
        pairs = [piece.partition("=") for piece in rest if piece]
        return cls(key, {name.strip(): value.strip() for name, _sign, value in pairs})

    def __str__(self):
        rest = (f"{name}={value}" if value else name for name, value in self.options.items())
        return f"[[{';'.join([self.key, *rest])}]]"


@dataclass(frozen=True)
class Table:
    """A breakdown as a table: a heading and rows of parts."""

    title: str
    head: list[str]
    rows: list[list[Part]]


@dataclass(frozen=True)
class Chart:
    """A breakdown as bars: (label, number, address)."""

    title: str
    unit: str
    bars: list[tuple[str, Decimal | int, str]]


@cache
def known() -> dict[str, Any]:
    """Every figure by key, counted and derived."""
    from .figures import derived  # knows the models, which know the chips

    figures: list[Any] = [*of_apps(), *derived]
    return {figure.key: figure for figure in figures}


def tokens(text: str) -> Iterator[Chip]:
    for match in TOKEN.finditer(text):
        yield Chip.read(match[1])


def check(text: str) -> None:
    """Raises ValidationError naming every chip that refers to nothing."""
    faults = [f"{chip}: {fault}" for chip in tokens(text) if (fault := fault_of(chip))]
    rest = TOKEN.sub("", text)
    if "[[" in rest or "]]" in rest:
        faults.append(_("A chip is not closed: [[ and ]] belong together in one line."))
    if faults:
        raise ValidationError(faults)


def fault_of(chip: Chip) -> str:
    """What is wrong with the reference, or nothing."""
    try:
        if chip.key.startswith("@"):
            record_of(chip)
        elif chip.key in ("table", "chart"):
            figure = _figure(chip.options.get("figure", ""))
            _breakdown_field(figure, chip.options.get("by", ""))
            _narrowed(figure, _parameters(chip))
        elif chip.key == "list":
            from .narrative import CHAPTERS

            if chip.options.get("of") not in CHAPTERS:
                return _("There is no such listing.")
        else:
            figure = _figure(chip.key)
            if chip.options.get("as", "") not in FORMS:
                return _("There is no such form.")
            period_of(chip, Period.year(2000))
            _narrowed(figure, _parameters(chip))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _figure(key: str) -> Any:
    try:
        return known()[key]
    except KeyError:
        raise ValidationError(_("There is no such figure.")) from None


def _parameters(chip: Chip) -> dict[str, str]:
    own = ("as", "period", "figure", "by", "of")
    return {name: value for name, value in chip.options.items() if name not in own}


def _narrowed(figure: Any, parameters: dict[str, str]) -> Any:
    """The figure restricted further. Raises ValidationError for what its list does not know."""
    if not parameters:
        return figure
    if not isinstance(figure, Counted):
        raise ValidationError(_("A figure made of others cannot be restricted."))
    reserved = {"society", "alone", "date_from", "date_to", "voided", "q", "page"}
    try:
        if reserved & parameters.keys():
            raise ValueError
        figure.condition(parameters)
    except ValueError:
        raise ValidationError(_("Its list cannot be restricted like that.")) from None
    return replace(figure, where={**figure.where, **parameters})


def period_of(chip: Chip, period: Period) -> Period:
    """The period that the chip speaks of, given that of the evaluation."""
    asked = chip.options.get("period", "year")
    if asked == "year":
        return period
    if asked == "before":
        return period.before()
    try:
        start, end = (date.fromisoformat(day) for day in asked.split(".."))
    except ValueError:
        raise ValidationError(_("This is no period.")) from None
    if end < start:
        raise ValidationError(_("This is no period."))
    return Period(start, end)


def record_of(chip: Chip) -> tuple[Record, str, str]:
    """(record, its field, measure word) of `@app.model:pk;field;unit`."""
    label, _colon, pk = chip.key[1:].partition(":")
    name, unit = [*chip.options, "", ""][:2]
    try:
        model: Any = apps.get_model(label)
        if not issubclass(model, Record):
            raise LookupError
        model._meta.get_field(name)
        return model.objects.countable().get(pk=int(pk)), name, unit
    except (LookupError, ValueError, FieldDoesNotExist, TypeError):
        raise ValidationError(_("There is no such record.")) from None
    except model.DoesNotExist:
        raise ValidationError(_("The record is void.")) from None


def _breakdown_field(figure: Any, by: str) -> None:
    if not isinstance(figure, Counted):
        raise ValidationError(_("A figure made of others cannot be broken down."))
    if by == "month":
        if not isinstance(figure, Flow):
            raise ValidationError(_("Only what happens in a period goes by month."))
        return
    parameter = BREAKDOWNS.get(by, by)
    try:
        figure.condition({parameter: ""})
        for step in by.split("__")[:1]:
            figure.model._meta.get_field(step)
    except (ValueError, FieldDoesNotExist):
        raise ValidationError(_("It cannot be broken down like that.")) from None


def shown(value: Value, form: str = "") -> Part:
    """The number in the form asked for, opening its list."""
    unit = MEASURE[value.figure.unit]
    if unit == "%":
        return Part(percent(value.number), value.url)
    if form == "wan":
        return number(value, wan=True)
    if form == "about":
        return Part(about(int(value.number), value.rounded) + unit, value.url)
    if form == "bare":
        return Part(plain(value.number), value.url)
    if form == "yuan" or unit != "元":
        return number(value)
    return money(value)


class Reader:
    """Reads the chips of one evaluation's texts; each figure is counted once a period."""

    def __init__(self, society: Any, period: Period, alone: bool):
        self.society, self.period, self.alone = society, period, alone
        self._values: dict[Period, dict[str, Value]] = {}

    def values(self, period: Period) -> dict[str, Value]:
        from .evaluation import values_of

        if period not in self._values:
            self._values[period] = values_of(self.society, period, self.alone)
        return self._values[period]

    def year(self) -> Any:
        """What the generated chapters are told from."""
        from .narrative import Year

        now, before = self.values(self.period), self.values(self.period.before())
        return Year(self.society, self.period, self.alone, now, before)

    def value(self, key: str, period: Period, parameters: dict[str, str]) -> Value:
        figure = _narrowed(_figure(key), parameters)
        if not parameters:
            found = self.values(period).get(key)
            return found or Value(figure, 0)
        return count([figure], self.society, period, alone=self.alone)[key]

    def part(self, chip: Chip) -> Part:
        """What stands in the text for the chip; one that leads nowhere says so."""
        try:
            if chip.key.startswith("@"):
                record, name, unit = record_of(chip)
                if not record.society.path.startswith(self.society.path):
                    raise ValidationError(_("There is no such record."))
                part = measured(record, name, getattr(record, name) or 0, unit)
                return replace(part, token=str(chip))
            period = period_of(chip, self.period)
            parameters = _parameters(chip)
            value = self.value(chip.key, period, parameters)
            form = chip.options.get("as", "")
            if form == "change":
                before = self.value(chip.key, period.before(), parameters)
                text = change(value.number, before.number) or "上年无此项数据"
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
            if chip and chip.key in ("table", "chart", "list") and not fault_of(chip):
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

    def block(self, chip: Chip) -> list[Any]:
        if chip.key == "list":
            from .narrative import CHAPTERS

            return CHAPTERS[chip.options["of"]](self.year())
        figure = _narrowed(_figure(chip.options["figure"]), _parameters(chip))
        by, period = chip.options["by"], period_of(chip, self.period)
        whose = {"society": self.society, "alone": self.alone}
        pairs: list[tuple[Any, Value]]
        if by == "month":
            months = by_month(figure, year=period.start.year, **whose)
            pairs = [(f"{month}月", value) for month, value in months]
        else:
            pairs = break_down(figure, by, period=period, parameter=BREAKDOWNS.get(by), **whose)
        pairs = [("未注明" if group is None else str(group), value) for group, value in pairs]
        unit = MEASURE[figure.unit]
        if chip.key == "chart":
            bars = [(group, value.number, value.url) for group, value in pairs]
            return [Chart(str(figure.label), unit, bars)]
        rows = [[Part(group), shown(value, "bare")] for group, value in pairs]
        return [Table(str(figure.label), ["项目", unit], rows)]


def written(parts: list[Part]) -> str:
    """The text with its chips, from the parts of a generated paragraph."""
    return "".join(part.token or part.text for part in parts)
