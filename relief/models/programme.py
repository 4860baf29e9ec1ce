"""Programmes of help."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.models import Fund, follow_funds
from redcross.models import NamedEntry
from redcross.typed_values import TypedAs


class Programme(NamedEntry):
    """A standing kind of help with its rules: 博爱送万家, 温暖前行大病救助 and the like."""

    class Kind(models.TextChoices):
        VISITS = "visits", _("visits to those in need")
        ILLNESS = "illness", _("serious illness")
        EDUCATION = "education", _("schooling")
        DISASTER = "disaster", _("disaster relief")
        OTHER = "other", pgettext_lazy("programme", "other")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.VISITS)
    causes = models.CharField(
        _("who or what it is for"),
        max_length=200,
        blank=True,
        help_text=_("As the evaluation names it: illnesses, or people."),
    )
    eligibility = models.CharField(
        _("who may apply"),
        max_length=200,
        blank=True,
        help_text=_("The conditions, as the evaluation names them."),
    )
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("fund"),
        help_text=_("The fund that usually pays for it."),
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    budget = models.DecimalField(
        _("budget of a year (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What is planned for a year; more is pointed out."),
    )
    once = models.BooleanField(
        _("once per person and cause"), default=False, help_text=_("A second time is pointed out.")
    )
    note = models.TextField(_("note"), blank=True)

    counted_by = ("kind",)
    typed_as = {
        "starts_on": TypedAs.OPEN_DATE,
        "ends_on": TypedAs.END_DATE,
        "budget": TypedAs.YUAN,
    }

    class Meta(NamedEntry.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "name"],
                condition=Q(voided_at=None),
                name="programme_name_unique",
                violation_error_message=_("There is already a programme of this name."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_start",
                violation_error_message=_("It ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(budget__gte=0),
                name="programme_budget_not_negative",
                violation_error_message=_("A budget is never below zero."),
            ),
        ]

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        was = before.fund_id if before and not before.voided_at else None
        if was != (None if self.voided_at else self.fund_id):
            # What a fund is for is told by its programmes.
            follow_funds(self.society)

    def over_budget(self, year: int) -> Decimal:
        """Return by how much the cash given in the year exceeds the budget, in yuan, or 0.

        What others paid is not of this budget.
        """
        if self.budget is None:
            return Decimal(0)
        aid_of_year = self.aid.countable().filter(date__year=year, paid=self.aid.model.Paid.OWN)
        spent = aid_of_year.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
        return max(spent - self.budget, Decimal(0))
