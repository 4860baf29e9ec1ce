import django_tables2 as tables
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from redcross.tables import EntryTable, LinkColumn, MoneyColumn, NumberColumn

from .models import CashGift, Donor, Fund, GoodsGift, GoodsLot, LifeGift, worth


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
    balance = MoneyColumn(verbose_name=_("balance (yuan)"))

    totals = {"balance": (_("balance (yuan)"), Sum("balance"))}

    class Meta(EntryTable.Meta):
        model = Fund
        fields = (
            "name",
            "kind",
            "purpose",
            "parent",
            "opens_on",
            "closes_on",
            "opening_balance",
            "balance",
        )


class GoodsGiftTable(EntryTable):
    date = LinkColumn()
    donor = tables.Column(order_by="donor__initials")
    times = NumberColumn(verbose_name=_("batches"))

    totals = {"batches": (_("batches"), Sum("times"))}

    class Meta(EntryTable.Meta):
        model = GoodsGift
        fields = ("date", "donor", "description", "times", "fund", "source", "receipt_number")


class GoodsLotTable(EntryTable):
    gift__date = LinkColumn(verbose_name=_("date"))
    gift__donor = tables.Column(verbose_name=_("donor"), orderable=False)
    quantity = NumberColumn()
    remaining = NumberColumn(verbose_name=_("in store"))
    unit_value = MoneyColumn()

    totals = {
        "value": (_("value received (yuan)"), Sum(worth(F("quantity")))),
        "left": (_("value in store (yuan)"), Sum(worth(F("remaining")))),
    }

    class Meta(EntryTable.Meta):
        model = GoodsLot
        fields = (
            "gift__date",
            "item",
            "quantity",
            "remaining",
            "unit",
            "unit_value",
            "expires_on",
            "gift__donor",
        )


BLOOD = Q(kind=LifeGift.Kind.BLOOD)


class LifeGiftTable(EntryTable):
    date = LinkColumn()
    number = NumberColumn()
    millilitres = NumberColumn()

    totals = {
        # Donors, samples and people registered are not added up together.
        "blood": (_("blood donations (times)"), Sum("number", filter=BLOOD)),
        "other": (_("other donations"), Sum("number", filter=~BLOOD)),
        "millilitres": (_("millilitres"), Sum("millilitres")),
    }

    class Meta(EntryTable.Meta):
        model = LifeGift
        fields = ("date", "kind", "number", "millilitres", "slip")
