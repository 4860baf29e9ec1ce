"""Goods that leave the store."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donations.models import GoodsLot
from redcross.formatting import format_decimal
from redcross.models import Line

if TYPE_CHECKING:
    from .aid import Aid
    from .disbursement import Disbursement


def check_lots(entry: "Aid | Disbursement") -> None:
    """Raise ValidationError for a lot of another society, or of which more left than came."""
    for line in entry.goods.select_related("lot__gift"):
        if line.lot.gift.society_id != entry.society_id:
            raise ValidationError(_("This belongs to another society."))
        line.lot.check_not_overdrawn()


class GoodsIssue(Line):
    """What left out of one lot."""

    lot = models.ForeignKey(GoodsLot, models.PROTECT, related_name="+", verbose_name=_("lot"))
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)

    class Meta(Line.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="%(class)s_quantity_positive",
                violation_error_message=_("The quantity must be above zero."),
            )
        ]

    @property
    def issued_in(self) -> "Aid | Disbursement":
        """What it is a line of."""
        issue: Aid | Disbursement = getattr(self, self.owner)
        return issue

    def __str__(self) -> str:
        return f"{self.lot.item} {format_decimal(self.quantity)}{self.lot.unit}"
