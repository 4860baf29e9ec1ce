import django_tables2 as tables
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.models import BankAccount, BankLine, LedgerBalance
from redcross.tables import EntryTable, LinkColumn, MoneyColumn


class BankAccountTable(EntryTable):
    name = LinkColumn(order_by="initials")
    number = tables.Column(orderable=False)
    opening_balance = MoneyColumn()

    class Meta(EntryTable.Meta):
        model = BankAccount
        fields = ("name", "bank", "number", "opens_on", "opening_balance", "closes_on", "usual")


class BankLineTable(EntryTable):
    date = LinkColumn()
    account = tables.Column(order_by="account__initials")
    received = MoneyColumn()
    paid = MoneyColumn()
    balance = MoneyColumn()
    open = MoneyColumn(verbose_name=_("without a record (yuan)"))

    totals = {
        "received": (_("received (yuan)"), Sum("received")),
        "paid": (_("paid (yuan)"), Sum("paid")),
        "open": (_("without a record (yuan)"), Sum("open")),
    }

    class Meta(EntryTable.Meta):
        model = BankLine
        fields = (
            "date",
            "account",
            "received",
            "paid",
            "balance",
            "counterparty",
            "purpose",
            "explanation",
            "open",
        )


class LedgerBalanceTable(EntryTable):
    date = LinkColumn()
    account = tables.Column(
        order_by="account__initials", default=pgettext_lazy("bank", "all funds")
    )
    balance = MoneyColumn()

    class Meta(EntryTable.Meta):
        model = LedgerBalance
        fields = ("date", "account", "balance", "note")
