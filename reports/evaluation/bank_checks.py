"""Checks of the bank's papers and of the finance ledger beside the records."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from donations.reconciliation import bank_standing

from .check_context import CheckContext, LazyFinding


def bank_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield lines of the bank that still wait at the period's end, and what no line explains.

    And balances of the bank that do not follow from one another.
    """
    standing = bank_standing(context.evaluation.scope)
    if standing.waiting:
        text = _("Lines of the bank that are still to be confirmed: %(number)s.")
        yield LazyFinding(text, standing.waiting_url, {"number": standing.waiting})
    if standing.one_sided:
        text = _("Lines of the bank between own accounts without another side: %(number)s.")
        yield LazyFinding(text, standing.one_sided_url, {"number": standing.one_sided})
    for broken in standing.broken:
        line = broken.line
        text = _("The bank's balance of %(day)s does not follow from the lines before: %(line)s.")
        yield LazyFinding(text, line.get_absolute_url(), {"day": line.date, "line": line})
    for compared in standing.unexplained:
        ledger = compared.ledger
        values = {
            "month": f"{ledger.date:%Y-%m}",
            "ledger": f"{ledger.balance:,.2f}",
            "books": f"{compared.books:,.2f}",
            "rest": f"{compared.rest:,.2f}",
        }
        text = _(
            "%(month)s: the finance ledger says %(ledger)s yuan, the books %(books)s;"
            " not explained: %(rest)s."
        )
        yield LazyFinding(text, ledger.get_absolute_url(), values)
