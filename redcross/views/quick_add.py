"""A new choice made in place, from within the form that needs it."""

from typing import TYPE_CHECKING, Any, cast

from django.forms import BaseForm, modelform_factory
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.generic import CreateView

from redcross.forms import EntryForm
from redcross.models import Entry, NamedEntry
from redcross.naming import closeness, named_nearly, normalised

from .edit import EntryFormView

if TYPE_CHECKING:
    _CreateView = CreateView[Any, EntryForm]
else:
    _CreateView = CreateView

MOST_SIMILAR = 8


class EntryQuickAdd(EntryFormView, _CreateView):
    """What a dialog shows: who has that name already, and what is asked of a new one.

    Answers `{html}` with `?name=…` and when it is refused; `{id, text}` when it is saved.
    """

    page = "quick_add"
    route = "quick-add/"
    action = "add"
    template_name = "_quick_add.html"
    object = None

    @property
    def named_model(self) -> type[NamedEntry]:
        """The kind of what is added."""
        return cast(type[NamedEntry], self.model)

    def get_form_class(self) -> type[EntryForm]:
        """Return the form of this kind with the fields that it asks for here."""
        fields = self.entry_form.quick_add_fields
        form = modelform_factory(self.named_model, form=self.entry_form, fields=fields)
        return cast(type[EntryForm], form)

    def get_form_kwargs(self) -> dict[str, Any]:
        entry = self.named_model(name=self.request.GET.get("name", "").strip())
        entry.guess_from_name()
        return super().get_form_kwargs() | {"instance": entry, "auto_id": "quick_%s"}

    def get_form(self, form_class: type[EntryForm] | None = None) -> EntryForm:
        form = super().get_form(form_class)
        form.shows_namesakes = True
        for field in form.fields.values():
            # No dialog upon the dialog.
            field.widget.attrs.pop("data-add-url", None)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        name = str(context["form"]["name"].value() or "").strip()
        return context | {"similar": self._similar(name)}

    def _similar(self, name: str) -> list[tuple[int, str, bool]]:
        """Return (key, label, whether it is the very name) of those that may be meant."""
        if not normalised(name):
            return []
        own = self.named_model.objects.countable().filter(society=self.user.society_id)
        near = own.filter(named_nearly(name))
        found = list(near.order_by(closeness(name), "initials", "pk")[:MOST_SIMILAR])
        details = self.named_model.details_of(found)
        return [
            (row.pk, row.label_with_id(details[row.pk]), normalised(row.name) == normalised(name))
            for row in found
        ]

    def render_to_response(
        self, context: dict[str, Any], status: int = 200, **kwargs: Any
    ) -> HttpResponse:
        html = render_to_string("_quick_add.html", context, self.request)
        return JsonResponse({"html": html}, status=status)

    def saved(self, saved: Entry) -> HttpResponse:
        return JsonResponse({"id": saved.pk, "text": str(saved)})

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
