"""What the statement of funds says, as a text names it: 收入, 支出, 结余, 上年结转."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from donations.statements import Fund, Statement, StatementSums
from reports.text.numbers import WrittenNumber
from reports.text.sentences import Claim

_WORDS: tuple[tuple[re.Pattern[str], Callable[[StatementSums], Sequence[Decimal]]], ...] = (
    (re.compile("结转|年初|期初|上年"), lambda sums: (sums.opening, sums.balance)),
    (re.compile("收入|接收|接受|到账"), lambda sums: (sums.income,)),
    (
        re.compile("支出|使用|开支|拨付"),
        lambda sums: (sums.spending, sums.spending - sums.recovered),
    ),
    (
        re.compile("结余|余额|结存|结转|节余"),
        lambda sums: (sums.balance, sums.income - sums.spending),
    ),
    (re.compile("退回|退还"), lambda sums: (sums.refunds,)),
)


class BookValues:
    """The lines of the statement of each fund, of each kind of them, and of all."""

    def __init__(self, statements: Callable[[], Sequence[Statement]]):
        self._statements = statements
        self._sums: list[StatementSums] = []

    def say(self, number: WrittenNumber, claim: Claim) -> bool:
        """Return whether a line that the words before the number name says it."""
        if number.unit != "元":
            return False
        lines = [line for words, line in _WORDS if words.search(claim.before)]
        return bool(lines) and any(
            number.equals(value) for sums in self._all() for line in lines for value in line(sums)
        )

    def _all(self) -> list[StatementSums]:
        if not self._sums:
            statements = self._statements()
            kinds = [Fund.DONATED, Fund.Kind.values, *([kind] for kind in Fund.Kind.values)]
            self._sums = [
                StatementSums.of(one for one in statements if one.fund.kind in kind)
                for kind in kinds
            ]
            self._sums += [one.sums for one in statements]
        return self._sums
