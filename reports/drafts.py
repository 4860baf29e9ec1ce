"""Evaluations as they are written: outline, chapters, indicators, budget."""

from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from redcross.figures import Period
from redcross.models import Entry, EntryQuerySet, Line, NamedEntry
from redcross.numbers import short

from . import references as chips
from .outlines import SOURCES, TITLE
from .wording import MEASURE

LEVELS = [
    (0, _("no heading")),
    (1, pgettext_lazy("heading", "first level")),
    (2, pgettext_lazy("heading", "second level")),
    (3, pgettext_lazy("heading", "third level")),
]


class HeadedText(models.Model):
    """A heading of a level, and below it a text with chips. `source`: what it is generated from."""

    position = models.PositiveSmallIntegerField(_("position"), default=1)
    level = models.PositiveSmallIntegerField(
        pgettext_lazy("heading", "level"),
        default=1,
        choices=LEVELS,
    )
    heading = models.CharField(_("heading"), max_length=60)
    source = models.CharField(_("generated from"), max_length=30, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.source and self.source not in SOURCES:
            raise ValidationError({"source": _("There is no such listing.")})
        self.text = "\n".join(line.rstrip() for line in self.text.splitlines()).rstrip()
        try:
            chips.check(self.text, getattr(self, "society", None))
        except ValidationError as error:
            raise ValidationError({"text": error.messages}) from error

    def get_source_display(self) -> str:
        return SOURCES.get(self.source, "")


class Outline(NamedEntry):
    """Headings, their order and the texts they start with, as a society wants them."""

    title = models.CharField(
        _("title of the report"), max_length=60, default=TITLE, help_text=_("{year} is the year.")
    )

    lines = ("sections",)

    class Meta(NamedEntry.Meta):
        verbose_name = _("outline")
        verbose_name_plural = _("outlines")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "name"],
                condition=Q(voided_at=None),
                name="outline_name_unique",
                violation_error_message=_("There is already an outline of this name."),
            ),
        ]

    def check_saved(self, before):
        super().check_saved(before)
        sections = list(self.sections.order_by("position", "pk"))
        # A text without heading stands within the heading before it.
        levels = [0, *(section.level for section in sections if section.level)]
        for above, below in pairwise(levels):
            if below > above + 1:
                raise ValidationError(_("A heading is at most one level below the one before it."))
        for place, section in enumerate(sections, start=1):
            if section.position != place * 10:
                section.position = place * 10
                section.save(update_fields=["position"])


class OutlineSection(HeadedText, Line):
    """One heading of an outline."""

    outline = models.ForeignKey(
        Outline, models.CASCADE, related_name="sections", verbose_name=_("outline")
    )

    owner = "outline"

    class Meta(Line.Meta):
        verbose_name = _("heading")
        verbose_name_plural = _("headings")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.heading


class EvaluationQuerySet(EntryQuerySet):
    def final(self):
        return self.filter(status=Evaluation.Status.FINAL)

    def of_period(self, society: Any, period: Period):
        """The revisions for a period, the latest first."""
        rows = self.countable().filter(society=society, start=period.start, end=period.end)
        return rows.order_by("-revision")


