"""Entries from a spreadsheet."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from redcross.forms import ImportForm
from redcross.forms.doubts import CONFIRMED
from redcross.spreadsheets.exports import empty_workbook
from redcross.spreadsheets.imports import import_rows

from .base import EntryView, UnprocessableFormMixin

# Faults, and questions that are still open, on one page.
MAX_SHOWN = 200


class EntryImport(UnprocessableFormMixin, EntryView, FormView):
    """A spreadsheet, all of it or nothing; `?format=xlsx` is the empty one to fill in."""

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

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"entry_form": self.entry_form(user=self.user)}

    def form_valid(self, form: ImportForm) -> HttpResponse:
        try:
            outcome = import_rows(
                self.entry_form,
                form.cleaned_data["file"].read(),
                form.cleaned_data["file"].name,
                by=self.user,
                add_unknown=form.cleaned_data["add_unknown"],
                given=form.given_values(),
                confirmed=self.request.POST.getlist(CONFIRMED),
            )
        except ValidationError as error:
            form.add_error("file", error)
            return self.form_invalid(form)
        if outcome.refused:
            questions = [doubt for doubt in outcome.doubts if not doubt.confirmed]
            confirmed = [doubt for doubt in outcome.doubts if doubt.confirmed]
            context = self.get_context_data(
                form=form,
                faults=outcome.faults[:MAX_SHOWN],
                more_faults=len(outcome.faults[MAX_SHOWN:]),
                questions=questions[:MAX_SHOWN],
                more_questions=len(questions[MAX_SHOWN:]),
                doubts=confirmed + questions[:MAX_SHOWN],
            )
            return self.render_to_response(context, status=422)
        messages.success(
            self.request,
            _("%(saved)s records imported, %(repeated)s had been imported before.")
            % {"saved": outcome.saved, "repeated": outcome.repeated},
        )
        return redirect(self.model.url_name("list"))
