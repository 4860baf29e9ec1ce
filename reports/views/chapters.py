"""Chapters with their figures."""

from dataclasses import asdict
from typing import Any, NotRequired, TypedDict, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redcross.figures import CountedFigure, Derived, figures_by_key
from redcross.formatting import pinyin_initials
from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.models import Entry, NamedEntry, StaleVersion
from redcross.views import EntryAdd, EntryChange, EntryPages
from reports.evaluation.carry_over import confirm_chapter
from reports.evaluation.drafting import generate_text
from reports.evaluation.suggestions import suggestions_for
from reports.evaluation.text_renderer import TextRenderer, renderer_of
from reports.evaluation.waivers import standing_findings
from reports.filters import ChapterFilter, RemarkFilter, WaiverFilter
from reports.forms import ChapterForm, RemarkForm, WaiverForm
from reports.models import Chapter, Evaluation, Remark, Waiver
from reports.tables import ChapterTable, RemarkTable, WaiverTable
from reports.text.figure_references import (
    FigureReference,
    breakdown_choices,
    check_references,
    describe_reference,
    open_filters,
    reference_fault,
)
from reports.text.outlines import CHAPTER_SOURCES

# As much of a text as is looked at while it is written.
MAX_TEXT_LENGTH = 100_000
# Filters of every list of records that tell nothing of what is counted.
RECORD_STATE_FILTERS = ("rounded", "complete", "evidence")


class PreviewAnswer(TypedDict):
    """How a text reads. `references` and `labels`: by the reference as it is written."""

    html: str
    references: dict[str, str]
    # What each refers to, nothing where it leads nowhere.
    labels: dict[str, str]
    errors: list[str]


class FilterOption(TypedDict):
    """What a figure can be restricted by: choices, or a page that searches for them."""

    name: str
    label: str | Promise
    url: NotRequired[str]
    choices: NotRequired[list[tuple[str, str]]]


class BreakdownOption(TypedDict):
    """What a figure can be broken down by."""

    name: str
    label: str


class FigureOption(TypedDict):
    """A figure that can be inserted. `shown`: as it reads now, where an evaluation was named."""

    key: str
    label: str
    unit: str
    rule: str
    shown: str
    filters: list[FilterOption]
    by: list[BreakdownOption]


def chapter_url(chapter: Chapter) -> str:
    """Return the address of the chapter on the page of its evaluation."""
    return f"{chapter.evaluation.get_absolute_url()}#chapter-{chapter.pk}"


class ChapterPages(EntryPages):
    model = Chapter
    entry_form = ChapterForm
    filterset_class = ChapterFilter
    table_class = ChapterTable


class ChapterAdd(ChapterPages, EntryAdd):
    """A new chapter; leads to where it stands in its evaluation."""

    def saved(self, saved: Entry) -> HttpResponse:
        super().saved(saved)
        return redirect(chapter_url(cast(Chapter, saved)))


class ChapterChange(ChapterPages, EntryChange):
    """The text, figures to insert, and beside it what would be generated now."""

    template_name = "reports/chapter_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chapter = self.object
        renderer = renderer_of(chapter.evaluation)
        draft = generate_text(chapter, renderer.narrative_data()) if chapter.source else ""
        with override("zh-hans"):
            compared = renderer.compare(context["form"]["text"].value() or "", draft)
        return context | {"generated": draft, "compared": compared, "sources": CHAPTER_SOURCES}

    def saved(self, saved: Entry) -> HttpResponse:
        super().saved(saved)
        return redirect(chapter_url(cast(Chapter, saved)))


@never_cache
@require_POST
@permission_required("reports.change_chapter", raise_exception=True)
def confirm(request: UserRequest, pk: int) -> HttpResponse:
    """Save that all that was carried over into the chapter holds for its period too."""
    chapter = get_object_or_404(Chapter.objects.visible_to(request.user), pk=pk)
    if chapter.society_id != request.user.society_id:
        raise PermissionDenied
    seen = read_key(request.POST.get("version"))
    try:
        confirm_chapter(chapter, by=request.user, version=seen or 0)
    except StaleVersion:
        messages.error(request, _("Somebody has changed this chapter: please look again."))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    return redirect(chapter_url(chapter))


