"""Money received."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.typed_values import TypedAs

from .donor import Donor
from .fund import Fund, source_by_fund
from .fund_effect import FundEffect, StatementLine
from .fund_movement import FundMovementMixin
from .receipted_gift import ReceiptedGift


class CashGift(ReceiptedGift, FundMovementMixin):
    """One sum of money received by the society. Amount in yuan, to the fen."""

    class Channel(models.TextChoices):
        BANK = "bank", _("bank transfer")
        CASH = "cash", _("cash")
        WECHAT = "wechat", _("WeChat Pay")
        ALIPAY = "alipay", _("Alipay")
        PLATFORM = "platform", _("online platform")
        OTHER = "other", pgettext_lazy("channel", "other")

    class Source(models.TextChoices):
        PUBLIC = "public", _("donation from the public")
        ABOVE = "above", _("transfer from above")

    donor = models.ForeignKey(
        Donor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cash_gifts",
        verbose_name=_("donor"),
        help_text=_("Empty only of several gifts, or of what a platform settled."),
    )
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        related_name="cash_gifts",
        verbose_name=_("fund"),
        help_text=_("Earmarked where the donor named a purpose."),
    )
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)
    fee = models.DecimalField(
        _("fee of the platform (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What a platform kept of it: the amount is before, the bank shows after."),
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.BANK)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.PUBLIC)

    roundable_fields = ("amount", "times")
    alike_fields = ("date", "donor", "fund", "amount")
    # The platform gives its donors their receipts itself.
    receipt_not_asked = Q(channel=Channel.PLATFORM)
    fund_effects = {
        "fund": (
            FundEffect("amount", 1, StatementLine.INCOME, "source"),
            FundEffect("fee", -1, StatementLine.SPENDING, listed=(("with_fee", "yes"),)),
        )
    }
    typed_as = {"amount": TypedAs.YUAN, "fee": TypedAs.YUAN}
    # What was handed over stays apart until it is paid in.
    passes_bank = ~Q(channel__in=["cash", "other"])

    class Meta(ReceiptedGift.Meta):
        verbose_name = _("cash gift")
        verbose_name_plural = _("cash gifts")
        indexes = [
            *ReceiptedGift.Meta.indexes,
            # What a balance adds up of ten years, without reading the rows.
            models.Index(
                fields=["fund", "date"],
                include=["amount", "fee"],
                condition=Q(voided_at=None),
                name="cash_gift_balance",
            ),
            models.Index(fields=["fund"], condition=~Q(rounded=[]), name="cash_gift_rounded"),
        ]
        constraints = [
            *ReceiptedGift.Meta.constraints,  # Meta inheritance replaces the list
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="cash_gift_amount_positive",
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(fee=None) | (Q(fee__gt=0) & Q(fee__lte=F("amount"))),
                name="cash_gift_fee_within_amount",
                violation_error_message=_("The fee is a part of the amount."),
            ),
            models.CheckConstraint(
                condition=Q(channel="platform")
                | Q(times=None)
                | Q(times__gt=1)
                | Q(donor__isnull=False),
                name="cash_gift_donor_of_one_gift",
                violation_error_message=_(
                    "Say who gave. Only several gifts, or what a platform settled, may be"
                    " without a donor."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donor or self.get_channel_display()} {self.amount:,.2f}"

    def clean(self) -> None:
        super().clean()
        self.source = source_by_fund(self, self.source)
