"""What the bank says and what the books say, and what lies between (银行存款余额调节表).

Both sides are counted by themselves: the bank's from its lines, the books' from the records. What
one of them does not know yet is counted a third time, record by record and line by line, and tests
hold that against the other two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from redcross.figures import Period, Scope
from redcross.models import Record
from redcross.views import list_of

from .balance_chain import BrokenChain, broken_chains
from .models import (
    BankAccount,
    BankLine,
    BankLineQuerySet,
    BankMatch,
    Fund,
    FundMovementMixin,
    LedgerBalance,
    bank_movements,
)
from .models.bank import NOTHING as NO_SUM
from .own_transfers import one_sided_transfers

NOTHING = Decimal(0)
# The kind of record whose rows are read.
_Row = TypeVar("_Row", bound=Record)


@dataclass(frozen=True)
class Item:
    """What one side does not know yet. Its sum is below zero where it leaves the account."""

    record: Record
    amount: Decimal

    @property
    def size(self) -> Decimal:
        """The sum without its way, which the list that it stands in says."""
        return abs(self.amount)

    @property
    def kind(self) -> str:
        return str(self.record._meta.verbose_name)

    @property
    def explanation(self) -> str:
        """Why a line of the bank has no record, "" for what is none."""
        line = self.record
        if not isinstance(line, BankLine) or not line.explanation:
            return ""
        return f"{line.get_explanation_display()} {line.reason}"


@dataclass(frozen=True)
class BookPart:
    """What the books of an account are made of, and the list that it is counted from."""

    label: str
    amount: Decimal
    url: str = ""


@dataclass(frozen=True)
class Reconciliation:
    """An account at the end of a day; all sums in yuan."""

    account: BankAccount
    day: date
    # By the lines that were entered.
    bank: Decimal
    parts: Sequence[BookPart]
    # In the books and not at the bank yet, and the other way round.
    in_books: Sequence[Item]
    at_bank: Sequence[Item]

    @property
    def books(self) -> Decimal:
        return sum((part.amount for part in self.parts), NOTHING)

    @property
    def adjusted_bank(self) -> Decimal:
        return self.bank + sum((item.amount for item in self.in_books), NOTHING)

    @property
    def adjusted_books(self) -> Decimal:
        return self.books + sum((item.amount for item in self.at_bank), NOTHING)


def total(items: Sequence[Item], sign: int) -> Decimal:
    """Return what the items of one way come to, 1 in and -1 out; never below zero."""
    return sum((sign * item.amount for item in items if sign * item.amount > 0), NOTHING)


def lines_until(account: BankAccount, day: date) -> BankLineQuerySet:
    """Return the account's lines, with `open` as it was by what the books say up to that day."""
    later = Q(pk__in=[])
    for model in bank_movements():
        rows = model.objects.filter(society=account.society_id, date__gt=day)
        later |= Q(model=model._meta.label_lower, object_id__in=rows.values("pk"))
    known = BankMatch.objects.filter(~later, line=OuterRef("pk")).order_by()
    sums = known.values("line").values_list(Sum("amount"))
    lines = BankLine.objects.countable().filter(account=account, date__lte=day)
    return lines.with_open().annotate(left=F("signed") - Coalesce(Subquery(sums), NO_SUM))


def bank_balance(account: BankAccount, day: date) -> Decimal:
    """Return what the lines leave in the account at the end of the day."""
    rows = BankLine.objects.countable().filter(account=account, date__lte=day)
    moved = rows.aggregate(came=Sum("received"), left=Sum("paid"))
    opening = account.opening_balance if day >= account.opens_on else NOTHING
    return opening + (moved["came"] or NOTHING) - (moved["left"] or NOTHING)


def books_of(pairs: Sequence[tuple[BankAccount, date]]) -> list[list[BookPart]]:
    """Return of each account at the end of each day what its books are made of.

    As many queries as there are kinds of record and one more, however many pairs; and one a pair
    for what moved between the society's own accounts.
    """
    parts: list[list[BookPart]] = [[] for _pair in pairs]
    for index, (account, day) in enumerate(pairs):
        if day >= account.opens_on:
            url = account.get_absolute_url()
            label = _("balance before the first line")
            parts[index].append(BookPart(label, account.opening_balance, url))
    for model in bank_movements():
        sums = {
            f"sum_{index}": Sum(
                _signed(model), filter=model.in_books_of(account) & Q(date__lte=day)
            )
            for index, (account, day) in enumerate(pairs)
        }
        found = model.objects.countable().order_by().aggregate(**sums) if sums else {}
        for index, (account, day) in enumerate(pairs):
            if amount := found[f"sum_{index}"]:
                url = list_of(model, in_books_of=account.pk, date_to=day)
                label = str(model._meta.verbose_name_plural)
                parts[index].append(BookPart(label, amount, url))
    one_sided = one_sided_transfers({account.society_id for account, _day in pairs})
    for index, (account, day) in enumerate(pairs):
        own = lines_until(account, day).filter(explanation=BankLine.Explanation.OWN)
        own = own.exclude(pk__in=one_sided)
        if amount := own.aggregate(sum=Sum("left"))["sum"]:
            label = str(BankLine.Explanation.OWN.label)
            parameters = {"account": account.pk, "state": "between", "date_to": day}
            parts[index].append(BookPart(label, amount, list_of(BankLine, **parameters)))
    return parts


def apart_from_bank(account: BankAccount, day: date) -> list[BookPart]:
    """Return what the society received or paid up to the day, and the bank is not to hear of.

    Beside the usual account, whichever it is: cash that was handed over names none.
    """
    parts = []
    for model in bank_movements() if account.takes_unnamed else ():
        if model.bank_sign() and model.passes_bank:
            own = model.objects.countable().filter(model.apart_from_bank(), date__lte=day)
            sums = own.filter(society=account.society_id).aggregate(sum=Sum(_signed(model)))
            url = list_of(model, at_bank="apart", date_to=day)
            if sums["sum"]:
                parts.append(BookPart(str(model._meta.verbose_name_plural), sums["sum"], url))
    return parts


