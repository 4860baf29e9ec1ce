"""Figures within a text: `[[donations.cash.amount;as=wan]]` is counted whenever it is read.

A chip names a figure, then what differs from its usual form: `as=` a form of FORMS, `period=` of
PERIODS or two dates (`2021-01-01..2021-06-30`), and any parameter of the figure's list
(`own_fund=12`) that the figure leaves open. `[[@relief.aid:7;households;户]]` is a number of one
record, of those that it calls its numbers. Alone in its line,
`[[table;figure=…;by=…]]` and `[[chart;figure=…;by=…]]` are a breakdown, and `[[list;of=…]]` a
listing. Nothing a user types is ever run: what is no chip is text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.admin.utils import NotRelationField, get_fields_from_path
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from redcross.fields import EncryptedField
from redcross.figures import Counted, Flow, Period, by_key, filters_of
from redcross.models import NamedEntry, Record, Society

from .outlines import SOURCES
from .wording import TYPED

TOKEN = re.compile(r"\[\[([^\[\]\n]{1,300})\]\]")
# What was typed last year and nobody has confirmed for this one.
UNCONFIRMED = re.compile(r"\[\?([^\[\]\n]{1,200})\?\]")
FORMS = ("", "wan", "yuan", "about", "bare", "change")
PERIODS = ("year", "before")
# What stands alone in its line.
BLOCKS = {
    "table": gettext_lazy("Table"),
    "chart": gettext_lazy("Chart"),
    "list": gettext_lazy("Listing"),
}
# Parameters that a list has whatever it lists, and that a chip does not decide.
RESERVED = {"society", "alone", "date_from", "date_to", "voided", "q", "page"}
# The list's parameter for a breakdown, where it differs from the field.
BREAKDOWNS = {
    "society": "alone",
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


def tokens(text: str) -> Iterator[Chip]:
    for match in TOKEN.finditer(text):
        yield Chip.read(match[1])


def check(text: str, society: Any = None) -> None:
    """Raises ValidationError naming every chip that refers to nothing.

    `society`: whose text it is; what belongs to another one is nothing to it.
    """
    faults = []
    for line in text.splitlines():
        alone = TOKEN.fullmatch(line.strip())
        for chip in tokens(line):
            fault = fault_of(chip, society)
            if not fault and chip.key in BLOCKS and not alone:
                fault = _("A table, a chart and a listing stand alone in their line.")
            if fault:
                faults.append(f"{chip}: {fault}")
        rest = TOKEN.sub("", line)
        if "[[" in rest or "]]" in rest:
            faults.append(_("A chip is not closed: [[ and ]] belong together in one line."))
    if faults:
        raise ValidationError(faults)


def fault_of(chip: Chip, society: Any = None) -> str:
    """What is wrong with the reference, or nothing."""
    try:
        if chip.key.startswith("@"):
            record_of(chip, society)
        elif chip.key == "list":
            if chip.options.get("of") not in SOURCES or len(chip.options) > 1:
                return _("There is no such listing.")
        else:
            period_of(chip, Period.year(2000))
            if chip.key in BLOCKS:
                figure = figure_of(chip.options.get("figure", ""))
                _breakdown_field(figure, chip.options.get("by", ""))
            else:
                figure = figure_of(chip.key)
                if chip.options.get("as", "") not in FORMS:
                    return _("There is no such form.")
            narrowed(figure, parameters_of(chip), society)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def figure_of(key: str) -> Any:
    try:
        return by_key()[key]
    except KeyError:
        raise ValidationError(_("There is no such figure.")) from None


def parameters_of(chip: Chip) -> dict[str, str]:
    own = {"period"} | ({"figure", "by"} if chip.key in BLOCKS else {"as"})
    return {name: value for name, value in chip.options.items() if name not in own}


def restrictions(figure: Any) -> dict[str, Any]:
    """The filters of the figure's list that it leaves open, by their parameter."""
    if not isinstance(figure, Counted):
        return {}
    fixed = RESERVED | figure.where.keys() | {getattr(figure, "at", "")}
    return {name: one for name, one in filters_of(figure.filterset).items() if name not in fixed}


def narrowed(figure: Any, parameters: dict[str, str], society: Any = None) -> Any:
    """The figure restricted further. Raises ValidationError for what its list does not know.

    What the figure itself says cannot be changed: it would no longer be what its label says.
    """
    if not parameters:
        return figure
    if not isinstance(figure, Counted):
        raise ValidationError(_("A figure made of others cannot be restricted."))
    open_ones = restrictions(figure)
    try:
        if not all(parameters.values()) or parameters.keys() - open_ones.keys():
            raise ValueError
        figure.condition(parameters)
    except ValueError:
        raise ValidationError(_("Its list cannot be restricted like that.")) from None
    for name, value in parameters.items():
        wanted = open_ones[name].field
        if society and isinstance(wanted, forms.ModelChoiceField):
            whose = getattr(wanted.clean(value), "society", society)
            if not whose.path.startswith(society.path):
                raise ValidationError(_("This belongs to another society."))
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
    if not 1900 <= start.year <= end.year <= 2200 or end < start:
        raise ValidationError(_("This is no period."))
    return Period(start, end)


