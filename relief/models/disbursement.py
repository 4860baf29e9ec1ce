"""What leaves the society otherwise than as aid."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from donations.models import (
    Fund,
    FundEffect,
    GoodsGift,
    GoodsLine,
    StatementLine,
    check_lots,
)
from redcross.models import Line, Question, Record, Society
from redcross.typed_values import TypedAs

from .goods_issue import GoodsIssue, check_returned
from .spending import Spending


class Disbursement(Spending):
    """Money or goods that leave otherwise than as aid (拨付), by whose decision. Money in yuan."""

    class Kind(models.TextChoices):
        TRANSFER = "transfer", _("handed on")
        PURCHASE = "purchase", _("purchase")
        FREIGHT = "freight", _("freight and storage")
        MANAGEMENT = "management", _("management and project fee")
        OTHER = "other", pgettext_lazy("disbursement", "other")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TRANSFER)
    recipient = models.CharField(
        _("recipient"), max_length=100, help_text=_("A hospital, town, headquarters, shop.")
    )
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="disbursements",
        verbose_name=_("fund"),
        help_text=_("The fund that the money came from."),
    )
    amount = models.DecimalField(
        _("money (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    contents = models.CharField(
        _("goods in words"),
        max_length=100,
        blank=True,
        help_text=_("Goods that were not taken from the store."),
    )
    batches = models.PositiveIntegerField(
        _("batches of goods"), null=True, blank=True, help_text=_("In how many deliveries.")
    )
    bought = models.ForeignKey(
        GoodsGift,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="purchases",
        verbose_name=_("what was bought"),
        help_text=_("The goods that were bought with it, as recorded."),
    )
    decided_by = models.CharField(
        _("decided by"), max_length=100, blank=True, help_text=_("The body, or the paper.")
    )

    lines = ("goods",)
    roundable_fields = ("amount", "batches", "times")
    alike_fields = ("date", "kind", "recipient", "fund", "amount")
    recommended_fields = ("decided_by",)
    fund_effects = {"fund": (FundEffect("amount", -1, StatementLine.SPENDING, "kind"),)}
    typed_as = {"amount": TypedAs.YUAN}

    personal_fields = ("note", "slip", "recipient", "decided_by", "consent_paper")

    class Meta(Record.Meta):
        verbose_name = _("disbursement")
        verbose_name_plural = _("disbursements")
        constraints = [
            *Spending.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0),
                name="disbursement_amount_positive",
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="management") | ~Q(decided_by=""),
                name="disbursement_fee_by_a_paper",
                violation_error_message=_("Name the agreement or paper that grants the fee."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.recipient}"

    def missing(self) -> list[str | Promise]:
        """Return what is to be completed, of money also the fund."""
        lacks = self.spent_money() and not self.fund_id
        return super().missing() + ([self.own_field("fund").verbose_name] if lacks else [])

    @classmethod
    def incomplete(cls) -> Q:
        """Return the condition for something being still to be completed, as `missing` has it."""
        return super().incomplete() | Q(amount__isnull=False, fund=None)

    @classmethod
    def follow_funds(cls, society: Society) -> None:
        """Tell anew of goods handed on on open days whether it was for another purpose."""
        earmarked = Q(goods__lot__gift__fund__kind=Fund.Kind.EARMARKED)
        rows = cls.of_open_days(society).filter(earmarked | Q(for_other_purpose=True))
        for row in rows.select_related("fund").distinct().iterator():
            row.save_for_other_purpose()

    def questions(self, lines: Mapping[str, Sequence[Line]]) -> Iterator[Question]:
        yield from super().questions(lines)
        if not self.fund or not self.spent_money() or self.consent_paper:
            return
        if self.fund.held_as == Fund.HeldAs.AGENCY and self.kind == self.Kind.MANAGEMENT:
            text = gettext("“%(fund)s” is held for others. Did they grant the fee?")
            yield Question("agency", text % {"fund": self.fund}, self.fund)
        elif self.fund.kind == Fund.Kind.EARMARKED and self.kind == self.Kind.OTHER:
            text = gettext("“%(fund)s” is earmarked. Does this serve its purpose?")
            yield Question("purpose", text % {"fund": self.fund}, self.fund)

    def serves(self, fund: Fund) -> bool:
        """Return whether goods of the fund are handed on by it, where it names a fund."""
        return self.fund is None or self.fund.within(fund) or fund.within(self.fund)

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        check_lots(self)
        if before:
            check_returned(self)
        self._check_fund_of_goods()
        if not (self.amount or self.contents or self.batches or self.goods.exists()):
            raise ValidationError({"amount": _("Say what left: money or goods.")})

    def _check_fund_of_goods(self) -> None:
        """Raise ValidationError for earmarked goods of no fund, where purposes must be kept."""
        if self.fund_id or self.voided_at or not self.society.other_purpose_refused:
            return
        earmarked = self.goods.filter(lot__gift__fund__kind=Fund.Kind.EARMARKED)
        if line := earmarked.select_related("lot__gift__fund").first():
            text = _("“%(fund)s” is earmarked: name the fund for which its goods are handed on.")
            raise ValidationError({"fund": text % {"fund": line.lot.gift.fund}})


class DisbursedGoods(GoodsIssue):
    """What was handed on out of one lot."""

    disbursement = models.ForeignKey(
        Disbursement, models.CASCADE, related_name="goods", verbose_name=_("disbursement")
    )

    owner = "disbursement"
    goods_lines = {GoodsLine.DISBURSED: Q()}

    class Meta(GoodsIssue.Meta):
        verbose_name = _("goods handed on")
        verbose_name_plural = _("goods handed on")
