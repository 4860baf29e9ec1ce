"""Goods that the society above allocates (调拨物资), from the notice to the feedback."""

from datetime import date
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from donations.models import Donor, GoodsGift, GoodsLot, GoodsLotQuerySet
from redcross.models import Entry, Record, Reminder, RemindingQuerySet, User
from redcross.typed_values import TypedAs

from .aid import AidGoods
from .disbursement import DisbursedGoods
from .goods_issue import GoodsIssue


class AllocationQuerySet(RemindingQuerySet["Allocation"]):
    """Allocations, with what is still to be done about them."""

    def without_feedback(self) -> Self:
        """Return those of which the society above has not been told yet."""
        return self.filter(fed_back_on=None)

    def reminders(self, today: date, most: int) -> list[Reminder]:
        """Return those without feedback by the day on which it is due."""
        due = self.without_feedback().exclude(due_on=None).order_by("due_on", "pk")
        return [
            Reminder(
                row.due_on,
                str(row),
                _("Goods allocated: give feedback")
                if row.gift_id
                else _("Goods allocated: confirm receipt, then give feedback"),
                row.get_absolute_url(),
            )
            for row in due.select_related("donor")[:most]
            if row.due_on
        ]


class StepState(models.TextChoices):
    """How far one of the three steps after the notice is."""

    DONE = "done", _("done")
    TO_DO = "to_do", _("to do")
    OVERDUE = "overdue", _("overdue")


class Allocation(Record):
    """A notice by which the society above allocates goods; receipt, use and feedback follow.

    Receipt is the goods received that it points to, use is what left of their lots.
    """

    donor = models.ForeignKey(
        Donor,
        models.PROTECT,
        related_name="allocations",
        verbose_name=_("allocated by"),
        help_text=_("The society above."),
    )
    paper = models.CharField(_("number of the allocation notice"), max_length=60, blank=True)
    contents = models.CharField(_("goods allocated"), max_length=200)
    due_on = models.DateField(_("feedback due on"), null=True, blank=True)
    gift = models.ForeignKey(
        GoodsGift,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name=_("receipt"),
        help_text=_("The goods received. Confirmed on this record's own page."),
    )
    fed_back_on = models.DateField(_("feedback given on"), null=True, blank=True)
    fed_back_to = models.CharField(_("feedback given to"), max_length=100, blank=True)
    feedback_paper = models.CharField(
        _("feedback given by"), max_length=100, blank=True, help_text=_("A letter, form or photos.")
    )

    alike_fields = ("date", "donor", "contents")
    number_field = "paper"
    recommended_fields = ("paper", "due_on")
    typed_as: ClassVar = {"due_on": TypedAs.END_DATE}
    # What is recorded later than the notice, and changes no figure.
    later_fields: ClassVar = ("gift", "fed_back_on", "fed_back_to", "feedback_paper", "note")

    objects: ClassVar = AllocationQuerySet.as_manager()

    personal_fields = ("note", "fed_back_to")

    class Meta(Record.Meta):
        verbose_name = _("goods allocated from above")
        verbose_name_plural = _("goods allocated from above")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["gift"],
                condition=Q(voided_at=None),
                name="allocation_of_a_gift_unique",
                violation_error_message=_("These goods are the receipt of another allocation."),
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("date")),
                name="allocation_due_after_notice",
                violation_error_message=_("This lies before the date of the notice."),
            ),
            models.CheckConstraint(
                condition=Q(fed_back_on=None) | Q(fed_back_on__gte=F("date")),
                name="allocation_feedback_after_notice",
                violation_error_message=_("This lies before the date of the notice."),
            ),
            models.CheckConstraint(
                condition=Q(fed_back_to="", feedback_paper="") | Q(fed_back_on__isnull=False),
                name="allocation_feedback_has_a_date",
                violation_error_message=_("Say on which day feedback was given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donor} {self.contents}"

    def clean(self) -> None:
        super().clean()
        self.check_not_ahead("fed_back_on")
        if self.gift and self.gift.source != GoodsGift.Source.ABOVE:
            raise ValidationError({"gift": _("These goods were not transferred from above.")})

    def warnings(self) -> list[tuple[str | Promise, Entry | None]]:
        found: list[tuple[str | Promise, Entry | None]] = []
        if self.fed_back_on and not self.gift_id:
            found.append((_("Feedback was given, but receipt is not confirmed."), None))
        if self.fed_back_on and self.due_on and self.fed_back_on > self.due_on:
            found.append((_("Feedback was given later than it was due."), None))
        return found

    def state_of_step(self, done: object) -> StepState:
        """Return the state of a step that is done or not: all are due when feedback is."""
        if done:
            return StepState.DONE
        late = not self.fed_back_on and self.due_on and self.due_on < timezone.localdate()
        return StepState.OVERDUE if late else StepState.TO_DO

    def confirm_receipt(self, gift: GoodsGift, *, by: User) -> None:
        """Point to the goods received. Raises what `save_entry` raises."""
        self.gift = gift
        self.save_entry(by=by)

    def lots(self) -> GoodsLotQuerySet:
        """Return the lots that came, with what is left of each."""
        return GoodsLot.objects.filter(gift=self.gift_id).with_remaining(date.max)

    def issues(self, most: int) -> list[GoodsIssue]:
        """Return what left of the lots, to an institution or in aid, so many at most, by date."""
        disbursed = DisbursedGoods.objects.select_related("lot", "disbursement")
        aided = AidGoods.objects.select_related(
            "lot", "aid__programme", "aid__person", "aid__place"
        )
        found: list[GoodsIssue] = []
        for issues in (disbursed, aided):
            of_lots = issues.countable().filter(lot__gift=self.gift_id)
            found += of_lots.order_by(f"{issues.model.owner}__date", "pk")[:most]
        return sorted(found, key=lambda issue: issue.issued_in.date)[:most]