def reference_of(chip: Chip) -> tuple[Any, int, str, str]:
    """(model, key, its field, measure word) of `@app.model:pk;field;unit`, without looking it up.

    Only what the record calls its numbers: no name, note or account gets into a text like that.
    """
    label, _colon, pk = chip.key[1:].partition(":")
    name, unit = [*chip.options, "", ""][:2]
    try:
        model: Any = apps.get_model(label)
        if not issubclass(model, Record) or TYPED.get(name, name) not in model.numbers:
            raise LookupError
        if len(chip.options) > 2 or any(chip.options.values()):
            raise LookupError
        if not re.fullmatch(r"[\u4e00-\u9fff]{0,5}", unit) or not re.fullmatch(r"[0-9]{1,18}", pk):
            raise LookupError
        model._meta.get_field(name)
        return model, int(pk), name, unit
    except (LookupError, ValueError, FieldDoesNotExist):
        raise ValidationError(_("There is no such record.")) from None


def record_of(chip: Chip, society: Any = None) -> tuple[Record, str, str]:
    """(record, its field, measure word) of `@app.model:pk;field;unit`, if the society sees it."""
    model, pk, name, unit = reference_of(chip)
    record = model.objects.select_related("society").filter(pk=pk).first()
    if record is None or (society and not record.society.path.startswith(society.path)):
        raise ValidationError(_("There is no such record."))
    if record.voided_at:
        raise ValidationError(_("The record is void."))
    return record, name, unit


def _breakdown_field(figure: Any, by: str) -> None:
    if not isinstance(figure, Counted):
        raise ValidationError(_("A figure made of others cannot be broken down."))
    if by == "month" and not isinstance(figure, Flow):
        raise ValidationError(_("Only what happens in a period goes by month."))
    if by not in breakdowns(figure.key):
        raise ValidationError(_("It cannot be broken down like that."))


@cache
def breakdowns(key: str) -> dict[str, Any]:
    """What the figure can be broken down by, with the words for it.

    Not by donors and people: a text would name who may have refused that.
    """
    figure = by_key()[key]
    if not isinstance(figure, Counted):
        return {}
    found = {"month": pgettext_lazy("breakdown", "month")} if isinstance(figure, Flow) else {}
    ways = [each.name for each in figure.model._meta.concrete_fields]
    for way in (*ways, *(way for way in BREAKDOWNS if "__" in way)):
        parameter = BREAKDOWNS.get(way, way)
        try:
            to = get_fields_from_path(figure.model, way)[-1]
            if parameter not in figure.where and _has_groups(figure, to, parameter):
                found[way] = filters_of(figure.filterset)[parameter].label
        except (FieldDoesNotExist, NotRelationField, ValueError):
            continue
    if "society" in found:
        found["society"] = gettext_lazy("society")
    return found


def _has_groups(figure: Any, to: Any, parameter: str) -> bool:
    """Whether the field has groups that the list can be asked for one by one.

    Raises ValueError where the list cannot.
    """
    choices = getattr(to, "several", None) or to.flatchoices
    figure.condition({parameter: choices[0][0] if choices else ""})
    model = to.related_model
    if model is None:
        return bool(choices)
    private = any(isinstance(each, EncryptedField) for each in model._meta.concrete_fields)
    return issubclass(model, NamedEntry | Society) and not private


def label_of(chip: Chip) -> str:
    """What the chip refers to, in words; nothing where it leads nowhere."""
    try:
        if chip.key.startswith("@"):
            record, name, _unit = record_of(chip)
            return f"{record} {record._meta.get_field(name).verbose_name}"
        if chip.key == "list":
            return SOURCES[chip.options["of"]]
        block = chip.key in BLOCKS
        figure = by_key()[chip.options["figure"] if block else chip.key]
        words = [str(figure.label)]
        if block:
            words.append(str(breakdowns(figure.key)[chip.options["by"]]))
        for name, value in parameters_of(chip).items():
            one = restrictions(figure)[name]
            named = dict(one.extra.get("choices", ())).get(value) or one.field.clean(value)
            words.append(f"{one.label} {named}")
        if (period := chip.options.get("period", "year")) != "year":
            words.append(_("the year before") if period == "before" else period)
        return " · ".join(words)
    except (KeyError, ValidationError):
        return ""
