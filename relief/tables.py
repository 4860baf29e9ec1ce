import django_tables2 as tables
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from donations.tables import LotMovementTable, of_record
from redcross.tables import EntryTable, LinkColumn, MoneyColumn, NumberColumn, TimesColumn

from .models import (
    Aid,
    AidGoods,
    Allocation,
    Application,
    DisbursedGoods,
    Disbursement,
    GoodsReturn,
    Programme,
    Recovery,
    Response,
    ReturnedGoods,
)


class ProgrammeTable(EntryTable):
    name = LinkColumn(order_by="initials")
    budget = MoneyColumn()

    class Meta(EntryTable.Meta):
        model = Programme
        fields = ("name", "kind", "causes", "fund", "starts_on", "ends_on", "budget")


class ApplicationTable(EntryTable):
    date = LinkColumn()
    applicant = tables.Column(order_by="applicant__initials")
    times = TimesColumn(verbose_name=_("applications"))
    amount = MoneyColumn()

    totals = {
        "applications": (_("applications"), Sum("times")),
        "amount": (_("amount granted (yuan)"), Sum("amount")),
    }

    class Meta(EntryTable.Meta):
        model = Application
        fields = (
            "date",
            "programme",
            "applicant",
            "times",
            "cause",
            "household",
            "decision",
            "amount",
        )


class AidTable(EntryTable):
    date = LinkColumn()
    households = NumberColumn()
    people = NumberColumn()
    person_times = NumberColumn()
    packages = NumberColumn()
    amount = MoneyColumn()
    value = MoneyColumn()

    totals = {
        "amount": (_("cash (yuan)"), Sum("amount")),
        "value": (_("worth of the goods (yuan)"), Sum("value")),
        "households": (_("households"), Sum("households")),
        "people": (_("people helped"), Sum("people")),
    }

    class Meta(EntryTable.Meta):
        model = Aid
        fields = (
            "date",
            "programme",
            "place",
            "person",
            "recipients",
            "households",
            "people",
            "person_times",
            "packages",
            "amount",
            "value",
        )


class DisbursementTable(EntryTable):
    date = LinkColumn()
    amount = MoneyColumn()

    totals = {"amount": (_("money (yuan)"), Sum("amount"))}

    class Meta(EntryTable.Meta):
        model = Disbursement
        fields = ("date", "kind", "recipient", "fund", "amount", "contents", "decided_by")


class AllocationTable(EntryTable):
    date = LinkColumn()
    donor = tables.Column(order_by="donor__initials")
    times = TimesColumn(verbose_name=_("batches"))
    gift = tables.Column(accessor="gift__date", verbose_name=_("received on"))

    totals = {"batches": (_("batches"), Sum("times"))}

    class Meta(EntryTable.Meta):
        model = Allocation
        fields = ("date", "donor", "contents", "paper", "times", "gift", "due_on", "fed_back_on")


class RecoveryTable(EntryTable):
    date = LinkColumn()
    amount = MoneyColumn()
    fund = tables.Column(order_by="fund__initials")

    totals = {"amount": (_("amount (yuan)"), Sum("amount"))}

    class Meta(EntryTable.Meta):
        model = Recovery
        fields = ("date", "aid", "disbursement", "amount", "fund", "reason")


class GoodsReturnTable(EntryTable):
    date = LinkColumn()

    class Meta(EntryTable.Meta):
        model = GoodsReturn
        fields = ("date", "aid", "disbursement", "reason", "checker")


class AidGoodsTable(LotMovementTable):
    class Meta(EntryTable.Meta):
        model = AidGoods
        fields = ("lot__item", "quantity", "lot__unit", "lot__unit_value", *of_record("aid"))


class DisbursedGoodsTable(LotMovementTable):
    class Meta(EntryTable.Meta):
        model = DisbursedGoods
        fields = (
            "lot__item",
            "quantity",
            "lot__unit",
            "lot__unit_value",
            *of_record("disbursement"),
        )


class ReturnedGoodsTable(LotMovementTable):
    class Meta(EntryTable.Meta):
        model = ReturnedGoods
        fields = (
            "lot__item",
            "quantity",
            "lot__unit",
            "lot__unit_value",
            *of_record("goods_return"),
        )


class ResponseTable(EntryTable):
    date = LinkColumn()
    moved = NumberColumn()
    treated = NumberColumn()
    volunteers = NumberColumn()

    totals = {
        "moved": (_("people moved to safety"), Sum("moved")),
        "treated": (_("people treated"), Sum("treated")),
    }

    class Meta(EntryTable.Meta):
        model = Response
        fields = ("date", "title", "place", "moved", "treated", "volunteers")
