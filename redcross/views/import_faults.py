"""The rows of a spreadsheet that are refused, on their way out to be mended."""

from functools import cached_property
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from redcross.models import Person, SpreadsheetImport, audit_log
from redcross.spreadsheets.faults_book import faults_book
from redcross.spreadsheets.formats import Xlsx
from redcross.spreadsheets.line_columns import OF_PEOPLE

from .base import EntryView


class ImportPage(EntryView):
    """One import of the user's own society and of this kind."""

    action = "import"

    @cached_property
    def file(self) -> SpreadsheetImport:
        own = SpreadsheetImport.objects.filter(
            society=self.user.society_id, model=self.model._meta.label_lower
        )
        return get_object_or_404(own.select_related("society"), pk=self.kwargs["number"])

    @cached_property
    def secrets(self) -> list[str]:
        """The sensitive fields."""
        return self.model.secret_fields()


class EntryImportFaults(ImportPage):
    """The rows that are refused, as a workbook to mend and to send again."""

    page = "import_faults"
    route = "import/<int:number>/faults/"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        audit_log.write(
            audit_log.LogEntry.Action.EXPORT,
            by=self.user,
            model=self.file.model,
            reason=self.file.file_name[-200:],
        )
        # Whom rows name beside the fields too, with ID number and telephone.
        may_reveal = (self.user.has_perm(m.permission("reveal")) for m in (self.model, Person))
        hidden = () if all(may_reveal) else (*self.secrets, *OF_PEOPLE)
        try:
            book = faults_book(self.file, hidden)
        except ValidationError as error:
            raise Http404 from error
        stem = PurePath(self.file.file_name).stem
        return FileResponse(
            book,
            as_attachment=True,
            filename=_("%(file)s, rows to mend.xlsx") % {"file": stem},
            content_type=Xlsx.content_type,
        )
