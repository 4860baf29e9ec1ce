"""How many took part in what was done on a theme day that a sentence names."""

import re
from dataclasses import replace

from campaigns.theme_days import theme_day_names
from redcross.figures import Period
from reports.text.sentences import Claim, Sentence

from .claimed_subjects import ClaimSubject
from .known_values import KnownValues
from .verdicts import Verdict, says

_AUDIENCE = "campaigns.publicity.people"
_TOOK_PART = re.compile(
    r"(?:参与|参加|吸引|覆盖)(?:活动)?的?(?:过往|干部|广大)?(?:群众|市民|居民|人数|人次)[为达约近共]*$"
    r"|吸引[了约近]*$|受众(?:人数|人次|群众)?[为达约近共]*$"
)
# Those of another sort, or of more than that day.
_OTHERS = re.compile(
    "志愿服务|志愿者(?!日)|义诊|培训|讲座|问卷|献血(?!者日)|捐|采样|累计|全年|合计|共计|总计|其中|系列|期间[^，]*各"
)
_IN_TURN = re.compile("分别|依次")


class ThemeDayChecks:
    """Holds the audience of a theme day against what is recorded of the day."""

    def __init__(self, known: KnownValues):
        self.known = known

    def judge(self, claim: Claim, subject: ClaimSubject, sentence: Sentence) -> Verdict | None:
        """Return that another number took part on the day, which is the only one it may be of."""
        if claim.stated.unit not in ("人", "人次") or subject.before or subject.elsewhere:
            return None
        days = self._days(claim, sentence)
        if len(days) != 1 or _OTHERS.search(sentence.text):
            return None
        on = replace(subject, periods=days)
        meant = next(iter(self.known.of(on, [_AUDIENCE])), None)
        if meant is None or meant.value.is_unknown or not meant.value.number:
            return None
        if says(claim.stated, meant.value) or self.known.record_says(claim.stated, on, [_AUDIENCE]):
            return None
        return Verdict(claim, meant)

    def _days(self, claim: Claim, sentence: Sentence) -> list[Period]:
        """Return when the theme day of the number was kept, each time; none of several days."""
        preceding = sentence.text[: claim.at - sentence.at]
        places = {name: preceding.find(name) for name in theme_day_names() if name in preceding}
        named = sorted(places, key=lambda name: places[name])
        if turn := _IN_TURN.search(preceding):
            same = [
                one
                for one in sentence.claims
                if one.number
                and one.stated.unit == claim.stated.unit
                and one.at - sentence.at >= turn.end()
            ]
            if len(same) != len(named) or not _TOOK_PART.search(preceding[: turn.start()]):
                return []
            named = [named[same.index(claim)]]
        elif not _TOOK_PART.search(claim.before):
            return []
        if len(named) != 1:
            return []
        return self.known.theme_days.get(theme_day_names()[named[0]], [])
