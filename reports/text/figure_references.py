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
from redcross.figures import CountedFigure, Flow, Period, figures_by_key, filters_of
from redcross.models import NamedEntry, Record, Society

from .outlines import CHAPTER_SOURCES
from .wording import ROUNDED_BY

REFERENCE = re.compile(r"\[\[([^\[\]\n]{1,300})\]\]")
# What was typed last year and nobody has confirmed for this one.
UNCONFIRMED = re.compile(r"\[\?([^\[\]\n]{1,200})\?\]")
DISPLAY_FORMS = ("", "wan", "yuan", "about", "bare", "change")
PERIODS = ("year", "before")
# What stands alone in its line.
BLOCKS = {
    "table": gettext_lazy("Table"),
    "chart": gettext_lazy("Chart"),
    "list": gettext_lazy("Listing"),
}
# Parameters that a list has whatever it lists, and that a reference does not decide.
RESERVED_PARAMETERS = {"society", "alone", "date_from", "date_to", "voided", "q", "page"}
# The list's parameter for a breakdown, where it differs from the field.
BREAKDOWN_PARAMETERS = {
    "society": "alone",
    "fund": "own_fund",
    "fund__kind": "fund_kind",
    "course__kind": "kind",
    "topics": "topic",
    "channels": "channel",
    "contents": "content",
}


@dataclass(frozen=True)
class FigureReference:
    """One reference as written. `options` in their order."""

    key: str
    options: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, inside: str) -> "FigureReference":
        key, *rest = (piece.strip() for piece in inside.split(";"))
        pairs = [piece.partition("=") for piece in rest if piece]
        return cls(key, {name.strip(): value.strip() for name, _sign, value in pairs})

    def __str__(self):
        rest = (f"{name}={value}" if value else name for name, value in self.options.items())
        return f"[[{';'.join([self.key, *rest])}]]"


def references_in(text: str) -> Iterator[FigureReference]:
    for match in REFERENCE.finditer(text):
        yield FigureReference.read(match[1])


def check_references(text: str, society: Any = None) -> None:
    """Raises ValidationError naming every reference that refers to nothing.

    `society`: whose text it is; what belongs to another one is nothing to it.
    """
    faults = []
    for line in text.splitlines():
        whole = REFERENCE.fullmatch(line.strip())
        for reference in references_in(line):
            fault = reference_fault(reference, society)
            if not fault and reference.key in BLOCKS and not whole:
                fault = _("A table, a chart and a listing stand alone in their line.")
            if fault:
                faults.append(f"{reference}: {fault}")
        rest = REFERENCE.sub("", line)
        if "[[" in rest or "]]" in rest:
            faults.append(_("A chip is not closed: [[ and ]] belong together in one line."))
    if faults:
        raise ValidationError(faults)


def reference_fault(reference: FigureReference, society: Any = None) -> str:
    """What is wrong with the reference, or nothing."""
    try:
        if reference.key.startswith("@"):
            get_record(reference, society)
        elif reference.key == "list":
            if reference.options.get("of") not in CHAPTER_SOURCES or len(reference.options) > 1:
                return _("There is no such listing.")
        else:
            reference_period(reference, Period.year(2000))
            if reference.key in BLOCKS:
                figure = get_figure(reference.options.get("figure", ""))
                _check_breakdown(figure, reference.options.get("by", ""))
            else:
                figure = get_figure(reference.key)
                if reference.options.get("as", "") not in DISPLAY_FORMS:
                    return _("There is no such form.")
            with_filters(figure, list_parameters(reference), society)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def get_figure(key: str) -> Any:
    try:
        return figures_by_key()[key]
    except KeyError:
        raise ValidationError(_("There is no such figure.")) from None


def list_parameters(reference: FigureReference) -> dict[str, str]:
    own = {"period"} | ({"figure", "by"} if reference.key in BLOCKS else {"as"})
    return {name: value for name, value in reference.options.items() if name not in own}


def open_filters(figure: Any) -> dict[str, Any]:
    """The filters of the figure's list that it leaves open, by their parameter."""
    if not isinstance(figure, CountedFigure):
        return {}
    fixed = RESERVED_PARAMETERS | figure.where.keys() | {getattr(figure, "at", "")}
    return {name: one for name, one in filters_of(figure.filterset).items() if name not in fixed}


def with_filters(figure: Any, parameters: dict[str, str], society: Any = None) -> Any:
    """The figure restricted further. Raises ValidationError for what its list does not know.

    What the figure itself says cannot be changed: it would no longer be what its label says.
    """
    if not parameters:
        return figure
    if not isinstance(figure, CountedFigure):
        raise ValidationError(_("A figure made of others cannot be restricted."))
    open_ones = open_filters(figure)
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


