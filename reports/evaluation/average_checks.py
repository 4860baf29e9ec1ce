"""Whether averages that a sentence claims follow from the records, or from its own numbers."""

import re
from decimal import Decimal

from reports.text.numbers import WrittenNumber
from reports.text.sentences import Claim, Sentence

from .claimed_subjects import ClaimSubject
from .known_values import KnownValues
from .planned_values import PlannedValues
from .subjects import all_keys, app_of, keys_with_unit, unit_of
from .verdicts import StatedNumber, Verdict, candidates_of, close_to, counts_each

_UNCHANGED, _NEARLY = Decimal("0.01"), Decimal("0.05")

# 每人3000元至5000元, by what they are: no average.
_BY_GRADES = re.compile(
    "标准|最高|最低|分档|各档|不等|分别|分类|[一二三两]档|按[^，。]{0,8}[类档级]"
)
_OF_A_PART = re.compile("其中|针对|另|此外|其余")


class AverageChecks:
    """Judges what is claimed to be so much for each."""

    def __init__(self, known: KnownValues, planned: PlannedValues):
        self.known, self.planned = known, planned

    def judge_average(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return that no sum of the subject makes so much for each."""
        number = claim.stated
        if self.planned.says(number, subject):
            return None
        each = claim.of
        keys = subject.any_keys | frozenset(one.key for one in candidates_of(earlier))
        # Of another year, the numbers of this one say nothing.
        of_before = claim.is_base or subject.before
        near = [one.number for one in earlier if not one.each and not of_before]
        tops = [one.number for one in near if one.unit == number.unit]
        bottoms = [one.number for one in near if counts_each(one.unit, each)]
        some = tops and bottoms
        both = [*bottoms, *([sum(bottoms)] if len(bottoms) > 1 else ())]
        if any(bottom and close_to(number, top / bottom) for top in tops for bottom in both):
            return None
        stated_parts = [part for one in earlier for found in one.keys for part in found.parts]
        apart = any(part.narrows and part not in stated_parts for part in subject.parts)
        apart |= sentence.of(claim.clause).startswith("其中")
        if some and apart and self._quotient_says(number, subject, keys, each, [], []):
            return None
        strict = some and _is_of_its_own_sum(claim, subject, sentence, earlier)
        if not strict and (
            (not some and self._quotient_says(number, subject, keys, each, tops, bottoms))
            or self.known.record_says(number, subject, subject.keys)
        ):
            return None
        in_record = ("relief.aid.amount", "rate", number, subject)
        if not strict and claim.of in "户人" and self.known.field_says(*in_record):
            return None
        if not some and not subject.recognised:
            return None
        follows = tops[-1] / bottoms[-1] if some and bottoms[-1] else None
        return Verdict(claim, follows=follows)

    def judge_average_change(
        self, claim: Claim, subject: ClaimSubject, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return that the average said last changed otherwise: 人均350毫升，与上年持平."""
        average = next(
            (one for one in reversed(earlier) if one.each and not one.base), earlier[-1]
        ).number
        renderer = self.known.renderer_of(subject)
        now, before = renderer.values(renderer.period), renderer.values(renderer.period.previous())
        grown = []
        for top in keys_with_unit(all_keys(), average.unit):
            for bottom in all_keys():
                if app_of(bottom) != app_of(top) or not (top in now and bottom in now):
                    continue
                if not counts_each(unit_of(bottom), earlier[-1].of):
                    continue
                parts = [now[top], now[bottom], before[top], before[bottom]]
                if all(one.number and not one.rounded for one in parts):
                    a, b, c, d = (Decimal(one.number) for one in parts)
                    if close_to(average, a / b):
                        grown.append((a / b - c / d, c / d))
        for delta, then in grown:
            if claim.number is None:
                room = then * (_NEARLY if claim.nearly else _UNCHANGED)
                if delta * claim.sign > 0 if claim.sign else abs(delta) <= room:
                    return None
            elif delta * claim.sign > 0:
                made = abs(delta) * 100 / then if claim.number.unit == "%" else abs(delta)
                if close_to(claim.number, made):
                    return None
        return Verdict(claim, follows=grown[0][0]) if grown else None

    def _quotient_says(
        self,
        number: WrittenNumber,
        subject: ClaimSubject,
        keys: frozenset[str],
        each: str,
        tops: list[Decimal],
        bottoms: list[Decimal],
    ) -> bool:
        """Return whether two figures of the subject, or two numbers of a record, make so much.

        `tops`, `bottoms`: what the sentence itself says of the one or the other.
        """
        near = {app_of(key) for key in keys}
        below_keys = {
            key
            for key in all_keys()
            if counts_each(unit_of(key), each)
            and (app_of(key) in near or key in ("standing.population", "standing.staff"))
        }
        above_keys = keys_with_unit(keys, number.unit)
        for parts in ([], *([part] for part in (*subject.parts, *subject.nearby))):
            above = self.known.numbers(subject, above_keys, parts)
            below = self.known.numbers(subject, below_keys, parts)
            if bottoms:
                below = [one for one in below if one in bottoms]
            for top in tops or above:
                if any(bottom and close_to(number, top / bottom) for bottom in below):
                    return True
        return self.known.record_makes(number, subject, above_keys, below_keys, bottoms)


def _is_of_its_own_sum(
    claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
) -> bool:
    """Return whether the sum and the number of which it is the average stand right before it.

    30人，发放救助金12万元，人均5000元: whatever else is 5000元.
    """
    last = [one for one in earlier if not (one.each or one.base or one.of_others)][-2:]
    tops = [one for one in last if one.number.unit == claim.stated.unit]
    bottoms = [one for one in last if counts_each(one.number.unit, claim.of)]
    if len(tops) != 1 or len(bottoms) != 1 or claim.is_base or subject.before:
        return False
    if any(one.some or one.number.near or one.number.more or one.number.below for one in last):
        return False
    between = sentence.text[last[0].at - sentence.at : claim.at - sentence.at]
    if _BY_GRADES.search(sentence.text) or _OF_A_PART.search(between):
        return False
    theirs = [part for one in last for found in one.keys for part in found.parts]
    top, bottom = ({app_of(found.key) for found in one.keys} for one in last)
    named = [part for part in subject.parts if part.narrows]
    return bool(top & bottom) and all(part in theirs for part in named)
