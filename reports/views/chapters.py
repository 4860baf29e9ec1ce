"""Chapters with their figures."""

from dataclasses import asdict
from typing import Any, TypedDict, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.models import Entry, StaleVersion
from redcross.views import EntryAdd, EntryChange, EntryPages
from reports.evaluation.carry_over import confirm_chapter
from reports.evaluation.drafting import generate_text
from reports.evaluation.suggestions import suggestions_for
from reports.evaluation.text_renderer import renderer_of
from reports.evaluation.waivers import standing_findings
from reports.filters import ChapterFilter, RemarkFilter, WaiverFilter
from reports.forms import ChapterForm, RemarkForm, WaiverForm
from reports.models import Annex, Chapter, Evaluation, Remark, Waiver
from reports.tables import ChapterTable, RemarkTable, WaiverTable
from reports.text.figure_references import (
    FigureReference,
    check_references,
    describe_reference,
)
from reports.text.outlines import CHAPTER_SOURCES

from .writing import WritingMixin

# As much of a text as is looked at while it is written.
MAX_TEXT_LENGTH = 100_000


class PreviewAnswer(TypedDict):
    """How a text reads. `references` and `labels`: by the reference as it is written."""

    html: str
    references: dict[str, str]
    # What each refers to, nothing where it leads nowhere.
    labels: dict[str, str]
    errors: list[str]


def chapter_url(chapter: Chapter) -> str:
    """Return the address of the chapter on the page of its evaluation."""
    return f"{chapter.evaluation.get_absolute_url()}#chapter-{chapter.pk}"


class ChapterPages(EntryPages):
    model = Chapter
    entry_form = ChapterForm
    filterset_class = ChapterFilter
    table_class = ChapterTable


def new_table_url(evaluation: Evaluation) -> str:
    """Return where a table that was pasted into a chapter becomes an annex."""
    query = urlencode({"evaluation": evaluation.pk, "kind": Annex.Kind.TABLE.value})
    return f"{reverse(Annex.url_name('add'))}?{query}#pasted"


class ChapterAdd(ChapterPages, WritingMixin, EntryAdd):
    """A new chapter; leads to where it stands in its evaluation."""

    def saved(self, saved: Entry) -> HttpResponse:
        super().saved(saved)
        return redirect(chapter_url(cast(Chapter, saved)))


class ChapterChange(ChapterPages, WritingMixin, EntryChange):
    """The text, figures to insert, and beside it what would be generated now."""

    template_name = "reports/chapter_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chapter = self.object
        renderer = renderer_of(chapter.evaluation)
        draft = generate_text(chapter, renderer.narrative_data()) if chapter.source else ""
        with override("zh-hans"):
            compared = renderer.compare(context["form"]["text"].value() or "", draft)
        before, after, unwritten = self._neighbours()
        return context | {
            "generated": draft,
            "compared": compared,
            "sources": CHAPTER_SOURCES,
            "table_url": new_table_url(chapter.evaluation),
            "before": before,
            "after": after,
            "unwritten": unwritten,
        }

    def _neighbours(self) -> tuple[Chapter | None, Chapter | None, Chapter | None]:
        """Return the chapter before this one, the one after it, and the next that is empty.

        The last only where it is another than the one after: below a heading nothing need stand.
        """
        chapters = list(self.object.evaluation.chapters.countable())
        place = chapters.index(self.object) if self.object in chapters else len(chapters)
        before = chapters[place - 1] if place else None
        following = chapters[place + 1 :]
        levels = [chapter.level for chapter in following[1:]] + [0]
        empty = (
            chapter
            for chapter, level_below in zip(following, levels, strict=False)
            if not chapter.text and level_below <= chapter.level
        )
        after, unwritten = next(iter(following), None), next(empty, None)
        return before, after, unwritten if unwritten != after else None

    def saved(self, saved: Entry) -> HttpResponse:
        """Go on to the chapter before or after it, where that was asked for."""
        super().saved(saved)
        chapter = cast(Chapter, saved)
        key = read_key(self.request.POST.get("then"))
        following = chapter.evaluation.chapters.countable().filter(pk=key).first() if key else None
        if following:
            return redirect(following.url_name("change"), pk=following.pk)
        return redirect(chapter_url(chapter))


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
    renderer = renderer_of(evaluation)
    try:
        check_references(text, fault_of=renderer.fault)
    except ValidationError as error:
        errors = error.messages
    with override("zh-hans"):
        context = {"paragraphs": renderer.paragraphs(text), "links": True}
        html = render_to_string("reports/_paragraphs.html", context)
        shown = renderer.reference_texts(text)
    labels = {}
    for token in shown:
        reference = FigureReference.read(token[2:-2])
        faulty = renderer.fault(reference)
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
        waived = cast(Waiver, self.instance)
        if waived.pk:
            if (evaluation, finding) != (waived.evaluation, waived.finding):
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
