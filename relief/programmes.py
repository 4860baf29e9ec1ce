"""Programmes of help, and who applied to them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.models import Fund
from redcross.fields import DigestField, EncryptedField
from redcross.models import NamedEntry, Person, Place, Record


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
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("fund"),
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    budget = models.DecimalField(
        _("budget of a year (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    once = models.BooleanField(
        _("once per person and cause"), default=False, help_text=_("A second time is pointed out.")
    )
    note = models.TextField(_("note"), blank=True)

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

    def over_budget(self, year: int) -> Decimal:
        """By how much the cash this society gave in the year exceeds the budget, in yuan, or 0."""
        if self.budget is None:
            return Decimal(0)
        given = self.aid.countable().filter(date__year=year, paid="own")
        spent = given.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
        return max(spent - self.budget, Decimal(0))


class Application(Record):
    """One person's application for help, or a batch of which only the number is known."""

    class Household(models.TextChoices):
        MINIMUM = "minimum", _("minimum living allowance")
        DESTITUTE = "destitute", _("destitute")
        MARGINAL = "marginal", _("just above the allowance")
        ILLNESS = "illness", _("poor through illness")
        OTHER = "other", pgettext_lazy("household", "other")

    class Decision(models.TextChoices):
        PENDING = "pending", _("not decided")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="applications", verbose_name=_("programme")
    )
    applicant = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("applicant"),
    )
    guardian = models.CharField(
        _("guardian"), max_length=30, blank=True, help_text=_("Of an applicant under age.")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("home")
    )
    household = models.CharField(
        _("household"), max_length=12, choices=Household, blank=True, default=""
    )
    household_size = models.PositiveSmallIntegerField(_("household size"), null=True, blank=True)
    cause = models.CharField(_("cause or group of illness"), max_length=60, blank=True)
    yearly_income = models.DecimalField(
        _("household income of a year (yuan)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
    )
    total_cost = models.DecimalField(
        _("total cost (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    insurance_paid = models.DecimalField(
        _("paid by insurance (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    other_aid = models.DecimalField(
        _("other aid (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    account_holder = models.CharField(_("holder of the account"), max_length=30, blank=True)
    account = EncryptedField(_("bank account"), blank=True)
    account_digest = DigestField(of="account")
    village_opinion = models.CharField(_("opinion of the village"), max_length=200, blank=True)
    town_opinion = models.CharField(_("opinion of the town"), max_length=200, blank=True)
    district_opinion = models.CharField(_("opinion of the district"), max_length=200, blank=True)
    posted_from = models.DateField(_("posted publicly from"), null=True, blank=True)
    posted_to = models.DateField(_("posted publicly to"), null=True, blank=True)
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, default=Decision.PENDING
    )
    decided_by = models.CharField(_("decided by"), max_length=30, blank=True)
    amount = models.DecimalField(
        _("amount granted (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    numbers = ("times",)
    wanted = ("household", "cause", "village_opinion", "town_opinion", "posted_from")

    class Meta(Record.Meta):
        verbose_name = _("application for help")
        verbose_name_plural = _("applications for help")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(posted_from=None)
                | Q(posted_to=None)
                | Q(posted_to__gte=F("posted_from")),
                name="application_posted_in_order",
                violation_error_message=_("It ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0),
                name="application_amount_positive",
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(applicant=None) | Q(times=1),
                name="application_of_one_person_once",
                violation_error_message=_("One person's application counts once."),
            ),
        ]

    def __str__(self):
        return f"{self.programme} {self.applicant or self.times}"

    @property
    def own_cost(self) -> Decimal | None:
        """What remains after insurance and other aid, in yuan: need is measured by it."""
        if self.total_cost is None:
            return None
        return self.total_cost - (self.insurance_paid or 0) - (self.other_aid or 0)

    def missing(self):
        """A batch of which only the number is known has nothing to complete."""
        return super().missing() if self.applicant_id else []

    @classmethod
    def incomplete(cls):
        return super().incomplete() & Q(applicant__isnull=False)

    def warnings(self):
        found: list[Any] = []
        others = Application.objects.countable().filter(society=self.society_id)
        others = others.exclude(pk=self.pk).select_related("programme", "applicant")
        if self.applicant_id and self.programme.once:
            same = others.filter(
                applicant=self.applicant_id, programme=self.programme_id, cause=self.cause
            )
            found += [(_("The same person and cause before:"), other) for other in same[:3]]
        if self.account:
            same = others.filter(account_digest=self.account_digest).exclude(
                applicant=self.applicant_id
            )
            found += [(_("The same bank account for somebody else:"), o) for o in same[:3]]
        if self.decision == self.Decision.APPROVED:
            if not self.decided_by or self.decided_by == str(self.entered_by):
                found.append((_("Somebody else than who entered it decides."), None))
            if (
                self.posted_from
                and self.posted_to
                and self.posted_to - self.posted_from < timedelta(days=2)
            ):
                found.append((_("It was posted publicly for less than three days."), None))
        return found
