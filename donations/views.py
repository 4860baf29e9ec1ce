"""The pages of donations."""

from datetime import date
from typing import Any, cast

from django.contrib.postgres.aggregates import BitOr
from django.db.models import Q, Sum
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from redcross.directory.forms import StandingNumberForm
from redcross.figures import rounding_bits, rounding_read
from redcross.formatting import display_value, format_decimal
from redcross.forms import BulkEntry, LineForm
from redcross.models import Entry, LineQuerySet, StandingNumber
from redcross.views import (
    EntryBulkAdd,
    EntryDetail,
    EntryList,
    EntryPages,
    EntrySearch,
    EntryVoid,
    Fact,
    LineTable,
    list_of,
)

from .bank.record_pages import MovementAdd, MovementDetail
from .filters import (
    CashGiftFilter,
    DonorFilter,
    FundFilter,
    FundTransferFilter,
    GoodsGiftFilter,
    GoodsLotFilter,
    IncomeFilter,
    LifeGiftFilter,
    RefundFilter,
)
from .forms import (
    CashGiftForm,
    DonorForm,
    FundForm,
    FundTransferForm,
    GoodsGiftForm,
    IncomeForm,
    LifeGiftForm,
    RefundForm,
    StockCountForm,
    StockRemovalForm,
)
from .models import (
    YUAN,
    CashGift,
    CountedGoods,
    Donor,
    Fund,
    FundQuerySet,
    FundTransfer,
    GoodsGift,
    GoodsLot,
    GoodsLotQuerySet,
    Income,
    LifeGift,
    LotMovement,
    Receipt,
    ReceiptedGift,
    Refund,
    RemovedGoods,
    StatementLine,
    StockCount,
    StockRemoval,
    fund_movements,
    movement_label,
    within_fund,
)
from .stock_filters import (
    CountedGoodsFilter,
    RemovedGoodsFilter,
    StockCountFilter,
    StockRemovalFilter,
)
from .tables import (
    CashGiftTable,
    CountedGoodsTable,
    DonorTable,
    FundTable,
    FundTransferTable,
    GoodsGiftTable,
    GoodsLotTable,
    IncomeTable,
    LifeGiftTable,
    RefundTable,
    RemovedGoodsTable,
    StockCountTable,
    StockRemovalTable,
)


def _as_of(request: HttpRequest) -> date:
    """Return the day that the list is asked for, today by default."""
    for name in ("as_of", "on"):
        try:
            if day := parse_date(request.GET.get(name, "")):
                return day
        except ValueError:
            pass  # the filter says so
    return timezone.localdate()


class FundPages(EntryPages):
    model = Fund
    entry_form = FundForm
    filterset_class = FundFilter
    table_class = FundTable


class FundList(FundPages, EntryList):
    """Funds with what was left in them on the day asked for."""

    def get_queryset(self) -> FundQuerySet:
        rows = cast(FundQuerySet, super().get_queryset())
        return rows.with_known_balance(_as_of(self.request))


class FundBulkAdd(FundPages, EntryBulkAdd):
    heading = _("Funds and what is in them")
    shared_fields = ("opens_on",)
    row_fields = ("name", "kind", "opening_balance")


class FundDetail(FundPages, EntryDetail):
    """A fund with what came into it, what left, and what is left."""

    def facts(self) -> list[Fact]:
        fund = cast(Fund, self.object)
        facts = [Fact(_("opening balance (yuan)"), fund.opening_balance)]
        for model, name, effect in fund_movements():
            if not self.user.has_perm(model.permission("view")):
                continue
            rows = model.objects.countable().filter(**{name: fund})
            known = BitOr(rounding_bits(model, effect.amount))
            moved = rows.aggregate(sum=Sum(effect.amount), known=known)
            label = _("%(kind)s, in (yuan)") if effect.sign > 0 else _("%(kind)s, out (yuan)")
            if effect.line not in (StatementLine.INCOME, StatementLine.SPENDING):
                label = _("%(kind)s (yuan)")
            if moved["sum"]:
                kind = {"kind": movement_label(model, name, effect)}
                url = list_of(model, **{f"own_{name}": fund.pk}, **dict(effect.listed))
                facts.append(Fact(label % kind, moved["sum"], url, rounding_read(moved["known"])))
        below = Fund.objects.countable().filter(Q(pk=fund.pk) | within_fund(fund, "parent"))
        balances = {row.pk: row for row in below.with_known_balance(timezone.localdate())}
        url = list_of(Fund, within=fund.pk)
        if fund.pk in balances:
            own = balances[fund.pk]
            facts.append(Fact(_("balance (yuan)"), own.balance, url, rounding_read(own.is_rough)))
        if len(balances) > 1:
            together = sum(row.balance for row in balances.values())
            rough = rounding_read(any(row.is_rough for row in balances.values()))
            facts.append(Fact(_("with the funds below (yuan)"), together, url, rough))
        return facts


