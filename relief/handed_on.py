"""To whom money was handed on, for what holds a text against it."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from redcross.figures import Scope

from .models import Disbursement

_MOST = 2000


class HandedOn(NamedTuple):
    """A sum in yuan that was handed on, and when, as far as that is known."""

    recipient: str
    amount: Decimal
    first: date
    last: date | None
    precision: str


def money_handed_on(scope: Scope) -> list[HandedOn]:
    """Return what was handed on in the period, each time."""
    days = scope.period.start, scope.period.end
    rows = Disbursement.objects.countable().filter(scope.owned(), date__range=days)
    fields = ("recipient", "amount", "date", "end_date", "date_precision")
    found = rows.filter(amount__gt=0).values_list(*fields)[:_MOST]
    return [HandedOn(*row) for row in found]
