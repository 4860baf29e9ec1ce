"""Money that comes back of what had been paid out."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.models import FundEffect, Reversal, StatementLine

from .aid import Aid
from .disbursement import Disbursement
from .goods_issue import NAMES_OF_ISSUES


class Recovery(Reversal):
    """Aid or a disbursement that came back, whole or in part (收回). It lowers spending."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced", _("bounced by the bank")
        NOT_ELIGIBLE = "not_eligible", _("not entitled to it")
        LEFT_OVER = "left_over", _("not used up")
        GIVEN_UP = "given_up", _("given back of their own accord")
        OTHER = "other", pgettext_lazy("recovery", "other")

    aid = models.ForeignKey(
        Aid,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recoveries",
        verbose_name=_("aid"),
    )
    disbursement = models.ForeignKey(
        Disbursement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recoveries",
        verbose_name=_("disbursement"),
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)

    reverses = ("aid", "disbursement")
    named_by = NAMES_OF_ISSUES
    alike_fields = ("date", "aid", "disbursement", "amount")
    fund_effects = {"fund": (FundEffect("amount", 1, StatementLine.RECOVERED),)}

    class Meta(Reversal.Meta):
        verbose_name = _("money that came back")
        verbose_name_plural = _("money that came back")
        constraints = [
            *Reversal.Meta.constraints,
            models.CheckConstraint(
                condition=Q(aid=None, disbursement__isnull=False)
                | Q(aid__isnull=False, disbursement=None),
                name="recovery_of_one",
                violation_error_message=_("Choose either the aid or the disbursement."),
            ),
        ]
