"""What stands against an evaluation before it is reviewed; each finding leads to its place.

The number of queries depends on the text and the kinds of records, never on how many there are.
"""

from collections.abc import Iterator
from itertools import zip_longest

from reports.models import Evaluation

from . import text_renderer
from .check_context import CheckContext, Finding, LazyFinding
from .number_checks import evidence_findings, fund_findings, score_findings, sum_findings
from .process_checks import remark_findings, revision_findings
from .text_checks import (
    balance_findings,
    content_findings,
    heading_findings,
    reference_findings,
    typed_findings,
)


def findings(
    evaluation: Evaluation, renderer: text_renderer.TextRenderer | None = None
) -> list[Finding]:
    """Everything found, each once, the waived with their reasons."""
    waived = dict(evaluation.waivers.countable().values_list("finding", "reason"))
    found: dict[str, Finding] = {}
    for one in _all_findings(
        CheckContext(evaluation, renderer or text_renderer.renderer_of(evaluation))
    ):
        known = sorted(waived.keys() & one.in_every_language()) if waived else []
        found.setdefault(str(one), Finding(str(one), one.url, waived[known[0]] if known else ""))
    return list(found.values())


def _all_findings(context: CheckContext) -> Iterator[LazyFinding]:
    yield from heading_findings(context)
    for chapter, below in zip_longest(context.chapters, context.chapters[1:]):
        yield from reference_findings(context, chapter)
        yield from content_findings(context, chapter, below)
        yield from typed_findings(
            context, chapter.heading, f"{chapter.heading}\n{chapter.text}", chapter
        )
        yield from balance_findings(context, chapter)
    yield from score_findings(context)
    yield from fund_findings(context)
    yield from sum_findings(context)
    yield from evidence_findings(context)
    yield from remark_findings(context)
    yield from revision_findings(context)