def reference_period(reference: FigureReference, period: Period) -> Period:
    """The period that the reference speaks of, given that of the evaluation."""
    asked = reference.options.get("period", "year")
    if asked == "year":
        return period
    if asked == "before":
        return period.previous()
    try:
        start, end = (date.fromisoformat(day) for day in asked.split(".."))
    except ValueError:
        raise ValidationError(_("This is no period.")) from None
    if not 1900 <= start.year <= end.year <= 2200 or end < start:
        raise ValidationError(_("This is no period."))
    return Period(start, end)


def parse_record_reference(reference: FigureReference) -> tuple[Any, int, str, str]:
    """(model, key, its field, measure word) of `@app.model:pk;field;unit`, without looking it up.

    Only what the record calls its numbers: no name, note or account gets into a text like that.
    """
    label, _colon, pk = reference.key[1:].partition(":")
    name, unit = [*reference.options, "", ""][:2]
    try:
        model: Any = apps.get_model(label)
        if (
            not issubclass(model, Record)
            or ROUNDED_BY.get(name, name) not in model.roundable_fields
        ):
            raise LookupError
        if len(reference.options) > 2 or any(reference.options.values()):
            raise LookupError
        if not re.fullmatch(r"[\u4e00-\u9fff]{0,5}", unit) or not re.fullmatch(r"[0-9]{1,18}", pk):
            raise LookupError
        model._meta.get_field(name)
        return model, int(pk), name, unit
    except (LookupError, ValueError, FieldDoesNotExist):
        raise ValidationError(_("There is no such record.")) from None


def get_record(reference: FigureReference, society: Any = None) -> tuple[Record, str, str]:
    """(record, its field, measure word) of `@app.model:pk;field;unit`, if the society sees it."""
    model, pk, name, unit = parse_record_reference(reference)
    record = model.objects.select_related("society").filter(pk=pk).first()
    if record is None or (society and not record.society.path.startswith(society.path)):
        raise ValidationError(_("There is no such record."))
    if record.voided_at:
        raise ValidationError(_("The record is void."))
    return record, name, unit


def _check_breakdown(figure: Any, by: str) -> None:
    if not isinstance(figure, CountedFigure):
        raise ValidationError(_("A figure made of others cannot be broken down."))
    if by == "month" and not isinstance(figure, Flow):
        raise ValidationError(_("Only what happens in a period goes by month."))
    if by not in breakdown_choices(figure.key):
        raise ValidationError(_("It cannot be broken down like that."))


@cache
def breakdown_choices(key: str) -> dict[str, Any]:
    """What the figure can be broken down by, with the words for it.

    Not by donors and people: a text would name who may have refused that.
    """
    figure = figures_by_key()[key]
    if not isinstance(figure, CountedFigure):
        return {}
    found = {"month": pgettext_lazy("breakdown", "month")} if isinstance(figure, Flow) else {}
    paths = [each.name for each in figure.model._meta.concrete_fields]
    for path in (*paths, *(path for path in BREAKDOWN_PARAMETERS if "__" in path)):
        parameter = BREAKDOWN_PARAMETERS.get(path, path)
        try:
            to = get_fields_from_path(figure.model, path)[-1]
            if parameter not in figure.where and _has_groups(figure, to, parameter):
                found[path] = filters_of(figure.filterset)[parameter].label
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


def describe_reference(reference: FigureReference) -> str:
    """What the reference refers to, in words; nothing where it leads nowhere."""
    try:
        if reference.key.startswith("@"):
            record, name, _unit = get_record(reference)
            return f"{record} {record.own_field(name).verbose_name}"
        if reference.key == "list":
            return CHAPTER_SOURCES[reference.options["of"]]
        block = reference.key in BLOCKS
        figure = figures_by_key()[reference.options["figure"] if block else reference.key]
        words = [str(figure.label)]
        if block:
            words.append(str(breakdown_choices(figure.key)[reference.options["by"]]))
        for name, value in list_parameters(reference).items():
            one = open_filters(figure)[name]
            named = dict(one.extra.get("choices", ())).get(value) or one.field.clean(value)
            words.append(f"{one.label} {named}")
        if (period := reference.options.get("period", "year")) != "year":
            words.append(_("the year before") if period == "before" else period)
        return " · ".join(words)
    except (KeyError, ValidationError):
        return ""
