"""Chapters with their figures."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redcross.figures import registry
from redcross.formatting import pinyin_initials
from redcross.models import NamedEntry, StaleVersion
from redcross.views import EntryAdd, EntryChange, EntryPages
from reports.evaluation import carry_over, suggestions, text_renderer
from reports.evaluation.drafting import generate_text
from reports.filters import ChapterFilter, RemarkFilter, WaiverFilter
from reports.forms import ChapterForm, RemarkForm, WaiverForm
from reports.models import Chapter, Evaluation, Remark, Waiver
from reports.tables import ChapterTable, RemarkTable, WaiverTable
from reports.text import figure_references
from reports.text.outlines import CHAPTER_SOURCES

# As much of a text as is looked at while it is written.
MAX_TEXT_LENGTH = 100_000
# Filters of every list of records that tell nothing of what is counted.
RECORD_STATE_FILTERS = ("rounded", "complete", "evidence")


def chapter_url(chapter: Chapter) -> str:
    return f"{chapter.evaluation.get_absolute_url()}#chapter-{chapter.pk}"


class ChapterPages(EntryPages):
    model = Chapter
    entry_form = ChapterForm
    filterset_class = ChapterFilter
    table_class = ChapterTable


class ChapterAdd(ChapterPages, EntryAdd):
    def saved(self, saved):
        super().saved(saved)
        return redirect(chapter_url(saved))


class ChapterChange(ChapterPages, EntryChange):
    """The text, figures to insert, and beside it what would be generated now."""

    template_name = "reports/chapter_form.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        chapter = self.object
        renderer = text_renderer.renderer_of(chapter.evaluation)
        draft = generate_text(chapter, renderer.narrative_data()) if chapter.source else ""
        with override("zh-hans"):
            compared = renderer.compare(context["form"]["text"].value() or "", draft)
        return context | {"generated": draft, "compared": compared, "sources": CHAPTER_SOURCES}

    def saved(self, saved):
        super().saved(saved)
        return redirect(chapter_url(saved))


@never_cache
@require_POST
@permission_required("reports.change_chapter", raise_exception=True)
def confirm(request, pk):
    """All that was carried over into the chapter holds for its period too."""
    chapter = get_object_or_404(Chapter.objects.visible_to(request.user), pk=pk)
    if chapter.society_id != request.user.society_id:
        raise PermissionDenied
    seen = request.POST.get("version", "")
    try:
        carry_over.confirm_chapter(
            chapter, by=request.user, version=int(seen) if seen.isdecimal() else 0
        )
    except StaleVersion:
        messages.error(request, _("Somebody has changed this chapter: please look again."))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    return redirect(chapter_url(chapter))


@never_cache
@require_POST
@permission_required("reports.change_chapter", raise_exception=True)
def preview(request, pk):
    """How a text would read: `{"html", "references": {"[[…]]": "12.4万元"}, "labels", "errors"}`.

    `errors` name the references that lead nowhere; those have no label.
    """
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    text = request.POST.get("text", "")[:MAX_TEXT_LENGTH]
    errors = []
    try:
        figure_references.check_references(text, evaluation.society)
    except ValidationError as error:
        errors = error.messages
    renderer = text_renderer.renderer_of(evaluation)
    with override("zh-hans"):
        context = {"paragraphs": renderer.paragraphs(text), "links": True}
        html = render_to_string("reports/_paragraphs.html", context)
        shown = renderer.reference_texts(text)
    labels = {}
    for token in shown:
        reference = figure_references.FigureReference.read(token[2:-2])
        labels[token] = (
            ""
            if figure_references.reference_fault(reference, evaluation.society)
            else figure_references.describe_reference(reference)
        )
    return JsonResponse({"html": html, "references": shown, "labels": labels, "errors": errors})


@never_cache
@require_POST
@permission_required("reports.change_chapter", raise_exception=True)
def suggest_figures(request, pk):
    """Typed numbers that a figure has: `{"suggestions": [{words, token, label}]}`."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    text = request.POST.get("text", "")[:MAX_TEXT_LENGTH]
    found = suggestions.suggestions_for(text, text_renderer.renderer_of(evaluation))
    return JsonResponse({"suggestions": [asdict(one) for one in found]})


@never_cache
@require_safe
@permission_required("redcross.view_figures", raise_exception=True)
def figure_search(request):
    """Figures to insert, found by label, initials of its pinyin or key: `{"results", "more"}`.

    Each with what it can be restricted to and broken down by; with `evaluation`, as it is now.
    """
    asked = request.GET.get("q", "").strip().lower()
    found = [
        figure
        for key, figure in registry.figures_by_key().items()
        if asked in key.lower()
        or asked in str(figure.label).lower()
        or (asked and asked in pinyin_initials(str(figure.label)))
    ]
    renderer = None
    if (of := request.GET.get("evaluation", "")).isdigit():
        one = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=of)
        renderer = text_renderer.renderer_of(one)
    results = [_figure_option(figure, renderer) for figure in found[:40]]
    return JsonResponse({"results": results, "more": len(found) > 40})


def _figure_option(figure: Any, renderer: text_renderer.TextRenderer | None) -> dict[str, Any]:
    shown = ""
    if renderer:
        with override("zh-hans"):
            shown = renderer.render_reference(figure_references.FigureReference(figure.key)).text
    filters = []
    for name, one in figure_references.open_filters(figure).items():
        model = getattr(getattr(one.field, "queryset", None), "model", None)
        if model and issubclass(model, NamedEntry):
            filters.append(
                {"name": name, "label": one.label, "url": reverse(model.url_name("search"))}
            )
        elif isinstance(one.field, forms.ChoiceField) and name not in RECORD_STATE_FILTERS:
            choices = [(value, str(text)) for value, text in one.extra["choices"]]
            filters.append({"name": name, "label": one.label, "choices": choices})
    return {
        "key": figure.key,
        "label": str(figure.label),
        "unit": str(figure.unit.label),
        "rule": str(figure.rule),
        "shown": shown,
        "filters": filters,
        "by": [
            {"name": n, "label": str(text)}
            for n, text in figure_references.breakdown_choices(figure.key).items()
        ],
    }


class RemarkPages(EntryPages):
    model = Remark
    entry_form = RemarkForm
    filterset_class = RemarkFilter
    table_class = RemarkTable


class WaiverPages(EntryPages):
    model = Waiver
    entry_form = WaiverForm
    filterset_class = WaiverFilter
    table_class = WaiverTable
