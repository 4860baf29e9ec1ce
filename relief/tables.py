import django_tables2 as tables
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from redcross.tables import EntryTable, LinkColumn, MoneyColumn, NumberColumn

from .models import Aid, Allocation, Application, Disbursement, Programme, Response


class ProgrammeTable(EntryTable):
    name = LinkColumn(order_by="initials")
    budget = MoneyColumn()

    class Meta(EntryTable.Meta):
        model = Programme
        fields = ("name", "kind", "causes", "fund", "starts_on", "ends_on", "budget")


class ApplicationTable(EntryTable):
    date = LinkColumn()
    applicant = tables.Column(order_by="applicant__initials")
    times = NumberColumn(verbose_name=_("applications"))
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
    times = NumberColumn(verbose_name=_("batches"))
    gift = tables.Column(accessor="gift__date", verbose_name=_("received on"))

    totals = {"batches": (_("batches"), Sum("times"))}

    class Meta(EntryTable.Meta):
        model = Allocation
        fields = ("date", "donor", "contents", "paper", "times", "gift", "due_on", "fed_back_on")


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
