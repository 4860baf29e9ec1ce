"""Lines of the bank between the society's own accounts, and their other side."""

from decimal import Decimal
from typing import Any, cast

from .models import BankLine, BankLineQuerySet


def without_other_side(lines: BankLineQuerySet) -> BankLineQuerySet:
    """Return those of the lines between own accounts of which no line of another is the other side.

    Of each sum what left is paired with what came, in the order of days, among all lines of the
    society: those that have another side come to nothing together.
    """
    own = BankLine.objects.countable().filter(explanation=BankLine.Explanation.OWN).with_open()
    own = own.filter(society__in=lines.order_by().values("society"))
    sides: dict[tuple[int, Decimal], tuple[list[BankLine], list[BankLine]]] = {}
    for line in cast(Any, own).exclude(open=0).order_by("date", "pk"):
        left, came = sides.setdefault((line.society_id, abs(line.open)), ([], []))
        (came if line.open > 0 else left).append(line)
    alone: list[int] = []
    for left, came in sides.values():
        for line in left:
            other = next((one for one in came if one.account_id != line.account_id), None)
            if other is None:
                alone.append(line.pk)
            else:
                came.remove(other)
        alone += [line.pk for line in came]
    return lines.filter(pk__in=alone)
