"""The budget of an evaluation."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redcross.models import Line
from redcross.typed_values import TypedAs

from .evaluation import Evaluation


class FundsLine(Line):
    """Money of the year from one source, in 万元. Six decimals are the fen: nothing is rounded."""

    class Source(models.TextChoices):
        YEAR = "year", _("appropriation of the year")
        CARRIED = "carried", _("carried over")
        OTHER = "other", _("other money")

    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.YEAR)
    initial = models.DecimalField(
        _("budget at the start (10000 yuan)"), max_digits=14, decimal_places=6, default=Decimal(0)
    )
    adjusted = models.DecimalField(
        _("budget of the year (10000 yuan)"), max_digits=14, decimal_places=6, default=Decimal(0)
    )
    executed = models.DecimalField(
        _("executed (10000 yuan)"), max_digits=14, decimal_places=6, default=Decimal(0)
    )

    typed_as = {
        "initial": TypedAs.WAN_YUAN,
        "adjusted": TypedAs.WAN_YUAN,
        "executed": TypedAs.WAN_YUAN,
    }

    class Meta(Line.Meta):
        abstract = True

    @staticmethod
    def not_negative(name: str) -> models.CheckConstraint:
        """Return the constraint that every kind of line has, under a name of its own."""
        return models.CheckConstraint(
            condition=Q(initial__gte=0) & Q(adjusted__gte=0) & Q(executed__gte=0),
            name=name,
            violation_error_message=_("A sum is never below zero."),
        )


class BudgetLine(FundsLine):
    """Money of the year by kind and source, in 万元."""

    class Kind(models.TextChoices):
        BASIC = "basic", _("basic expenditure")
        PERSONNEL = "personnel", _("basic expenditure: personnel")
        RUNNING = "running", _("basic expenditure: running costs")
        PROJECT = "project", _("project expenditure")

    evaluation = models.ForeignKey(
        Evaluation, models.CASCADE, related_name="budget", verbose_name=_("evaluation")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.BASIC)

    owner = "evaluation"

    class Meta(FundsLine.Meta):
        verbose_name = _("budget line")
        verbose_name_plural = _("budget")
        constraints = [
            FundsLine.not_negative("budget_line_not_negative"),
            models.UniqueConstraint(
                fields=["evaluation", "kind", "source"],
                deferrable=models.Deferrable.DEFERRED,
                name="budget_line_once",
                violation_error_message=_("There is a line of this kind and source already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_source_display()}"

    @property
    def is_basic(self) -> bool:
        """Return whether it is 基本支出, divided or not."""
        return self.kind != self.Kind.PROJECT
