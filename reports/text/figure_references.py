"""Figures within a text: `[[donations.cash.amount;as=wan]]`, what they may say, and their check.

What stands between the brackets: a figure's key, a table, chart or listing, a result of the
evaluation, or `@` and a record, then options, each after a semicolon. Nobody types it: messages
name a reference in words.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TypeVar

from django.apps import apps
from django.contrib.admin.utils import NotRelationField, get_fields_from_path
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import Filter

from redcross.fields import EncryptedField
from redcross.figures import CountedFigure, Derived, Flow, Period, figures_by_key, filters_of
from redcross.models import NamedEntry, Record, Society

from .outlines import CHAPTER_SOURCES
from .result_references import RESULTS, check_result, describe_result

Figure = TypeVar("Figure", bound=CountedFigure | Derived)

REFERENCE = re.compile(r"\[\[([^\[\]\n]{1,300})\]\]")
# What was typed last year and nobody has confirmed for this one.
UNCONFIRMED = re.compile(r"\[\?([^\[\]\n]{1,200})\?\]")
# As which a number is written, in words.
DISPLAY_FORMS: dict[str, str | Promise] = {
    "": gettext_lazy("as usual"),
    "wan": gettext_lazy("in ten thousands"),
    "yuan": gettext_lazy("in yuan"),
    "about": gettext_lazy("about (yu)"),
    "bare": gettext_lazy("without measure word"),
    "change": gettext_lazy("change on the year before"),
}
# What stands alone in its line.
BLOCKS = {
    "table": gettext_lazy("Table"),
    "chart": gettext_lazy("Chart"),
    "list": gettext_lazy("Listing"),
}
# Parameters that a list has whatever it lists, and that a reference does not decide.
RESERVED_PARAMETERS = {"society", "alone", "date_from", "date_to", "voided", "q", "page"}
# The list's parameter for a group with all below it, of breakdowns by what nests.
NESTED_PARAMETERS = {"fund": "fund"}
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
        """Return the reference that stands between [[ and ]]. Whatever is typed makes one."""
        key, *rest = (piece.strip() for piece in inside.split(";"))
        pairs = [piece.partition("=") for piece in rest if piece]
        return cls(key, {name.strip(): value.strip() for name, _sign, value in pairs})

    def __str__(self) -> str:
        """Return it as a text has it, between its brackets."""
        rest = (f"{name}={value}" if value else name for name, value in self.options.items())
        return f"[[{';'.join([self.key, *rest])}]]"


def references_in(text: str) -> Iterator[FigureReference]:
    """Yield the references of the text in their order."""
    for match in REFERENCE.finditer(text):
        yield FigureReference.read(match[1])


def check_references(
    text: str,
    society: Society | None = None,
    fault_of: "Callable[[FigureReference], str] | None" = None,
) -> None:
    """Raise ValidationError naming every reference that refers to nothing.

    `society`: whose text it is; what belongs to another one is nothing to it. `fault_of` says what
    is wrong with a reference, where more is known than that.
    """
    fault_of = fault_of or (lambda reference: reference_fault(reference, society))
    faults = []
    for line in text.splitlines():
        whole = REFERENCE.fullmatch(line.strip())
        for reference in references_in(line):
            fault = fault_of(reference)
            if not fault and reference.key in BLOCKS and not whole:
                fault = _("A table, a chart and a listing stand alone in their line.")
            if fault:
                faults.append(f"{name_reference(reference)}: {fault}")
        rest = REFERENCE.sub("", line)
        if "[[" in rest or "]]" in rest:
            faults.append(_("A chip is not closed: [[ and ]] belong together in one line."))
    if faults:
        raise ValidationError(faults)


def reference_fault(
    reference: FigureReference,
    society: Society | None = None,
    restricted: Callable[[str, dict[str, str]], object] | None = None,
    indicators: Collection[str] | None = None,
) -> str:
    """Return what is wrong with the reference, or nothing.

    `restricted` gives a figure restricted by parameters, where some have been read already;
    `indicators` are the names of those of its evaluation, where that is known.
    """
    try:
        if reference.key.startswith("@"):
            get_record(reference, society)
        elif reference.key == "list":
            if reference.options.get("of") not in CHAPTER_SOURCES or len(reference.options) > 1:
                return _("There is no such listing.")
        else:
            reference_period(reference, Period.year(2000))
            if reference.options.get("as", "") not in DISPLAY_FORMS:
                return _("There is no such form.")
            if reference.key in RESULTS:
                check_result(reference.key, reference.options, society, indicators)
                return ""
            figure: CountedFigure | Derived
            if reference.key in BLOCKS:
                figure = get_counted_figure(reference.options.get("figure", ""))
                _check_breakdown(figure, reference.options.get("by", ""))
            else:
                figure = get_figure(reference.key)
            if restricted:
                restricted(figure.key, list_parameters(reference))
            else:
                with_filters(figure, list_parameters(reference), society)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def get_figure(key: str) -> CountedFigure | Derived:
    """Return the figure of this key. Raises ValidationError where there is none."""
    try:
        figure: CountedFigure | Derived = figures_by_key()[key]
    except KeyError:
        raise ValidationError(_("There is no such figure.")) from None
    return figure


def get_counted_figure(key: str) -> CountedFigure:
    """Return a figure that can be broken down. Raises ValidationError for any other."""
    figure = get_figure(key)
    if not isinstance(figure, CountedFigure):
        raise ValidationError(_("A figure made of others cannot be broken down."))
    return figure


def list_parameters(reference: FigureReference) -> dict[str, str]:
    """Return the options that restrict the figure's list: its query parameters."""
    own = {"period"} | ({"figure", "by"} if reference.key in BLOCKS else {"as"})
    return {name: value for name, value in reference.options.items() if name not in own}


