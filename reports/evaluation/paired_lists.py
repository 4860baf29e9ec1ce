"""Lists told in turn: 5月8日、6月14日分别发放3500份和1200份, each number held against its item."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from campaigns.theme_days import theme_day_names
from redcross.figures import Period
from reports.text.dates import dates_in
from reports.text.sentences import Claim, ClaimKind, Sentence

from .claimed_subjects import ClaimSubject, SubjectReader
from .known_values import Candidate, KnownValues
from .matched_values import MatchedValues
from .subjects import all_keys, keys_with_unit, narrow, subject_words_in, totals
from .verdicts import Verdict, says

_IN_TURN = re.compile("分别|依次")
_APART = re.compile("、|以及|[和与及]")
_BETWEEN = re.compile(r"[^，。；\d]{0,6}(?:[、和与及]|以及)[^，。；\d]{0,6}")
# 甲、乙两家企业分别: how many they are, after the last of them.
_COUNT_OF_THEM = re.compile(r"[两二三四五六七八九\d]+(?:[个家期场次笔项类]|批次).*$")

# What an item of a list says of the values of figures: those of its days, of its part, of its noun.
_Values = Callable[[ClaimSubject], list[Candidate]]


class PairedLists:
    """Judges each number of a list by the item in its place."""

    def __init__(self, known: KnownValues, subjects: SubjectReader, matched: MatchedValues):
        self.known, self.subjects, self.matched = known, subjects, matched

    def wrong_in(self, sentence: Sentence) -> Iterator[Verdict]:
        """Yield the numbers that stand in the place of another's."""
        for turn in _IN_TURN.finditer(sentence.text):
            numbers = self._numbers(sentence, turn.end() + sentence.at)
            items = self._items(sentence, turn.start() + sentence.at, len(numbers))
            read = [self._values_of(item) for item in items]
            if len(items) < 2 or not all(read):
                continue
            yield from self._judge(sentence, numbers, [one for one in read if one])

    def _numbers(self, sentence: Sentence, at: int) -> list[Claim]:
        """Return the claims of one measure word that stand one beside the other after a place."""
        found: list[Claim] = []
        for claim in sorted(sentence.claims, key=lambda one: one.at):
            if claim.at < at or claim.number is None or claim.kind is not ClaimKind.VALUE:
                continue
            between = sentence.text[(found[-1].end if found else at) - sentence.at :]
            between = between[: claim.at - (found[-1].end if found else at)]
            if found and (
                claim.stated.unit != found[0].stated.unit or not _BETWEEN.fullmatch(between)
            ):
                break
            found.append(claim)
        return found

    def _items(self, sentence: Sentence, at: int, number: int) -> list[str]:
        """Return so many items of the list before a place, [] where there are not as many."""
        text = sentence.text[: at - sentence.at].rstrip("，, 又再则")
        items = _APART.split(_COUNT_OF_THEM.sub("", re.split("[，：；]", text)[-1]))
        return items[-number:] if len(items) >= number else []

    def _values_of(self, item: str) -> _Values | None:
        """Return what gives the values that the item singles out, None where it says nothing."""
        main = self.subjects.period
        spans = [span for day in dates_in(item) if day.month for span in day.days(main)]
        spans = [span for span in spans if main.start <= span[0] <= span[1] <= main.end]
        days = [Period(first, last) for first, last in spans]
        for name, value in theme_day_names().items():
            if name in item:
                days = self.known.theme_days.get(value, [])
        if days:
            return lambda subject: self._on(subject, days)
        parts = self.subjects.names.named_in(item)
        if parts and parts[0].parameter not in ("fund_kind", "kind"):
            return lambda subject: self.matched.restricted(subject, parts[:1])
        words = list(subject_words_in(item))
        return (lambda subject: self._of_noun(subject, item)) if words else None

    def _on(self, subject: ClaimSubject, days: list[Period]) -> list[Candidate]:
        keys = subject.keys or frozenset(key for key in all_keys() if key.startswith("campaigns."))
        return list(self.known.of(subject, keys - totals(), days))

    def _of_noun(self, subject: ClaimSubject, item: str) -> list[Candidate]:
        own = frozenset(narrow(reversed(list(subject_words_in(item))), ""))
        keys = own & subject.keys or keys_with_unit(own, "元") & subject.keys
        return list(self.known.of(subject, keys))

    def _judge(
        self, sentence: Sentence, numbers: list[Claim], read: list[_Values]
    ) -> Iterator[Verdict]:
        """Yield those that are not what their item says, and what another's says."""
        known: list[list[Candidate]] = []
        for claim, values in zip(numbers, read, strict=True):
            subject = self.subjects.read(claim, sentence)
            if subject.before or subject.elsewhere:
                return
            year = replace(subject, periods=[self.subjects.period])
            known.append([one for one in values(year) if one.value.says_something])
        for index, claim in enumerate(numbers):
            own = known[index]
            others = [one for other, each in enumerate(known) if other != index for one in each]
            if (
                own
                and not any(says(claim.stated, one.value) for one in own)
                and any(says(claim.stated, one.value) for one in others)
            ):
                yield Verdict(claim, own[0])
