from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from donations.forms import BOOKING_FIELDS, AnyLotForm
from redcross.forms import TIMING_FIELDS, EntryForm, LineForm, Roster, TypedDecimalField
from redcross.forms.doubts import Doubt, confirmed_doubts, doubts_of
from redcross.typed_values import TypedAs

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


class ProgrammeForm(EntryForm):
    quick_add_fields = ("name", "kind", "causes")

    class Meta:
        model = Programme
        fields = (
            "name",
            "kind",
            "causes",
            "eligibility",
            "fund",
            "starts_on",
            "ends_on",
            "budget",
            "once",
            "note",
        )


class ApplicationForm(EntryForm):
    main_field_count = 6
    kept_for_next = ("date", "programme")

    class Meta:
        model = Application
        fields = (
            "date",
            "programme",
            "applicant",
            "place",
            "household",
            "cause",
            "guardian",
            "household_size",
            "yearly_income",
            "total_cost",
            "insurance_paid",
            "other_aid",
            "account_holder",
            "account",
            "village_opinion",
            "town_opinion",
            "district_opinion",
            "papers_missing",
            "posted_from",
            "posted_to",
            "decision",
            "decided_on",
            "decided_by",
            "amount",
            *TIMING_FIELDS,
        )


class AidGoodsForm(LineForm):
    optional = True
    extra_columns = {"specification": None, "unit": None}

    class Meta:
        model = AidGoods
        fields = ("lot", "quantity")


class AidForm(EntryForm):
    lines = {"goods": AidGoodsForm}
    line_description_fields = {"goods": "contents"}
    extra_columns = {"donor": None}
    people = {"person": "person"}
    roster = Roster(
        person="person",
        people="people",
        households="households",
        place="place",
        recipients="recipients",
        summed=("amount", "value", "packages"),
    )
    main_field_count = 6
    not_copied = ("voucher_number",)
    kept_for_next = ("date", "programme", "fund")

    class Meta:
        model = Aid
        fields = (
            "date",
            "programme",
            "person",
            "place",
            "amount",
            "fund",
            "households",
            "packages",
            "application",
            "recipients",
            "occasion",
            "paid",
            "people",
            "person_times",
            "rate",
            "contents",
            "value",
            "value_basis",
            "visitors",
            "handed_out_by",
            "handed_out_with",
            "means",
            "slip",
            "decision_paper",
            "decided_on",
            "consent_paper",
            "consent_on",
            "partners",
            "outcomes",
            *BOOKING_FIELDS,
            *TIMING_FIELDS,
        )


class HandingOutForm(EntryForm):
    """What all aid has in common that is handed out at once on approved applications."""

    main_field_count = 5

    class Meta:
        model = Aid
        fields = (
            *("date", "fund", "means", "handed_out_by", "handed_out_with"),
            *("decision_paper", "decided_on", "consent_paper", "consent_on", "note"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["files"]
        for name in ("fund", "means"):
            self.fields[name].required = True

    def clean(self) -> dict[str, Any] | None:
        """Ask who handed out cash: by a bank nobody does."""
        data = super().clean() or self.cleaned_data
        if data.get("means") == Aid.Means.CASH:
            for name in ("handed_out_by", "handed_out_with"):
                if not data.get(name):
                    self.add_error(name, _("Two people hand out."))
        return data

    def _find_doubts(self) -> Iterator[Doubt]:
        """Yield what looks odd in what they share; of each the page asks itself."""
        yield from doubts_of(self, confirmed_doubts(self.data))


class HandedOutForm(forms.Form):
    """What one of them is given. `submission`: by which a second sending is known."""

    amount = TypedDecimalField(
        typed_as=TypedAs.YUAN, max_digits=14, decimal_places=2, min_value=Decimal("0.01")
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)


class DisbursedGoodsForm(LineForm):
    optional = True
    extra_columns = {"specification": None, "unit": None}

    class Meta:
        model = DisbursedGoods
        fields = ("lot", "quantity")


class DisbursementForm(EntryForm):
    lines = {"goods": DisbursedGoodsForm}
    line_description_fields = {"goods": "contents"}
    extra_columns = {"donor": None, "value": TypedAs.YUAN}
    main_field_count = 6
    not_copied = ("voucher_number",)
    kept_for_next = ("date", "fund", "decided_by")

    class Meta:
        model = Disbursement
        fields = (
            "date",
            "kind",
            "recipient",
            "fund",
            "amount",
            "decided_by",
            "contents",
            "batches",
            "bought",
            "means",
            "slip",
            "decision_paper",
            "decided_on",
            "consent_paper",
            "consent_on",
            *BOOKING_FIELDS,
            *TIMING_FIELDS,
        )


class AllocationForm(EntryForm):
    main_field_count = 5
    not_copied = ("paper", "gift", "fed_back_on", "fed_back_to", "feedback_paper")
    kept_for_next = ("date", "donor", "due_on")

    class Meta:
        model = Allocation
        fields = (
            "date",
            "donor",
            "contents",
            "paper",
            "due_on",
            "gift",
            "fed_back_on",
            "fed_back_to",
            "feedback_paper",
            *TIMING_FIELDS,
        )


class FeedbackForm(EntryForm):
    """Asks only for the last step of an allocation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fed_back_on"].required = True

    class Meta:
        model = Allocation
        fields = ("fed_back_on", "fed_back_to", "feedback_paper")


class ReturnedGoodsForm(AnyLotForm):
    class Meta:
        model = ReturnedGoods
        fields = ("lot", "quantity")


class GoodsReturnForm(EntryForm):
    lines = {"goods": ReturnedGoodsForm}

    class Meta:
        model = GoodsReturn
        fields = ("date", "aid", "disbursement", "reason", "checker", "note")


class RecoveryForm(EntryForm):
    main_field_count = 7

    class Meta:
        model = Recovery
        fields = (
            *("date", "aid", "disbursement", "amount", "reason", "paper", "note"),
            *BOOKING_FIELDS,
        )


class ResponseForm(EntryForm):
    main_field_count = 5

    class Meta:
        model = Response
        fields = (
            "date",
            "title",
            "place",
            "moved",
            "treated",
            "volunteers",
            "carried",
            "partners",
            "outcomes",
            *TIMING_FIELDS,
        )
