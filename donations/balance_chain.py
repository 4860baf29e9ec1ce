"""Whether the balances that a bank states follow from one another: before + in - out = after."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from .models import BankAccount, BankLine


@dataclass(frozen=True)
class BrokenChain:
    """A line whose balance does not follow, and what would: lines are missing, or there twice."""

    line: BankLine
    expected: Decimal


def broken_chains(accounts: Sequence[BankAccount], until: date) -> list[BrokenChain]:
    """Return the lines up to the day whose balance does not follow; one query.

    After each, the bank's word counts: one missing line is one break.
    """
    rows = BankLine.objects.countable().filter(account__in=accounts, date__lte=until)
    shown = ("date", "account", "received", "paid", "balance", "counterparty", "purpose")
    lines = rows.order_by("account", "date", "pk").only(*shown, "society", "voided_at")
    by_key = {account.pk: account for account in accounts}
    found: list[BrokenChain] = []
    for key, own in groupby(lines, key=lambda line: line.account_id):
        known = by_key[key].opening_balance
        for _day, of_day in groupby(own, key=lambda line: line.date):
            ordered = in_order(list(of_day), known)
            found += _breaks(ordered, known)
            known = _end(ordered, known)
    return found


def in_order(lines: Sequence[BankLine], start: Decimal) -> Sequence[BankLine]:
    """Return the lines of a day in the order in which each begins where the last one ended.

    Banks write a day from its first line or from its last, and a statement may end within a day.
    Where there is no such order: as they were entered or the other way round, with fewer breaks.
    """
    if any(line.balance is None for line in lines):
        return lines
    orders = (_trail(lines, start), lines, lines[::-1])
    return min(orders, key=lambda order: len(list(_breaks(order, start))))


def _trail(lines: Sequence[BankLine], start: Decimal) -> Sequence[BankLine]:
    """Return the lines as one way through all of them from the start, if there is one.

    Balances are the points, lines lead from one to the next: Hierholzer's way through a graph.
    """
    leading: dict[Decimal, list[BankLine]] = defaultdict(list)
    for line in reversed(lines):
        leading[(line.balance or Decimal(0)) - line.amount].append(line)
    way: list[tuple[Decimal, BankLine | None]] = [(start, None)]
    trail: list[BankLine] = []
    while way:
        point, by = way[-1]
        if leading.get(point):
            line = leading[point].pop()
            way.append((line.balance or Decimal(0), line))
        else:
            way.pop()
            trail += [by] if by else []
    return trail[::-1] if len(trail) == len(lines) else lines


def _breaks(lines: Sequence[BankLine], start: Decimal) -> Iterator[BrokenChain]:
    for line in lines:
        expected = start + line.amount
        if line.balance is not None and line.balance != expected:
            yield BrokenChain(line, expected)
        start = expected if line.balance is None else line.balance


def _end(lines: Sequence[BankLine], start: Decimal) -> Decimal:
    for line in lines:
        start = start + line.amount if line.balance is None else line.balance
    return start
