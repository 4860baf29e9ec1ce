from datetime import date

import django_filters as df
from django.db.models import Exists, Q
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from redcross.fields import digest
from redcross.filters import DatedFilter, DateFilter, EntryFilter, RecordFilter
from redcross.models import EntryQuerySet, LineQuerySet

from .models import (
    CashGift,
    CountedGoods,
    Donor,
    Fund,
    FundQuerySet,
    FundTransfer,
    GoodsGift,
    GoodsLine,
    GoodsLot,
    GoodsLotQuerySet,
    LifeGift,
    Receipt,
    ReceiptedGift,
    ReceiptRange,
    Refund,
    RemovedGoods,
    StockCount,
    StockRemoval,
    is_differing,
    is_good,
    is_matched,
    lot_remaining,
    red_receipts,
    within_fund,
)


class FundedFilter(RecordFilter):
    """Of records that go into a fund or come out of one."""

    fund_kind = df.ChoiceFilter(
        field_name="fund__kind", choices=Fund.Kind.choices, label=_("kind of fund")
    )
    fund = df.ModelChoiceFilter(
        queryset=Fund.objects.all(), method="filter_fund", label=_("fund and those below")
    )
    funded = df.ChoiceFilter(
        method="filter_funded",
        choices=[("yes", _("out of a fund or into one")), ("no", _("of none"))],
        label=_("moves a fund"),
    )
    own_fund = df.ModelChoiceFilter(
        queryset=Fund.objects.all(), field_name="fund", label=_("fund alone")
    )

    def filter_fund(self, queryset: EntryQuerySet, name: str, value: Fund) -> EntryQuerySet:
        return queryset.filter(within_fund(value))

    def filter_funded(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return queryset.filter(fund__isnull=value == "no")


class ReceiptedFilter(FundedFilter):
    """Of gifts, by their receipts."""

    receipt = df.ChoiceFilter(
        method="filter_receipt",
        choices=[
            ("yes", _("with a number")),
            ("no", _("without a number")),
            ("missing", _("missing")),
            ("waived", _("waived by the donor")),
        ],
        label=_("donation receipt"),
    )
    range = df.ModelChoiceFilter(
        queryset=ReceiptRange.objects.all(), method="filter_range", label=_("number of the range")
    )

    def filter_receipt(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        gift: type[ReceiptedGift] = self._meta.model
        conditions = {
            "yes": ~Q(receipt_number=""),
            "no": Q(receipt_number=""),
            "missing": gift.without_receipt(),
            "waived": Q(receipt_waived=True),
        }
        return queryset.filter(conditions[value])

    def filter_range(
        self, queryset: EntryQuerySet, name: str, value: ReceiptRange
    ) -> EntryQuerySet:
        return queryset.filter(value.has_number(), society=value.society_id)


class CashGiftFilter(ReceiptedFilter):
    search = (
        "donor__search_key__contains",
        "receipt_number",
        "fund__search_key__contains",
    )

    donor = df.ModelChoiceFilter(queryset=Donor.objects.all(), label=_("donor"))
    anonymous = df.ChoiceFilter(
        method="filter_anonymous",
        choices=[("out", _("left out")), ("only", _("only them"))],
        label=_("anonymous donors"),
    )

    class Meta:
        model = CashGift
        fields = ("source", "channel")

    def filter_anonymous(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        anonymous = Q(donor__kind=Donor.Kind.ANONYMOUS)
        return queryset.filter(anonymous if value == "only" else ~anonymous)


class RefundFilter(FundedFilter):
    search = (
        "gift__donor__search_key__contains",
        "gift__receipt_number",
        "fund__search_key__contains",
    )

    gift = df.ModelChoiceFilter(queryset=CashGift.objects.all(), label=_("cash gift"))
    source = df.ChoiceFilter(
        field_name="gift__source", choices=CashGift.Source.choices, label=_("source")
    )

    class Meta:
        model = Refund
        fields = ("reason",)


class FundTransferFilter(RecordFilter):
    search = ("from_fund__search_key__contains", "to_fund__search_key__contains")

    from_fund = df.ModelChoiceFilter(
        queryset=Fund.objects.all(), method="filter_fund", label=_("out of the fund")
    )
    to_fund = df.ModelChoiceFilter(
        queryset=Fund.objects.all(), method="filter_fund", label=_("into the fund")
    )
    own_from_fund = df.ModelChoiceFilter(
        queryset=Fund.objects.all(), field_name="from_fund", label=_("out of the fund alone")
    )
    own_to_fund = df.ModelChoiceFilter(
        queryset=Fund.objects.all(), field_name="to_fund", label=_("into the fund alone")
    )
    from_fund_kind = df.ChoiceFilter(
        field_name="from_fund__kind", choices=Fund.Kind.choices, label=_("out of the kind of fund")
    )
    to_fund_kind = df.ChoiceFilter(
        field_name="to_fund__kind", choices=Fund.Kind.choices, label=_("into the kind of fund")
    )

    def filter_fund(self, queryset: EntryQuerySet, name: str, value: Fund) -> EntryQuerySet:
        return queryset.filter(within_fund(value, name))

    class Meta:
        model = FundTransfer
        fields = ()


class DonorFilter(EntryFilter):
    search = ("search_key__contains", "credit_code__iexact")

    def found_by(self, text: str) -> Q:
        """Return what the search box looks for; an ID number by its digest, whole or not at all."""
        return super().found_by(text) | Q(id_number_digest=digest(text))

    class Meta:
        model = Donor
        fields = ("kind",)


class FundFilter(EntryFilter):
    search = ("search_key__contains", "purpose__icontains")

    on = DateFilter(method="filter_on", label=_("open on"))
    within = df.ModelChoiceFilter(
        queryset=Fund.objects.all(), method="filter_within", label=_("fund and those below")
    )
    as_of = DateFilter(method="filter_as_of", label=_("balance as of"))
    opened_from = DateFilter(field_name="opens_on", lookup_expr="gte", label=_("opened from"))
    opened_to = DateFilter(field_name="opens_on", lookup_expr="lte", label=_("opened to"))

    def filter_on(self, queryset: FundQuerySet, name: str, value: date) -> FundQuerySet:
        return queryset.filter(
            Q(opens_on=None) | Q(opens_on__lte=value), Q(closes_on=None) | Q(closes_on__gte=value)
        )

    def filter_within(self, queryset: FundQuerySet, name: str, value: Fund) -> FundQuerySet:
        return queryset.filter(Q(pk=value.pk) | within_fund(value, "parent"))

    def filter_as_of(self, queryset: FundQuerySet, name: str, value: date) -> FundQuerySet:
        """Leave out the funds that had not opened: closed ones may have something left."""
        return queryset.filter(Q(opens_on=None) | Q(opens_on__lte=value))

    class Meta:
        model = Fund
        fields = ("kind", "parent")


class GoodsGiftFilter(ReceiptedFilter):
    search = (
        "donor__search_key__contains",
        "receipt_number",
        "description__icontains",
        "fund__search_key__contains",
    )

    donor = df.ModelChoiceFilter(queryset=Donor.objects.all(), label=_("donor"))

    class Meta:
        model = GoodsGift
        fields = ("source",)


class ReceiptFilter(RecordFilter):
    search = (
        *("receipt_number", "number", "code"),
        *("payer__icontains", "payer_key__contains", "item__icontains"),
    )

    red_lettered = df.ChoiceFilter(
        method="filter_red_lettered",
        choices=[("yes", _("yes")), ("no", _("no"))],
        label=_("red-lettered"),
    )
    matched = df.ChoiceFilter(
        method="filter_matched",
        choices=[("yes", _("with a gift")), ("no", _("issued without a gift"))],
        label=_("matched"),
    )
    agrees = df.ChoiceFilter(
        method="filter_agrees",
        choices=[("no", _("does not agree with the gift"))],
        label=_("agreement"),
    )
    range = df.ModelChoiceFilter(
        queryset=ReceiptRange.objects.all(), method="filter_range", label=_("number of the range")
    )

    def filter_red_lettered(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        red = Q(Exists(red_receipts()))
        return queryset.filter(red if value == "yes" else ~red)

    def filter_matched(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return queryset.filter(is_matched() if value == "yes" else is_good() & ~is_matched())

    def filter_agrees(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return queryset.filter(is_differing())

    def filter_range(
        self, queryset: EntryQuerySet, name: str, value: ReceiptRange
    ) -> EntryQuerySet:
        return queryset.filter(value.has_number(), society=value.society_id)

    class Meta:
        model = Receipt
        fields = ("kind",)


class ReceiptRangeFilter(EntryFilter):
    search = (
        *("code", "first_number", "last_number"),
        *("keeper__icontains", "taken_from__icontains"),
    )

    written_off = df.ChoiceFilter(
        method="filter_written_off",
        choices=[("yes", _("yes")), ("no", _("no"))],
        label=_("written off"),
    )

    def filter_written_off(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return queryset.filter(written_off_on__isnull=value == "no")

    class Meta:
        model = ReceiptRange
        fields = ()


class StockRemovalFilter(RecordFilter):
    search = ("decided_by__icontains", "checker__icontains", "outcome__icontains")

    class Meta:
        model = StockRemoval
        fields = ("kind",)


class StockCountFilter(RecordFilter):
    search = ("counter__icontains", "witness__icontains")

    class Meta:
        model = StockCount
        fields = ()


class GoodsLotFilter(DatedFilter):
    owner = "gift__"
    search = (
        "item__icontains",
        "gift__donor__search_key__contains",
        "gift__receipt_number",
    )

    source = df.ChoiceFilter(
        field_name="gift__source", choices=GoodsGift.Source.choices, label=_("source")
    )
    priced = df.ChoiceFilter(
        method="filter_priced",
        choices=[("yes", _("with a value")), ("no", _("without"))],
        label=_("unit value"),
    )
    item = df.CharFilter(field_name="item", label=_("item"))
    unit = df.CharFilter(field_name="unit", label=_("unit of quantity"))
    on = DateFilter(method="filter_on", label=_("in store on"))

    def filter_priced(self, queryset: GoodsLotQuerySet, name: str, value: str) -> GoodsLotQuerySet:
        return queryset.filter(unit_value__isnull=value == "no")

    def filter_on(self, queryset: GoodsLotQuerySet, name: str, value: date) -> GoodsLotQuerySet:
        return queryset.filter(GreaterThan(lot_remaining(value), 0), gift__date__lte=value)

    class Meta:
        model = GoodsLot
        fields = ()


class LotMovementFilter(DatedFilter):
    """Of lines that move goods of lots."""

    search = ("lot__item__icontains", "lot__gift__donor__search_key__contains")

    item = df.CharFilter(field_name="lot__item", label=_("item"))
    unit = df.CharFilter(field_name="lot__unit", label=_("unit of quantity"))
    priced = df.ChoiceFilter(
        method="filter_priced",
        choices=[("yes", _("with a value")), ("no", _("without"))],
        label=_("unit value"),
    )
    line = df.ChoiceFilter(
        method="filter_line", choices=GoodsLine.choices, label=_("line of the statement")
    )

    def filter_priced(self, queryset: LineQuerySet, name: str, value: str) -> LineQuerySet:
        return queryset.filter(lot__unit_value__isnull=value == "no")

    def filter_line(self, queryset: LineQuerySet, name: str, value: str) -> LineQuerySet:
        lines: dict[GoodsLine, Q] = self._meta.model.goods_lines
        return queryset.filter(lines.get(GoodsLine(value), Q(pk__in=[])))


class RemovedGoodsFilter(LotMovementFilter):
    owner = "removal__"

    class Meta:
        model = RemovedGoods
        fields = ()


class CountedGoodsFilter(LotMovementFilter):
    owner = "count__"

    class Meta:
        model = CountedGoods
        fields = ()


class LifeGiftFilter(RecordFilter):
    search = ("slip__icontains", "note__icontains")

    on = DateFilter(field_name="date", lookup_expr="lte", label=_("up to"))

    class Meta:
        model = LifeGift
        fields = ("kind",)
