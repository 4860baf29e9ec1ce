"""The pages of receipts: the register, paper receipts, and receipts beside their gifts."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from redcross.forms import VoidForm
from redcross.keys import read_key
from redcross.models import StaleVersion
from redcross.views import (
    EntryAdd,
    EntryBulkVoid,
    EntryDetail,
    EntryList,
    EntryPages,
    EntryView,
    EntryVoid,
    Fact,
    list_of,
)
from redcross.views.base import Rows

from .forms import ReceiptForm, ReceiptRangeForm, ReceiptVoidForm
from .models import (
    GIFT_KINDS,
    NUMBERED_KINDS,
    NumberState,
    RangeNumbers,
    Receipt,
    ReceiptedGift,
    ReceiptQuerySet,
    ReceiptRange,
    gifts_beside,
    runs,
)
from .receipt_filters import ReceiptFilter, ReceiptRangeFilter
from .tables import ReceiptRangeTable, ReceiptTable

# Receipts of a page on which they are matched.
ROWS = 50


class ReceiptPages(EntryPages):
    model = Receipt
    entry_form = ReceiptForm
    filterset_class = ReceiptFilter
    table_class = ReceiptTable


class ReceiptList(ReceiptPages, EntryList):
    """Receipts, each with the red one that took it back."""

    def get_queryset(self) -> Rows:
        return super().get_queryset().prefetch_related("red_receipts")


class ReceiptAdd(ReceiptPages, EntryAdd):
    """Of a receipt; `?original=12` starts the red one that takes that one back."""

    def get_initial(self) -> dict[str, Any]:
        initial, key = super().get_initial(), read_key(self.request.GET.get("original"))
        rows = (
            Receipt.objects.visible_to(self.user).filter(pk=key) if key else Receipt.objects.none()
        )
        original = rows.first()
        if original is None:
            return initial
        return initial | {
            "kind": Receipt.Kind.RED,
            "code": original.code,
            "payer": original.payer,
            "amount": None if original.amount is None else -original.amount,
            "item": original.item,
            "original_number": original.receipt_number,
        }


class ReceiptDetail(ReceiptPages, EntryDetail):
    """A receipt with the gift that carries its number, and the way to take it back."""

    template_name = "donations/receipt_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        receipt = cast(Receipt, self.object)
        own = receipt.society_id == self.user.society_id
        red = receipt.red_by
        may_turn_red = receipt.kind == Receipt.Kind.ISSUED and not red and not receipt.voided_at
        context = super().get_context_data(
            red_by=red,
            may_free=own and self.user.has_perm(Receipt.permission("release")),
            gifts=[gift for gift in receipt.gifts() if self.user.has_perm(gift.permission("view"))],
            may_turn_red=may_turn_red and own,
            **kwargs,
        )
        for row in context["rows"]:
            if row["name"] == "kind":
                row["value"] = receipt.state()
        return context


class ReceiptVoid(ReceiptPages, EntryVoid):
    """Says that it is the entry that is voided, and not the receipt (作废)."""

    template_name = "donations/receipt_void.html"
    form_class = ReceiptVoidForm

    def get_form(self, form_class: type[VoidForm] | None = None) -> VoidForm:
        """Offer to free the number to who may, of a receipt that is void or red."""
        form = super().get_form(form_class)
        receipt = cast(Receipt, self.object)
        may_free = self.user.has_perm(Receipt.permission("release"))
        if receipt.kind == Receipt.Kind.ISSUED or not may_free:
            del form.fields["mistyped"]
        return form

    def void(self, data: dict[str, Any]) -> None:
        receipt = cast(Receipt, self.object)
        receipt.void(
            by=self.user, reason=data["reason"], mistyped=bool(data.get("mistyped", False))
        )


class ReceiptBulkVoid(ReceiptPages, EntryBulkVoid):
    """As of one."""

    template_name = "donations/receipt_bulk_void.html"


@dataclass(frozen=True)
class GiftSuggestion:
    """A gift beside a receipt. `value` names both, as they were when the page was made."""

    gift: ReceiptedGift
    value: str
    # Whether it is the only one, and the only receipt that it is suggested for.
    chosen: bool


class ReceiptMatch(ReceiptPages, EntryView, TemplateView):
    """Receipts without a gift, each with gifts that it may be of; and those that do not agree.

    To match is to write the receipt's number on the gift.
    """

    page = "match_gifts"
    route = "match/"
    action = "change"
    template_name = "donations/receipt_match.html"

    @property
    def receipts(self) -> ReceiptQuerySet:
        """Those of the user's own society: nobody else writes."""
        return Receipt.objects.countable().filter(society=self.user.society_id)

    @cached_property
    def shown(self) -> Page[Receipt]:
        """The receipts without a gift on the page that is asked for."""
        unmatched = self.receipts.unmatched().order_by("-date", "-pk")
        return Paginator(unmatched.with_suggestions(), ROWS).get_page(self.request.GET.get("page"))

    def suggestions(self) -> list[tuple[Receipt, list[GiftSuggestion]]]:
        """Return the receipts shown, each with the gifts that it may be of."""
        receipts = list(self.shown)
        found = gifts_beside(receipts)
        times: dict[tuple[type[ReceiptedGift], int], int] = {}
        for gifts in found.values():
            for gift in gifts:
                key = type(gift), cast(int, gift.pk)
                times[key] = times.get(key, 0) + 1
        return [
            (
                receipt,
                [
                    GiftSuggestion(
                        gift,
                        f"{receipt.pk}-{gift._meta.model_name}-{gift.pk}-{gift.version}",
                        len(found[receipt.pk]) == times[type(gift), cast(int, gift.pk)] == 1,
                    )
                    for gift in found[receipt.pk]
                ],
            )
            for receipt in receipts
        ]

    def differences(self) -> list[tuple[Receipt, list[ReceiptedGift]]]:
        """Return the first receipts that do not agree with the gifts that carry their numbers."""
        found = self.receipts.differing().with_gifts().prefetch_related("red_receipts")
        rows = list(found.order_by("-date", "-pk")[: ROWS + 1])
        gifts = gifts_beside(rows)
        return [(row, gifts[row.pk]) for row in rows]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        differences = self.differences()
        return super().get_context_data(
            suggestions=self.suggestions(),
            shown=self.shown,
            differences=differences[:ROWS],
            more_differences=len(differences) > ROWS,
            differing_url=list_of(Receipt, agrees="no"),
            unmatched_url=list_of(Receipt, matched="no"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.getlist("one") or request.POST.getlist("match")[:ROWS]
        try:
            if not chosen:
                raise ValidationError(_("Nothing is chosen."))
            with transaction.atomic():
                for value in chosen:
                    self._match(value)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return self.render_to_response(self.get_context_data(), status=422)
        text = ngettext("%(number)s receipt matched.", "%(number)s receipts matched.", len(chosen))
        messages.success(request, text % {"number": len(chosen)})
        return redirect(request.get_full_path())

    def _match(self, value: str) -> None:
        """Write the receipt's number on the gift. Raises ValidationError and PermissionDenied."""
        parts = value.split("-")
        kind = {kind._meta.model_name: kind for kind in GIFT_KINDS}.get("".join(parts[1:2]))
        receipt_key, key, version = (read_key("".join(parts[n : n + 1])) for n in (0, 2, 3))
        if kind and not self.user.has_perm(kind.permission("change")):
            raise PermissionDenied
        receipt = self.receipts.unmatched().filter(pk=receipt_key).first() if receipt_key else None
        rows = kind.objects.countable().filter(society=self.user.society_id) if kind else None
        gift = rows.filter(pk=key).first() if rows is not None and key else None
        if receipt is None or gift is None or gift.receipt_number or version is None:
            raise ValidationError(
                _("It is matched already, or no longer there: look at the page again.")
            )
        gift.version, gift.receipt_number = version, receipt.receipt_number
        try:
            gift.save_entry(by=self.user)
        except StaleVersion as stale:
            text = _("Somebody else changed this record meanwhile: please look again.")
            raise ValidationError(f"{gift}: {text}") from stale
        except ValidationError as error:
            raise ValidationError([f"{gift}: {message}" for message in error.messages]) from error


class ReceiptRangePages(EntryPages):
    model = ReceiptRange
    entry_form = ReceiptRangeForm
    filterset_class = ReceiptRangeFilter
    table_class = ReceiptRangeTable


class ReceiptRangeDetail(ReceiptRangePages, EntryDetail):
    """A range with what became of its numbers."""

    template_name = "donations/receipt_range_detail.html"

    @cached_property
    def numbers(self) -> RangeNumbers:
        """What became of each number, asked once."""
        return cast(ReceiptRange, self.object).states()

    def facts(self) -> list[Fact]:
        range_ = cast(ReceiptRange, self.object)
        urls = {
            NumberState.VOID: list_of(Receipt, range=range_.pk, kind=Receipt.Kind.VOID.value),
            NumberState.RED_LETTERED: list_of(Receipt, range=range_.pk, red_lettered="yes"),
        }
        facts = [Fact(_("numbers in all"), len(self.numbers.states))]
        for state in NumberState:
            number = len(self.numbers.of_state(state))
            facts.append(Fact(state.label, number, urls.get(state, f"#{state}") if number else ""))
        return facts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        range_ = cast(ReceiptRange, self.object)
        lists = [
            (kind._meta.verbose_name_plural, list_of(kind, range=range_.pk))
            for kind in NUMBERED_KINDS
            if self.user.has_perm(kind.permission("view"))
        ]
        return super().get_context_data(
            numbers=[(state, runs(self.numbers.of_state(state))) for state in NumberState],
            lists=lists,
            **kwargs,
        )
