"""Whether changes, shares, averages and rates that a sentence claims follow from the records."""

import re
from collections.abc import Iterable
from decimal import Decimal

from redcross.figures import Period
from reports.text.numbers import POINTS, WrittenNumber
from reports.text.sentences import Claim, Kind, Sentence

from .claimed_subjects import ClaimSubject
from .known_values import Candidate, KnownValues
from .named_parts import NamedPart
from .planned_values import PlannedValues
from .subjects import all_keys, keys_with_unit, narrow, subject_words_in, unit_of
from .verdicts import (
    Said,
    Verdict,
    adds_up,
    change_holds,
    changed_by,
    close_to,
    counts_each,
    equals_percent,
    found_values,
    is_difference,
    is_quotient,
    is_share,
    said_numbers,
    says,
)
from .vocabulary import GENERIC

# What is flagged where no figure and no record at all with the measure word says it.
STRONG_UNITS = frozenset("元笔户人场期例次%台") | {"批次", "人次", "份", "人份", "毫升", POINTS}
# Counts written as 两, 三 are of things as often as of records.
_SMALL_COUNT = 100
# Words that say of which measure word it is that something changed.
_MEASURES = ("人次", "户数", "笔数", "场次")
_PASS_RATE = re.compile("(?:合格|通过|取证|发证|获证)[^，。]{0,2}率")
# Who is meant by each of what.
_EACH = {"位": "人", "名": "人", "批": "批次", "班": "期"}


