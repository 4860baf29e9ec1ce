import django_tables2 as tables
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from redcross.tables import EntryTable, LinkColumn, MoneyColumn

from .models import CashGift, Donor, Fund


class CashGiftTable(EntryTable):
    date = LinkColumn()
    donor = tables.Column(order_by="donor__initials")
    amount = MoneyColumn()
    fund = tables.Column(order_by="fund__initials")

    totals = {
        "amount": (_("amount (yuan)"), Sum("amount")),
        "gifts": (_("number of gifts"), Sum("times")),
    }

    class Meta(EntryTable.Meta):
        model = CashGift
        fields = ("date", "donor", "amount", "fund", "source", "channel", "receipt_number")


class DonorTable(EntryTable):
    name = LinkColumn(order_by="initials")

    class Meta(EntryTable.Meta):
        model = Donor
        fields = ("name", "kind", "credit_code", "phone", "name_public")


class FundTable(EntryTable):
    name = LinkColumn(order_by="initials")
    opening_balance = MoneyColumn()

    totals = {"opening_balance": (_("opening balance (yuan)"), Sum("opening_balance"))}

    class Meta(EntryTable.Meta):
        model = Fund
        fields = ("name", "kind", "purpose", "parent", "opens_on", "closes_on", "opening_balance")
