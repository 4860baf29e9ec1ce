from typing import Any

from redcross.forms import TIMING_FIELDS, EntryForm, LineForm
from redcross.typed_values import TypedAs

from .goods_ledgers import take_goods
from .models import CashGift, Donor, Fund, GoodsGift, GoodsLot, LifeGift


class CashGiftForm(EntryForm):
    main_field_count = 6
    not_copied = ("receipt_number",)
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
            "source",
            *TIMING_FIELDS,
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
            "purpose",
            "parent",
            "opens_on",
            "closes_on",
            "opening_balance",
            "note",
        )


class GoodsLotForm(LineForm):
    beside = {"specification": None, "value": TypedAs.YUAN}
    told_within = ("quantity",)

    @classmethod
    def take_beside(cls, cells: dict[str, Any], beside: dict[str, Any]) -> str:
        return take_goods(cells, beside)

    class Meta:
        model = GoodsLot
        fields = ("item", "quantity", "unit", "unit_value", "expires_on", "quality_proof")


class GoodsGiftForm(EntryForm):
    lines = {"lots": GoodsLotForm}
    lines_in_words = {"lots": "description"}
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
            "source",
            "description",
            *TIMING_FIELDS,
        )


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
