import re
from dataclasses import dataclass
from decimal import Decimal

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
        return self.opening + self.income - self.spending


def broken_balances(paragraph: str) -> list[BrokenBalance]:
    """Balances that do not follow, of every sentence with all four sums, or of all sentences.

    Several incomes or spendings are added up, unless the first is already the sum of the others.
    """
    text = PARTS.sub("", paragraph)
    read = [_read_sums(sentence) for sentence in re.split(r"[。；]", text)]
    if not any(read):
        read = [_read_sums(text)]
    return [found for one in read if one and (found := _check_balance(*one))]


def _read_sums(text: str) -> tuple[list[Decimal], ...] | None:
    found = [_sums(OPENING, text)]
    rest = OPENING.sub("", text)
    found += [_sums(word, rest) for word in (INCOME, SPENDING, BALANCE)]
    return tuple(found) if all(found) else None


def _sums(word: re.Pattern[str], text: str) -> list[Decimal]:
    scale = {"": 1, "万": 10**4, "亿": 10**8}
    pairs = word.findall(text)
    return [Decimal(digits.replace(",", "")) * scale[wan] for digits, wan in pairs]


def _check_balance(
    openings: list[Decimal],
    incomes: list[Decimal],
    spendings: list[Decimal],
    balances: list[Decimal],
) -> BrokenBalance | None:
    opening, balance = openings[0], balances[-1]
    for income in (sum(incomes), incomes[0]):
        for spending in (sum(spendings), spendings[0]):
            if opening + income - spending == balance:
                return None
    return BrokenBalance(opening, sum(incomes, Decimal(0)), sum(spendings, Decimal(0)), balance)
