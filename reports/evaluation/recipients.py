"""To whom money was handed on, as records have it: 3万元拨付石门镇."""

import re
from collections import defaultdict
from decimal import Decimal

from redcross.figures import Scope
from relief.handed_on import HandedOn, money_handed_on
from reports.text.dates import dates_in
from reports.text.sentences import Claim, Sentence

from .claim_scope import NOT_OF_THE_DAY
from .record_witness import known_days
from .verdicts import Verdict

_HANDED_ON = re.compile("拨付|下拨|转拨|拨给|划拨|转交|拨款")
_TO_AFTER = re.compile("^[^，。、]{0,4}(?:拨付|下拨|转拨|拨给|划拨|转交|用于|支持|给)")
_APART = re.compile("[，、：:；]")


class Recipients:
    """Those who got money in the period and whom the text names: one query. Money in yuan."""

    def __init__(self, scope: Scope, text: str):
        self.period = scope.period
        self._got: dict[str, list[HandedOn]] = defaultdict(list)
        if not _HANDED_ON.search(text):
            return
        place = scope.society.name.removesuffix("红十字会")
        for one in money_handed_on(scope):
            # 甲县人民医院 is called 县人民医院.
            name = one.recipient
            short = place[-1:] + name.removeprefix(place) if name.startswith(place) else name
            for called in {name, short}:
                if called in text:
                    self._got[called].append(one)

    def without(self, text: str) -> str:
        """Return the text without their names."""
        for name in sorted(self._got, key=len, reverse=True):
            text = text.replace(name, "|")
        return text

    def judge(self, claim: Claim, sentence: Sentence) -> Verdict | bool | None:
        """Return that those who are named beside the sum did not get it, or not on that day.

        True where they did, None where nobody is named.
        """
        if claim.stated.unit != "元" or not _HANDED_ON.search(sentence.of(claim.clause)):
            return None
        after = re.split("[，。、]", sentence.text[claim.end - sentence.at :])[0]
        named = self._names_in(after) if _TO_AFTER.search(after) else []
        named = named or self._names_in(_APART.split(claim.before)[-1])
        if not named:
            return None
        got = [one for name in named for one in self._got[name]]
        same = [one for one in got if claim.stated.equals(one.amount)]
        if same:
            return self._on_another_day(claim, sentence, same) or True
        sums = [sum((one.amount for one in self._got[name]), Decimal(0)) for name in named]
        total = sum((one.amount for one in got), Decimal(0))
        if any(claim.stated.equals(one) for one in (*sums, total)):
            return True
        return Verdict(claim, follows=total)

    def _on_another_day(
        self, claim: Claim, sentence: Sentence, got: list[HandedOn]
    ) -> Verdict | None:
        """Return that none of what was got was got on the day that is named before the sum."""
        preceding = sentence.text[: claim.at - sentence.at]
        days = [day for day in dates_in(preceding) if day.month]
        known = [known_days(one.first, one.last, one.precision) for one in got]
        if len(days) != 1 or NOT_OF_THE_DAY.search(preceding):
            return None
        spans = list(days[0].days(self.period))
        if any(one.first <= last and one.last >= first for one in known for first, last in spans):
            return None
        return Verdict(claim, days=known[0])

    def _names_in(self, text: str) -> list[str]:
        named = [name for name in self._got if name in text]
        return [name for name in named if not any(name != one and name in one for one in named)]
