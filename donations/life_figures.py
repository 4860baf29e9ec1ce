"""Figures of the three donations of oneself (三献)."""

from django.db.models import Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from redcross.figures import SINCE_OPENING, CountedFigure, FigureSource, Flow, Stock, Unit

from .models import LifeGift

life: FigureSource = {"model": LifeGift, "filterset": "donations.filters.LifeGiftFilter"}
LIFE_UNITS = {
    LifeGift.Kind.BLOOD: Unit.PERSON_TIMES,
    LifeGift.Kind.SAMPLED: Unit.SAMPLES,
    LifeGift.Kind.STORED: Unit.SAMPLES,
    LifeGift.Kind.STEM_CELLS: Unit.CASES,
    LifeGift.Kind.BODY_REGISTERED: Unit.PEOPLE,
    LifeGift.Kind.BODY: Unit.CASES,
    LifeGift.Kind.ORGAN_REGISTERED: Unit.PEOPLE,
    LifeGift.Kind.ORGAN: Unit.CASES,
    LifeGift.Kind.CORNEA_REGISTERED: Unit.PEOPLE,
    LifeGift.Kind.CORNEA: Unit.CASES,
    LifeGift.Kind.TOGETHER_REGISTERED: Unit.PEOPLE,
    LifeGift.Kind.TOGETHER: Unit.CASES,
}
# What some slips give one number for: registered, each with its own ending, and donated.
LIFE_KINDS_TOGETHER = ("body", "organ", "cornea", "together")
life_figures: list[CountedFigure] = [
    Flow(
        key="donations.life.blood_millilitres",
        label=_("Blood given, by volume"),
        value=Sum("millilitres"),
        unit=Unit.MILLILITRES,
        where={"kind": LifeGift.Kind.BLOOD},
        rule=_("As the slips of others say."),
        **life,
    )
]
for _kind, _unit in LIFE_UNITS.items():
    life_figures += [
        Flow(
            key=f"donations.life.{_kind.value}",
            label=_kind.label,
            value=Sum("number"),
            unit=_unit,
            where={"kind": _kind.value},
            rule=_("As the slips of others say."),
            **life,
        ),
        Stock(
            key=f"donations.life.{_kind.value}_recorded",
            label=format_lazy(_("{} ({})"), _kind.label, _("recorded since")),
            value=Sum("number"),
            unit=_unit,
            at="since_opening",
            where={"kind": _kind.value},
            rule=SINCE_OPENING,
            **life,
        ),
    ]