@never_cache
@require_POST
@permission_required("reports.change_chapter", raise_exception=True)
def preview(request: UserRequest, pk: int) -> JsonResponse:
    """Answer how a text would read, with a `PreviewAnswer`.

    `errors` name the references that lead nowhere; those have no label.
    """
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    text = request.POST.get("text", "")[:MAX_TEXT_LENGTH]
    errors: list[str] = []
    try:
        check_references(text, evaluation.society)
    except ValidationError as error:
        errors = error.messages
    renderer = renderer_of(evaluation)
    with override("zh-hans"):
        context = {"paragraphs": renderer.paragraphs(text), "links": True}
        html = render_to_string("reports/_paragraphs.html", context)
        shown = renderer.reference_texts(text)
    labels = {}
    for token in shown:
        reference = FigureReference.read(token[2:-2])
        faulty = reference_fault(reference, evaluation.society)
        labels[token] = "" if faulty else describe_reference(reference)
    answer: PreviewAnswer = {"html": html, "references": shown, "labels": labels, "errors": errors}
    return JsonResponse(answer)


@never_cache
@require_POST
@permission_required("reports.change_chapter", raise_exception=True)
def suggest_figures(request: UserRequest, pk: int) -> JsonResponse:
    """Answer typed numbers that a figure has: `{"suggestions": [{words, token, label}]}`."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    text = request.POST.get("text", "")[:MAX_TEXT_LENGTH]
    suggestions = suggestions_for(text, renderer_of(evaluation))
    return JsonResponse({"suggestions": [asdict(suggestion) for suggestion in suggestions]})


@never_cache
@require_safe
@permission_required("redcross.view_figures", raise_exception=True)
def figure_search(request: UserRequest) -> JsonResponse:
    """Answer figures to insert, found by label, its pinyin initials or key: `{"results", "more"}`.

    `results`: at most forty `FigureOption`; with `evaluation`, as they read in it now.
    """
    asked = request.GET.get("q", "").strip().lower()
    matching = [
        figure
        for key, figure in figures_by_key().items()
        if asked in key.lower()
        or asked in str(figure.label).lower()
        or (asked and asked in pinyin_initials(str(figure.label)))
    ]
    renderer = None
    if (pk := read_key(request.GET.get("evaluation"))) is not None:
        evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
        renderer = renderer_of(evaluation)
    results = [_figure_option(figure, renderer) for figure in matching[:40]]
    return JsonResponse({"results": results, "more": len(matching) > 40})


def _figure_option(figure: CountedFigure | Derived, renderer: TextRenderer | None) -> FigureOption:
    """Return the figure with what it can be restricted to and broken down by."""
    shown = ""
    if renderer:
        with override("zh-hans"):
            shown = renderer.render_reference(FigureReference(figure.key)).text
    filters: list[FilterOption] = []
    for name, list_filter in open_filters(figure).items():
        field, label = list_filter.field, list_filter.label
        model = getattr(getattr(field, "queryset", None), "model", None)
        if model and issubclass(model, NamedEntry):
            filters.append({"name": name, "label": label, "url": reverse(model.url_name("search"))})
        elif "choices" in list_filter.extra and name not in RECORD_STATE_FILTERS:
            choices = [(value, str(text)) for value, text in list_filter.extra["choices"]]
            filters.append({"name": name, "label": label, "choices": choices})
    return {
        "key": figure.key,
        "label": str(figure.label),
        "unit": str(figure.unit.label),
        "rule": figure.full_rule,
        "shown": shown,
        "filters": filters,
        "by": [
            {"name": name, "label": str(text)}
            for name, text in breakdown_choices(figure.key).items()
        ],
    }


class RemarkPages(EntryPages):
    model = Remark
    entry_form = RemarkForm
    filterset_class = RemarkFilter
    table_class = RemarkTable


class StandingWaiverForm(WaiverForm):
    """What is waived is chosen among what stands against the evaluation, and is not changed."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        evaluation, finding = cleaned.get("evaluation"), cleaned.get("finding")
        if self.instance.pk:
            if {"evaluation", "finding"} & {*self.changed_data}:
                self.add_error("finding", _("A waived finding stays as it was found."))
        elif evaluation and finding:
            standing = standing_findings(evaluation).values()
            if finding not in {one.text for one in standing}:
                text = _("This does not stand against the evaluation: choose among what does.")
                self.add_error("finding", text)
        return cleaned


class WaiverPages(EntryPages):
    model = Waiver
    entry_form = StandingWaiverForm
    filterset_class = WaiverFilter
    table_class = WaiverTable
