"""The reconciliation of an account at the end of a month (银行存款余额调节表): page and sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from donations.balance_chain import broken_chains
from donations.models import BankAccount, BankLine
from donations.reconciliation import Item, Reconciliation, apart_from_bank, reconcile, total
from redcross.spreadsheets.exports import export_notes, log_export
from redcross.spreadsheets.formats import Xlsx
from redcross.spreadsheets.resource import CellKind, SheetCell, SheetColumn
from redcross.spreadsheets.sheets import SheetContent
from redcross.typed_values import DatePrecision, last_day
from redcross.views import EntryView, list_of

from .views import BankAccountPages


@dataclass(frozen=True)
class BankStatementRow:
    """A row of one side, and the list or the part of the page that it is counted from."""

    label: str
    amount: Decimal
    url: str = ""
    is_sum: bool = False


@dataclass(frozen=True)
class ItemList:
    """What one side does not know yet, of one way. `id`: its place on the page."""

    id: str
    label: str
    items: Sequence[Item]
    sum: Decimal


def requested_month(text: str, today: date) -> date:
    """Return the last day of the month asked for as 2021-12, by default of the one before."""
    usual = today.replace(day=1) - timedelta(1)
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return usual
    return last_day(first, DatePrecision.MONTH) if 1900 <= first.year <= today.year + 1 else usual


def item_lists(found: Reconciliation) -> list[ItemList]:
    """Return the four kinds of what lies between, in the order of the statement."""
    lists = []
    for name, label, items, sign in (
        ("books-in", _("in the books received, at the bank not yet"), found.in_books, 1),
        ("books-out", _("in the books paid, at the bank not yet"), found.in_books, -1),
        ("bank-in", _("at the bank received, in the books not"), found.at_bank, 1),
        ("bank-out", _("at the bank paid, in the books not"), found.at_bank, -1),
    ):
        own = [item for item in items if item.amount * sign > 0]
        lists.append(ItemList(name, label, own, total(items, sign)))
    return lists


def sides(
    found: Reconciliation, lists: Sequence[ItemList]
) -> tuple[list[BankStatementRow], list[BankStatementRow]]:
    """Return the rows of the bank and those of the books."""
    received, paid, bank_in, bank_out = lists
    account, day = found.account, found.day
    lines = list_of(BankLine, account=account.pk, date_to=day)

    def rows(
        label: str, balance: Decimal, url: str, more: ItemList, less: ItemList
    ) -> list[BankStatementRow]:
        return [
            BankStatementRow(label, balance, url, is_sum=True),
            BankStatementRow(_("plus: %(what)s") % {"what": more.label}, more.sum, f"#{more.id}"),
            BankStatementRow(_("less: %(what)s") % {"what": less.label}, less.sum, f"#{less.id}"),
            BankStatementRow(_("balance adjusted"), balance + more.sum - less.sum, is_sum=True),
        ]

    return (
        rows(_("balance by the bank"), found.bank, lines, received, paid),
        rows(_("balance by the books"), found.books, "#books", bank_in, bank_out),
    )


class BankAccountStatement(BankAccountPages, EntryView, DetailView):
    """`?month=2021-12`; `?format=xlsx` is the same as a spreadsheet."""

    page = "statement"
    route = "<int:pk>/statement/"
    template_name = "donations/bank_statement.html"
    object: BankAccount

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        day = requested_month(request.GET.get("month", ""), timezone.localdate())
        found = reconcile(self.object, day)
        lists = item_lists(found)
        bank, books = sides(found, lists)
        if request.GET.get("format") == "xlsx":
            return self._spreadsheet(found, lists, bank, books)
        before, after = day.replace(day=1) - timedelta(1), day + timedelta(1)
        return self.render_to_response(
            self.get_context_data(
                found=found,
                day=day,
                month=f"{day:%Y-%m}",
                before=f"{before:%Y-%m}",
                after=f"{after:%Y-%m}",
                sides=((_("Bank"), bank), (_("Books"), books)),
                sides_agree=found.adjusted_bank == found.adjusted_books,
                lists=[one for one in lists if one.items],
                apart=apart_from_bank(self.object, day),
                breaks=broken_chains([self.object], day),
                waiting=sum(
                    1
                    for item in found.at_bank
                    if isinstance(item.record, BankLine) and not item.record.explanation
                ),
                may_export=self.user.has_perm(BankAccount.permission("export")),
            )
        )

    def _spreadsheet(
        self,
        found: Reconciliation,
        lists: Sequence[ItemList],
        bank: Sequence[BankStatementRow],
        books: Sequence[BankStatementRow],
    ) -> HttpResponse:
        """Answer with the statement as a sheet and what lies between as others; log it."""
        if not self.user.has_perm(BankAccount.permission("export")):
            return self.handle_no_permission()
        account, day = found.account, found.day
        title = _("Bank reconciliation statement")
        whose, _filter, written = export_notes(self.user, "")
        notes = [whose, f"{account} {account.number or ''} {day}", written]
        heads = [
            *(
                SheetColumn(_("Line"), CellKind.TEXT),
                SheetColumn(_("amount (yuan)"), CellKind.MONEY, adds_up=False),
            ),
            *(
                SheetColumn(_("Line"), CellKind.TEXT),
                SheetColumn(_("amount (yuan)"), CellKind.MONEY, adds_up=False),
            ),
        ]
        rows: list[list[SheetCell]] = [
            [bank_row.label, bank_row.amount, book_row.label, book_row.amount]
            for bank_row, book_row in zip(bank, books, strict=True)
        ]
        of_books: list[list[SheetCell]] = [[part.label, part.amount] for part in found.parts]
        sheets = [
            SheetContent(title, heads, rows, f"{title} {day:%Y-%m}", notes),
            SheetContent(
                _("What the books are made of"),
                [
                    SheetColumn(_("Line"), CellKind.TEXT),
                    SheetColumn(_("amount (yuan)"), CellKind.MONEY),
                ],
                of_books,
                _("What the books are made of"),
                notes,
            ),
            *(_item_sheet(one, notes) for one in lists if one.items),
        ]
        number = sum(len(one.items) for one in lists)
        log_export(
            by=self.user,
            model=BankAccount._meta.label_lower,
            rows=number,
            query=self.request.GET.urlencode(),
        )
        name = f"{account.society.short_name}{title}{day:%Y-%m}"
        # Not known to be one: a file that is sent piece by piece.
        return cast(HttpResponse, Xlsx().download(sheets, name))


def _item_sheet(one: ItemList, notes: Sequence[str]) -> SheetContent:
    columns = [
        SheetColumn(_("date"), CellKind.DATE),
        SheetColumn(_("kind"), CellKind.TEXT),
        SheetColumn(_("Record"), CellKind.TEXT),
        SheetColumn(_("amount (yuan)"), CellKind.MONEY),
        SheetColumn(_("explained"), CellKind.TEXT),
    ]
    rows: list[list[SheetCell]] = [
        [item.record.date, item.kind, str(item.record), item.size, item.explanation]
        for item in one.items
    ]
    return SheetContent(one.label, columns, rows, one.label, notes)
