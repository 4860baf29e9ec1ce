"""Numbers that are recorded, and of another day or place than a sentence says."""

import re
from dataclasses import replace

from reports.text.dates import dates_in
from reports.text.sentences import Claim, Sentence

from .claim_scope import NOT_OF_THE_DAY
from .claimed_subjects import ClaimSubject, SubjectReader
from .known_values import Candidate
from .matched_values import MatchedValues, named_of
from .record_witness import RecordedDays, RecordWitness
from .verdicts import Verdict, says

_AT_A_PLACE = re.compile(r"(?:在|走进|深入|赴|到|于|来到)[“\"]?$")


class OtherDays:
    """Holds days and places that a sentence names against those of the records."""

    def __init__(self, subjects: SubjectReader, matched: MatchedValues, witness: RecordWitness):
        self.subjects, self.matched, self.witness = subjects, matched, witness

    def then(
        self,
        claim: Claim,
        subject: ClaimSubject,
        sentence: Sentence,
        found: list[Candidate],
    ) -> Verdict | None:
        """Return that the number was on other days, or at another place, than it is said to be."""
        number = claim.stated
        preceding = sentence.text[: claim.at - sentence.at]
        if NOT_OF_THE_DAY.search(preceding) or subject.before or subject.elsewhere:
            return None
        keys = {one.key for one in found} & subject.keys or subject.keys
        places = [
            part for part in self.subjects.names.named_in(preceding) if part.parameter == "place"
        ]
        if len({part.value for part in places}) == 1 and is_there(preceding, places[0].name):
            there = self.matched.restricted(subject, places[:1])
            known = [one for one in there if one.value.says_something and one.value.number]
            if (
                known
                and not any(says(number, one.value) for one in there)
                and not self.matched.known.record_says(number, subject, keys, places[:1])
            ):
                return Verdict(claim, known[0])
        days = [day for day in dates_in(preceding) if day.month]
        if not days or len(days) > 2 or number.number <= 1:
            return None
        spans = [span for day in days for span in day.days(self.subjects.period)]
        if not spans:
            return None
        first, last = min(one[0] for one in spans), max(one[1] for one in spans)
        year = replace(subject, periods=[self.subjects.period])
        was = self.witness.contradicted(
            number, year, keys, RecordedDays(first, last), named_of(subject)
        )
        return Verdict(claim, days=was) if was else None


def is_there(preceding: str, place: str) -> bool:
    """Return whether something is said to have been at the place."""
    at = preceding.rfind(place)
    return at >= 0 and bool(_AT_A_PLACE.search(preceding[:at]))
