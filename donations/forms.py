from redcross.forms import WHEN, EntryForm, LineForm

from .models import CashGift, Donor, Fund, GoodsGift, GoodsLot, LifeGift


class CashGiftForm(EntryForm):
    shown = 6
    not_copied = ("receipt_number",)
    carried = ("date", "fund", "channel")

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
            *WHEN,
        )


class DonorForm(EntryForm):
    not_copied = ("credit_code",)

    class Meta:
        model = Donor
        fields = ("kind", "name", "credit_code", "id_number", "phone", "name_public", "note")


class FundForm(EntryForm):
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
    class Meta:
        model = GoodsLot
        fields = ("item", "quantity", "unit", "unit_value", "expires_on", "quality_proof")


class GoodsGiftForm(EntryForm):
    lines = {"lots": GoodsLotForm}
    shown = 6
    not_copied = ("receipt_number",)
    carried = ("date", "fund")

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
            *WHEN,
        )


class LifeGiftForm(EntryForm):
    shown = 6
    carried = ("date", "date_precision", "slip")

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
