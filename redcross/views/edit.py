"""Adding, changing and voiding an entry."""

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Manager
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, FormView, UpdateView
from django.views.generic.edit import FormMixin, ProcessFormView

from redcross.forms import EntryForm, VoidForm, initial_date
from redcross.keys import read_key
from redcross.models import AlreadySaved, Entry, StaleVersion, User
from redcross.navigation import cached_reverse, quick_actions_of

from .base import EntryView, SameSocietyMixin, UnprocessableFormMixin, page_of


def requested_quick_action(request: HttpRequest) -> str | None:
    """Return the address that "save and go on with" asked for, if the user may go there."""
    following, user = request.POST.get("following", ""), cast(User, request.user)
    if following == cached_reverse("set_up:steps") and user.has_perm("redcross.set_up_society"):
        return following
    allowed = quick_actions_of(user.get_all_permissions())
    return following if any(following == action["url"] for action in allowed) else None


if TYPE_CHECKING:

    class _FormView(FormMixin[EntryForm], ProcessFormView): ...

    _CreateView = CreateView[Any, EntryForm]
    _UpdateView = UpdateView[Any, EntryForm]
else:
    _FormView, _CreateView, _UpdateView = object, CreateView, UpdateView


class EntryFormView(UnprocessableFormMixin, EntryView, _FormView):
    """What adding and changing have in common."""

    template_name: str | None = "entry_form.html"

    def get_form_class(self) -> type[EntryForm]:
        return self.entry_form

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; the same form sent twice is answered as the first time."""
        try:
            return super().post(request, *args, **kwargs)
        except AlreadySaved as again:
            return self.saved(again.entry)

    def form_valid(self, form: EntryForm) -> HttpResponse:
        saved = form.save()
        if saved is None:
            return self.form_invalid(form)
        for text in form.all_name_notices():
            messages.info(self.request, text)
        return self.saved(saved)

    def saved(self, saved: Entry) -> HttpResponse:
        """Say that it is saved and what looks odd, and go on as the user asked."""
        messages.success(self.request, _("Saved: %(entry)s") % {"entry": saved})
        for message, _other in saved.warnings():
            messages.warning(self.request, str(message))
        if following := requested_quick_action(self.request):
            return redirect(following)
        if "again" in self.request.POST:
            carried_over = {
                n: v for n in self.entry_form.kept_for_next if (v := self.request.POST.get(n))
            }
            carried_over |= {"back": back} if (back := self.back()) else {}
            return redirect(f"{reverse(self.model.url_name('add'))}?{urlencode(carried_over)}")
        return redirect(page_of(self.page_after(saved), self.request))

    def page_after(self, saved: Entry) -> Entry:
        """Return the entry whose page comes next, unless the user asked for another."""
        return saved

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        cast(EntryForm, form).ask_for_files_again()
        return super().form_invalid(form)


class EntryAdd(EntryFormView, _CreateView):
    """`?copy=12` starts from that record, without what must be unique."""

    page = "add"
    route = "add/"
    action = "add"
    object = None

    def get_initial(self) -> dict[str, Any]:
        """Return what the form starts with: the page's own parameters, or the entry copied."""
        names = self.entry_form.field_names()
        source = read_key(self.request.GET.get("copy"))
        if source is None:
            requested = {n: self.request.GET[n] for n in names if n in self.request.GET}
            return initial_date(self.entry_form) | requested
        entry = get_object_or_404(self.get_queryset(), pk=source)
        lines = self.entry_form.lines
        copied_names = set(names) - set(self.entry_form.not_copied)
        values = {n: v for n in copied_names if not hasattr(v := getattr(entry, n), "reveal")}
        rows = {n: [f.copied(row) for row in getattr(entry, n).all()] for n, f in lines.items()}
        return {n: v.all() if isinstance(v, Manager) else v for n, v in values.items()} | rows


class EntryChange(SameSocietyMixin, EntryFormView, _UpdateView):
    """The form of an entry that is there."""

    page = "change"
    route = "<int:pk>/change/"
    action = "change"


class EntryVoid(SameSocietyMixin, UnprocessableFormMixin, EntryView, FormView, DetailView):
    """Asks for the reason, then calls the model's verb."""

    page = "void"
    route = "<int:pk>/void/"
    action = "void"
    form_class = VoidForm
    template_name = "entry_void.html"
    object: Entry

    def get_initial(self) -> dict[str, Any]:
        self.object = self.get_object()
        return {"version": self.object.version}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return FormView.post(self, request, *args, **kwargs)

    def void(self, data: dict[str, Any]) -> None:
        """Call the model's verb with what the form says."""
        self.object.void(by=self.user, reason=data["reason"])

    def form_valid(self, form: VoidForm) -> HttpResponse:
        self.object.version = form.cleaned_data["version"]
        try:
            self.void(form.cleaned_data)
        except StaleVersion as stale:
            self.object = stale.current
            form.data = cast(QueryDict, form.data) | {"version": stale.current.version}
            form.add_error(
                None, _("Somebody else changed this record meanwhile: please look again.")
            )
            return self.form_invalid(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            self.object = self.get_object()
            return self.form_invalid(form)
        messages.success(self.request, _("Voided: %(entry)s") % {"entry": self.object})
        return redirect(page_of(self.object, self.request))
