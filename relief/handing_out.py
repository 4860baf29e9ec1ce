"""From a village's roster to its handing out: aid of many approved applications at once."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from redcross.forms import form_faults, initial_date
from redcross.forms.doubts import Doubt, confirmed_doubts, double_doubt, questions_of
from redcross.models import EntriesRefused, EntryToSave, Society, save_entries, saved_before
from redcross.views import ChosenRowsMixin, EntryList

from .forms import HandedOutForm, HandingOutForm
from .models import Aid, Application
from .views import ApplicationPages

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# More are not looked through before they are handed out.
MOST = 500
# Of so many warnings all are shown.
MOST_WARNINGS = 20


class ApplicationList(ApplicationPages, EntryList):
    """Applications; what approved ones grant is handed out."""

    def bulk_actions(self) -> list[tuple["_StrOrPromise", str]]:
        may = self.user.society_id is not None and self.user.has_perm(Aid.permission("add"))
        return [(_("Hand out"), reverse(Application.url_name("hand_out")))] if may else []


@dataclass
class HandedOut:
    """A row of the page: an application, what is given on it, and why that is refused."""

    application: Application
    form: HandedOutForm
    refusal: str = ""


class ApplicationHandOut(ApplicationPages, ChosenRowsMixin, TemplateView):
    """Asks once what all have in common, and saves one aid for each: all of them or none."""

    page = "hand_out"
    route = "hand-out/"
    template_name = "relief/hand_out.html"
    most_ticked = MOST
    most_listed = MOST

    def get_permission_required(self) -> tuple[str, ...]:  # type: ignore[override]
        return (*super().get_permission_required(), Aid.permission("add"))

    def rows(self, data: QueryDict | None = None) -> list[HandedOut]:
        """Return a row for each chosen application."""
        chosen = cast(list[Application], self.chosen_rows)
        prefetch_related_objects(chosen, "applicant", "programme__fund", "place", "society", "aid")
        return [HandedOut(one, self._form(one, data)) for one in chosen]

    def _form(self, application: Application, data: QueryDict | None) -> HandedOutForm:
        started = {"amount": application.amount, "submission": uuid.uuid4()}
        return HandedOutForm(data, prefix=f"row-{application.pk}", initial=started)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self.rows()
        for row in rows:
            row.refusal = row.application.refusal_to_hand_out()
        funds = {row.application.programme.fund_id for row in rows if not row.refusal}
        fund = funds.pop() if len(funds) == 1 else None
        started = initial_date(HandingOutForm) | {"fund": fund}
        shared = HandingOutForm(user=self.user, initial=started)
        return self.answer(shared, rows, [])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        data = cast(QueryDict, request.POST)
        shared = HandingOutForm(data, user=self.user)
        sound = shared.is_valid()
        with transaction.atomic():
            # What nobody handed out before is so until this is saved.
            Society.lock(cast(int, self.user.society_id))
            rows = self.rows(data)
            doubts = self.hand_out(shared, rows) if sound and rows else []
            refused = any(row.refusal or row.form.errors for row in rows)
            done = sound and bool(rows) and not refused and all(one.confirmed for one in doubts)
            if not done:
                transaction.set_rollback(True)
        if not done:
            if rows:
                messages.error(request, _("Nothing was saved: it is all of them or none."))
            return self.answer(shared, rows, [*shared.own_doubts(), *doubts], status=422)
        total = sum((row.form.cleaned_data["amount"] for row in rows), Decimal(0))
        text = ngettext(
            "Handed out on %(number)s application: %(sum)s yuan in all.",
            "Handed out on %(number)s applications: %(sum)s yuan in all.",
            len(rows),
        )
        messages.success(request, text % {"number": len(rows), "sum": f"{total:,.2f}"})
        return redirect(self.back() or reverse(self.model.url_name("list")))

    def hand_out(self, shared: HandingOutForm, rows: list[HandedOut]) -> list[Doubt]:
        """Save aid of all rows, unless one is refused or in doubt; return what is asked.

        Within a transaction that holds the society's lock. What an earlier sending of the same
        page saved is left as it is.
        """
        aid = {}
        for row in rows:
            if row.form.is_valid():
                aid[row.application.pk] = self._aid(shared, row)
        known = saved_before(list(aid.values()))
        new = [row for row in rows if not self._is_saved(aid.get(row.application.pk), known)]
        for row in new:
            row.refusal = row.application.refusal_to_hand_out() or self._more_than_granted(row)
        if any(row.refusal or row.form.errors for row in rows):
            return []
        given = [aid[row.application.pk] for row in new]
        doubts = list({doubt.key: doubt for doubt in self._doubts(given)}.values())
        if not all(doubt.confirmed for doubt in doubts):
            return doubts
        try:
            save_entries([EntryToSave(one) for one in given], by=self.user)
        except EntriesRefused as error:
            wrong = {id(one.entry): one for one in error.refused}
            for row in new:
                if one := wrong.get(id(aid[row.application.pk])):
                    messages_of_row = [
                        m for found in one.errors.values() for e in found for m in e.messages
                    ]
                    row.refusal = " ".join(dict.fromkeys(messages_of_row))
            return doubts
        self._warn(given)
        return doubts

    def _more_than_granted(self, row: HandedOut) -> str:
        """Return the refusal of more than the application was granted, "" of no more."""
        granted = row.application.amount
        amount: Decimal | None = getattr(row.form, "cleaned_data", {}).get("amount")
        if granted is None or amount is None or amount <= granted:
            return ""
        return _("More than was granted: %(amount)s yuan.") % {"amount": f"{granted:,.2f}"}

    def _is_saved(self, aid: Aid | None, known: dict[uuid.UUID, int]) -> bool:
        return aid is not None and known.get(aid.submission) == self.user.society_id

    def _aid(self, shared: HandingOutForm, row: HandedOut) -> Aid:
        """Return what is given on one application, not saved yet."""
        common = {name: shared.cleaned_data[name] for name in shared.field_names()}
        application = row.application
        return Aid(
            **common,
            society=application.society,
            submission=row.form.cleaned_data["submission"],
            application=application,
            programme=application.programme,
            person=application.applicant,
            place=application.place,
            amount=row.form.cleaned_data["amount"],
        )

    def _doubts(self, aid_given: list[Aid]) -> Iterator[Doubt]:
        """Yield what is asked about these: what the kind asks, and what was likely saved before."""
        confirmed = confirmed_doubts(self.request.POST)
        for aid in aid_given:
            yield from questions_of(aid, {}, confirmed)
        for doubles in Aid.likely_doubles(aid_given):
            for double in doubles[:1]:
                yield double_doubt(double, confirmed)

    def _warn(self, aid_given: list[Aid]) -> None:
        """Show what somebody should look at, each once."""
        warnings = (
            f"{aid}: {text} {other}" if other else str(text)
            for aid in aid_given
            for text, other in aid.warnings()
        )
        for text in list(dict.fromkeys(warnings))[:MOST_WARNINGS]:
            messages.warning(self.request, text)

    def answer(
        self,
        shared: HandingOutForm,
        rows: list[HandedOut],
        doubts: list[Doubt],
        status: int = 200,
    ) -> HttpResponse:
        """Show the page, what is refused first."""
        rows.sort(key=lambda row: not (row.refusal or row.form.errors))
        refused = sum(bool(row.refusal or row.form.errors) for row in rows)
        context = self.get_context_data(
            shared=shared,
            rows=rows,
            doubts=doubts,
            refused=refused,
            faults=form_faults(shared),
            total=sum((row.application.amount or Decimal(0) for row in rows), Decimal(0)),
        )
        return self.render_to_response(context, status=status)