def _signed(model: type[FundMovementMixin]) -> Combinable:
    """Return the expression over records for what each changes its account by."""
    if not (sign := model.bank_sign()):
        return Subquery(model.own_matches().values("amount")[:1])
    return model.bank_sum() * sign


def reconcile(account: BankAccount, day: date) -> Reconciliation:
    """Return both balances at the end of the day, with all that lies between."""
    [parts] = books_of([(account, day)])
    return Reconciliation(
        account,
        day,
        bank_balance(account, day),
        parts,
        sorted(_records_not_at_bank(account, day), key=lambda item: item.record.date),
        list(_lines_not_in_books(account, day)),
    )


def _records_not_at_bank(account: BankAccount, day: date) -> Iterator[Item]:
    for model in bank_movements():
        there = model.own_matches().filter(line__account=account, line__date__lte=day)
        rows = model.objects.countable().filter(model.in_books_of(account), date__lte=day)
        rows = rows.filter(~Exists(there)).annotate(moved=_signed(model))
        for record in with_names(rows):
            yield Item(record, cast(Any, record).moved)


def with_names(rows: "QuerySet[_Row]") -> "QuerySet[_Row]":
    """Return the rows with all that their names are made of, read along."""
    model = cast(type[Record], rows.model)
    relations = [
        f.name for f in model._meta.concrete_fields if f.is_relation and f.name != "voided_by"
    ]
    return rows.select_related(*relations, *model.named_by)


def _lines_not_in_books(account: BankAccount, day: date) -> Iterator[Item]:
    one_sided = Q(pk__in=one_sided_transfers([account.society_id]))
    rows = lines_until(account, day).filter(~Q(explanation=BankLine.Explanation.OWN) | one_sided)
    for line in cast(Any, rows).exclude(left=0).order_by("date", "pk"):
        yield Item(line, cast(Any, line).left)


def matched_records(line: BankLine) -> list[tuple[BankMatch, Record | None]]:
    """Return the matches of a line, each with its record; a query for each kind of record."""
    matches = list(line.matches.all())
    found: dict[str, dict[int, Record]] = {}
    for model in {match.kind for match in matches}:
        keys = [match.object_id for match in matches if match.kind is model]
        records = with_names(model.objects.all()).in_bulk(keys)
        found[model._meta.label_lower] = {record.pk: record for record in records.values()}
    return [(match, found[match.model].get(match.object_id)) for match in matches]


@dataclass(frozen=True)
class LedgerComparison:
    """The ledger's balance beside that of the books; all sums in yuan."""

    ledger: LedgerBalance
    books: Decimal
    # The page that says what the books are made of.
    url: str

    @property
    def rest(self) -> Decimal:
        """What no line explains of the difference."""
        return self.ledger.balance - self.books - self.ledger.explained


def ledger_rests(balances: Sequence[LedgerBalance]) -> list[LedgerComparison]:
    """Return each balance of the ledger beside the books.

    Of no account: beside what is left in all funds of the society. A query for each kind of record,
    and one for each balance.
    """
    of_accounts = [one for one in balances if one.account_id]
    parts = books_of([(one.account, one.date) for one in of_accounts if one.account])
    books = {
        one.pk: sum((part.amount for part in own), NOTHING)
        for one, own in zip(of_accounts, parts, strict=True)
    }
    for one in balances:
        if one.account_id:
            continue
        funds = Fund.objects.countable().filter(society=one.society_id).with_balance(one.date)
        books[one.pk] = funds.aggregate(sum=Sum("balance"))["sum"] or NOTHING
    return [LedgerComparison(one, books[one.pk], _books_url(one)) for one in balances]


def _books_url(ledger: LedgerBalance) -> str:
    if ledger.account_id is None:
        return list_of(Fund, as_of=ledger.date)
    page = reverse(BankAccount.url_name("statement"), args=[ledger.account_id])
    return f"{page}?{urlencode({'month': ledger.date.strftime('%Y-%m')})}"


@dataclass(frozen=True)
class BankStanding:
    """How the bank and the ledger stand at the end of a period, for an evaluation."""

    waiting: int
    waiting_url: str
    # Said to be between own accounts, without another side.
    one_sided: int
    one_sided_url: str
    # Of the period's ends of months, those with something that no line explains.
    unexplained: Sequence[LedgerComparison]
    # Of the period's lines.
    broken: Sequence[BrokenChain]


def bank_standing(scope: Scope) -> BankStanding:
    """Return what is still open of all lines up to the period's end, and of its ledgers."""
    period: Period = scope.period
    lines = BankLine.objects.countable().filter(scope.owned(), date__lte=period.end)
    ledgers = LedgerBalance.objects.countable().filter(
        scope.owned(), date__range=(period.start, period.end)
    )
    ledgers = ledgers.select_related("account", "society").prefetch_related("differences")
    parameters = {"state": "waiting", "date_to": period.end, **scope.society_parameter()}
    accounts = list(BankAccount.objects.countable().filter(scope.owned()))
    breaks = broken_chains(accounts, period.end) if accounts else []
    return BankStanding(
        lines.waiting().count(),
        list_of(BankLine, **parameters),
        lines.filter(pk__in=one_sided_transfers(lines.order_by().values("society"))).count(),
        list_of(BankLine, **{**parameters, "state": "one_sided"}),
        [one for one in ledger_rests(list(ledgers.order_by("date", "pk"))) if one.rest],
        [one for one in breaks if one.line.date >= period.start],
    )
