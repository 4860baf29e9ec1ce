"""Sums told in words: 上年结余 + 收入 − 支出 = 结余, and what 其中 says a whole consists of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from reports.text.numbers import WrittenNumber, numbers_in
from reports.text.sentences import Claim, ClaimKind, Sentence, read_sentences

from .claim_scope import is_of_an_office

_OPENING = re.compile(
    r"(?:上一?年度?|上期|年初|期初)末?(?:累计)?[^，。；\d收支增减出入]{0,10}?(?:结转|结余|余额|结存)[^，。；]{0,12}$"
)
# What recipients paid back comes in, what donors got back goes out, unless it is taken off already.
_INCOME = re.compile(r"(?:收入|(?<!扣除)收回)[^，。；\d]{0,12}$")
_SPENDING = re.compile(r"(?:支出|(?<!扣除)退回)[^，。；\d]{0,12}$")
_BALANCE = re.compile(r"(?:结余|余额|结存|结转)[^，。；\d]{0,12}$")
_OF_YEAR = re.compile(r"(?:当年|本年|收支)(?:度)?(?:结余|节余)")
# 收入5万元（其中社会捐赠3万元），其中上级拨入2万元: what is in it already.
_PARTS = re.compile(r"（[^（）\n]*）|[，；]其中[^，；。\n]*")
# All of which it consists: 由救助34.5万元和拨付15万元组成.
_CONSISTS = re.compile(
    "由[^。；]{4,60}?(?:组成|构成)|(?:包括|分为|有)[^。；]{0,60}?两(?:大)?(?:部分|块)"
)
SAYS_PARTS = re.compile("其中|包括|包含|由(?=[^。；]{4,60}?(?:组成|构成))|分为(?=[^，。；]*\\d)")
# What stands there after the parts and is none of them.
_NO_PART = re.compile(
    r"上年|上一年|去年|同期|同比|较|比|结余|余额|结转|结存|全年|累计|共|合计|总|占|均|每|20\d\d年"
    "|成立|组建|抽调"
)
_OUT = re.compile("支出|使用|用于|发放|资助|救助|慰问|拨付|下拨")
# Where both of a pair are told, they are all of the whole.
_PAIRS = (
    ("非定向", "定向"),
    ("资金", "物资"),
    ("上级", "社会"),
    ("本级", "上级"),
    ("现金", "物资"),
)


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


def broken_balances(paragraph: str, openings: Sequence[Decimal] = ()) -> list[BrokenBalance]:
    """Return the balances that do not follow.

    Of every sentence with all four sums; where none has them, of all sentences together; where no
    opening stands there at all, with one of `openings`, those that the records make.

    Several incomes or spendings are added up, unless the first is already the sum of the others.
    """
    text = _PARTS.sub("", paragraph)
    read = [_read_sums(sentence) for sentence in re.split(r"[。；]", text)]
    if not any(sums and sums.openings for sums in read):
        whole = _read_sums(text)
        read = [whole] if whole and whole.openings else read
    return [broken for sums in read if sums and (broken := _check_balance(sums, openings))]


class StatedSums(NamedTuple):
    """What a text says of a balance, in yuan. Only of the opening there may be none."""

    openings: list[Decimal]
    incomes: list[Decimal]
    spendings: list[Decimal]
    balances: list[Decimal]
    of_year: bool


def _read_sums(text: str) -> StatedSums | None:
    """Return the sums that the text says, None where it lacks income, spending or balance."""
    sums = StatedSums([], [], [], [], bool(_OF_YEAR.search(text)))
    at = 0
    for number in numbers_in(text):
        before, at = text[at : number.at], number.end
        worth = -number.number if re.search(r"[\u4e00-\u9fff][-−]$", before) else number.number
        before = before.rstrip("-−")
        if number.unit != "元" or number.near or number.more or number.below:
            continue
        if _OPENING.search(before):
            sums.openings.append(worth)
        elif _INCOME.search(before):
            sums.incomes.append(worth)
        elif _SPENDING.search(before):
            sums.spendings.append(worth)
        elif _BALANCE.search(before):
            sums.balances.append(worth)
    return sums if sums.incomes and sums.spendings and sums.balances else None


def _check_balance(sums: StatedSums, known: Sequence[Decimal]) -> BrokenBalance | None:
    """Return the balance when it follows from none of the ways of adding up, else None."""
    balance = sums.balances[-1]
    income, spending = sum(sums.incomes, Decimal(0)), sum(sums.spendings, Decimal(0))
    openings = sums.openings[:1] or ([] if sums.of_year else [*known])
    for opening in openings or [Decimal(0)]:
        for came in (income, sums.incomes[0]):
            for spent in (spending, sums.spendings[0]):
                if opening + came - spent == balance:
                    return None
    if not sums.openings and income - spending == balance and not any(known):
        return None
    return BrokenBalance((openings or [Decimal(0)])[0], income, spending, balance)


@dataclass(frozen=True)
class BrokenParts:
    """A whole as it stands, and what its parts beside it make."""

    whole: WrittenNumber
    total: Decimal


def broken_parts(paragraph: str) -> Iterator[BrokenParts]:
    """Yield the wholes of which 其中 tells parts that make more, or all of which make less."""
    for sentence in read_sentences(paragraph):
        says = SAYS_PARTS.search(sentence.text)
        if says is None:
            continue
        cut = says.start() + sentence.at
        wholes = [one for one in sentence.claims if one.end <= cut and _is_sum(one)]
        after = [one for one in sentence.claims if one.at > cut and _is_sum(one)]
        after = [one for one in after if not is_of_an_office(one, sentence)]
        after = [one for one in after if not _is_in_brackets(sentence, cut, one.at)]
        after = _parts_of(after, wholes)
        if broken := _check_parts(sentence, wholes, after):
            yield broken


def _parts_of(claims: list[Claim], wholes: list[Claim]) -> list[Claim]:
    """Return the numbers that are told as parts: up to one that is of something else.

    捐款48万元，其中定向33万元，发放救助金34万元: what went out is no part of what came in.
    """
    goes_out = bool(wholes) and bool(_OUT.search(wholes[-1].before))
    for count, one in enumerate(claims):
        words = one.before.partition("其中")[2] or one.before
        if count and not one.before.strip("， ") and one.clause != claims[count - 1].clause:
            # 其中5月48人、8月52人，152人取证: of another noun, which stands after it.
            return claims[:count]
        if count and (_NO_PART.search(words) or (_OUT.search(words) and not goes_out)):
            return claims[:count]
    return claims


def _is_in_brackets(sentence: Sentence, start: int, at: int) -> bool:
    """Return whether brackets that were opened since `start` are open at the place."""
    preceding = sentence.text[start - sentence.at : at - sentence.at]
    return preceding.count("（") > preceding.count("）")


def _is_sum(claim: Claim) -> bool:
    """Return whether it is an exact number of things or of money."""
    number = claim.number
    return bool(
        number
        and claim.kind is ClaimKind.VALUE
        and not claim.is_base
        and not (number.near or number.more or number.below)
        and number.unit != "%"
    )


def _check_parts(
    sentence: Sentence, wholes: list[Claim], claims: list[Claim]
) -> BrokenParts | None:
    """Return the last whole before 其中, if its parts do not make it."""
    if not claims or not wholes or claims[0].number is None:
        return None
    unit = claims[0].number.unit
    of_unit = [one.number for one in wholes if one.number and one.number.unit == unit]
    # With another measure word first, or a number that may be another whole, it cannot be told.
    parts = [one for one in claims if one.number and one.number.unit == unit]
    if not of_unit or len(parts) < 2 or not _side_by_side(parts, claims):
        return None
    whole = of_unit[-1]
    total = sum((one.number.number for one in parts if one.number), Decimal(0))
    if "定向" not in parts[0].before and any("定向" in one.before for one in parts[1:]):
        # 其中社会捐款48万元，定向33万元: a part of the part.
        return None
    words = "".join(one.before for one in parts)
    all_of_it = len(parts) == 2 and any(a in words and b in words for a, b in _PAIRS)
    all_of_it |= bool(_CONSISTS.search(sentence.text[wholes[-1].end - sentence.at :]))
    # What was rounded may differ by half of its last digit.
    numbers = [whole, *(one.number for one in parts if one.number)]
    room = sum((one.step / 2 for one in numbers if one.short), Decimal(0))
    if total > whole.number + room or (all_of_it and total < whole.number - room):
        return BrokenParts(whole, total)
    return None


def _side_by_side(parts: list[Claim], claims: list[Claim]) -> bool:
    """Return whether the parts stand in one row: 非定向3万元、定向2万元, with nothing between."""
    first, last = parts[0].at, parts[-1].end
    between = [one for one in claims if first < one.at < last]
    return all(one in parts or one.kind is ClaimKind.SHARE for one in between)
