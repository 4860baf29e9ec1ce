"""Evidence: adding a file, saying what it shows, taking it out, and giving it out."""

import logging
from typing import Any, cast

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import DetailView

from redcross.forms import EvidenceForm
from redcross.middleware import UserRequest
from redcross.models import Attachment, Entry, EvidenceFile, LogEntry, Printout, audit_log
from redcross.papers import paper_by_key

from .base import EntryView, SameSocietyMixin, back_query, page_of

logger = logging.getLogger(__name__)
# What a stored file may do in the browser, whose own viewer of PDF does not run in a sandbox.
PHOTO_POLICY = "default-src 'none'; sandbox"
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"


class EntryAttach(SameSocietyMixin, EntryView, DetailView):
    """Adds evidence to a record. The script, which asks for JSON, sends one file at a time."""

    page = "attach"
    route = "<int:pk>/attach/"
    action = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        entry = self.get_object()
        form = EvidenceForm(request.POST, request.FILES)
        added, refused = self._add_files(entry, form)
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return self._answer_script(entry, added, refused)
        for message in refused:
            messages.error(request, message)
        if added:
            messages.success(request, _("Evidence added."))
        return redirect(f"{page_of(entry, request)}#evidence")

    def _add_files(self, entry: Entry, form: EvidenceForm) -> tuple[list[Attachment], list[str]]:
        """Return what was added, and what is wrong with the others."""
        added: list[Attachment] = []
        if not form.is_valid():
            return added, [str(message) for message in form.errors["file"]]
        refused: list[str] = []
        files: list[EvidenceFile] = form.cleaned_data["file"]
        for file in files:
            sensitive = form.cleaned_data["sensitive"]
            try:
                added.append(entry.attach(file, by=self.user, sensitive=sensitive))
            except ValidationError as error:
                refused += [f"{file.name}: {text}" for text in error.messages]
        return added, refused

    def _answer_script(
        self, entry: Entry, added: list[Attachment], refused: list[str]
    ) -> JsonResponse:
        if refused:
            return JsonResponse({"error": " ".join(refused)}, status=422)
        context = {
            "evidence": added,
            "may_reveal": entry.may_be_revealed_to(self.user),
            "may_change_evidence": True,
            "back_query": back_query(self.request),
        }
        html = render_to_string("_evidence_items.html", context, self.request)
        return JsonResponse({"html": html})


def _visible_attachment(request: UserRequest, pk: int, action: str = "view") -> Attachment:
    """Return the evidence, to who may take the action on the entry it belongs to."""
    found = get_object_or_404(Attachment, pk=pk)
    if found.model == Printout._meta.label_lower:
        _check_own_paper(request, found, action)
        return found
    model = cast(type[Entry], apps.get_model(found.model))
    if not request.user.has_perm(model.permission(action)):
        raise PermissionDenied
    get_object_or_404(model.objects.visible_to(request.user), pk=found.object_id)
    if found.removed_at and not request.user.has_perm("redcross.view_removed_attachment"):
        raise Http404
    return found


def _check_own_paper(request: UserRequest, found: Attachment, action: str) -> None:
    """Let nobody but those pass who may print that paper of the society, and only to look."""
    own = Printout.objects.filter(society=request.user.society_id)
    paper = paper_by_key().get(get_object_or_404(own, pk=found.object_id).paper)
    if action != "view" or paper is None or not request.user.has_perm(paper.needed_permission):
        raise PermissionDenied


def _opened_attachment(request: UserRequest, pk: int) -> Attachment:
    """Return the evidence to who may open it; that what is sensitive was opened is logged."""
    found = _visible_attachment(request, pk)
    if not found.may_be_opened_by(request.user):
        raise PermissionDenied
    return found


def _log_opening(request: UserRequest, found: Attachment) -> None:
    if found.sensitive:
        name = found.logged_name
        audit_log.write(LogEntry.Action.REVEAL, by=request.user, on=found.entry, reason=name)


def _private(answer: FileResponse, policy: str) -> FileResponse:
    """Have it stored nowhere, not even in the browser, and run nothing."""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = policy
    return answer


def _lost(request: UserRequest, found: Attachment) -> HttpResponse:
    """Say that the file is not where it was stored, and have the server's log say so too."""
    logger.error("The file of attachment %s is not where it was stored.", found.pk)
    # A paper of the society itself has no page.
    entry = found.entry
    url = f"{page_of(entry, request)}#evidence" if isinstance(entry, Entry) else ""
    return render(request, "evidence_lost.html", {"url": url}, status=404)


@require_safe
def attachment(request: UserRequest, pk: int) -> FileResponse | HttpResponse:
    """Answer with the file itself, to whoever may see the record it belongs to."""
    found = _opened_attachment(request, pk)
    if not found.file:
        raise Http404
    try:
        stored = found.file.open()
    except FileNotFoundError:
        return _lost(request, found)
    _log_opening(request, found)
    answer = FileResponse(
        stored, filename=found.name, content_type=found.content_type, as_attachment=False
    )
    is_photo = found.content_type.startswith("image/")
    return _private(answer, PHOTO_POLICY if is_photo else PDF_POLICY)


@require_safe
def thumbnail(request: UserRequest, pk: int) -> FileResponse:
    """Answer with the small photo, to whoever may see the large one; of a sensitive one none."""
    found = _opened_attachment(request, pk)
    if not found.thumbnail or found.sensitive:
        raise Http404
    try:
        stored = found.thumbnail.open()
    except FileNotFoundError as error:  # the file itself says so to who opens it
        raise Http404 from error
    return _private(FileResponse(stored, content_type="image/jpeg"), PHOTO_POLICY)


@require_POST
def attachment_caption(request: UserRequest, pk: int) -> HttpResponse:
    """Change what is said to be seen on it."""
    found = _visible_attachment(request, pk, "change")
    try:
        found.set_caption(request.POST.get("caption", ""), by=request.user)
    except ValidationError as error:
        return _back(request, found, error)
    return _back(request, found, _("Caption saved."))


@require_POST
def attachment_sensitive(request: UserRequest, pk: int) -> HttpResponse:
    """Say whether it shows sensitive values. That it does not says who may see those."""
    found = _visible_attachment(request, pk, "change")
    sensitive = "sensitive" in request.POST
    if not sensitive and not found.may_be_opened_by(request.user):
        raise PermissionDenied
    try:
        found.set_sensitive(sensitive, by=request.user)
    except ValidationError as error:
        return _back(request, found, error)
    return _back(request, found, _("Noted."))


@require_POST
def attachment_removal(request: UserRequest, pk: int) -> HttpResponse:
    """Take it out, with the reason."""
    found = _visible_attachment(request, pk, "change")
    try:
        found.remove(by=request.user, reason=request.POST.get("reason", ""))
    except ValidationError as error:
        return _back(request, found, error)
    return _back(request, found, _("Evidence taken out."))


def _back(request: UserRequest, found: Attachment, result: ValidationError | str) -> HttpResponse:
    """Go back to the entry's evidence and say there what was done, or what was wrong."""
    if isinstance(result, str):
        messages.success(request, result)
    else:
        shown = found.may_be_opened_by(request.user)
        for message in result.messages:
            messages.error(request, f"{found.name}: {message}" if shown else message)
    return redirect(f"{page_of(found.entry, request)}#evidence")
