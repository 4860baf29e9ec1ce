"""To whom money was handed on, for what holds a text against it."""

from decimal import Decimal

from redcross.figures import Scope

from .models import Disbursement

_MOST = 2000


def money_handed_on(scope: Scope) -> list[tuple[str, Decimal]]:
    """Return who got how much in the period, in yuan, each time."""
    days = scope.period.start, scope.period.end
    rows = Disbursement.objects.countable().filter(scope.owned(), date__range=days)
    found = rows.filter(amount__isnull=False).values_list("recipient", "amount")[:_MOST]
    return [(name, amount) for name, amount in found if amount is not None]
