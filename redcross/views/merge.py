"""Two entries made one, and that undone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView

from redcross.formatting import display_value
from redcross.forms import MergeForm
from redcross.merging import count_references, merge, undo_merge
from redcross.models import Merge

from .base import EntryView, SameSocietyMixin, UnprocessableFormMixin


class EntryMerge(SameSocietyMixin, UnprocessableFormMixin, EntryView, FormView, DetailView):
    """Asks for the one to keep and the reason, with both side by side and what will move."""

    page = "merge"
    route = "<int:pk>/merge/"
    action = "merge"
    form_class = MergeForm
    template_name = "entry_merge.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if Merge.objects.of(self.object):
            return redirect(self.object)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        return FormView.post(self, request, *args, **kwargs)

    def get_initial(self):
        return {"into": self.request.GET.get("into", "")}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"duplicate": self.object, "user": self.request.user}

    def form_valid(self, form):
        duplicate, user = self.object, self.request.user
        into, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
        try:
            merge(duplicate, into, by=user, reason=reason)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        text = _("“%(entry)s” was merged into this one.") % {"entry": duplicate}
        link = format_html(
            '<a href="{}">{}</a>', duplicate.get_absolute_url(), _("Look, or take it back")
        )
        messages.success(self.request, format_html("{} {}", text, link))
        return redirect(into)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(moving=count_references(self.object), **kwargs)
        duplicate, into = self.object, context["form"].chosen()
        context["into"] = into
        context["compared"] = into and [
            (
                duplicate._meta.get_field(name).verbose_name,
                display_value(duplicate, name),
                display_value(into, name),
            )
            for name in (*self.entry_form._meta.fields, "entered_at")
        ]
        return context


class EntryUnmerge(SameSocietyMixin, EntryView, DetailView):
    """Takes the merge back in which it went."""

    page = "unmerge"
    route = "<int:pk>/unmerge/"
    action = "merge"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        entry = self.get_object()
        try:
            if merged := Merge.objects.of(entry):
                undo_merge(merged, by=request.user)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        else:
            messages.success(request, _("The merge is taken back."))
        return redirect(entry)
