"""What gifts of money and of goods share: the receipt that their donor is given."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcross.models import Entry
from redcross.models.constraints import is_satisfied

from .donor import Donor
from .receipt_number import (
    ReceiptCarrier,
    known_codes,
    rows_with_numbers,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class ReceiptedGift(ReceiptCarrier):
    """A gift with the number of its receipt. Each receipt is of one gift.

    A donor who gave several times and was given one receipt for all is recorded as one gift that
    stands for so many `times`: so that the number stays unique in the database, too.
    """

    receipt_waived = models.BooleanField(
        _("receipt waived"),
        default=False,
        help_text=_("The donor was asked and wants none; keep what says so as evidence."),
    )

    agreement_number = models.CharField(
        _("agreement number"),
        max_length=60,
        blank=True,
        help_text=_("Of the agreement with the donor, if there is one."),
    )

    number_named_by = ("donor",)
    # Of what no receipt is asked, besides what the anonymous gave: its own fields alone.
    receipt_not_asked: ClassVar[Q] = Q(receipt_waived=True)

    class Meta(ReceiptCarrier.Meta):
        abstract = True
        constraints = [
            *ReceiptCarrier.Meta.constraints,
            # The last guard; that no other kind has it either is looked at with the society locked.
            models.UniqueConstraint(
                fields=["society", "receipt_number"],
                condition=~Q(receipt_number="") & Q(voided_at=None),
                name="%(class)s_receipt_number_unique",
                violation_error_message=_("This receipt number is already used."),
            ),
            models.CheckConstraint(
                condition=Q(receipt_number="") | Q(receipt_waived=False),
                name="%(class)s_number_or_waived",
                violation_error_message=_("A gift whose receipt was waived has no number."),
            ),
        ]

    @classmethod
    def without_receipt(cls) -> Q:
        """Return the condition for what `lacks_receipt`."""
        return (
            Q(source="public", receipt_number="", receipt_waived=False)
            & ~Donor.gave_anonymously()
            & ~cls.receipt_not_asked
        )

    def lacks_receipt(self) -> bool:
        """Return whether it is a gift of the public that has no receipt and should have one."""
        donor: Donor | None = getattr(self, "donor", None)
        return (
            getattr(self, "source", "") == "public"
            and not self.receipt_number
            and not self.receipt_waived
            and is_satisfied(self.receipt_not_asked, self) is False
            and (donor is None or donor.kind != Donor.Kind.ANONYMOUS)
        )

    @classmethod
    def incomplete(cls) -> Q:
        return super().incomplete() | cls.without_receipt()

    def missing(self) -> list[str | Promise]:
        found = super().missing()
        if self.lacks_receipt():
            found.append(self.own_field("receipt_number").verbose_name)
        return found

    def why_barred(self, taker: ReceiptCarrier) -> "_StrOrPromise":
        """Bar other gifts, and the number of a red receipt; the register says what is on gifts."""
        return "" if taker.tells_of_gifts() else TAKEN

    def in_register(self) -> list[ReceiptCarrier]:
        """Return the receipts of the register with its number."""
        if not self.receipt_number:
            return []
        codes, society = known_codes(self.society_id), self.society_id
        return [
            row
            for row in rows_with_numbers(society, [self.receipt_number], codes)
            if row.tells_of_gifts() and row.has_number(self.receipt_number, self, codes)
        ]

    def warnings(self) -> list[tuple[str | Promise, Entry | None]]:
        """Say what the register says of its receipt that does not agree with it."""
        found = super().warnings()
        rows = [] if self.voided_at else self.in_register()
        return found + [(text, row) for row in rows for text in row.disagreements(self)]


TAKEN = _("“%(number)s” is used already: %(kind)s no. %(pk)s, %(record)s, %(day)s (%(url)s).")
