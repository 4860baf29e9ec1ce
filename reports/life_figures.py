"""Figures over those of the three donations of oneself (三献)."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from donations.life_figures import LIFE_KINDS_TOGETHER, LIFE_UNITS
from redcross.figures import Derived, Unit, total
from redcross.models import StandingNumber

life_derived = [
    *(
        Derived(
            key=f"reports.life.{kind.value}_total",
            label=format_lazy(_("{} ({})"), kind.label, _("in all")),
            unit=unit,
            rule=_("The latest number counted before records, and the records after its date."),
            parts=(f"donations.life.{kind.value}_recorded", f"standing.{kind.value}"),
            expression=total,
        )
        for kind, unit in LIFE_UNITS.items()
        if kind.value in StandingNumber.Kind.values
    ),
    Derived(
        key="reports.life.registered",
        label=_("Registrations to donate body or organs, all together"),
        unit=Unit.PEOPLE,
        rule=_(
            "Bodies, organs and corneas registered, and those not told apart. It counts"
            " registrations: whoever has registered for two of them counts twice."
        ),
        parts=tuple(f"donations.life.{kind}_registered" for kind in LIFE_KINDS_TOGETHER),
        expression=total,
    ),
    Derived(
        key="reports.life.donated",
        label=_("Bodies and organs donated, all together"),
        unit=Unit.CASES,
        rule=_(
            "Bodies, organs and corneas donated, and those not told apart; registrations are no"
            " donations."
        ),
        parts=tuple(f"donations.life.{kind}" for kind in LIFE_KINDS_TOGETHER),
        expression=total,
    ),
]
