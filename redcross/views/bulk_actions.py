"""Several entries voided, or corrected in one field, at once: all of them or none."""

from copy import deepcopy
from typing import Any, TypedDict, cast

from django.contrib import messages
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms.models import ModelFormMetaclass
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from redcross.fields import EncryptedField
from redcross.formatting import display_value
from redcross.forms import EntryForm, ReasonForm
from redcross.keys import read_key
from redcross.models import Entry, NamedEntry, Record, StaleVersion

from .base import EntryView, Rows

# More are not looked through one by one before they are confirmed.
MOST = 200


class Outcome(TypedDict):
    """What becomes of one entry: the field as it is and as it would be, or why it is refused."""

    pk: int
    label: str
    url: str
    version: int
    before: str
    after: str
    refusal: str


class EntryBulkAction(EntryView, TemplateView):
    """Shows what would become of the chosen rows by trying it and taking it back."""

    template_name = "entry_bulk_action.html"

    def get_queryset(self) -> Rows:
        return self.with_related((*self.entry_form.field_names(), "society"))

    @cached_property
    def entries(self) -> list[Entry]:
        """The chosen rows, as far as they may be seen; none when they are too many."""
        parameters = self.request.POST if self.request.method == "POST" else self.request.GET
        keys = {key for text in parameters.getlist("row") if (key := read_key(text)) is not None}
        if len(keys) > MOST:
            messages.error(
                self.request, _("At most %(number)s records at once.") % {"number": MOST}
            )
            return []
        return cast(list[Entry], list(self.get_queryset().filter(pk__in=keys)))

    def act(self, entry: Entry, reason: str) -> None:
        """Do it to one entry. Raises what `save_entry` raises."""
        raise NotImplementedError

    def shown(self, entry: Entry) -> str:
        """Return what the page shows of the entry before and after."""
        return ""

    def unchanged_outcome(self, entry: Entry) -> Outcome:
        """Return what is shown of the entry before anything is done to it."""
        day = f" · {formats.date_format(entry.date)}" if isinstance(entry, Record) else ""
        return {
            "pk": entry.pk,
            "label": f"{entry}{day}",
            "url": entry.get_absolute_url(),
            "version": entry.version,
            "before": self.shown(entry),
            "after": self.shown(entry),
            "refusal": "",
        }

    def attempt(self, reason: str, *, commit: bool) -> list[Outcome]:
        """Do it to all; take it back unless it is to be committed and no entry is refused."""
        with transaction.atomic():
            outcomes = [self._attempt_one(entry, reason) for entry in self.entries]
            if not commit or any(outcome["refusal"] for outcome in outcomes):
                transaction.set_rollback(True)
        return outcomes

    def _attempt_one(self, entry: Entry, reason: str) -> Outcome:
        seen = read_key(self.request.POST.get(f"version-{entry.pk}"))
        outcome = self.unchanged_outcome(entry)
        if seen is not None:
            entry.version = seen
        refusal = ""
        try:
            with transaction.atomic():
                self.act(entry, reason)
        except StaleVersion:
            refusal = _("Somebody else changed this record meanwhile: please look again.")
        except PermissionDenied:
            refusal = _("This belongs to another society.")
        except ValidationError as error:
            refusal = " ".join(error.messages)
        outcome["refusal"] = refusal
        if not refusal:
            outcome["after"] = self.shown(entry)
        return outcome

    def confirm(self, form: ReasonForm) -> HttpResponse:
        """Do it, or show what stands against it."""
        outcomes = self.attempt(form.cleaned_data["reason"], commit=True)
        if not outcomes or any(outcome["refusal"] for outcome in outcomes):
            messages.error(self.request, _("Nothing was saved: it is all of them or none."))
            return self.answer(form, outcomes, status=422)
        messages.success(self.request, self.done(len(outcomes)))
        return redirect(self.back() or reverse(self.model.url_name("list")))

    def done(self, number: int) -> str:
        """Return the message that it is done."""
        raise NotImplementedError

    def answer(
        self, form: ReasonForm, outcomes: list[Outcome], status: int = 200, **more: Any
    ) -> HttpResponse:
        """Show the page with what becomes of each entry, those refused first."""
        outcomes.sort(key=lambda outcome: not outcome["refusal"])
        context = self.get_context_data(
            form=form,
            outcomes=outcomes,
            refused=sum(bool(outcome["refusal"]) for outcome in outcomes),
            page=self.page,
            **more,
        )
        return self.render_to_response(context, status=status)


