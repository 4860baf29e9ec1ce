"""Numbers that follow from figures and records without being one: rests, sums, averages."""

import re
from collections.abc import Iterable
from decimal import Decimal

from reports.text.numbers import POINTS
from reports.text.sentences import Claim, ClaimKind, Sentence

from .average_checks import AverageChecks
from .claimed_subjects import ClaimSubject
from .foreign_nouns import counts_what_nobody_records, is_of_an_unknown_noun
from .known_values import KnownValues
from .named_parts import KnownNames
from .rate_checks import RateChecks
from .record_witness import RecordWitness, sums_up
from .subjects import narrow, subject_words_in, unit_of
from .verdicts import StatedNumber, Verdict, adds_up, is_difference

_PEOPLE = frozenset({"人", "人次", "名", "份", "户"})
# Those who came and did not pass, answered and were not content: the whole, and the part.
_RESTS = (
    (
        re.compile("未通过|未能通过|没有通过|不合格|未合格|未取得|未获|未取证|未拿到|补考"),
        re.compile("考核|考试|证|培训|学员|参训|补考"),
        ("training.certified.people",),
        ("training.certified.passed", "training.certified.certificates"),
    ),
    (
        re.compile("不满意|不太满意|未表示满意"),
        re.compile("满意"),
        ("campaigns.surveys.answered",),
        ("campaigns.surveys.satisfied",),
    ),
)
# Of those who were left out nothing is recorded but how many there were and how many were not.
_REST = re.compile("未|没有|不符合|其余|落选|余下|剩下|除[^，。]{1,30}外")
_COMPARES = re.compile("多|少|相差|差额|净|高出|低于|高于|超出")
_TOGETHER = re.compile("共|合计|总|两|三|和|与|及|、|以及|加上")
# 三场培训中, 两家企业共: some of them, and which is not said.
_FEW = 20
# Another does it, whose numbers are not the society's: 市人民医院开展义诊3场.
_OTHER_ACTOR = re.compile(
    r"^(?!.*(?:我会|红十字会|会同|联合|在|向|为|走进|深入|对))[^，。\d]{0,14}"
    r"(?:医院|中学|小学|学校|学院|公司|局|街道|社区|卫生院|院区|血站|救护站)[^，。\d]{0,4}"
    r"(?:开展|举办|组织|接诊|设立|派出|选派)"
)


