"""What 基础数据表 states beside the budget and the staff."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redcross.models import Line
from redcross.typed_values import TypedAs

from .evaluation import Evaluation


class BasicAmount(Line):
    """One sum of 基础数据表: of the year before, as planned, and of the year, in 万元."""

    class Kind(models.TextChoices):
        ABROAD = "abroad", _("travel abroad")
        CARS_BOUGHT = "bought", _("official cars bought")
        CARS_RUN = "cars", _("official cars kept running")
        RECEPTION = "reception", _("receptions")
        PROCUREMENT = "procured", _("government procurement")
        ASSETS = "assets", _("total assets at the end")
        FIXED_ASSETS = "fixed", _("of these, fixed assets")
        LIABILITIES = "owed", _("total liabilities at the end")
        LEFT_BASIC = "left_basic", _("carried forward at the end, basic expenditure")
        LEFT_PROJECT = "left_proj", _("carried forward and left at the end, projects")

    # 三公: what of these is spent, the law wants told together.
    THREE_PUBLIC: ClassVar[tuple[str, ...]] = (
        *(Kind.ABROAD.value, Kind.CARS_BOUGHT.value, Kind.CARS_RUN.value, Kind.RECEPTION.value),
    )

    evaluation = models.ForeignKey(
        Evaluation, models.CASCADE, related_name="basic_amounts", verbose_name=_("evaluation")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    before = models.DecimalField(
        _("last year (10000 yuan)"), max_digits=14, decimal_places=6, null=True, blank=True
    )
    planned = models.DecimalField(
        _("budget (10000 yuan)"), max_digits=14, decimal_places=6, null=True, blank=True
    )
    now = models.DecimalField(
        _("this year (10000 yuan)"), max_digits=14, decimal_places=6, null=True, blank=True
    )

    owner = "evaluation"
    typed_as = {
        "before": TypedAs.WAN_YUAN,
        "planned": TypedAs.WAN_YUAN,
        "now": TypedAs.WAN_YUAN,
    }

    class Meta(Line.Meta):
        verbose_name = _("basic number")
        verbose_name_plural = _("basic numbers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(before__lt=0) & ~Q(planned__lt=0) & ~Q(now__lt=0),
                name="basic_amount_not_negative",
                violation_error_message=_("A sum is never below zero."),
            ),
            models.UniqueConstraint(
                fields=["evaluation", "kind"],
                deferrable=models.Deferrable.DEFERRED,
                name="basic_amount_once",
                violation_error_message=_("There is a line of this kind already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
