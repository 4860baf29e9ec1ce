"""Balances told in words: 上年结余 + 收入 − 支出 = 结余."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

_SUM = r"[^\d，,。；\n]{0,12}?(\d[\d,]*(?:\.\d+)?)([万亿]?)元"
OPENING = re.compile(rf"(?:上年度?|上期|年初|期初)末?(?:累计)?(?:结转|结余|余额){_SUM}")
INCOME = re.compile(rf"收入{_SUM}")
SPENDING = re.compile(rf"支出{_SUM}")
BALANCE = re.compile(rf"(?:结余|余额){_SUM}")
# 收入5万元（其中社会捐赠3万元），其中上级拨入2万元: what is in it already.
PARTS = re.compile(r"（[^（）\n]*）|[，；]其中[^，；。\n]*")


@dataclass(frozen=True)
class BrokenBalance:
    """The sums as they stand, in yuan, which do not make the balance that stands with them."""

    opening: Decimal
    income: Decimal
    spending: Decimal
    balance: Decimal

    @property
    def follows(self) -> Decimal:
        """Return the balance that the other three make."""
        return self.opening + self.income - self.spending


def broken_balances(paragraph: str) -> list[BrokenBalance]:
    """Return the balances that do not follow.

    Of every sentence with all four sums; where none has them, of all sentences together.

    Several incomes or spendings are added up, unless the first is already the sum of the others.
    """
    text = PARTS.sub("", paragraph)
    read = [_read_sums(sentence) for sentence in re.split(r"[。；]", text)]
    if not any(read):
        read = [_read_sums(text)]
    return [broken for sums in read if sums and (broken := _check_balance(sums))]


class StatedSums(NamedTuple):
    """What a text says of a balance, in yuan, none of them empty."""

    openings: list[Decimal]
    incomes: list[Decimal]
    spendings: list[Decimal]
    balances: list[Decimal]


def _read_sums(text: str) -> StatedSums | None:
    """Return the sums of all four kinds that the text says, None where it lacks one."""
    openings = _sums(OPENING, text)
    # 上年结余 is the opening, and would be read as the balance too.
    rest = OPENING.sub("", text)
    sums = StatedSums(openings, *(_sums(word, rest) for word in (INCOME, SPENDING, BALANCE)))
    return sums if all(sums) else None


def _sums(pattern: re.Pattern[str], text: str) -> list[Decimal]:
    """Return what the text says with this word, in yuan."""
    scales = {"": 1, "万": 10**4, "亿": 10**8}
    pairs = pattern.findall(text)
    return [Decimal(digits.replace(",", "")) * scales[scale] for digits, scale in pairs]


def _check_balance(sums: StatedSums) -> BrokenBalance | None:
    """Return the balance when it follows from none of the ways of adding up, else None."""
    opening, balance = sums.openings[0], sums.balances[-1]
    income, spending = sum(sums.incomes, Decimal(0)), sum(sums.spendings, Decimal(0))
    for came in (income, sums.incomes[0]):
        for left in (spending, sums.spendings[0]):
            if opening + came - left == balance:
                return None
    return BrokenBalance(opening, income, spending, balance)