class DerivedNumbers:
    """Says of a number that is none of the subject's whether it may follow from them."""

    def __init__(
        self,
        known: KnownValues,
        witness: RecordWitness,
        rates: RateChecks,
        averages: AverageChecks,
    ):
        self.known, self.witness, self.rates, self.averages = known, witness, rates, averages

    def judge_rest(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> Verdict | bool | None:
        """Return what is wrong with a number of those left over, True where nothing can be said.

        None where it is no such number.
        """
        number = claim.stated
        clause = sentence.of(claim.clause)
        if number.unit not in _PEOPLE:
            return True if re.search("其余|除[^，。]{1,30}外", clause) else None
        for words, about, wholes, parts in _RESTS:
            beside = claim.before[-12:] + claim.after
            if not words.search(beside) or not about.search(sentence.text):
                continue
            rests = [
                Decimal(whole) - part
                for whole in self._values(subject, wholes)
                for part in self._values(subject, parts)
            ]
            if is_difference(number, earlier) or any(number.equals(rest) for rest in rests):
                return True
            if self.witness.has(number, subject, wholes):
                return True
            return Verdict(claim, follows=rests[0]) if rests and len(earlier) < 3 else True
        beside = claim.before + re.split("[，、]", claim.after)[0]
        return True if _REST.search(beside) else None

    def may_follow(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> bool:
        """Return whether the number follows from others, or is of what nobody records."""
        number = claim.stated
        if counts_what_nobody_records(claim, sentence) or self._is_of_some(
            claim, sentence, earlier
        ):
            return True
        if _OTHER_ACTOR.search(sentence.text):
            return True
        at_place = any(part.parameter == "place" for part in subject.nearby)
        is_restricted = bool(subject.parts) or (at_place and number.unit in _PEOPLE)
        if not is_restricted and is_of_an_unknown_noun(claim, recognised=subject.recognised):
            return True
        clause = sentence.of(claim.clause)
        if _COMPARES.search(claim.before) and is_difference(number, earlier):
            return True
        if sentence.says_total(claim) and adds_up(number, earlier):
            return True
        if (
            _TOGETHER.search(clause)
            and number.number >= 10
            and self._is_sum(claim, subject, sentence, earlier)
        ):
            return True
        if self._is_average(claim, subject, sentence, earlier):
            return True
        keys = subject.any_keys
        return bool(keys) and not subject.whole_year and self.witness.has(number, subject, keys)

    def _values(self, subject: ClaimSubject, keys: Iterable[str]) -> list[int | Decimal]:
        """Return what is known of the figures."""
        found = self.known.of(subject, keys)
        return [one.value.number for one in found if one.value.number and not one.value.is_unknown]

    def _is_of_some(self, claim: Claim, sentence: Sentence, earlier: list[StatedNumber]) -> bool:
        """Return whether it counts some of what a figure counts, as 三场培训合计267人次 does."""
        clause = [one for one in earlier if claim.clause.at <= one.at < claim.clause.end]
        alike = [one for one in earlier if one.keys and one.number.unit == claim.stated.unit]
        if any(one.some for one in clause):
            # 两项合计 adds up what stands before it, if anything does.
            return len(alike) < 2
        return says_some(claim)

    def _is_sum(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> bool:
        """Return whether it is what figures that the sentence names make together."""
        number = claim.stated
        units = _PEOPLE if number.unit in _PEOPLE else {number.unit}
        if number.unit in ("场", "期", "次"):
            units = {"场", "期", "次"}
        beside = [one for one in earlier if one.number.unit == number.unit and one.keys]
        words = list(subject_words_in(sentence.text))
        if len(beside) > 1 and sentence.says_total(claim):
            # 40万元、30万元，两项合计: it adds up what stands there.
            return False
        if len(words) < 2 and not sentence.says_total(claim):
            return False
        keys: set[str] = set()
        for word in words:
            keys |= {key for key in word.keys if unit_of(key) in units}
        values = [Decimal(one) for one in self._values(subject, sorted(keys))]
        return sums_up(number, values)

    def _is_average(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> bool:
        """Return whether it is one of several averages: 平均每次12人参加、服务48小时."""
        claims_before = [
            one for one in sentence.claims if one.at < claim.at and one.clause == claim.clause
        ]
        if (
            not claims_before
            or claims_before[-1].kind is not ClaimKind.AVERAGE
            or re.search("共|合计|总", claim.before)
        ):
            return False
        as_average = Claim(
            claim.at,
            claim.end,
            claim.clause,
            claim.before,
            claim.after,
            ClaimKind.AVERAGE,
            claim.number,
        )
        as_average.of = claims_before[-1].of
        return self.averages.judge_average(as_average, subject, sentence, earlier) is None

    def than_another(
        self,
        claim: Claim,
        subject: ClaimSubject,
        sentence: Sentence,
        earlier: list[StatedNumber],
        names: KnownNames,
    ) -> Verdict | None:
        """Return that it is not by what the subject differs from what it is compared with."""
        number = claim.stated
        if number.unit == POINTS:
            return self._points_more(claim, subject, sentence, earlier)
        units = _PEOPLE if number.unit in _PEOPLE else {number.unit}
        theirs = self._numbers_of(claim.of, subject, units, names)
        clause = sentence.text[claim.clause.at - sentence.at : claim.at - sentence.at]
        before = re.split("较|比", clause)[0]
        own = [one.number.number for one in earlier if one.number.unit in units][-1:]
        own += self._numbers_of(before, subject, units, names)
        if not theirs or not own or is_difference(number, earlier):
            return None
        differences = [(a - b) * claim.sign for a in own for b in theirs]
        if any(number.equals(one) for one in differences if one > 0):
            return None
        return Verdict(claim, follows=differences[0] * claim.sign)

    def _points_more(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return that two rates of the budget do not differ by so many points."""
        text = sentence.text[: claim.at - sentence.at].rpartition(claim.of)[0]
        theirs, own = self.rates.planned.rate_of(claim.of), self.rates.planned.rate_of(text)
        if theirs is None or own is None or is_difference(claim.stated, earlier):
            return None
        more = own - theirs
        holds = claim.stated.equals(more * claim.sign)
        return None if holds else Verdict(claim, follows=more)

    def _numbers_of(
        self, words: str, subject: ClaimSubject, units: Iterable[str], names: KnownNames
    ) -> list[Decimal]:
        """Return the numbers with one of the measure words that the words name."""
        keys = _with_units(narrow(reversed(list(subject_words_in(words))), ""), units)
        parts = [part for part in names.named_in(words) if part.narrows][:1]
        found = [one for one in self.known.of(subject, keys, parts=parts) if one.value.number]
        found = found or [one for one in self.known.of(subject, keys) if one.value.number]
        return [Decimal(one.value.number) for one in found if not one.value.is_unknown]


def says_some(claim: Claim) -> bool:
    """Return whether a small count in words is of some of what it counts: 三场培训合计, 两家共."""
    if claim.number is None:
        return False
    if re.match(r"[^，。\d]{0,4}[中里](?![心国学小等])", claim.after):
        return True
    return (
        claim.number.in_words
        and claim.number.number < _FEW
        and bool(re.match(r"[^，。\d]{0,8}(?:合计|共|总计|占|分别|均|各)", claim.after))
    )


def _with_units(keys: Iterable[str], units: Iterable[str]) -> list[str]:
    return sorted(key for key in keys if unit_of(key) in set(units))
