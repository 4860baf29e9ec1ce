"""Whether changes, shares, averages and rates that a sentence claims follow from the records."""

import re
from dataclasses import replace
from decimal import Decimal

from reports.text.numbers import POINTS, WrittenNumber
from reports.text.sentences import Claim, ClaimKind, Sentence

from .change_checks import PASS_RATE, ChangeChecks, restrictions
from .claimed_subjects import ClaimSubject
from .known_values import Candidate, KnownValues
from .planned_values import PlannedValues
from .subjects import (
    STRONG_UNITS,
    all_keys,
    app_of,
    family_of,
    keys_with_unit,
    narrow,
    subject_words_in,
    unit_of,
)
from .verdicts import (
    StatedNumber,
    Verdict,
    adds_up,
    beyond_targets,
    candidates_of,
    equals_percent,
    is_difference,
    is_quotient,
    is_share,
    reached_of_targets,
    says,
    stated_numbers,
)

# Counts written as 两, 三 are of things as often as of records.
_SMALL_COUNT = 100
_TOGETHER = re.compile("全系统|全[市县省区州]|各级|系统")
# The rates that figures and records could make.
_KNOWN_RATE = re.compile(
    r"(?:救助|通过|合格|取证|发证|获证|执行|完成|使用|支出|普及|满意|控制|持证|拨付|批准|达标|变动|调整)"
    r"(?:比例|比率|率)|满意度|占比|比重|比例"
)
_UNCHANGED, _NEARLY = Decimal("0.01"), Decimal("0.05")
# 不满意率: of those who are not.
_OF_THE_REST = re.compile("[不未][^，。]{0,4}率")
# 占该项资金的三成: of what, the words before it say.
_SAID_BEFORE = re.compile("[该此这]|上述|前述")
_OF_A_RULE = re.compile("规定|时限|标准|要求")
_ASKED = ("relief.applications", "relief.applications_approved")


