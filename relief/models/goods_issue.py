"""Goods that leave the store, and come back to it."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _

from donations.models import LotMovement

if TYPE_CHECKING:
    from .aid import Aid
    from .disbursement import Disbursement

# What aid or a disbursement that something points to is called by.
NAMES_OF_ISSUES = ("aid__programme", "aid__person", "aid__place", "disbursement")


class GoodsIssue(LotMovement):
    """What left out of one lot."""

    class Meta(LotMovement.Meta):
        abstract = True

    @property
    def issued_in(self) -> "Aid | Disbursement":
        """What it is a line of."""
        issue: Aid | Disbursement = getattr(self, self.owner)
        return issue


def check_returned(issue: "Aid | Disbursement") -> None:
    """Raise ValidationError where more came back than had been given out, or came back before."""
    returns = issue.goods_returns.countable().order_by()
    if returns.filter(date__lt=issue.date).exists():
        raise ValidationError({"date": _("Some of its goods came back before that day.")})
    issued: dict[int, Decimal] = dict(
        issue.goods.order_by().values_list("lot").annotate(Sum("quantity"))
    )
    back = returns.values_list("goods__lot", "goods__lot__item").annotate(Sum("goods__quantity"))
    for lot, item, quantity in back:
        if quantity > issued.get(lot, Decimal(0)):
            text = _("More of “%(item)s” would have come back than had been given out.")
            raise ValidationError(text % {"item": item})
