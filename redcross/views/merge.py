"""Two entries made one, and that undone."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView

from redcross.formatting import display_value
from redcross.forms import MergeForm
from redcross.merging import count_references, merge, undo_merge
from redcross.models import Merge, NamedEntry

from .base import EntryView, SameSocietyMixin, UnprocessableFormMixin, page_of


class EntryMerge(SameSocietyMixin, UnprocessableFormMixin, EntryView, FormView, DetailView):
    """Asks for the one to keep and the reason, with both side by side and what will move."""

    page = "merge"
    route = "<int:pk>/merge/"
    action = "merge"
    form_class = MergeForm
    template_name: str | None = "entry_merge.html"
    object: NamedEntry

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = cast(NamedEntry, self.get_object())
        if Merge.objects.of(self.object):
            return redirect(page_of(self.object, request))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = cast(NamedEntry, self.get_object())
        return FormView.post(self, request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"into": self.request.GET.get("into", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"duplicate": self.object, "user": self.user}

    def form_valid(self, form: MergeForm) -> HttpResponse:
        duplicate, user = self.object, self.user
        into, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
        try:
            merge(duplicate, into, by=user, reason=reason)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        text = _("“%(entry)s” was merged into this one.") % {"entry": duplicate}
        link = format_html(
            '<a href="{}">{}</a>',
            page_of(duplicate, self.request),
            _("Look, or take it back"),
        )
        messages.success(self.request, format_html("{} {}", text, link))
        return redirect(page_of(into, self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(moving=count_references(self.object), **kwargs)
        form: MergeForm = context["form"]
        duplicate, into = self.object, form.chosen()
        context["into"] = into
        context["stricter"] = [
            duplicate.own_field(name).verbose_name for name in duplicate.strictest_on_merge
        ]
        context["compared"] = into and [
            (
                duplicate.own_field(name).verbose_name,
                display_value(duplicate, name),
                display_value(into, name),
            )
            for name in (*self.entry_form.field_names(), "entered_at")
        ]
        return context


class EntryUnmerge(SameSocietyMixin, EntryView, DetailView):
    """Takes the merge back in which it went."""

    page = "unmerge"
    route = "<int:pk>/unmerge/"
    action = "merge"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        entry = cast(NamedEntry, self.get_object())
        try:
            if merged := Merge.objects.of(entry):
                undo_merge(merged, by=self.user)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        else:
            messages.success(request, _("The merge is taken back."))
        return redirect(page_of(entry, request))
