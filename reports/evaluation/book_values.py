"""What the statement of funds says, as a text names it: 收入, 支出, 结余, 上年结转."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from donations.statements import Fund, Statement, StatementSums
from reports.text.numbers import WrittenNumber
from reports.text.sentences import Claim

from .named_parts import NamedPart

_WORDS: tuple[tuple[re.Pattern[str], Callable[[StatementSums], Sequence[Decimal]]], ...] = (
    (re.compile("结转|年初|期初|上年"), lambda sums: (sums.opening, sums.balance)),
    (re.compile("收入|到账"), lambda sums: (sums.income,)),
    (
        re.compile("支出|使用|开支|拨付"),
        lambda sums: (sums.spending, sums.spending - sums.recovered),
    ),
    (
        re.compile("结余|余额|结存|结转|节余|尚余|余下|剩余"),
        lambda sums: (sums.balance, sums.income - sums.spending),
    ),
    (re.compile("退回|退还"), lambda sums: (sums.refunds,)),
)
LEFT = re.compile("结余|余额|结存|节余|尚存|账上|剩余|尚余|余下")
FROM_SOCIETY = (Fund.Kind.GENERAL, Fund.Kind.EARMARKED)
# So many of all sums are of more kinds than one.
_OF_SEVERAL_KINDS = 3
# The last of these words says of which funds: 非定向 before 定向, which it contains.
_KINDS = (
    (re.compile("上级"), (Fund.Kind.ABOVE,)),
    (re.compile("非定向|不定向"), (Fund.Kind.GENERAL,)),
    (re.compile("(?<![非不])定向"), (Fund.Kind.EARMARKED,)),
    # What society gave, and nothing from above.
    (re.compile("社会(?:捐赠|捐款|爱心)"), FROM_SOCIETY),
)
_HANDED_ON = re.compile("(?!.*(?:上级|定向|支出|使用|开支|收入|结余|结转)).*拨付.*")
_USED = re.compile("(?:使用|支出|拨付|执行|发放)(?:率|比例|进度)")
_OF_YEAR = re.compile("当年|本年|收支|年内")
OPENING = re.compile("上年|年初|期初|上期|结转")


def kinds_named(words: str) -> Sequence[str]:
    """Return the kinds of funds that the words name last, none where they name none."""
    named = [(match.end(), kinds) for pattern, kinds in _KINDS for match in pattern.finditer(words)]
    return max(named)[1] if named else ()


class BookValues:
    """The lines of the statement of each fund, of each kind of them, and of all."""

    def __init__(self, statements: Callable[[], Sequence[Statement]]):
        self._statements = statements
        self._sums: list[StatementSums] = []

    def say(
        self,
        number: WrittenNumber,
        claim: Claim,
        funds: Iterable[NamedPart] = (),
        *,
        of_all: bool = False,
    ) -> bool:
        """Return whether a line that the words before the number name says it.

        Of the named funds, if any are; else of any, of a kind of them, or of all. `of_all`: only of
        all of them.
        """
        if number.unit != "元":
            return False
        lines = [line for words, line in _WORDS if words.search(claim.before)]
        named = self._of_funds(funds)
        # 对外拨付12万元: not all that went out of a fund that nobody names.
        of_all = of_all or bool(_HANDED_ON.fullmatch(claim.before))
        statements = named or (self._all()[:_OF_SEVERAL_KINDS] if of_all else self._all())
        return bool(lines) and any(
            number.equals(value) for sums in statements for line in lines for value in line(sums)
        )

    def says_rate(self, number: WrittenNumber, named: str) -> bool:
        """Return whether money of a fund, or of several, was used to so many percent."""
        if number.unit != "%" or not _USED.search(named):
            return False
        return any(
            whole and number.equals(spent * 100 / whole)
            for sums in self._all()
            for spent in (sums.spending, sums.spending - sums.recovered)
            for whole in (sums.income, sums.opening + sums.income)
        )

    def left_in(self, funds: Iterable[NamedPart], clause: str) -> list[Decimal]:
        """Return what may be meant by what is left in the named funds, as a clause says it.

        Nothing where it speaks of no balance at the end of the period.
        """
        if not LEFT.search(clause) or OPENING.search(clause):
            return []
        return self._left(self._of_funds(funds), clause)

    def left_of_kind(self, clause: str) -> list[Decimal]:
        """Return the same of the funds of the kind that the clause names last, if it does."""
        if not LEFT.search(clause) or OPENING.search(clause):
            return []
        kinds = kinds_named(clause)
        return self._left([self._of_kinds(kinds)], clause) if kinds else []

    def _left(self, sums: Sequence[StatementSums], clause: str) -> list[Decimal]:
        """Return what is left in the funds, in each and in all, and of the year's money."""
        balances = [one.balance for one in sums]
        if len(balances) > 1:
            balances.append(sum(balances, Decimal(0)))
        if _OF_YEAR.search(clause):
            balances += [one.income - one.spending for one in sums]
        return balances

    def opening_of(self, funds: Iterable[NamedPart], clause: str) -> list[Decimal]:
        """Return what was left at the beginning: in the named funds, else in those of the kind."""
        if not LEFT.search(clause):
            return []
        sums = self._of_funds(funds)
        if not sums and (kinds := kinds_named(clause)):
            sums = [self._of_kinds(kinds)]
        openings = [one.opening for one in sums]
        return [*openings, sum(openings, Decimal(0))] if len(openings) > 1 else openings

    def left_in_all(self, kinds: Iterable[str], *, of_year: bool) -> Decimal:
        """Return what is left in all funds of the kinds. `of_year`: of this year's money."""
        sums = self._of_kinds(kinds)
        return sums.income - sums.spending if of_year else sums.balance

    def _of_kinds(self, kinds: Iterable[str]) -> StatementSums:
        return StatementSums.of(one for one in self._statements() if one.fund.kind in kinds)

    def _of_funds(self, funds: Iterable[NamedPart]) -> list[StatementSums]:
        """Return the sums of the funds that are named."""
        keys = {part.value for part in funds}
        return [one.sums for one in self._statements() if str(one.fund.pk) in keys]

    def _all(self) -> list[StatementSums]:
        if not self._sums:
            several = [Fund.DONATED, Fund.Kind.values, FROM_SOCIETY]
            kinds = [*several, *([kind] for kind in Fund.Kind.values)]
            self._sums = [self._of_kinds(one) for one in kinds]
            self._sums += [one.sums for one in self._statements()]
        return self._sums
