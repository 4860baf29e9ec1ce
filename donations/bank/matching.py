"""Matching lines of the bank with records: those that wait of an account, and one line."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.lookups import LessThanOrEqual
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import DetailView

from donations.balance_chain import broken_chains
from donations.models import (
    BankAccount,
    BankLine,
    BankLineQuerySet,
    BankMatch,
    CashGift,
    FundMovementMixin,
    bank_movements,
)
from donations.reconciliation import with_names
from redcross.keys import read_key
from redcross.models import StaleVersion
from redcross.views import EntryView, SameSocietyMixin
from redcross.views.base import Rows, page_of

from .forms import BankLineExplanationForm
from .suggestions import MatchSuggestion, moves_like, suggestions, unmatched
from .views import BankAccountPages, BankLinePages

if TYPE_CHECKING:
    from redcross.models import User

LINES_OF_A_PAGE = 30
BREAKS_SHOWN = 10
# Of one kind of record, on the page of one line.
CANDIDATES_SHOWN = 100
# A line, its version, and records of one kind: 12:1:donations.cashgift:3,4.
_CHOICE = re.compile(r"([0-9]{1,18}):([0-9]{1,9}):([a-z_]+\.[a-z_]+:[0-9]{1,18}(?:,[0-9]{1,18})*)")


class WaitingLine(NamedTuple):
    """A line that waits, what it is likely made of, and where it is entered as a gift."""

    line: BankLine
    suggestions: Sequence[MatchSuggestion]
    gift_url: str


class EntryLink(NamedTuple):
    """A form that opens with what the line says."""

    label: str
    url: str


def chosen_records(sent: Iterable[str]) -> list[FundMovementMixin]:
    """Return records, as far as they are there, of what a form sent: donations.cashgift:3,4."""
    kinds = {model._meta.label_lower: model for model in bank_movements()}
    found: list[FundMovementMixin] = []
    for text in sent:
        label, _colon, keys = text.partition(":")
        read = [read_key(key) for key in keys.split(",")]
        if label in kinds:
            found += kinds[label].objects.filter(pk__in=[key for key in read if key is not None])
    return found


def entry_links(line: BankLine, user: "User") -> list[EntryLink]:
    """Return the forms of the kinds of record that the line may be, filled in with what it says."""
    return [
        EntryLink(capfirst(str(model._meta.verbose_name)), filled_in(model, line))
        for model in bank_movements()
        if model.bank_sign() and moves_like(model, line) and user.has_perm(model.permission("add"))
    ]


def filled_in(model: type[FundMovementMixin], line: BankLine) -> str:
    """Return the address of the form of a new record of this kind, with what the line says."""
    purpose = " ".join(filter(None, (line.counterparty, line.purpose)))
    known = {
        "bank_line": line.pk,
        "date": line.date.isoformat(),
        "amount": abs(line.open),
        "bank_account": line.account_id,
        "channel": CashGift.Channel.BANK.value,
        "recipient": line.counterparty,
        "recipients": line.counterparty,
        "note": purpose,
    }
    return f"{reverse(model.url_name('add'))}?{urlencode(known)}"


class BankAccountReconcile(BankAccountPages, EntryView, DetailView):
    """The lines of an account that wait, with what each is likely made of (对账)."""

    page = "reconcile"
    route = "<int:pk>/reconcile/"
    template_name = "donations/bank_reconcile.html"
    object: BankAccount

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Match the one that was clicked, or all that are ticked; say which were refused."""
        self.object = self.get_object()
        if not self._may_match():
            return self.handle_no_permission()
        one = request.POST.get("one", "")
        chosen = [one] if one else request.POST.getlist("choice")
        matched = sum(self._match(choice) for choice in chosen)
        if matched:
            text = ngettext("%(number)s line matched.", "%(number)s lines matched.", matched)
            messages.success(request, text % {"number": matched})
        elif not chosen:
            messages.error(request, _("No line is chosen."))
        page = read_key(request.GET.get("page"))
        address = reverse(BankAccount.url_name("reconcile"), args=[self.object.pk])
        return redirect(f"{address}?page={page}" if page else address)

    def _match(self, choice: str) -> bool:
        """Match one line as chosen, and return whether it was; else say why not."""
        read = _CHOICE.fullmatch(choice)
        own = BankLine.objects.countable().filter(account=self.object.pk)
        line = own.filter(pk=int(read[1])).first() if read else None
        if read is None or line is None:
            messages.error(self.request, _("This line is not found."))
            return False
        line.version = int(read[2])
        return try_to_match(self.request, line, [read[3]], self.user)

    def _may_match(self) -> bool:
        own = self.object.society_id == self.user.society_id
        return own and self.user.has_perm(BankLine.permission("change"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account = self.object
        own = BankLine.objects.countable().filter(account=account)
        rows = own.waiting().select_related("account").order_by("date", "pk")
        pages = Paginator(rows, LINES_OF_A_PAGE).get_page(self.request.GET.get("page"))
        lines = list(pages.object_list)
        found = suggestions(lines)
        may_enter = self.user.has_perm(CashGift.permission("add"))
        breaks = broken_chains([account], timezone.localdate())
        return super().get_context_data(
            accounts=BankAccount.objects.visible_to(self.user).countable().order_by("initials"),
            pages=pages,
            waiting=[
                WaitingLine(
                    line,
                    found.get(line.pk, ()),
                    filled_in(CashGift, line) if line.amount > 0 and may_enter else "",
                )
                for line in lines
            ],
            sums=own.waiting().order_by().aggregate(lines=Count("pk"), sum=Sum("open")),
            breaks=breaks[:BREAKS_SHOWN],
            more_breaks=max(len(breaks) - BREAKS_SHOWN, 0),
            may_match=self._may_match(),
            any_suggested=any(found.values()),
            **kwargs,
        )


def try_to_match(request: HttpRequest, line: BankLine, sent: Sequence[str], user: "User") -> bool:
    """Match the line with the records that were sent, and return whether it was; else say why."""
    records = chosen_records(sent)
    try:
        # What is refused after the society was locked is taken back whole.
        with transaction.atomic():
            if not records:
                raise ValidationError(_("No record is chosen."))
            line.match(records, by=user)
    except StaleVersion:
        text = _("%(line)s: somebody else changed it meanwhile. Please look again.")
        messages.error(request, text % {"line": f"{line.date} {line}"})
    except ValidationError as error:
        messages.error(request, f"{line.date} {line}: {' '.join(error.messages)}")
    else:
        return True
    return False


def _search_text(record: FundMovementMixin) -> str:
    """Return what a record is searched by among the candidates."""
    return f"{record.date} {record} {record.bank_amount()}"


class CandidateKind(NamedTuple):
    """Records of one kind that the line may be made of; `more`: not all are shown."""

    label: str
    records: Sequence[FundMovementMixin]
    more: bool


class BankLineMatch(SameSocietyMixin, BankLinePages, EntryView, DetailView):
    """Chooses the records of one line, explains it without one, or enters it as a record."""

    page = "match"
    route = "<int:pk>/match/"
    action = "change"
    template_name = "donations/bank_line_match.html"
    object: BankLine

    def get_queryset(self) -> Rows:
        rows = cast(BankLineQuerySet, super().get_queryset())
        return rows.with_open().select_related("account", "society")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = line = cast(BankLine, self.get_object())
        if "explain" in request.POST:
            form = BankLineExplanationForm(request.POST, instance=line, user=self.user)
            if not form.is_valid() or form.save() is None:
                self.object = cast(BankLine, self.get_object())
                context = self.get_context_data(form=form)
                return self.render_to_response(context, status=422)
            messages.success(request, _("Saved: %(entry)s") % {"entry": line})
            return self._back()
        line.version = read_key(request.POST.get("version")) or 0
        if try_to_match(request, line, request.POST.getlist("record"), self.user):
            messages.success(request, _("Matched: %(line)s") % {"line": line})
            return self._back()
        self.object = cast(BankLine, self.get_object())
        return self.render_to_response(self.get_context_data(), status=422)

    def _back(self) -> HttpResponse:
        return redirect(BankAccount.url_name("reconcile"), self.object.account_id)

    def candidates(self) -> list[CandidateKind]:
        """Return what the line may be made of, the nearest days first."""
        line, found = self.object, []
        text = self.request.GET.get("q", "").strip()
        for model in bank_movements():
            if not moves_like(model, line):
                continue
            rows = unmatched(model, line)
            rows = rows.filter(LessThanOrEqual(model.bank_sum(), abs(line.open)))
            records = list(with_names(rows).order_by("-date", "-pk")[: CANDIDATES_SHOWN * 10])
            if text:
                records = [one for one in records if text in _search_text(one)]
            records.sort(key=lambda one: abs((line.date - one.date).days))
            if records:
                more = len(records) > CANDIDATES_SHOWN
                label = str(model._meta.verbose_name_plural)
                found.append(CandidateKind(label, records[:CANDIDATES_SHOWN], more))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = self.object
        kwargs.setdefault("form", BankLineExplanationForm(instance=line, user=self.user))
        return super().get_context_data(
            suggestions=suggestions([line]).get(line.pk, ()) if line.open else (),
            candidates=self.candidates() if line.open else (),
            entry_links=entry_links(line, self.user) if line.open else (),
            q=self.request.GET.get("q", ""),
            **kwargs,
        )


class BankLineUnmatch(SameSocietyMixin, BankLinePages, EntryView, DetailView):
    """Takes records off a line, which waits again; the log says so."""

    page = "unmatch"
    route = "<int:pk>/unmatch/"
    action = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        line = cast(BankLine, self.get_object())
        line.version = read_key(request.POST.get("version")) or 0
        sent = (read_key(key) for key in request.POST.getlist("match"))
        keys = set(
            BankMatch.objects.filter(
                line=line, pk__in=[k for k in sent if k is not None]
            ).values_list("pk", flat=True)
        )
        try:
            if not keys:
                raise ValidationError(_("No record is chosen."))
            line.unmatch(keys, by=self.user, reason=request.POST.get("reason", "").strip())
            messages.success(request, _("Taken off: the line is to be confirmed again."))
        except StaleVersion:
            messages.error(request, _("Somebody else changed it meanwhile. Please look again."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(page_of(line, request))
