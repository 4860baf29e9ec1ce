"""Checks of sums and balances that a text states, those with figures among its numbers too."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from donations.statements import Fund, StatementSums
from reports.models import Chapter

from .balances import SAYS_PARTS, broken_balances, broken_parts
from .book_values import kinds_named
from .check_context import CheckContext, LazyFinding, edit_url


def _read(context: CheckContext, line: str) -> str:
    """Return the line as it will be printed."""
    with override("zh-hans"):
        return "".join(part.text for part in context.renderer.line(line))


def _yuan(number: Decimal) -> str:
    """Write 24000.00 → 24,000."""
    return f"{number.normalize():,f}"


def balance_findings(context: CheckContext, chapter: Chapter) -> Iterator[LazyFinding]:
    """Yield the balances of a chapter that do not follow from the sums beside them."""
    for line in chapter.text.splitlines():
        if not ("结余" in line or "余额" in line) or "收入" not in line or "支出" not in line:
            continue
        openings = []
        for kinds in [kinds_named(line)] if kinds_named(line) else [[*Fund.DONATED], [*Fund.Kind]]:
            funds = (one for one in context.statements if one.fund.kind in kinds)
            openings.append(StatementSums.of(funds).opening)
        for broken in broken_balances(_read(context, line), openings):
            values = {
                "heading": chapter.heading,
                "lines": f"{_yuan(broken.opening)} + {_yuan(broken.income)}"
                f" − {_yuan(broken.spending)}",
                "sum": _yuan(broken.follows),
                "balance": _yuan(broken.balance),
            }
            text = _("“%(heading)s”: the balance %(balance)s does not follow: %(lines)s = %(sum)s.")
            yield LazyFinding(text, edit_url(chapter), values)


def part_findings(context: CheckContext, chapter: Chapter) -> Iterator[LazyFinding]:
    """Yield the wholes of a chapter that are not what their parts beside them make."""
    for line in chapter.text.splitlines():
        if not SAYS_PARTS.search(line):
            continue
        for broken in broken_parts(_read(context, line)):
            values = {
                "heading": chapter.heading,
                "whole": broken.whole.words,
                "sum": _yuan(broken.total),
            }
            text = _("“%(heading)s”: the parts of %(whole)s beside it make %(sum)s.")
            yield LazyFinding(text, edit_url(chapter), values)