class RateChecks:
    """Judges what is claimed of several numbers together."""

    def __init__(self, known: KnownValues, planned: PlannedValues):
        self.known, self.planned = known, planned

    def judge_unrecognised(
        self, claim: Claim, subject: ClaimSubject, said: list[Said]
    ) -> Verdict | None:
        """Return that no figure and no record with the measure word says the number."""
        number = claim.stated
        if number.unit not in STRONG_UNITS:
            return None
        if number.in_words and number.number < _SMALL_COUNT and number.unit != "%":
            return None
        if self.planned.says(number):
            return None
        keys = keys_with_unit(all_keys(), number.unit)
        if any(says(number, one.value) for one in self.known.of(subject, keys)):
            return None
        if number.unit in ("%", POINTS):
            if is_quotient(number, said) or self._any_change(number):
                return None
        elif (
            adds_up(number, said)
            or is_difference(number, said)
            or (not self._is_unknown(number) and self.known.record_says(number, subject, keys))
        ):
            return None
        return Verdict(claim)

    def _is_unknown(self, number: WrittenNumber) -> bool:
        """Return whether how many there are with this measure word is not known."""
        values = self.known.renderer.values(self.known.renderer.period)
        keys = keys_with_unit(values.keys(), number.unit)
        return any(values[key].is_unknown for key in keys)

    def _any_change(self, number: WrittenNumber) -> bool:
        """Return whether any figure changed by so many percent."""
        now = self.known.renderer.values(self.known.renderer.period)
        before = self.known.renderer.values(self.known.renderer.period.previous())
        return any(
            changed_by(now[key], before[key], number, 0) for key in now.keys() & before.keys()
        )

    def judge_change(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, said: list[Said]
    ) -> Verdict | None:
        """Return that no figure that is meant changed like that."""
        renderer = self.known.renderer_of(subject)
        now_days, before_days = renderer.period, renderer.period.previous()
        if claim.number and claim.stated.unit == POINTS and _PASS_RATE.search(sentence.text):
            rates = zip(
                self._pass_rates(subject, now_days),
                self._pass_rates(subject, before_days),
                strict=False,
            )
            changes = [now - before for now, before in rates]
            if any(one * claim.sign > 0 and claim.stated.equals(abs(one)) for one in changes):
                return None
            return Verdict(claim, follows=changes[0]) if changes else None
        own = [word for word in subject.own_words if word.word not in GENERIC]
        previous = [one for one in said if one.keys and not one.base]
        unit = claim.number.unit if claim.number else ""
        fitting = [one for one in previous if unit in ("%", POINTS, "", one.number.unit)]
        keys: set[str] = set()
        parts = [part for part in subject.parts if part.narrows]
        pairs: list[tuple[Candidate, Candidate]] = []
        if fitting and not own:
            main = [one for one in fitting if not sentence.is_aside(one.at)]
            beside = sentence.is_aside(claim.at)
            last = fitting[-1] if beside or not main else main[-1]
            if any(word.word in GENERIC for word in subject.own_words):
                hinted = narrow(subject.own_words, "")
                fit = [one for one in fitting if any(c.key in hinted for c in one.keys)]
                last = fit[-1] if fit else last
            meant = [*last.keys, *(fitting[-1].keys if last is not fitting[-1] else ())]
            if "分别" in sentence.text[: claim.at - sentence.at]:
                meant = found_values(fitting)
            for one in meant:
                of = ClaimSubject(frozenset(), frozenset(), True, True, [])
                of.alone, of.society = subject.alone, subject.society
                pairs += self._pairs(of, [one.key], list(one.parts), now_days, before_days)
        else:
            keys = set(subject.keys if unit not in ("%", POINTS, "") else subject.any_keys)
            if unit == POINTS:
                keys = set(keys_with_unit(keys, "%"))
            hints = [word for word in subject.own_words if word.word in _MEASURES]
            if hints:
                keys = keys & set(narrow(hints, "")) or keys
            pairs = self._pairs(subject, keys, parts, now_days, before_days)
        pairs = [pair for pair in pairs if not (pair[0].value.rounded or pair[1].value.rounded)]
        pairs = [pair for pair in pairs if pair[0].value.number or pair[1].value.number]
        if not pairs:
            if claim.number and unit == "%" and not subject.recognised and not previous:
                return None if self._any_change(claim.number) else Verdict(claim)
            return None
        for now, before in pairs:
            if change_holds(claim, now.value, before.value):
                return None
        now, before = pairs[0]
        return Verdict(claim, now, now.value, before.value)

    def _pairs(
        self,
        subject: ClaimSubject,
        keys: Iterable[str],
        parts: list[NamedPart],
        now: Period,
        before: Period,
    ) -> list[tuple[Candidate, Candidate]]:
        """Return the values of both years of the figures."""
        later = {one.key: one for one in self.known.of(subject, keys, [now], parts)}
        earlier = {one.key: one for one in self.known.of(subject, keys, [before], parts)}
        return [(later[key], earlier[key]) for key in later if key in earlier]

    def judge_share(self, claim: Claim, subject: ClaimSubject, said: list[Said]) -> Verdict | None:
        """Return that what stands before it is no such share of any whole that is meant."""
        number = claim.stated
        if self._says_percent(number, subject) or is_quotient(number, said):
            return None
        parts_said = [one for one in said if one.number.unit != "%"]
        units = {one.number.unit for one in parts_said[-2:]}
        numerators = [one.number.number for one in parts_said[-2:]]
        keys = subject.any_keys | frozenset(one.key for one in found_values(parts_said))
        wholes_words = narrow(subject_words_in(claim.of), "")
        for unit in units or {"元", "人次", "人", "笔", "户"}:
            own = keys_with_unit(keys, unit)
            parts = numerators or [
                Decimal(one.value.number) for one in self.known.of(subject, own) if one.value.number
            ]
            wholes = keys_with_unit(wholes_words or keys_with_unit(all_keys(), unit), unit)
            for whole in self.known.of(subject, wholes):
                if any(is_share(number, part, whole.value.number) for part in parts):
                    return None
        if any(
            is_share(number, part, whole) for part in numerators for whole in self.planned.wholes
        ):
            return None
        return Verdict(claim) if subject.recognised or parts_said else None

    def _says_percent(self, number: WrittenNumber, subject: ClaimSubject) -> bool:
        """Return whether a figure in percent of the subject says it."""
        keys = keys_with_unit(subject.any_keys or all_keys(), "%")
        return any(says(number, one.value) for one in self.known.of(subject, keys))

    def judge_average(
        self, claim: Claim, subject: ClaimSubject, said: list[Said]
    ) -> Verdict | None:
        """Return that no sum of the subject makes so much for each."""
        number = claim.stated
        if self.planned.says(number):
            return None
        each = {"位": "人", "名": "人", "批": "批次", "班": "期", "场": "场"}.get(
            claim.of, claim.of
        )
        keys = subject.any_keys | frozenset(one.key for one in found_values(said))
        near = [one.number for one in said]
        tops = [one.number for one in near if one.unit == number.unit]
        bottoms = [one.number for one in near if counts_each(one.unit, each)]
        some = tops and bottoms
        if any(bottom and close_to(number, top / bottom) for top in tops for bottom in bottoms):
            return None
        if not some and self._quotient_says(number, subject, keys, each, tops, bottoms):
            return None
        if self.known.record_says(number, subject, subject.keys):
            return None
        if claim.of in "户人" and self._rate_says(number, subject):
            return None
        if not some and not subject.recognised:
            return None
        follows = tops[-1] / bottoms[-1] if some and bottoms[-1] else None
        return Verdict(claim, follows=follows)

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
        below_keys = {key for key in keys if counts_each(unit_of(key), each)}
        above_keys = keys_with_unit(keys, number.unit)
        for parts in ([], *([part] for part in (*subject.parts, *subject.nearby))):
            above = [
                Decimal(one.value.number) for one in self.known.of(subject, above_keys, parts=parts)
            ]
            below = [
                Decimal(one.value.number) for one in self.known.of(subject, below_keys, parts=parts)
            ]
            if bottoms:
                below = [one for one in below if one in bottoms]
            for top in tops or above:
                if any(bottom and close_to(number, top / bottom) for bottom in below):
                    return True
        return self.known.record_makes(number, subject, above_keys, below_keys, bottoms)

    def _rate_says(self, number: WrittenNumber, subject: ClaimSubject) -> bool:
        return self.known.field_says("relief.aid.amount", "rate", number, subject)

    def judge_rate(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, said: list[Said]
    ) -> tuple[Verdict | None, list[Candidate]]:
        """Return that no rate of that name is so high."""
        number = claim.stated
        rates = list(self.planned.rates_named(claim, sentence))
        if claim.kind is Kind.COMPLETED or "完成率" in claim.of:
            if is_quotient(number, said) or any(number.equals(rate) for rate in rates):
                return None, []
            completed = self.planned.completions(subject, said_numbers(said))
            if any(equals_percent(number, rate) for rate in completed):
                return None, []
            if completed or rates:
                return Verdict(claim, follows=(completed or rates)[0]), []
            return None, []
        passed = self._pass_rates(subject) if _PASS_RATE.search(claim.of) else []
        keys = keys_with_unit(subject.any_keys, "%")
        figures = [one for one in self.known.of(subject, keys) if one.value.says_something]
        if "执行率" in claim.of and rates:
            figures = [one for one in figures if "捐赠" in sentence.text]
        numbers = [*rates, *passed, *(Decimal(one.value.number) for one in figures)]
        if any(equals_percent(number, one) for one in numbers) or is_quotient(number, said):
            return None, figures[:1]
        if self.planned.says(number) and not rates:
            return None, []
        if numbers:
            meant = figures[0] if figures and not rates and not passed else None
            return Verdict(claim, meant, follows=None if meant else numbers[0]), []
        if subject.recognised or not claim.of:
            return self.judge_unrecognised(claim, subject, said), []
        return None, []

    def _pass_rates(self, subject: ClaimSubject, period: Period | None = None) -> list[Decimal]:
        """Return percent of those who passed, of the courses that certify."""
        values = self.known.renderer_of(subject).values(period or subject.periods[0])
        came = values["training.certified.people"].number
        return [
            Decimal(values[f"training.certified.{name}"].number) * 100 / came
            for name in ("passed", "certificates")
            if came and values[f"training.certified.{name}"].number
        ]

    def judge_target_difference(
        self, claim: Claim, subject: ClaimSubject, said: list[Said]
    ) -> Verdict | None:
        """Return that it differs from what was aimed at by something else."""
        number = claim.stated
        unit = "%" if number.unit == POINTS else number.unit
        same = [one.number.number for one in said if one.number.unit == unit]
        if claim.sign and len(same) > 1 and (same[-2] - same[-1]) * claim.sign < 0:
            return Verdict(claim, follows=same[-2] - same[-1])
        if is_difference(number, said):
            return None
        differences = self.planned.differences(subject, said_numbers(said))
        if any(number.equals(abs(one)) for one in differences) or not differences:
            return None
        return Verdict(claim, follows=abs(differences[0]))
