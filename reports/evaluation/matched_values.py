"""Which values of figures a number may stand for."""

import re
from dataclasses import replace
from decimal import Decimal

from redcross.figures import Period, figures_by_key
from reports.text.numbers import WrittenNumber

from .claimed_subjects import ClaimSubject
from .given_goods import GivenGoods
from .known_values import Candidate, KnownValues
from .named_parts import NamedPart
from .subjects import keys_with_unit
from .verdicts import distance, is_stock, says, together_make

# 在某公司募捐: a place, or a partner.
_BESIDE = "(?:在|到|赴|走进|深入|向|联合|会同|与|和|对|为|等)[“]?"
_GIVEN, _GOODS = "reports.gifts.value", "donations.goods.value"


class MatchedValues:
    """Finds what is known of a subject, restricted by what the sentence names."""

    def __init__(self, known: KnownValues, goods: GivenGoods):
        self.known, self.goods = known, goods

    def match(
        self, number: WrittenNumber, subject: ClaimSubject
    ) -> tuple[list[Candidate], Candidate | None]:
        """Return the values that the number may stand for, and the one it should stand for.

        What the clause names restricts them; what only the sentence names does so where something
        is recorded of it; a place, a course and what is named later may.
        """
        narrowing = narrowing_of(subject)
        candidates = self.restricted(subject, narrowing)
        if narrowing and {_GIVEN, _GOODS} & subject.keys:
            candidates += self._given_goods(subject, narrowing)
        if not any(one.value.says_something for one in candidates):
            # Nothing is recorded of it: it is named for another reason.
            of_the_year = self._of_donors(subject, narrowing)
            candidates = of_the_year or list(self.known.of(subject, subject.keys))
        found = [one for one in candidates if says(number, one.value)]
        saying = [one for one in candidates if one.value.says_something]
        best = min(saying or candidates, key=lambda one: distance(one, number), default=None)
        if not found and len(narrowing) > 1 and together_make(number, candidates):
            found = candidates
        beside = {part.value for part in subject.nearby if part.narrows}
        if not found and len(beside) > 1 and not any(part.narrows for part in subject.parts):
            # 大病救助9万元、助学15万元，惠及93人: of both, or of all.
            together = self.restricted(subject, [part for part in subject.nearby if part.narrows])
            whole = list(self.known.of(subject, subject.keys))
            if together_make(number, together) or any(says(number, one.value) for one in whole):
                found = whole
        if not found and subject.perhaps:
            other = self.restricted(subject, narrowing, subject.perhaps)
            found = [one for one in other if says(number, one.value)]
        perhaps = [*subject.parts, *subject.nearby, *subject.later]
        for part in perhaps if not found else ():
            if part not in narrowing:
                restricted = self.restricted(subject, [part], subject.keys | subject.perhaps)
                if {_GIVEN, _GOODS} & subject.keys:
                    restricted += self._given_goods(subject, [part])
                found = found or [one for one in restricted if says(number, one.value)]
        return found, best

    def _of_donors(self, subject: ClaimSubject, narrowing: list[NamedPart]) -> list[Candidate]:
        """Return what named donors gave in the year, of a day on which they gave nothing."""
        donors = [part for part in narrowing if part.parameter == "donor"]
        if not donors or subject.periods != [subject.day] or {_GIVEN, _GOODS} & subject.keys:
            return []
        if any(re.search(_BESIDE + re.escape(one.name), subject.sentence_text) for one in donors):
            return []
        year = replace(subject, periods=[self.known.renderer.period])
        return [one for one in self.restricted(year, donors) if one.value.says_something]

    def restricted(
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

    def _given_goods(self, subject: ClaimSubject, parts: list[NamedPart]) -> list[Candidate]:
        """Return the goods, and the cash and goods together, that the parts restrict."""
        found = []
        for period in subject.periods:
            goods = self.goods.worth(parts, period)
            for one in self.known.of(subject, {"donations.cash.amount"}, [period], parts):
                together = Decimal(one.value.number) + goods
                for key, number in ((_GIVEN, together), (_GOODS, goods)):
                    if key in subject.keys:
                        value = replace(one.value, figure=figures_by_key()[key], number=number)
                        found.append(Candidate(key, value, period, one.parts))
        return found

    def is_recorded(self, number: WrittenNumber, subject: ClaimSubject) -> bool:
        """Return whether a figure or a record of the subject has the number."""
        return self.known.record_says(number, subject, subject.keys) or bool(
            self.match(number, subject)[0]
        )

    def is_never_recorded(self, subject: ClaimSubject, period: Period) -> bool:
        """Return whether it is money of the budget, none of which was recorded in either year."""
        if not all("fiscal" in key for key in subject.keys):
            return False
        known = self.known.of(subject, subject.keys, [period, period.previous()])
        return not any(one.value.says_something and one.value.number for one in known)

    def growths(self, number: WrittenNumber, subject: ClaimSubject) -> list[Decimal]:
        """Return by how much the figures grew that the number may be of."""
        now, before = self.known.renderer.period, self.known.renderer.period.previous()
        keys = subject.keys | keys_with_unit(
            {key for key in subject.any_keys if is_stock(key)}, number.unit
        )
        later = {one.key: one.value.number for one in self.known.of(subject, keys, [now])}
        return [
            Decimal(later[one.key]) - one.value.number
            for one in self.known.of(subject, keys, [before])
            if one.key in later and one.value.number
        ]


def named_of(subject: ClaimSubject) -> list[NamedPart]:
    """Return what restricts the subject with what was named before it of other sorts: the donor."""
    named = narrowing_of(subject)
    for part in subject.nearby if not subject.whole_year else ():
        if part.narrows and part.parameter not in {one.parameter for one in named}:
            named = [*named, part]
    return named


def narrowing_of(subject: ClaimSubject) -> list[NamedPart]:
    """Return what restricts the subject: what its clause names, else what was named last."""
    narrowing = [part for part in subject.parts if part.narrows]
    if not narrowing and not subject.whole_year:
        narrowing = [part for part in subject.nearby if part.narrows][:1]
    return narrowing
