"""Figures over other figures."""

from django.utils.translation import gettext_lazy as _

from redcross.figures import Derived, Unit


def share(part, whole):
    """Percent of the whole, or None where there is no whole."""
    return part * 100 / whole if whole else None


derived = [
    Derived(
        key="reports.cash.earmarked_share",
        label=_("Earmarked share of the cash given"),
        unit=Unit.PERCENT,
        rule=_("Earmarked cash divided by all cash given by the public."),
        parts=("donations.cash.earmarked", "donations.cash.amount"),
        expression=share,
    ),
    Derived(
        key="reports.cash.income",
        label=_("Cash income of all sources"),
        unit=Unit.YUAN,
        rule=_("Given by the public, transferred from above, and interest."),
        parts=("donations.cash.amount", "donations.cash.from_above", "donations.cash.interest"),
        expression=lambda *parts: sum(parts),
    ),
]
