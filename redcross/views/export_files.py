"""The files of long lists: waiting for one, giving it out, and giving it up."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redcross.middleware import UserRequest
from redcross.models import ExportFile
from redcross.spreadsheets.exports import log_export
from redcross.spreadsheets.formats import FORMATS

from .background_work import check_ready, file_work_content, file_work_page
from .list import EntryList, list_for
from .list_settings import list_class


def exported_list(export: ExportFile) -> EntryList:
    """Return the list as its address showed it to who asked for the file.

    Raises PermissionDenied when they may no longer see it.
    """
    view_class = list_class(export.kind.url_name("list"))
    user = export.user
    allowed = user.society_id == export.society_id and user.has_perm(export.kind.permission("view"))
    if view_class is None or not allowed:
        raise PermissionDenied
    view = list_for(view_class, user, QueryDict(export.query))
    # As they were shown then.
    view.shown_columns = export.columns
    view.find()
    return view


def _own_export(request: UserRequest, pk: int) -> ExportFile:
    """Return the file, for who asked for it and may still export such a list."""
    export = get_object_or_404(ExportFile.objects.of(request.user), pk=pk)
    if not request.user.has_perm(export.kind.permission("export")):
        raise PermissionDenied
    return export


@never_cache
@require_safe
def export_file_list(request: UserRequest) -> HttpResponse:
    """Show the files that the user asked for, the latest first."""
    exports = ExportFile.objects.of(request.user)[:50]
    return render(request, "export_file_list.html", {"exports": exports})


@never_cache
@require_safe
def export_file(request: UserRequest, pk: int) -> HttpResponse:
    """Show how far it is, and the link once it is ready."""
    return file_work_page(
        request, _own_export(request, pk), "export_file.html", "_export_file.html"
    )


@never_cache
@require_safe
def export_file_download(request: UserRequest, pk: int) -> StreamingHttpResponse:
    """Give the file out, and log that the list left."""
    export = _own_export(request, pk)
    check_ready(export)
    rows = export.progress_total or 0
    log_export(by=request.user, model=export.model, rows=rows, query=export.query)
    return file_work_content(export, FORMATS[export.format].content_type)


@require_POST
def export_file_cancel(request: UserRequest, pk: int) -> HttpResponse:
    """Have it not be written."""
    export = _own_export(request, pk)
    export.cancel()
    return redirect(export)
