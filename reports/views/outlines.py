"""The outlines of a society."""

from dataclasses import asdict
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from redcross.middleware import UserRequest
from redcross.views import EntryAdd, EntryChange, EntryList, EntryPages
from reports.filters import OutlineFilter
from reports.forms import OutlineForm
from reports.models import Outline
from reports.tables import OutlineTable
from reports.text.figure_references import (
    REFERENCE,
    FigureReference,
    check_references,
    describe_reference,
    reference_fault,
)
from reports.text.outlines import BUILTIN_OUTLINES, CHAPTER_SOURCES, DEFAULT_TITLE

from .chapters import MAX_TEXT_LENGTH, PreviewAnswer


@never_cache
@require_POST
@permission_required("reports.view_outline", raise_exception=True)
def text_in_words(request: UserRequest) -> JsonResponse:
    """Answer what the figures of a text of no period are called, as a `PreviewAnswer`."""
    text = request.POST.get("text", "")[:MAX_TEXT_LENGTH]
    society = request.user.society
    errors: list[str] = []
    try:
        check_references(text, society)
    except ValidationError as error:
        errors = error.messages
    labels = {}
    for match in REFERENCE.finditer(text):
        reference = FigureReference.read(match[1])
        faulty = reference_fault(reference, society)
        labels[match[0]] = "" if faulty else describe_reference(reference)
    words_by_source = {
        source: f"〔{label or _('A figure that is not known')}〕"
        for source, label in labels.items()
    }
    answer: PreviewAnswer = {
        "html": "",
        "references": words_by_source,
        "labels": labels,
        "errors": errors,
    }
    return JsonResponse(answer)


class OutlinePages(EntryPages):
    model = Outline
    entry_form = OutlineForm
    filterset_class = OutlineFilter
    table_class = OutlineTable


class OutlineAdd(OutlinePages, EntryAdd):
    """`?shipped=formal` starts from an outline that comes with the program."""

    template_name = "reports/outline_form.html"
    extra_context = {"sources": CHAPTER_SOURCES}

    def get_initial(self) -> dict[str, Any]:
        shipped = BUILTIN_OUTLINES.get(self.request.GET.get("shipped", ""))
        if not shipped:
            return super().get_initial()
        name, sections = shipped
        rows = [
            asdict(section) | {"position": index * 10}
            for index, section in enumerate(sections, start=1)
        ]
        return {"name": name, "title": DEFAULT_TITLE, "sections": rows}


class OutlineChange(OutlinePages, EntryChange):
    """The headings of an outline, one below the other."""

    template_name = "reports/outline_form.html"
    extra_context = {"sources": CHAPTER_SOURCES}


class OutlineList(OutlinePages, EntryList):
    """The society's outlines, and those that come with the program."""

    template_name = "reports/outline_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shipped = [(key, name) for key, (name, _chapters) in BUILTIN_OUTLINES.items()]
        return super().get_context_data(shipped=shipped, **kwargs)
