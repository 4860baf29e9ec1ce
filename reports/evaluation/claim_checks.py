"""Whether what a sentence claims follows from figures and records; else what is wrong with it."""

from collections.abc import Iterator
from decimal import Decimal

from redcross.figures import figures_by_key
from reports.text.numbers import WrittenNumber, as_written
from reports.text.sentences import Claim, Kind, Sentence

from .book_values import BookValues
from .claimed_subjects import ClaimSubject, SubjectReader
from .known_values import Candidate, KnownValues
from .named_parts import NamedPart
from .planned_values import PlannedValues
from .rate_checks import STRONG_UNITS, RateChecks
from .subjects import keys_with_unit, unit_of
from .verdicts import (
    Said,
    Verdict,
    adds_up,
    distance,
    says,
    says_added,
    together_make,
)

# What is counted of things that nobody records is flagged only beside a word that says what it is.
WEAK_UNITS = frozenset({"个", "项", "件", "天", "小时", "台/万人"})


class ClaimChecks:
    """Judges the claims of sentences, one after the other."""

    def __init__(
        self,
        known: KnownValues,
        subjects: SubjectReader,
        planned: PlannedValues,
        books: BookValues,
    ):
        self.known, self.subjects, self.planned, self.books = known, subjects, planned, books
        self.rates = RateChecks(known, planned)

    def wrong_in(
        self, sentence: Sentence, above: str = "", *, aims: bool = False
    ) -> Iterator[Verdict]:
        """Yield what is wrong in a sentence. `aims`: its numbers are what was aimed at."""
        said: list[Said] = []
        for claim in sorted(sentence.claims, key=lambda one: one.at):
            subject = self.subjects.read(claim, sentence, above)
            if claim.reference is not None:
                if one := self._of_reference(claim):
                    said.append(one)
                continue
            if aims and claim.kind is Kind.VALUE:
                claim.kind = Kind.TARGET
            wrong, matched = self._judge(claim, subject, sentence, said)
            if claim.number and claim.kind in (Kind.VALUE, Kind.TARGET):
                said.append(Said(claim.number, claim.at, matched, claim.is_base))
            elif claim.number and claim.kind in (Kind.RATE, Kind.COMPLETED):
                said.append(Said(claim.number, claim.at, matched))
            if wrong and not sentence.is_plan and not subject.elsewhere:
                yield wrong

    def _of_reference(self, claim: Claim) -> Said | None:
        """Return what a reference says, None where it is no figure of its own."""
        reference = claim.reference
        figure = figures_by_key().get(reference.key) if reference else None
        if reference is None or figure is None or reference.options.get("as") == "change":
            return None
        renderer = self.known.renderer
        options = {n: v for n, v in reference.options.items() if n not in ("as", "period")}
        period = renderer.period
        if reference.options.get("period") == "before":
            period = period.previous()
        elif "period" in reference.options:
            return None
        value = renderer.value(reference.key, period, options)
        parts = self.known.parts_of(options)
        number = as_written(Decimal(value.number), unit_of(reference.key))
        candidate = Candidate(reference.key, value, period, parts)
        return Said(number, claim.at, [candidate])

    def _judge(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, said: list[Said]
    ) -> tuple[Verdict | None, list[Candidate]]:
        """Return what is wrong with a claim, if anything, and the values it was found to be."""
        kind = claim.kind
        if kind is Kind.FREE:
            return None, []
        if kind is Kind.CHANGE:
            planned = self.planned.judge_change(claim, sentence)
            if planned is not None:
                return planned if isinstance(planned, Verdict) else None, []
            return self.rates.judge_change(claim, subject, sentence, said), []
        if kind is Kind.SHARE:
            return self.rates.judge_share(claim, subject, said), []
        if kind is Kind.AVERAGE:
            return self.rates.judge_average(claim, subject, said), []
        if kind in (Kind.RATE, Kind.COMPLETED):
            return self.rates.judge_rate(claim, subject, sentence, said)
        if kind is Kind.TARGET_DIFFERENCE:
            return self.rates.judge_target_difference(claim, subject, said), []
        if kind is Kind.TARGET:
            return self.planned.judge_target(claim, subject), []
        return self._judge_value(claim, subject, sentence, said)

    def _judge_value(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, said: list[Said]
    ) -> tuple[Verdict | None, list[Candidate]]:
        number = claim.stated
        if number.unit in WEAK_UNITS and not subject.adjacent:
            return None, []
        if number.unit not in STRONG_UNITS and number.unit not in WEAK_UNITS:
            return None, []
        planned = self.planned.judge_value(claim, subject, sentence)
        if planned is not None:
            return planned if isinstance(planned, Verdict) else None, []
        if sentence.says_total(claim) and adds_up(number, said):
            return None, []
        if self.books.say(number, claim):
            return None, []
        if not subject.recognised:
            return self.rates.judge_unrecognised(claim, subject, said), []
        found, meant = self._match(number, subject)
        if found:
            return None, found
        if not subject.whole_year and self.known.record_says(
            number, subject, subject.keys, _narrowing(subject)
        ):
            return None, []
        added = "standing.volunteers_added" in subject.keys or says_added(claim)
        if added and (changed := self._match_difference(number, subject)):
            return None, changed
        if number.in_words and number.number < 10 and not subject.adjacent:
            return None, []
        if self.planned.says(number):
            return None, []
        if meant is None or not meant.value.says_something:
            # Nothing is recorded of it: perhaps it is of something else.
            wrong = self.rates.judge_unrecognised(claim, subject, said)
            return (Verdict(claim, meant) if wrong else None), []
        elsewhere = subject.alone or subject.society is not None
        return Verdict(claim, meant, elsewhere=elsewhere), []

    def _match(
        self, number: WrittenNumber, subject: ClaimSubject
    ) -> tuple[list[Candidate], Candidate | None]:
        """Return the values that the number may stand for, and the one it should stand for.

        What the clause names restricts them; what only the sentence names does so where something
        is recorded of it; a place, a course and what is named later may.
        """
        narrowing = _narrowing(subject)
        candidates = self._restricted(subject, narrowing)
        if not any(one.value.says_something for one in candidates):
            # Nothing is recorded of it: it is named for another reason.
            candidates = list(self.known.of(subject, subject.keys))
        found = [one for one in candidates if says(number, one.value)]
        saying = [one for one in candidates if one.value.says_something]
        best = min(saying or candidates, key=lambda one: distance(one, number), default=None)
        if not found and len(narrowing) > 1 and together_make(number, candidates):
            found = candidates
        if not found and subject.perhaps:
            other = self._restricted(subject, narrowing, subject.perhaps)
            found = [one for one in other if says(number, one.value)]
        perhaps = [*subject.parts, *subject.nearby, *subject.later]
        for part in perhaps if not found else ():
            if part not in narrowing:
                restricted = self._restricted(subject, [part])
                found = found or [one for one in restricted if says(number, one.value)]
        return found, best

    def _restricted(
        self, subject: ClaimSubject, parts: list[NamedPart], keys: frozenset[str] | None = None
    ) -> list[Candidate]:
        """Return the values restricted by the parts; of several of one sort by each of them."""
        keys = subject.keys if keys is None else keys
        if not parts:
            return list(self.known.of(subject, keys))
        sorts = {part.parameter for part in parts}
        if len(sorts) == len(parts):
            together = list(self.known.of(subject, keys, parts=parts))
            if any(one.value.says_something for one in together):
                return together
        return [one for part in parts for one in self.known.of(subject, keys, parts=[part])]

    def _match_difference(self, number: WrittenNumber, subject: ClaimSubject) -> list[Candidate]:
        """Return the stock numbers that grew by the number."""
        now, before = self.known.renderer.period, self.known.renderer.period.previous()
        found = []
        keys = subject.keys | keys_with_unit(
            {key for key in subject.any_keys if key.startswith("standing.")}, number.unit
        )
        later = {one.key: one for one in self.known.of(subject, keys, [now])}
        for one in self.known.of(subject, keys, [before]):
            then = later.get(one.key)
            if then and number.equals(then.value.number - one.value.number):
                found.append(then)
        return found


def _narrowing(subject: ClaimSubject) -> list[NamedPart]:
    """Return what restricts the subject: what its clause names, else what was named last."""
    narrowing = [part for part in subject.parts if part.narrows]
    if not narrowing and not subject.whole_year:
        narrowing = [part for part in subject.nearby if part.narrows][:1]
    return narrowing
