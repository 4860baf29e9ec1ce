"""What the finance ledger says was there at the end of a month."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.models import Line
from redcross.typed_values import DatePrecision, TypedAs, last_day

from .bank import BankAccount
from .bank_paper import BankPaper


class LedgerBalance(BankPaper):
    """The balance of the finance ledger (财务账) at the end of a month, in yuan.

    Of an account or, where none is named, of all funds together. Its lines say why it is not what
    the books here say.
    """

    account = models.ForeignKey(
        BankAccount,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_balances",
        verbose_name=pgettext_lazy("bank", "bank account"),
        help_text=_("Empty: of all funds together."),
    )
    balance = models.DecimalField(
        _("balance of the ledger (yuan)"), max_digits=14, decimal_places=2
    )

    lines = ("differences",)
    typed_as = {"balance": TypedAs.YUAN}
    not_summed = frozenset({"balance"})

    class Meta(BankPaper.Meta):
        verbose_name = _("balance of the finance ledger")
        verbose_name_plural = _("balances of the finance ledger")
        constraints = [
            *BankPaper.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "account", "date"],
                condition=Q(voided_at=None),
                name="ledger_balance_once",
                violation_error_message=_("The balance of this month is entered already."),
            ),
            models.UniqueConstraint(
                fields=["society", "date"],
                condition=Q(voided_at=None, account=None),
                name="ledger_balance_of_all_once",
                violation_error_message=_("The balance of this month is entered already."),
            ),
        ]

    @classmethod
    def usual_date(cls, today: date) -> date:
        """Return the end of last month: this one has none yet."""
        return today.replace(day=1) - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.date:%Y-%m} {self.balance:,.2f}"

    def clean(self) -> None:
        if self.date:
            self.date = last_day(self.date, DatePrecision.MONTH)
            self.date_precision = self.Precision.DAY
        super().clean()

    @property
    def explained(self) -> Decimal:
        """What its lines explain of the difference."""
        return sum((line.amount for line in self.differences.all()), Decimal(0))


class LedgerDifference(Line):
    """Why the ledger says more, or less: below zero. Amount in yuan."""

    balance_of = models.ForeignKey(
        LedgerBalance, models.CASCADE, related_name="differences", verbose_name=_("balance")
    )
    amount = models.DecimalField(
        _("in the ledger more (yuan)"),
        max_digits=14,
        decimal_places=2,
        help_text=_("Below zero where the ledger has less."),
    )
    reason = models.CharField(_("reason"), max_length=200)

    owner = "balance_of"
    typed_as = {"amount": TypedAs.YUAN}

    personal_fields = ("reason",)

    class Meta(Line.Meta):
        verbose_name = _("difference to the ledger")
        verbose_name_plural = _("differences to the ledger")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__lt=0) | Q(amount__gt=0),
                name="ledger_difference_not_zero",
                violation_error_message=_("Say how much."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount:+,.2f} {self.reason}"