class RateChecks:
    """Judges what is claimed of several numbers together."""

    def __init__(self, known: KnownValues, planned: PlannedValues, changes: ChangeChecks):
        self.known, self.planned, self.changes = known, planned, changes

    def judge_unrecognised(
        self, claim: Claim, subject: ClaimSubject, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return that no figure and no record with the measure word says the number."""
        number = claim.stated
        if number.unit not in STRONG_UNITS:
            return None
        if number.in_words and number.number < _SMALL_COUNT and number.unit != "%":
            return None
        if self.planned.says(number, subject):
            return None
        keys = keys_with_unit(all_keys(), number.unit)
        if any(says(number, one.value) for one in self.known.of(subject, keys)):
            return None
        for part in (*subject.parts, *subject.nearby, *subject.later):
            if any(says(number, one.value) for one in self.known.of(subject, keys, parts=[part])):
                return None
        if number.unit in ("%", POINTS):
            if is_quotient(number, earlier) or self.changes.any_change(number):
                return None
        elif (
            adds_up(number, earlier)
            or is_difference(number, earlier)
            or (
                not self.known.is_unknown(number.unit)
                and self.known.record_says(number, subject, keys)
            )
        ):
            return None
        return Verdict(claim)

    def judge_share(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return that what stands before it is no such share of any whole that is meant."""
        number = claim.stated
        wholes_words = narrow(subject_words_in(claim.of), "")
        part_of_all = bool(subject.own_records_only or subject.society or subject.below) and bool(
            _TOGETHER.search(claim.of) or not wholes_words
        )
        if not part_of_all and self._says_percent(number, subject):
            return None
        if is_quotient(number, earlier):
            return None
        if others := [one.number for one in earlier if one.of_others]:
            return self._share_of_others(claim, subject, others)
        parts_said = [one for one in earlier if one.number.unit != "%"]
        units = {one.number.unit for one in parts_said[-2:]}
        numerators = [one.number.number for one in parts_said[-2:]]
        if any(
            is_share(number, part, whole) for part in numerators for whole in self.planned.wholes
        ):
            return None
        if part_of_all:
            return self._share_of_all(claim, subject, numerators)
        keys = subject.any_keys | frozenset(one.key for one in candidates_of(parts_said))
        before_clause = sentence.text[: claim.clause.at - sentence.at]
        named_before = narrow(reversed(list(subject_words_in(before_clause))), "")
        narrowing = [part for part in subject.parts if part.narrows][:1]
        for unit in units or {"元", "人次", "人", "笔", "户"}:
            own = keys_with_unit(keys, unit)
            parts = numerators or self.known.numbers(subject, own)
            # 非定向占30.5%, after other numbers: of what itself is named.
            itself = narrow(reversed(list(subject_words_in(claim.before.partition("占")[0]))), "")
            if numerators and itself:
                parts = [*parts, *self.known.numbers(subject, keys_with_unit(itself, unit))]
            if narrowing and not numerators:
                parts += self.known.numbers(subject, own, narrowing)
            wholes = keys_with_unit(wholes_words or keys_with_unit(all_keys(), unit), unit)
            if not wholes_words and not numerators:
                # 非定向资金占到六成: of what it is a part of, not of what else there is.
                families = {family_of(key) for key in own}
                wholes = frozenset(
                    key for key in wholes if family_of(key) in families or key in named_before
                )
            before = keys_with_unit(named_before, unit) if not wholes_words else ()
            for whole in (*self.known.of(subject, wholes), *self.known.of(subject, before)):
                if any(is_share(number, part, whole.value.number) for part in parts):
                    return None
            named = [*subject.parts, *subject.nearby, *subject.later]
            restricted = (
                one for part in named for one in self.known.numbers(subject, wholes, [part])
            )
            if any(is_share(number, part, one) for one in restricted for part in parts):
                return None
        if self._named_part_is(number, subject, [one.number for one in parts_said]):
            return None
        if _SAID_BEFORE.search(claim.of) and not (subject.nearby or subject.later):
            return None
        follows = self._share_meant(subject, parts_said, wholes_words)
        return Verdict(claim, follows=follows) if subject.recognised or parts_said else None

    def _share_meant(
        self, subject: ClaimSubject, parts: list[StatedNumber], wholes: frozenset[str]
    ) -> Decimal | None:
        """Return percent that the number said last is of the whole that is named, if one is."""
        if not parts or not wholes:
            return None
        keys = keys_with_unit(wholes, parts[-1].number.unit)
        known = [one for one in self.known.of(subject, keys) if one.value.number]
        meant = min(known, key=lambda one: restrictions(one.key), default=None)
        if meant is None or meant.value.is_unknown:
            return None
        share = parts[-1].number.number * 100 / Decimal(meant.value.number)
        return share if share <= 100 else None

    def _named_part_is(
        self, number: WrittenNumber, subject: ClaimSubject, wholes: list[WrittenNumber]
    ) -> bool:
        """Return whether what is recorded of a named part is such a share of a number said."""
        named = [[], *([part] for part in (*subject.parts, *subject.later))]
        for parts, whole in ((parts, whole) for parts in named for whole in wholes):
            keys = keys_with_unit(subject.any_keys, whole.unit)
            if any(
                is_share(number, a, whole.number) for a in self.known.numbers(subject, keys, parts)
            ):
                return True
        return False

    def _share_of_others(
        self, claim: Claim, subject: ClaimSubject, wholes: list[WrittenNumber]
    ) -> Verdict | None:
        """Return that no figure of the subject is such a share of what others are said to have."""
        for whole in wholes:
            keys = keys_with_unit(subject.any_keys, whole.unit)
            parts = self.known.numbers(replace(subject, periods=[self.known.renderer.period]), keys)
            if not parts or any(is_share(claim.stated, one, whole.number) for one in parts):
                return None
        return Verdict(claim)

    def _share_of_all(
        self, claim: Claim, subject: ClaimSubject, numerators: list[Decimal]
    ) -> Verdict | None:
        """Return that one society's figure is no such share of the same of all together."""
        number = claim.stated
        shares = []
        together = replace(subject, own_records_only=False, society=None, below=False)
        for unit in ("元", "人次", "人", "笔", "户", "场", "期", "次", "份", "例"):
            keys = keys_with_unit(subject.any_keys, unit)
            part = replace(subject, own_records_only=subject.own_records_only or subject.below)
            own = {one.key: one.value for one in self.known.of(part, keys)}
            for whole in self.known.of(together, keys):
                top = own.get(whole.key)
                total = Decimal(whole.value.number)
                if not total or top is None or top.is_unknown:
                    continue
                own_share = Decimal(top.number) * 100 / total
                shares.append(own_share if not subject.below else 100 - own_share)
                shares += [part * 100 / total for part in numerators]
        if not shares or any(number.equals(share) for share in shares):
            return None
        return Verdict(claim, follows=shares[0])

    def _says_percent(self, number: WrittenNumber, subject: ClaimSubject) -> bool:
        """Return whether a figure in percent of the subject says it."""
        keys = keys_with_unit(subject.any_keys or all_keys(), "%")
        return any(says(number, one.value) for one in self.known.of(subject, keys))

    def judge_rate(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> tuple[Verdict | None, list[Candidate]]:
        """Return that no rate of that name is so high."""
        number = claim.stated
        rates = list(self.planned.rates_named(claim, sentence))
        if claim.kind is ClaimKind.COMPLETED or "完成率" in claim.of:
            if any(number.equals(rate) for rate in rates):
                return None, []
            reached = reached_of_targets(earlier)
            stated_rates = sum(one.number.unit == "%" for one in earlier)
            if "分别" in sentence.text and stated_rates < len(reached):
                # 完成率分别为104%和105%: the first is of the first.
                reached = reached[stated_rates : stated_rates + 1]
            reached = reached or self._reached_of_one(subject, earlier)
            if any(equals_percent(number, rate) for rate in reached):
                return None, []
            if reached:
                return Verdict(claim, follows=reached[-1]), []
            if is_quotient(number, earlier):
                return None, []
            completed = self.planned.completions(subject, stated_numbers(earlier))
            if any(equals_percent(number, rate) for rate in completed):
                return None, []
            if completed or rates:
                return Verdict(claim, follows=(completed or rates)[0]), []
            return None, []
        if PASS_RATE.search(claim.of) and "分别" in sentence.text:
            # Of each course apart.
            return None, []
        passed = self.changes.pass_rates(subject) if PASS_RATE.search(claim.of) else []
        keys = keys_with_unit(subject.any_keys, "%")
        figures = [one for one in self.known.of(subject, keys) if one.value.says_something]
        if "执行率" in claim.of and rates:
            figures = [one for one in figures if "捐赠" in sentence.text]
        numbers = [*rates, *passed, *(Decimal(one.value.number) for one in figures)]
        if _OF_THE_REST.search(claim.of):
            numbers, figures = [100 - one for one in numbers], []
        if any(equals_percent(number, one) for one in numbers) or is_quotient(number, earlier):
            return None, figures[:1]
        if self.planned.says(number, subject) and not rates:
            return None, []
        if not _KNOWN_RATE.search(claim.of) or self._made_of_counts(number, subject):
            return None, []
        if numbers:
            meant = figures[0] if figures and not rates and not passed else None
            return Verdict(claim, meant, follows=None if meant else numbers[0]), []
        if subject.recognised or not claim.of:
            return self.judge_unrecognised(claim, subject, earlier), []
        return None, []

    def _reached_of_one(self, subject: ClaimSubject, earlier: list[StatedNumber]) -> list[Decimal]:
        """Return to how many percent the figures of the subject reach the one target said."""
        targets = [one.number for one in earlier if one.target]
        if len(targets) != 1 or targets[0].unit == "%" or not targets[0].number:
            return []
        keys = keys_with_unit(subject.any_keys, targets[0].unit)
        return [one * 100 / targets[0].number for one in self.known.numbers(subject, keys)]

    def _made_of_counts(self, number: WrittenNumber, subject: ClaimSubject) -> bool:
        """Return whether one count of the subject is so much of another: 15 of 23 applications."""
        families = {family_of(key) for key in subject.any_keys}
        if "relief" not in {app_of(key) for key in subject.any_keys}:
            return False
        counts = [
            key
            for key in all_keys()
            if unit_of(key) in ("人", "份", "户") and (family_of(key) in families or key in _ASKED)
        ]
        numbers = self.known.numbers(subject, counts)
        numbers += self.known.numbers(subject, counts, subject.parts[:1])
        return any(is_share(number, a, b) for a in numbers for b in numbers if a < b)

    def judge_target_difference(
        self, claim: Claim, subject: ClaimSubject, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return that it differs from what was aimed at by something else."""
        number = claim.stated
        if number.unit == "天" and _OF_A_RULE.search(claim.before):
            return None
        unit = "%" if number.unit == POINTS else number.unit
        same = [one.number.number for one in earlier if one.number.unit == unit]
        if claim.sign and len(same) > 1 and (same[-2] - same[-1]) * claim.sign < 0:
            return Verdict(claim, follows=same[-2] - same[-1])
        differences = self.planned.differences(subject, stated_numbers(earlier))
        signed = [one for one in differences if number.equals(abs(one))]
        if claim.sign and signed and all(one * claim.sign < 0 for one in signed):
            return Verdict(claim, follows=signed[0])
        if is_difference(number, earlier) or self.planned.says(number, subject):
            return None
        if beyond := beyond_targets(earlier, number.unit):
            return Verdict(claim, follows=beyond[-1])
        completed = self.planned.completions(subject, stated_numbers(earlier))
        if number.unit == "%" and any(number.equals(abs(one - 100)) for one in completed):
            return None
        if any(number.equals(abs(one)) for one in differences) or not differences:
            return None
        return Verdict(claim, follows=differences[0])
