"""Checks of donation receipts."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from donations.receipt_figures import ranges_with_gaps

from .check_context import CheckContext, LazyFinding, finding_number

# How many gifts of the period have no receipt and should have one, by figure.
MISSING = {
    "donations.cash.without_receipt": _("Cash gifts without a receipt: %(number)s."),
    "donations.goods.without_receipt": _("Batches of goods without a receipt: %(number)s."),
}


def receipt_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield gifts of the public without a receipt, and numbers of paper ones left out."""
    values = context.renderer.values(context.period)
    for key, text in MISSING.items():
        if values[key].says_something:
            yield LazyFinding(text, values[key].url, {"number": finding_number(values[key])})
    for range_, number in ranges_with_gaps(context.evaluation.scope):
        text = _("Paper receipts %(range)s: numbers skipped among those used: %(number)s.")
        url = f"{range_.get_absolute_url()}#gaps"
        yield LazyFinding(text, url, {"range": range_, "number": number})
