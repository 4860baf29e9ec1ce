"""Checks of what is written."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from reports.models import Chapter
from reports.text import figure_references
from reports.text.figure_references import BLOCKS, REFERENCE, FigureReference
from reports.text.free_text import dates_in, numbers_in, typed_text, unconfirmed_pieces

from .balances import broken_balances
from .check_context import CheckContext, LazyFinding, edit_url


def heading_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """The title and the goal, which are not among the chapters."""
    one = context.evaluation
    for name in ("title", "goal", "achieved"):
        label = one.own_field(name).verbose_name
        yield from typed_findings(context, label, getattr(one, name), one, of_figures=False)


def reference_findings(context: CheckContext, chapter: Chapter) -> Iterator[LazyFinding]:
    for reference in figure_references.references_in(chapter.text):
        if context.leads_nowhere(reference):
            fault: Any = _("There is no such record, or it is void.")
            if not reference.key.startswith("@"):
                fault = lazy(figure_references.reference_fault, str)(
                    reference, context.evaluation.society
                )
            values = {"heading": chapter.heading, "reference": reference, "fault": fault}
            yield LazyFinding(
                _("“%(heading)s”: %(reference)s: %(fault)s"), edit_url(chapter), values
            )


def content_findings(
    context: CheckContext, chapter: Chapter, below: Chapter | None
) -> Iterator[LazyFinding]:
    """A chapter that says nothing, or only zeros."""
    named = {"heading": chapter.heading}
    lines = [line.strip() for line in chapter.text.splitlines() if line.strip()]
    found = [FigureReference.read(inside[1]) for inside in REFERENCE.finditer(chapter.text)]
    lists = bool(lines) and all(REFERENCE.fullmatch(line) for line in lines)
    if lists and all(reference.key == "list" for reference in found):
        lines = context.renderer.paragraphs(chapter.text)
    if not lines:
        if not (below and below.level > chapter.level):
            yield LazyFinding(_("“%(heading)s” is empty."), edit_url(chapter), named)
        return
    named = [reference for reference in found if not context.leads_nowhere(reference)]
    if named and not any(
        reference.key in BLOCKS or context.number_of(reference) for reference in named
    ):
        yield LazyFinding(_("“%(heading)s” says only zeros."), edit_url(chapter), named)


def typed_findings(
    context: CheckContext, heading: Any, text: str, on: Any, *, of_figures: bool = True
) -> Iterator[LazyFinding]:
    """What was typed: pieces of another period, dates outside, numbers that nothing counts."""
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
            yield LazyFinding(_("“%(heading)s”: no figure says %(number)s."), edit_url(on), values)


def balance_findings(context: CheckContext, chapter: Chapter) -> Iterator[LazyFinding]:
    for line in chapter.text.splitlines():
        if "结余" not in line and "余额" not in line:
            continue
        with override("zh-hans"):
            read = "".join(part.text for part in context.renderer.line(line))
        for one in broken_balances(read):
            values = {
                "heading": chapter.heading,
                "lines": f"{one.opening:,f} + {one.income:,f} − {one.spending:,f}",
                "sum": f"{one.follows:,f}",
                "balance": f"{one.balance:,f}",
            }
            text = _("“%(heading)s”: the balance %(balance)s does not follow: %(lines)s = %(sum)s.")
            yield LazyFinding(text, edit_url(chapter), values)
