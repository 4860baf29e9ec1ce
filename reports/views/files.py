"""Evaluations as files."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross.middleware import UserRequest
from redcross.models import LogEntry, audit_log
from reports.evaluation.document import (
    EvaluationDocument,
    compose_document,
    file_name,
    generate_document,
)
from reports.models import Evaluation, SignedCopy
from reports.output.counted_records import can_export
from reports.output.docx import evaluation_docx
from reports.output.evidence_archive import evidence_archive
from reports.output.pdf import evaluation_pdf
from reports.output.working_papers import write_working_papers

from .scope import checked_year, may_read, requested_scope, signed_evaluation


@never_cache
@require_safe
@permission_required("redcross.view_figures", raise_exception=True)
def signed_copy_file(request: UserRequest, pk: int, suffix: str) -> HttpResponseBase:
    """Send the copy that was signed, byte for byte."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    signed_copy = get_object_or_404(SignedCopy, evaluation=evaluation)
    if suffix == "pdf" and (fault := signed_copy.fault()):
        messages.error(request, fault)
        return redirect(evaluation)
    stored = signed_copy.pdf if suffix == "pdf" else signed_copy.docx
    if not stored.storage.exists(str(stored.name)):
        messages.error(request, _("The file is not the one that was signed."))
        return redirect(evaluation)
    audit_log.write(LogEntry.Action.EXPORT, by=request.user, on=evaluation, reason=suffix)
    name = file_name(evaluation.society, evaluation.title, evaluation.name_suffix)
    return FileResponse(
        stored.open("rb"), filename=f"{name}.{suffix}", as_attachment=suffix == "docx"
    )


@never_cache
@require_safe
@permission_required("reports.export_evaluation", raise_exception=True)
def working_papers_file(request: UserRequest, pk: int, suffix: str) -> HttpResponseBase:
    """Send the working papers, or the evidence of every record behind the evaluation."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    if not can_export(request.user):
        raise PermissionDenied
    audit_log.write(LogEntry.Action.EXPORT, by=request.user, on=evaluation, reason=suffix)
    name = file_name(evaluation.society, evaluation.title, evaluation.name_suffix)
    if suffix == "xlsx":
        content = write_working_papers(evaluation, request.build_absolute_uri)
        return FileResponse(content, filename=f"{name}工作底稿.xlsx", as_attachment=True)
    answer = StreamingHttpResponse(
        evidence_archive(evaluation, by=request.user), content_type="application/zip"
    )
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}佐证材料.zip")
    return answer


DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Suffix to what writes the file, its type, and whether the browser shows or saves it.
FORMATS: dict[str, tuple[Callable[[EvaluationDocument], bytes], str, str]] = {
    "pdf": (evaluation_pdf, "application/pdf", "inline"),
    "docx": (evaluation_docx, DOCX_TYPE, "attachment"),
}


@may_read
@never_cache
@require_safe
def draft_file(request: UserRequest, pk: int, suffix: str) -> HttpResponse:
    """Send what is written so far, marked as no report yet; of a signed one what was signed."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    if evaluation.status == Evaluation.Status.FINAL:
        return redirect(f"reports:evaluation_signed_{suffix}", pk=pk)
    write, content_type, disposition = FORMATS[suffix]
    composed = compose_document(evaluation)
    content = write(composed)
    audit_log.write(LogEntry.Action.EXPORT, by=request.user, on=evaluation, reason=suffix)
    response = HttpResponse(content, content_type=content_type)
    name = f"{composed.file_name}.{suffix}"
    shown = content_disposition_header(disposition == "attachment", name)
    response["Content-Disposition"] = shown or disposition
    return response


@may_read
@never_cache
@require_safe
def evaluation_file(request: UserRequest, year: int, suffix: str) -> HttpResponse:
    """Send the generated evaluation of a year as a file of one of FORMATS."""
    society, own_records_only, _choices = requested_scope(request)
    if signed := signed_evaluation(society, checked_year(year), own_records_only):
        return redirect(f"reports:evaluation_signed_{suffix}", signed.pk)
    write, content_type, disposition = FORMATS[suffix]
    document = generate_document(society, year, own_records_only=own_records_only)
    content = write(document)
    audit_log.write(
        LogEntry.Action.EXPORT,
        by=request.user,
        society_id=society.pk,
        model="evaluation",
        object_id=year,
    )
    response = HttpResponse(content, content_type=content_type)
    name = f"{document.file_name}.{suffix}"
    as_attachment = disposition == "attachment"
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or ""
    return response
