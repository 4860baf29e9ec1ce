"""A sensitive value in clear."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import DetailView, FormView

from redcross.fields import Secret
from redcross.forms import RevealForm
from redcross.models import Entry, audit_log, is_closed_to

from .base import EntryView


class EntryReveal(EntryView, FormView, DetailView):
    """Shows one sensitive value once, to who may and says why; the log keeps that."""

    page = "reveal"
    route = "<int:pk>/reveal/"
    action = "reveal"
    form_class = RevealForm
    template_name = "entry_reveal.html"
    object: Entry

    def get_initial(self) -> dict[str, Any]:
        self.object = self.get_object()
        name = self.request.POST.get("field", self.request.GET.get("field", ""))
        self._secret(name)
        return {"field": name}

    def _secret(self, name: str) -> Secret:
        """Return its value of the field; 404 for a name that is no sensitive field's."""
        if name not in self.model.secret_fields():
            raise Http404
        return cast(Secret, getattr(self.object, name))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if is_closed_to(self.user, [self.object]):
            return self._closed()
        return FormView.get(self, request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if is_closed_to(self.user, [self.object]):
            return self._closed()
        return FormView.post(self, request, *args, **kwargs)

    def _closed(self) -> HttpResponse:
        """Say why it is not shown, and whom to ask."""
        context = self.get_context_data(form=None, closed=True)
        return self.render_to_response(context, status=403)

    def form_valid(self, form: RevealForm) -> HttpResponse:
        name = form.cleaned_data["field"]
        secret = self._secret(name)
        audit_log.write(
            audit_log.LogEntry.Action.REVEAL,
            by=self.user,
            on=self.object,
            changes={name: [None, None]},
            reason=form.cleaned_data["reason"],
        )
        return self.render_to_response(self.get_context_data(form=form, revealed=secret.reveal()))
