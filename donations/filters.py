from datetime import date
from typing import cast

import django_filters as df
from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from redcross.fields import digest
from redcross.filters import DatedFilter, DateFilter, EntryFilter, FilledFilter, RecordFilter
from redcross.models import EntryQuerySet, StandingNumber
from redcross.typed_values import compact

from .lot_filters import BoughtFilter, PricedFilter, ValueBasisFilter
from .models import (
    YUAN,
    BankAccount,
    CashGift,
    Donor,
    Fund,
    FundMovementMixin,
    FundQuerySet,
    FundTransfer,
    GoodsGift,
    GoodsLot,
    GoodsLotQuerySet,
    Income,
    LifeGift,
    ReceiptedGift,
    Refund,
    lot_remaining,
    within_fund,
)
from .receipt_filters import ReceiptRangeNumbersFilter

BOOKS = [("yes", _("donated money")), ("no", _("own income and fiscal money"))]


def of_donated_money(queryset: EntryQuerySet, field: str, value: str) -> EntryQuerySet:
    """Return the rows of funds of donated money, or those of other funds."""
    donated = Q(**{f"{field}__in": Fund.DONATED})
    return queryset.filter(donated if value == "yes" else ~donated)


class FundedFilter(RecordFilter):
    """Of records that go into a fund or come out of one."""

    fund_donated = df.ChoiceFilter(
        method="filter_donated", choices=BOOKS, label=_("donated money or other")
    )
    fund_held_as = df.ChoiceFilter(
        field_name="fund__held_as", choices=Fund.HeldAs.choices, label=_("held as")
    )
    fund_kind = df.ChoiceFilter(
        field_name="fund__kind", choices=Fund.Kind.choices, label=_("kind of fund")
    )
    fund = df.ModelChoiceFilter(
        queryset=Fund.objects.all(), method="filter_fund", label=_("fund and those below")
    )
    funded = FilledFilter(
        field_name="fund",
        choices=[("yes", _("out of a fund or into one")), ("no", _("of none"))],
        label=_("moves a fund"),
    )
    own_fund = df.ModelChoiceFilter(
        queryset=Fund.objects.all(), field_name="fund", label=_("fund alone")
    )

    def filter_fund(self, queryset: EntryQuerySet, name: str, value: Fund) -> EntryQuerySet:
        return queryset.filter(within_fund(value))

    def filter_donated(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return of_donated_money(queryset, "fund__kind", value)


class BankedFilter(RecordFilter):
    """Of records that move money: their vouchers, and where they stand at the bank."""

    voucher_number = df.CharFilter(method="filter_voucher", label=_("voucher number"))
    bank_account = df.ModelChoiceFilter(
        queryset=BankAccount.objects.all(), label=_("bank account named")
    )
    in_books_of = df.ModelChoiceFilter(
        queryset=BankAccount.objects.all(),
        method="filter_books",
        label=_("in the books of the account"),
    )
    at_bank = df.ChoiceFilter(
        method="filter_bank",
        choices=[
            ("matched", _("matched with a line")),
            ("expected", _("not yet")),
            ("apart", _("not expected there")),
        ],
        label=_("at the bank"),
    )

    def filter_voucher(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return queryset.filter(voucher_number=compact(value))

    def filter_books(self, queryset: EntryQuerySet, name: str, value: BankAccount) -> EntryQuerySet:
        return queryset.filter(self._movement().in_books_of(value))

    def filter_bank(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        model = self._movement()
        matched = Q(Exists(model.own_matches()))
        conditions = {
            "matched": matched,
            "expected": ~matched & model.moves_money() & model.passes_bank,
            "apart": model.apart_from_bank(),
        }
        return queryset.filter(conditions[value])

    def _movement(self) -> type[FundMovementMixin]:
        return cast(type[FundMovementMixin], self._meta.model)


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
    range = ReceiptRangeNumbersFilter()

    def filter_receipt(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        gift: type[ReceiptedGift] = self._meta.model
        conditions = {
            "yes": ~Q(receipt_number=""),
            "no": Q(receipt_number=""),
            "missing": gift.without_receipt(),
            "waived": Q(receipt_waived=True),
        }
        return queryset.filter(conditions[value])


class CashGiftFilter(BankedFilter, ReceiptedFilter):
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

    with_donor = FilledFilter(
        field_name="donor",
        choices=[("yes", _("donor known")), ("no", _("donor not known"))],
        label=_("whether the donor is known"),
    )
    with_fee = FilledFilter(
        field_name="fee",
        choices=[("yes", _("with one")), ("no", _("without"))],
        label=_("fee of the platform"),
    )

    class Meta:
        model = CashGift
        fields = ("source", "channel")

    def filter_anonymous(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        anonymous = Donor.gave_anonymously()
        return queryset.filter(anonymous if value == "only" else ~anonymous)


class IncomeFilter(BankedFilter, FundedFilter):
    search = (
        "name__icontains",
        "payer__icontains",
        "paper__icontains",
        "fund__search_key__contains",
    )

    class Meta:
        model = Income
        fields = ("source",)


class RefundFilter(BankedFilter, FundedFilter):
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


class FundTransferFilter(BankedFilter):
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
    from_fund_donated = df.ChoiceFilter(
        method="filter_donated", choices=BOOKS, label=_("out of donated money or other")
    )
    to_fund_donated = df.ChoiceFilter(
        method="filter_donated", choices=BOOKS, label=_("into donated money or other")
    )

    def filter_donated(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return of_donated_money(queryset, name.replace("_donated", "__kind"), value)

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
    donated = df.ChoiceFilter(
        method="filter_donated", choices=BOOKS, label=_("donated money or other")
    )
    as_of = DateFilter(method="filter_as_of", label=_("balance as of"))
    opened_from = DateFilter(field_name="opens_on", lookup_expr="gte", label=_("opened from"))
    opened_to = DateFilter(field_name="opens_on", lookup_expr="lte", label=_("opened to"))

    def filter_on(self, queryset: FundQuerySet, name: str, value: date) -> FundQuerySet:
        return queryset.filter(
            Q(opens_on=None) | Q(opens_on__lte=value), Q(closes_on=None) | Q(closes_on__gte=value)
        )

    def filter_donated(self, queryset: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return of_donated_money(queryset, "kind", value)

    def filter_within(self, queryset: FundQuerySet, name: str, value: Fund) -> FundQuerySet:
        return queryset.filter(Q(pk=value.pk) | within_fund(value, "parent"))

    def filter_as_of(self, queryset: FundQuerySet, name: str, value: date) -> FundQuerySet:
        """Leave out the funds that had not opened: closed ones may have something left."""
        return queryset.filter(Q(opens_on=None) | Q(opens_on__lte=value))

    class Meta:
        model = Fund
        fields = ("kind", "held_as", "is_appeal", "parent")


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
    priced = PricedFilter(field_name="unit_value")
    value_basis = ValueBasisFilter(field_name="value_basis")
    by_value = df.ChoiceFilter(
        method="filter_by_value",
        choices=[("yes", _("only them")), ("no", _("left out"))],
        label=_("goods known only by their value"),
    )
    bought = BoughtFilter(field_name="gift__source")
    item = df.CharFilter(field_name="item", label=_("item"))
    unit = df.CharFilter(field_name="unit", label=_("unit of quantity"))
    on = DateFilter(method="filter_on", label=_("in store on"))
    fixed_asset = df.ChoiceFilter(
        method="filter_fixed_asset",
        choices=[("yes", _("only them")), ("no", _("left out"))],
        label=_("fixed assets"),
    )

    def filter_by_value(
        self, queryset: GoodsLotQuerySet, name: str, value: str
    ) -> GoodsLotQuerySet:
        in_yuan = Q(unit=YUAN)
        return queryset.filter(in_yuan if value == "yes" else ~in_yuan)

    def filter_fixed_asset(
        self, queryset: GoodsLotQuerySet, name: str, value: str
    ) -> GoodsLotQuerySet:
        return queryset.filter(fixed_asset=value == "yes")

    def filter_on(self, queryset: GoodsLotQuerySet, name: str, value: date) -> GoodsLotQuerySet:
        return queryset.filter(GreaterThan(lot_remaining(value), 0), gift__date__lte=value)

    class Meta:
        model = GoodsLot
        fields = ()


class LifeGiftFilter(RecordFilter):
    search = ("slip__icontains", "note__icontains")

    on = DateFilter(field_name="date", lookup_expr="lte", label=_("up to"))
    since_opening = DateFilter(
        method="filter_since_opening", label=_("after the opening number, up to")
    )

    def filter_since_opening(
        self, queryset: EntryQuerySet, name: str, value: date
    ) -> EntryQuerySet:
        """Leave what the latest number counted before records, up to the day, does not hold."""
        return queryset.filter(StandingNumber.not_within(OuterRef("kind"), value))

    class Meta:
        model = LifeGift
        fields = ("kind",)