class EntryBulkVoid(EntryBulkAction):
    """Voids several with one reason."""

    page = "bulk_void"
    route = "bulk-void/"
    action = "void"

    def act(self, entry: Entry, reason: str) -> None:
        entry.void(by=self.user, reason=reason)

    def done(self, number: int) -> str:
        text = ngettext("%(number)s record voided.", "%(number)s records voided.", number)
        return text % {"number": number}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Any reason will do to see what would be refused.
        return self.answer(ReasonForm(), self.attempt("?", commit=False))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST)
        if form.is_valid():
            return self.confirm(form)
        return self.answer(form, self.attempt("?", commit=False), status=422)


class EntryBulkChange(EntryBulkAction):
    """Corrects one field of several: choose it, say to what, look, confirm."""

    page = "bulk_change"
    route = "bulk-change/"
    action = "change"

    def offered_fields(self) -> dict[str, str]:
        """Return the fields that several may share a value of, with their labels."""
        left_out = {*self.entry_form.not_copied, "rounded"}
        if issubclass(self.model, NamedEntry):
            left_out.add("name")
        several = {field.name for field in self.model._meta.many_to_many}
        fields = {
            name: self.model.own_field(name)
            for name in self.entry_form.field_names()
            if name not in left_out | several
        }
        return {
            name: str(field.verbose_name)
            for name, field in fields.items()
            if not isinstance(field, EncryptedField | ArrayField)
        }

    @cached_property
    def field(self) -> str:
        """The field asked for, "" until one that is offered is chosen."""
        parameters = self.request.POST if self.request.method == "POST" else self.request.GET
        requested = parameters.get("field", "")
        return requested if requested in self.offered_fields() else ""

    @cached_property
    def value_form(self) -> type[EntryForm]:
        """The entry's form with this field and nothing else of the entry."""
        meta = type("Meta", (), {"model": self.model, "fields": (self.field,)})
        shown = {"Meta": meta, self.field: deepcopy(self.entry_form.base_fields[self.field])}
        return cast(type[EntryForm], ModelFormMetaclass("ValueForm", (EntryForm,), shown))

    def shown(self, entry: Entry) -> str:
        return display_value(entry, self.field) if self.field else ""

    def act(self, entry: Entry, reason: str) -> None:
        data = cast(QueryDict, self.request.POST)
        form = self.value_form(data, instance=entry, user=self.user, prefix="value")
        if not form.is_valid():
            raise ValidationError([m for found in form.errors.values() for m in found])
        entry.save_entry(by=self.user, reason=reason)

    def done(self, number: int) -> str:
        text = ngettext("%(number)s record corrected.", "%(number)s records corrected.", number)
        return text % {"number": number}

    def preview(self, form: ReasonForm, value: EntryForm | None, status: int = 200) -> HttpResponse:
        """Show the page before anything is tried."""
        outcomes = [self.unchanged_outcome(entry) for entry in self.entries]
        return self.answer(form, outcomes, status, value=value and value[self.field])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        value = self.value_form(user=self.user, prefix="value") if self.field else None
        return self.preview(ReasonForm(), value)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not self.field:
            return self.preview(ReasonForm(), None, status=422)
        data = cast(QueryDict, request.POST)
        value = self.value_form(data, user=self.user, prefix="value")
        if not form.is_valid() or self.field in value.errors:
            return self.preview(form, value, status=422)
        if "confirm" in request.POST:
            return self.confirm(form)
        outcomes = self.attempt(form.cleaned_data["reason"], commit=False)
        return self.answer(form, outcomes, value=value[self.field], tried=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"field": self.field, "fields": self.offered_fields(), **kwargs}
        )