class GoodsLotPages(EntryPages):
    model = GoodsLot
    filterset_class = GoodsLotFilter
    table_class = GoodsLotTable


class GoodsLotList(GoodsLotPages, EntryList):
    """Lots with what was left of them on the day asked for."""

    def get_queryset(self) -> GoodsLotQuerySet:
        rows = cast(GoodsLotQuerySet, super().get_queryset())
        return rows.select_related("gift__donor").with_remaining(_as_of(self.request))


class GoodsLotSearch(GoodsLotPages, EntrySearch):
    """Choices among the lots of which something is left: only that can be given out.

    With `all`, among the others too: they are counted, and goods come back to them.
    """

    lookups = ("search_key__contains", "gift__donor__search_key__contains")

    def get_queryset(self) -> GoodsLotQuerySet:
        rows = cast(GoodsLotQuerySet, super().get_queryset())
        rows = rows.select_related("gift__donor").with_remaining(timezone.localdate())
        return (
            rows if "all" in self.request.GET else rows.filter(remaining__gt=0, fixed_asset=False)
        )

    def text(self, row: GoodsLot) -> str:
        """Return the lot with what is left of it, from whom and of which day it is."""
        amount = {"left": format_decimal(row.remaining), "unit": row.unit}
        words = _("worth %(left)s yuan left") if row.unit == YUAN else _("%(left)s %(unit)s left")
        remaining = words % amount
        return f"{row.item} ({remaining}, {row.gift.donor or row.gift}, {row.gift.date})"


class CashGiftPages(EntryPages):
    model = CashGift
    entry_form = CashGiftForm
    filterset_class = CashGiftFilter
    table_class = CashGiftTable


class CashGiftAdd(CashGiftPages, MovementAdd):
    pass


class ReceiptedDetail(EntryDetail):
    """A gift with its receipt, as far as that is in the register."""

    template_name = "donations/gift_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        gift = cast(ReceiptedGift, self.object)
        may = self.user.has_perm(Receipt.permission("view"))
        return super().get_context_data(receipts=gift.in_register() if may else [], **kwargs)


class ReceiptedVoid(EntryVoid):
    """Says that the receipt does not become void with the entry."""

    template_name = "donations/gift_void.html"


class CashGiftVoid(CashGiftPages, ReceiptedVoid):
    pass


class CashGiftDetail(CashGiftPages, ReceiptedDetail, MovementDetail):
    def follow_ups(self) -> list[tuple[type[Entry], str]]:
        return [(Refund, "gift")]


class CashGiftBulkAdd(CashGiftPages, EntryBulkAdd):
    heading = _("Receive money")
    shared_fields = ("date", "fund", "channel")
    row_fields = ("donor", "amount", "receipt_number")


class IncomePages(EntryPages):
    model = Income
    entry_form = IncomeForm
    filterset_class = IncomeFilter
    table_class = IncomeTable


class RefundPages(EntryPages):
    model = Refund
    entry_form = RefundForm
    filterset_class = RefundFilter
    table_class = RefundTable


class RefundAdd(RefundPages, MovementAdd):
    pass


class RefundDetail(RefundPages, MovementDetail):
    pass


class FundTransferPages(EntryPages):
    model = FundTransfer
    entry_form = FundTransferForm
    filterset_class = FundTransferFilter
    table_class = FundTransferTable


