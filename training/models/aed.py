"""AEDs where the public finds them, and their inspections."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, DateField, ExpressionWrapper, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Least
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcross.fields import EncryptedField
from redcross.models import Entry, NamedEntry, Place, Record, Reminder, RemindingQuerySet
from redcross.typed_values import TypedAs


class AedQuerySet(RemindingQuerySet["Aed"]):
    """AEDs, with what their inspections say of them."""

    def with_validity(self) -> Self:
        """Add until when battery and pads are valid, when it was inspected last and is to be next.

        What the latest inspection that names a date says, else what stands with the device.
        """
        rows = AedInspection.objects.countable().filter(aed=OuterRef("pk")).order_by("-date", "-pk")
        battery, pads = (
            Coalesce(Subquery(rows.exclude(**{name: None}).values(name)[:1]), F(name))
            for name in ("battery_until", "pads_until")
        )
        last = Subquery(rows.values("date")[:1])
        seen_on = Coalesce(last, F("installed_on"))
        return self.annotate(
            battery_valid_until=battery,
            pads_valid_until=pads,
            last_inspected_on=last,
            last_ready=Subquery(rows.values("ready")[:1]),
            inspect_by=ExpressionWrapper(
                seen_on + settings.AED_INSPECTION_DAYS, output_field=DateField()
            ),
        )

    def with_due(self, today: date) -> Self:
        """Leave devices in use with something due, each with the days of it, by the first one."""
        soon = today + timedelta(days=settings.AED_EXPIRY_NOTICE_DAYS)
        conditions = {
            "battery_due": (Q(battery_valid_until__lte=soon), "battery_valid_until"),
            "pads_due": (Q(pads_valid_until__lte=soon), "pads_valid_until"),
            "light_due": (Q(last_ready=False), "last_inspected_on"),
            "inspection_due": (Q(inspect_by__lt=today), "inspect_by"),
        }
        days = {
            name: Case(When(condition, then=F(day)), output_field=DateField())
            for name, (condition, day) in conditions.items()
        }
        in_use = self.filter(state__in=(Aed.State.WORKING, Aed.State.MAINTENANCE))
        rows = in_use.with_validity().annotate(**days).annotate(due_on=Least(*days))
        return rows.filter(due_on__isnull=False).order_by("due_on", "pk")

    def reminders(self, today: date, most: int) -> list[Reminder]:
        """Return the devices with something due, each with all that is, by its first day."""
        return [
            Reminder(aed.due_on, f"AED {aed}", aed.due_in_words(), aed.get_absolute_url())
            for aed in self.with_due(today)[:most]
        ]


class Aed(NamedEntry):
    """An AED at the place where it is found, by whose name it goes. The telephone is sensitive."""

    class State(models.TextChoices):
        WORKING = "working", _("working")
        MAINTENANCE = "maintenance", _("needs maintenance")
        OUT_OF_USE = "out_of_use", _("out of use")
        REMOVED = "removed", _("removed")

    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place"),
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    device_model = models.CharField(_("device model"), max_length=60, blank=True)
    serial_number = models.CharField(_("serial number"), max_length=60, blank=True)
    installed_on = models.DateField(_("installed on"))
    removed_on = models.DateField(_("removed on"), null=True, blank=True)
    keeper = models.CharField(_("kept by"), max_length=60, blank=True)
    phone = EncryptedField(_("telephone"), blank=True)
    battery_until = models.DateField(
        _("battery valid until"),
        null=True,
        blank=True,
        help_text=_("As installed; an inspection that says another date is newer."),
    )
    pads_until = models.DateField(_("pads valid until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WORKING)
    note = models.TextField(_("note"), blank=True)

    # What `AedQuerySet` adds.
    battery_valid_until: date | None
    pads_valid_until: date | None
    last_inspected_on: date | None
    inspect_by: date
    due_on: date
    battery_due: date | None
    pads_due: date | None
    light_due: date | None
    inspection_due: date | None

    lasting_fields = ("installed_on", "removed_on")
    typed_as: ClassVar = {"battery_until": TypedAs.END_DATE, "pads_until": TypedAs.END_DATE}

    distinguishing_fields = ("serial_number",)

    objects: ClassVar = AedQuerySet.as_manager()

    class Meta(NamedEntry.Meta):
        verbose_name = _("AED")
        verbose_name_plural = _("AEDs")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "serial_number"],
                condition=~Q(serial_number="") & Q(voided_at=None),
                name="aed_serial_number_unique",
                violation_error_message=_("An AED with this serial number is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(state="removed", removed_on__isnull=False)
                | (~Q(state="removed") & Q(removed_on=None)),
                name="aed_removed_on_a_day",
                violation_error_message=_("Of a removed AED, and of no other, say when it was."),
            ),
            models.CheckConstraint(
                condition=Q(removed_on=None) | Q(removed_on__gte=F("installed_on")),
                name="aed_removed_after_installed",
                violation_error_message=_("It ends before it starts."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        self.serial_number = self.serial_number.strip()
        self.check_not_ahead("installed_on", "removed_on")

    def lasts_over(self, day: date) -> bool:
        return self.installed_on <= day and (self.removed_on is None or self.removed_on > day)

    def due_in_words(self) -> str:
        """Return what is due, as `AedQuerySet.with_due` found it."""
        texts = (
            (self.battery_due, gettext("battery valid until %(day)s")),
            (self.pads_due, gettext("pads valid until %(day)s")),
            (self.light_due, gettext("light not normal on %(day)s")),
            (self.inspection_due, gettext("not inspected for more than %(number)s days")),
        )
        number = settings.AED_INSPECTION_DAYS
        reminders = (
            text % {"day": date_format(day), "number": number} for day, text in texts if day
        )
        return gettext(", ").join(reminders)


class AedInspection(Record):
    """An AED looked at (巡检): whether it is ready, and until when battery and pads are valid."""

    aed = models.ForeignKey(Aed, models.PROTECT, related_name="inspections", verbose_name=_("AED"))
    inspector = models.CharField(_("inspected by"), max_length=60)
    # Not answered beforehand: who has not looked must not have said so.
    ready = models.BooleanField(
        _("indicator light"), choices=[(True, _("normal")), (False, _("not normal"))]
    )
    battery_until = models.DateField(_("battery valid until"), null=True, blank=True)
    pads_until = models.DateField(_("pads valid until"), null=True, blank=True)

    alike_fields = ("date", "aed")
    typed_as: ClassVar = {"battery_until": TypedAs.END_DATE, "pads_until": TypedAs.END_DATE}

    personal_fields = ("note", "inspector")

    class Meta(Record.Meta):
        verbose_name = _("inspection of an AED")
        verbose_name_plural = _("inspections of AEDs")
        constraints = [*Record.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.aed} {self.date}"

    def clean(self) -> None:
        super().clean()
        if self.aed_id and self.date:
            if self.date < self.aed.installed_on:
                raise ValidationError({"date": _("The AED was installed later.")})
            if self.aed.removed_on and self.date > self.aed.removed_on:
                raise ValidationError({"date": _("The AED had been removed before.")})

    def warnings(self) -> list[tuple[str | Promise, Entry | None]]:
        later = self.aed.inspections.countable().filter(date__gt=self.date)
        if self.ready or self.aed.state != Aed.State.WORKING or later.exists():
            return []
        return [(_("The light is not normal, but the AED is recorded as working:"), self.aed)]
