"""Lines of the bank between the society's own accounts, and their other side."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django.db.models import QuerySet

from .models import BankLine


def one_sided_transfers(societies: "Iterable[int] | QuerySet[Any, Any]") -> list[int]:
    """Return the keys of lines between own accounts whose other side is no line of another.

    Of each sum what left is paired with what came, in the order of days, among all lines of a
    society: those that have another side come to nothing together. One query.
    """
    own = BankLine.objects.countable().filter(explanation=BankLine.Explanation.OWN).with_open()
    own = own.filter(society__in=societies)
    sides: dict[tuple[int, Decimal], tuple[list[BankLine], list[BankLine]]] = {}
    for line in cast(Any, own).exclude(open=0).order_by("date", "pk"):
        outgoing, incoming = sides.setdefault((line.society_id, abs(line.open)), ([], []))
        (incoming if line.open > 0 else outgoing).append(line)
    one_sided: list[int] = []
    for outgoing, incoming in sides.values():
        for line in outgoing:
            other = next((one for one in incoming if one.account_id != line.account_id), None)
            if other is None:
                one_sided.append(line.pk)
            else:
                incoming.remove(other)
        one_sided += [line.pk for line in incoming]
    return one_sided
