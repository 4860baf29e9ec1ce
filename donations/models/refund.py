"""Money that goes back to who gave it, and money that moves between funds."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.models import Line, Question, Record
from redcross.typed_values import TypedAs

from .cash_gift import CashGift
from .consent import ConsentMixin
from .fund import Fund
from .fund_effect import FundEffect, StatementLine
from .fund_movement import FundMovementMixin, Reversal
from .receipt import Receipt
from .receipt_number import HALF_YEAR, carries_number


class Refund(Reversal):
    """A cash gift given back, whole or in part (退回). It lowers income and is no spending."""

    class Reason(models.TextChoices):
        MISTAKEN = "mistaken", _("transferred by mistake")
        DOUBLE = "double", _("paid twice")
        BOUNCED = "bounced", _("bounced by the bank")
        NO_AGREEMENT = "no_agreement", _("the agreement did not come about")
        NOT_KEPT = "not_kept", _("an agreed duty was not kept")
        UNLAWFUL = "unlawful", _("raised against the rules")
        OTHER = "other", pgettext_lazy("refund", "other")

    gift = models.ForeignKey(
        CashGift, models.PROTECT, related_name="refunds", verbose_name=_("cash gift")
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    decided_by = models.CharField(
        _("decided by"), max_length=100, help_text=_("The body, or the paper.")
    )

    reverses = ("gift",)
    named_by = ("gift__donor",)
    alike_fields = ("date", "gift", "amount")
    fund_effects = {"fund": (FundEffect("amount", -1, StatementLine.REFUND),)}

    personal_fields = ("note", "decided_by")

    class Meta(Reversal.Meta):
        verbose_name = _("refund of a gift")
        verbose_name_plural = _("refunds of gifts")

    @classmethod
    def without_red_receipt(cls) -> Q:
        """Return the condition for the gift having a receipt that is not red-lettered yet.

        Of a part, too: a red receipt takes the whole back, and what stays gets a new one.
        """
        day, half_year = OuterRef("gift__date"), timedelta(HALF_YEAR)
        same = carries_number(
            F("original__code"),
            F("original__number"),
            Q(original__date__gte=day - half_year, original__date__lte=day + half_year),
            typed=OuterRef("gift__receipt_number"),
        )
        red = Receipt.objects.countable().filter(
            same, kind=Receipt.Kind.RED, society=OuterRef("society")
        )
        return ~Q(gift__receipt_number="") & ~Q(Exists(red))

    @classmethod
    def incomplete(cls) -> Q:
        return super().incomplete() | cls.without_red_receipt()

    def missing(self) -> list[str | Promise]:
        found = super().missing()
        if Refund.objects.filter(self.without_red_receipt(), pk=self.pk).exists():
            found.append(_("red receipt for the receipt of the gift"))
        return found


class FundTransfer(ConsentMixin, FundMovementMixin):
    """Money that moves from one fund of the society into another. Amount in yuan."""

    from_fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="+", verbose_name=_("out of the fund")
    )
    to_fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="+", verbose_name=_("into the fund")
    )
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=200)
    decided_by = models.CharField(
        _("decided by"), max_length=100, help_text=_("The body, or the paper.")
    )

    roundable_fields = ()
    alike_fields = ("date", "from_fund", "to_fund", "amount")
    typed_as = {"amount": TypedAs.YUAN}
    # Most are of one account, and the bank hears nothing of them.
    passes_bank = Q(pk__in=[])
    fund_effects = {
        "from_fund": (FundEffect("amount", -1, StatementLine.TRANSFER),),
        "to_fund": (FundEffect("amount", 1, StatementLine.TRANSFER),),
    }

    personal_fields = ("note", "consent_paper", "reason", "decided_by")

    class Meta(Record.Meta):
        verbose_name = _("transfer between funds")
        verbose_name_plural = _("transfers between funds")
        constraints = [
            *ConsentMixin.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="fund_transfer_amount_positive",
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(to_fund__gt=F("from_fund")) | Q(to_fund__lt=F("from_fund")),
                name="fund_transfer_between_two",
                violation_error_message=_("Choose two different funds."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if not (self.from_fund_id and self.to_fund_id):
            return
        if self.from_fund.book != self.to_fund.book:
            raise ValidationError({"to_fund": _("These are kept in books apart.")})

    def __str__(self) -> str:
        return f"{self.from_fund} → {self.to_fund} {self.amount:,.2f}"

    @property
    def for_other_purpose(self) -> bool:
        """Whether earmarked money leaves its fund for one that is not a part of it."""
        earmarked = self.from_fund.kind == Fund.Kind.EARMARKED
        return earmarked and not self.to_fund.within(self.from_fund)

    def questions(self, lines: Mapping[str, Sequence[Line]]) -> Iterator[Question]:
        yield from super().questions(lines)
        lacks_paper = self.from_fund_id and self.to_fund_id and not self.consent_paper
        if lacks_paper and self.for_other_purpose:
            yield self.consent_question(self.from_fund)

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        if not self.voided_at:
            self.check_consent([self.from_fund] if self.for_other_purpose else [])