def open_filters(figure: CountedFigure | Derived) -> dict[str, Filter]:
    """Return the filters of the figure's list that it leaves open, by their parameter."""
    if not isinstance(figure, CountedFigure):
        return {}
    fixed = RESERVED_PARAMETERS | figure.where.keys() | {getattr(figure, "at", "")}
    filters = filters_of(figure.filterset)
    return {name: filters[name] for name in filters if name not in fixed}


def with_filters(
    figure: Figure, parameters: dict[str, str], society: Society | None = None
) -> Figure:
    """Return the figure restricted further. Raises ValidationError for what its list does not know.

    What the figure itself says cannot be changed: it would no longer be what its label says.
    """
    if not parameters:
        return figure
    if not isinstance(figure, CountedFigure):
        raise ValidationError(_("A figure made of others cannot be restricted."))
    filters = open_filters(figure)
    try:
        if not all(parameters.values()) or parameters.keys() - filters.keys():
            raise ValueError
        chosen = figure.read(parameters)
        figure.condition(chosen)
    except ValueError:
        raise ValidationError(_("Its list cannot be restricted like that.")) from None
    for one in chosen.values():
        # A choice that belongs to no society is everybody's.
        if society and getattr(one, "society_id", society.pk) not in society.keys_below:
            raise ValidationError(_("This belongs to another society."))
    entries = {name: one for name, one in chosen.items() if isinstance(one, Model)}
    return replace(figure, where={**figure.where, **parameters, **entries})


def reference_period(reference: FigureReference, period: Period) -> Period:
    """Return the period that the reference speaks of, given that of the evaluation.

    Raises ValidationError for what is no period.
    """
    requested = reference.options.get("period", "year")
    if requested == "year":
        return period
    if requested == "before":
        return period.previous()
    try:
        start, end = (date.fromisoformat(day) for day in requested.split(".."))
    except ValueError:
        raise ValidationError(_("This is no period.")) from None
    if not 1900 <= start.year <= end.year <= 2200 or end < start:
        raise ValidationError(_("This is no period."))
    return Period(start, end)


def parse_record_reference(
    reference: FigureReference,
) -> tuple[type[Record], int, str, str]:
    """Return (model, key, its field, measure word) of `@app.model:pk;field;unit`, not looked up.

    Only what the record calls its numbers: no name, note or account gets into a text like that.
    Raises ValidationError.
    """
    label, _colon, pk = reference.key[1:].partition(":")
    name, unit = [*reference.options, "", ""][:2]
    try:
        model = apps.get_model(label)
        if not issubclass(model, Record) or not model.roundings_of(name):
            raise LookupError
        if len(reference.options) > 2 or any(reference.options.values()):
            raise LookupError
        if not re.fullmatch(r"[\u4e00-\u9fff]{0,5}", unit) or not re.fullmatch(r"[0-9]{1,18}", pk):
            raise LookupError
        model._meta.get_field(name)
        return model, int(pk), name, unit
    except (LookupError, ValueError, FieldDoesNotExist):
        raise ValidationError(_("There is no such record.")) from None


def get_record(
    reference: FigureReference, society: Society | None = None
) -> tuple[Record, str, str]:
    """Return (record, its field, measure word) of `@app.model:pk;field;unit`.

    Raises ValidationError where there is none that counts and that the society sees.
    """
    model, pk, name, unit = parse_record_reference(reference)
    record = model.objects.filter(pk=pk).first()
    if record is None or (society and record.society_id not in society.keys_below):
        raise ValidationError(_("There is no such record."))
    if record.voided_at:
        raise ValidationError(_("The record is void."))
    return record, name, unit


