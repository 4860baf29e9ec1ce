from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from redcross.forms import TIMING_FIELDS, EntryForm, LineForm, VoidForm
from redcross.forms.doubts import Doubt, confirmed_doubts
from redcross.typed_values import TypedAs

from .goods_ledgers import use_goods_cells
from .models import (
    LEFT_OPEN,
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
)

# What the finance ledger and the bank ask of a record that moves money; the last before its times.
BOOKING_FIELDS = ("voucher_number", "bank_account")


class CashGiftForm(EntryForm):
    main_field_count = 6
    not_copied = ("receipt_number", "voucher_number")
    usual_fields = ("donor",)
    kept_for_next = ("date", "fund", "channel")

    class Meta:
        model = CashGift
        fields = (
            "date",
            "donor",
            "amount",
            "fund",
            "channel",
            "receipt_number",
            "receipt_waived",
            "source",
            "agreement_number",
            "fee",
            *BOOKING_FIELDS,
            *TIMING_FIELDS,
        )


class IncomeForm(EntryForm):
    main_field_count = 7
    kept_for_next = ("date", "source", "fund")

    class Meta:
        model = Income
        fields = (
            "date",
            "source",
            "name",
            "amount",
            "fund",
            "payer",
            "paper",
            *BOOKING_FIELDS,
            *TIMING_FIELDS,
        )


class RefundForm(EntryForm):
    main_field_count = 7

    class Meta:
        model = Refund
        fields = (
            *("date", "gift", "amount", "reason", "decided_by", "paper", "note"),
            *BOOKING_FIELDS,
        )


class FundTransferForm(EntryForm):
    main_field_count = 8

    class Meta:
        model = FundTransfer
        fields = (
            *("date", "from_fund", "to_fund", "amount", "reason", "decided_by"),
            *("consent_paper", "consent_on", "note"),
            *BOOKING_FIELDS,
        )


class DonorForm(EntryForm):
    quick_add_fields = ("name", "kind", "name_public", "phone")
    not_copied = ("credit_code",)

    class Meta:
        model = Donor
        fields = ("kind", "name", "credit_code", "id_number", "phone", "name_public", "note")


class FundForm(EntryForm):
    quick_add_fields = ("name", "kind", "purpose")

    class Meta:
        model = Fund
        fields = (
            "name",
            "kind",
            "held_as",
            "purpose",
            "is_appeal",
            "filing_number",
            "parent",
            "opens_on",
            "closes_on",
            "opening_balance",
            "note",
        )


class GoodsLotForm(LineForm):
    extra_columns = {"specification": None, "value": TypedAs.YUAN}
    fields_within_text = ("quantity",)
    hint = _(
        "Only the value in all is known, as of a batch of school things worth 30000 yuan? Write"
        " what it is, 30000 as the quantity and yuan as the unit: it can be given out in parts."
    )

    @classmethod
    def use_extra_cells(
        cls, cells: dict[str, Any], extra_cells: dict[str, Any], *, new: bool
    ) -> list[str]:
        return use_goods_cells(cells, extra_cells, new=new)

    class Meta:
        model = GoodsLot
        fields = (
            "item",
            "quantity",
            "unit",
            "unit_value",
            "value_basis",
            "batch_number",
            "produced_on",
            "expires_on",
            "quality_proof",
            "fixed_asset",
        )


class GoodsGiftForm(EntryForm):
    lines = {"lots": GoodsLotForm}
    line_description_fields = {"lots": "description"}
    said_of_each = {"donor": "source"}
    main_field_count = 6
    not_copied = ("receipt_number",)
    kept_for_next = ("date", "fund")

    class Meta:
        model = GoodsGift
        fields = (
            "date",
            "donor",
            "fund",
            "receipt_number",
            "checker",
            "second_checker",
            "receipt_waived",
            "source",
            "agreement_number",
            "description",
            *TIMING_FIELDS,
        )


class ReceiptForm(EntryForm):
    not_copied = ("number", "check_code", "original_number")
    kept_for_next = ("date", "code", "kind", "item")

    class Meta:
        model = Receipt
        fields = (
            "code",
            "number",
            "date",
            "kind",
            "payer",
            "amount",
            "check_code",
            "item",
            "original_number",
            "reason",
            "note",
        )


class ReceiptVoidForm(VoidForm):
    """Asks besides whether the number of a void or red receipt was only mistyped."""

    mistyped = forms.BooleanField(
        label=_("The number was mistyped: the receipt of this number was never void or red"),
        help_text=_("Then it may serve. Say in the reason which number was meant."),
        required=False,
    )


class ReceiptRangeForm(EntryForm):
    not_copied = (
        *("first_number", "last_number", "replaces_number"),
        *("written_off_on", "written_off_by"),
    )

    class Meta:
        model = ReceiptRange
        fields = (
            "taken_on",
            "taken_from",
            "code",
            "first_number",
            "last_number",
            "keeper",
            "replaces_number",
            "written_off_on",
            "written_off_by",
            "note",
        )

    def _find_doubts(self) -> Iterator[Doubt]:
        """Ask besides about what is handed out while an older range is still open."""
        yield from super()._find_doubts()
        if self.errors or self.instance.pk:
            return
        for row in cast(ReceiptRange, self.instance).left_open():
            key = f"left_open={row.pk}"
            confirmed = key in confirmed_doubts(self.data)
            yield Doubt(key, f"{LEFT_OPEN} {row}", confirmed, False, row.get_absolute_url())


class AnyLotForm(LineForm):
    """Of a line that may name a lot of which nothing is left by the books."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lot"].widget.attrs["data-autocomplete"] += "?all=1"


class RemovedGoodsForm(LineForm):
    class Meta:
        model = RemovedGoods
        fields = ("lot", "quantity")


class StockRemovalForm(EntryForm):
    lines = {"goods": RemovedGoodsForm}

    class Meta:
        model = StockRemoval
        fields = ("date", "kind", "decided_by", "checker", "second_checker", "outcome", "note")


class CountedGoodsForm(AnyLotForm):
    class Meta:
        model = CountedGoods
        fields = ("lot", "found", "reason")


class StockCountForm(EntryForm):
    lines = {"counted": CountedGoodsForm}

    class Meta:
        model = StockCount
        fields = ("date", "counter", "witness", "note")


class LifeGiftForm(EntryForm):
    main_field_count = 6
    kept_for_next = ("date", "date_precision", "slip")

    class Meta:
        model = LifeGift
        fields = (
            "date",
            "date_precision",
            "kind",
            "number",
            "millilitres",
            "slip",
            "end_date",
            "rounded",
            "note",
        )
