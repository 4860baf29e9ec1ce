"""All chapters of an evaluation, written on one page and saved in one go."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redcross.forms.faults import Fault, form_faults
from redcross.middleware import UserRequest
from reports.evaluation.document import compose_document
from reports.evaluation.text_renderer import TextRenderer, renderer_of
from reports.forms import ChapterTextForm
from reports.models import Evaluation
from reports.text.figure_references import FigureReference, describe_reference, references_in
from reports.text.outlines import CHAPTER_SOURCES

from .chapters import new_table_url
from .writing import page_of_closed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("reports.change_chapter", raise_exception=True)
def whole_text(request: UserRequest, pk: int) -> HttpResponse:
    """Show every chapter with its text; save those that were changed, all or none."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    if evaluation.society_id != request.user.society_id:
        raise PermissionDenied
    closed = page_of_closed(request, evaluation) if request.method != "POST" else None
    if closed:
        return closed
    forms = [
        ChapterTextForm(
            request.POST if request.method == "POST" else None,
            prefix=f"chapter-{chapter.pk}",
            instance=chapter,
            user=request.user,
        )
        for chapter in evaluation.chapters.countable()
    ]
    if request.method == "POST":
        try:
            evaluation.check_status(Evaluation.Status.DRAFT)
            if _save(forms):
                changed = sum(form.is_written() for form in forms)
                text = ngettext(
                    "%(number)s chapter is saved.", "%(number)s chapters are saved.", changed
                )
                messages.success(request, text % {"number": changed})
                return redirect(evaluation)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(evaluation)
    renderer = renderer_of(evaluation)
    printed = compose_document(evaluation, renderer=renderer)
    numbered = {section.chapter: section.heading for section in printed.sections}
    for form in forms:
        form.heading = numbered.get(form.instance.pk) or str(form.instance)
    context = {
        "object": evaluation,
        "forms": forms,
        "table_url": new_table_url(evaluation),
        "faults": _faults(forms),
        "conflicts": [conflict for form in forms for conflict in form.conflicts],
        "sources": CHAPTER_SOURCES,
        "figures": _figures_in([str(form["text"].value() or "") for form in forms], renderer),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/whole_text.html", context, status=status)


def _save(forms: list[ChapterTextForm]) -> bool:
    """Save the changed ones, all or none; return whether nothing stands against it."""
    changed = [form for form in forms if form.is_written()]
    if not all([form.is_valid() for form in changed]):
        return False
    with transaction.atomic():
        saved = [form.save() for form in changed]
        if None in saved:
            transaction.set_rollback(True)
            return False
    return True


def _faults(forms: list[ChapterTextForm]) -> list[Fault]:
    """Return what stands against each of them, by the heading of its chapter."""
    return [fault for form in forms if form.is_written() for fault in form_faults(form)]


def _figures_in(texts: list[str], renderer: TextRenderer) -> dict[str, dict[str, str]]:
    """Return how the references of all texts read and what they are called, asked for once."""
    numbers: dict[str, str] = {}
    with override("zh-hans"):
        for text in texts:
            numbers |= renderer.reference_texts(text)
    references = {str(one): one for text in texts for one in references_in(text)}
    labels = {
        source: "" if renderer.fault(reference) else describe_reference(reference)
        for source, reference in references.items()
    }
    for source in numbers.keys() - labels.keys():
        labels[source] = describe_reference(FigureReference.read(source[2:-2]))
    return {"numbers": numbers, "labels": labels}
