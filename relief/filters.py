from datetime import date

import django_filters as df
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from donations.filters import BankedFilter, FundedFilter
from donations.models import Donor
from donations.stock_filters import LotMovementFilter
from redcross.filters import (
    DateFilter,
    EntryFilter,
    FilledFilter,
    LastDateFilter,
    RecordFilter,
    TownFilter,
)
from redcross.models import EntryQuerySet, LineQuerySet, Person, Place

from .models import (
    BASIS_LOT_PRICES,
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

STEPS = [("no", _("to do")), ("yes", _("done"))]


class ProgrammeFilter(EntryFilter):
    search = ("search_key__contains", "causes__icontains")

    class Meta:
        model = Programme
        fields = ("kind",)


class ApplicationFilter(RecordFilter):
    search = (
        "applicant__search_key__contains",
        "programme__search_key__contains",
        "cause__icontains",
    )

    programme = df.ModelChoiceFilter(queryset=Programme.objects.all(), label=_("programme"))
    applicant = df.ModelChoiceFilter(queryset=Person.objects.all(), label=_("applicant"))
    decided_from = DateFilter(method="filter_decided_from", label=_("decided from"))
    decided_to = LastDateFilter(method="filter_decided_to", label=_("decided to"))
    town = TownFilter()
    handed_out = df.ChoiceFilter(
        method="filter_handed_out",
        choices=[("no", _("approved, to be handed out")), ("yes", _("handed out"))],
        label=_("handing out"),
    )

    def filter_handed_out(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        waits = value == "no"
        return queryset.filter(
            Application.is_to_hand_out() if waits else Application.is_handed_out()
        )

    class Meta:
        model = Application
        fields = ("decision", "household")

    # Without a day of its own it was decided when it was received, as `decision_day` has it.

    def filter_decided_from(self, queryset: EntryQuerySet, name: str, value: date) -> EntryQuerySet:
        on_a_day = Q(decided_on__gte=value) | Q(decided_on=None, date__gte=value)
        return queryset.filter(on_a_day, ~Q(decision=Application.Decision.PENDING))

    def filter_decided_to(self, queryset: EntryQuerySet, name: str, value: date) -> EntryQuerySet:
        on_a_day = Q(decided_on__lte=value) | Q(decided_on=None, date__lte=value)
        return queryset.filter(on_a_day, ~Q(decision=Application.Decision.PENDING))


class AidFilter(BankedFilter, FundedFilter):
    search = (
        "programme__search_key__contains",
        "person__search_key__contains",
        "place__search_key__contains",
        "recipients__icontains",
        "occasion__icontains",
    )

    programme = df.ModelChoiceFilter(queryset=Programme.objects.all(), label=_("programme"))
    kind = df.ChoiceFilter(
        field_name="programme__kind",
        choices=Programme.Kind.choices,
        label=_("kind of programme"),
    )
    person = df.ModelChoiceFilter(queryset=Person.objects.all(), label=_("person helped"))
    place = df.ModelChoiceFilter(queryset=Place.objects.all(), label=_("place"))
    other_purpose = df.ChoiceFilter(
        method="filter_other_purpose",
        choices=[("yes", _("without the donor's consent"))],
        label=_("another purpose"),
    )
    decision_day = df.ChoiceFilter(
        method="filter_decision_day",
        choices=[("known", _("paid on that day or later"))],
        label=_("day of the decision"),
    )

    def filter_other_purpose(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return queryset.filter(for_other_purpose=True, consent_paper="")

    def filter_decision_day(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        """Leave money paid on an approved application whose days can be counted."""
        return queryset.filter(
            amount__isnull=False,
            date_precision=Aid.Precision.DAY,
            application__decision=Application.Decision.APPROVED,
            application__decided_on__lte=F("date"),
        )

    class Meta:
        model = Aid
        fields = ("paid", "means")


class DisbursementFilter(BankedFilter, FundedFilter):
    search = ("recipient__icontains", "contents__icontains", "decided_by__icontains")

    class Meta:
        model = Disbursement
        fields = ("kind", "means")


class AllocationFilter(RecordFilter):
    search = (
        "contents__icontains",
        "paper__icontains",
        "donor__search_key__contains",
    )

    donor = df.ModelChoiceFilter(queryset=Donor.objects.all(), label=_("allocated by"))
    receipt = FilledFilter(field_name="gift", choices=STEPS, label=_("receipt"))
    feedback = FilledFilter(field_name="fed_back_on", choices=STEPS, label=_("feedback"))

    class Meta:
        model = Allocation
        fields = ()


class RecoveryFilter(BankedFilter, FundedFilter):
    search = (
        "aid__recipients__icontains",
        "aid__person__search_key__contains",
        "disbursement__recipient__icontains",
        "paper__icontains",
    )

    aid = df.ModelChoiceFilter(queryset=Aid.objects.all(), label=_("aid"))
    disbursement = df.ModelChoiceFilter(
        queryset=Disbursement.objects.all(), label=_("disbursement")
    )

    class Meta:
        model = Recovery
        fields = ("reason",)


class GoodsReturnFilter(RecordFilter):
    search = (
        "reason__icontains",
        "aid__recipients__icontains",
        "disbursement__recipient__icontains",
    )

    aid = df.ModelChoiceFilter(queryset=Aid.objects.all(), label=_("aid"))
    disbursement = df.ModelChoiceFilter(
        queryset=Disbursement.objects.all(), label=_("disbursement")
    )

    class Meta:
        model = GoodsReturn
        fields = ()


class AidGoodsFilter(LotMovementFilter):
    owner = "aid__"

    programme = df.ModelChoiceFilter(
        queryset=Programme.objects.all(), field_name="aid__programme", label=_("programme")
    )
    paid = df.ChoiceFilter(field_name="aid__paid", choices=Aid.Paid.choices, label=_("paid"))
    worth = df.ChoiceFilter(
        method="filter_worth",
        choices=[("lots", _("as its lots say")), ("typed", _("typed, or not known"))],
        label=_("worth of the aid"),
    )

    def filter_worth(self, queryset: LineQuerySet, name: str, value: str) -> LineQuerySet:
        follows = Q(aid__value__isnull=False, aid__value_basis=BASIS_LOT_PRICES)
        return queryset.filter(follows if value == "lots" else ~follows)

    class Meta:
        model = AidGoods
        fields = ()


class DisbursedGoodsFilter(LotMovementFilter):
    owner = "disbursement__"

    class Meta:
        model = DisbursedGoods
        fields = ()


class ReturnedGoodsFilter(LotMovementFilter):
    owner = "goods_return__"

    class Meta:
        model = ReturnedGoods
        fields = ()


class ResponseFilter(RecordFilter):
    search = ("title__icontains", "place__search_key__contains", "carried__icontains")

    town = TownFilter()

    class Meta:
        model = Response
        fields = ()