class Evaluation(Entry):
    """A revision of one society's evaluation of one period, on its way from draft to final."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        FINAL = "final", _("final")

    title = models.CharField(_("title of the report"), max_length=60)
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))
    alone = models.BooleanField(
        _("the society alone"), default=False, help_text=_("Without those below it.")
    )
    revision = models.PositiveSmallIntegerField(_("revision"), default=1, editable=False)
    revision_reason = models.CharField(
        _("reason for the revision"), max_length=200, blank=True, editable=False
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    goal = models.TextField(_("goal of the year"), blank=True)
    achieved = models.TextField(_("what was achieved"), blank=True)
    travel_cars_guests = models.DecimalField(
        _("three public expenses (10000 yuan)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
    )
    travel_cars_guests_before = models.DecimalField(
        _("three public expenses of the year before (10000 yuan)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
    )
    budget_points = models.DecimalField(
        _("points for carrying out the budget"), max_digits=5, decimal_places=2, default=Decimal(10)
    )
    initial_stated = models.DecimalField(
        _("stated total of the budget at the start (10000 yuan)"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
    )
    adjusted_stated = models.DecimalField(
        _("stated total of the budget of the year (10000 yuan)"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
    )
    executed_stated = models.DecimalField(
        _("stated total executed (10000 yuan)"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("As the finance bureau states it; the lines are compared with it."),
    )
    cover = models.BooleanField(_("with cover and contents"), default=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("submitted by"),
        editable=False,
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("approved by"),
        editable=False,
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    exception = models.CharField(
        _("why the same person approved it"), max_length=200, blank=True, editable=False
    )

    lines = ("indicators", "budget")

    objects: ClassVar[Any] = EvaluationQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["-start", "-revision"]
        default_permissions = (*Entry.Meta.default_permissions, "approve")
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="evaluation_ends_after_start",
                violation_error_message=_("The end date lies before the date."),
            ),
            models.UniqueConstraint(
                fields=["society", "start", "end", "alone", "revision"],
                condition=Q(voided_at=None),
                name="evaluation_revision_unique",
                violation_error_message=_("There is already an evaluation of this period."),
            ),
            models.CheckConstraint(
                condition=Q(budget_points__gte=0) & Q(budget_points__lte=100),
                name="evaluation_budget_points_of_hundred",
                violation_error_message=_("Points lie between 0 and 100."),
            ),
        ]

    def __str__(self):
        return f"{self.title}（{self.get_status_display()}）"

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)

    def clean(self):
        super().clean()
        for name in ("goal", "achieved"):
            try:
                chips.check(getattr(self, name))
            except ValidationError as error:
                raise ValidationError({name: error.messages}) from error

    def check_changeable(self, current):
        super().check_changeable(current)
        current.refuse_unless(self.Status.DRAFT)

    def check_attachable(self, current):
        """The scan of the signed page comes last of all."""
        super().check_changeable(current)

    def refuse_unless(self, *statuses: str) -> None:
        """Raises ValidationError when it is none of these any more."""
        if self.status in statuses:
            return
        if self.status == self.Status.FINAL:
            raise ValidationError(
                _("This evaluation is final. A correction is a new revision of it.")
            )
        raise ValidationError(_("This evaluation is in review: send it back first."))

    def void(self, *, by, reason):
        """With its chapters, what was remarked on them, and its waivers."""
        with transaction.atomic():
            for chapter in self.chapters.all():
                for remark in chapter.remarks.countable():
                    remark.void(by=by, reason=reason)
                if chapter.voided_at is None:
                    chapter.void(by=by, reason=reason)
            for waiver in self.waivers.countable():
                waiver.void(by=by, reason=reason)
            super().void(by=by, reason=reason)


class Part(Entry):
    """What belongs to an evaluation, and is written while that may be changed."""

    written_in: ClassVar[tuple[str, ...]] = (Evaluation.Status.DRAFT,)

    class Meta(Entry.Meta):
        abstract = True

    def whole(self) -> Evaluation:
        """As stored now: somebody may have submitted or approved it meanwhile."""
        of: Any = self
        return Evaluation.objects.get(pk=of.evaluation_id)

    def check_changeable(self, current):
        super().check_changeable(current)
        current.whole().refuse_unless(*self.written_in)

    def check_saved(self, before):
        super().check_saved(before)
        self.whole().refuse_unless(*self.written_in)


class Chapter(HeadedText, Part):
    """One heading of an evaluation with its text. Two people may write two chapters at once."""

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="chapters", verbose_name=_("evaluation")
    )

    class Meta(Entry.Meta):
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ["position", "pk"]
        constraints = [*Entry.Meta.constraints]

    def __str__(self):
        return self.heading


class Remark(Part):
    """What a reviewer says of a chapter, until it is settled."""

    chapter = models.ForeignKey(
        Chapter, models.PROTECT, related_name="remarks", verbose_name=_("chapter")
    )
    text = models.CharField(_("remark"), max_length=500)
    settled = models.BooleanField(_("settled"), default=False)

    written_in = (Evaluation.Status.DRAFT, Evaluation.Status.REVIEW)

    class Meta(Entry.Meta):
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["pk"]
        constraints = [*Entry.Meta.constraints]

    def __str__(self):
        return self.text

    def whole(self):
        return Evaluation.objects.get(chapters=self.chapter_id)


class Indicator(Line):
    """One 绩效指标 of three levels: target, actual, weight and score."""

    class Direction(models.TextChoices):
        AT_LEAST = "at_least", "≥"
        AT_MOST = "at_most", "≤"
        EXACTLY = "exactly", "＝"
        QUALITY = "quality", _("in words")

    class Met(models.TextChoices):
        FULLY = "fully", _("achieved")
        PARTLY = "partly", _("partly achieved")
        NOT = "not", _("not achieved")

    evaluation = models.ForeignKey(
        Evaluation, models.CASCADE, related_name="indicators", verbose_name=_("evaluation")
    )
    first = models.CharField(_("first level"), max_length=20, help_text="产出指标")
    second = models.CharField(_("second level"), max_length=20, help_text="数量指标")
    third = models.CharField(_("indicator"), max_length=60)
    direction = models.CharField(
        _("direction"), max_length=10, choices=Direction, default=Direction.AT_LEAST
    )
    target = models.DecimalField(
        _("target"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    target_words = models.CharField(_("target in words"), max_length=60, blank=True)
    unit = models.CharField(_("unit of quantity"), max_length=10, blank=True)
    figure = models.CharField(
        _("figure"), max_length=200, blank=True, help_text=_("Where the actual number comes from.")
    )
    actual = models.DecimalField(
        _("actual by hand"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    met = models.CharField(
        _("met"), max_length=10, choices=Met, blank=True, help_text=_("Of a target in words.")
    )
    evidence = models.CharField(_("evidence of the number"), max_length=100, blank=True)
    weight = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    given = models.DecimalField(
        _("score by hand"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    rule = models.CharField(_("how it is scored"), max_length=200, blank=True)
    reason = models.CharField(_("reason for the deviation"), max_length=200, blank=True)

    owner = "evaluation"

    class Meta(Line.Meta):
        verbose_name = _("performance indicator")
        verbose_name_plural = _("performance indicators")
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gt=0) & Q(weight__lte=100),
                name="indicator_weight_of_hundred",
                violation_error_message=_("Points lie between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(given=None) | (Q(given__gte=0) & Q(given__lte=F("weight"))),
                name="indicator_given_within_weight",
                violation_error_message=_("A score is at most the points."),
            ),
        ]

    def __str__(self):
        return self.third

    def clean(self):
        super().clean()
        if faults := faults_of(self):
            raise ValidationError(faults)


BANDS = {
    Indicator.Met.FULLY: (Decimal("0.8"), Decimal(1)),
    Indicator.Met.PARTLY: (Decimal("0.6"), Decimal("0.8")),
    Indicator.Met.NOT: (Decimal(0), Decimal("0.6")),
}


def faults_of(indicator: Indicator) -> dict[str, Any]:
    """What is wrong with the row as it is typed, by field."""
    words = indicator.direction == Indicator.Direction.QUALITY
    found: dict[str, Any] = {}
    if words:
        if not indicator.target_words:
            found["target_words"] = gettext("Say in words what is aimed at.")
        for name in ("target", "actual", "figure"):
            if getattr(indicator, name) not in (None, ""):
                found[name] = gettext("A target in words has no number.")
        if indicator.given is not None and not indicator.met:
            found["met"] = gettext("Say whether it was achieved.")
        elif indicator.given is not None and indicator.weight and not _within(indicator):
            low, high = (short(share * 100) for share in BANDS[Indicator.Met(indicator.met)])
            found["given"] = gettext(
                "“%(met)s” earns %(low)s to %(high)s percent of the points."
            ) % {
                "met": indicator.get_met_display(),
                "low": low,
                "high": high,
            }
        return found
    if indicator.target is None:
        found["target"] = gettext("A number, or choose “in words”.")
    if indicator.met:
        found["met"] = gettext("Only a target in words is said to be achieved or not.")
    if indicator.figure and (fault := fault_of_figure(indicator)):
        found["figure"] = fault
    if indicator.actual is not None:
        if indicator.figure:
            found["actual"] = gettext("The figure gives the number: one or the other.")
        elif not indicator.evidence:
            found["evidence"] = gettext("Say what shows this number.")
    if indicator.given is not None and not indicator.rule:
        found["rule"] = gettext("Say how the score by hand was found.")
    return found


def _within(indicator: Indicator) -> bool:
    low, high = BANDS[Indicator.Met(indicator.met)]
    share = (indicator.given or 0) / indicator.weight
    return low <= share and (share < high or share == high == 1)


def fault_of_figure(indicator: Indicator) -> str:
    """What is wrong with the reference, or with the unit beside it."""
    if any(sign in indicator.figure for sign in "[]\n"):
        return gettext("Only what stands between [[ and ]].")
    chip = chips.Chip.read(indicator.figure)
    if chip.key in ("table", "chart", "list"):
        return gettext("An indicator needs a single number.")
    if fault := chips.fault_of(chip):
        return fault
    form = chip.options.get("as", "")
    if chip.key.startswith("@"):
        record, name, _unit = chips.record_of(chip)
        of = indicator.evaluation if indicator.evaluation_id else None
        if of and not record.society.path.startswith(of.society.path):
            return gettext("There is no such record.")
        if not isinstance(getattr(record, name), int | Decimal | None):
            return gettext("An indicator needs a single number.")
        return ""
    yuan = chips.by_key()[chip.key].unit == "yuan"
    if form == "wan" and not yuan:
        return gettext("Only money is given in 10000 yuan.")
    expected = "%" if form == "change" else unit_of(chip)
    fixed = ("元", "万元", "%")
    if indicator.unit and indicator.unit != expected and {indicator.unit, expected} & {*fixed}:
        return gettext("This figure is given in %(unit)s.") % {"unit": expected}
    return ""


def unit_of(chip: chips.Chip) -> str:
    if chip.key.startswith("@"):
        return chips.record_of(chip)[2]
    if chip.options.get("as") == "change":
        return "%"
    unit = MEASURE[chips.by_key()[chip.key].unit]
    return "万元" if chip.options.get("as") == "wan" else unit


class BudgetLine(Line):
    """Money of the year by kind and source, in 万元."""

    class Kind(models.TextChoices):
        BASIC = "basic", _("basic expenditure")
        PROJECT = "project", _("project expenditure")

    class Source(models.TextChoices):
        YEAR = "year", _("appropriation of the year")
        CARRIED = "carried", _("carried over")
        OTHER = "other", _("other money")

    evaluation = models.ForeignKey(
        Evaluation, models.CASCADE, related_name="budget", verbose_name=_("evaluation")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.BASIC)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.YEAR)
    initial = models.DecimalField(
        _("budget at the start (10000 yuan)"), max_digits=14, decimal_places=6, default=Decimal(0)
    )
    adjusted = models.DecimalField(
        _("budget of the year (10000 yuan)"), max_digits=14, decimal_places=6, default=Decimal(0)
    )
    executed = models.DecimalField(
        _("executed (10000 yuan)"), max_digits=14, decimal_places=6, default=Decimal(0)
    )

    owner = "evaluation"

    class Meta(Line.Meta):
        verbose_name = _("budget line")
        verbose_name_plural = _("budget")
        constraints = [
            models.CheckConstraint(
                condition=Q(initial__gte=0) & Q(adjusted__gte=0) & Q(executed__gte=0),
                name="budget_line_not_negative",
                violation_error_message=_("A sum is never below zero."),
            ),
            models.UniqueConstraint(
                fields=["evaluation", "kind", "source"],
                name="budget_line_once",
                violation_error_message=_("There is a line of this kind and source already."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.get_source_display()}"


class Waiver(Part):
    """A finding of the consistency guard that is right as it is, and why."""

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="waivers", verbose_name=_("evaluation")
    )
    finding = models.CharField(_("finding"), max_length=300)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta(Entry.Meta):
        verbose_name = _("waived finding")
        verbose_name_plural = _("waived findings")
        ordering = ["pk"]
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(
                fields=["evaluation", "finding"],
                condition=Q(voided_at=None),
                name="waiver_once",
                violation_error_message=_("This finding is waived already."),
            ),
        ]

    def __str__(self):
        return self.finding
