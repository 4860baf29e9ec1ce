"""Figures to choose from by their names, for a text and for an indicator."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NotRequired, TypedDict

from django.contrib.auth.decorators import permission_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross.figures import CountedFigure, Derived, Unit, figures_by_key
from redcross.formatting import pinyin_initials
from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.models import NamedEntry
from redcross.naming import normalised
from reports.evaluation.text_renderer import TextRenderer, renderer_of
from reports.models import Evaluation
from reports.text.figure_references import (
    DISPLAY_FORMS,
    FigureReference,
    breakdown_choices,
    describe_filters,
    describe_reference,
    open_filters,
    reference_fault,
)
from reports.text.result_references import (
    FUND_KINDS,
    RESULTS,
    STATEMENT_FIGURE,
    STATEMENT_LINES,
    get_fund,
)

MOST_RESULTS = 40
# Filters of every list of records that tell nothing of what is counted.
RECORD_STATE_FILTERS = ("rounded", "complete", "evidence")
# Of what is no number there are no forms and no other period.
PLAIN_RESULTS = ("score", "grade", "execution")


class FilterOption(TypedDict):
    """What a figure can be restricted by: choices, or a page that searches for them."""

    name: str
    label: str | Promise
    url: NotRequired[str]
    choices: NotRequired[list[tuple[str, str]]]


class NamedOption(TypedDict):
    """What a figure can be broken down by, or in which form it is written."""

    name: str
    label: str


class FigureOption(TypedDict):
    """A figure that can be chosen. `id`: how a reference to it begins, never shown.

    `shown`: as it reads now, where an evaluation was named. `dated`: whether of any period.
    """

    id: str
    text: str
    exact: bool
    unit: str
    rule: str
    shown: str
    dated: bool
    filters: list[FilterOption]
    forms: list[NamedOption]
    by: list[NamedOption]


class ChosenFigure(TypedDict):
    """A reference that stands somewhere: its figure, and value to words of what restricts it."""

    figure: FigureOption | None
    text: str
    words: dict[str, str]


@never_cache
@require_safe
@permission_required("redcross.view_figures", raise_exception=True)
def figure_search(request: UserRequest) -> JsonResponse:
    """Answer figures to choose from, found by words or pinyin initials: `{"results", "more"}`.

    `results`: at most forty `FigureOption`, the nearest first; with `evaluation` as they read in it
    now, and what it comes to itself, unless `single` asks for figures alone.
    """
    searched = normalised(request.GET.get("q", ""))
    renderer = _renderer(request)
    found: list[tuple[tuple[bool, bool], FigureReference, str]] = []
    for reference, label in _choices(None if request.GET.get("single") else renderer):
        name = normalised(label)
        if searched in name or searched in _initials(label):
            found.append(((name != searched, not name.startswith(searched)), reference, label))
    if searched:
        found.sort(key=lambda one: one[0])
    results = [
        _figure_option(reference, label, renderer, exact=not rank[0])
        for rank, reference, label in found[:MOST_RESULTS]
    ]
    return JsonResponse({"results": results, "more": len(found) > MOST_RESULTS})


@never_cache
@require_safe
@permission_required("redcross.view_figures", raise_exception=True)
def chosen_figure(request: UserRequest) -> JsonResponse:
    """Answer what the `reference` is, as a `ChosenFigure`; one that leads nowhere has no figure."""
    reference = FigureReference.read(request.GET.get("reference", "")[:300])
    renderer = _renderer(request)
    society = renderer.society if renderer else request.user.society
    answer: ChosenFigure = {"figure": None, "text": "", "words": {}}
    if not reference_fault(reference, society):
        answer["text"] = describe_reference(reference)
        base, label = _base_of(reference)
        if base:
            answer["figure"] = _figure_option(base, label, renderer, exact=True)
            answer["words"] = _chosen_words(reference)
    return JsonResponse(answer)


def _renderer(request: UserRequest) -> TextRenderer | None:
    """Return the renderer of the evaluation that was named. Raises Http404 for one not visible."""
    pk = read_key(request.GET.get("evaluation"))
    if pk is None:
        return None
    return renderer_of(get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk))


@cache
def _initials(label: str) -> str:
    """Return the pinyin initials of a label, worked out once: there are hundreds."""
    return pinyin_initials(label)


def _choices(renderer: TextRenderer | None) -> Iterator[tuple[FigureReference, str]]:
    """Yield what can be chosen, and its name; results only where there is an evaluation."""
    for key, figure in figures_by_key().items():
        yield FigureReference(key), str(figure.label)
    if renderer is None or renderer.evaluation is None:
        return
    for key in PLAIN_RESULTS:
        yield FigureReference(key), str(RESULTS[key])
    for name in renderer.results.indicators():
        yield _with_label(FigureReference("completion", {"of": name}))
    for line in STATEMENT_LINES:
        yield _with_label(FigureReference(STATEMENT_FIGURE.key, {"line": line}))


def _with_label(reference: FigureReference) -> tuple[FigureReference, str]:
    return reference, describe_reference(reference)


def _base_of(reference: FigureReference) -> tuple[FigureReference | None, str]:
    """Return the choice that the reference was made of, and its name; None of any other kind."""
    key = reference.options.get("figure") or reference.key
    if figure := figures_by_key().get(key):
        return FigureReference(key), str(figure.label)
    if reference.key in RESULTS:
        base_options = {n: v for n, v in reference.options.items() if n in ("of", "line")}
        return _with_label(FigureReference(reference.key, base_options))
    return None, ""


def _chosen_words(reference: FigureReference) -> dict[str, str]:
    """Return the words for the value of each filter."""
    if reference.key in RESULTS:
        options = reference.options
        words = {"fund": str(get_fund(options["fund"]))} if "fund" in options else {}
        return words | ({"kind": str(FUND_KINDS[options["kind"]])} if "kind" in options else {})
    return {name: words for name, (_label, words) in describe_filters(reference).items()}


def _figure_option(
    reference: FigureReference, label: str, renderer: TextRenderer | None, *, exact: bool
) -> FigureOption:
    """Return the choice with what it can be restricted to, broken down by and written as."""
    shown = ""
    if renderer:
        with override("zh-hans"):
            shown = renderer.render_reference(reference).text
    figure: CountedFigure | Derived | None = figures_by_key().get(reference.key)
    if reference.key == STATEMENT_FIGURE.key:
        figure = STATEMENT_FIGURE
    by = breakdown_choices(figure.key) if isinstance(figure, CountedFigure) else {}
    return {
        "id": str(reference)[2:-2],
        "text": label,
        "exact": exact,
        "unit": str(figure.unit.label) if figure else "",
        "rule": figure.full_rule if figure else "",
        "shown": shown,
        "dated": figure is not None,
        "filters": list(_filters(figure)),
        "forms": _options(_forms(figure.unit).items()) if figure else [],
        "by": _options(by.items()),
    }


def _options(pairs: Iterable[tuple[str, str | Promise]]) -> list[NamedOption]:
    return [{"name": name, "label": str(label)} for name, label in pairs]


def _forms(unit: Unit) -> dict[str, str | Promise]:
    """Return the forms that make a difference for a number of that unit."""
    unlike: tuple[str, ...] = () if unit == Unit.YUAN else ("wan", "yuan")
    if unit == Unit.PERCENT:
        unlike = ("wan", "yuan", "about", "bare")
    return {name: label for name, label in DISPLAY_FORMS.items() if name not in unlike}


def _filters(figure: CountedFigure | Derived | None) -> Iterator[FilterOption]:
    """Yield what the figure's list can be restricted by, in words."""
    if figure is STATEMENT_FIGURE:
        kinds = [(value, str(label)) for value, label in FUND_KINDS.items()]
        yield {"name": "kind", "label": _("kind of funds"), "choices": kinds}
        yield {"name": "fund", "label": _("fund"), "url": reverse("donations:fund_search")}
        return
    for name, list_filter in open_filters(figure).items() if figure else ():
        field, label = list_filter.field, list_filter.label
        model = getattr(getattr(field, "queryset", None), "model", None)
        if model and issubclass(model, NamedEntry):
            yield {"name": name, "label": label, "url": reverse(model.url_name("search"))}
        elif "choices" in list_filter.extra and name not in RECORD_STATE_FILTERS:
            choices = [(value, str(text)) for value, text in list_filter.extra["choices"]]
            yield {"name": name, "label": label, "choices": choices}
