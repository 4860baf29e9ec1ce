"""Checks of what others remarked and signed."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from reports.models import Evaluation, Remark

from .check_context import CheckContext, LazyFinding


def remark_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield the remarks on chapters that are not settled."""
    unsettled = Remark.objects.countable().filter(
        chapter__evaluation=context.evaluation, chapter__voided_at=None, settled=False
    )
    for remark in unsettled.select_related("chapter"):
        values = {"heading": remark.chapter.heading, "remark": remark.text}
        text = _("“%(heading)s”: a remark is not settled: %(remark)s")
        yield LazyFinding(text, remark.get_absolute_url(), values)


def revision_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield other revisions of the period that are in work, and later ones that are signed."""
    evaluation = context.evaluation
    others = Evaluation.objects.of_period(evaluation.society, context.period).filter(
        own_records_only=evaluation.own_records_only
    )
    for other in others.exclude(pk=evaluation.pk):
        values = {"revision": other.revision}
        if other.status != Evaluation.Status.FINAL:
            text = _("Revision %(revision)s of this period is in work too.")
            yield LazyFinding(text, other.get_absolute_url(), values)
        elif other.revision > evaluation.revision:
            text = _("Revision %(revision)s of this period is final already.")
            yield LazyFinding(text, other.get_absolute_url(), values)
