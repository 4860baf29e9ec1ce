import django_tables2 as tables
from django.db.models import F, Q, Sum
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from redcross.tables import EntryTable, LinkColumn, MoneyColumn, NumberColumn, TimesColumn

from .models import (
    CashGift,
    CountedGoods,
    Donor,
    Fund,
    FundTransfer,
    GoodsGift,
    GoodsLot,
    Income,
    LifeGift,
    Receipt,
    ReceiptRange,
    Refund,
    RemovedGoods,
    StockCount,
    StockRemoval,
    worth_of,
)


def of_record(owner: str) -> tuple[str, str]:
    """Return the columns that say of which record a line is, and of which day."""
    return owner, f"{owner}__date"


class CashGiftTable(EntryTable):
    date = LinkColumn()
    donor = tables.Column(order_by="donor__initials")
    amount = MoneyColumn()
    fund = tables.Column(order_by="fund__initials")

    totals = {
        "amount": (_("amount (yuan)"), Sum("amount")),
        "gifts": (_("number of gifts"), Sum("times")),
        "fee": (_("fee of the platform (yuan)"), Sum("fee")),
    }
    rare_totals = frozenset({"fee"})

    class Meta(EntryTable.Meta):
        model = CashGift
        fields = ("date", "donor", "amount", "fund", "source", "channel", "receipt_number")


class IncomeTable(EntryTable):
    date = LinkColumn()
    amount = MoneyColumn()
    fund = tables.Column(order_by="fund__initials")

    totals = {"amount": (_("amount (yuan)"), Sum("amount"))}

    class Meta(EntryTable.Meta):
        model = Income
        fields = ("date", "source", "name", "amount", "fund", "payer", "paper")


class RefundTable(EntryTable):
    date = LinkColumn()
    gift__donor = tables.Column(verbose_name=_("donor"), order_by="gift__donor__initials")
    amount = MoneyColumn()
    fund = tables.Column(order_by="fund__initials")

    totals = {"amount": (_("amount (yuan)"), Sum("amount"))}

    class Meta(EntryTable.Meta):
        model = Refund
        fields = ("date", "gift__donor", "amount", "fund", "reason", "decided_by")


class FundTransferTable(EntryTable):
    date = LinkColumn()
    from_fund = tables.Column(order_by="from_fund__initials")
    to_fund = tables.Column(order_by="to_fund__initials")
    amount = MoneyColumn()

    totals = {"amount": (_("amount (yuan)"), Sum("amount"))}

    class Meta(EntryTable.Meta):
        model = FundTransfer
        fields = ("date", "from_fund", "to_fund", "amount", "reason", "decided_by")


class DonorTable(EntryTable):
    name = LinkColumn(order_by="initials")

    class Meta(EntryTable.Meta):
        model = Donor
        fields = ("name", "kind", "credit_code", "phone", "name_public")


class FundTable(EntryTable):
    name = LinkColumn(order_by="initials")
    opening_balance = MoneyColumn()
    balance = MoneyColumn(verbose_name=_("balance (yuan)"))

    totals = {
        "opening_balance": (_("opening balance (yuan)"), Sum("opening_balance")),
        "balance": (_("balance (yuan)"), Sum("balance")),
    }
    about_if = {"balance": "is_rough"}

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
    times = TimesColumn(verbose_name=_("batches"))

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
        "value": (_("value received (yuan)"), Sum(GoodsLot.worth)),
        "left": (_("value in store (yuan)"), Sum(worth_of(F("remaining")))),
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
            "value_basis",
            "expires_on",
            "gift__donor",
        )


class ReceiptStateColumn(tables.Column):
    """What a receipt is now, and by which red one it was taken back."""

    def render(self, record: Receipt) -> str:
        if record.red_by is None:
            return record.state()
        address, red = record.red_by.get_absolute_url(), record.red_by
        number = " ".join(filter(None, (red.code, red.number)))
        return format_html(
            '<span>{}<br><a href="{}">{}</a></span>', record.state(), address, number
        )


class ReceiptTable(EntryTable):
    date = LinkColumn()
    amount = MoneyColumn()
    kind = ReceiptStateColumn()

    totals = {"amount": (_("amount (yuan)"), Sum("amount", filter=~Q(kind=Receipt.Kind.VOID)))}

    class Meta(EntryTable.Meta):
        model = Receipt
        fields = ("date", "code", "number", "payer", "amount", "item", "kind")


class ReceiptRangeTable(EntryTable):
    taken_on = LinkColumn()

    class Meta(EntryTable.Meta):
        model = ReceiptRange
        fields = (
            *("taken_on", "code", "first_number", "last_number", "keeper"),
            *("taken_from", "written_off_on"),
        )


class StockRemovalTable(EntryTable):
    date = LinkColumn()

    class Meta(EntryTable.Meta):
        model = StockRemoval
        fields = ("date", "kind", "decided_by", "checker", "second_checker", "outcome")


class StockCountTable(EntryTable):
    date = LinkColumn()

    class Meta(EntryTable.Meta):
        model = StockCount
        fields = ("date", "counter", "witness", "note")


class LotMovementTable(EntryTable):
    """Lines that move goods of lots, with what they are worth at the lot's unit value."""

    lot__item = LinkColumn(verbose_name=_("item"))
    quantity = NumberColumn()
    lot__unit_value = MoneyColumn(verbose_name=_("unit value (yuan)"))

    totals = {
        "value": (
            _("value (yuan)"),
            Sum(worth_of(F("quantity"), "lot__unit_value")),
        )
    }


class RemovedGoodsTable(LotMovementTable):
    class Meta(EntryTable.Meta):
        model = RemovedGoods
        fields = ("lot__item", "quantity", "lot__unit", "lot__unit_value", *of_record("removal"))


class CountedGoodsTable(LotMovementTable):
    book = NumberColumn()
    found = NumberColumn()

    class Meta(EntryTable.Meta):
        model = CountedGoods
        fields = (
            "lot__item",
            "book",
            "found",
            "quantity",
            "lot__unit",
            "lot__unit_value",
            *of_record("count"),
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
