from redcross.forms import EntryForm

from .models import CashGift, Donor, Fund


class CashGiftForm(EntryForm):
    more = ("source", "end_date", "date_precision", "times", "rounded", "note")
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
            "end_date",
            "date_precision",
            "times",
            "rounded",
            "note",
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
