"""Checks of what others remarked and signed."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from reports.models import Evaluation, Remark

from .check_context import CheckContext, LazyFinding


def remark_findings(context: CheckContext) -> Iterator[LazyFinding]:
    open_ones = Remark.objects.countable().filter(
        chapter__evaluation=context.evaluation, chapter__voided_at=None, settled=False
    )
    for remark in open_ones.select_related("chapter"):
        values = {"heading": remark.chapter.heading, "remark": remark.text}
        text = _("“%(heading)s”: a remark is not settled: %(remark)s")
        yield LazyFinding(text, remark.get_absolute_url(), values)


def revision_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Of one period only one revision is in work, and none is signed after a later one."""
    one = context.evaluation
    others = Evaluation.objects.of_period(one.society, context.period).filter(
        own_records_only=one.own_records_only
    )
    for other in others.exclude(pk=one.pk):
        named = {"revision": other.revision}
        if other.status != Evaluation.Status.FINAL:
            text = _("Revision %(revision)s of this period is in work too.")
            yield LazyFinding(text, other.get_absolute_url(), named)
        elif other.revision > one.revision:
            text = _("Revision %(revision)s of this period is final already.")
            yield LazyFinding(text, other.get_absolute_url(), named)
