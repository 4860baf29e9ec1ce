"""Who applied for help."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from redcross.fields import DigestField, EncryptedNumberField
from redcross.formatting import display_value
from redcross.models import Entry, Person, Place, Record, closed_text
from redcross.resident_id import is_minor
from redcross.typed_values import TypedAs

from .programme import Programme


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
        _("total cost (yuan)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Before insurance pays."),
    )
    insurance_paid = models.DecimalField(
        _("paid by insurance (yuan)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("All kinds of medical insurance together."),
    )
    other_aid = models.DecimalField(
        _("other aid (yuan)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What others have given already."),
    )
    account_holder = models.CharField(_("holder of the account"), max_length=30, blank=True)
    account = EncryptedNumberField(
        _("bank account"), blank=True, help_text=_("Stored encrypted and shown in part.")
    )
    account_digest = DigestField(of="account")
    village_opinion = models.CharField(_("opinion of the village"), max_length=200, blank=True)
    town_opinion = models.CharField(_("opinion of the town"), max_length=200, blank=True)
    district_opinion = models.CharField(_("opinion of the district"), max_length=200, blank=True)
    papers_missing = models.TextField(
        _("papers still to be handed in"),
        blank=True,
        max_length=500,
        help_text=_("One a line: of what the programme asks for, what is missing."),
    )
    posted_from = models.DateField(
        _("posted publicly from"),
        null=True,
        blank=True,
        help_text=_("When it was posted for objections."),
    )
    posted_to = models.DateField(_("posted publicly to"), null=True, blank=True)
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, default=Decision.PENDING
    )
    decided_on = models.DateField(
        _("decided on"),
        null=True,
        blank=True,
        help_text=_("The days until the payment are counted from it."),
    )
    decided_by = models.CharField(
        _("decided by"), max_length=30, blank=True, help_text=_("Not the one who entered it.")
    )
    amount = models.DecimalField(
        _("amount granted (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    asks_for_consent = True
    roundable_fields = ("times",)
    alike_fields = ("date", "programme", "applicant", "household")
    recommended_fields = ("household", "cause", "village_opinion", "town_opinion", "posted_from")
    # What was received in December is decided in January: figures count it by that day.
    later_fields: ClassVar = (
        *("village_opinion", "town_opinion", "district_opinion", "papers_missing"),
        *("posted_from", "posted_to"),
        *("decision", "decided_on", "decided_by", "amount", "note"),
        *("account_holder", "account", "account_digest"),
    )
    typed_as = {
        "yearly_income": TypedAs.YUAN,
        "total_cost": TypedAs.YUAN,
        "insurance_paid": TypedAs.YUAN,
        "other_aid": TypedAs.YUAN,
        "posted_from": TypedAs.OPEN_DATE,
        "posted_to": TypedAs.OPEN_DATE,
        "decided_on": TypedAs.PAST_DATE,
        "amount": TypedAs.YUAN,
    }

    personal_fields = (
        *("note", "guardian", "cause", "account_holder", "papers_missing", "decided_by"),
        *("village_opinion", "town_opinion", "district_opinion"),
    )

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
                condition=Q(decided_on=None) | ~Q(decision="pending"),
                name="application_decided_on_a_day",
                violation_error_message=_("Only what is decided has the day of its decision."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0),
                name="application_amount_positive",
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(applicant=None) | (Q(times__isnull=False) & Q(times=1)),
                name="application_of_one_person_once",
                violation_error_message=_("One person's application counts once."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.applicant or display_value(self, 'times')}"

    def clean(self) -> None:
        super().clean()
        self.check_not_ahead("decided_on")
        # A date known to the month may lie anywhere in it.
        known = self.date_precision == self.Precision.DAY
        if self.decided_on and self.date and known and self.decided_on < self.date:
            raise ValidationError({"decided_on": _("It was decided before it was received.")})
        if self.pk is None:
            self._check_decision_open(self)

    def check_changeable(self, current: Self) -> None:
        """Refuse also a decision of a closed day, and one on which aid of such a day was given."""
        super().check_changeable(current)
        self._check_decision_open(current, self)
        decided = (self.decision, self.decided_on)
        if decided == (current.decision, current.decided_on) or not self.society.locked_periods:
            return
        days_of_aid = list(self.aid.countable().values_list("date", flat=True))
        self._check_days_open(days_of_aid)

    @property
    def decision_day(self) -> date | None:
        """The day by which figures count the decision; None before there is one."""
        return None if self.decision == self.Decision.PENDING else self.decided_on or self.date

    def _check_decision_open(self, *versions: Self) -> None:
        self._check_days_open([one.decision_day for one in versions if one.decision_day])

    def _check_days_open(self, days: Collection[date]) -> None:
        """Raise ValidationError where any of the days is closed."""
        closed = [one for one in self.society.locked_periods if any(map(one.holds, days))]
        if closed:
            raise ValidationError({"decided_on": closed_text(closed)})

    @property
    def own_cost(self) -> Decimal | None:
        """Return what remains after insurance and other aid, in yuan: need is measured by it."""
        if self.total_cost is None:
            return None
        return self.total_cost - (self.insurance_paid or 0) - (self.other_aid or 0)

    @staticmethod
    def is_handed_out() -> Q:
        """Return the condition for aid that counts following from an application."""
        aid = cast(Any, Application._meta.get_field("aid").related_model)
        return Q(Exists(aid.objects.countable().filter(application=OuterRef("pk"))))

    @staticmethod
    def is_to_hand_out() -> Q:
        """Return the condition for one approved, of one person, with nothing handed out yet."""
        approved = Q(decision=Application.Decision.APPROVED, applicant__isnull=False)
        return approved & ~Application.is_handed_out()

    @classmethod
    def is_open_business(cls) -> Q:
        """Return the condition for waiting for its decision, or for what was granted."""
        return Q(decision=cls.Decision.PENDING) | cls.is_to_hand_out()

    def refusal_to_hand_out(self) -> str:
        """Return why nothing is handed out on it, "" where something may be."""
        if self.decision != self.Decision.APPROVED:
            return gettext("It is not approved.")
        if not self.applicant_id:
            return gettext("Of these applications only the number is known.")
        if any(aid.voided_at is None for aid in self.aid.all()):
            return gettext("It was handed out already.")
        return ""

    def lacking(self) -> list[str | Promise]:
        """Return all that the applicant is to be told is missing, each once.

        What is to be completed; what every application needs to be examined and paid; what the
        programme asks, by its kind; and the papers that were not handed in.
        """
        if not self.applicant:
            return []
        own_work = self.own_field("posted_from").verbose_name
        of_applicant = [label for label in self.missing() if label != own_work]
        lacks = [*of_applicant, *self._personal_lacks()]
        names = ["household_size", "yearly_income"]
        if self.programme.kind == Programme.Kind.ILLNESS:
            names += ["total_cost", "insurance_paid"]
        lacks += [
            self.own_field(name).verbose_name for name in names if getattr(self, name) is None
        ]
        return [*lacks, *filter(None, map(str.strip, self.papers_missing.splitlines()))]

    def _personal_lacks(self) -> Iterator[str | Promise]:
        """Yield what is missing of who applied, where they live and are paid."""
        person = cast(Person, self.applicant)
        for name in ("id_number", "phone"):
            if not getattr(person, name):
                yield person.own_field(name).verbose_name
        if not self.place_id:
            yield self.own_field("place").verbose_name
        if not self.account:
            yield self.own_field("account").verbose_name
        if not self.guardian and is_minor(person.id_number, self.date):
            yield self.own_field("guardian").verbose_name

    def missing(self) -> list[str | Promise]:
        """Return the labels of what is to be completed: nothing of a batch known by its number."""
        return super().missing() if self.applicant_id else []

    @classmethod
    def incomplete(cls) -> Q:
        """Return the condition for something being still to be completed, as `missing` has it."""
        return super().incomplete() & Q(applicant__isnull=False)

    def warnings(self) -> list[tuple[str | Promise, Entry | None]]:
        found: list[tuple[str | Promise, Entry | None]] = []
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
            found += [(_("The same bank account for somebody else:"), other) for other in same[:3]]
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
