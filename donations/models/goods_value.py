"""How the value of goods is known, and goods of which nothing else is."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcross.formatting import format_decimal


class ValueBasis(models.TextChoices):
    """How the unit value of a lot is known, in the order in which it is to be sought."""

    VOUCHER = "voucher", _("voucher")
    ASSESSED = "assessed", _("assessment")
    MARKET = "market", _("market price")


# Known by no paper on these very goods.
ESTIMATES = (ValueBasis.ASSESSED.value, ValueBasis.MARKET.value)
# The unit of a lot of which only the value is known: it is its own quantity.
YUAN = "元"
# What somebody may write for it, and what would make another sum of the quantity.
YUAN_TOO = ("yuan", "rmb", "cny", "圆", "元整", "人民币", "人民币元", "￥", "¥")
NO_YUAN = ("万元", "千元", "百元", "亿元", "角", "分")
# How such a lot may be called already.
_ONE_BATCH = "一批"


def as_unit(typed: str) -> str:
    """Return the unit of quantity as it is kept: 元 however it was written."""
    return YUAN if typed.strip().lower() in YUAN_TOO else typed


def worth_in_words(item: str, quantity: Decimal, batch: bool = True) -> str:
    """Return what is counted in yuan: 学习用品一批，价值30000元; a part of it without 一批."""
    params = {"item": item, "value": format_decimal(quantity)}
    if batch and _ONE_BATCH not in item:
        return gettext("a batch of %(item)s, worth %(value)s yuan") % params
    return gettext("%(item)s, worth %(value)s yuan") % params


def check_to_the_fen(yuan: Decimal | None, name: str = "quantity") -> None:
    """Raise ValidationError for a sum in yuan with parts of a fen."""
    if yuan is not None and yuan != round(yuan, 2):
        raise ValidationError({name: _("It is a sum in yuan: to the fen at most.")})
