"""Entries from a spreadsheet: the upload, and what was sent before."""

import hashlib
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView

from redcross.forms import ImportForm
from redcross.models import Society, SpreadsheetImport
from redcross.spreadsheets.exports import empty_workbook
from redcross.spreadsheets.taking_in import check_import

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
                check_import(file, self.entry_form, self.user)
        except ValidationError as error:
            form.add_error("file", error)
            return self.form_invalid(form)
        return redirect(self.model.url_name("import_review"), file.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        sent = SpreadsheetImport.objects.filter(
            society=self.user.society_id, model=self.model._meta.label_lower
        )
        context["sent"] = sent.select_related("uploaded_by").defer(
            "content", "decisions", "findings"
        )[:SHOWN]
        context["urls"]["import_review"] = self.model.url_name("import_review")
        return context
