"""Whether what a sentence says of two years follows from the records: 增长, 持平, 倍, 翻番."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from redcross.figures import CountedFigure, Period, figures_by_key
from reports.text.numbers import POINTS, WrittenNumber, as_written
from reports.text.sentences import Claim, ClaimKind, Sentence

from .claimed_subjects import ClaimSubject
from .known_values import Candidate, KnownValues
from .named_parts import NamedPart
from .subjects import all_keys, keys_with_unit, narrow, subject_words_in, unit_of
from .verdicts import (
    StatedNumber,
    Verdict,
    candidates_of,
    change_holds,
    changed_by,
    close_to,
    is_change,
)
from .vocabulary import GENERIC

# Words that say of which measure word it is that something changed.
_MEASURES = ("人次", "户数", "笔数", "场次")
PASS_RATE = re.compile("(?:合格|通过|取证|发证|获证)[^，。]{0,2}率")
_SAID_MEASURES = (
    (re.compile("笔数"), ("笔",)),
    (re.compile("户数"), ("户",)),
    (re.compile("场次|次数|期数"), ("场", "期", "次")),
    (re.compile("人数|人次|受众"), ("人", "人次")),
    (re.compile("金额|资金|捐款|善款|支出|收入|价值"), ("元",)),
)
_AT_ONCE = 40
# 翻番 is said of what nearly doubled, and of more.
_LEAST_DOUBLED, _MOST_DOUBLED = Decimal("0.95"), Decimal("1.25")


def restrictions(key: str) -> int:
    """Return by how much a figure is restricted: what is counted without any is meant first."""
    figure = figures_by_key()[key]
    return len(figure.where) if isinstance(figure, CountedFigure) else 9


def alike(one: str, other: str) -> bool:
    """Return whether two figures count the same: money, or people, whatever they are called."""
    a, b = unit_of(one), unit_of(other)
    return a == b or {a, b} <= {"人", "人次", "名", "例", "份"}


def is_times(number: WrittenNumber, ratio: Decimal) -> bool:
    """Return whether something is so many times as much: 2倍 is said of 1.95, 1.6倍 of 1.58."""
    if number.more or number.near or number.below:
        return number.equals(ratio)
    if number.step < 1:
        return close_to(number, ratio)
    return abs(ratio - number.number) <= number.number / 20


def _of_measure(
    pairs: list[tuple[Candidate, Candidate]], words: str
) -> list[tuple[Candidate, Candidate]]:
    """Return those of the measure word that is spoken of, and of them the least restricted."""
    for pattern, units in _SAID_MEASURES:
        if pattern.search(words):
            fitting = [pair for pair in pairs if unit_of(pair[0].key) in units]
            pairs = fitting or pairs
            break
    fewest = min((restrictions(now.key) for now, _before in pairs), default=0)
    return [pair for pair in pairs if restrictions(pair[0].key) == fewest]


def _side_by_side(
    last: StatedNumber, earlier: list[StatedNumber], sentence: Sentence
) -> list[StatedNumber]:
    """Return the numbers that stand in one clause with the last, and before it."""
    clause = next((one for one in sentence.clauses if one.at <= last.at < one.end), None)
    return [one for one in earlier if clause and clause.at <= one.at < last.at]


class ChangeChecks:
    """Judges what is claimed of this year and the one before."""

    def __init__(self, known: KnownValues):
        self.known = known

    def judge_change(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return that no figure that is meant changed like that."""
        renderer = self.known.renderer_of(subject)
        now_days, before_days = renderer.period, renderer.period.previous()
        if claim.number and claim.stated.unit == POINTS and PASS_RATE.search(sentence.text):
            rates = zip(
                self.pass_rates(subject, now_days),
                self.pass_rates(subject, before_days),
                strict=False,
            )
            changes = [now - before for now, before in rates]
            if any(one * claim.sign > 0 and claim.stated.equals(abs(one)) for one in changes):
                return None
            return Verdict(claim, follows=changes[0]) if changes else None
        if claim.number and is_change(claim, earlier):
            return None
        if (
            earlier
            and earlier[-1].each
            and not any(word.word not in GENERIC for word in subject.own_words)
        ):
            # 人均340毫升，与上年持平: of an average nothing is kept of the year before.
            return None
        pairs, previous = self._meant(claim, subject, sentence, earlier)
        pairs = self._of_the_change_before(claim, subject, sentence) or pairs
        if claim.number is None and claim.sign:
            if PASS_RATE.search(claim.before):
                return self._pass_rates_moved(claim, subject, now_days, before_days)
            pairs = _of_measure(pairs, claim.before)
        if not pairs:
            if (
                claim.number
                and claim.number.unit == "%"
                and not subject.recognised
                and not previous
            ):
                return None if self.any_change(claim.number) else Verdict(claim)
            return None
        for now, before in pairs:
            if change_holds(claim, now.value, before.value):
                return None
        if self._grew_from_a_record(claim, subject, sentence):
            return None
        # What is counted in all is meant only where nothing else is.
        now, before = min(
            pairs,
            # Of a programme or a donor that is named, its own number is meant.
            key=lambda pair: (
                pair[0].key.endswith("_total"),
                not pair[0].parts,
                restrictions(pair[0].key),
            ),
        )
        return Verdict(claim, now, now.value, before.value)

    def _grew_from_a_record(self, claim: Claim, subject: ClaimSubject, sentence: Sentence) -> bool:
        """Return whether a number of the sentence was by so much another in one record before.

        比上年多走访40户，全年320户: of one programme among several, whose 280 were recorded.
        """
        number = claim.number
        if number is None or number.unit in ("%", POINTS) or not claim.sign:
            return False
        before = replace(subject, periods=[self.known.renderer_of(subject).period.previous()])
        return any(
            one.stated.number > number.number * claim.sign
            and self.known.record_says(
                as_written(one.stated.number - number.number * claim.sign, number.unit),
                before,
                subject.keys,
            )
            for one in sentence.claims
            if one.number and one.kind is ClaimKind.VALUE and not one.is_base
            if one.stated.unit == number.unit
        )

    def _of_the_change_before(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence
    ) -> list[tuple[Candidate, Candidate]]:
        """Return both years of what changed by the number said right before a rate.

        户数较上年增加40户，增长14.3%: it is the households that grew. Empty without such a number.
        """
        if (
            claim.number is None
            or claim.stated.unit != "%"
            or re.search("其中|金额|资金|人次", claim.before)
        ):
            return []
        earlier = [one for one in sentence.claims if one.number and one.at < claim.at]
        last = earlier[-1] if earlier else None
        if last is None or last.kind is not ClaimKind.CHANGE or last.sign != claim.sign:
            return []
        if any(word.word not in GENERIC for word in subject.own_words):
            return []
        change = last.stated
        if change.unit in ("%", POINTS):
            return []
        renderer = self.known.renderer_of(subject)
        periods = renderer.period, renderer.period.previous()
        named = [part for part in (*subject.parts, *subject.nearby) if part.narrows]
        everything = sorted(keys_with_unit(all_keys(), change.unit))
        # What the words mean first, a few at a time: of more at once no values are given.
        sets: list[Iterable[str]] = [keys_with_unit(subject.any_keys, change.unit)]
        sets += [everything[at : at + _AT_ONCE] for at in range(0, len(everything), _AT_ONCE)]
        for keys in sets:
            found = [
                pair
                for parts in ([], *([part] for part in named))
                for pair in self._pairs(subject, keys, parts, *periods)
                if changed_by(pair[0].value, pair[1].value, change, claim.sign)
            ]
            if found:
                return found
        return []

    def _pass_rates_moved(
        self, claim: Claim, subject: ClaimSubject, now_days: Period, before_days: Period
    ) -> Verdict | None:
        """Return that the rates of those who passed went the other way."""
        rates = zip(
            self.pass_rates(subject, now_days), self.pass_rates(subject, before_days), strict=False
        )
        changes = [now - before for now, before in rates]
        if not changes or any(one * claim.sign > 0 for one in changes):
            return None
        return Verdict(claim, follows=changes[0], unit=POINTS)

    def judge_multiple(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return that no figure that is meant is so many times what it was."""
        number = claim.stated
        if claim.of:
            return self._judge_times_another(claim, subject, sentence)
        pairs, _previous = self._meant(claim, subject, sentence, earlier)
        fewest = min((restrictions(now.key) for now, _before in pairs), default=0)
        made = [
            (Decimal(now.value.number) / Decimal(before.value.number) - claim.sign, now, before)
            for now, before in pairs
            if before.value.number and restrictions(now.key) == fewest
        ]
        if any(one.base for one in earlier):
            numbers = [one.number.number for one in earlier]
            made += [
                (b / a - claim.sign, *pairs[0]) for a in numbers for b in numbers if a and pairs
            ]
        for ratio, _now, _before in made:
            if number.near:
                if number.number * _LEAST_DOUBLED <= ratio <= number.number * _MOST_DOUBLED:
                    return None
            elif is_times(number, ratio):
                return None
        if not made:
            return None
        _ratio, now, before = made[0]
        return Verdict(claim, now, now.value, before.value)

    def _judge_times_another(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence
    ) -> Verdict | None:
        """Return that nothing the sentence speaks of is so many times what it is held against."""
        preceding = sentence.text[: claim.at - sentence.at]
        own = re.split("[，。；]", preceding)[-1].split("是")[0].split("为")[0]
        tops = list(self.known.of(subject, narrow(reversed(list(subject_words_in(own))), "")))
        below = narrow(reversed(list(subject_words_in(claim.of))), "")
        ratios = [
            Decimal(top.value.number) / Decimal(bottom.value.number)
            for bottom in self.known.of(subject, below)
            for top in tops
            if bottom.value.number and top.value.number and alike(top.key, bottom.key)
        ]
        if not ratios or any(is_times(claim.stated, one) for one in ratios):
            return None
        return Verdict(claim, follows=ratios[0])

    def _meant(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> tuple[list[tuple[Candidate, Candidate]], list[StatedNumber]]:
        """Return both years of the figures that are meant, and what was found before it."""
        renderer = self.known.renderer_of(subject)
        now_days, before_days = renderer.period, renderer.period.previous()
        own = [word for word in subject.own_words if word.word not in GENERIC]
        previous = [one for one in earlier if one.keys and not one.base]
        unit = claim.number.unit if claim.number else ""
        unit = "" if unit == "倍" else unit
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
            if unit == "%" and not subject.own_words:
                # 捐款37.8万元、88笔，同比增长50%: of either.
                joined = candidates_of(_side_by_side(last, fitting, sentence))
                meant += [one for one in joined if one not in meant]
            if "分别" in sentence.text[: claim.at - sentence.at]:
                meant = candidates_of(fitting)
            for one in meant:
                of = ClaimSubject(frozenset(), frozenset(), True, True, [])
                of.own_records_only, of.society = subject.own_records_only, subject.society
                pairs += self._pairs(of, [one.key], list(one.parts), now_days, before_days)
        else:
            keys = set(subject.keys if unit not in ("%", POINTS, "") else subject.any_keys)
            if unit == POINTS:
                keys = set(keys_with_unit(keys, "%"))
            hints = [word for word in subject.own_words if word.word in _MEASURES]
            if hints:
                keys = keys & set(narrow(hints, "")) or keys
            pairs = self._pairs(subject, keys, parts, now_days, before_days)
            for part in subject.nearby if not parts and not subject.whole_year else ():
                pairs += self._pairs(subject, keys, [part], now_days, before_days)
        pairs = [pair for pair in pairs if not (pair[0].value.rounded or pair[1].value.rounded)]
        pairs = [pair for pair in pairs if pair[0].value.number or pair[1].value.number]
        return pairs, previous

    def any_change(self, number: WrittenNumber) -> bool:
        """Return whether any figure changed by so many percent."""
        now = self.known.renderer.values(self.known.renderer.period)
        before = self.known.renderer.values(self.known.renderer.period.previous())
        return any(
            changed_by(now[key], before[key], number, 0) for key in now.keys() & before.keys()
        )

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

    def pass_rates(self, subject: ClaimSubject, period: Period | None = None) -> list[Decimal]:
        """Return percent of those who passed, of the courses that certify."""
        values = self.known.renderer_of(subject).values(period or subject.periods[0])
        came = values["training.certified.people"].number
        return [
            Decimal(values[f"training.certified.{name}"].number) * 100 / came
            for name in ("passed", "certificates")
            if came and values[f"training.certified.{name}"].number
        ]
