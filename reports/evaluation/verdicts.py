"""What is wrong with a claim, and whether numbers follow from each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from redcross.figures import Value
from redcross.typed_values import Rounding
from reports.text.numbers import POINTS, WrittenNumber
from reports.text.sentences import Claim

from .known_values import Candidate
from .subjects import unit_of

# 持平 is said of what changed by less than that share; 基本持平 of what changed by less than this.
_UNCHANGED, _NEARLY_UNCHANGED = Decimal("0.005"), Decimal("0.05")

# Who is meant by each of what.
_EACH = {"位": "人", "名": "人", "批": "批次", "班": "期"}


@dataclass
class Verdict:
    """What is wrong with a claim: the value that was meant, if its subject is known.

    `now`, `before`: of what is said to have changed. `follows`: the number that would be right.
    """

    claim: Claim
    meant: Candidate | None = None
    now: Value | None = None
    before: Value | None = None
    follows: Decimal | None = None
    # It is of the records of another society than the evaluation's, which no chip says.
    elsewhere: bool = False
    # When it was, where it is not said to have been.
    days: tuple[date, date] | None = None
    # The measure word of `follows`, where not that of the claim's own number.
    unit: str = ""


@dataclass
class StatedNumber:
    """A number or reference of the sentence that was read already, with what it was found to be."""

    number: WrittenNumber
    at: int
    keys: list[Candidate] = field(default_factory=list)
    base: bool = False
    # It counts some of what is counted, and which is not said.
    some: bool = False
    # It is an average, of each of these.
    each: bool = False
    of: str = ""
    # It is a number of others than the society and those below.
    of_others: bool = False
    # It was aimed at.
    target: bool = False


def stated_numbers(earlier: list[StatedNumber]) -> list[WrittenNumber]:
    """Return the numbers of a sentence that were read already."""
    return [one.number for one in earlier]


def candidates_of(earlier: list[StatedNumber]) -> list[Candidate]:
    return [candidate for one in earlier for candidate in one.keys]


def says(number: WrittenNumber, value: Value) -> bool:
    """Return whether the number may stand for the value, as well as that is known."""
    if value.is_unknown:
        return False
    known = Decimal(value.number)
    if number.equals(known):
        return True
    if value.rounded and known:
        room = {Rounding.OVER: (0, 25), Rounding.NEARLY: (10, 0)}.get(value.rounded, (5, 5))
        least, greatest = known * (100 - room[0]) / 100, known * (100 + room[1]) / 100
        return least <= number.number <= greatest and not number.more
    return False


def distance(candidate: Candidate, number: WrittenNumber) -> tuple[int, Decimal]:
    """Return how far it is from what is meant: the least restricted figure is meant first."""
    figure = candidate.value.figure
    restrictions = len(getattr(figure, "where", "two")) + candidate.key.endswith("_total")
    restrictions += 2 * (unit_of(candidate.key) != number.unit)
    return restrictions, abs(Decimal(candidate.value.number) - number.number)


def together_make(number: WrittenNumber, candidates: list[Candidate]) -> bool:
    """Return whether the number is what one figure says of several parts together."""
    totals: dict[str, Decimal] = {}
    for one in candidates:
        totals[one.key] = totals.get(one.key, Decimal(0)) + Decimal(one.value.number)
    return any(number.equals(total) for total in totals.values())


def is_stock(key: str) -> bool:
    """Return whether a figure is how many there are, of which only the growth is of the year."""
    return key.startswith("standing.") and key != "standing.volunteers_added"


def says_grown(words: str) -> bool:
    """Return whether the number that follows is of those that came newly: 新增AED12台."""
    plain = re.sub("（[^（）]*）", "", words)
    return bool(
        re.search("(?:新增|净增|增设|新装|新投放|新配备|新布设)[^，。、；累总达\\d]*$", plain)
    )


def says_added(claim: Claim) -> bool:
    return any(word in claim.before for word in ("新增", "增加", "新投放", "新配备", "新建"))


def adds_up(number: WrittenNumber, earlier: list[StatedNumber]) -> bool:
    """Return whether it is the sum of the last numbers of its measure word before it."""
    total = Decimal(0)
    same = [one.number for one in earlier if one.number.unit == number.unit]
    for count, one in enumerate(reversed(same)):
        total += one.number
        if count and number.equals(total):
            return True
    return False


def is_difference(number: WrittenNumber, earlier: list[StatedNumber]) -> bool:
    """Return whether two numbers of the sentence differ by it."""
    unit = "%" if number.unit == POINTS else number.unit
    same = [one.number.number for one in earlier if one.number.unit == unit]
    return any(number.equals(abs(a - b)) for a in same for b in same if a != b)


def is_change(claim: Claim, earlier: list[StatedNumber]) -> bool:
    """Return whether it is by how much the numbers of 由3万元增加到5万元 before it differ."""
    number = claim.stated
    for one, next_one in pairwise(earlier):
        if not one.base or one.number.unit != next_one.number.unit:
            continue
        delta = next_one.number.number - one.number.number
        made = delta if number.unit not in ("%", POINTS) else Decimal(0)
        if number.unit == "%" and one.number.number:
            made = delta * 100 / one.number.number
        elif number.unit == POINTS and one.number.unit == "%":
            made = delta
        if made * (claim.sign or 1) > 0 and number.equals(abs(made)):
            return True
    return False


def is_quotient(number: WrittenNumber, earlier: list[StatedNumber]) -> bool:
    """Return whether it is one number of the sentence in percent of another."""
    numbers = [one.number for one in earlier if one.number.unit != "%"]
    return any(
        is_share(number, a.number, b.number)
        for a in numbers
        for b in numbers
        if a is not b and (a.unit == b.unit or {a.unit, b.unit} == {"人", "人次"})
    )


def is_share(number: WrittenNumber, part: Decimal | int, whole: Decimal | int) -> bool:
    return bool(whole) and equals_percent(number, Decimal(part) * 100 / whole)


def equals_percent(number: WrittenNumber, rate: Decimal) -> bool:
    """Return whether the number may stand for the rate: rounded as it is written."""
    return number.equals(rate)


def close_to(number: WrittenNumber, quotient: Decimal) -> bool:
    """Return whether the number may stand for a quotient, which is seldom whole."""
    return number.equals(quotient) or abs(quotient - number.number) <= max(
        number.step / 2, Decimal("0.005")
    )


def counts_each(unit: str, each: str) -> bool:
    """Return whether a number with the measure word counts those of whom each is meant."""
    each = _EACH.get(each, each)
    also = {
        "人": ("人", "人次", "名"),
        "场": ("场", "期", "次"),
        "期": ("期", "场"),
        "次": ("次", "人次", "场"),
        "各": ("人", "人次", "名", "户"),
    }
    return unit in also.get(each, (each,))


def changed_by(now: Value, before: Value, number: WrittenNumber, sign: int) -> bool:
    """Return whether it grew, or fell, by so much; without a sign in either direction."""
    if now.rounded or before.rounded:
        return False
    delta = Decimal(now.number) - Decimal(before.number)
    if sign and delta * sign <= 0:
        return False
    if number.unit == "%":
        return bool(before.number) and number.equals(abs(delta) * 100 / Decimal(before.number))
    return number.equals(abs(delta))


def change_holds(claim: Claim, now: Value, before: Value) -> bool:
    """Return whether what the claim says of the two years is so."""
    if claim.number:
        return changed_by(now, before, claim.number, claim.sign)
    delta = Decimal(now.number) - Decimal(before.number)
    if claim.sign:
        return delta * claim.sign > 0
    room = _NEARLY_UNCHANGED if claim.nearly else _UNCHANGED
    return abs(delta) <= Decimal(before.number) * room


def reached_of_targets(earlier: list[StatedNumber]) -> list[Decimal]:
    """Return to how many percent the targets of a sentence were reached, as it says itself."""
    return [made * 100 / target for made, target, unit in _made_of_targets(earlier) if unit != "%"]


def beyond_targets(earlier: list[StatedNumber], unit: str) -> list[Decimal]:
    """Return by how much the targets with the measure word were missed or left behind."""
    return [abs(made - target) for made, target, of in _made_of_targets(earlier) if of == unit]


def _made_of_targets(earlier: list[StatedNumber]) -> Iterator[tuple[Decimal, Decimal, str]]:
    """Yield what was reached, what was aimed at, and the measure word.

    Each target with the number of its measure word that stands in its place.
    """
    for unit in dict.fromkeys(one.number.unit for one in earlier if one.target):
        targets = [one.number.number for one in earlier if one.target and one.number.unit == unit]
        made = [one.number.number for one in earlier if not one.target and one.number.unit == unit]
        if len(targets) == len(made) and all(targets):
            yield from ((a, b, unit) for a, b in zip(made, targets, strict=True))


def goes_the_other_way(claim: Claim, earlier: list[StatedNumber]) -> bool:
    """Return whether 由30万元增加到20万元 says that it grew, or fell, where it did not."""
    if not earlier or not earlier[-1].base:
        return False
    grown = claim.stated.number - earlier[-1].number.number
    if re.search("增|提高|提升|上升|扩大|上涨|升至|升到", claim.before):
        return grown < 0
    return grown > 0 and bool(re.search("减|降|下降|缩|回落", claim.before))
