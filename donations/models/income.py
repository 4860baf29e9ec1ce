"""Money received that nobody gave."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.models import Record
from redcross.typed_values import TypedAs

from .fund import Fund
from .fund_effect import FundEffect, StatementLine
from .fund_movement import FundMovementMixin


class Income(FundMovementMixin):
    """One sum of income that is no gift: fiscal money, dues, fees, interest. Amount in yuan."""

    class Source(models.TextChoices):
        FISCAL = "fiscal", _("appropriation of the district")
        FISCAL_ABOVE = "fiscal_above", _("fiscal money from above")
        DUES = "dues", _("membership dues")
        TRAINING = "training", _("fees of trainings")
        INTEREST = "interest", _("interest")
        OTHER = "other", pgettext_lazy("income", "other")

    # What public finance gives, and is in the budget.
    FISCAL_SOURCES = (Source.FISCAL, Source.FISCAL_ABOVE)

    source = models.CharField(_("source"), max_length=12, choices=Source)
    name = models.CharField(
        _("what it is"), max_length=100, blank=True, help_text=_("Of other income.")
    )
    payer = models.CharField(_("paid by"), max_length=100, blank=True)
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        related_name="income",
        verbose_name=pgettext_lazy("income", "fund"),
        help_text=_("Fiscal money goes into a fund of its own."),
    )
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)
    paper = models.CharField(
        _("paper"), max_length=100, blank=True, help_text=_("Number of the budget paper or slip.")
    )

    roundable_fields = ("amount",)
    alike_fields = ("date", "source", "fund", "amount")
    fund_effects = {"fund": (FundEffect("amount", 1, StatementLine.INCOME, "source"),)}
    typed_as = {"amount": TypedAs.YUAN}
    # The treasury pays by itself (国库集中支付), through no account of the society.
    passes_bank = ~Q(source__in=["fiscal", "fiscal_above"])

    personal_fields = ("note", "payer")

    class Meta(Record.Meta):
        verbose_name = _("income other than gifts")
        verbose_name_plural = _("income other than gifts")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="income_amount_positive",
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                condition=~Q(source="other") | ~Q(name=""),
                name="income_other_named",
                violation_error_message=_("Say what other income it is."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.get_source_display()} {self.amount:,.2f}"

    def clean(self) -> None:
        super().clean()
        self.name = self.name.strip()
        if not self.fund_id or not self.source:
            return
        fiscal = self.source in self.FISCAL_SOURCES
        into_fiscal = self.fund.kind == Fund.Kind.FISCAL
        if fiscal and not into_fiscal:
            raise ValidationError({"fund": _("Fiscal money goes into a fund of that kind.")})
        if into_fiscal and not fiscal and self.source != self.Source.INTEREST:
            raise ValidationError({"fund": _("Into a fund of fiscal money goes nothing else.")})
