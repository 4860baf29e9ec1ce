"""Checks of what is written."""

from collections.abc import Iterator

from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from reports.models import Chapter, Evaluation
from reports.text.figure_references import (
    BLOCKS,
    REFERENCE,
    name_reference,
    references_in,
)
from reports.text.free_text import dates_in, numbers_in, typed_text, unconfirmed_pieces

from .balances import broken_balances
from .check_context import CheckContext, LazyFinding, edit_url


def heading_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield what was typed in title and goal, which are not among the chapters."""
    evaluation = context.evaluation
    for name in ("title", "goal", "achieved"):
        label = evaluation.own_field(name).verbose_name
        text = getattr(evaluation, name)
        yield from typed_findings(context, label, text, evaluation, of_figures=False)


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
    said = [reference for reference in references if not context.leads_nowhere(reference)]
    if said and not any(
        reference.key in BLOCKS or context.says_something(reference) for reference in said
    ):
        yield LazyFinding(_("“%(heading)s” says only zeros."), edit_url(chapter), values)


def typed_findings(
    context: CheckContext,
    heading: str | Promise,
    text: str,
    on: Chapter | Evaluation,
    *,
    of_figures: bool = True,
) -> Iterator[LazyFinding]:
    """Yield what was typed: pieces of another period, dates outside, numbers that nothing counts.

    `on`: where it is written. Without `of_figures` its numbers may be aims, and are not looked at.
    """
    if pieces := unconfirmed_pieces(text):
        quoted = "、".join(f"“{piece}”" for piece in pieces)
        values = {"heading": heading, "pieces": quoted, "number": len(pieces)}
        words = _("“%(heading)s”: not confirmed for this period (%(number)s): %(pieces)s")
        yield LazyFinding(words, edit_url(on), values)
    by_hand = typed_text(text)
    for day in dates_in(by_hand):
        if not day.within(context.period) and day.words not in context.of_records:
            values = {"heading": heading, "date": day.words}
            yield LazyFinding(
                _("“%(heading)s”: %(date)s lies outside the period."), edit_url(on), values
            )
    for number in numbers_in(by_hand) if of_figures else ():
        equal = any(number.equals(value) for value in context.known[number.unit])
        if not equal and number.words not in context.of_records:
            values = {"heading": heading, "number": number.words}
            words = _("“%(heading)s”: no figure says %(number)s.")
            if unknown := context.unknown[number.unit]:
                values["figure"] = format_lazy("{}", unknown[0].figure.label)
                words = _(
                    "“%(heading)s”: no figure says %(number)s, and how many it is of"
                    " “%(figure)s” is not known."
                )
            yield LazyFinding(words, edit_url(on), values)


def balance_findings(context: CheckContext, chapter: Chapter) -> Iterator[LazyFinding]:
    """Yield the balances of a chapter that do not follow from the sums beside them."""
    for line in chapter.text.splitlines():
        if "结余" not in line and "余额" not in line:
            continue
        with override("zh-hans"):
            read = "".join(part.text for part in context.renderer.line(line))
        for broken in broken_balances(read):
            values = {
                "heading": chapter.heading,
                "lines": f"{broken.opening:,f} + {broken.income:,f} − {broken.spending:,f}",
                "sum": f"{broken.follows:,f}",
                "balance": f"{broken.balance:,f}",
            }
            text = _("“%(heading)s”: the balance %(balance)s does not follow: %(lines)s = %(sum)s.")
            yield LazyFinding(text, edit_url(chapter), values)
