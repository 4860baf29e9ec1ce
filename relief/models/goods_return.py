"""Goods that come back to the store of what had been given out."""

from collections.abc import Collection
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donations.models import GoodsLine, LotMovement, check_lots
from redcross.models import Record

from .aid import Aid
from .disbursement import Disbursement
from .goods_issue import NAMES_OF_ISSUES, check_returned


class GoodsReturn(Record):
    """Goods that come back to the store (退库), of one aid or one disbursement."""

    aid = models.ForeignKey(
        Aid,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="goods_returns",
        verbose_name=_("aid"),
    )
    disbursement = models.ForeignKey(
        Disbursement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="goods_returns",
        verbose_name=_("disbursement"),
    )
    reason = models.CharField(
        _("reason"), max_length=100, help_text=_("Not taken, of the wrong size, left over.")
    )
    checker = models.CharField(_("checked by"), max_length=30, blank=True)

    lines = ("goods",)
    # Of the return as it was stored; its own lines are saved before its rules are asked.
    _lots_before: Collection[int] = ()
    carries_over = True
    named_by = NAMES_OF_ISSUES
    roundable_fields = ()
    alike_fields = ("date", "aid", "disbursement")
    recommended_fields = ("checker",)

    personal_fields = ("note", "reason", "checker")

    class Meta(Record.Meta):
        verbose_name = _("goods returned to the store")
        verbose_name_plural = _("goods returned to the store")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(aid=None, disbursement__isnull=False)
                | Q(aid__isnull=False, disbursement=None),
                name="goods_return_of_one",
                violation_error_message=_("Choose either the aid or the disbursement."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.original or self._meta.verbose_name)

    @property
    def original(self) -> Aid | Disbursement | None:
        """What the goods had been given out in."""
        return self.aid or self.disbursement

    def clean(self) -> None:
        super().clean()
        original = self.original
        if original and self.date and self.date < original.date:
            raise ValidationError({"date": _("That was only on %(day)s.") % {"day": original.date}})

    def check_changeable(self, current: Self) -> None:
        super().check_changeable(current)
        self._lots_before = set(current.goods.values_list("lot", flat=True))

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        if not self.goods.exists():
            raise ValidationError(_("Say which goods: choose the lots."))
        if self.original and not self.voided_at:
            check_returned(self.original)
        check_lots(self, also=self._lots_before)


class ReturnedGoods(LotMovement):
    """What came back to one lot."""

    goods_return = models.ForeignKey(
        GoodsReturn, models.CASCADE, related_name="goods", verbose_name=_("return of goods")
    )

    owner = "goods_return"
    sign = 1
    goods_lines = {GoodsLine.RETURNED: Q()}

    class Meta(LotMovement.Meta):
        verbose_name = _("goods returned")
        verbose_name_plural = _("goods returned")
