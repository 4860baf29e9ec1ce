"""Performance indicators (绩效指标) and the rules of a row."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcross.figures import Unit, figures_by_key
from redcross.formatting import format_decimal
from redcross.models import Line
from redcross.typed_values import TypedAs
from reports.text.figure_references import (
    BLOCKS,
    FigureReference,
    describe_reference,
    get_record,
    reference_fault,
)
from reports.text.result_references import RESULTS

from .evaluation import Evaluation
from .scoring_rules import ScoringMethod


class IndicatorLine(Line):
    """One 绩效指标 of three levels: target, actual, weight and score."""

    class Direction(models.TextChoices):
        AT_LEAST = "at_least", "≥"
        AT_MOST = "at_most", "≤"
        EXACTLY = "exactly", "＝"
        BY_DATE = "by_date", _("by a day")
        QUALITY = "quality", _("in words")

    class Met(models.TextChoices):
        FULLY = "fully", _("achieved")
        PARTLY = "partly", _("partly achieved")
        NOT = "not", _("not achieved")

    first = models.CharField(_("first level"), max_length=20, help_text="产出指标")
    second = models.CharField(_("second level"), max_length=20, help_text="数量指标")
    third = models.CharField(_("indicator"), max_length=60)
    direction = models.CharField(
        _("direction"), max_length=10, choices=Direction, default=Direction.AT_LEAST
    )
    target = models.DecimalField(
        _("target"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    target_date = models.DateField(
        _("target: by"), null=True, blank=True, help_text=_("Of a target that is a day.")
    )
    target_words = models.CharField(_("target in words"), max_length=60, blank=True)
    unit = models.CharField(_("unit of quantity"), max_length=10, blank=True)
    figure = models.CharField(
        _("figure"), max_length=200, blank=True, help_text=_("Where the actual number comes from.")
    )
    actual = models.DecimalField(
        _("actual by hand"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    actual_date = models.DateField(_("reached on"), null=True, blank=True)
    met = models.CharField(
        _("met"), max_length=10, choices=Met, blank=True, help_text=_("Of a target in words.")
    )
    evidence = models.CharField(_("evidence of the number"), max_length=100, blank=True)
    weight = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    manual_score = models.DecimalField(
        _("score by hand"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    missed_earns = models.CharField(
        _("a missed target earns"),
        max_length=10,
        choices=ScoringMethod,
        blank=True,
        help_text=_("Left empty: as the evaluation has it."),
    )
    missed_deduction = models.DecimalField(
        _("points taken off for each percent missed"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
    )
    bands = models.CharField(
        _("bands"),
        max_length=100,
        blank=True,
        help_text=_("Up to which number (or from which) how many points: 0:5 10:4 20:3 30:2"),
    )
    rule = models.CharField(_("how it is scored"), max_length=200, blank=True)
    reason = models.CharField(_("reason for the deviation"), max_length=200, blank=True)

    not_summed = frozenset({"target", "actual"})
    typed_as = {"target_date": TypedAs.END_DATE, "actual_date": TypedAs.END_DATE}

    # Whose it is, whatever it is a line of.
    evaluation: Evaluation
    evaluation_id: int | None

    class Meta(Line.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gt=0) & Q(weight__lte=100),
                name="%(class)s_weight_of_hundred",
                violation_error_message=_("Points lie between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(manual_score=None)
                | (Q(manual_score__gte=0) & Q(manual_score__lte=F("weight"))),
                name="%(class)s_given_within_weight",
                violation_error_message=_("A score is at most the points."),
            ),
        ]

    def __str__(self) -> str:
        return self.third

    def get_figure_display(self) -> str:
        """Return the name of its figure, with all that was chosen of it."""
        if not self.figure:
            return ""
        words = describe_reference(FigureReference.read(self.figure))
        return words or gettext("A figure that is not known")

    def clean(self) -> None:
        super().clean()
        if faults := indicator_faults(self):
            raise ValidationError(faults)

    @property
    def scored_by(self) -> str:
        """Return the `ScoringMethod` that applies to it."""
        return self.missed_earns or self.evaluation.missed_earns

    @property
    def deduction(self) -> Decimal:
        """Return how many points each percent missed takes off."""
        own = self.missed_deduction
        return (self.evaluation.missed_deduction if own is None else own) or Decimal(0)

    @property
    def band_points(self) -> list[tuple[Decimal, Decimal]]:
        """Return (limit, points) of each band, as they are written."""
        return [(Decimal(limit), Decimal(points)) for limit, points in _BAND.findall(self.bands)]


_BAND = re.compile(r"(-?\d+(?:\.\d+)?)\s*[:：]\s*(\d+(?:\.\d+)?)")


class Indicator(IndicatorLine):
    """An indicator of the whole department."""

    evaluation = models.ForeignKey(
        Evaluation, models.CASCADE, related_name="indicators", verbose_name=_("evaluation")
    )

    owner = "evaluation"

    class Meta(IndicatorLine.Meta):
        verbose_name = _("performance indicator")
        verbose_name_plural = _("performance indicators")


# The share of the points that a score by hand may earn: from the first up to below the second, the
# highest includes its end.
SCORE_BANDS = {
    IndicatorLine.Met.FULLY: (Decimal("0.8"), Decimal(1)),
    IndicatorLine.Met.PARTLY: (Decimal("0.6"), Decimal("0.8")),
    IndicatorLine.Met.NOT: (Decimal(0), Decimal("0.6")),
}


def indicator_faults(indicator: IndicatorLine) -> dict[str, str]:
    """Return what is wrong with the row as it is typed, by field."""
    faults = _scoring_faults(indicator)
    if indicator.direction == IndicatorLine.Direction.BY_DATE:
        return faults | _date_faults(indicator)
    for name in ("target_date", "actual_date"):
        if getattr(indicator, name) is not None:
            faults[name] = gettext("Only a target “by a day” has days.")
    if indicator.direction == IndicatorLine.Direction.QUALITY:
        if not indicator.target_words:
            faults["target_words"] = gettext("Say in words what is aimed at.")
        for name in ("target", "actual", "figure"):
            if getattr(indicator, name) not in (None, ""):
                faults[name] = gettext("A target in words has no number.")
        if indicator.manual_score is not None and not indicator.met:
            faults["met"] = gettext("Say whether it was achieved.")
        elif (
            indicator.manual_score is not None and indicator.weight and not _within_band(indicator)
        ):
            low, high = (
                format_decimal(share * 100)
                for share in SCORE_BANDS[IndicatorLine.Met(indicator.met)]
            )
            faults["manual_score"] = gettext(
                "“%(met)s” earns %(low)s to %(high)s percent of the points."
            ) % {
                "met": indicator.get_met_display(),
                "low": low,
                "high": high,
            }
        return faults
    if indicator.target is None:
        faults["target"] = gettext("A number, or choose “in words”.")
    if indicator.met:
        faults["met"] = gettext("Only a target in words is said to be achieved or not.")
    if indicator.figure and (fault := figure_fault(indicator)):
        faults["figure"] = fault
    if indicator.actual is not None:
        if indicator.figure:
            faults["actual"] = gettext("The figure gives the number: one or the other.")
        elif not indicator.evidence:
            faults["evidence"] = gettext("Say what shows this number.")
    if indicator.manual_score is not None and not indicator.rule:
        faults["rule"] = gettext("Say how the score by hand was found.")
    return faults


def _date_faults(indicator: IndicatorLine) -> dict[str, str]:
    """Return what is wrong with a target that is a day."""
    faults: dict[str, str] = {}
    if indicator.target_date is None:
        faults["target_date"] = gettext("Say by which day.")
    for name in ("target", "actual", "figure", "met"):
        if getattr(indicator, name) not in (None, ""):
            faults[name] = gettext("A target “by a day” has no number.")
    if indicator.actual_date is not None and not indicator.evidence:
        faults["evidence"] = gettext("Say what shows this day.")
    if indicator.manual_score is not None and not indicator.rule:
        faults["rule"] = gettext("Say how the score by hand was found.")
    return faults


def _scoring_faults(indicator: IndicatorLine) -> dict[str, str]:
    """Return what is wrong with how it is scored where it is missed."""
    faults: dict[str, str] = {}
    method, bands = indicator.missed_earns, indicator.bands.strip()
    if method == ScoringMethod.BANDS:
        rest = _BAND.sub("", bands)
        points = [points for _limit, points in indicator.band_points]
        if not points or rest.strip(" ,，;；、"):
            faults["bands"] = gettext("Write each band as number:points, as in 0:5 10:4 20:3.")
        elif indicator.weight is not None and max(points) > indicator.weight:
            faults["bands"] = gettext("A band earns at most the points of the indicator.")
        elif indicator.direction in (
            IndicatorLine.Direction.QUALITY,
            IndicatorLine.Direction.EXACTLY,
            IndicatorLine.Direction.BY_DATE,
        ):
            faults["bands"] = gettext("Bands are for targets of at least or at most a number.")
    elif bands:
        faults["bands"] = gettext("Choose “by bands”, or leave them empty.")
    own = indicator.missed_deduction
    if method == ScoringMethod.DEDUCT and not own:
        faults["missed_deduction"] = gettext("Say how many points each percent takes off.")
    elif own is not None and (own <= 0 or method != ScoringMethod.DEDUCT):
        faults["missed_deduction"] = gettext("Only where each percent missed takes points off.")
    return faults


def _within_band(indicator: IndicatorLine) -> bool:
    """Return whether the score by hand is one of those that its being met so far may earn."""
    low, high = SCORE_BANDS[IndicatorLine.Met(indicator.met)]
    share = (indicator.manual_score or 0) / indicator.weight
    return low <= share and (share < high or share == high == 1)


def figure_fault(indicator: IndicatorLine) -> str:
    """Return what is wrong with the reference, or with the unit beside it; else nothing."""
    if any(sign in indicator.figure for sign in "[]\n"):
        return gettext("Only what stands between [[ and ]].")
    reference = FigureReference.read(indicator.figure)
    if reference.key in BLOCKS or reference.key in RESULTS:
        return gettext("An indicator needs a single number.")
    if fault := reference_fault(reference):
        return fault
    form = reference.options.get("as", "")
    if reference.key.startswith("@"):
        record, name, _unit = get_record(reference)
        evaluation = indicator.evaluation if indicator.evaluation_id else None
        if evaluation and not record.society.path.startswith(evaluation.society.path):
            return gettext("There is no such record.")
        if not isinstance(getattr(record, name), int | Decimal | None):
            return gettext("An indicator needs a single number.")
        return ""
    yuan = figures_by_key()[reference.key].unit == Unit.YUAN
    if form == "wan" and not yuan:
        return gettext("Only money is given in 10000 yuan.")
    expected = "%" if form == "change" else reference_unit(reference)
    fixed = ("元", "万元", "%")
    if indicator.unit and indicator.unit != expected and {indicator.unit, expected} & {*fixed}:
        return gettext("This figure is given in %(unit)s.") % {"unit": expected}
    return ""


def reference_unit(reference: FigureReference) -> str:
    """Return the measure word in which the reference gives its number.

    Raises ValidationError for a record that is not there, KeyError for an unknown figure.
    """
    if reference.key.startswith("@"):
        return get_record(reference)[2]
    if reference.options.get("as") == "change":
        return "%"
    unit = figures_by_key()[reference.key].unit.measure_word
    return "万元" if reference.options.get("as") == "wan" else unit
