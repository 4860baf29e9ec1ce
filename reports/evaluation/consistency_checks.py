"""What stands against an evaluation before it is reviewed; each finding leads to its place.

The number of queries depends on the text and the kinds of records, never on how many there are.
"""

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from reports.models import Evaluation

from .bank_checks import bank_findings
from .budget_checks import budget_findings
from .check_context import CheckContext, Finding, LazyFinding
from .donor_checks import donor_findings
from .indicator_checks import indicator_findings
from .number_checks import (
    evidence_findings,
    fund_findings,
    score_findings,
    spending_findings,
    sum_findings,
)
from .process_checks import remark_findings, revision_findings
from .receipt_checks import receipt_findings
from .scoring import EvaluationScores, score_evaluation
from .sum_checks import balance_findings, part_findings
from .text_checks import (
    content_findings,
    heading_findings,
    reference_findings,
    typed_findings,
)
from .text_renderer import TextRenderer, renderer_of


def waiver_reasons(evaluation: Evaluation) -> dict[str, str]:
    """Return the findings that are waived in it, in whichever language, each with its reason."""
    return dict(evaluation.waivers.countable().values_list("finding", "reason"))


def findings(
    evaluation: Evaluation,
    renderer: TextRenderer | None = None,
    scores: EvaluationScores | None = None,
    reasons: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Return everything that stands against it, each once, the waived with their reasons.

    `renderer` and `scores`: what has been counted of it already. `reasons`: why findings were
    waived, where not in this evaluation.
    """
    reasons = waiver_reasons(evaluation) if reasons is None else reasons
    by_text: dict[str, Finding] = {}
    renderer = renderer or renderer_of(evaluation)
    context = CheckContext(evaluation, renderer, scores or score_evaluation(evaluation, renderer))
    for lazy_finding in _all_findings(context):
        waived = sorted(reasons.keys() & lazy_finding.in_every_language()) if reasons else []
        text = str(lazy_finding)
        reason = reasons[waived[0]] if waived else ""
        finding = Finding(
            text,
            lazy_finding.url,
            reason,
            lazy_finding.fills,
            lazy_finding.correction,
            lazy_finding.digest,
        )
        by_text.setdefault(text, finding)
    return list(by_text.values())


def _all_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield what each check finds, in the order of the text, then of what is behind it."""
    yield from heading_findings(context)
    for chapter, below in zip_longest(context.chapters, context.chapters[1:]):
        yield from reference_findings(context, chapter)
        yield from content_findings(context, chapter, below)
        yield from typed_findings(
            context, chapter.heading, f"{chapter.heading}\n{chapter.text}", chapter
        )
        yield from balance_findings(context, chapter)
        yield from part_findings(context, chapter)
    yield from donor_findings(context)
    yield from score_findings(context)
    yield from indicator_findings(context)
    yield from budget_findings(context)
    yield from fund_findings(context)
    yield from spending_findings(context)
    yield from bank_findings(context)
    yield from sum_findings(context)
    yield from evidence_findings(context)
    yield from receipt_findings(context)
    yield from remark_findings(context)
    yield from revision_findings(context)
