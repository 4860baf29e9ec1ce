"""Checks of what is written."""

from collections.abc import Iterator

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from reports.models import Chapter, Evaluation
from reports.text.figure_references import (
    BLOCKS,
    REFERENCE,
    name_reference,
    references_in,
)
from reports.text.free_text import unconfirmed_pieces

from .check_context import CheckContext, LazyFinding, edit_url
from .claim_findings import claim_findings, date_findings


def heading_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield what was typed in title and goal, which are not among the chapters."""
    evaluation = context.evaluation
    for name in ("title", "goal", "achieved"):
        label = evaluation.own_field(name).verbose_name
        text = getattr(evaluation, name)
        yield from typed_findings(context, label, text, evaluation, aims=name == "goal")


def reference_findings(context: CheckContext, chapter: Chapter) -> Iterator[LazyFinding]:
    """Yield the references of a chapter that refer to nothing."""
    for reference in references_in(chapter.text):
        if context.leads_nowhere(reference):
            fault: str | Promise = _("There is no such record, or it is void.")
            if not reference.key.startswith("@"):
                fault = lazy(context.renderer.fault, str)(reference)
            name = lazy(name_reference, str)(reference)
            values = {"heading": chapter.heading, "reference": name, "fault": fault}
            yield LazyFinding(
                _("“%(heading)s”: %(reference)s: %(fault)s"), edit_url(chapter), values
            )


def content_findings(
    context: CheckContext, chapter: Chapter, below: Chapter | None
) -> Iterator[LazyFinding]:
    """Yield that a chapter says nothing, or only zeros. `below`: the one after it, if any."""
    values = {"heading": chapter.heading}
    lines = [line.strip() for line in chapter.text.splitlines() if line.strip()]
    references = list(references_in(chapter.text))
    only_references = all(REFERENCE.fullmatch(line) for line in lines)
    only_listings = only_references and all(reference.key == "list" for reference in references)
    # A listing says something only where there are records.
    if not (context.renderer.paragraphs(chapter.text) if only_listings else lines):
        if not (below and below.level > chapter.level):
            yield LazyFinding(_("“%(heading)s” is empty."), edit_url(chapter), values)
        return
    leading = [reference for reference in references if not context.leads_nowhere(reference)]
    if leading and not any(
        reference.key in BLOCKS or context.says_something(reference) for reference in leading
    ):
        yield LazyFinding(_("“%(heading)s” says only zeros."), edit_url(chapter), values)


def typed_findings(
    context: CheckContext,
    heading: str | Promise,
    text: str,
    on: Chapter | Evaluation,
    *,
    aims: bool = False,
) -> Iterator[LazyFinding]:
    """Yield what was typed: pieces of another period, dates outside, numbers that nothing counts.

    `on`: where it is written. `aims`: its numbers are what was aimed at.
    """
    if pieces := unconfirmed_pieces(text):
        quoted = "、".join(f"“{piece}”" for piece in pieces)
        values = {"heading": heading, "pieces": quoted, "number": len(pieces)}
        words = _("“%(heading)s”: not confirmed for this period (%(number)s): %(pieces)s")
        yield LazyFinding(words, edit_url(on), values)
    yield from date_findings(context, heading, text, on)
    yield from claim_findings(context, heading, text, on, aims=aims)
