"""Entries from a spreadsheet: the upload, and what was sent before."""

import hashlib
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView

from redcross.background import defer
from redcross.forms import ImportForm
from redcross.models import ImportWork, Society, SpreadsheetImport
from redcross.spreadsheets.exports import empty_workbook
from redcross.spreadsheets.import_steps import check_import
from redcross.spreadsheets.reading import read_book

from .base import EntryView, UnprocessableFormMixin

# How many earlier ones the page shows.
SHOWN = 10


class EntryImport(UnprocessableFormMixin, EntryView, FormView):
    """A spreadsheet is sent and looked at first; `?format=xlsx` is the empty one to fill in."""

    page = "import"
    route = "import/"
    action = "import"
    form_class = ImportForm
    template_name = "entry_import.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("format") == "xlsx":
            title = str(self.model._meta.verbose_name_plural)
            return empty_workbook(self.entry_form(user=self.user), title)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: ImportForm) -> HttpResponse:
        upload = form.cleaned_data["file"]
        content = upload.read()
        try:
            with transaction.atomic():
                file = SpreadsheetImport.objects.create(
                    society=cast(Society, self.user.society),
                    model=self.model._meta.label_lower,
                    file_name=upload.name[-200:],
                    sha256=hashlib.sha256(content).hexdigest(),
                    content=content,
                    uploaded_by=self.user,
                )
                self._check(file, content)
        except ValidationError as error:
            form.add_error("file", error)
            return self.form_invalid(form)
        return redirect(self.model.url_name("import_review"), file.pk)

    def _check(self, file: SpreadsheetImport, content: bytes) -> None:
        """Have the file read: by the worker, where that takes longer than a request may."""
        book = None
        if len(content) <= settings.IMPORT_BYTES_AT_ONCE:
            book = read_book(content, file.file_name)
        rows = sum(len(sheet.rows) for sheet in book.sheets) if book else None
        if rows is None or rows > settings.IMPORT_ROWS_AT_ONCE:
            defer(file.works.create(by=self.user, step=ImportWork.Step.CHECK))
        else:
            check_import(file, self.entry_form, self.user, book=book)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        sent = SpreadsheetImport.objects.filter(
            society=self.user.society_id, model=self.model._meta.label_lower
        )
        context["sent"] = sent.select_related("uploaded_by").without_content()[:SHOWN]
        context["urls"]["import_review"] = self.model.url_name("import_review")
        return context
