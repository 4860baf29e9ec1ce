"""The pages of bank accounts, of lines of their statements, and of what the ledger says."""

from decimal import Decimal
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from donations.models import BankAccount, BankLine, BankLineQuerySet, LedgerBalance
from donations.reconciliation import bank_balance, books_of, ledger_rests, matched_records
from redcross.middleware import UserRequest
from redcross.views import EntryAdd, EntryDetail, EntryList, EntryPages, Fact, list_of
from redcross.views.base import Rows, back_query

from .filters import BankAccountFilter, BankLineFilter, LedgerBalanceFilter
from .forms import BankAccountForm, BankLineForm, LedgerBalanceForm
from .tables import BankAccountTable, BankLineTable, LedgerBalanceTable


class BankAccountPages(EntryPages):
    model = BankAccount
    entry_form = BankAccountForm
    filterset_class = BankAccountFilter
    table_class = BankAccountTable


class BankAccountDetail(BankAccountPages, EntryDetail):
    """An account with what is in it by the bank and by the books, today."""

    template_name = "donations/bank_account_detail.html"

    def facts(self) -> list[Fact]:
        account, today = cast(BankAccount, self.object), timezone.localdate()
        waiting = BankLine.objects.countable().filter(account=account).waiting().count()
        [parts] = books_of([(account, today)])
        statement = reverse(BankAccount.url_name("statement"), args=[account.pk])
        statement += back_query(self.request)
        return [
            Fact(
                _("balance at the bank (yuan)"),
                bank_balance(account, today),
                list_of(BankLine, account=account.pk),
            ),
            Fact(
                _("balance by the books (yuan)"),
                sum((part.amount for part in parts), Decimal(0)),
                statement,
            ),
            Fact(
                _("lines to be confirmed"),
                waiting,
                list_of(BankLine, account=account.pk, state="waiting"),
            ),
        ]


class BankLinePages(EntryPages):
    model = BankLine
    entry_form = BankLineForm
    filterset_class = BankLineFilter
    table_class = BankLineTable


class BankLineList(BankLinePages, EntryList):
    """Lines with what no record stands for of each."""

    def get_queryset(self) -> Rows:
        return cast(BankLineQuerySet, super().get_queryset()).with_open()


class BankLineDetail(BankLinePages, EntryDetail):
    """A line with the records that it is made of."""

    template_name = "donations/bank_line_detail.html"

    def get_queryset(self) -> Rows:
        return cast(BankLineQuerySet, super().get_queryset()).with_open()

    def facts(self) -> list[Fact]:
        return [Fact(_("without a record (yuan)"), cast(BankLine, self.object).open)]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        matches = matched_records(cast(BankLine, self.object))
        return super().get_context_data(matches=matches, **kwargs)


class LedgerBalancePages(EntryPages):
    model = LedgerBalance
    entry_form = LedgerBalanceForm
    filterset_class = LedgerBalanceFilter
    table_class = LedgerBalanceTable


class LedgerBalanceAdd(LedgerBalancePages, EntryAdd):
    """Starts with the account that most passes; of all funds together it is where one says so."""

    def get_initial(self) -> dict[str, Any]:
        usual = BankAccount.usual_of(self.user.society_id)
        return ({"account": usual.pk} if usual else {}) | super().get_initial()


class LedgerBalanceDetail(LedgerBalancePages, EntryDetail):
    """What the ledger says beside what the books say, and what is left to explain."""

    def facts(self) -> list[Fact]:
        [compared] = ledger_rests([cast(LedgerBalance, self.object)])
        return [
            Fact(_("by the ledger (yuan)"), compared.ledger.balance),
            Fact(_("by the books (yuan)"), compared.books, compared.url),
            Fact(_("explained (yuan)"), compared.ledger.explained),
            Fact(_("not explained (yuan)"), compared.rest),
        ]


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the page on which the society's usual account is matched, or to its accounts."""
    user = cast(UserRequest, request).user
    own = BankAccount.objects.visible_to(user).countable()
    account = own.order_by("-usual", "pk").first()
    if account is None:
        return redirect(BankAccount.url_name("list"))
    return redirect(BankAccount.url_name("reconcile"), account.pk)
