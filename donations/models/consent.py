"""The donor's consent to another purpose than the one that was named."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcross.models import Question, Record

from .fund import Fund


class ConsentMixin(Record):
    """What is used for another purpose, with the paper by which its donor agreed."""

    consent_paper = models.CharField(
        _("donor's consent"),
        max_length=100,
        blank=True,
        help_text=_("Paper by which the donor agreed to another purpose."),
    )
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)

    class Meta(Record.Meta):
        abstract = True
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(consent_paper="", consent_on=None)
                | (~Q(consent_paper="") & Q(consent_on__isnull=False)),
                name="%(class)s_consent_paper_and_day",
                violation_error_message=_("Name both the paper of the consent and its day."),
            ),
        ]

    @staticmethod
    def consent_question(fund: Fund) -> Question:
        """Return what is asked where something leaves the fund for another purpose than its."""
        text = gettext("“%(fund)s” is earmarked for something else. Has its donor agreed?")
        return Question(f"fund{fund.pk}", text % {"fund": fund}, fund)

    def check_consent(self, others: Sequence[Fund]) -> None:
        """Raise ValidationError without it, where the society's setting asks for it.

        `others`: the funds that are earmarked for something else.
        """
        if others and self.society.other_purpose_refused and not self.consent_paper:
            text = _("“%(fund)s” is earmarked for something else: name its donor's consent.")
            raise ValidationError({"consent_paper": text % {"fund": others[0]}})
