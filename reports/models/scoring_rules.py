"""How the finance bureau wants points given in a year."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ScoringMethod(models.TextChoices):
    """What a target that was missed earns."""

    SHARE = "share", _("the share that was reached")
    FULL = "full", _("nothing")
    DEDUCT = "deduct", _("all points less some for each percent missed")
    BANDS = "bands", _("points by bands of what was reached")


class ScoringRules(models.Model):
    """What a missed target earns unless its indicator says otherwise, and when one is exceeded."""

    missed_earns = models.CharField(
        _("a missed target earns"),
        max_length=10,
        choices=ScoringMethod,
        default=ScoringMethod.SHARE,
        help_text=_("Unless the indicator says otherwise."),
    )
    missed_deduction = models.DecimalField(
        _("points taken off for each percent missed"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
    )
    excess_limit = models.DecimalField(
        _("exceeded far: by more percent than"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(20),
        help_text=_("Then the reason is asked for."),
    )
    excess_deduction = models.DecimalField(
        _("what exceeding far takes off (percent of the points)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(excess_deduction__gte=0, excess_deduction__lte=100, excess_limit__gte=0)
                & ~Q(missed_deduction__lte=0),
                name="evaluation_deductions_in_range",
                violation_error_message=_("A deduction lies between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=~Q(missed_earns=ScoringMethod.BANDS),
                name="evaluation_bands_are_of_indicators",
                violation_error_message=_("Bands are given with each indicator."),
            ),
            models.CheckConstraint(
                condition=~Q(missed_earns=ScoringMethod.DEDUCT) | Q(missed_deduction__isnull=False),
                name="evaluation_deduction_given",
                violation_error_message=_("Say how many points each percent takes off."),
            ),
        ]