class FundTransferDetail(FundTransferPages, MovementDetail):
    pass


class LifeGiftPages(EntryPages):
    model = LifeGift
    entry_form = LifeGiftForm
    filterset_class = LifeGiftFilter
    table_class = LifeGiftTable


class LifeGiftBulkAdd(LifeGiftPages, EntryBulkAdd):
    """What others report of a month: the three donations, and members and volunteers."""

    heading = _("Numbers of the month")
    shared_fields = ("date", "slip", "files")
    advanced_fields = ("date_precision",)
    row_fields = ("kind", "number", "millilitres")
    # Of a month that is over: today would be wrong.
    initial = {"date": None, "date_precision": LifeGift.Precision.MONTH}
    row_initials = tuple(
        {"kind": kind}
        for kind in (
            LifeGift.Kind.BLOOD,
            LifeGift.Kind.SAMPLED,
            LifeGift.Kind.STORED,
            LifeGift.Kind.BODY_REGISTERED,
            LifeGift.Kind.ORGAN_REGISTERED,
        )
    )

    def bulk_entries(
        self, data: QueryDict | None = None, files: MultiValueDict | None = None
    ) -> list[BulkEntry]:
        """Return one for the donations of oneself and one for members and volunteers."""
        kinds = (StandingNumber.Kind.MEMBERS, StandingNumber.Kind.VOLUNTEERS)
        standing = tuple({"kind": kind} for kind in kinds)
        return [
            *super().bulk_entries(data, files),
            self._bulk_entry(StandingNumberForm, ("kind", "number"), standing, data, files),
        ]


class DonorPages(EntryPages):
    model = Donor
    entry_form = DonorForm
    filterset_class = DonorFilter
    table_class = DonorTable


class GoodsGiftPages(EntryPages):
    model = GoodsGift
    entry_form = GoodsGiftForm
    filterset_class = GoodsGiftFilter
    table_class = GoodsGiftTable


class GoodsGiftVoid(GoodsGiftPages, ReceiptedVoid):
    pass


class GoodsGiftDetail(GoodsGiftPages, ReceiptedDetail):
    """A batch of goods, with what is left of each lot today."""

    def line_table(self, name: str, form: type[LineForm]) -> LineTable:
        table = super().line_table(name, form)
        lots = GoodsLot.objects.filter(gift=self.object).with_remaining(timezone.localdate())
        for cells, lot in zip(table["rows"], lots, strict=True):
            cells.append(format_decimal(lot.remaining))
        table["head"].append(_("in store"))
        return table


class StockRemovalPages(EntryPages):
    model = StockRemoval
    entry_form = StockRemovalForm
    filterset_class = StockRemovalFilter
    table_class = StockRemovalTable


class StockCountPages(EntryPages):
    model = StockCount
    entry_form = StockCountForm
    filterset_class = StockCountFilter
    table_class = StockCountTable


class StockCountDetail(StockCountPages, EntryDetail):
    """A count, with what the books said of each lot and the difference."""

    def line_table(self, name: str, form: type[LineForm]) -> LineTable:
        table = super().line_table(name, form)
        count = cast(StockCount, self.object)
        for cells, line in zip(table["rows"], count.counted.all(), strict=True):
            cells += [display_value(line, "book"), display_value(line, "quantity")]
        table["head"] += [_("by the books"), _("difference")]
        return table


class LotMovementList(EntryList):
    """Lines that move goods, each with its lot and its record."""

    def get_queryset(self) -> LineQuerySet:
        rows = cast(LineQuerySet, super().get_queryset())
        return rows.select_related("lot", cast(type[LotMovement], self.model).owner)


class RemovedGoodsPages(EntryPages):
    model = RemovedGoods
    filterset_class = RemovedGoodsFilter
    table_class = RemovedGoodsTable


class RemovedGoodsList(RemovedGoodsPages, LotMovementList):
    pass


class CountedGoodsPages(EntryPages):
    model = CountedGoods
    filterset_class = CountedGoodsFilter
    table_class = CountedGoodsTable


class CountedGoodsList(CountedGoodsPages, LotMovementList):
    pass
