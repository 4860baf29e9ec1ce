"""The donor's consent to another purpose than the one that was named."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ConsentMixin(models.Model):
    """What is used for another purpose, with the paper by which its donor agreed."""

    consent_paper = models.CharField(
        _("donor's consent"),
        max_length=100,
        blank=True,
        help_text=_("Paper by which the donor agreed to another purpose."),
    )
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(consent_paper="", consent_on=None)
                | (~Q(consent_paper="") & Q(consent_on__isnull=False)),
                name="%(class)s_consent_paper_and_day",
                violation_error_message=_("Name both the paper of the consent and its day."),
            ),
        ]