def _check_breakdown(figure: CountedFigure, by: str) -> None:
    """Raise ValidationError when the figure cannot be broken down like that."""
    if by == "month" and not isinstance(figure, Flow):
        raise ValidationError(_("Only what happens in a period goes by month."))
    if by not in breakdown_choices(figure.key):
        raise ValidationError(_("It cannot be broken down like that."))


@cache
def breakdown_choices(key: str) -> dict[str, str | Promise]:
    """Return what the figure can be broken down by, with the words for it.

    Not by donors and people: a text would name who may have refused that.
    """
    figure = figures_by_key()[key]
    if not isinstance(figure, CountedFigure):
        return {}
    labels: dict[str, str | Promise] = {}
    if isinstance(figure, Flow):
        labels["month"] = pgettext_lazy("breakdown", "month")
    paths = [field.name for field in figure.model._meta.concrete_fields]
    for path in (*paths, *(path for path in BREAKDOWN_PARAMETERS if "__" in path)):
        parameter = BREAKDOWN_PARAMETERS.get(path, path)
        try:
            field = get_fields_from_path(figure.model, path)[-1]
            if parameter not in figure.where and _has_groups(figure, field, parameter):
                labels[path] = filters_of(figure.filterset)[parameter].label
        except (FieldDoesNotExist, NotRelationField, ValueError):
            continue
    if "society" in labels:
        # The label of its filter says "society alone".
        labels["society"] = gettext_lazy("society")
    return labels


def _has_groups(figure: CountedFigure, field: Field, parameter: str) -> bool:
    """Return whether the field has groups that the list can be asked for one by one.

    Raises ValueError where the list cannot.
    """
    choices = getattr(field, "several", None) or field.flatchoices
    figure.condition({parameter: choices[0][0] if choices else ""})
    model = field.related_model
    if model is None:
        return bool(choices)
    private = any(isinstance(column, EncryptedField) for column in model._meta.concrete_fields)
    return issubclass(model, NamedEntry | Society) and not private


def describe_reference(reference: FigureReference) -> str:
    """Return what the reference refers to, in words; nothing where it leads nowhere."""
    try:
        if reference.key.startswith("@"):
            record, name, _unit = get_record(reference)
            return f"{record} {record.own_field(name).verbose_name}"
        if reference.key == "list":
            return CHAPTER_SOURCES[reference.options["of"]]
        words = [_describe_figure(reference)]
        words += [f"{label} {value}" for label, value in describe_filters(reference).values()]
        period = reference.options.get("period", "year")
        if period != "year":
            words.append(_("the year before") if period == "before" else period.replace("..", "—"))
        if form := reference.options.get("as"):
            words.append(str(DISPLAY_FORMS[form]))
        return " · ".join(words)
    except (KeyError, ValidationError):
        return ""


def _describe_figure(reference: FigureReference) -> str:
    """Return the words for what is counted. Raises KeyError or ValidationError."""
    if reference.key in RESULTS:
        return describe_result(reference.key, reference.options)
    block = reference.key in BLOCKS
    figure = figures_by_key()[reference.options["figure"] if block else reference.key]
    by = str(breakdown_choices(figure.key)[reference.options["by"]]) if block else ""
    return " · ".join(filter(None, [str(figure.label), by]))


def describe_filters(reference: FigureReference) -> dict[str, tuple[str, str]]:
    """Return the words for what restricts a figure's list: parameter to (label, value).

    Raises KeyError or ValidationError where it leads nowhere.
    """
    if reference.key in RESULTS:
        return {}
    figure = figures_by_key()[reference.options.get("figure") or reference.key]
    words = {}
    for name, value in list_parameters(reference).items():
        list_filter = open_filters(figure)[name]
        choices = dict(list_filter.extra.get("choices", ()))
        chosen = choices.get(value) or list_filter.field.clean(value)
        words[name] = (str(list_filter.label), str(chosen))
    return words


def in_words(text: str) -> str:
    """Return the text as a reader sees it who is shown no numbers: figures by their names."""
    unknown = _("A figure that is not known")

    def name(match: re.Match[str]) -> str:
        return f"〔{describe_reference(FigureReference.read(match[1])) or unknown}〕"

    return UNCONFIRMED.sub(r"\1", REFERENCE.sub(name, text))


def name_reference(reference: FigureReference) -> str:
    """Return what a message calls the reference: never as it is written.

    Of one that leads nowhere what is still known of it.
    """
    if words := describe_reference(reference):
        return f"“{words}”"
    if reference.key.startswith("@"):
        try:
            model, _pk, name, _unit = parse_record_reference(reference)
            return f"“{model._meta.verbose_name} {model.own_field(name).verbose_name}”"
        except ValidationError:
            return _("A number of a record")
    key = reference.options.get("figure") or reference.key
    figure = figures_by_key().get(key)
    known = figure.label if figure else RESULTS.get(key) or BLOCKS.get(key)
    return f"“{known}”" if known else _("A figure that is not known")
