"""The chapters of an evaluation, what is remarked on them, and findings that are waived."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redcross.models import Entry
from reports.text.figure_references import FigureReference, reference_fault
from reports.text.result_references import name_in_reference

from .evaluation import Evaluation, EvaluationComponent
from .headed_text import HeadedText
from .long_text import text_fits


class Chapter(HeadedText, EvaluationComponent):
    """One heading of an evaluation with its text. Two people may write two chapters at once."""

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="chapters", verbose_name=_("evaluation")
    )

    class Meta(Entry.Meta):
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ["position", "pk"]
        constraints = [*Entry.Meta.constraints, text_fits("text")]

    def __str__(self) -> str:
        return self.heading

    def reference_fault(self, reference: FigureReference) -> str:
        names = self.evaluation.indicators.values_list("third", flat=True)
        indicators = [name_in_reference(name) for name in names]
        return reference_fault(reference, self.society, indicators=indicators)


class Remark(EvaluationComponent):
    """What a reviewer says of a chapter, until it is settled."""

    chapter = models.ForeignKey(
        Chapter, models.PROTECT, related_name="remarks", verbose_name=_("chapter")
    )
    text = models.CharField(_("remark"), max_length=500)
    settled = models.BooleanField(_("settled"), default=False)

    editable_statuses = (Evaluation.Status.DRAFT, Evaluation.Status.REVIEW)

    class Meta(Entry.Meta):
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["pk"]
        constraints = [*Entry.Meta.constraints]

    def __str__(self) -> str:
        return self.text

    def current_evaluation(self) -> Evaluation:
        """Return the evaluation of its chapter as stored now."""
        return Evaluation.objects.get(chapters=self.chapter_id)


class Waiver(EvaluationComponent):
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

    def __str__(self) -> str:
        return self.finding
